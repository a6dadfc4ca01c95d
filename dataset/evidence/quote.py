"""From a quotation to the octets that say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from twa.dataset.evidence.visible_source import PageSource, essence

SHORTEST: Final = 8
"""Characters of a piece of a quotation that is looked for by itself."""

MOST: Final = 64
"""Pieces of one quotation."""

_LOOSE: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Range:
    """Octets of a payload: from `start` up to, but without, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Where a quotation stands: `exactly`, `otherwise` (but for case and punctuation), or `absent`.

    `ranges` are those of its pieces in its order: one, unless other words of the page stand
    between them, or it stands there in another order.
    """

    found: Literal["exactly", "otherwise", "absent"]
    ranges: tuple[Range, ...]


def locate(source: PageSource, words: str) -> Quotation:
    """Where the words stand. White space, markup and what is not seen do not count."""
    wanted = essence(words)
    if wanted and (ranges := _pieces(source.text, wanted)):
        return Quotation("exactly", tuple(_range(source, *one) for one in ranges))
    text, places = _loosened(source.text)
    loose, _ = _loosened(wanted)
    if loose and (ranges := _pieces(text, loose)):
        tight = [(places[start], places[end - 1] + 1) for start, end in ranges]
        return Quotation("otherwise", tuple(_range(source, *one) for one in tight))
    return Quotation("absent", ())


def _pieces(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where `wanted` stands, in as few pieces as come by taking the longest first; [] if not."""
    at = text.find(wanted)
    if at >= 0:
        return [(at, at + len(wanted))]
    pieces: list[tuple[int, int]] = []
    rest, after = wanted, 0
    while rest:
        size = _longest(text, rest)
        # A short piece stands anywhere by chance, the last one too.
        if size < SHORTEST or len(pieces) == MOST:
            return []
        if size < len(rest) < size + SHORTEST:
            size = max(SHORTEST, len(rest) - SHORTEST) if len(rest) >= 2 * SHORTEST else size
        piece = rest[:size]
        start = text.find(piece, after)
        start = text.find(piece) if start < 0 else start
        if start < 0:
            return []
        pieces.append((start, start + size))
        rest, after = rest[size:], start + size
    return pieces


def _longest(text: str, wanted: str) -> int:
    """How many of the first characters of `wanted` stand together somewhere in the text."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in text else (low, middle - 1)
    return low


def _loosened(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, in lower case, and where of the text each stands."""
    made: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in _LOOSE.sub("", character.casefold()):
            made.append(one)
            places.append(place)
    return "".join(made), places


def _range(source: PageSource, start: int, end: int) -> Range:
    return Range(source.starts[start], source.ends[end - 1])
