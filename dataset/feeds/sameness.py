"""Whether two entries with one id tell of one article, though they link to different addresses.

Links rotate (`?token=…`), slugs are edited, sites move; the id that a feed gives an entry stays.
But some feeds number their entries anew at each poll, and some give all of them one id: an id
alone is no evidence. See docs/identity.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from twa.dataset.dates.instants import Instant, stamp
from twa.dataset.feeds.model import Entry

APART: Final = timedelta(days=7)
"""Entries of one id and one title that are dated further apart are two articles."""


class Telling(NamedTuple):
    """What an entry says of its article: its link, its title, and when it was published.

    `published` is an instant in UTC as RFC 3339 writes it, null where no time of day was stated.
    """

    link: str
    title: str
    published: str | None


def id_of(entry: Entry) -> str | None:
    """The id by which an entry may be known under another link; None where the link is all."""
    return None if entry.id == entry.link else entry.id


def timed(instant: Instant | None) -> str | None:
    """An instant as `Telling` has it."""
    return stamp(instant.value) if instant is not None and instant.timed else None


def have_one_title(one: Telling, other: Telling) -> bool:
    """Whether entries have one title, and are not dated `APART`."""
    return _title(one) == _title(other) != "" and not _are_apart(one, other)


def are_same(one: Telling, other: Telling) -> bool:
    """Whether entries with one id tell of one article: by their instant, title or path."""
    if one.published is not None and one.published == other.published:
        return True
    if _are_apart(one, other):
        return False
    return have_one_title(one, other) or _path(one.link) == _path(other.link)


def _are_apart(one: Telling, other: Telling) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs(_instant(one.published) - _instant(other.published)) > APART


def _title(told: Telling) -> str:
    return " ".join(told.title.casefold().split())


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _path(link: str) -> tuple[str, str]:
    """Host and path, whatever scheme or query there is."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return "", link
    path = parts.path.rstrip("/")
    # A home page or a script that shows every article is nobody's path.
    return (parts.netloc, path) if len(path) > 1 and "." not in path else ("", link)
