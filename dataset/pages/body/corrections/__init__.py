"""What is done to an extractor's result, one rule a function, in the order of `CORRECTIONS`.

Every rule is general: it knows no publisher, only what titles, links, containers
and phrases of pages are like. docs/extraction.md says what each does,
docs/extraction-measurements.md what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import key, weight
from twa.dataset.pages.body.corrections.articles import beside, cards, second_article
from twa.dataset.pages.body.corrections.bios import bios
from twa.dataset.pages.body.corrections.boxes import boxes
from twa.dataset.pages.body.corrections.bylines import byline
from twa.dataset.pages.body.corrections.captions import move_captions
from twa.dataset.pages.body.corrections.completion import complete, fill
from twa.dataset.pages.body.corrections.edges import above, comments, notices, outside
from twa.dataset.pages.body.corrections.links import link_only, link_share
from twa.dataset.pages.body.corrections.live import entries
from twa.dataset.pages.body.corrections.phrases import phrases
from twa.dataset.pages.body.corrections.repeats import once
from twa.dataset.pages.body.corrections.standfirsts import standfirst
from twa.dataset.pages.body.corrections.titles import repeated_titles
from twa.dataset.pages.notes import Note

if TYPE_CHECKING:
    from twa.dataset.pages.body.draft import Draft, Line

Correction = Callable[["Draft"], "Draft"]

CORRECTIONS: Final[tuple[Correction, ...]] = (
    comments,
    boxes,
    second_article,
    cards,
    beside,
    move_captions,
    repeated_titles,
    standfirst,
    byline,
    bios,
    above,
    outside,
    link_only,
    cards,
    complete,
    fill,
    once,
    notices,
    phrases,
    entries,
)


AS_EXTRACTED: Final = Note("kept-as-extracted")
"""The note that the extractor's lines stand, without corrections."""

LEFT: Final = 0.5
"""Share of what an extractor found, without what has a reason of its own, that must be left."""

LEAST: Final = 100
"""Letters (see `blocks.weight`) under which what an extractor found is no article."""

TOLD: Final = 600
"""Letters that are an article, however many comments are below it."""

LINKED: Final = 0.5
"""Share of links from which an item of a list is one of other articles."""

CERTAIN: Final = frozenset(
    ("caption", "repeated", "wall", "promotion", "title", "byline", "another article")
)
"""Reasons that say what a line is, not only where it stands."""


def guarded(draft: Draft, extracted: Sequence[Line]) -> tuple[Draft, tuple[Note, ...]]:
    """The draft and no note; or what the extractor found, and a note, where too little is left.

    `extracted` are the extractor's own lines. What was dropped for certain stays out. Items of
    lists that are links do not count, save where there is nothing else, nor does the standfirst.
    """
    left = sum(weight(line.key) for line in draft.lines)
    told = CERTAIN | {"comments"} if left >= TOLD else CERTAIN
    certain = {line.key for line, reason in draft.gone if reason in told}
    certain.update(map(key, (draft.standfirst or "").split("\n")))
    found = [line for line in extracted if line.key not in certain]
    items = [line for line in found if line.type != "list-item" or link_share(draft, line) < LINKED]
    letters = sum(weight(line.key) for line in items)
    if letters < LEAST:
        letters = sum(weight(line.key) for line in found)
    if letters < LEAST or left >= LEFT * letters:
        return draft, ()
    gone = tuple(one for one in draft.gone if one[1] in told)
    return replace(draft, lines=tuple(found), gone=gone), (AS_EXTRACTED,)


def correct(draft: Draft) -> Draft:
    """Apply every correction in turn."""
    for correction in CORRECTIONS:
        draft = correction(draft)
    return draft
