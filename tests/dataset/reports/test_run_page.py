"""The page of a run: all that its JSON says, and nothing that a string in it would like to do."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from twa.dataset.crawl_state.health import Health
from twa.dataset.reports.markup import clean
from twa.dataset.reports.page import ROWS, render
from twa.dataset.reports.reports import RUNS, earlier

HOSTILE = (
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "<!-- ]]> &lt; \x00\x08\ud800 \u202e",
    "data:text/html,<script>alert(1)</script>",
)


def report(**changes: Any) -> dict[str, Any]:
    """A report as a run leaves it."""
    lost = {"url": "https://news.example/a/", "reason": "timeout", "detail": "30 s", "via": None}
    return {
        "run_id": "20240517T063000.000000Z",
        "spider": "feed",
        "collection": "harbour-news",
        "source": "https://news.example/feed/",
        "started": "2024-05-17T06:30:00.000000Z",
        "finished": "2024-05-17T06:31:05.000000Z",
        "seconds": 65.2,
        "reason": "finished",
        "exit_status": 0,
        "verdict": None,
        "user_agent": "twa/0.1.0",
        "feeds": [
            {"url": "https://news.example/feed/", "status": 200, "entries": 9, "problems": ["cut"]}
        ],
        "entries": {"seen": 9, "new": 4, "known": 5},
        "responses": {"200": 6, "404": 1},
        "bytes_received": 1_843_021,
        "articles": {"got": 4},
        "refused_by_reason": {},
        "refused": [],
        "failed_by_reason": {"timeout": 1},
        "failures": [lost],
        "segments": [{"file": "a.warc.gz", "records": 9, "bytes": 7_000, "sha256": "0" * 64}],
        "recovered": [],
        "backfill": None,
        "to_retry": [],
        "gaps": [
            {
                "feed": "https://news.example/feed/",
                "from": "2024-05-16T06:30:00.000000Z",
                "to": "2024-05-17T06:30:00.000000Z",
                "evidence": "no entry of both polls",
            }
        ],
        "next_poll": "2024-05-17T07:30:00.000000Z",
        "dataset": {"version": "0" * 64, "rows": {"articles": 1234}, "rejects": {}},
        **changes,
    }


def words(octets: bytes) -> str:
    """What a reader sees, spaces as one."""
    return " ".join(html.fromstring(octets).text_content().split())


def test_it_says_what_the_json_says() -> None:
    shown = words(render(report()))
    for told in (
        "harbour-news", "ok", "2024-05-17 06:30 UTC", "1 min 5 s", "1,234", "1.8", "cut",
        "no entry of both polls", "timeout", "https://news.example/a/", "a.warc.gz",
    ):  # fmt: skip
        assert told in shown
    failed = words(render(report(exit_status=1, verdict="the feed could not be read")))
    assert "failed" in failed
    assert "the feed could not be read" in failed


def test_it_says_how_the_source_is() -> None:
    def told(health: Health) -> tuple[str, str]:
        page = html.fromstring(render(report(health=health.as_json())))
        (words,) = page.xpath("//header/p[starts-with(., 'Source: ')]")
        return words.text_content(), words.xpath("string(strong/@class)")

    assert told(Health("healthy")) == ("Source: healthy", "good")
    assert told(Health("healthy", layout="no text")) == ("Source: healthy no text", "bad")
    since = datetime(2024, 5, 1, 6, 0, tzinfo=UTC)
    quiet = "Source: quiet since 2024-05-01 06:00 UTC: no news for 16 days"
    assert told(Health("quiet", since, "no news for 16 days")) == (quiet, "bad")
    assert "Source: " not in words(render(report(health=None)))


def test_it_is_a_function_of_its_input() -> None:
    assert render(report(), [report()]) == render(report(), [report()])


def test_trends_are_drawn_of_the_runs_before() -> None:
    before = [report(articles={"got": count}) for count in (1, 2, 3)]
    page = html.fromstring(render(report(), before))
    (table,) = page.xpath("//section[@aria-label='The last 4 runs']//table")
    assert table.xpath("thead//th/text()")[:2] == ["run", "articles got"]
    # This run first; a bar beside each number, as long as it is of the greatest.
    assert table.xpath("tbody/tr/td[1]/text()") == ["4", "3", "2", "1"]
    assert table.xpath("tbody/tr/td[2]//rect/@width") == ["100.0", "75.0", "50.0", "25.0"]
    assert not html.fromstring(render(report())).xpath("//div[@class='trends']")


def test_of_the_runs_before_the_last_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(90):
        run_id = f"202405{number // 24 + 10}T{number % 24:02}0000.000000Z"
        told = "{" if number == 50 else json.dumps(report(run_id=run_id))
        (tmp_path / f"{run_id}.json").write_text(told)
    ids = sorted(path.stem for path in tmp_path.iterdir())
    opened: list[str] = []
    read = Path.read_text

    def watched(path: Path, *told: Any) -> str:
        opened.append(path.stem)
        return read(path, *told)

    monkeypatch.setattr(Path, "read_text", watched)
    found = [one["run_id"] for one in earlier(tmp_path, ids[75])]
    assert found == [*ids[45:50], *ids[51:75]]
    assert len(found) == RUNS - 1
    assert min(opened) == ids[45]


def test_each_bar_stands_beside_its_label_and_its_number() -> None:
    page = html.fromstring(render(report()))
    (rows,) = page.xpath("//figure[figcaption='Entries, by what became of them']//tbody")
    assert rows.xpath("tr/th/text()") == ["seen", "new", "known"]
    assert rows.xpath("tr/td[last()]/text()") == ["9", "4", "5"]


def test_it_needs_nothing_but_itself() -> None:
    page = html.fromstring(render(report(), [report()]))
    assert page.xpath("//script|//link|//img|//iframe|//object|//*[@src]|//@style") == []
    assert "url(" not in page.xpath("string(//style)")
    (policy,) = page.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'")
    assert page.xpath("//meta[@name='viewport']")
    assert "prefers-color-scheme: dark" in page.xpath("string(//style)")
    assert page.get("lang") == "en"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_strings_of_others_stay_strings(text: str) -> None:
    def tainted(value: Any) -> Any:
        if isinstance(value, dict):
            return {(text if key == "timeout" else key): tainted(v) for key, v in value.items()}
        if isinstance(value, list):
            return [tainted(item) for item in value]
        free = isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\dT", value)
        return text if free else value

    octets = render(tainted(report(verdict="x", refused=report()["failures"])), [report()])
    page = html.fromstring(octets)
    assert page.xpath("//script|//img|//@*[starts-with(name(), 'on')]") == []
    assert {link.partition(":")[0] for link in page.xpath("//@href")} <= {"http", "https"}
    assert clean(text) in page.xpath("string(//h1)")
    assert len(page.xpath("//head/title")) == len(page.xpath("//main")) == 1


def test_long_tables_end_where_nobody_reads_on() -> None:
    lost = report()["failures"] * (ROWS + 7)
    page = html.fromstring(render(report(failures=lost)))
    assert len(page.xpath("//section[@aria-label='Failures']//tbody/tr")) == ROWS
    assert "7 more stand in the JSON" in words(render(report(failures=lost)))


def test_what_older_runs_did_not_say_is_not_missed() -> None:
    contract = Path(__file__).parents[3] / "schemas" / "run.schema.json"
    required = json.loads(contract.read_text("utf-8"))["required"]
    full = report()
    render({name: full[name] for name in required})
