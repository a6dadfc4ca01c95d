"""What was understood of a page: all of an article's row that its page alone can say, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Final, TypedDict

from twa.dataset import fingerprint
from twa.dataset.facts.model import PageFact
from twa.dataset.facts.values import (
    BlockFact,
    CreditFact,
    NoteFact,
    Said,
    StatedInstant,
    block_facts,
    credit_facts,
    note_facts,
    say,
    slug,
    stated,
)
from twa.dataset.pages.article import Alternative, Article, BodyStatus
from twa.dataset.pages.extract import EXTRACTOR, VERSION
from twa.dataset.pages.metadata.markup import StatedBy
from twa.dataset.web.urls import url_key

LICENSES: Final = ("license", "dcterms.license")
"""Names of the statements on a page that grant something, not merely claim."""


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


def page_content(article: Article) -> PageContent:
    """What was understood of the page of an article."""
    said = article.metadata
    told = article.witnesses.json_ld
    return {
        "title": said.title,
        "titles": asdict(said.titles),
        "credits": credit_facts(said.credits),
        "byline": said.byline,
        "published": stated(said.published),
        "modified": stated(said.modified),
        "summary": said.summary,
        "section": said.section,
        "categories": list(said.categories),
        "tags": list(said.tags),
        "image": said.image,
        "publisher": said.publisher,
        "license": next((s.value for s in said.licences if s.name in LICENSES), None),
        "said": say(said.licences),
        "is_accessible_for_free": said.is_accessible_for_free,
        "language": article.language,
        "standfirst": article.standfirst,
        "blocks": block_facts(article.blocks),
        "removed": [{"text": r.text, "reason": slug(r.reason)} for r in article.removed],
        "captions": list(article.captions),
        "body_status": article.body_status,
        "notes": note_facts([*said.notes, *article.notes]),
        "following": url_key(article.following),
        "sources": asdict(said.sources),
        "quality": round(article.quality, 4),
        "json_ld_witness": None if told is None else round(told, 4),
        "alternative": _alternative(article.alternative),
        "extraction": extraction(),
    }


def _alternative(told: Alternative | None) -> AlternativeFact | None:
    if told is None:
        return None
    return {
        "blocks": block_facts(told.blocks),
        "body_status": told.body_status,
        "language": told.language,
    }


def content_of(fact: PageFact) -> PageContent:
    """What was understood of a page, out of its fact."""
    content: PageContent = json.loads(fact["content"])
    return content


def tellings(content: PageContent) -> Iterator[list[BlockFact]]:
    """The blocks of the bodies that a page alone can give: its own, and that of its JSON-LD."""
    yield content["blocks"]
    if content["alternative"] is not None:
        yield content["alternative"]["blocks"]


@cache
def extraction() -> dict[str, str]:
    """What extracts text here: `article.extraction` of a row."""
    options = fingerprint.code("twa.dataset.pages.extract")[:32]
    return {"extractor": EXTRACTOR, "version": VERSION, "options": options}
