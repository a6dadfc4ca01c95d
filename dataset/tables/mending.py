"""What a row can lose and still say what it is about: a bad caption costs no text."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from twa.dataset.tables.validate import Problem

LOSABLE: Final = MappingProxyType(
    {
        "articles": frozenset(
            (
                *("removed", "captions", "tags", "categories", "authors", "notes"),
                *("image", "section", "license", "publisher", "summary", "standfirst", "language"),
                *("title", "feed"),
            )
        ),
        "revisions": frozenset(("title",)),
        "feed_entries": frozenset(("authors", "categories", "title", "summary", "link")),
    }
)
"""Table → the columns without which a row still stands: they may be null, or lists."""


def mend(table: str, row: dict[str, Any], problems: Sequence[Problem]) -> dict[str, Any] | None:
    """The row without the parts that break its contract; None where it can't be without them.

    Of a list only the bad items go. Where the table has notes, they say what is gone.
    """
    places = [problem.pointer.split("/")[1:] for problem in problems]
    if not all(place and place[0] in LOSABLE.get(table, ()) for place in places):
        return None
    mended = dict(row)
    for column in sorted({place[0] for place in places}):
        value = row[column]
        if isinstance(value, list):
            bad = {place[1] for place in places if place[0] == column and len(place) > 1}
            kept = [item for number, item in enumerate(value) if str(number) not in bad]
            mended[column] = kept if bad else []
        else:
            mended[column] = None
    if "notes" in row:
        mended["notes"] = [
            *mended["notes"],
            *(f"left out, for it breaks the contract: {p.pointer}" for p in problems),
        ]
    return mended
