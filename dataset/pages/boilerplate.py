"""What recurs at the edges of a site's articles: boilerplate that no single page gives away.

Two passes. The first collects, for each site, which shingles (runs of words) stand
in the first and last blocks of which articles; such collections merge, in any
order and any grouping, to the same. The second asks, for each article, which of
its edge blocks consist of shingles that several other articles have there too.
Because shingles are counted and not blocks, a promotion is found again though it
names another event each time.

An article's own text is safe: blocks are taken from the ends inwards and only as
long as they recur; copies of one article count as one; and an article is never
cut by half.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from dataset.pages.corrections.phrases import asks, invites
from dataset.pages.votes import Numbers, Votes
from dataset.pages.witness import units

ARTICLES: Final = 3
"""Articles of a site that must share a shingle at their edges."""

SIMILAR: Final = 0.7
"""Share of a block's shingles that must recur."""

HEAD: Final = 3
"""Blocks at the start of an article that are its edge."""

TAIL: Final = 8
"""Blocks at the end of an article that are its edge."""

KEPT: Final = 0.5
"""Share of an article's characters under which nothing is taken from it."""

REASON: Final = "recurring"

_SHINGLE: Final = 3
_LONGEST: Final = 2000
_MASK: Final = (1 << 64) - 1
_FACTOR: Final = 0x9E3779B97F4A7C15
"""Odd, so that no bit of a word's number is lost; the golden ratio in 64 bits, as Knuth has it."""


@dataclass(slots=True)
class Edges:
    """What stands at the edges of articles, by site: a summary that grows and merges.

    The same article added twice counts once.
    """

    sites: dict[str, Votes] = field(default_factory=dict)

    def add(self, site: str, texts: Sequence[str]) -> None:
        """Take note of one article: the texts of its blocks, in order."""
        if not texts:
            return
        longest = sorted(range(len(texts)), key=lambda at: (-len(texts[at]), texts[at], at))[:3]
        votes = self._of(site)
        for at in _edges(len(texts)):
            voter = _voter(texts, at, longest)
            votes.add(voter, _shingles(texts[at]))

    def merge(self, other: Edges) -> None:
        """Take in what another summary knows."""
        for site, votes in other.sites.items():
            for number, voter in votes.pairs():
                self._of(site).add(voter, (number,))

    def _of(self, site: str) -> Votes:
        return self.sites.setdefault(site, Votes())

    def recurring(self) -> Recurring:
        """What several articles of a site share; for the second pass."""
        found = {site: votes.elected(ARTICLES) for site, votes in self.sites.items()}
        return Recurring({site: shingles for site, shingles in found.items() if shingles})


@dataclass(frozen=True, slots=True)
class Recurring:
    """Shingles that recur at the edges of articles, by site."""

    sites: Mapping[str, Numbers]

    def positions(self, site: str, texts: Sequence[str]) -> tuple[int, ...]:
        """Which blocks of an article are boilerplate, in order; `texts` as given to `Edges.add`."""
        known = self.sites.get(site)
        if not known:
            return ()
        ends = range(len(texts) - 1, max(len(texts) - 1 - TAIL, -1), -1)
        taken = {
            *_run(texts, range(min(HEAD, len(texts))), known),
            *_run(texts, ends, known),
        }
        size = sum(map(len, texts))
        left = sum(len(text) for at, text in enumerate(texts) if at not in taken)
        return tuple(sorted(taken)) if left >= KEPT * size else ()


def recurring(articles: Iterable[tuple[str, Sequence[str]]]) -> Recurring:
    """Both passes' first at once: from (site, texts of the blocks) of each article."""
    edges = Edges()
    for site, texts in articles:
        edges.add(site, texts)
    return edges.recurring()


def _run(texts: Sequence[str], order: Iterable[int], known: Numbers) -> Iterator[int]:
    """Positions that recur, from an end inwards until one does not.

    An invitation that stands among what recurs is of its kind, though it be there once
    only; and so is the question that leads over to it.
    """
    waiting: list[int] = []
    below: int | None = None
    for at in order:
        if _recurs(texts[at], known):
            yield from waiting
            waiting.clear()
            yield at
            below = at
        elif invites(texts[at]):
            waiting.append(at)
        else:
            if below == at + 1 and asks(texts[at]) and invites(texts[below]):
                yield at
            return


def _recurs(text: str, known: Numbers) -> bool:
    shingles = _shingles(text)
    return bool(shingles) and sum(s in known for s in shingles) >= SIMILAR * len(shingles)


def _voter(texts: Sequence[str], at: int, longest: Sequence[int]) -> int:
    """Who votes for what stands in the block `at`: the two longest blocks beside it.

    Copies of an article under other addresses, and most of its revisions, share
    them; two short notes above one long promotion do not.
    """
    others = [other for other in longest if other != at][:2] or [at]
    return _number("\x1f".join(texts[other] for other in others))


def _edges(count: int) -> list[int]:
    return sorted({*range(min(HEAD, count)), *range(max(0, count - TAIL), count)})


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
