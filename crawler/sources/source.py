"""A source: feeds of one site that are crawled into one collection, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlsplit

from twa.crawler.sources.entry_filter import EntryFilter
from twa.dataset.errors import TwaError
from twa.dataset.web.sites import site
from twa.dataset.web.urls import BadUrl

Kind = Literal["feed", "listing"]
"""What is polled: a feed or sitemap, or a page that lists articles."""

Backfill = Literal["", "pages", "sitemap"]
"""How to go back beyond what a feed shows: not at all, over its pages, by the site's sitemaps."""

_SECRET: Final = re.compile(r"[^/?#]*[/\\]*[^/?#\\]*@")
"""RFC 3986, section 3.2.1: user information stands before the host, and section 7.5: it should not
stand in a URL at all."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)


class SourceError(TwaError):
    """A source that can't be crawled as it was given. The subject is its name, URL or file."""

    message = "not a source"
    exit_status = 2


@dataclass(frozen=True, slots=True)
class Polled:
    """What is asked again and again for what is new: the URL of a feed, sitemap or listing page."""

    url: str
    kind: Kind = "feed"


@dataclass(frozen=True, slots=True)
class Source:
    """Feeds of one site and the name of the collection that they are kept in.

    `url` is the first of them, of this `kind`; `feeds` are the others. `declared` says that they
    stand in a file of sources, where only feeds do. `contact` and `delay` (seconds) take the place
    of the settings CONTACT and DOWNLOAD_DELAY. Without `cookies` none are sent back, without
    `verify` any TLS certificate is taken, and with `private` the names of its hosts may stand for
    addresses of a private network. `backfill` is gone through once. Of the entries those are
    fetched that are `wanted`, on other sites too with `follow_any`.
    """

    name: str
    url: str
    title: str = ""
    declared: bool = False
    kind: Kind = "feed"
    feeds: tuple[Polled, ...] = ()
    contact: str | None = None
    delay: float | None = None
    cookies: bool = True
    verify: bool = True
    private: bool = False
    follow_any: bool = False
    backfill: Backfill = ""
    wanted: EntryFilter = field(default_factory=EntryFilter)

    @property
    def polled(self) -> tuple[Polled, ...]:
        """All that is polled, the first first."""
        return Polled(self.url, self.kind), *self.feeds


def slug(url: str) -> str:
    """The name of a collection that nobody named: host and path."""
    parts = urlsplit(url)
    return re.sub(r"[^a-z0-9.]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-.")[:100]


def named(name: str) -> str:
    """A name that a collection may have. Raises SourceError for any other."""
    if not _NAME.fullmatch(name):
        raise SourceError("a collection's name is a-z, 0-9, '.', '_' and '-'", subject=name)
    return name


def checked(url: str) -> str:
    """A URL that a feed may have. Raises SourceError for any other, without a password in it."""
    if _SECRET.match(url):
        # Said without the words in question: they would go on into logs and screens.
        host = url.rpartition("@")[2]
        raise SourceError(
            "a feed's URL with a user name in it would be published with it", subject=f"…@{host}"
        )
    try:
        site(url)
    except BadUrl as error:
        # What is no URL may have a password in any place of it.
        subject = "a text with an @ in it, not shown" if "@" in url else url
        no_host = any(sign in url for sign in "@: \t") or "." not in url
        meant = None if no_host else f"did you mean https://{url.lstrip('/')}?"
        raise SourceError(
            "the feed must be an http or https URL", subject=subject, cause=meant
        ) from (None if "@" in url else error)
    return url
