"""Sitemaps (sitemaps.org/protocol.html), indexes of them and news sitemaps → their entries.

XML, text, gzip of either, and the feeds that the protocol lets stand for a
sitemap. Hostile octets cost bounded memory and linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from lxml import etree

from twa.dataset import feeds
from twa.dataset.dates.instants import Instant
from twa.dataset.feeds import tree
from twa.dataset.feeds.decoding import decode, unpacked
from twa.dataset.feeds.element_names import Children, name_of
from twa.dataset.feeds.entries import date
from twa.dataset.feeds.mending import Dialect
from twa.dataset.feeds.text import clean, plain
from twa.dataset.web.urls import join

LIMIT: Final = 50 << 20
"""Octets, uncompressed: the protocol's own limit ("Using Sitemap index files")."""

ENTRIES: Final = 50_000
"""URLs in one sitemap, by the same section; what is beyond is left out, and said so."""

NEWS: Final = b"sitemap-news/"
"""What stands in every sitemap for news: the end of the name of its vocabulary (Google)."""

_TEXT: Final = re.compile(
    r"[\ufeff \t\r\n]{0,99}https?://\S+[ \t]{0,99}(?:[\r\n]|\Z)", re.IGNORECASE
)

Kind = Literal["urlset", "index", "text", "feed"]

DIALECT: Final = Dialect(
    kind="sitemap",
    roots=frozenset(("urlset", "sitemapindex")),
    frames=frozenset(("urlset", "sitemapindex", "url", "sitemap")),
    entries=frozenset(("url", "sitemap")),
    texts=frozenset(("news:title", "news:name")),
)


@dataclass(frozen=True, slots=True)
class News:
    """What a news sitemap says of an article (Google, "Create a news sitemap")."""

    title: str = ""
    published: Instant | None = None
    published_raw: str | None = None
    publication: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """One `<url>` or `<sitemap>`: an absolute URL and when it last changed."""

    url: str
    lastmod: Instant | None = None
    lastmod_raw: str | None = None
    news: News | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap as it was at one moment. The locations of an `index` are sitemaps."""

    url: str
    kind: Kind
    locations: tuple[Location, ...]
    problems: tuple[str, ...] = ()


def parse(body: bytes, *, url: str, content_type: str | None = None, limit: int = LIMIT) -> Sitemap:
    """The sitemap in `body`, the decoded payload of an answer.

    Raises FeedError for what is no sitemap, for more than `limit` octets once
    unpacked, and for documents that would need more than bounded memory.
    """
    octets = unpacked(body, url=url, limit=limit)
    # What the field says of a gzip file is of the file.
    text, problems = decode(octets, content_type if octets is body else None)
    if tree.find_root(text) is not None:
        found = _of_feed(octets, url, content_type)
        kind: Kind = "feed"
    elif is_text(text):
        found, kind = _of_text(text, url), "text"
    else:
        root, mended = tree.parse(text, url=url, octets=len(octets), dialect=DIALECT)
        problems = (*problems, *mended)
        found = _of_tree(root, url)
        kind = "index" if name_of(root).endswith("sitemapindex") else "urlset"
    locations = tuple(islice(found, ENTRIES))
    if next(iter(found), None) is not None:
        problems = (*problems, f"more than {ENTRIES} URLs: the rest is left out")
    return Sitemap(url, kind, locations, problems)


def is_text(text: str) -> bool:
    """Whether what begins so is a sitemap of one URL a line: its first line is one."""
    return _TEXT.match(text) is not None


def _of_tree(root: etree._Element, url: str) -> Iterator[Location]:
    for element in root:
        if name_of(element).rpartition(":")[2] not in DIALECT.entries:
            continue
        children = Children(element, home="sitemap")
        if loc := children.text("loc"):
            lastmod, raw = date(children.texts("lastmod"))
            yield Location(clean(join(url, loc)), lastmod, raw, _news(children))


def _news(children: Children) -> News | None:
    for element in children.all("news:news"):
        news = Children(element, home="news")
        published, raw = date(news.texts("publication_date"))
        name = language = None
        for publication in news.all("publication"):
            about = Children(publication, home="news")
            name, language = about.text("name"), about.text("language")
        title = plain(news.text("title") or "")
        return News(title, published, raw, name, language)
    return None


def _of_text(text: str, url: str) -> Iterator[Location]:
    """One URL a line and nothing else ("Sitemap file formats", text file)."""
    for line in text.lstrip("\ufeff").splitlines():
        if line.strip().lower().startswith(("http://", "https://")):
            yield Location(clean(join(url, line)))


def _of_feed(octets: bytes, url: str, content_type: str | None) -> Iterator[Location]:
    for entry in feeds.parse(octets, url=url, content_type=content_type).entries:
        if entry.link:
            changed = entry.updated or entry.published
            raw = entry.updated_raw or entry.published_raw
            yield Location(entry.link, changed, raw)
