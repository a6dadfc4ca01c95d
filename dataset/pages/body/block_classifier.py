"""Doubtful blocks: whether they are the article's, by a table that was learned from real pages.

The table is a sum of small decision trees over `features`, made by scripts/learn_blocks from sets
of pages with truths, and stored beside this module. It knows no words and no publishers. What the
rules kept goes only if the table is rather sure, and what they dropped for a reason of its own
(a wall, a box, a caption, the title) stays out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import islice, takewhile
from math import exp
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from twa.dataset.pages.body import features
from twa.dataset.pages.body.blocks import key
from twa.dataset.pages.body.corrections.articles import in_teaser
from twa.dataset.pages.body.corrections.below import is_post
from twa.dataset.pages.body.corrections.boxes import in_placeholder, leads_to_offers, offers
from twa.dataset.pages.body.corrections.bylines import is_byline, is_stamped
from twa.dataset.pages.body.corrections.captions import is_caption
from twa.dataset.pages.body.corrections.completion import (
    complete,
    footnotes,
    is_footnote,
    merged,
)
from twa.dataset.pages.body.corrections.edges import container
from twa.dataset.pages.body.corrections.links import is_link
from twa.dataset.pages.body.corrections.phrase_table import said as reason_of
from twa.dataset.pages.body.corrections.places import FURNITURE, named
from twa.dataset.pages.body.corrections.pointers import is_label
from twa.dataset.pages.body.corrections.repeats import LONG, once
from twa.dataset.pages.body.corrections.titles import is_title
from twa.dataset.pages.body.draft import line_of
from twa.dataset.pages.metadata.markup import lineage

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

KEPT: Final = 0.4
"""Probability under which a line that the rules kept is dropped."""

ADDED: Final = 0.5
"""Probability from which a block that they have not is added."""

LIKELY: Final = 0.25
"""Probability from which prose is added that stands in the element around the article's prose."""

RESTORED: Final = 0.7
"""Probability from which a heading comes back amid the text that is a link, or says the title."""

AMONG: Final = 0.3
"""Share of the letters that stand right around a paragraph which is no other kind than they are."""

LEFT: Final = 0.5
"""Share of the letters that must be left, or the rules' draft stands."""

LONG_SENTENCE: Final = 25
"""Words of what needs no full stop to be told."""

TABLE: Final = "blocks.json"
REASON: Final = "unlike the article"

_DOUBTED: Final = frozenset(("link-only", "title"))
"""Reasons why headings go that may be those of parts of the article."""

_NEVER: Final = frozenset(("copyright", "promotion"))
"""Reasons why a line goes at the end for which it is not added anywhere."""

_WHOLE: Final = frozenset(("table", "code"))
"""Types whose lines stand or fall together: a cell says nothing of its table."""

_QUOTED: Final = frozenset(("quote", "paragraph"))
"""Types of what an article quotes of the posts of others: it is no prose like its own."""

_APART: Final = ("aside", "nav", "footer", "form")
"""Elements from which nothing is added."""

_NAMED: Final = 4
"""Elements around a block whose names say that it is none of the article's, with its own."""

_LARGE: Final = ("body", "main")
"""Elements that hold much beside the article."""

Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Tree = Any
"""A leaf's value; or a list of a feature, a threshold, and the trees up to it and above it."""


class Table(NamedTuple):
    """Trees whose sum is the log-odds that a block is the article's, their nodes one after another.

    A node leads to `low` where its feature is `threshold` at most, else to `high`; a leaf leads to
    itself, and has a value. `roots` are the trees, `depth` is that of the deepest.
    """

    base: float
    feature: Integers
    threshold: Numbers
    low: Integers
    high: Integers
    value: Numbers
    roots: Integers
    depth: int


def choose(draft: Draft, extracted: Sequence[Line], prose: Mapping[int, int]) -> Draft:
    """The draft without lines that are unlike the article, and with blocks that are like it.

    `extracted` are the extractor's own lines, `prose` is `reading.prose_of`.
    """
    if draft.live:
        return draft
    reasons = draft.reasons
    placed = {node.position for line in draft.lines for node in draft.nodes(line)}
    amid = range(min(placed, default=0), max(placed, default=0))

    certain: set[int] = set()

    def may_change(at: int, among: float) -> bool:
        if at in placed:
            if at in prose and among >= AMONG:
                certain.add(at)
            return at not in certain
        if reasons.get(at) in _DOUBTED:
            return at in amid
        node = draft.index.nodes[at]
        return (
            at not in reasons
            and bool(placed or at in prose)
            and not is_link(node)
            and next(node.element.iterancestors(*_APART), None) is None
        )

    rows = features.of(draft, extracted, reasons, prose, may_change)
    if not rows:
        return draft
    known = _table()
    likely = dict(zip(rows, probabilities(list(rows.values()), known), strict=True))
    notes = footnotes([node for line in draft.lines for node in draft.nodes(line)])
    unlike: dict[int, RemovalReason] = {
        at: REASON
        for at, line in enumerate(draft.lines)
        if line.type not in _WHOLE
        and certain.isdisjoint(node.position for node in draft.nodes(line))
        and not (notes and any(is_footnote(node, notes) for node in draft.nodes(line)))
        and not (line.type in _QUOTED and any(map(is_post, draft.nodes(line))))
        and (mean := _mean(draft, line, likely)) is not None
        and mean < KEPT
    }
    home = container(draft)
    around = {
        one
        for line in draft.lines
        for node in draft.nodes(line)[:1]
        for one in node.element.iterancestors()
    }
    set_apart = {key(said) for said in (draft.standfirst or "").split("\n")}
    said = "".join(line.key for line in draft.lines)
    missing = [
        node
        for at, one in sorted(likely.items())
        if one >= LIKELY
        and at not in placed
        and at not in reasons
        and (one >= ADDED or (at in prose and _is_told(draft.index.nodes[at], home)))
        and (node := draft.index.nodes[at]).key not in set_apart
        and not (node.weight >= LONG and node.key in said)
        and not in_teaser(node, draft)
        and not _is_furniture(node, around)
        and not is_caption(node, draft.index)
        and not (node.linked and (offers(node.text) or leads_to_offers(node)))
        and not in_placeholder(node)
        and not (is_label(node.text) or is_stamped(node.text) or reason_of(node.text, "anywhere"))
        and reason_of(node.text, "end") not in _NEVER
        and not is_title(line_of(node), draft.titles)
        and not is_byline(draft, line_of(node))
    ]
    letters = sum(len(line.key) for line in draft.lines)
    lost = sum(len(draft.lines[at].key) for at in unlike)
    if letters - lost < LEFT * letters:
        unlike = {}
    chosen = _restored(draft.without(unlike), likely)
    if not missing:
        return chosen
    chosen = chosen.with_lines(merged(chosen.lines, missing))
    return once(chosen if home is None or home.tag in _LARGE else complete(chosen, home))


def probabilities(rows: Sequence[Sequence[float]], table: Table) -> list[float]:
    """How likely blocks with these features are the article's, each 0 to 1."""
    values = np.array(rows, dtype=np.float64)
    here = np.arange(len(rows))[:, None]
    at = np.broadcast_to(table.roots, (len(rows), len(table.roots)))
    for _ in range(table.depth):
        below = values[here, table.feature[at]] <= table.threshold[at]
        at = np.where(below, table.low[at], table.high[at])
    steps = np.hstack((np.full((len(rows), 1), table.base), table.value[at]))
    # One after another: a sum whose order the machine chooses is another on another machine.
    total = np.add.accumulate(steps, axis=1)[:, -1]
    return [1 / (1 + exp(-one)) for one in total.tolist()]


def _restored(draft: Draft, likely: Mapping[int, float]) -> Draft:
    """The draft with headings that a rule has dropped by a reason in doubt, where it is likely."""
    back = {
        (line, reason)
        for line, reason in draft.gone
        if reason in _DOUBTED
        and line.type == "heading"
        and (_mean(draft, line, likely) or 0.0) >= RESTORED
    }
    if not back:
        return draft
    found = {node.position: node for line, _ in back for node in draft.nodes(line)}
    placed = {node.position for line in draft.lines for node in draft.nodes(line)}
    nodes = [node for at, node in sorted(found.items()) if at not in placed]
    gone = tuple(one for one in draft.gone if one not in back)
    return replace(draft, lines=tuple(merged(draft.lines, nodes)), gone=gone)


def _is_told(node: Node, home: HtmlElement | None) -> bool:
    """Whether a block says sentences in `home`, around the prose."""
    if home is None or home.tag in _LARGE or node.tag == "li":
        return False
    ends = node.text[-1] in features.ENDS or len(node.text.split()) >= LONG_SENTENCE
    return ends and home in node.element.iterancestors()


def _is_furniture(node: Node, around: Set[HtmlElement]) -> bool:
    """Whether a name sets a block apart: its own, or that of what is not `around` the text, too."""
    within = takewhile(lambda one: one not in around, lineage(node.element))
    return any(named(one, FURNITURE, 1) for one in islice(within, _NAMED))


def _mean(draft: Draft, line: Line, likely: Mapping[int, float]) -> float | None:
    """The probability of a line, by the weight of its blocks; null where nothing is known."""
    total = sized = 0.0
    for node in draft.nodes(line):
        if (one := likely.get(node.position)) is not None:
            total += one * node.weight
            sized += node.weight
    return total / sized if sized else None


@cache
def _table() -> Table:
    """The learned table. Raises ValueError if it was made for other features."""
    made = json.loads(files("twa.dataset.pages.body").joinpath(TABLE).read_text("utf-8"))
    if tuple(made["features"]) != features.NAMES:
        raise ValueError(f"{TABLE} was made for other features: run scripts/learn_blocks again")
    return table_of(made["base"], made["trees"])


def table_of(base: float, trees: Sequence[Tree]) -> Table:
    """The table of trees as scripts/learn_blocks writes them."""
    nodes: list[tuple[int, float, int, int, float]] = []
    levels = 0

    def place(tree: Tree, level: int) -> int:
        nonlocal levels
        levels = max(levels, level)
        at = len(nodes)
        if not isinstance(tree, list):
            nodes.append((0, 0.0, at, at, float(tree)))
            return at
        feature, threshold, low, high = tree
        nodes.append((0, 0.0, 0, 0, 0.0))
        below = (place(low, level + 1), place(high, level + 1))
        nodes[at] = (int(feature), float(threshold), *below, 0.0)
        return at

    roots = [place(tree, 0) for tree in trees]
    feature, threshold, low, high, value = zip(*nodes, strict=True)
    return Table(
        base,
        np.array(feature),
        np.array(threshold),
        np.array(low),
        np.array(high),
        np.array(value),
        np.array(roots),
        levels,
    )
