"""Finds one article of a dataset by id or URL, and its captures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twa.dataset.errors import TwaError
from twa.dataset.tables.parquet import read_table
from twa.dataset.web.urls import url_key

# Where a row says which article it is of, and at which address that is or was.
_ADDRESSES: Final = (
    ("articles", "id", "url"),
    ("articles", "id", "canonical_url"),
    ("revisions", "article_id", "url"),
    ("feed_entries", "article_id", "link"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """An article of a dataset.

    `addresses` are all that it has or had, canonical. `polls` are the captures of feeds that its
    rows were read from, by URL and instant; `records` are the ids of the records that hold the
    evidence about its rights.
    """

    addresses: frozenset[str]
    polls: frozenset[tuple[str, str]]
    records: frozenset[str]


def find(dataset: Path, wanted: str) -> Found:
    """The article with this id, or that has or had this address. Raises `TwaError` for none."""
    place = url_key(wanted)
    identifier = next(
        (of for of, where in _addressed(dataset) if of == wanted or where == place), None
    )
    if identifier is None:
        raise TwaError("no article has this id or address", subject=wanted)
    return Found(
        addresses=frozenset(where for of, where in _addressed(dataset) if of == identifier),
        polls=frozenset(
            (entry["feed_url"], instant)
            for entry in read_table(
                "feed_entries", dataset, ("article_id", "feed_url", "first_seen", "last_seen")
            )
            if entry["article_id"] == identifier
            for instant in (entry["first_seen"], entry["last_seen"])
        ),
        records=frozenset(
            row["rights"][name]["record_id"]
            for table, of in (("articles", "id"), ("revisions", "article_id"))
            for row in read_table(table, dataset, (of, "rights"))
            if row[of] == identifier
            for name in ("robots_record", "tdm_record")
            if row["rights"][name] is not None
        ),
    )


def _addressed(dataset: Path) -> Iterator[tuple[str, str]]:
    """Every id of an article, beside each address that a row gives it."""
    for table, of, where in _ADDRESSES:
        for row in read_table(table, dataset, (of, where)):
            if row[of] is not None and (place := url_key(row[where])) is not None:
                yield row[of], place
