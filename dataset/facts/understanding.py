"""Turns one response into facts; runs in worker processes, because responses are hostile.

What the crawl took an address for is archived and is believed. In archives of
others, where nobody says, the content decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from twa.dataset.errors import MessageError, RejectReason
from twa.dataset.exchange import POLLED_ROLES, WALL
from twa.dataset.facts import feed_facts, page_facts
from twa.dataset.facts.article_content import extraction
from twa.dataset.facts.feed_facts import is_further
from twa.dataset.facts.model import Fact
from twa.dataset.facts.tasks import FEEDS, HTML, VAGUE, Task, held, rejected
from twa.dataset.facts.utf8 import cleaned
from twa.dataset.feeds import NOT_THERE
from twa.dataset.pages import language
from twa.dataset.pages.refresh import leads_to
from twa.dataset.warc.sniff import HEAD, identify
from twa.dataset.web import sites
from twa.dataset.web.answers import GONE, NOT_MODIFIED, SUCCESS, failure
from twa.dataset.web.urls import url_key

CUT: Final[Mapping[str, RejectReason]] = {"length": "too-large", "time": "timeout"}
"""WARC-Truncated (WARC 1.1, section 5.15) → reason; the other values are `truncated`."""


def prepare() -> None:
    """Load what is loaded once: models, lists, the digest of the code."""
    language.load()
    sites.site("https://news.example/")
    extraction()


def understand(task: Task) -> list[Fact]:
    """The facts of one response, of whatever kind. Raises Rejected for a page without text."""
    facts: list[Fact] = cleaned(list(_facts(task)))
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
    if task.origin.role == WALL:
        # That it led nowhere was decided about, and the decision stands in the archive.
        return
    if response.status not in SUCCESS:
        reason, detail = failure(response.status, response.reason, response.get)
        if response.status in NOT_THERE and is_further(task.origin):
            yield rejected(task, "past-the-end", detail)
            return
        gone = response.status in GONE and task.origin.role not in POLLED_ROLES
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
        yield from feed_facts.read(task, payload, cut)
    elif cut:
        yield rejected(task, CUT.get(cut, "truncated"), f"the response was cut: {cut}")
    elif kind == "page":
        yield from page_facts.read(task, payload)
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
    if role in (*POLLED_ROLES, "sitemap"):
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
