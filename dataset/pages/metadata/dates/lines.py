"""Lines of dates that people see near a headline: published, updated, in the languages of news."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Literal

from twa.dataset.dates import instants
from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.dates import labels, texts, visible
from twa.dataset.pages.metadata.markup import foreign, names_of

if TYPE_CHECKING:
    from datetime import date

    from twa.dataset.dates.instants import Instant
    from twa.dataset.pages.metadata.lines import PagePlace, VisibleLine

LONGEST: Final = 200
"""Characters of a line of dates."""

ABOVE: Final = 6
"""Lines above the headline that are looked at."""

CLOSE: Final = 3
"""Lines above the headline in which a date alone is the article's, whatever they are called."""

Said = Literal["published", "modified"]

_NAMED: Final = expression(
    r"date|time|publi|meta|info|posted|byline|author|head|detail", re.IGNORECASE
)

# `Release: …`: a label that is none of the two.
_OF_ELSE: Final = expression(r"[^\d:：]{1,40}[:：]")

# A site's own line of the day names the weekday.
_WEEKDAY: Final = expression(r"[^\W\d]{2,12}\s?,")
_READING: Final = expression(
    r"\W{1,5}\d{1,3}[\s-]?(?:min(?:ute)?s?|minuten|phút|분|分钟|分鐘|分)\b.{0,12}\Z"
)
_SENTENCE: Final = 5
"""Words without a capital that a sentence has before its date: names and places have few."""

_STOPPED: Final = 3
"""The same where a full stop ends it."""

_DIGIT: Final = expression(r"\d")
_CASED: Final = "\u0530"
"""The letters before this one are of scripts that have capitals."""

_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_DATE: Final = 40
"""Characters of the longest date."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a line, and what the line says of it; None where it says nothing.

    `beneath` says that it stands between headline and text, under no label of something else.
    """

    said: Said | None
    instant: Instant
    beneath: bool = False


def read(place: PagePlace, *, language: str | None) -> Iterator[Dated]:
    """The dates of the lines around the headline, in reading order."""
    head = place.head
    start = 0 if head.line is None else max(0, head.line - ABOVE)
    for number in range(start, min(head.end + 1, len(place.lines))):
        line = place.lines[number]
        if number == head.line or len(line.text) > LONGEST:
            continue
        if not any(map(str.isdigit, line.text)):
            continue
        above = head.line is not None and number < head.line
        below = head.line is not None and not above
        if labels.of_event(line.text):
            continue
        for dated in in_line(line.text, language=language):
            if visible.is_of_teaser(line.block, place.heading):
                break
            near = below and (number <= head.first or _is_alone(line, language))
            near = near and not _is_sentence(line.text)
            bare = dated.said is None and not (near and len(line.text) <= 120)
            if bare and not (_NAMED.search(names_of(line.block)) and number < head.first):
                close = above and head.line is not None and head.line - number <= CLOSE
                day = close and _is_alone(line, language) and not _WEEKDAY.match(line.text)
                if not day and not (close and dated.instant.timed and _is_beside(line, place)):
                    continue
            named = dated.said is not None or _OF_ELSE.match(line.text) is None
            yield replace(dated, beneath=near and named)


def of_events(place: PagePlace, *, language: str | None) -> Iterator[date]:
    """The days around the headline that are of what the article is about, by their labels."""
    for line in place.lines[: place.head.end + 1]:
        if len(line.text) <= LONGEST and labels.of_event(line.text):
            yield from (one.instant.local for one in in_line(line.text, language=language))


def labelled(place: PagePlace, *, language: str | None) -> Iterator[Dated]:
    """The dates of lines amid or behind the text that are a label and a date, and nothing else."""
    for line in place.lines[place.head.first : place.head.last + _BEHIND]:
        if len(line.text) > _LABELLED or not any(map(str.isdigit, line.text)):
            continue
        text = labels.PAGE.sub("", line.text)
        label = labels.LABEL.match(text)
        if label is None or foreign(line.block, place.heading):
            continue
        rest = text[label.end() :].strip(" :：")
        found = instants.parse(rest, language=language)
        if found is not None and (found.timed or found.precision == "day"):
            yield Dated("modified" if label["modified"] else "published", found)


def opening(place: PagePlace, *, language: str | None) -> Instant | None:
    """The day with which the text begins, before a dash: `Port, May 3, 2031 -- The mill …`."""
    head = place.head
    for line in place.lines[(head.line or 0) + 1 : head.first + 1]:
        begun = _OPENING.match(line.text)
        if begun is not None and _NOUN.match(begun["day"]):
            found = instants.parse(begun["day"], language=language)
            if found is not None and found.precision == "day":
                return found
    return None


_OPENING: Final = expression(
    r"(?:[^\W\d_][\w.'’ -]{1,30}, ){0,2}(?P<day>(?=[^—–]{0,30}\d)[\w., ]{8,30}?)\s?"
    r"(?:\([\w ]{2,20}\)\s?)?(?:--|[—–]|-(?=\s))"
)

# A day without the word that makes it one of a sentence: `On May 3`.
_NOUN: Final = expression(r"\d|[^\W\d_]{3}")

_BEHIND: Final = 5
"""Lines behind the text, where an article says when it was published or changed."""

_LABELLED: Final = 60
"""Characters of a line that is a label and a date."""


def yearless(place: PagePlace, year: str, *, language: str | None) -> Iterator[Instant]:
    """The days that lines of the article's head state without their year, in this year."""
    head = place.head
    if head.line is None:
        return
    short = (line.text for line in place.lines[head.line + 1 : head.first])
    for said, part in chain.from_iterable(_parts(text) for text in short if len(text) <= LONGEST):
        bare = _bare(part)
        if said == "modified" or len(bare) > _DATE or not _MONTH_AND_DAY.search(bare):
            continue
        for text in (f"{bare}, {year}", f"{bare} {year}", f"{year}年{bare}"):
            if (found := instants.parse(text, language=language)) and found.precision == "day":
                yield replace(found, raw=bare)


# A name of a month on one side, two digits and no more numbers.
_MONTH_AND_DAY: Final = expression(r"\A\D*(?<!\d)\d{1,2}(?:\D*|[月월] ?\d{1,2} ?[日일]\D*)\Z")


def _is_beside(line: VisibleLine, place: PagePlace) -> bool:
    """Whether a line stands in the element of the headline, with what is said of the article."""
    if place.heading is None or place.heading.tag not in _HEADINGS:
        return False
    outer = [e for e in islice(place.heading.iterancestors(), _AROUND) if e.tag not in _PAGE]
    return not set(outer).isdisjoint(line.block.iterancestors())


_AROUND: Final = 2
"""Elements around a headline that are its head."""

_PAGE: Final = frozenset(("body", "main", "html", "section"))


def _is_sentence(text: str) -> bool:
    """Whether a line tells something: a date in it is one of its subject's."""
    before = labels.LABEL.sub("", _DIGIT.split(text, maxsplit=1)[0])
    small = [word for word in before.split() if word[0].islower() and word[0] < _CASED]
    return len(small) >= (_SENTENCE if text[-1] != "." else _STOPPED)


def _is_alone(line: VisibleLine, language: str | None) -> bool:
    """Whether a line is a date and nothing else, but for a time of reading; no heading."""
    if len(line.text) > _DATE or line.block.tag in _HEADINGS:
        return False
    text = _READING.sub("", line.text).strip(" |·•–—-")
    found = instants.parse(text, language=language)
    return found is not None and (found.timed or found.precision == "day")


def in_line(text: str, *, language: str | None = None) -> Iterator[Dated]:
    """The dates in a line, each with what the label before it says.

    A zone that one of them has is that of all: `3 Nov 2025 14:05 | Diperbarui 15:10 WIB`.
    """
    found = tuple(_dates(text, language))
    zoned = next((d.instant for d in found if d.instant.timed and d.instant.zone == "stated"), None)
    return (
        one if zoned is None else replace(one, instant=_there(one.instant, zoned)) for one in found
    )


def _there(instant: Instant, zoned: Instant) -> Instant:
    """A time without a zone in that of another."""
    if not instant.timed or instant.zone != "assumed-utc":
        return instant
    value = instant.value - zoned.offset
    return replace(instant, value=value, zone="stated", offset=zoned.offset)


def _dates(text: str, language: str | None) -> Iterator[Dated]:
    day: Instant | None = None
    for said, piece in _parts(text):
        part = _bare(texts.unbracketed(piece))
        found = texts.search(part, language=language) if any(map(str.isdigit, part)) else None
        if found is None and day is not None and (clock := _CLOCK.fullmatch(part)):
            # `3 de marzo de 2031, 8:10 | Actualizado a las 9:00`: on the same day.
            found = instants.parse(f"{day.local.isoformat()} {clock[1]} {clock[2] or ''}")
        if found is not None and found.precision != "year":
            day = found if found.timed or found.precision == "day" else None
            yield Dated(said, found)


_CLOCK: Final = expression(
    r"(?:a las|[áà]s|à|um|at|kl\.?|klo|alle(?: ore)?|ore|o|о|в|у|u|la|om|ob|saat|pukul|lúc|στις)?"
    r"\s?(\d{1,2} ?[:.hH] ?\d{2}(?: ?[ap]\.?m\.?)?)(?: ?(?:uhr|hrs?|h|ч|น))?\.?"
    r"(?: (?-i:([A-Z]{2,4})))?",
    re.IGNORECASE,
)
"""A time of day and nothing else."""


def _parts(text: str) -> Iterator[tuple[Said | None, str]]:
    """What stands before the first label of a line, and what behind each, with what it says."""
    position = 0
    said: Said | None = None
    text = labels.BEHIND.sub(r" \2 \1", text)
    for match in labels.LABEL.finditer(text):
        yield said, text[position : match.start()]
        said = "modified" if match["modified"] else "published"
        position = match.end()
    yield said, text[position:]


def _bare(text: str) -> str:
    return text.strip(" :：|·•–—-,،;()[]（）").rstrip(".。")
