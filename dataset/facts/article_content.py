"""An article that was understood → its `PageContent`; apart, for it brings what extracts text."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Final

from twa.dataset import fingerprint
from twa.dataset.facts.page_content import AlternativeFact, PageContent
from twa.dataset.facts.values import block_facts, credit_facts, note_facts, say, slug, stated
from twa.dataset.pages.article import Alternative, Article
from twa.dataset.pages.extract import EXTRACTOR, VERSION
from twa.dataset.web.urls import url_key

LICENSES: Final = ("license", "dcterms.license")
"""Names of the statements on a page that grant something, not merely claim."""


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


@cache
def extraction() -> dict[str, str]:
    """What extracts text here: `article.extraction` of a row."""
    options = fingerprint.code("twa.dataset.pages.extract")[:32]
    return {"extractor": EXTRACTOR, "version": VERSION, "options": options}
