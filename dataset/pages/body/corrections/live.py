"""Correction: marks the entries of live blogs, their times and their titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import words
from twa.dataset.pages.body.corrections.completion import merged
from twa.dataset.pages.body.draft import Line

if TYPE_CHECKING:
    from collections.abc import Collection

    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft

LONGEST: Final = 60
"""Characters of a line that is an entry's time."""

BEFORE: Final = 2
"""Blocks before the first kept one that may be its time."""

_HEADINGS: Final = words("h2 h3 h4")
_HEADS: Final = ("header", "article", "li")
"""What an entry and its head are."""


def entries(draft: Draft) -> Draft:
    """Put the times of a live blog's entries where they stand, as blocks of type `entry`."""
    if not draft.live:
        return draft
    kept = [at for line in draft.lines for at in (line.first, line.last) if at is not None]
    taken = set(kept)
    if not kept:
        return draft
    times = {
        node.position: stated
        for node in draft.index.nodes[max(0, min(kept) - BEFORE) : max(kept) + 1]
        if node.position not in taken and len(node.text) <= LONGEST and (stated := _time(node))
    }
    titled = _titles(draft, times.keys(), taken)
    nodes = [draft.index.nodes[at] for at in sorted((*times, *titled))]
    return draft.with_lines(
        Line("entry", times[line.first], line.key, None, line.first, line.last)
        if line.first in times
        else line
        for line in merged(draft.lines, nodes)
    )


def _titles(draft: Draft, times: Collection[int], taken: Collection[int]) -> set[int]:
    """Where the titles of entries stand that extractors left in their heads: beside the times."""
    nodes, gone = draft.index.nodes, draft.reasons
    return {
        beside
        for at in times
        for beside in (at - 1, at + 1)
        if 0 <= beside < len(nodes)
        and beside not in taken
        and beside not in gone
        and nodes[beside].tag in _HEADINGS
        and (head := next(nodes[at].element.iterancestors(*_HEADS), None)) is not None
        and head in nodes[beside].element.iterancestors(*_HEADS)
    }


def _time(node: Node) -> str | None:
    """The time that a block shows: as its `<time>` states it, else as it is written."""
    element = node.element.find(".//time") if node.tag != "time" else node.element
    if element is None:
        return None
    return element.get("datetime") or node.text
