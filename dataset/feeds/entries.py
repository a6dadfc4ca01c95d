"""Shared by all feed formats: dates, ids, people and problems of an entry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from twa.dataset.dates import instants
from twa.dataset.dates.instants import Instant
from twa.dataset.errors import FeedError
from twa.dataset.feeds.model import Entry
from twa.dataset.feeds.text import clean, fold, plain

AHEAD: Final = timedelta(days=1)
"""How far after the feed was got a date may lie before it is odd: zones and clocks differ."""

STALE: Final = timedelta(days=366)
"""The same after the date that the feed gives itself, which many feeds forget to renew."""

MOST: Final = 50_000
"""Entries of a feed: as many as a sitemap may have."""

# RSS 2.0, <author>: `name@example.org (Name)`; RFC 5322, section 3.4: `Name <name@example.org>`.
_MAILBOX: Final = r"[^\s()<>@]{1,200}@[^\s()<>@]{1,200}"
_COMMENTED: Final = re.compile(rf"\s*{_MAILBOX}\s{{0,9}}\((?P<name>[^()]*)\)\s*")
_BRACKETED: Final = re.compile(rf"(?P<name>[^<>@]*)<\s*{_MAILBOX}\s*>\s*")
_ADDRESS: Final = re.compile(rf"\s*(?:mailto:)?{_MAILBOX}\s*")


def date(candidates: Sequence[str]) -> tuple[Instant | None, str | None]:
    """The first candidate that is a date, and its raw string; else the first raw string."""
    for raw in candidates:
        if (found := instants.parse(raw)) is not None:
            return found, clean(raw)
    return None, clean(candidates[0]) if candidates else None


def people(raw: Iterable[str]) -> tuple[str, ...]:
    """Names out of what stands in an author element; an address alone is no name."""
    return unique(filter(None, map(_name, raw)))


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Folded, not empty, each once, in the order given."""
    return tuple(dict.fromkeys(filter(None, map(fold, texts))))


def finish(
    entries: Iterable[Entry], *, url: str, got: datetime | None, changed: Instant | None
) -> tuple[Entry, ...]:
    """The entries with their ids settled and their oddities noted.

    `got` is when the feed was got, `changed` what it says of its own last
    change; where neither is known no date is too late. Raises FeedError where
    there are more than `MOST`.
    """
    latest = got + AHEAD if got else changed.value + STALE if changed else None
    finished: list[Entry] = []
    positions: dict[str, int] = {}
    links: dict[str, set[str]] = {}
    for entry in entries:
        if len(finished) == MOST:
            raise FeedError(f"a feed of more than {MOST} entries", subject=url)
        named = entry if entry.id else replace(entry, id=entry.link or _digest(entry))
        problems = list(entry.problems)
        if not entry.id:
            problems.append("no id: the link stands for it" if entry.link else "no id and no link")
        elif not entry.link:
            problems.append("no link")
        first = positions.setdefault(named.id, entry.position)
        if first != entry.position:
            problems.append(f"the same id as entry {first}")
        problems.extend(_oddities(entry, latest))
        links.setdefault(named.id, set()).add(named.link or "")
        finished.append(replace(named, problems=tuple(problems)))
    # An id that entries with several links share tells none of them from the others.
    return tuple(
        replace(one, id=one.link) if one.link and len(links[one.id]) > 1 else one
        for one in finished
    )


def _oddities(entry: Entry, latest: datetime | None) -> Iterable[str]:
    if entry.published_raw is None and entry.updated_raw is None:
        yield "no date"
    for what, raw, found in (
        ("published", entry.published_raw, entry.published),
        ("updated", entry.updated_raw, entry.updated),
    ):
        if raw is not None and found is None:
            yield f"{what}: not a date: {raw[:100]}"
        elif found is not None and latest is not None and found.value > latest:
            yield f"{what}: later than the feed itself: {found.raw[:100]}"


def _name(raw: str) -> str:
    if (match := _COMMENTED.fullmatch(raw)) or (match := _BRACKETED.fullmatch(raw)):
        raw = match["name"].strip(" \t\r\n\"'")
    return "" if _ADDRESS.fullmatch(raw) else plain(raw)


def _digest(entry: Entry) -> str:
    parts = (entry.title, entry.published_raw, entry.summary_html, entry.content_html)
    text = "\n".join(part or "" for part in parts)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
