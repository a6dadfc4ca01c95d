"""Dates visible on the page, nearest to the heading first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.dates import instants
from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.dates import labels, texts
from twa.dataset.pages.metadata.markup import Markup, around, foreign, line, names_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.dates.instants import Instant

_NAMED: Final = re.compile(r"date|time|publi|meta|info|posted")
_STAMPS: Final = (
    *(
        "data-datetime",
        "data-timestamp",
        "data-time",
        "data-date",
        "data-published",
        "data-unixtime",
    ),
    *("data-utc", "data-epoch", "data-publish-date", "data-ts", "data-seconds", "data-utime"),
)
"""Attributes in which pages keep a date for their scripts."""

_STAMPED: Final = frozenset(_STAMPS)
_UPDATED: Final = re.compile(
    r"updat|modif|revis|edited|aktualis|stand:|mis à jour|actualiz|aggiorn|atualiz|güncell"
    r"|обновл|оновлен|更新|修改|수정|تحديث|به‌?روز|ویرایش|עודכן|अपडेट|আপডেট|cập nhật|diperbarui"
    r"|bijgewerkt|oppdatert|uppdater|opdater|päivitet|aktualiz|frissít|ενημ[εέ]ρ|ажурир|izmijen",
    re.IGNORECASE,
)
_PUBLISHED: Final = re.compile(
    r"publi|pubdate|entry-date|posted|erschienen|發佈|发布|نشر", re.IGNORECASE
)
_LABEL: Final = re.compile(r"\A[^\d:：]{1,40}[:：]\s*")

LONGEST: Final = 120
"""Characters of an element that is read as a date line."""

MOST: Final = 400
"""Elements looked at: a page with more `date` classes is a list, not an article."""


def published(markup: Markup, heading: HtmlElement | None) -> Iterator[tuple[Instant, str]]:
    """Dates of publication that the page shows, the best first, each with its source."""
    language = markup.language
    yield from _of_itemprops(markup, heading, "datePublished", language=language)
    near = _near(markup.times, heading)
    times = [time for time in near if not _is_update(time) and not _is_of_event(time)]
    # Stable: what says of itself that it is the date of publication, then the nearest.
    times.sort(key=lambda time: not _is_publication(time))
    yield from _read(times, "time", language=language)


def called(markup: Markup, heading: HtmlElement | None) -> Iterator[tuple[Instant, str]]:
    """Dates kept for scripts, and in elements whose class speaks of dates, wherever they stand."""
    language = markup.language
    stamped = (e for e in _near(_stamped(markup), heading) if not _is_update(e))
    own = (e for e in stamped if not _is_card(e, heading))
    yield from _read(own, "html", language=language)
    yield from _read(_lines(markup, heading), "html", language=language)
    yield from _of_tips(heading, language)


def _of_tips(heading: HtmlElement | None, language: str | None) -> Iterator[tuple[Instant, str]]:
    """Dates that the head of an article tells those who point at `2 weeks ago` or hear it."""
    for outer in around(heading):
        for element in islice(_TIPPED(outer), MOST):
            raws = (element.get(attribute) or "" for attribute in ("title", "aria-label"))
            for raw in filter(_YEARED.search, raws):
                found = instants.parse(raw, language=language) if len(raw) < _DATE else None
                whole = found and (found.timed or found.precision == "day")
                if found and whole and not foreign(element, heading):
                    yield found, "html"


_DATE: Final = 40
"""Characters of an attribute that is a date and nothing else."""
_TIPPED: Final = etree.XPath(".//*[@title or @aria-label]")
_YEARED: Final = re.compile(r"\d{4}")


def modified(markup: Markup, heading: HtmlElement | None) -> Iterator[tuple[Instant, str]]:
    """Dates of change that the page shows."""
    language = markup.language
    yield from _of_itemprops(markup, heading, "dateModified", language=language)
    yield from _read(
        (t for t in _near(markup.times, heading) if _is_update(t)), "time", language=language
    )


def _of_itemprops(
    markup: Markup, heading: HtmlElement | None, name: str, *, language: str | None
) -> Iterator[tuple[Instant, str]]:
    elements = (e for e in markup.properties if name in e.get("itemprop"))
    yield from _read(_near(elements, heading), "microdata", language=language)


def _near(elements: Iterable[HtmlElement], heading: HtmlElement | None) -> list[HtmlElement]:
    """Elements that are not foreign to the article, by their distance from its heading."""
    near = (e for e in islice(elements, MOST) if not foreign(e, heading))
    kept = [e for e in near if not is_of_teaser(e, heading)]
    if heading is None:
        return kept
    height = {ancestor: steps for steps, ancestor in enumerate(heading.iterancestors())}
    far = len(height)

    def distance(element: HtmlElement) -> int:
        return min((height.get(a, far) for a in element.iterancestors()), default=far)

    return sorted(kept, key=distance)


def is_of_teaser(element: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether an element stands in an item of a list that has a headline of its own."""
    item = next(element.iterancestors("li"), None)
    if item is None or not (_has_headline(item) or next(item.iter(*_HEADINGS), None) is not None):
        return False
    return heading is None or item not in heading.iterancestors("li")


def _has_headline(item: HtmlElement) -> bool:
    """Whether an item of a list links to an article by its title."""
    return any(
        "#" not in (link.get("href") or "#") and len(line(link, LONGEST).split()) >= _TITLE
        for link in item.iter("a")
    )


_TITLE: Final = 5
"""Words of a link that is a title."""


_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")


def _read(
    elements: Iterable[HtmlElement], source: str, *, language: str | None
) -> Iterator[tuple[Instant, str]]:
    for element in elements:
        for raw in _raws(element):
            found = texts.search(raw, language=language)
            if found and (found.timed or found.precision == "day"):
                yield found, source
                break


def _raws(element: HtmlElement) -> Iterator[str]:
    """What states the date: an attribute made for machines, then the text."""
    for attribute in ("datetime", "content", *_STAMPS, "title"):
        if stated := element.get(attribute):
            yield stated
    # HTML, section 4.5.14: without the attribute, the text is the date.
    if text := line(element, LONGEST):
        yield text


def _is_publication(time: HtmlElement) -> bool:
    return time.get("pubdate") is not None or bool(_PUBLISHED.search(names_of(time)))


def _is_update(time: HtmlElement) -> bool:
    """Whether an element is of a change only: by its names, or by the words around it."""
    names = names_of(time)
    if _PUBLISHED.search(names):
        return False
    if _UPDATED.search(names):
        return True
    before = time.getprevious()
    near = (before.tail if before is not None else getattr(time.getparent(), "text", "")) or ""
    if before is not None and not near.strip():
        near = line(before, LONGEST)
    return bool(_UPDATED.search(f"{near[-40:]} {line(time, LONGEST)[:40]}"))


def _is_of_event(element: HtmlElement) -> bool:
    """Whether a date is that of what the article is about: by the label of it, or its line."""
    outer = element.getparent()
    lines = (line(one, LONGEST) for one in (element, outer) if one is not None)
    return any(map(labels.of_event, lines))


def _stamped(markup: Markup) -> Iterator[HtmlElement]:
    """Elements that carry their date in an attribute for scripts, whatever they show."""
    return (
        element
        for element in islice(markup.having(_STAMPED), MOST)
        if element.tag not in _MACHINES and not any(map(_is_off, element.iterancestors()))
    )


def _is_card(element: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether an element holds a picture or text, and not the headline: its date is of that."""
    inner = next(element.iter("img", "p", *_HEADINGS), None)
    return inner is not None and heading is not None and element not in heading.iterancestors()


def _is_off(element: HtmlElement) -> bool:
    """Whether a style takes an element off the page, with all that is in it."""
    style = element.get("style")
    return style is not None and _OFF.search(style) is not None


_OFF: Final = expression(r"display\s*:\s*none", re.IGNORECASE)


def _lines(markup: Markup, heading: HtmlElement | None) -> list[HtmlElement]:
    """Short elements whose class speaks of dates, and none of updates."""
    named = (e for e in markup.having(_CALLED) if e.tag not in _MACHINES and _is_line(names_of(e)))
    short = [e for e in islice(named, MOST) if any(map(str.isdigit, line(e, LONGEST)))]
    return [
        e
        for e in _near(short, heading)
        if not _UPDATED.search(line(e, LONGEST)[:40]) and not _is_of_event(e)
    ]


_CALLED: Final = frozenset(("class", "id", "data-testid"))
_MACHINES: Final = frozenset(("meta", "link", "script", "style", "body", "html", "img", "time"))


@lru_cache(maxsize=8192)
def _is_line(names: str) -> bool:
    return bool(_NAMED.search(names.lower())) and not _UPDATED.search(names)
