"""The holdings of a collection: files, rows, gaps, what is missing, the next crawl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from twa.dataset.collection import Collection
from twa.dataset.commands import counted
from twa.dataset.commands.wellbeing import health_of
from twa.dataset.crawl_state.due import due, silence_of
from twa.dataset.crawl_state.read_only import looked_at
from twa.dataset.crawl_state.schedule import outstanding
from twa.dataset.dates.instants import stamp
from twa.dataset.file_digests import Stamp
from twa.dataset.proof.anchored import how_far
from twa.dataset.reports.last_run import ages_of, last_run
from twa.dataset.tables import manifest
from twa.dataset.tables.manifest_glance import Glance, glance
from twa.dataset.tables.schema import TABLES

FEW: Final = 5
"""Lines of a kind that people are shown."""


def holdings(collection: Collection, now: datetime | None = None) -> dict[str, Any]:
    """What there is, as JSON: `archive`, `dataset` (null for none yet, or where its manifest is not
    one of this version, which `unreadable` then says in words), `seals` (null for none),
    `feeds`, `gaps`, `rejects`, `to_retry`, `next_crawl`, `health`, `silent` (null unless the
    feed was not heard of by `now` for longer than its rhythm) and `last_run` (the newest
    report, or null).

    Reads the archive as far as `state.sqlite` has not, and keeps that if it may.
    """
    found = collection.holdings()
    seen, unreadable = _manifest(collection)
    made = seen and seen.manifest
    document = made.document if made else {"feeds": [], "gaps": []}
    with looked_at(collection) as memory:
        ages = ages_of(collection)
        next_crawl = due(memory, ages=ages)
        to_retry = outstanding(memory.agenda(ages).outstanding())
        now = now or datetime.now(UTC)
        silence = silence_of(memory, now)
        health = health_of(collection, memory, now)
    seals = how_far(collection.archive)
    return {
        "archive": {
            "folder": str(collection.archive),
            "warcs": len(found.warcs),
            # A package is one file, however many WARCs are in it.
            "bytes": sum(Stamp.of(place).size for place in {warc.place for warc in found.warcs}),
            "open": sorted(path.name for path in collection.archive.glob("*.open")),
            "unread": [{"file": file.name, "detail": file.detail} for file in found.unread],
        },
        "seals": seals and seals.as_json(),
        "dataset": seen
        and made
        and {
            "version": made.version,
            "rows": {table: made.rows(table) for table in TABLES},
            "not_built": len(collection.newer(found.warcs, seen.inputs)),
        },
        "unreadable": unreadable,
        "feeds": document["feeds"],
        "gaps": document["gaps"],
        "rejects": made.document["coverage"]["rejects"] if made else {},
        "to_retry": to_retry,
        "next_crawl": {
            "at": stamp(next_crawl.at) if next_crawl.at else None,
            "why": next_crawl.why,
            "never": next_crawl.never,
        },
        "health": health.as_json(),
        "silent": silence
        and {
            "feed": silence.feed,
            "since": stamp(silence.since),
            "rhythm_seconds": round(silence.rhythm.total_seconds()),
        },
        "last_run": last_run(collection),
    }


def _manifest(collection: Collection) -> tuple[Glance | None, str | None]:
    """The manifest of the dataset, if there is one, or why it can't be read."""
    path = collection.dataset / manifest.FILE
    try:
        return glance(path.read_bytes()) if path.is_file() else None, None
    except manifest.ManifestError as error:
        return None, str(error)


def describe(held: dict[str, Any]) -> Iterator[str]:
    """The same, as lines for people: a screen of them, however much there is."""
    archive, made = held["archive"], held["dataset"]
    megabytes = archive["bytes"] / 1e6
    files = counted(archive["warcs"], "WARC file")
    yield f"archive  {files}, {megabytes:,.1f} MB in {archive['folder']}"
    yield from _some(
        f"         {name} is being written, or was left by a crash" for name in archive["open"]
    )
    yield from _some(
        f"         not read: {one['file']}: {one['detail']}" for one in archive["unread"]
    )
    if held["unreadable"]:
        yield f"dataset  {held['unreadable']}; `twa build` makes it anew"
    elif made is None:
        yield "dataset  none yet: make it with `twa build`"
    else:
        tables = ", ".join(
            f"{count:,} {table.replace('_', ' ')}" for table, count in made["rows"].items()
        )
        yield f"dataset  {tables}"
        yield f"         version {made['version']}"
        if made["not_built"]:
            newer = counted(made["not_built"], "newer WARC file")
            yield f"         without {newer}: `twa build` takes that in"
    if held["seals"]:
        first, *more = held["seals"]["words"]
        yield f"seals    {first}"
        yield from (f"         {line}" for line in more)
    yield from _some(
        f"feed     {feed['url']}\n"
        f"         {feed['entries']:,} entries, {feed['articles']:,} of them articles, in"
        f" {_polled(feed)}"
        for feed in held["feeds"]
    )
    yield from _some(
        f"gap      {gap['feed']}\n"
        f"         {_moment(gap['from'])} to {_moment(gap['to'])}: {gap['evidence']}"
        for gap in held["gaps"]
    )
    if held["rejects"]:
        reasons = ", ".join(f"{count} {reason}" for reason, count in held["rejects"].items())
        yield f"rejected {reasons}"
    yield from _some(
        f"missing  {article['url']}: {_tried(article['tries'])}"
        f"{'; given up' if article['given_up'] else ''}"
        for article in held["to_retry"]
    )
    if run := held["last_run"]:
        ending = run.get("verdict") or run.get("reason")
        yield f"last run {_moment(run.get('started'))}: {ending}\n         {run['file']}"
    health = held["health"]
    if health["state"] != "healthy" or health["layout"]:
        yield f"health   {health['words']}"
    if quiet := held["silent"]:
        yield f"SILENT   {quiet['feed']}"
        since = _moment(quiet["since"])
        yield f"         not heard of since {since}: longer than its rhythm allows"
    coming = held["next_crawl"]
    when = "never" if coming["never"] else _moment(coming["at"]) if coming["at"] else "now"
    yield f"next     {when}: {coming['why']}"


def _polled(feed: Mapping[str, Any]) -> str:
    first, last = _moment(feed["first_polled_at"]), _moment(feed["last_polled_at"])
    if feed["polls"] == 1:
        return f"1 poll, {first}"
    return f"{counted(feed['polls'], 'poll')} from {first} to {last}"


def _tried(times: int) -> str:
    named = {0: "not asked for yet", 1: "1 try in vain"}
    return named.get(times, f"{times} tries in vain")


def _moment(instant: str | None) -> str:
    """An RFC 3339 instant to the minute, for people."""
    return "an unknown time" if instant is None else f"{instant[:16].replace('T', ' ')} UTC"


def _some(lines: Iterable[str]) -> Iterator[str]:
    """The first lines, and how many more there are."""
    told = list(lines)
    yield from told[:FEW]
    if len(told) > FEW:
        yield f"         … and {len(told) - FEW} more: `--json` has them all"
