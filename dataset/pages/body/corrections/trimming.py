"""What the page's own JSON-LD says is the article: ends trimmed and gaps filled by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.corrections.completion import merged
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from twa.dataset.pages.body.draft import Draft

SAID: Final = 0.85
"""Share of the draft that stands in `articleBody` from which the two are the same text."""

LONGEST: Final = 1 << 18
"""Characters of `articleBody` that are looked at."""

SENTENCE: Final = 40
"""Letters from which a block that `articleBody` has is a sentence of the article."""


def trim(draft: Draft) -> Draft:
    """Drop lines at the end that `articleBody` has not, if it has (nearly) all before them."""
    body = squeeze((draft.article_body or "")[:LONGEST])
    if not body:
        return draft
    spoken = [squeeze(line.text) for line in draft.lines]
    total = sum(map(len, spoken))
    there = [bool(one) and one in body for one in spoken]
    said = sum(len(one) for one, found in zip(spoken, there, strict=True) if found)
    if not said or said < SAID * total:
        return draft
    last = len(there) - there[::-1].index(True)
    return draft.without(dict.fromkeys(range(last, len(there)), "not in articleBody"))


def fill(draft: Draft) -> Draft:
    """Add blocks of the page that `articleBody` has and the draft has not."""
    body = squeeze((draft.article_body or "")[:LONGEST])
    if not body:
        return draft
    have = squeeze(" ".join(line.text for line in draft.lines))
    missing = [
        node
        for node in draft.index.nodes
        if len(node.key) >= SENTENCE
        and len(said := squeeze(node.text)) >= SENTENCE
        and said in body
        and said not in have
    ]
    return draft.with_lines(merged(draft.lines, missing)) if missing else draft
