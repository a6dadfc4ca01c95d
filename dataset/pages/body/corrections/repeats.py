"""Text that a page has twice, for wide screens and narrow ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import weight

if TYPE_CHECKING:
    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.draft import Draft

LONG: Final = 60
"""Letters (see `blocks.weight`) from which a text that comes again is a copy."""


def once(draft: Draft) -> Draft:
    """Drop lines that say what a line before them has said."""
    seen: set[str] = set()
    reasons: dict[int, RemovalReason] = {}
    for at, line in enumerate(draft.lines):
        if weight(line.key) < LONG or line.type in ("table", "code"):
            continue
        if line.key in seen:
            reasons[at] = "repeated"
        seen.add(line.key)
    return draft.without(reasons)
