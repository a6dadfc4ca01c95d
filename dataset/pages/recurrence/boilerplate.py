"""Removes blocks that recur across the pages of a site.

Two passes. The first collects, for each site, which shingles (runs of words) stand
in the first and last blocks, the offers and the boxes of which articles; such collections
merge, in any order and any grouping, to the same. The second asks, for each article, which of
those blocks consist of shingles that several other articles have there too.
Because shingles are counted and not blocks, a promotion is found again though it
names another event each time. Neither needs a text, only its outline.

An article's own text is safe: blocks are taken from the ends inwards and only as
long as they recur; between, only offers that do, with what recurs beside them, and what is set
apart by its shape and recurs word for word; copies of one article count as one; and an article is
never cut by half, save by what invites or offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from math import ceil
from typing import Final, Protocol

from twa.dataset.pages.recurrence.outlines import HEAD, NEAR, TAIL, Edge, Outline
from twa.dataset.pages.recurrence.shingle_counts import Votes

ARTICLES: Final = 3
"""Articles of a site that must share a shingle at their edges."""

SIMILAR: Final = 0.7
"""Share of a block's shingles that must recur."""

KEPT: Final = 0.5
"""Share of an article's characters under which nothing is taken from it but promotion."""

NOTE: Final = 60
"""Characters of a note above a promotion that is longer."""

TOLD: Final = 40
"""Characters of a block that says something below a heading: the two are a box."""

REASON: Final = "recurring"


@dataclass(slots=True)
class Edges:
    """What stands at the edges of articles, by site: a summary that grows and merges.

    The same article added twice counts once.
    """

    sites: dict[str, Votes] = field(default_factory=dict)

    def add(self, site: str, outline: Outline) -> None:
        """Take note of one article."""
        for edge in outline.edges.values():
            self._of(site).add(edge.voter, edge.shingles)

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


class Known(Protocol):
    """The shingles that recur on a site."""

    def __contains__(self, shingle: int, /) -> bool:
        """Whether this one does."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """Shingles that recur at the edges of articles, by site."""

    sites: Mapping[str, Known]

    def positions(self, site: str, outline: Outline) -> tuple[int, ...]:
        """Which blocks of an article are boilerplate, in order."""
        known = self.sites.get(site)
        if not known:
            return ()
        edges, last = outline.edges, outline.blocks - 1
        runs = (
            [*_run(edges, range(min(HEAD, outline.blocks)), known)],
            [*_run(edges, range(last, max(last - TAIL, -1), -1), known)],
            [*_boxes(edges, known)],
            [*_set_apart(edges, known)],
        )
        taken = {at for run in runs for at in run}
        if outline.without(taken) < KEPT * outline.characters:
            offering = (run for run in runs if any(edges[at].is_promotion for at in run))
            taken = {at for run in offering for at in run}
            if outline.without(taken) < NOTE:
                return ()
        return tuple(sorted(taken))


def least(characters: int) -> float:
    """How many characters of an article of so many are left at least, whatever recurs."""
    return min(NOTE, KEPT * characters)


def recurring(articles: Iterable[tuple[str, Outline]]) -> Recurring:
    """Both passes' first at once: from site and outline of each article."""
    edges = Edges()
    for site, outline in articles:
        edges.add(site, outline)
    return edges.recurring()


def _run(edges: Mapping[int, Edge], order: Iterable[int], known: Known) -> Iterator[int]:
    """Positions that recur, from an end inwards until one does not.

    An invitation that stands among what recurs is of its kind, though it be there once
    only; and so is the question that leads over to it.
    """
    waiting: list[int] = []
    below: int | None = None
    for at in order:
        if _recurs(edges[at], known):
            yield from waiting
            waiting.clear()
            yield at
            below = at
        elif edges[at].invites:
            waiting.append(at)
        else:
            if below == at + 1 and edges[at].asks and edges[below].invites:
                yield at
            return


def _boxes(edges: Mapping[int, Edge], known: Known) -> Iterator[int]:
    """Positions of offers that recur wherever they stand, and of what recurs around them."""

    def recurs(at: int) -> bool:
        return at in edges and _recurs(edges[at], known)

    for at, edge in edges.items():
        if edge.offers and recurs(at):
            yield at
            yield from takewhile(recurs, range(at - 1, at - NEAR - 1, -1))
            yield from takewhile(recurs, range(at + 1, at + NEAR + 1))


def _set_apart(edges: Mapping[int, Edge], known: Known) -> Iterator[int]:
    """Positions of boxes that offer nothing in words we know, the same in each article.

    Recurrence alone is no sign: sentences of background recur, and so do headings. A box is a
    heading with something told below it, or a line that ends as no sentence does.
    """

    def same(at: int) -> bool:
        shingles = [one for one in edges[at].shingles if one & 1] if at in edges else []
        return bool(shingles) and all(one in known for one in shingles)

    for at, edge in edges.items():
        if not edge.apart or not same(at):
            continue
        below = list(takewhile(same, range(at + 1, at + 1 + NEAR)))
        if edge.apart > 1 or any(edges[one].characters >= TOLD for one in below):
            yield at
            yield from below


def _recurs(edge: Edge, known: Known) -> bool:
    shingles = [one for one in edge.shingles if not one & 1]
    missing = (one for one in shingles if one not in known)
    # Each look may be one into an index on disk, and most blocks miss what they may at once.
    spare = len(shingles) - ceil(SIMILAR * len(shingles))
    return bool(shingles) and next(islice(missing, spare, None), None) is None
