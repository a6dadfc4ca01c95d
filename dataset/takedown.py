"""Takes an article down: adds a line to `takedowns.jsonl`, lists what is left to delete.

Copies that left the house, words of it in the rows of others, and the bytes in the
archive are for people to delete; here stands which and where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from twa.dataset.collection import Collection
from twa.dataset.dates.instants import stamp
from twa.dataset.errors import TwaError
from twa.dataset.publish import record
from twa.dataset.tables.identity import identify
from twa.dataset.tables.parquet import read_table
from twa.dataset.takedowns import Takedown, Takedowns, append
from twa.dataset.traces import Traces, traces
from twa.dataset.wacz.articles import find
from twa.dataset.warc import captures, cdxj, index_parts
from twa.dataset.web.urls import url_key

# Table → the columns that lead from a row's id to its article: an id, else an address.
_LEADS = {
    "articles": ("id", "url"),
    "revisions": ("article_id", "url"),
    "feed_entries": ("article_id", "link"),
    "rejects": (None, "url"),
}


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """A WARC record that holds what the source wrote."""

    warc: str
    offset: int | None
    length: int | None
    url: str


@dataclass(frozen=True, slots=True)
class TakedownDone:
    """A takedown, whether it is a `new` one, where it was published, and where its bytes lie.

    `traces` say where words of it stand in the rows of others, and what looks like a copy of it.
    """

    takedown: Takedown
    new: bool
    publications: tuple[record.Publication, ...]
    places: tuple[RecordPlace, ...]
    traces: Traces


def take_down(collection: Collection, wanted: str, *, reason: str, now: datetime) -> TakedownDone:
    """Withdraw an article by an id of any of its rows, or any address that leads to it.

    Raises TwaError for an id that no row has, for what is no address, and for an address that
    neither the dataset nor the archive has ever seen.
    """
    known = Takedowns.read(collection.takedowns)
    identifier, addresses = _article(collection, known, wanted.strip())
    before = known.of(identifier)
    every = tuple(sorted({*addresses, *(before.addresses if before else ())}))
    new = before is None or set(every) != set(before.addresses)
    takedown = Takedown(identifier, every, stamp(now), reason)
    if before is not None:
        takedown = Takedown(identifier, every, before.at, before.reason)
    if new:
        append(collection.takedowns, takedown)
    return TakedownDone(
        takedown,
        new,
        tuple(record.read(collection.publications)),
        tuple(_places(collection, takedown)),
        traces(collection.dataset, takedown.id, takedown.addresses),
    )


def _article(collection: Collection, known: Takedowns, wanted: str) -> tuple[str, set[str]]:
    """The id of the article that is meant, and the addresses that lead to it."""
    place = url_key(wanted)
    if place is not None:
        for entry in known.entries:
            if place in entry.addresses:
                return entry.id, {place}
        try:
            addresses = {place, *find(collection.dataset, wanted).addresses}
        except TwaError:
            # Nothing of it is in the dataset, and nothing shall be.
            if not _seen(collection, place):
                raise TwaError(
                    "neither the dataset nor the archive has ever seen this address; nothing was "
                    "withdrawn",
                    subject=wanted,
                ) from None
            return identify(place), {place}
        return _identifier(collection, addresses) or identify(place), addresses
    if known.of(wanted) is not None:
        return wanted, set()
    identifier, place = _of_row(collection, wanted)
    if identifier is None:
        return _article(collection, known, place or "")
    if known.of(identifier) is not None:
        return identifier, set()
    return identifier, set(find(collection.dataset, identifier).addresses)


def _seen(collection: Collection, place: str) -> bool:
    """Whether an address stands in a row, or was ever asked for."""
    rows = (
        row[where]
        for table, (_, where) in _LEADS.items()
        for row in read_table(table, collection.dataset, (where,))
    )
    return any(url_key(url) == place for url in chain(rows, _asked(collection)) if url)


def _asked(collection: Collection) -> Iterator[str | None]:
    """The addresses that an archive has answers of; where others made it, it may have no index."""
    _complete_index(collection)
    if collection.index.is_file():
        yield from (entry.fields.get("url") for entry in cdxj.read_index(collection.index))
        return
    for warc in collection.warcs():
        with warc.open() as file:
            for capture in captures(file, warc.name, on_damage=lambda _: None):
                yield capture.url


def _complete_index(collection: Collection) -> None:
    """Make one index of its parts, of a collection of ours: others' folders are left alone."""
    if collection.source is None:
        index_parts.complete(collection.archive)


def _identifier(collection: Collection, addresses: set[str]) -> str | None:
    for row in read_table("articles", collection.dataset, ("id", "url", "canonical_url")):
        if not addresses.isdisjoint((url_key(row["url"]), url_key(row["canonical_url"]))):
            return str(row["id"])
    return None


def _of_row(collection: Collection, row_id: str) -> tuple[str | None, str | None]:
    """The article of a row with this id, or else the address in it."""
    for table, (of, where) in _LEADS.items():
        columns = tuple(dict.fromkeys(filter(None, ("id", of, where))))
        for row in read_table(table, collection.dataset, columns):
            if row["id"] == row_id and ((of and row[of]) or url_key(row[where])):
                return (row[of] if of else None), row[where]
    raise TwaError("no row has this id, and it is no http or https address", subject=row_id)


def _places(collection: Collection, takedown: Takedown) -> Iterator[RecordPlace]:
    """The records of its pages, and those of the feeds that list it, by file and offset."""
    feeds = {
        row["feed_url"]
        for row in read_table("feed_entries", collection.dataset, ("article_id", "feed_url"))
        if row["article_id"] == takedown.id
    }
    wanted = {*takedown.addresses, *filter(None, map(url_key, feeds))}
    _complete_index(collection)
    if not collection.index.is_file():
        return
    found = [
        RecordPlace(
            entry.fields["filename"],
            int(entry.fields["offset"]),
            int(entry.fields["length"]),
            entry.fields["url"],
        )
        for entry in cdxj.read_index(collection.index)
        if entry.fields.get("status") == "200" and url_key(entry.fields.get("url")) in wanted
    ]
    yield from sorted(found, key=lambda place: (place.warc, place.offset or 0))
