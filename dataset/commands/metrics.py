"""The holdings of a collection as Prometheus metrics.

Prometheus text format 0.0.4 ("Exposition formats", "Text-based format"), for node_exporter's
textfile collector and the like. Names bear their units; all are gauges, since each is read off what
is there and none is counted by a process that lives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from twa.dataset.crawl_state.health import STATES


class Sample(NamedTuple):
    """One value of a metric, with its labels."""

    value: float
    labels: Mapping[str, str] = {}


_HELP: Final = {
    "archive_warcs": "WARC files of the archive.",
    "archive_bytes": "Bytes of these files.",
    "archive_open_segments": "WARC files that are being written, or were left by a crash.",
    "archive_unread_files": "Files that may be archives and can't be read.",
    "dataset_rows": "Rows of the dataset by table.",
    "dataset_rejects": "Rows of the table rejects by reason.",
    "dataset_unbuilt_warcs": "WARC files that are newer than the dataset.",
    "seals": "Seals of the archive.",
    "seals_timestamped": "The number of the last of them that is anchored by a timestamp.",
    "oldest_unanchored_seal_timestamp_seconds": "When the first seal after that was written.",
    "feed_entries": "Entries that a feed was seen to list.",
    "feed_articles": "Those of them that became articles.",
    "feed_polls": "Captures of a feed.",
    "feed_last_poll_timestamp_seconds": "When a feed was last captured.",
    "feed_gaps": "Windows of time of which a feed may have shown entries that nobody saw.",
    "articles_to_retry": "Articles that a feed listed and the archive does not have.",
    "articles_given_up": "Those of them that failed too often.",
    "next_crawl_timestamp_seconds": "Before when asking again makes no sense.",
    "source_health": "1 for the state that the source is in, 0 for the others.",
    "source_layout_changed": "1 where pages give less text than before, or none.",
    "last_run_start_timestamp_seconds": "When the last run began.",
    "last_run_end_timestamp_seconds": "When the last run ended.",
    "last_run_duration_seconds": "How long the last run took.",
    "last_run_exit_status": "What the last run returned to the shell; 0 is success.",
    "last_run_received_bytes": "Bytes of all responses of the last run.",
    "last_run_entries": "Entries that the last run met, by what became of them.",
    "last_run_articles": "Article pages of the last run, by what became of them.",
    "last_run_responses": "Responses to the last run by HTTP status.",
    "last_run_failures": "Addresses that the last run asked for in vain, by reason.",
}
"""Every metric, in the order of the text."""


def render(held: Mapping[str, Any], collection: str) -> str:
    """What `holdings` says of a collection, as metrics; `collection` labels all of them."""
    return "".join(_lines(dict(_metrics(held)), collection))


def _lines(metrics: Mapping[str, Iterable[Sample]], collection: str) -> Iterator[str]:
    for name, meaning in _HELP.items():
        samples = list(metrics.get(name, ()))
        if samples:
            yield f"# HELP twa_{name} {meaning}\n# TYPE twa_{name} gauge\n"
        for value, labels in samples:
            named = {"collection": collection, **labels}
            told = ",".join(f'{label}="{_escaped(text)}"' for label, text in named.items())
            yield f"twa_{name}{{{told}}} {value!r}\n"


def _metrics(held: Mapping[str, Any]) -> Iterator[tuple[str, list[Sample]]]:
    archive, made, run = held["archive"], held["dataset"], held["last_run"]
    yield "archive_warcs", [Sample(archive["warcs"])]
    yield "archive_bytes", [Sample(archive["bytes"])]
    yield "archive_open_segments", [Sample(len(archive["open"]))]
    yield "archive_unread_files", [Sample(len(archive["unread"]))]
    if made is not None:
        yield "dataset_rows", _by("table", made["rows"])
        yield "dataset_rejects", _by("reason", held["rejects"])
        yield "dataset_unbuilt_warcs", [Sample(made["not_built"])]
    if seals := held["seals"]:
        yield "seals", [Sample(seals["seals"])]
        yield "seals_timestamped", [Sample(seals["timestamped"])]
        if at := seals["oldest_unanchored"]:
            yield "oldest_unanchored_seal_timestamp_seconds", [Sample(_seconds(at))]
    yield from _feeds(held["feeds"], held["gaps"])
    retried = held["to_retry"]
    yield "articles_to_retry", [Sample(len(retried))]
    yield "articles_given_up", [Sample(sum(article["given_up"] for article in retried))]
    if at := held["next_crawl"]["at"]:
        yield "next_crawl_timestamp_seconds", [Sample(_seconds(at))]
    health = held["health"]
    states: dict[str, float] = {state: float(state == health["state"]) for state in STATES}
    yield "source_health", _by("state", states)
    yield "source_layout_changed", [Sample(float(health["layout"] is not None))]
    if run is not None:
        yield from _run(run)


def _feeds(
    feeds: Iterable[Mapping[str, Any]], gaps: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, list[Sample]]]:
    told = {feed["url"]: feed for feed in feeds}
    missed = [gap["feed"] for gap in gaps]
    for name in ("entries", "articles", "polls"):
        yield f"feed_{name}", _by("feed", {url: feed[name] for url, feed in told.items()})
    last = {url: _seconds(feed["last_polled_at"]) for url, feed in told.items()}
    yield "feed_last_poll_timestamp_seconds", _by("feed", last)
    yield "feed_gaps", _by("feed", {url: missed.count(url) for url in told})


def _run(run: Mapping[str, Any]) -> Iterator[tuple[str, list[Sample]]]:
    yield "last_run_start_timestamp_seconds", [Sample(_seconds(run["started"]))]
    yield "last_run_end_timestamp_seconds", [Sample(_seconds(run["finished"]))]
    yield "last_run_duration_seconds", [Sample(run.get("seconds", 0))]
    yield "last_run_exit_status", [Sample(run["exit_status"])]
    yield "last_run_received_bytes", [Sample(run["bytes_received"])]
    yield "last_run_entries", _by("outcome", run["entries"])
    yield "last_run_articles", _by("outcome", run["articles"])
    yield "last_run_responses", _by("code", run["responses"])
    yield "last_run_failures", _by("reason", run["failed_by_reason"])


def _by(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [Sample(value, {label: key}) for key, value in sorted(values.items())]


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()


def _escaped(text: str) -> str:
    """A label's value: backslash, quote and line feed are written with a backslash."""
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
