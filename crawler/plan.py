"""What to do about each entry of a feed: a pure decision.

The clock, the ledger and the network are the caller's; nothing here touches them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from dataset.feeds import Entry, Feed
from dataset.urls import canonical, refusal


class Fate(Enum):
    """What became of the last attempt to have an article."""

    GOT = "got"
    GONE = "gone"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Visit:
    """Fetch the article."""

    url: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Known:
    """The archive holds the article already, or knows that it is gone."""

    url: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Refusal:
    """Do not fetch, and say why: `reason` is one of `schemas/reject.schema.json`."""

    url: str
    entry: Entry
    reason: str
    detail: str


Decision = Visit | Known | Refusal

DETAILS = {
    "bad-url": "the entry's link is not a URL",
    "scheme": "the entry's link is neither http nor https",
    "offsite": "the entry links to another site; -a follow=any follows it",
    "not-an-article": "the entry links to something that is not an article page",
    "empty": "the entry has no link",
    "duplicate": "an entry before it has the same link",
}


def decide(
    feed: Feed,
    *,
    fate_of: Callable[[str], Fate | None],
    follow_any: bool,
) -> Iterator[Decision]:
    """One decision an entry, in the order of the feed.

    `fate_of` tells what the archive knows of a URL. What failed is tried
    again; what is gone or got is not.
    """
    seen: set[str] = set()
    for entry in feed.entries:
        link = entry.link
        reason = "empty" if not link else refusal(link, feed.url, follow_any)
        if reason is not None or link is None:
            reason = reason or "empty"
            yield Refusal(link or feed.url, entry, reason, DETAILS[reason])
            continue
        identity = canonical(link)
        if identity in seen:
            yield Refusal(link, entry, "duplicate", DETAILS["duplicate"])
            continue
        seen.add(identity)
        fate = fate_of(link)
        if fate in (Fate.GOT, Fate.GONE):
            yield Known(link, entry)
        else:
            yield Visit(link, entry)
