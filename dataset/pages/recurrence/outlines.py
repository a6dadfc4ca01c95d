"""Outlines of bodies: all that is compared to find what recurs on a site.

The edge of a body is its first and last blocks. Of those between only what may be a box is noted,
with its neighbours: what reads like an offer (a newsletter, an app), and what is set apart by its
shape, a heading or a few words that end as no sentence does. What stands there is
told in shingles, numbers of runs of words, because a promotion is found again by them though it
names another event each time. Even numbers are of edges and offers, odd ones of what is set apart:
what recurs amid articles is compared with nothing at their ends.
"""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple, Self

from twa.dataset.pages.body.corrections.boxes import offers
from twa.dataset.pages.body.corrections.phrase_table import ENDS
from twa.dataset.pages.body.corrections.phrases import asks, invites
from twa.dataset.pages.body.witness import units

HEAD: Final = 3
"""Blocks at the start of an article that are its edge."""

TAIL: Final = 8
"""Blocks at the end of an article that are its edge."""

NEAR: Final = 2
"""Blocks before and after an offer that may be of the same box."""

APART: Final = 300
"""Characters of a block that is set apart, or stands below one."""

LABEL: Final = 20
"""Characters of a paragraph that is set apart."""

_STOPS: Final = (*ENDS, ":", "：", ")", '"')
_SHINGLE: Final = 3
_LONGEST: Final = 2000
_MASK: Final = (1 << 64) - 1
_FACTOR: Final = 0x9E3779B97F4A7C15
"""Odd, so that no bit of a word's number is lost; the golden ratio in 64 bits, as Knuth has it."""


class Edge(NamedTuple):
    """A block at the edge or of a box: its length, what kind of sentence it is, its shingles.

    `apart` is 0 for a sentence, 1 for a heading, 2 for a paragraph that ends as no sentence does;
    `voter` stands for the article that has it there: see `_voter`.
    """

    characters: int
    invites: bool
    asks: bool
    offers: bool
    apart: int
    voter: int
    shingles: Sequence[int]

    @property
    def is_promotion(self) -> bool:
        """Whether its words offer something, or invite to it."""
        return self.invites or self.offers


@dataclass(frozen=True, slots=True)
class Outline:
    """A body of so many blocks and characters; its edges and what may be boxes, by position."""

    blocks: int
    characters: int
    edges: dict[int, Edge]

    @classmethod
    def of(cls, texts: Sequence[str], kinds: Sequence[str] = ()) -> Self:
        """The outline of a body: the texts of its blocks, in order, and their types."""
        offering = list(map(offers, texts))
        apart = [_apart(*one) for one in zip(texts, kinds or ["quote"] * len(texts), strict=True)]
        ends, boxes = _places(offering), _below(texts, kinds, apart)
        longest = sorted(range(len(texts)), key=lambda at: (-len(texts[at]), texts[at], at))[:3]
        edges = {
            at: Edge(
                characters=len(texts[at]),
                invites=invites(texts[at]),
                asks=asks(texts[at]),
                offers=offering[at],
                apart=apart[at],
                voter=_voter(texts, at, longest),
                shingles=sorted(_numbers(texts[at], at in ends, at in boxes)),
            )
            for at in sorted(ends | boxes)
        }
        return cls(len(texts), sum(map(len, texts)), edges)

    def without(self, taken: Iterable[int]) -> int:
        """The characters of the body that are left without these blocks."""
        return self.characters - sum(self.edges[at].characters for at in taken)

    @property
    def has_boxes(self) -> bool:
        """Whether something may go that is no end: an offer, or what is set apart."""
        return any(edge.offers or edge.apart for edge in self.edges.values())

    def as_text(self) -> str:
        """As numbers of 64 bits, little-endian, in Base64: `of_text` reads it in no time."""
        numbers = array("Q", (self.blocks, self.characters))
        for at, edge in self.edges.items():
            numbers.append(at)
            numbers.extend(edge[:6])
            numbers.append(len(edge.shingles))
            numbers.extend(edge.shingles)
        return b64encode(_little(numbers).tobytes()).decode()

    @classmethod
    def of_text(cls, text: str) -> Self:
        """What `as_text` gave."""
        numbers = array("Q")
        numbers.frombytes(b64decode(text))
        numbers = _little(numbers)
        blocks, characters = numbers[:2]
        start = 2
        edges = {}
        while start < len(numbers):
            at, length, invites, asks, offers, apart, voter, count = numbers[start : start + 8]
            start += 8 + count
            shingles = numbers[start - count : start]
            kind = (bool(invites), bool(asks), bool(offers), apart)
            edges[at] = Edge(length, *kind, voter, shingles)
        return cls(blocks, characters, edges)


def _places(offering: Sequence[bool]) -> set[int]:
    """The positions of the edges, of offers, and of what stands beside those."""
    count = len(offering)
    edges = {*range(min(HEAD, count)), *range(max(0, count - TAIL), count)}
    near = {
        beside
        for at, offered in enumerate(offering)
        if offered
        for beside in range(max(0, at - NEAR), min(count, at + NEAR + 1))
    }
    return edges | near


def _apart(text: str, kind: str) -> int:
    """How a block is set apart by its shape: see `Edge`."""
    if len(text) > APART:
        return 0
    if kind == "heading":
        return 1
    return 2 if kind == "paragraph" and len(text) >= LABEL and not text.endswith(_STOPS) else 0


def _below(texts: Sequence[str], kinds: Sequence[str], apart: Sequence[int]) -> set[int]:
    """The positions of what is set apart, and of the short blocks right below it."""
    found: set[int] = set()
    for at, how in enumerate(apart):
        if how:
            found.add(at)
            for below in range(at + 1, min(len(texts), at + 1 + NEAR)):
                if len(texts[below]) > APART or kinds[below] not in ("paragraph", "heading"):
                    break
                found.add(below)
    return found


def _numbers(text: str, at_end: bool, in_box: bool) -> set[int]:
    shingles = _shingles(text)
    even = {shingle & ~1 for shingle in shingles} if at_end else set()
    return even | {shingle | 1 for shingle in shingles} if in_box else even


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _voter(texts: Sequence[str], at: int, longest: Sequence[int]) -> int:
    """Who votes for what stands in the block `at`: the two longest blocks beside it.

    Copies of an article under other addresses, and most of its revisions, share
    them; two short notes above one long promotion do not.
    """
    others = [other for other in longest if other != at][:2] or [at]
    return _number("\x1f".join(texts[other] for other in others))


def _shingles(text: str) -> set[int]:
    """Numbers of the runs of three units of a text; of the whole text where it is shorter.

    That of a run is a polynomial of those of its words, modulo 2⁶⁴: words come again.
    """
    words = [_word(word) for word in units(text[:_LONGEST])]
    if not words:
        return set()
    words += [0] * (_SHINGLE - len(words))
    return {
        (one + _FACTOR * (two + _FACTOR * three)) & _MASK
        for one, two, three in zip(words, words[1:], words[2:], strict=False)
    }


@lru_cache(1 << 16)
def _word(word: str) -> int:
    return _number(word)


def _number(text: str) -> int:
    """A number for a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
