"""Doubtful blocks: whether they are the article's, by a table that was learned from real pages.

The table is a sum of small decision trees over `features`, made by scripts/learn_blocks from sets
of pages with truths, and stored beside this module. It knows no words and no publishers. What the
rules kept goes only if the table is rather sure, and what they dropped for a reason of its own
(a wall, a box, a caption, the title) stays out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING, Final, NamedTuple

from twa.dataset.pages.body import features
from twa.dataset.pages.body.blocks import key
from twa.dataset.pages.body.corrections.articles import in_teaser
from twa.dataset.pages.body.corrections.completion import footnotes, is_footnote, merged

if TYPE_CHECKING:
    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.draft import Draft, Line

KEPT: Final = 0.3
"""Probability under which a line that the rules kept is dropped."""

ADDED: Final = 0.75
"""Probability from which a block that they have not is added."""

RETURNED: Final = 0.9
"""Probability from which a block that a rule dropped comes back."""

LEFT: Final = 0.5
"""Share of the letters that must be left, or the rules' draft stands."""

TABLE: Final = "blocks.json"
REASON: Final = "unlike the article"

_WHOLE: Final = frozenset(("table", "code"))
"""Types whose lines stand or fall together: a cell says nothing of its table."""

_RETURNING: Final = frozenset(("outside the article", "link-only"))
"""Reasons that are of place and shape, which the table knows too."""

Tree = float | tuple[int, float, "Tree", "Tree"]
"""A leaf's value; or a feature, a threshold, and the trees up to it and above it."""


class Table(NamedTuple):
    """Trees whose sum is the log-odds that a block is the article's."""

    base: float
    trees: tuple[Tree, ...]


def choose(draft: Draft, extracted: Sequence[Line], prose: Mapping[int, int]) -> Draft:
    """The draft without lines that are unlike the article, and with blocks that are like it.

    `extracted` are the extractor's own lines, `prose` is `reading.prose_of`.
    """
    if draft.live:
        return draft
    reasons = draft.reasons
    rows = features.of(draft, extracted, reasons, prose)
    if not rows:
        return draft
    known = _table()
    likely = {at: probability(row, known) for at, row in rows.items()}
    notes = footnotes([node for line in draft.lines for node in draft.nodes(line)])
    unlike: dict[int, RemovalReason] = {
        at: REASON
        for at, line in enumerate(draft.lines)
        if line.type not in _WHOLE
        and not (notes and any(is_footnote(node, notes) for node in draft.nodes(line)))
        and (mean := _mean(draft, line, likely)) is not None
        and mean < KEPT
    }
    placed = {node.position for line in draft.lines for node in draft.nodes(line)}
    set_apart = {key(said) for said in (draft.standfirst or "").split("\n")}
    missing = [
        node
        for at, one in sorted(likely.items())
        if one >= (RETURNED if at in reasons else ADDED)
        and at not in placed
        and reasons.get(at, "link-only") in _RETURNING
        and (placed or at in prose)
        and (node := draft.index.nodes[at]).key not in set_apart
        and not in_teaser(node, draft)
    ]
    letters = sum(len(line.key) for line in draft.lines)
    lost = sum(len(draft.lines[at].key) for at in unlike)
    if letters - lost < LEFT * letters:
        unlike = {}
    chosen = draft.without(unlike)
    if not missing:
        return chosen
    back = {node.position for node in missing}
    return chosen.with_lines(merged(chosen.lines, missing)).returned(back)


def probability(row: Sequence[float], table: Table) -> float:
    """How likely a block with these features is the article's, 0 to 1."""
    total = table.base
    for tree in table.trees:
        while isinstance(tree, tuple):
            feature, threshold, low, high = tree
            tree = low if row[feature] <= threshold else high
        total += tree
    return 1 / (1 + exp(-total))


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
    return Table(made["base"], tuple(_tree(tree) for tree in made["trees"]))


def _tree(written: float | list[object]) -> Tree:
    if not isinstance(written, list):
        return float(written)
    feature, threshold, low, high = written
    return (int(feature), float(threshold), _tree(low), _tree(high))  # type: ignore[call-overload,arg-type]
