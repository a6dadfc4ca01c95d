"""What is done to an extractor's result, one rule a function, in the order of this table.

Every rule is general: it knows no publisher, only what titles, links, containers
and phrases of pages are like. docs/extraction.md says what each brought.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.corrections.articles import second_article
from twa.dataset.pages.body.corrections.bylines import byline
from twa.dataset.pages.body.corrections.captions import move_captions
from twa.dataset.pages.body.corrections.completion import complete
from twa.dataset.pages.body.corrections.edges import outside
from twa.dataset.pages.body.corrections.links import link_only
from twa.dataset.pages.body.corrections.live import entries
from twa.dataset.pages.body.corrections.phrases import phrases
from twa.dataset.pages.body.corrections.titles import repeated_titles, standfirst
from twa.dataset.pages.body.corrections.trimming import fill, trim

if TYPE_CHECKING:
    from twa.dataset.pages.body.draft import Draft

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
