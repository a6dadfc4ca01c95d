"""Turns one response into facts; runs in worker processes, because responses are hostile.

What the crawl took an address for is archived and is believed. In archives of
others, where nobody says, the content decides.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any, Final

from twa.dataset import fingerprint
from twa.dataset.errors import FeedError, MessageError, Rejected, RejectReason
from twa.dataset.exchange import Origin
from twa.dataset.facts.model import (
    BlockFact,
    EntryFact,
    Fact,
    NoteFact,
    PageFact,
    PollFact,
    RejectFact,
    block_facts,
    credit_facts,
    note_facts,
    reject_fact,
    say,
    slug,
    stated,
    tellings,
)
from twa.dataset.facts.tasks import FEEDS, HTML, VAGUE, Task, held, rejected
from twa.dataset.feeds import NOT_THERE, Entry, polled
from twa.dataset.feeds.polled import ROLES, UNDATED
from twa.dataset.feeds.text import plain
from twa.dataset.pages import language
from twa.dataset.pages.article import Alternative, Article
from twa.dataset.pages.body import alternatives
from twa.dataset.pages.body.not_an_article import ABSENT
from twa.dataset.pages.extract import EXTRACTOR, VERSION, extract
from twa.dataset.pages.notes import Note
from twa.dataset.pages.page import Page
from twa.dataset.pages.recurrence.outlines import Outline
from twa.dataset.pages.refresh import leads_to
from twa.dataset.warc.sniff import HEAD, identify
from twa.dataset.web import urls
from twa.dataset.web.answers import GONE, NOT_MODIFIED, SUCCESS, failure
from twa.dataset.web.directives import in_headers
from twa.dataset.web.instants import possible
from twa.dataset.web.urls import url_key

CUT: Final[Mapping[str, RejectReason]] = {"length": "too-large", "time": "timeout"}
"""WARC-Truncated (WARC 1.1, section 5.15) → reason; the other values are `truncated`."""

FOOTER: Final = 2_000
"""Characters of markup that the last paragraph of an entry has, if it is no text of its own."""

LICENSES: Final = ("license", "dcterms.license")
"""Names of the statements on a page that grant something, not merely claim."""


def prepare() -> None:
    """Load what is loaded once: models, lists, the digest of the code."""
    language.load()
    urls.site("https://news.example/")
    _extraction()


def understand(task: Task) -> list[Fact]:
    """The facts of one response, of whatever kind. Raises Rejected for a page without text."""
    facts: list[Fact] = _cleaned(list(_facts(task)))
    return facts if task.record_type == "revisit" else [held(task), *facts]


def _facts(task: Task) -> Iterator[Fact]:
    response = task.response
    if response.status == NOT_MODIFIED:
        if task.record_type == "response" and task.origin.role == "article":
            yield rejected(task, "http-status", "304, and nothing is held that could be meant")
        return
    if (target := leads_to(task.url, response, task.origin.role)) is not None:
        yield from _redirect(task, target)
        return
    if response.status not in SUCCESS:
        reason, detail = failure(response.status, response.reason, response.get)
        if response.status in NOT_THERE and _is_further(task.origin):
            yield rejected(task, "past-the-end", detail)
            return
        gone = response.status in GONE and task.origin.role not in ROLES
        yield rejected(task, reason, detail, gone=gone)
        return
    try:
        payload = response.payload()
    except MessageError as error:
        yield rejected(task, "undecodable", str(error))
        return
    task.capture["payload_sha256"] = hashlib.sha256(payload).hexdigest()
    kind = _kind(task, payload)
    cut = task.truncated or (None if response.complete else "disconnect")
    if kind == "feed":
        yield from _feed(task, payload, cut)
    elif cut:
        yield rejected(task, CUT.get(cut, "truncated"), f"the response was cut: {cut}")
    elif kind == "page":
        yield from _page(task, payload)
    elif task.origin.role or not payload.strip():
        yield rejected(task, *_misfit(task, payload))


def _redirect(task: Task, target: str) -> Iterator[Fact]:
    here, there = url_key(task.url), url_key(target)
    if here and there:
        yield {
            "kind": "redirect",
            "address": here,
            "target": there,
            "at": task.capture["captured_at"],
            "offset": task.capture["offset"],
        }
    else:
        yield rejected(task, "bad-url", f"redirects to {target}")


def _kind(task: Task, payload: bytes) -> str:
    """`page`, `feed` or `` for neither."""
    role, sent = task.origin.role, task.response.media_type
    found = identify(payload[:HEAD]) or ""
    if role in (*ROLES, "sitemap"):
        return "feed"
    if not payload.strip():
        return ""
    # Feeds are often sent as text/html, and pages never look like feeds.
    if not role and (found in FEEDS or sent in FEEDS):
        return "feed"
    if sent in HTML or (sent in VAGUE and found in HTML):
        return "page"
    return ""


def _misfit(task: Task, payload: bytes) -> tuple[RejectReason, str]:
    if not payload.strip():
        return "empty", "the response has no body"
    return "not-html", f"Content-Type is {task.response.media_type or 'missing'}"


def _page(task: Task, payload: bytes) -> Iterator[Fact]:
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
    identity = urls.identity(task.url, canonical_link=named)
    content = _content(article)
    content["notes"] += _doubts(task)
    filed = [*article.metadata.categories, *article.metadata.tags, article.metadata.section or ""]
    if not _is_filed(filed, task.origin.categories):
        yield rejected(task, "other-category", f"filed under {', '.join(filter(None, filed))}")
        return
    if identity != url_key(named):
        content["sources"]["canonical_url"] = None
    content = _cleaned(content)
    fact: PageFact = {
        "kind": "page",
        "record_type": task.record_type,
        "url": task.url,
        "address": here,
        "identity": identity,
        "site": urls.site(task.url),
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
    if not urls.is_home(task.url) and not urls.is_notice(task.url):
        return None
    what = "the home page" if urls.is_home(task.url) else "a notice"
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
        "extraction": _extraction(),
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
def _extraction() -> dict[str, str]:
    options = fingerprint.code("twa.dataset.pages.extract")[:32]
    return {"extractor": EXTRACTOR, "version": VERSION, "options": options}


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _feed(task: Task, payload: bytes, cut: str | None) -> Iterator[Fact]:
    if not payload.strip():
        yield rejected(task, "empty", "the response has no body")
        return
    try:
        feed = polled.parse(
            payload,
            url=task.url,
            content_type=task.response.get("content-type"),
            role=task.origin.role,
        )
    except FeedError as error:
        yield rejected(task, "truncated-feed" if cut else "not-a-feed", str(error))
        return
    problems = "; ".join(feed.problems)
    if cut or feed.truncated:
        detail = f"{len(feed.entries)} entries before the cut; {problems}"
        yield rejected(task, "truncated-feed", detail.strip("; "))
    elif not feed.entries and _is_further(task.origin):
        yield rejected(task, "past-the-end", problems or "the feed has no entries")
    entries = [_entry(entry) for entry in feed.entries]
    yield from entries
    # Sitemaps and pages need not say dates; a feed without is odd.
    dated = (one for one in feed.entries if feed.format not in UNDATED or _raw(one))
    yield from _misdated(task, dated)
    poll: PollFact = {
        "kind": "poll",
        "record_type": task.record_type,
        "url": task.url,
        "via": task.origin.via,
        "title": feed.title or None,
        "homepage": url_key(feed.link),
        "capture": task.capture,
        "entries": [entry["key"] for entry in entries],
    }
    yield poll


def _is_further(origin: Origin) -> bool:
    """Whether this was asked for as a further page of a feed (RFC 5005), which may not be there."""
    return origin.role == "feed" and "L" in origin.hops


def _misdated(task: Task, entries: Iterable[Entry]) -> Iterator[RejectFact]:
    """The dates of entries that no row can have. The entries themselves stand."""
    captured_at = datetime.fromisoformat(task.capture["captured_at"])
    for entry in entries:
        dated = entry.published or entry.updated
        raw = _raw(entry)
        if dated is not None and possible(dated.value, captured_at):
            continue
        yield reject_fact(
            "entry",
            "bad-date" if raw else "no-date",
            f"{f'dated {raw[:100]}' if raw else 'no date'}: {entry.id[:200]}",
            url=entry.link or task.url,
            via=task.url,
            capture=task.capture,
        )


def _raw(entry: Entry) -> str | None:
    return entry.published_raw or entry.updated_raw


def _entry(entry: Entry) -> EntryFact:
    fact: EntryFact = {
        "kind": "entry",
        "key": "",
        "entry_id": entry.id,
        "link": entry.link,
        "address": url_key(entry.link),
        "title": entry.title or None,
        "published": stated(entry.published),
        "published_raw": entry.published_raw,
        "updated": stated(entry.updated),
        "updated_raw": entry.updated_raw,
        "authors": list(entry.authors),
        "categories": list(entry.categories),
        "summary": plain(_own(entry.summary_html, entry.link)) or None,
        "blocks": _told(entry),
        "said": say(entry.licences),
    }
    fact["key"] = hashlib.sha256(json.dumps(fact).encode()).hexdigest()
    return fact


def _told(entry: Entry) -> list[BlockFact] | None:
    """The full text that the feed gives; none where it gives none."""
    content = _own(entry.content_html, entry.link)
    return block_facts(alternatives.read(content, entry.link or "")) or None


def _own(markup: str | None, link: str | None) -> str:
    """What a feed says of an entry, less a last paragraph that links to the entry itself.

    Publishing systems add it for readers elsewhere: "The post … appeared first on …",
    "Continue reading …", in many languages.
    """
    text = (markup or "").rstrip()
    start = text.rfind("<p")
    last = html.unescape(text[start:])
    if start < 0 or not link or len(last) > FOOTER or f'href="{link}' not in last:
        return text
    return text[:start].rstrip()


def _cleaned(value: Any) -> Any:
    """`value` with U+FFFD for each half of a surrogate pair: text that UTF-8 can hold."""
    if isinstance(value, str):
        return (
            value
            if value.isascii()
            else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, dict):
        return {name: _cleaned(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_cleaned(child) for child in value]
    return value
