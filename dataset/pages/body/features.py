"""What is known of each block of a page when it is asked whether it is the article's.

Numbers of fixed order, in no language: how a block is built, where it stands, what stands around
it, and how extractor and rules have voted. `choosing` weighs them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log1p
from typing import TYPE_CHECKING, Final, NamedTuple

from twa.dataset.pages.body.blocks import sizes_around, words
from twa.dataset.pages.body.corrections.phrase_table import phrased
from twa.dataset.pages.body.corrections.places import parts
from twa.dataset.pages.body.corrections.titles import same_title
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.html import HtmlElement

    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

NAMES: Final = (
    *("extracted", "kept", "reason", "weight", "link_share", "links", "sentence", "digits"),
    *("commas", "capital", "kind", "level", "article", "main", "aside", "nav", "footer", "header"),
    *("form", "figure", "table", "list", "related", "meta", "comments", "offers", "frame", "body"),
    *("place", "from_first", "from_last", "inside", "kept_before", "kept_after", "kept_around"),
    *("weight_before", "weight_after", "links_before", "links_after", "of_kept", "of_kept_2"),
    *("parent_kept", "parent_kept_2", "parent_links", "parent_links_2", "up", "like", "alike"),
    *("said", "said_all", "repeated", "title", "described", "phrase", "prose", "page_kept"),
    *("page_prose", "kept_to_prose", "from_heading", "to_heading", "articles", "depth"),
    *("extracted_before", "extracted_after", "gap_before", "gap_after"),
)
"""The features in their order."""

AROUND: Final = 3
"""Blocks on each side that count as neighbours."""

LONGEST: Final = 300
"""Letters above which a block is no title and no set phrase."""

FAR: Final = 7
"""Levels of elements above which a name says nothing of a block."""

BEYOND: Final = 12
"""Blocks before and after the kept ones that are looked at; prose is wherever it stands."""

_REASONS: Final = {
    "title": 1, "outside the article": 2, "link-only": 3, "another article": 4, "caption": 5,
    "byline": 6, "heading of nothing": 7, "not in articleBody": 8, "repeated": 9,
}  # fmt: skip
_KINDS: Final = {
    "p": 0, "h1": 1, "h2": 1, "h3": 1, "h4": 1, "h5": 1, "h6": 1, "li": 2, "div": 3, "section": 3,
    "article": 3, "main": 3, "blockquote": 4, "td": 5, "th": 5, "figcaption": 6, "caption": 6,
    "pre": 7, "dd": 8, "dt": 8, "summary": 9, "header": 10, "body": 11,
}  # fmt: skip
_FLAGS: Final = (
    *("article", "main", "aside", "nav", "footer", "header", "form", "figure", "table", "list"),
)
_FLAG: Final = {name: 1 << at for at, name in enumerate(_FLAGS)} | {"ul": 1 << 9, "ol": 1 << 9}
_GROUPS: Final = (
    words(
        "related recommended recommendation recirc teaser teasers card cards popular trending "
        "most sidebar widget more also latest carousel slider similar"
    ),
    words(
        "author byline credit date time meta tags tag category breadcrumb breadcrumbs share "
        "sharing social toc info details"
    ),
    words("comment comments commentlist disqus reply respond discussion"),
    words(
        "ad ads advert advertisement newsletter signup subscribe subscription cta promo paywall "
        "banner cookie consent sponsored popup modal donate"
    ),
    words("footer nav menu header toolbar navigation foot bottom"),
    words("content body article entry post text story main prose page wysiwyg rich"),
)
ENDS: Final = frozenset(".!?。！？…:;：；\"'”’»」』)）।؟۔")
_PROSE: Final = 60
_DIGIT: Final = re.compile("[0-9]")


class _Place(NamedTuple):
    """What the elements around a block say: flags, and how far up each group of names is."""

    flags: int
    depth: int
    far: tuple[float, ...]


_ROOT: Final = _Place(0, 0, (float(FAR),) * len(_GROUPS))


@lru_cache(maxsize=8192)
def _named(name: str) -> int:
    found = parts(name)
    return sum(1 << at for at, group in enumerate(_GROUPS) if not group.isdisjoint(found))


class _Places:
    """The places of elements, each found once."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, _Place] = {}

    def of(self, element: HtmlElement) -> _Place:
        chain = []
        at: HtmlElement | None = element
        known = _ROOT
        while at is not None:
            if (found := self._known.get(at)) is not None:
                known = found
                break
            chain.append(at)
            at = at.getparent()
        for one in reversed(chain):
            known = self._known[one] = _below(known, one)
        return known


def _below(above: _Place, element: HtmlElement) -> _Place:
    flags = above.flags | _FLAG.get(element.tag, 0)
    groups = 0
    if name := element.get("class"):
        groups = _named(name[:300])
    if name := element.get("id"):
        groups |= _named(name[:300])
    if element.tag in ("body", "html"):
        groups = 0
    return _Place(flags, above.depth + 1, _farther(above.far, groups))


@lru_cache(maxsize=8192)
def _farther(far: tuple[float, ...], groups: int) -> tuple[float, ...]:
    """How far up each group of names is, one element below."""
    return tuple(
        0.0 if groups >> at & 1 else min(float(FAR), distance + 1)
        for at, distance in enumerate(far)
    )


@lru_cache(maxsize=1 << len(_FLAGS))
def _flagged(flags: int) -> tuple[float, ...]:
    return tuple(float(flags >> bit & 1) for bit in range(len(_FLAGS)))


@dataclass(slots=True)
class _Sum:
    """What stands under an element."""

    letters: int = 0
    linked: int = 0
    kept: int = 0


def of(
    draft: Draft,
    extracted: Sequence[Line],
    reasons: Mapping[int, str],
    prose: Mapping[int, int],
    is_open: Callable[[int, float], bool] = lambda _at, _of_kept: True,
) -> dict[int, list[float]]:
    """Position of a block → its features, for the blocks that may be the article's.

    `extracted` are the extractor's lines, `reasons` says why rules have dropped which of the
    blocks, `prose` is `reading.prose_of`; of which blocks more is asked, `is_open` says, by their
    position and their feature `of_kept`.
    """
    nodes = draft.index.nodes
    voted = _positions(extracted)
    kept = _positions(draft.lines)
    asked = _asked(len(nodes), voted | kept, prose)
    if not asked:
        return {}
    weights = [node.weight for node in nodes]
    all_kept = sum(weights[at] for at in kept) or 1
    all_prose = sum(prose.values())
    first, last = (min(kept), max(kept)) if kept else (0, len(nodes) - 1)
    before = [0, *accumulate(weights)]
    kept_before = [0, *accumulate(w if at in kept else 0 for at, w in enumerate(weights))]
    sums: defaultdict[HtmlElement, _Sum] = defaultdict(_Sum)
    likes: defaultdict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    signs = []
    parents = []
    for at, node in enumerate(nodes):
        element = node.element
        parent = element.getparent()
        above = None if parent is None else parent.getparent()
        parents.append((parent, above))
        weight = weights[at]
        own = weight if at in kept else 0
        for one in (parent, above):
            if one is not None:
                total = sums[one]
                total.letters += weight
                total.linked += node.linked
                total.kept += own
        sign = (
            element.tag,
            element.get("class"),
            None if parent is None else parent.tag,
            None if parent is None else parent.get("class"),
        )
        signs.append(sign)
        like = likes[sign]
        like[0] += weight
        like[1] += own
        like[2] += 1
    container = _containers(draft, kept, weights)
    body = squeeze((draft.article_body or "")[: 1 << 18])
    squeezed = {at: squeeze(nodes[at].text) for at in asked} if body else {}
    said_all = (
        sum(len(squeezed[at]) for at in kept if at in squeezed and squeezed[at] in body)
        / max(1, sum(len(squeezed[at]) for at in kept if at in squeezed))
        if body
        else -1.0
    )
    keys = Counter(node.key for node in nodes)
    places = _Places()
    headings = [at for at, node in enumerate(nodes) if _KINDS.get(node.tag) == 1]
    articles = sum(1 for root in draft.index.elements[:1] for _ in root.iter("article"))
    lasts = _nearest(len(nodes), kept)
    nexts = _nearest(len(nodes), kept, backwards=True)
    heading_before = _nearest(len(nodes), set(headings))
    heading_after = _nearest(len(nodes), set(headings), backwards=True)
    rows = {}
    for at in asked:
        node = nodes[at]
        parent, above = parents[at]
        under = sums[parent] if parent is not None else _Sum(1)
        of_kept = under.kept / all_kept
        if not is_open(at, of_kept):
            continue
        place = places.of(node.element)
        weight = weights[at]
        start, end = max(0, at - AROUND), min(len(nodes), at + AROUND + 1)
        own = weight if at in kept else 0
        near = before[end] - before[start] - weight
        near_kept = kept_before[end] - kept_before[start] - own
        under_2 = sums[above] if above is not None else under
        like = likes[signs[at]]
        text = node.text
        sample = text[:400]
        short = squeeze(text) if weight <= LONGEST and at <= last else ""
        kind = _KINDS.get(node.tag, 12)
        said = squeezed.get(at)
        rows[at] = [
            float(at in voted),
            float(at in kept),
            float(_REASONS.get(reasons[at], 10) if at in reasons else 0),
            log1p(weight),
            node.link_share,
            float(min(10, len(node.hrefs))),
            float(text[-1] in ENDS),
            _digits(sample) / len(sample),
            (sample.count(",") + sample.count("，") + sample.count("、")) / len(sample),
            float(text[0].isupper()),
            float(kind),
            float(node.tag[1]) if kind == 1 else 0.0,
            *_flagged(place.flags),
            *place.far,
            before[at] / (before[-1] or 1),
            _signed(before[at] - before[first]),
            _signed(before[last + 1] - before[at + 1]),
            float(first <= at <= last),
            float(at > 0 and at - 1 in kept),
            float(at + 1 in kept),
            near_kept / near if near else 0.0,
            log1p(weights[at - 1]) if at else 0.0,
            log1p(weights[at + 1]) if at + 1 < len(nodes) else 0.0,
            nodes[at - 1].link_share if at else 0.0,
            nodes[at + 1].link_share if at + 1 < len(nodes) else 0.0,
            of_kept,
            under_2.kept / all_kept,
            (under.kept - own) / (under.letters - weight or 1),
            (under_2.kept - own) / (under_2.letters - weight or 1),
            under.linked / (under.letters or 1),
            under_2.linked / (under_2.letters or 1),
            float(_up(node, container)),
            (like[1] - own) / (like[0] - weight or 1),
            log1p(like[2]),
            -1.0 if said is None else float(bool(said) and said in body),
            said_all,
            float(min(5, keys[node.key])),
            float(bool(short) and any(same_title(short, one) for one in draft.titles)),
            float(bool(short) and any(same_title(short, one) for one in draft.standfirsts)),
            float((at <= first + 4 or at >= last - 8) and weight <= LONGEST and phrased(text)),
            float(at in prose),
            log1p(all_kept),
            log1p(all_prose),
            all_kept / (all_prose + all_kept),
            log1p(before[at] - before[heading_before[at]]) if heading_before[at] >= 0 else -1.0,
            log1p(before[heading_after[at]] - before[at + 1]) if heading_after[at] >= 0 else -1.0,
            float(min(10, articles)),
            float(place.depth),
            float(at > 0 and at - 1 in voted),
            float(at + 1 in voted),
            _signed(before[at] - before[lasts[at] + 1]) if lasts[at] >= 0 else -9.0,
            _signed(before[nexts[at]] - before[at + 1]) if nexts[at] >= 0 else -9.0,
        ]
    return rows


def _digits(text: str) -> int:
    if text.isascii():
        return len(_DIGIT.findall(text))
    return sum(map(str.isdigit, text))


def _positions(lines: Sequence[Line]) -> set[int]:
    return {
        at
        for line in lines
        if line.first is not None and line.last is not None
        for at in range(line.first, line.last + 1)
    }


def _asked(count: int, voted: set[int], prose: Mapping[int, int]) -> list[int]:
    if not voted:
        return sorted(prose)
    start, end = max(0, min(voted) - BEYOND), min(count, max(voted) + BEYOND + 1)
    return sorted({*range(start, end), *prose})


def _nearest(count: int, marked: set[int], *, backwards: bool = False) -> list[int]:
    """For each position the nearest marked one before (or after) it, -1 for none."""
    found = [-1] * count
    near = -1
    for at in range(count - 1, -1, -1) if backwards else range(count):
        found[at] = near
        if at in marked:
            near = at
    return found


def _signed(distance: int) -> float:
    return log1p(distance) if distance >= 0 else -log1p(-distance)


def _containers(draft: Draft, kept: set[int], weights: Sequence[int]) -> dict[HtmlElement, float]:
    """Elements → share of the kept prose that they hold."""
    nodes = draft.index.nodes
    prose = [(nodes[at].element, weights[at]) for at in kept if weights[at] >= _PROSE]
    total = sum(size for _, size in prose)
    return {element: size / total for element, size in sizes_around(prose).items()}


def _up(node: Node, held: Mapping[HtmlElement, float]) -> int:
    """How many levels above a block an element holds half of the kept prose."""
    for level, element in enumerate(node.element.iterancestors()):
        if held.get(element, 0) >= 0.5:
            return min(level, 12)
    return 13
