"""Correction: fills gaps of the body by the page's own JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.corrections.completion import merged
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from twa.dataset.pages.body.draft import Draft

LONGEST: Final = 1 << 18
"""Characters of `articleBody` that are looked at."""

SENTENCE: Final = 40
"""Letters from which a block that `articleBody` has is a sentence of the article."""


def fill(draft: Draft) -> Draft:
    """Add blocks of the page that `articleBody` has and the draft has not."""
    body = squeeze((draft.article_body or "")[:LONGEST])
    if not body:
        return draft
    gone = draft.reasons
    have = squeeze(" ".join(line.text for line in draft.lines))
    missing = [
        node
        for node in draft.index.nodes
        if node.position not in gone
        and len(node.key) >= SENTENCE
        and len(said := squeeze(node.text)) >= SENTENCE
        and said in body
        and said not in have
    ]
    return draft.with_lines(merged(draft.lines, missing)) if missing else draft
