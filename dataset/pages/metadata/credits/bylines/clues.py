"""What speaks for a line being a byline, before any name in it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["head", "above", "end", "below", "before", "body"]
"""`head` is from the headline to the third paragraph; `body` all, where no headline is known."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What speaks for a line being a byline.

    Where it stands; whether a label begins it, or the markup says so (`sure`: by a standard's
    word), or a date is near; `plainly`, that it says in whole words who wrote; its characters;
    `presented`, the names that stand in a card of their own.
    """

    where: Where
    label: bool
    marked: bool
    sure: bool
    dated: bool
    plainly: bool
    size: int
    language: str | None
    presented: frozenset[str] = frozenset()

    @property
    def bare(self) -> bool:
        """Neither labelled nor marked."""
        return not self.label and not self.marked
