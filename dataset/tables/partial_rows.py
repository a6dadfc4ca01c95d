"""What a row can lose and still say what it is about: a bad caption costs no text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from types import MappingProxyType
from typing import Any, Final

from twa.dataset.pages.notes import NoteKind
from twa.dataset.tables.schema import Schema, contract
from twa.dataset.tables.validate import Problem

ESSENTIAL: Final = MappingProxyType(
    {
        "articles": frozenset(
            (
                *("id", "url", "canonical_url", "text", "blocks", "text_sha256"),
                *("word_count", "character_count", "body_status", "quality", "revision_count"),
                *("first_captured_at", "witnesses", "rights", "withdrawn", "capture", "extraction"),
                # The text is joined of them.
                "further_pages",
            )
        ),
        "revisions": frozenset(
            (
                *("id", "article_id", "url", "number", "supersedes", "captured_at", "text"),
                *("text_sha256", "word_count", "character_count"),
                *("rights", "withdrawn", "capture", "extraction", "further_pages"),
            )
        ),
        "feed_entries": frozenset(
            (
                *("id", "feed_url", "entry_id", "position", "article_id"),
                *("first_seen", "last_seen", "times_seen", "withdrawn", "capture"),
            )
        ),
    }
)
"""Table → the columns without which its rows say nothing. Of other tables all are."""

LEFT_OUT: Final[NoteKind] = "part-left-out"

_DATES: Final = ("published", "modified", "updated")
_OF_A_DATE: Final = ("", "_precision", "_zone")

Place = tuple[str, ...]


def mend(table: str, row: dict[str, Any], problems: Sequence[Problem]) -> dict[str, Any] | None:
    """The row without the parts that break its contract; None where it can't be without them.

    A part is the smallest that may be absent: an item of a list, else a value that may be null.
    A date goes with what is said of it. Where the table has notes, they say what is gone.
    """
    essential = ESSENTIAL.get(table)
    lost: set[Place] = set()
    for problem in problems:
        place = tuple(problem.pointer.split("/")[1:])
        if essential is None or not place or place[0] in essential:
            return None
        if (part := _part(contract(table), place)) is None:
            return None
        lost.update(_with_its_kin(row, part))
    mended = deepcopy(row)
    # From the back: items of a list that go do not move those before them.
    for place in sorted(lost, key=_order, reverse=True):
        _remove(contract(table), mended, place)
    if "notes" in mended:
        mended["notes"] += [{"kind": LEFT_OUT, "detail": p.pointer} for p in problems]
    return mended


def _part(schema: Schema, place: Place) -> Place | None:
    """The place of the smallest part around this one that a row may be without."""
    found = None
    for depth, name in enumerate(place, 1):
        if "items" in schema:
            schema, found = schema["items"], place[:depth]
        elif name in schema.get("properties", {}):
            schema = schema["properties"][name]
            if "null" in schema["type"] or "items" in schema:
                found = place[:depth]
        else:
            break
    return found


def _with_its_kin(row: dict[str, Any], place: Place) -> Iterator[Place]:
    yield place
    for date in _DATES:
        kin = [f"{date}{ending}" for ending in _OF_A_DATE]
        if place[0] in kin:
            yield from ((name,) for name in kin if name in row)


def _order(place: Place) -> tuple[tuple[int, str], ...]:
    return tuple((int(name), "") if name.isdigit() else (-1, name) for name in place)


def _remove(schema: Schema, value: Any, place: Iterable[str]) -> None:
    *way, last = place
    for name in way:
        schema = schema["items"] if "items" in schema else schema["properties"][name]
        value = value[int(name) if isinstance(value, list) else name]
    if isinstance(value, list):
        del value[int(last)]
    else:
        value[last] = [] if "items" in schema["properties"][last] else None
