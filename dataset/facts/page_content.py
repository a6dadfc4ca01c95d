"""What was understood of a page: all of an article's row that its page alone can say, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypedDict

from twa.dataset.facts.model import PageFact
from twa.dataset.facts.values import (
    BlockFact,
    CreditFact,
    NoteFact,
    Said,
    StatedInstant,
)
from twa.dataset.pages.article import BodyStatus
from twa.dataset.pages.metadata.markup import StatedBy
from twa.dataset.pages.recurrence.outlines import Outline


class RemovedFact(TypedDict):
    """Text that was removed: see `twa.dataset.pages.article.Removed`; the reason is one word."""

    text: str
    reason: str


class AlternativeFact(TypedDict):
    """The article as the page's JSON-LD tells it: see `twa.dataset.pages.article.Alternative`."""

    blocks: list[BlockFact]
    body_status: BodyStatus
    language: str | None


class PageContent(TypedDict):
    """What was understood of a page; names are those of the row's columns where it has them.

    `titles` and `sources` have the fields of `Titles` and `Sources` in
    `twa.dataset.pages.metadata.statements`. `said` is what markup states about use, `following`
    the key of the next page's URL, `json_ld_witness` how far `articleBody` agrees.
    """

    title: str | None
    titles: dict[str, str | None]
    credits: list[CreditFact]
    byline: str | None
    published: StatedInstant | None
    modified: StatedInstant | None
    summary: str | None
    section: str | None
    categories: list[str]
    tags: list[str]
    image: str | None
    publisher: str | None
    license: str | None
    said: list[Said]
    is_accessible_for_free: bool | None
    language: str | None
    standfirst: str | None
    blocks: list[BlockFact]
    removed: list[RemovedFact]
    captions: list[str]
    body_status: BodyStatus
    notes: list[NoteFact]
    following: str | None
    sources: dict[str, StatedBy | None]
    quality: float
    json_ld_witness: float | None
    alternative: AlternativeFact | None
    extraction: dict[str, str]


def content_of(fact: PageFact) -> PageContent:
    """What was understood of a page, out of its fact."""
    content: PageContent = json.loads(fact["content"])
    return content


def tellings(content: PageContent) -> Iterator[list[BlockFact]]:
    """The blocks of the bodies that a page alone can give: its own, and that of its JSON-LD."""
    yield content["blocks"]
    if content["alternative"] is not None:
        yield content["alternative"]["blocks"]


def outline_of(blocks: Sequence[BlockFact]) -> Outline:
    """The outline of a body, to find what recurs on its site."""
    return Outline.of([one["text"] for one in blocks], [one["type"] for one in blocks])
