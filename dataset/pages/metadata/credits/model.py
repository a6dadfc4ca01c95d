"""A credit: who, what kind of somebody, what they did, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["person", "organisation", "unknown"]
"""`unknown` is a pen name, a login, or a name that could be either's."""

Role = Literal[
    "author", "contributor", "editor", "photographer", "illustrator", "translator", "reviewer",
    "source",
]  # fmt: skip
"""What somebody did. `source` is whose report it was: an agency, the paper it came from."""

CreditedBy = Literal["json-ld", "meta", "microdata", "html", "script", "site-name", "feed"]
"""Where a credit stands."""

KINDS: tuple[Kind, ...] = get_args(Kind)
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Credit:
    """One name that a page credits.

    `source` is where it stands, `raw` the words there that it was read from.
    """

    name: str
    kind: Kind
    role: Role
    source: CreditedBy
    raw: str


@dataclass(frozen=True, slots=True)
class Credits:
    """All credits of an article, writers first, and its byline as it stands on the page."""

    all: tuple[Credit, ...] = ()
    byline: str | None = None

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of those who wrote it and are no organisations, each once."""
        return authors(self.all)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Names of the organisations credited, each once."""
        return agencies(self.all)


def authors(credits: tuple[Credit, ...]) -> tuple[str, ...]:
    """Names of the writers among `credits` that are no organisations."""
    people = (c.name for c in credits if c.role == "author" and c.kind != "organisation")
    return tuple(dict.fromkeys(people))


def agencies(credits: tuple[Credit, ...]) -> tuple[str, ...]:
    """Names of the organisations among `credits`."""
    return tuple(dict.fromkeys(c.name for c in credits if c.kind == "organisation"))
