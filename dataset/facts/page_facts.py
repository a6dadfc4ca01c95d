"""A page with an article → its fact, or a reject."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Any, Final

from twa.dataset import fingerprint
from twa.dataset.errors import Rejected
from twa.dataset.facts.model import (
    BlockFact,
    Fact,
    NoteFact,
    PageFact,
    RejectFact,
    block_facts,
    credit_facts,
    note_facts,
    say,
    slug,
    stated,
    tellings,
)
from twa.dataset.facts.tasks import Task, rejected
from twa.dataset.facts.utf8 import cleaned
from twa.dataset.pages.article import Alternative, Article
from twa.dataset.pages.body.not_an_article import ABSENT
from twa.dataset.pages.extract import EXTRACTOR, VERSION, extract
from twa.dataset.pages.notes import Note
from twa.dataset.pages.page import Page
from twa.dataset.pages.recurrence.outlines import Outline
from twa.dataset.web import links, sites, urls
from twa.dataset.web.directives import in_headers
from twa.dataset.web.urls import url_key

LICENSES: Final = ("license", "dcterms.license")
"""Names of the statements on a page that grant something, not merely claim."""


def read(task: Task, payload: bytes) -> Iterator[Fact]:
    """The fact of one page."""
    if (instead := _instead(task)) is not None:
        yield instead
        return
    page = Page(task.url, payload, task.response.get("content-type"), task.captured_at)
    try:
        here = urls.canonical(task.url)
        article = extract(page)
    except Rejected as error:
        absent = error.detail == ABSENT and task.origin.role == "article"
        yield rejected(task, error.reason, error.detail, gone=absent)
        return
    except urls.BadUrl as error:
        yield rejected(task, "bad-url", str(error))
        return
    named = article.metadata.canonical_url
    identity = links.identity(task.url, canonical_link=named)
    content = _content(article)
    content["notes"] += _doubts(task)
    filed = [*article.metadata.categories, *article.metadata.tags, article.metadata.section or ""]
    if not _is_filed(filed, task.origin.categories):
        yield rejected(task, "other-category", f"filed under {', '.join(filter(None, filed))}")
        return
    if identity != url_key(named):
        content["sources"]["canonical_url"] = None
    content = cleaned(content)
    fact: PageFact = {
        "kind": "page",
        "record_type": task.record_type,
        "url": task.url,
        "address": here,
        "identity": identity,
        "site": sites.site(task.url),
        "said": say(in_headers(task.response.headers)),
        "capture": task.capture,
        "content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        "outlines": [_outline(blocks) for blocks in tellings(content)],
        "following": content["following"],
    }
    yield fact


def _instead(task: Task) -> RejectFact | None:
    """That an article's redirects led to a front page or a notice: it is not there, then."""
    via = task.origin.via
    if task.origin.role != "article" or "R" not in task.origin.hops or via is None:
        return None
    if not links.is_home(task.url) and not links.is_notice(task.url):
        return None
    what = "the home page" if links.is_home(task.url) else "a notice"
    found = rejected(task, "no-article", f"it redirects to {what}: {task.url}", gone=True)
    # It is the link that is gone, not the home page.
    return {**found, "url": via, "address": url_key(via)}


def _doubts(task: Task) -> list[NoteFact]:
    """What the record of a page says that can't be so, or not as it is said."""
    stated = task.response.misstated_length
    if stated is None:
        return note_facts(task.notes)
    detail = f"{len(task.response.body)} octets, said to be {stated}"
    return note_facts([*task.notes, Note("content-length-wrong", detail)])


def _outline(blocks: list[BlockFact]) -> str:
    return Outline.of([block["text"] for block in blocks]).as_text()


def _is_filed(under: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether a page is of one of the categories wanted; one that names none may be."""
    named = {name.casefold() for name in under if name}
    return not wanted or not named or not named.isdisjoint(map(str.casefold, wanted))


def _content(article: Article) -> dict[str, Any]:
    """Everything of an article's row that the page alone can say."""
    said = article.metadata
    sources = {
        name: getattr(said.sources, name)
        for name in (
            *("title", "authors", "published", "modified", "summary", "language", "image"),
            *("section", "categories", "tags", "publisher", "canonical_url"),
        )
    }
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
        "sources": sources,
        "quality": round(article.quality, 4),
        "json_ld_witness": _rounded(article.witnesses.json_ld),
        "alternative": _alternative(article.alternative),
        "extraction": extraction(),
    }


def _alternative(told: Alternative | None) -> dict[str, Any] | None:
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


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)
