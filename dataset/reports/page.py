"""Renders the report of a run as an HTML page.

It needs no script and no other file, and asks nobody for anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from twa.dataset.reports.markup import Child, Node, document, element, link
from twa.dataset.reports.plots import bars, over_runs

Report = Mapping[str, Any]
"""What `schemas/run.schema.json` describes."""

ROWS: Final = 500
"""Rows of a table that are shown; the JSON has all."""

# No script, no request, whatever a string might say.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
_MEGA: Final = 1e6


def render(report: Report, earlier: Sequence[Report] = ()) -> bytes:
    """The page. `earlier` are reports of the same collection, oldest first, for the trends."""
    title = f"{report['collection']}: run of {_moment(report['started'])}"
    body = element(
        "body",
        element("header", *_heading(report)),
        element("main", *(part for part in _sections(report, earlier) if part is not None)),
        element("footer", f"Made from the run's JSON by twa. {report['user_agent']}"),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", **{"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", files("twa.dataset.reports").joinpath("page.css").read_text("utf-8")),
    )
    return document(element("html", head, body, lang="en"))


def _heading(report: Report) -> list[Node]:
    failed, lost = report["exit_status"] != 0, len(report["failures"])
    source = _source(report.get("health"))
    ended = "" if report["reason"] == "finished" else f"ended: {report['reason']}"
    verdict = report["verdict"] or ended
    word = "failed" if failed else f"ended with {_failures(lost)}" if lost else "ok"
    return [
        element("h1", report["collection"]),
        element(
            "p",
            element("strong", word, _class="bad" if failed or lost else "good"),
            f" {verdict}",
        ),
        *([source] if source is not None else []),
        element(
            "p",
            "From ",
            _time(report["started"]),
            " to ",
            _time(report["finished"]),
            f", {_duration(report.get('seconds') or 0)}, by the spider ",
            element("code", report["spider"]),
            " on ",
            link(report["source"]),
        ),
    ]


def _source(health: Mapping[str, Any] | None) -> Node | None:
    """How the source is, of which a run that went well says nothing."""
    if health is None:
        return None
    well = health["state"] == "healthy" and health["layout"] is None
    why = health["words"].removeprefix(health["state"]).removeprefix(":")
    word = element("strong", health["state"], _class="good" if well else "bad")
    return element("p", "Source: ", word, why)


def _failures(number: int) -> str:
    return "1 failure" if number == 1 else f"{number} failures"


def _sections(report: Report, earlier: Sequence[Report]) -> Iterable[Node | None]:
    yield _figures(report)
    yield _table("Failures", report["failures"], _LOST)
    yield _table("To be tried again", report.get("to_retry") or [], _RETRY)
    yield _plots(report)
    yield _trends([*earlier, report])
    yield _table("Feeds", report["feeds"], _FEED)
    yield _backfill(report.get("backfill"))
    yield _table("Gaps", report.get("gaps") or [], _GAP)
    yield _table("Not asked for", report["refused"], _LOST)
    yield _table("WARC files", report["segments"], _SEGMENT)
    yield _table("Files of a run that died", report["recovered"], _SEGMENT)


# --- figures and plots ----------------------------------------------------------------------------


def _figures(report: Report) -> Node:
    entries, articles = report["entries"], report["articles"]
    rows = report["dataset"]["rows"] if report["dataset"] else {}
    tiles = {
        "entries seen": entries.get("seen", 0),
        "new entries": entries.get("new", 0),
        "articles got": articles.get("got", 0),
        "looked at again": articles.get("again", 0),
        "gone": articles.get("gone", 0),
        "failures": len(report["failures"]),
        "MB received": f"{report['bytes_received'] / _MEGA:,.1f}",
        "articles in the dataset": rows.get("articles", "none yet"),
    }
    told = [
        element("div", element("dt", name), element("dd", _number(value)))
        for name, value in tiles.items()
    ]
    later = report.get("next_poll")
    return element(
        "section",
        element("h2", "In figures"),
        element("dl", *told, _class="tiles"),
        element("p", "Next crawl not before ", _time(later), ".") if later else None,
        aria_label="In figures",
    )


def _plots(report: Report) -> Node | None:
    shown = (
        ("Entries, by what became of them", report["entries"]),
        ("Articles, by what became of them", report["articles"]),
        ("Responses, by HTTP status", report["responses"]),
        ("Failures, by reason", report["failed_by_reason"]),
        ("Not asked for, by reason", report["refused_by_reason"]),
        ("What pages need, by what became of it", _requisites(report)),
    )
    drawn = [bars(counts, title=title) for title, counts in shown if counts]
    return element("section", *drawn, _class="plots", aria_label="Plots") if drawn else None


def _requisites(report: Report) -> Mapping[str, int]:
    told = report.get("requisites") or {}
    fetched = {"fetched": told["fetched"]} if told.get("fetched") else {}
    return {**fetched, **told.get("failed_by_reason", {}), **told.get("refused_by_reason", {})}


def _trends(runs: Sequence[Report]) -> Node | None:
    if len(runs) < 2:
        return None
    told: Mapping[str, Callable[[Report], float]] = {
        "articles got": lambda run: run["articles"].get("got", 0),
        "failures": lambda run: len(run["failures"]),
        "MB received": lambda run: run["bytes_received"] / _MEGA,
        "seconds": lambda run: run.get("seconds") or 0,
    }
    latest = list(reversed(runs))
    title = f"The last {len(runs)} runs"
    return element(
        "section",
        element("h2", title),
        over_runs(
            [_time(run["started"]) for run in latest],
            {name: [of(run) for run in latest] for name, of in told.items()},
            title="this run first",
        ),
        aria_label=title,
    )


# --- tables ---------------------------------------------------------------------------------------

_Cell = Callable[[Mapping[str, Any]], Child]


def _text(name: str) -> _Cell:
    return lambda row: "" if row.get(name) is None else str(row[name])


def _url(name: str) -> _Cell:
    return lambda row: link(row[name]) if row.get(name) else ""


_FEED: Final[Mapping[str, _Cell]] = {
    "feed": _url("url"),
    "status": lambda row: "no answer" if row["status"] is None else str(row["status"]),
    "entries": _text("entries"),
    "problems": lambda row: "; ".join(row.get("problems", ())),
}
_GAP: Final[Mapping[str, _Cell]] = {
    "feed": _url("feed"),
    "from": lambda row: _time(row["from"]),
    "to": lambda row: _time(row["to"]),
    "evidence": _text("evidence"),
}
_LOST: Final[Mapping[str, _Cell]] = {
    "address": _url("url"),
    "reason": _text("reason"),
    "what happened": _text("detail"),
    "listed by": _url("via"),
}
_RETRY: Final[Mapping[str, _Cell]] = {
    "address": _url("url"),
    "tries in vain": _text("tries"),
    "given up": lambda row: "yes" if row["given_up"] else "no",
    "listed by": _url("via"),
}
_SEGMENT: Final[Mapping[str, _Cell]] = {
    "file": lambda row: element("code", row["file"]),
    "records": lambda row: _number(row["records"]),
    "MB": lambda row: f"{row['bytes'] / _MEGA:,.1f}",
    "SHA-256": lambda row: element("code", row["sha256"] or ""),
}


def _table(
    title: str, rows: Sequence[Mapping[str, Any]], cells: Mapping[str, _Cell]
) -> Node | None:
    """A table under its heading; nothing for no rows."""
    if not rows:
        return None
    head = element("tr", *(element("th", name, scope="col") for name in cells))
    body = [
        element("tr", *(element("td", cell(row), data_name=name) for name, cell in cells.items()))
        for row in rows[:ROWS]
    ]
    more = f"{len(rows) - ROWS:,} more stand in the JSON." if len(rows) > ROWS else None
    return element(
        "section",
        element("h2", f"{title} ({len(rows):,})"),
        element("table", element("thead", head), element("tbody", *body), _class="rows"),
        element("p", more) if more else None,
        aria_label=title,
    )


def _backfill(told: Mapping[str, Any] | None) -> Node | None:
    if told is None:
        return None
    reached = f"reached {told['oldest'] or 'no date'}"
    words = (
        f"{told['documents']} documents by {told['mode']}, {told['entries']} entries, {reached}."
    )
    return element(
        "section",
        element("h2", "Backfill"),
        element("p", words),
        element(
            "p", told["ended"] or "It did not come to its end: the next run goes on from here."
        ),
        element("ul", *(element("li", loss) for loss in told["losses"])),
        aria_label="Backfill",
    )


# --- words ----------------------------------------------------------------------------------------


def _moment(instant: str) -> str:
    """An RFC 3339 instant to the minute, for people."""
    return instant[:16].replace("T", " ") + " UTC"


def _time(instant: str) -> Node:
    return element("time", _moment(instant), datetime=instant)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def _number(value: int | str) -> str:
    return f"{value:,}" if isinstance(value, int) else value
