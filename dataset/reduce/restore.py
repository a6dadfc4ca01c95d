"""Restores the text of one row from its page, proved by the row's digest.

What recurs across the pages of a site was cut from the edges of an article
(`boilerplate`), and one page can't tell how much. The digest can: there are few
ways to cut, and only the right one gives the text that has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from twa.dataset.facts.page_content import PageContent, tellings
from twa.dataset.pages.recurrence.outlines import HEAD, TAIL
from twa.dataset.reduce.text import Body, removed_of


def restore(content: PageContent, text_sha256: str) -> Body | None:
    """The body of an article whose page says this; None where no cut has the digest.

    Nor has any where the text was the feed's.
    """
    cuts = (
        Body(
            blocks[head : len(blocks) - tail],
            removed_of((*blocks[:head], *blocks[len(blocks) - tail :])),
        )
        for blocks in tellings(content)
        for head, tail in _cuts(len(blocks))
    )
    return next((body for body in cuts if body.measures["text_sha256"] == text_sha256), None)


def _cuts(count: int) -> Iterator[tuple[int, int]]:
    """How many blocks are cut from the head and from the tail, the fewest first."""
    cuts = ((head, tail) for head in range(HEAD + 1) for tail in range(TAIL + 1))
    return iter(sorted((cut for cut in cuts if sum(cut) < max(count, 1)), key=sum))
