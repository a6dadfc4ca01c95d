"""What somebody asks for, as a tree. `assets/query.js` of the pages makes it of what they type.

The pages read the language of queries (docs/search.md), with a server or without one; a server
gets the tree as JSON, and reads that here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from twa.dataset.errors import TwaError

FIELDS: Final = ("title", "author", "agency", "source", "section")
"""Fields whose words can be asked for. No field is any of these, and the text."""

EXACT: Final = ("id", "language", "source", "category", "status", "author", "agency", "tag")
"""What a value can be asked for of, as it stands in a row or an annotation."""

DEEPEST: Final = 40
"""Nested parts of a tree."""

LARGEST: Final = 200
"""Parts of a tree."""


class BadQuery(TwaError):
    """No tree that can be answered. The subject is the part that is wrong."""

    message = "can't answer this query"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Neighbouring words in `field`, or anywhere; the last may be the beginning of a word."""

    text: str
    field: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """One of the values that an article has in `field` (of `EXACT`) is this."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many revisions, or more."""

    revisions: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The page was found gone."""


@dataclass(frozen=True, slots=True)
class Between:
    """Published (or captured, where that is not known) from `start` on and before `end`.

    In seconds since 1970; null is without limit.
    """

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of these; all articles where there is none."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """At least one of these."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What is not this."""

    part: Query


Query = Words | Is | AtLeast | Gone | Between | AllOf | OneOf | Without


def decoded(text: str) -> Query:
    """The tree of its JSON. Raises BadQuery."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadQuery(subject=text[:80]) from error
    return _Decoder().node(value, 0)


class _Decoder:
    def __init__(self) -> None:
        self._parts = 0

    def node(self, value: Any, depth: int) -> Query:
        self._parts += 1
        if depth > DEEPEST or self._parts > LARGEST:
            raise BadQuery("this query has too many parts")
        match value:
            case {"all": list(parts)}:
                return AllOf(tuple(self.node(part, depth + 1) for part in parts))
            case {"any": list(parts)}:
                return OneOf(tuple(self.node(part, depth + 1) for part in parts))
            case {"not": part}:
                return Without(self.node(part, depth + 1))
            case {"words": str(text), "prefix": bool(prefix), "field": str() | None as field} if (
                field is None or field in FIELDS
            ):
                return Words(text, field, prefix)
            case {"is": str(field), "value": str(wanted)} if field in EXACT:
                return Is(field, wanted)
            case {"from": int() | None as start, "to": int() | None as end}:
                return Between(start, end)
            case {"revisions": int(number)}:
                return AtLeast(number)
            case {"gone": True}:
                return Gone()
        raise BadQuery(subject=json.dumps(value, ensure_ascii=False)[:80])
