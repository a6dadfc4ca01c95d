"""A page with an article → its fact, or a reject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Final

from twa.dataset.errors import Rejected
from twa.dataset.facts import instead
from twa.dataset.facts.article_content import page_content
from twa.dataset.facts.model import Fact, PageFact
from twa.dataset.facts.page_content import outline_of, tellings
from twa.dataset.facts.tasks import Task, rejected
from twa.dataset.facts.utf8 import cleaned
from twa.dataset.facts.values import (
    BlockFact,
    NoteFact,
    note_facts,
    say,
)
from twa.dataset.pages.body.not_an_article import ABSENT
from twa.dataset.pages.body.witness import units
from twa.dataset.pages.extract import extract
from twa.dataset.pages.notes import Note
from twa.dataset.pages.page import Page
from twa.dataset.web import links, sites, urls
from twa.dataset.web.directives import in_headers
from twa.dataset.web.urls import url_key

PARAGRAPHS: Final = 3
"""The longest ones of a text, by which a copy of it is known."""

LEAST_PASSAGE: Final = 200
"""Characters of these together, under which they are nothing to be known by."""


def read(task: Task, payload: bytes) -> Iterator[Fact]:
    """The fact of one page."""
    if (what := instead.by_address(task)) is not None:
        yield instead.gone(task, what)
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
    if (what := instead.by_list(task, payload, article.blocks)) is not None:
        yield instead.gone(task, what)
        return
    named = article.metadata.canonical_url
    identity = links.identity(task.url, canonical_link=named)
    content = page_content(article)
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
        "outlines": [outline_of(blocks).as_text() for blocks in tellings(content)],
        "following": content["following"],
        "passage": _passage(content["blocks"]),
    }
    yield fact


def _passage(blocks: list[BlockFact]) -> str | None:
    """A digest of the longest paragraphs, which a twin for printers has as well."""
    texts = sorted(
        {" ".join(units(block["text"])) for block in blocks}, key=lambda one: (-len(one), one)
    )
    longest = texts[:PARAGRAPHS]
    if sum(map(len, longest)) < LEAST_PASSAGE:
        return None
    return hashlib.sha256("\n".join(longest).encode("utf-8", "replace")).hexdigest()[:32]


def _doubts(task: Task) -> list[NoteFact]:
    """What the record of a page says that can't be so, or not as it is said."""
    stated = task.response.misstated_length
    if stated is None:
        return note_facts(task.notes)
    detail = f"{len(task.response.body)} octets, said to be {stated}"
    return note_facts([*task.notes, Note("content-length-wrong", detail)])


def _is_filed(under: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether a page is of one of the categories wanted; one that names none may be."""
    named = {name.casefold() for name in under if name}
    return not wanted or not named or not named.isdisjoint(map(str.casefold, wanted))
