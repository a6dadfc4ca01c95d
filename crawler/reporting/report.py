"""The report of one run: what it saw, fetched, refused and lost."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from twa.crawler.archive.recovery import Recovered
from twa.crawler.archive.segment import Sealed
from twa.crawler.reporting.backfill_report import BackfillReport
from twa.dataset.crawl_state.health import Health
from twa.dataset.crawl_state.schedule import UNFOLLOWED
from twa.dataset.dates.instants import stamp
from twa.dataset.files import write_whole


@dataclass
class RunReport:
    """The figures of a run. `schemas/run.schema.json` says what each field means."""

    run_id: str
    spider: str
    collection: str
    source: str
    started: datetime
    user_agent: str
    revisit_after: str = ""
    feeds: list[dict[str, Any]] = field(default_factory=list)
    entries: Counter[str] = field(default_factory=Counter)
    responses: Counter[str] = field(default_factory=Counter)
    bytes_received: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    requisites: dict[str, Any] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)
    recovered: list[dict[str, Any]] = field(default_factory=list)
    backfill: BackfillReport | None = None
    dataset: dict[str, Any] | None = None
    gaps: list[dict[str, Any]] = field(default_factory=list)
    to_retry: list[dict[str, Any]] = field(default_factory=list)
    next_poll: datetime | None = None
    health: Health | None = None
    exit_status: int = 0
    """What the command returns to the shell."""
    verdict: str = ""
    """The one line that says what went wrong with the run as a whole."""

    def judge_entries(self) -> None:
        """Fail where feeds list entries, and each leads where nobody may go."""
        shut = [one for one in self.refused if one["reason"] in UNFOLLOWED]
        # One that was asked for may have been refused where it led to.
        if shut and len(shut) == self.entries["seen"] and not self.entries["new"]:
            told = f"{shut[0]['url']} ({shut[0]['reason']}: {shut[0]['detail']})"
            self.fail(f"none of the {len(shut)} entries may be asked for: {told}", 1)

    def fail(self, verdict: str, exit_status: int) -> None:
        """The run as a whole has failed. What failed first is what is told."""
        self.verdict = self.verdict or verdict
        self.exit_status = self.exit_status or exit_status

    def as_json(self, *, finished: datetime, seconds: float, reason: str) -> dict[str, Any]:
        """The finished report, ready for `json.dumps`."""
        return {
            "run_id": self.run_id,
            "spider": self.spider,
            "collection": self.collection,
            "source": self.source,
            "started": stamp(self.started),
            "finished": stamp(finished),
            "seconds": round(seconds, 3),
            "reason": reason,
            "exit_status": self.exit_status,
            "verdict": self.verdict or None,
            "user_agent": self.user_agent,
            "revisit_after": self.revisit_after,
            "feeds": self.feeds,
            "entries": dict(sorted(self.entries.items())),
            "responses": dict(sorted(self.responses.items())),
            "bytes_received": self.bytes_received,
            "articles": dict(sorted(self.articles.items())),
            "requisites": self.requisites,
            "refused_by_reason": _by_reason(self.refused),
            "refused": self.refused,
            "failed_by_reason": _by_reason(self.failures),
            "failures": self.failures,
            "segments": self.segments,
            "recovered": self.recovered,
            "backfill": self.backfill and self.backfill.as_json(),
            "to_retry": self.to_retry,
            "gaps": self.gaps,
            "next_poll": self.next_poll and stamp(self.next_poll),
            "dataset": self.dataset,
            "health": self.health and self.health.as_json(),
        }

    def summary(self, path: Path) -> str:
        """One line for the log."""
        rows = self.dataset["rows"] if self.dataset else {}
        requisites = self.requisites.get("fetched", 0)
        # One count for one thing: of articles by what became of them, whatever led to them.
        became = {"got": "got", "again": "looked at again", "gone": "gone", "failed": "failed"}
        became["postponed"] = "postponed"
        articles = ", ".join(
            f"{self.articles[name]} {words}"
            for name, words in became.items()
            if name == "got" or self.articles[name]
        )
        return (
            f"articles: {articles}; {len(self.refused)} refused, {len(self.failures)} failures, "
            f"{requisites} requisites of pages; {self.entries['seen']} entries listed; "
            f"the dataset has {rows.get('articles', 0)} articles; report: {path}"
        )


def segment(sealed: Sealed) -> dict[str, Any]:
    """A sealed WARC file, for the report."""
    return {
        "file": sealed.path.name,
        "records": sealed.records,
        "bytes": sealed.size,
        "sha256": sealed.sha256,
    }


def recovered(found: Recovered) -> dict[str, Any]:
    """A file that a dead run left and this one sealed, for the report."""
    if found.path is None:
        return {"file": found.name, "records": 0, "bytes": 0, "sha256": None}
    return segment(Sealed(found.path, found.records, found.kept, found.sha256, found.stamp))


def _by_reason(items: list[dict[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(item["reason"] for item in items).items()))


def write(path: Path, report: dict[str, Any]) -> None:
    """Write the report whole or not at all."""
    write_whole(path, f"{json.dumps(report, ensure_ascii=False, indent=2)}\n".encode())
