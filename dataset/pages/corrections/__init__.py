"""What is done to an extractor's result, one rule a function, in the order of this table.

Every rule is general: it knows no publisher, only what titles, links, containers
and phrases of pages are like. docs/extraction.md says what each brought.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from dataset.pages.corrections.articles import second_article
from dataset.pages.corrections.bylines import byline
from dataset.pages.corrections.captions import move_captions
from dataset.pages.corrections.completion import complete
from dataset.pages.corrections.edges import outside
from dataset.pages.corrections.links import link_only
from dataset.pages.corrections.live import entries
from dataset.pages.corrections.phrases import phrases
from dataset.pages.corrections.titles import repeated_titles, standfirst
from dataset.pages.corrections.trimming import fill, trim

if TYPE_CHECKING:
    from dataset.pages.draft import Draft

Correction = Callable[["Draft"], "Draft"]

CORRECTIONS: Final[tuple[Correction, ...]] = (
    second_article,
    move_captions,
    repeated_titles,
    standfirst,
    byline,
    outside,
    link_only,
    complete,
    fill,
    phrases,
    trim,
    entries,
)


def correct(draft: Draft) -> Draft:
    """Apply every correction in turn."""
    for correction in CORRECTIONS:
        draft = correction(draft)
    return draft
