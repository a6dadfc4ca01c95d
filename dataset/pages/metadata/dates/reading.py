"""Dates of an article: the most exact statement of the most trusted source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import chain, starmap
from typing import TYPE_CHECKING, Final

from htmldate import find_date
from lxml import etree

from twa.dataset.dates import instants
from twa.dataset.dates.instants import Instant
from twa.dataset.pages.metadata.dates import lines, scripted, visible
from twa.dataset.pages.metadata.markup import Stated, StatedBy
from twa.dataset.pages.notes import Note, NoteKind

if TYPE_CHECKING:
    from twa.dataset.pages.metadata.jsonld import Node
    from twa.dataset.pages.metadata.lines import PagePlace
    from twa.dataset.pages.metadata.markup import Markup

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

# `/2025/11/05/`, `/20251105_`; `/2025/politics/11/5/`: the section between.
_URL_DAY: Final = re.compile(
    r"/((?:19|20)\d{2})(?:[/-]?(\d{2})[/-]?(\d{2})(?=[/._-]|$)"
    r"|(?:/[a-zA-Z_-]{2,20})?/(\d{1,2})/(\d{1,2})/)"
)

_URL_YEAR: Final = re.compile(r"/((?:19|20)\d{2})/")

SKEW: Final = timedelta(days=1)
"""How far after its capture a page may say it was published: clocks and zones differ."""


@dataclass(frozen=True, slots=True)
class Dates:
    """When an article was published and modified, and what contradicts."""

    published: Stated[Instant] | None
    modified: Stated[Instant] | None
    notes: tuple[Note, ...]


def read(
    articles: tuple[Node, ...],
    markup: Markup,
    place: PagePlace,
    byline: str | None,
    url: str,
    captured_at: datetime,
) -> Dates:
    """Published and modified, with what contradicts them; `byline` is a line of the page."""
    notes: list[Note] = []
    heading = place.heading

    @cache
    def shown() -> tuple[lines.Dated, ...]:
        # Above a headline stands the day of the paper, too.
        dated = lines.read(place, language=markup.language)
        return tuple(sorted(dated, key=lambda one: not one.beneath))

    @cache
    def behind() -> tuple[lines.Dated, ...]:
        return tuple(lines.labelled(place, language=markup.language))

    def said(*kinds: str | None) -> Iterator[Stated[Instant]]:
        return (
            Stated(one.instant, "html") for kind in kinds for one in shown() if one.said == kind
        )

    published, late = _choose(
        (
            lambda: _of_nodes(articles, _PUBLISHED_KEYS),
            lambda: _of_metas(markup, _PUBLISHED_METAS),
            lambda: chain(
                starmap(Stated, visible.published(markup, heading)), said("published", None)
            ),
            lambda: starmap(Stated, visible.called(markup, heading)),
            lambda: (Stated(one, "script") for one in scripted.read(markup.root)),
            lambda: _of_url(url),
            lambda: _labelled(behind(), "published"),
            lambda: _of_words(byline, place, markup.language),
            lambda: _of_year(place, markup, url, shown()),
            lambda: _of_change(one for one in shown() if one.beneath),
            lambda: _of_change(behind()),
            lambda: _of_htmldate(markup, url, captured_at),
        ),
        captured_at,
    )
    if published and published.source in _FOR_MACHINES:
        published = _first_shown(published, shown())
    modified, late_change = _choose(
        (
            lambda: _of_nodes(articles, _MODIFIED_KEYS),
            lambda: _of_metas(markup, _MODIFIED_METAS),
            lambda: chain(starmap(Stated, visible.modified(markup, heading)), said("modified")),
            lambda: _labelled(behind(), "modified"),
        ),
        captured_at,
    )
    if published and published.source == "htmldate":
        # It takes any date that it finds: those of the change and of an event are known.
        others = set(lines.of_events(place, language=markup.language))
        if modified:
            others.add(modified.value.local)
        published = None if published.value.local in others else published
    if published and published.source == "html":
        told = chain(shown(), behind())
        if _is_of_change(published.value, told):
            notes.append(_note("published-as-changed", published))
    if late:
        notes.append(_note("published-after-capture", late))
    if late_change:
        notes.append(_note("modified-after-capture", late_change))
    if published and published.value.zone == "unknown":
        notes.append(_note("published-zone-unknown", published))
    if modified and modified.value.zone == "unknown":
        notes.append(_note("modified-zone-unknown", modified))
    if published and modified and modified.value.value < published.value.value - SKEW:
        notes.append(_note("modified-before-published", modified))
    return Dates(published, modified, tuple(notes))


def _note(kind: NoteKind, dated: Stated[Instant]) -> Note:
    return Note(kind, f"{dated.source}: {dated.value.raw}")


# --- Choosing --------------------------------------------------------------------

_FOR_MACHINES: Final = frozenset(("json-ld", "opengraph", "meta"))


def _first_shown(stated: Stated[Instant], shown: Iterable[lines.Dated]) -> Stated[Instant]:
    """A date of publication that is stated for machines, or the earlier one that readers see.

    Systems that publish a whole site anew state the day of that. Earlier than in any zone: less
    is the difference of two.
    """
    known = stated.value
    earliest = (known.value - _WESTERNMOST).date() if known.timed else known.local - _DAY
    for one in shown:
        if one.said == "modified" or not one.beneath or not _whole_day(one.instant):
            continue
        if known.timed and one.instant.timed:
            before = one.instant.value < known.value - _WESTERNMOST
        else:
            before = one.instant.local < earliest
        return Stated(one.instant, "html") if before else stated
    return stated


_DAY: Final = timedelta(days=1)
_WESTERNMOST: Final = timedelta(hours=12)


def _of_change(shown: Iterable[lines.Dated]) -> Iterator[Stated[Instant]]:
    """The day of which the page says that the article was changed then.

    Where readers see no other, it is what they take for its date.
    """
    for one in shown:
        if one.said == "modified" and _whole_day(one.instant):
            midnight = datetime.combine(one.instant.local, time(), UTC)
            yield Stated(Instant(midnight, "day", one.instant.raw), "html")


def _labelled(dated: Iterable[lines.Dated], said: lines.Said) -> Iterator[Stated[Instant]]:
    return (Stated(one.instant, "html") for one in dated if one.said == said)


def _of_words(
    byline: str | None, place: PagePlace, language: str | None
) -> Iterator[Stated[Instant]]:
    """The date in the byline, wherever that stands, or that with which the text begins."""
    dated = lines.in_line(byline or "", language=language)
    said = (one.instant for one in dated if one.said != "modified")
    found = next(filter(_whole_day, said), None) or lines.opening(place, language=language)
    if found is not None:
        yield Stated(found, "html")


def _of_year(
    place: PagePlace, markup: Markup, url: str, shown: Iterable[lines.Dated]
) -> Iterator[Stated[Instant]]:
    """A day and month below the headline, in the year that the address has a folder of.

    Else in that of the change that stands there, or in the year before it, for it is no later.
    """
    if year := _URL_YEAR.search(url):
        for found in lines.yearless(place, year[1], language=markup.language):
            yield Stated(found, "html")
        return
    changed = (one.instant.local for one in shown if one.beneath and one.said == "modified")
    if (last := next(changed, None)) is None:
        return
    for number in (last.year, last.year - 1):
        for found in lines.yearless(place, str(number), language=markup.language):
            if found.local <= last:
                yield Stated(found, "html")


def _is_of_change(day: Instant, shown: Iterable[lines.Dated]) -> bool:
    """Whether readers see a date only as that of a change."""
    said = {one.said for one in shown if one.instant.raw == day.raw}
    return said == {"modified"}


def _whole_day(instant: Instant) -> bool:
    return instant.timed or instant.precision == "day"


def _choose(
    sources: Iterable[Callable[[], Iterable[Stated[Instant]]]], captured_at: datetime
) -> tuple[Stated[Instant] | None, Stated[Instant] | None]:
    """The first date that is stated; made exact by a later one that says the same day finer.

    And the first that lies after the capture, if one was stated: it is only taken where there
    is no other. A source is asked only while what is known is not exact; the last two know
    but days, and are asked only where nothing is known.
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
    return best or late, late


_EXACT: Final = 4
_LAST_TIMED: Final = 4
_QUARTER: Final = timedelta(minutes=15)
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
    # No zone is further than 14 hours from UTC, and all are whole quarters of an hour.
    apart = finer.value - known.value
    if _exactness(known) > 2:
        minutes = apart % _QUARTER
        whole = min(minutes, _QUARTER - minutes) < timedelta(minutes=1)
        return whole and abs(apart) <= timedelta(hours=14)
    if known.precision == "month" and not known.timed:
        return (finer.local.year, finer.local.month) == (known.local.year, known.local.month)
    # A day is the day that was stated where it was: another day's time is another date's.
    return finer.local == known.local


# --- Sources ---------------------------------------------------------------------


def _dated(raws: Iterable[object], source: StatedBy) -> Iterator[Stated[Instant]]:
    for raw in raws:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            raw = str(raw)
        if not isinstance(raw, str):
            continue
        instant = instants.parse(raw)
        if instant is not None:
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


_META_SOURCES: Final[dict[str, StatedBy]] = {
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
        yield from _dated(("-".join(filter(None, match.groups())),), "url")


_SEARCHED: Final = 500_000
"""Characters of a page that htmldate searches, at most: it reads them again where they nest."""

_TEXTS: Final = etree.XPath("//text()[not(parent::script or parent::style)]", smart_strings=False)


def _of_htmldate(markup: Markup, url: str, captured_at: datetime) -> Iterator[Stated[Instant]]:
    if sum(map(len, _TEXTS(markup.root))) > _SEARCHED:
        return
    try:
        day = find_date(
            markup.root,
            extensive_search=False,
            original_date=True,
            url=url,
            max_date=captured_at.strftime("%Y-%m-%d"),
        )
    except (ValueError, OverflowError):
        # It compares what a page states before asking whether such an instant can be:
        # an offset of more than a day, a year that leaves the calendar in another zone.
        return
    yield from _dated((day,), "htmldate")
