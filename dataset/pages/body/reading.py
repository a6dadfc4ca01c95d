"""Reads a page with trafilatura: in fast mode where that is safe, else in full.

trafilatura's full run compares its own result with those of readability and
justext, which takes a third of the time and changes one page in twenty. Whether
a result can be trusted shows in the page: does it hold the page's prose, and
little else?
"""

from __future__ import annotations

import logging
from collections import Counter
from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from trafilatura import xpaths
from trafilatura.core import trafilatura_sequence
from trafilatura.settings import Extractor

from twa.dataset.pages.body.asked_once import AskedOnce
from twa.dataset.pages.body.blocks import weight, words
from twa.dataset.pages.body.cascade import quick
from twa.dataset.pages.body.corrections.places import COMMENTS, FURNITURE, asked, named
from twa.dataset.pages.body.draft import line_of, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml import html

    from twa.dataset.pages.body.blocks import Index, Node
    from twa.dataset.pages.body.draft import Line

PROSE: Final = 80
"""Letters (see `blocks.weight`) from which a block with few links is prose."""

LINKED: Final = 0.3
"""Share of links up to which a block is prose."""

TRUSTED: Final = 0.5
"""Agreement with the page's prose from which a fast result is taken."""

ASTRAY: Final = 0.3
"""Agreement under which names in the page may have led the extractor astray."""

SHORT: Final = 300
"""Letters under which no result is taken at once."""

MASS: Final = 50_000
"""Children of one element, blocks or not, from which that is so too."""

CROWD: Final = 4_000
"""Blocks in one element from which its long blocks are the result: the time that the extractor
takes is the square of them."""

REPEATED: Final = 0.3
"""Share of repeated text from which a full run has taken hidden copies of the page along."""

_OUTSIDE: Final = ("aside", "figcaption", "nav", "footer")
_DEPTH: Final = 6

# What trafilatura drops in any case; dropped before its many XPaths walk over it.
_IDLE: Final = sorted(
    words(
        "aside audio button canvas fieldset footer head iframe img input label link meta nav "
        "noscript object picture script select style svg textarea video"
    )
)
_MENUS: Final = ("head", "nav", "footer", "aside", "script", "style", "noscript", "template")

# No deduplication, whose memory outlives a page, and no dates, whose latest is today.
_NO_DATES: Final = {"original_date": "unread"}
_FAST: Final = Extractor(fast=True, comments=False, dedup=False, date_params=_NO_DATES)
_FULL: Final = Extractor(comments=False, dedup=False, date_params=_NO_DATES)

Prose = dict[int, int]
"""Position of a prose block in the index → its letters."""

ASKED_ONCE: Final = (
    xpaths.RAW_TREE_PRUNE_XPATH,
    xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH,
    xpaths.REMOVE_COMMENTS_XPATH,
    xpaths.OVERALL_DISCARD_XPATH,
    xpaths.TEASER_DISCARD_XPATH,
    xpaths.DISCARD_IMAGE_ELEMENTS,
)
"""Lists of trafilatura's that half of its time goes into. They find what they found before."""

for _expressions in ASKED_ONCE:
    _expressions[:] = [AskedOnce(*_expressions)]
# Of the frames of an article, it takes the first.
xpaths.BODY_XPATH[:] = [
    AskedOnce(one, first=True) if "re:test(" in one.path else one for one in xpaths.BODY_XPATH
]
# What is asked of each page whose text may be too short, in the module that asks it: the package
# has a function of that name.
_baseline: Any = import_module("trafilatura.baseline")
_baseline.BASIC_CLEAN_XPATH = AskedOnce(_baseline.BASIC_CLEAN_XPATH)

_external: Any = import_module("trafilatura.external")
_read_stop_words = _external.jt_stoplist_init


def _stop_words() -> frozenset[str]:
    """The stop words of all languages, which justext looks up by their hash.

    A set remembers it; that of a tuple of 150,000 words is made anew for each page.
    """
    words_of_all = frozenset(_read_stop_words())
    _external.JT_STOPLIST = words_of_all
    return words_of_all


_external.jt_stoplist_init = _stop_words

# trafilatura logs each page that it can't read; here that is a reject with a reason.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def read(tree: html.HtmlElement, index: Index, prose: Prose) -> tuple[Line, ...]:
    """The page's body as lines, none where there is nothing. The tree is not changed.

    `prose` is what `prose_of` found in the index.

    May raise RecursionError on pages nested beyond reason.
    """
    if _is_crowded(index.elements, index):
        return tuple(map(line_of, filter(_is_told, index.nodes)))
    fast = _run(_light(tree), index, _FAST)
    if agreement(fast, prose) >= TRUSTED and _size(fast) >= SHORT:
        return fast
    full = _run(copy(tree), index, _FULL)
    if agreement(full, prose) < ASTRAY:
        bare = _light(tree)
        if _without_names(bare, [index.nodes[at].element for at in prose]):
            again = _run(bare, index, _FAST)
            if agreement(again, prose) >= TRUSTED:
                return again
    if fast and (not full or _repeated(full) > REPEATED):
        return fast
    if not full:
        # What it took is nowhere in the page: all of the page as one line.
        told = tuple(map(line_of, filter(_is_told, index.nodes)))
        return told if _size(told) >= SHORT else ()
    return full


def _light(tree: html.HtmlElement) -> html.HtmlElement:
    """A copy without what the extractor drops in any case."""
    light = copy(tree)
    etree.strip_elements(light, *_IDLE, with_tail=False)
    return light


def _without_names(tree: html.HtmlElement, prose: Iterable[html.HtmlElement]) -> bool:
    """Take the classes from what is called as the elements around prose are; whether any was.

    By such names the extractor takes text for furniture: "RichText--iconLinks".
    """
    homes = {one for element in prose if (one := element.getparent()) is not None}
    names = {name for one in homes if (name := one.get("class")) and not named(one, FURNITURE, 1)}
    found = [one for one in tree.iter() if one.get("class") in names]
    for one in found:
        one.attrib.pop("class")
    return bool(found)


def whole(tree: html.HtmlElement, index: Index) -> tuple[Line, ...]:
    """What a full run makes of a page without its menus, where `read` found nothing.

    Its lines stand whether they are found again in the index or not: without scripts, it has
    no `articleBody` to take in the page's place. The tree is not changed. May raise
    RecursionError as `read` does.
    """
    if _is_crowded(list(tree.iter()), index):
        return ()
    bare = copy(tree)
    etree.strip_elements(bare, *_MENUS, with_tail=False)
    return _extracted(bare, index, _FULL)


def prose_of(index: Index) -> Prose:
    """The blocks of a page that are prose wherever they stand, save comments and asides."""
    is_comment = asked(COMMENTS, _DEPTH)
    return {
        node.position: size
        for node in index.nodes
        if (size := node.weight) >= PROSE
        and node.link_share <= LINKED
        and node.tag not in _OUTSIDE
        and next(node.element.iterancestors(_OUTSIDE), None) is None
        and not is_comment(node.element)
    }


def agreement(lines: Sequence[Line], prose: Mapping[int, int]) -> float:
    """Dice coefficient, by letters, of a result and the page's prose: 0 to 1."""
    held = {
        position
        for line in lines
        if line.first is not None and line.last is not None
        for position in range(line.first, line.last + 1)
    }
    both = sum(size for position, size in prose.items() if position in held)
    total = _size(lines) + sum(prose.values())
    return min(1.0, 2 * both / total) if total else 0.0


def _is_told(node: Node) -> bool:
    """Whether a block of a crowded page says a sentence."""
    return (
        node.weight >= PROSE // 2
        and node.link_share <= LINKED
        and node.tag not in _OUTSIDE
        and next(node.element.iterancestors(_OUTSIDE), None) is None
    )


def _is_crowded(elements: Sequence[html.HtmlElement], index: Index) -> bool:
    blocks = Counter(node.element.getparent() for node in index.nodes)
    if max(blocks.values(), default=0) > CROWD:
        return True
    return len(elements) > MASS and any(len(one) > MASS for one in elements)


def _run(tree: html.HtmlElement, index: Index, options: Extractor) -> tuple[Line, ...]:
    lines = _extracted(tree, index, options)
    # Where it finds nothing it takes `articleBody`, which is no text of the page's.
    return lines if any(line.first is not None for line in lines) else ()


def _extracted(tree: html.HtmlElement, index: Index, options: Extractor) -> tuple[Line, ...]:
    """What trafilatura's `bare_extraction` finds, which copies the tree first: it is used up."""
    try:
        body, text, *_ = (quick if options.fast else trafilatura_sequence)(tree, options)
    except (TypeError, ValueError):
        return ()
    return lines_of(body, index) if len(text) >= options.min_output_size else ()


def _size(lines: Sequence[Line]) -> int:
    return sum(weight(line.key) for line in lines)


def _repeated(lines: Sequence[Line]) -> float:
    distinct = {line.key for line in lines}
    size = _size(lines)
    return 1 - sum(map(weight, distinct)) / size if size else 0.0
