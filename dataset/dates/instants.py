"""Parses dates strictly into instants.

`parse` reads a whole string or refuses it. It never asks what day it is today,
never prefers one reading of an ambiguous date (`03/04/2025` is nothing), and
says how much of the instant was stated: a day stays a day.

`date_forms` has what is read: RFC 822, 1123 and 5322, RFC 850, asctime and `date(1)` (RFC 9110,
section 5.6.7), RFC 3339, the calendar dates of ISO 8601 and the W3C profile of
it, Unix time, and the written dates of news pages in a dozen languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from twa.dataset.dates import bikram_sambat, calendars, forms, zones

TOLERANCE: Final = timedelta(days=1)
"""How far a source's clock may run ahead of ours: a day, for zones that it got wrong."""

Precision = Literal["second", "minute", "day", "month", "year"]
"""The smallest unit that was stated; fractions of a second count as `second`."""

Zone = Literal["stated", "assumed-utc", "unknown"]
"""Whether the offset from UTC was stated. Where it was not (`assumed-utc`), or under a name that
says nothing certain (`unknown`), the value is taken as UTC."""

EARLIEST: Final = 1600
LATEST: Final = 2199
"""Years. Outside stand the zero dates of databases (0001) and years of the Hijra (1447), not days
of the news; those of the Buddhist era (2568) and of Iran's calendar (1404) are read."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time as it was stated.

    `value` is aware, UTC, to the microsecond: the first moment of the stated
    unit. `precision` says what the unit is, so that a day is never mistaken for
    its midnight. `raw` is the string that was read, as it stood.
    """

    value: datetime
    precision: Precision
    raw: str
    zone: Zone = "stated"
    offset: timedelta = field(default=timedelta(0), compare=False)

    @property
    def local(self) -> date:
        """The day that was stated, where it was stated."""
        return (self.value + self.offset).date()

    @property
    def timed(self) -> bool:
        """Whether a time of day was stated."""
        return self.precision in ("second", "minute")


def parse(raw: str, *, language: str | None = None) -> Instant | None:
    """The instant that `raw` states, or None: unreadable, ambiguous or impossible.

    `language` is that of the text around it (a BCP 47 tag): where it has one order for
    `03/04/2025` and `03.04.25`, they are read, and its own month where another has the name too.
    """
    return _parsed(raw, language) if len(raw) <= forms.LONGEST_RAW else None


# A page says its date in many places.
@lru_cache(maxsize=1024)
def _parsed(raw: str, language: str | None) -> Instant | None:
    found = (_instant(fields, raw, language) for fields in forms.readings(raw))
    return next(filter(None, found), None)


def _instant(fields: Mapping[str, str], raw: str, language: str | None) -> Instant | None:
    try:
        if "unix" in fields:
            value = datetime.fromtimestamp(int(fields["unix"]), UTC)
            value += timedelta(milliseconds=int(fields.get("milli", 0)))
            return _bounded(Instant(value, "second", raw))
        days = _days(fields, language)
        if days is None:
            return None
        value, precision = days
        if "hour" not in fields:
            return _bounded(Instant(value, precision, raw, "assumed-utc"))
        clock = _clock(fields)
        if clock is None:
            return None
        zone = fields.get("zone") or fields.get("zone_last") or fields.get("place")
        offset = None if zone is None else zones.offset(zone, value + clock)
        timed: Precision = "second" if _second(fields) is not None else "minute"
        if offset is None:
            said: Zone = "assumed-utc" if zone is None else "unknown"
            return _bounded(Instant(value + clock, timed, raw, said))
        return _bounded(Instant(value + clock - offset, timed, raw, "stated", offset))
    except (ValueError, OverflowError):  # the 31st of April, the year 10000
        return None


def _bounded(instant: Instant) -> Instant | None:
    if not EARLIEST <= instant.value.year <= LATEST:
        return None
    if instant.timed or instant.precision == "day":
        return None if {instant.local, instant.value.date()} & _ZEROS else instant
    return instant


_ZEROS: Final = frozenset(
    date.fromisoformat(day)
    for day in (
        *("1601-01-01", "1899-12-30", "1899-12-31", "1900-01-01"),
        *("1969-12-31", "1970-01-01"),
    )
)
"""The zeros of clocks, in whatever zone: of Windows, of spreadsheets and databases, of Unix. A
field with one is a field that nobody filled in."""


def _days(fields: Mapping[str, str], language: str | None) -> tuple[datetime, Precision] | None:
    if "name" in fields and (month := calendars.jalali_month(fields["name"])) and "day" in fields:
        year = int(fields["year"])
        if year >= 1206:
            return _midnight(calendars.from_jalali(year, month, int(fields["day"]))), "day"
    if "name" in fields and "day" in fields and fields["name"] in bikram_sambat.MONTHS:
        month = bikram_sambat.MONTHS[fields["name"]]
        return _midnight(bikram_sambat.day(int(fields["year"]), month, int(fields["day"]))), "day"
    if "first" in fields:
        return _ordered(fields, language)
    year = _year_of_era(fields) if "era" in fields else _year(fields["year"])
    if len(fields.get("year", "")) == 2 and _is_thai(fields.get("name", "")):
        year = _year(f"25{fields['year']}")
    if "name" in fields:
        named = calendars.month(fields["name"], language)
        if named is None:
            return None
        month = named
    elif "month" in fields:
        month = int(fields["month"])
    else:
        return datetime(year, 1, 1, tzinfo=UTC), "year"
    if "day" not in fields:
        return datetime(year, month, 1, tzinfo=UTC), "month"
    if year in _JALALI_YEARS:
        return _midnight(calendars.from_jalali(year, month, int(fields["day"]))), "day"
    return datetime(year, month, int(fields["day"]), tzinfo=UTC), "day"


_JALALI_YEARS: Final = range(1380, 1420)
"""Years in digits that are of Iran's calendar: 2001 to 2040. As years of the Hijra they were before
the web."""


def _is_thai(name: str) -> bool:
    """Whether a month is Thai: two digits beside it are of a year of the Buddhist era."""
    return "\u0e00" <= name[:1] <= "\u0e4e"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _ordered(fields: Mapping[str, str], language: str | None) -> tuple[datetime, Precision] | None:
    """The day of two numbers and a year, where but one order is possible."""
    first, other = int(fields["first"]), int(fields["other"])
    day_first = calendars.day_first(language)
    if "short" in fields:
        if not day_first and other <= 12:
            return None
        year = _year(fields["short"])
    else:
        year = _year(fields["year"])
    if first == other or other > 12:
        month, day = first, other
    elif first > 12 or day_first:
        month, day = other, first
    elif _is_american(fields):
        month, day = first, other
    elif "weekday" in fields:
        return _on_weekday(fields["weekday"], (year, first, other), (year, other, first))
    else:
        return None
    return datetime(year, month, day, tzinfo=UTC), "day"


def _on_weekday(name: str, *days: tuple[int, int, int]) -> tuple[datetime, Precision] | None:
    """The one of two days that is on the weekday beside it: `Fri, 10/03/2025`."""
    on = [day for day in days if f"{date(*day):%w}" == _ENGLISH.get(name[:3].casefold())]
    return (datetime(*on[0], tzinfo=UTC), "day") if len(on) == 1 else None


_ENGLISH: Final = {
    day: str(number) for number, day in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))
}
"""How a weekday begins → its number, Sunday's 0."""


def _year(digits: str) -> int:
    """RFC 5322, section 4.3: 00 to 49 add 2000; 50 to 99 and three digits add 1900.

    No other calendar than Thailand's has now come to its 25th century.
    """
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    if 2440 <= year <= 2699:
        return year - calendars.BUDDHIST
    return year + 1900 if len(digits) == 3 else year


def _year_of_era(fields: Mapping[str, str]) -> int:
    stated = fields["year_of_era"]
    return calendars.ERAS[fields["era"]] + (1 if stated == "元" else int(stated))


def _is_american(fields: Mapping[str, str]) -> bool:
    """Whether a date goes with a zone of the United States and a half of the day: month first."""
    zone = fields.get("zone", "").upper()
    return "half" in fields and (zone in zones.AMERICAN or zone in _OF_AMERICA)


_OF_AMERICA: Final = frozenset(
    ("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "AKDT", "HST")
)


def _second(fields: Mapping[str, str]) -> str | None:
    return fields.get("second") or fields.get("second_cjk")


def _clock(fields: Mapping[str, str]) -> timedelta | None:
    """Time since midnight, or None where no clock shows it."""
    hour, minute, second = int(fields["hour"]), int(fields["minute"]), int(_second(fields) or 0)
    stated = fields.get("half") or fields.get("half_first") or ""
    half = calendars.half(stated)
    if stated and half is None:
        return None
    if half and hour <= 12:
        hour = calendars.of_day(hour, half)
    # RFC 3339, section 5.7: a leap second is :60. ISO 8601: 24:00 ends the day.
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    micros = int(fields.get("fraction", "0")[:6].ljust(6, "0"))
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)


def possible(instant: datetime, captured_at: datetime) -> bool:
    """Whether a source can have told the truth when it dated something at `instant`.

    A date after the capture, beyond `TOLERANCE`, is impossible. The builder of a
    row writes null for it, keeps the source's words in `…_raw` and adds a note:
    the article is worth more than its date.
    """
    return instant <= captured_at + TOLERANCE


def stamp(instant: datetime) -> str:
    """RFC 3339 in UTC, always to the microsecond, so that text sorts as time does."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
