"""When an article was published and changed: the most exact statement of the most trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import starmap
from typing import TYPE_CHECKING, Final

from htmldate import find_date

from dataset.pages import shown
from dataset.pages.markup import Stated
from dataset.web import instants
from dataset.web.instants import Instant

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

    from dataset.pages.jsonld import Node
    from dataset.pages.markup import Markup

_PUBLISHED_KEYS: Final = ("datePublished", "uploadDate", "dateCreated")
_MODIFIED_KEYS: Final = ("dateModified",)

_PUBLISHED_METAS: Final = (
    *("article:published_time", "og:article:published_time", "og:published_time"),
    *("article:published", "article.published", "datepublished", "date_published"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "vr:published_time"),
    *("cxenseparse:publishtime", "bt:pubdate", "rnews:datepublished", "pubdate", "publishdate"),
    *("publish-date", "publish_date", "published_time", "published-date", "published_at", "ptime"),
    *("publication_date", "publicationdate", "publication-date", "publishtime", "publish_time"),
    *("iso-8601-publish-date", "originalpublicationdate", "article_date_original", "displaydate"),
    *("article:create_at", "weibo:article:create_at", "weibo: article:create_at", "apub:time"),
    *("dc.date.issued", "dcterms.issued", "dc.issued", "dcterms.created", "dc.date.created"),
    *("dc.date", "dcterms.date", "dc.created", "citation_publication_date", "datecreated"),
    *("date.created", "article.created", "article:created", "created", "published", "pub_date"),
    *("article:post_date", "article:publicationdate", "shareaholic:article_published_time"),
    *("publisheddate", "publishedat", "first_published", "article:published_at", "date-publish"),
    *("release_date", "og:release_date", "video:release_date", "time", "timestamp", "date"),
)
_MODIFIED_METAS: Final = (
    *("article:modified_time", "og:article:modified_time", "article:modified", "article.updated"),
    *("article:updated_time", "article:updated", "datemodified", "og:updated_time", "utime"),
    *("dcterms.modified", "dc.date.modified", "dc.modified", "date.modified", "last-modified"),
    *("lastmod", "iso-8601-modified-date", "revision_date", "updated_time", "last_updated_date"),
    *("shareaholic:article_modified_time", "cxenseparse:recs:modifiedtime", "bt:moddate"),
)

_URL_DAY: Final = re.compile(r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/._-]|$)")

SKEW: Final = timedelta(days=1)
"""How far after its capture a page may say it was published: clocks and zones differ."""


@dataclass(frozen=True, slots=True)
class Dates:
    """When an article was published and modified, and what contradicts."""

    published: Stated[Instant] | None
    modified: Stated[Instant] | None
    notes: tuple[str, ...]


def read(
    articles: tuple[Node, ...],
    markup: Markup,
    heading: HtmlElement | None,
    url: str,
    captured_at: datetime,
) -> Dates:
    """Published and modified, with what contradicts them."""
    notes: list[str] = []
    published = _choose(
        (
            lambda: _of_nodes(articles, _PUBLISHED_KEYS),
            lambda: _of_metas(markup, _PUBLISHED_METAS),
            lambda: starmap(Stated, shown.published(markup, heading)),
            lambda: _of_url(url),
            lambda: _of_htmldate(markup, url, captured_at),
        ),
        captured_at,
    )
    modified = _choose(
        (
            lambda: _of_nodes(articles, _MODIFIED_KEYS),
            lambda: _of_metas(markup, _MODIFIED_METAS),
            lambda: starmap(Stated, shown.modified(markup, heading)),
        ),
        captured_at,
    )
    if published is not None and published.value.value > captured_at + SKEW:
        notes.append("published-after-capture")
    if modified is not None:
        if modified.value.value > captured_at + SKEW:
            notes.append("modified-after-capture")
        if published is not None and modified.value.value < published.value.value - SKEW:
            notes.append("modified-before-published")
    return Dates(published, modified, tuple(notes))


# --- Choosing --------------------------------------------------------------------


def _choose(
    sources: Iterable[Callable[[], Iterable[Stated[Instant]]]], captured_at: datetime
) -> Stated[Instant] | None:
    """The first date that is stated; made exact by a later one that says the same day finer.

    A date after the capture is only taken where there is no other. A source is
    asked only while what is known is not exact; the last two know but days, and
    are asked only where nothing is known.
    """
    best: Stated[Instant] | None = None
    late: Stated[Instant] | None = None
    for number, source in enumerate(sources):
        if best is not None and (_exactness(best.value) == _EXACT or number > _LAST_TIMED):
            break
        for dated in source():
            if dated.value.value > captured_at + SKEW:
                late = late or dated
            elif best is None or _refines(dated.value, best.value):
                best = dated
    return best or late


_EXACT: Final = 4
_LAST_TIMED: Final = 2
_MIDNIGHT: Final = re.compile(r"[T ]0?0[:.]00(?:[:.]00)?(?![:.]?\d*[1-9])")


def _exactness(instant: Instant) -> int:
    """0 for a month to 4 for a time with its zone; midnight sharp is mostly a day in disguise."""
    if not instant.timed:
        return int(instant.precision == "day")
    if _MIDNIGHT.search(instant.raw):
        return 2
    return _EXACT if instant.zone == "stated" else 3


def _refines(finer: Instant, known: Instant) -> bool:
    if _exactness(finer) <= _exactness(known):
        return False
    # No zone is further than 14 hours from UTC.
    apart = finer.value - known.value
    width = timedelta(hours=14) if known.timed and _exactness(known) > 2 else timedelta(hours=38)
    return -timedelta(hours=14) <= apart <= width


# --- Sources ---------------------------------------------------------------------


def _dated(raws: Iterable[object], source: str) -> Iterator[Stated[Instant]]:
    for raw in raws:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            raw = str(raw)
        if not isinstance(raw, str):
            continue
        instant = instants.parse(raw)
        # The zero of Unix time is a field nobody filled in.
        if instant is not None and instant.value.timestamp() != 0:
            yield Stated(instant, source)


def _of_nodes(articles: tuple[Node, ...], keys: tuple[str, ...]) -> Iterator[Stated[Instant]]:
    for key in keys:
        found = False
        for node in articles:
            value = node.get(key)
            for dated in _dated(value if isinstance(value, list) else [value], "json-ld"):
                found = True
                yield dated
        if found:
            return


_META_SOURCES: Final = {
    **dict.fromkeys(("datepublished", "datemodified", "datecreated"), "microdata"),
    **dict.fromkeys(
        (name for name in (*_PUBLISHED_METAS, *_MODIFIED_METAS) if ":" in name), "opengraph"
    ),
}


def _of_metas(markup: Markup, names: tuple[str, ...]) -> Iterator[Stated[Instant]]:
    for name in names:
        yield from _dated(markup.meta(name), _META_SOURCES.get(name, "meta"))


def _of_url(url: str) -> Iterator[Stated[Instant]]:
    if match := _URL_DAY.search(url):
        yield from _dated(("-".join(match.groups()),), "url")


def _of_htmldate(markup: Markup, url: str, captured_at: datetime) -> Iterator[Stated[Instant]]:
    day = find_date(
        markup.root,
        extensive_search=False,
        original_date=True,
        url=url,
        max_date=captured_at.strftime("%Y-%m-%d"),
    )
    yield from _dated((day,), "htmldate")
