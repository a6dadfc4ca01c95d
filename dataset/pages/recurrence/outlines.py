"""Outlines of bodies: all that is compared to find what recurs on a site.

The edge of a body is its first and last blocks. Of those between only what reads like an offer (a
newsletter, an app) is noted, with its neighbours: a box among the paragraphs. What stands there is
told in shingles, numbers of runs of words, because a promotion is found again by them though it
names another event each time.
"""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple, Self

from twa.dataset.pages.body.corrections.boxes import offers
from twa.dataset.pages.body.corrections.phrases import asks, invites
from twa.dataset.pages.body.witness import units

HEAD: Final = 3
"""Blocks at the start of an article that are its edge."""

TAIL: Final = 8
"""Blocks at the end of an article that are its edge."""

NEAR: Final = 2
"""Blocks before and after an offer that may be of the same box."""

_SHINGLE: Final = 3
_LONGEST: Final = 2000
_MASK: Final = (1 << 64) - 1
_FACTOR: Final = 0x9E3779B97F4A7C15
"""Odd, so that no bit of a word's number is lost; the golden ratio in 64 bits, as Knuth has it."""


class Edge(NamedTuple):
    """A block at the edge or of a box: its length, what kind of sentence it is, its shingles.

    `voter` stands for the article that has it there: see `_voter`.
    """

    characters: int
    invites: bool
    asks: bool
    offers: bool
    voter: int
    shingles: Sequence[int]


@dataclass(frozen=True, slots=True)
class Outline:
    """A body of so many blocks and characters; its edges and what may be boxes, by position."""

    blocks: int
    characters: int
    edges: dict[int, Edge]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """The outline of a body: the texts of its blocks, in order."""
        offering = list(map(offers, texts))
        longest = sorted(range(len(texts)), key=lambda at: (-len(texts[at]), texts[at], at))[:3]
        edges = {
            at: Edge(
                characters=len(texts[at]),
                invites=invites(texts[at]),
                asks=asks(texts[at]),
                offers=offering[at],
                voter=_voter(texts, at, longest),
                shingles=sorted(_shingles(texts[at])),
            )
            for at in _places(offering)
        }
        return cls(len(texts), sum(map(len, texts)), edges)

    def as_text(self) -> str:
        """As numbers of 64 bits, little-endian, in Base64: `of_text` reads it in no time."""
        numbers = array("Q", (self.blocks, self.characters))
        for at, edge in self.edges.items():
            numbers.append(at)
            numbers.extend(edge[:5])
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
            at, length, invites, asks, offers, voter, count = numbers[start : start + 7]
            start += 7 + count
            shingles = numbers[start - count : start]
            edges[at] = Edge(length, bool(invites), bool(asks), bool(offers), voter, shingles)
        return cls(blocks, characters, edges)


def _places(offering: Sequence[bool]) -> list[int]:
    """The positions of the edges, of offers, and of what stands beside those."""
    count = len(offering)
    edges = {*range(min(HEAD, count)), *range(max(0, count - TAIL), count)}
    near = {
        beside
        for at, offered in enumerate(offering)
        if offered
        for beside in range(max(0, at - NEAR), min(count, at + NEAR + 1))
    }
    return sorted(edges | near)


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
