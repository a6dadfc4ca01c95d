"""A feed, sitemap or listing page → its poll, its entries, and the rejects among them."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from twa.dataset.dates.instants import possible
from twa.dataset.errors import FeedError
from twa.dataset.exchange import Origin
from twa.dataset.facts.model import EntryFact, Fact, PollFact, RejectFact, reject_fact
from twa.dataset.facts.tasks import Task, rejected
from twa.dataset.facts.values import BlockFact, block_facts, say, stated
from twa.dataset.feeds import Entry, polled
from twa.dataset.feeds.polled import UNDATED
from twa.dataset.feeds.text import plain
from twa.dataset.pages.body import alternatives
from twa.dataset.web.urls import url_key

FOOTER: Final = 2_000
"""Characters of markup that the last paragraph of an entry has, if it is no text of its own."""


def read(task: Task, payload: bytes, cut: str | None) -> Iterator[Fact]:
    """The facts of one. `cut` says how its transfer ended, null where it was whole."""
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
    elif not feed.entries and is_further(task.origin):
        yield rejected(task, "past-the-end", problems or "the feed has no entries")
    entries = [_entry(entry) for entry in feed.entries]
    yield from entries
    # Sitemaps and pages need not say dates; a feed without is odd.
    dated = (one for one in feed.entries if feed.format not in UNDATED or _raw(one))
    yield from _misdated(task, dated)
    yield from _leading_nowhere(task, feed.entries)
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


def is_further(origin: Origin) -> bool:
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


def _leading_nowhere(task: Task, entries: Iterable[Entry]) -> Iterator[RejectFact]:
    """The entries without a link: there is no page to ask for."""
    for entry in entries:
        if not entry.link:
            yield reject_fact(
                "entry",
                "empty",
                f"the entry has no link: {entry.id[:200]}",
                url=task.url,
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
