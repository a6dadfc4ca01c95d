"""The forms in which dates are written: a pattern each, whose groups are fields of an instant.

Formats of machines have their standard beside them; the others are those of news pages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from twa.dataset.dates import calendars, weekdays, zones
from twa.dataset.expressions import any_of, expression

LONGEST: Final = 100
"""Characters. No date is longer; the bound keeps every pattern's work small."""

LONGEST_RAW: Final = 4 * LONGEST
"""As many before its white space and marks are folded."""

# What `calendars.HALVES` has; of other scripts any word, which is looked up there.
_HALF: Final = (
    r"[AaPpπμ]\.? ?[Mmμ]\.?|[MPmp]\.?[Dd]\.?|SA|CH|PT?G|pagi|siang|petang|malam|umaga|hapon|gabi"
    r"|sáng|trưa|chiều|tối|[قب]\.ظ\.?|[^\x00-\u0620\s\d]{1,10}"
)
_CLOCK: Final = (
    rf"(?:(?P<half_first>{_HALF}) ?)?"
    r"(?P<hour>\d{1,2})(?: ?h ?|[:.時时点點] ?|시 ?)(?P<minute>\d{2}|\d(?=[分분]))[分분]?"
    r"(?: ?: ?(?P<second>\d{2})|(?<=[分분]) ?(?P<second_cjk>\d{1,2})[秒초])?"
    r"(?:[.,](?P<fraction>\d{1,9}))?"
    r"(?: ?(?:Uhr|hrs?|hs|h|heures?|horas?|น\.|ч\.?|год\.|óra|बजे|sati)(?![^\W\d_]))?"
    rf"(?: ?(?P<half>{_HALF})(?![^\W\d_]))?"
)
# A comment in parentheses (RFC 5322, section 3.2.2) or a suffix in brackets (RFC 9557) says
# again what the offset has said.
_ZONE: Final = (
    r"(?: ?[(\[]?(?:ب?توقيت (?P<place>[\u0621-\u064a]{3,8}(?: المكرمة)?)"
    r"|(?P<zone>(?:(?:GMT|UTC|UT)? ?[+\u2212-]\d{1,2}(?::?\d{2})?)(?: [A-Z]{3,5})?"
    r"|[A-Za-z]{1,5}|[A-Z][A-Za-z]{2,12}(?:/[A-Z][A-Za-z_]{2,20}){1,2}|(?i:мск|msk)))[)\]]?)?"
    r"(?: ?\([^()]{1,40}\)| ?\[[^\[\]]{1,40}\])?"
)
# The same where the time stood before: `02:30 PM November 03, 2025 PHT`.
_ZONE_LAST: Final = (
    r"(?:,? ?\(?(?P<zone_last>(?:GMT|UTC) ?[+\u2212-]\d{1,2}(?::?\d{2})?|[A-Z]{2,5}"
    r"|Europe/[A-Z][a-z]{2,12})\)?)?"
)
_AT: Final = (
    r"(?:[,;:|/·•–—@.»>-]| at| um| om| à| a las| a les| [àá]s| alle(?: ore)?| ore| в| о| об| у"
    r"| u| v| o| ob| la| во| (?:la )?ora| kell| plkst\.?| në(?: orën)?| сағат| ժամը| saa"
    r"|(?:,| o) godz\.?| στις|(?: على)? الساعة| ساعت| בשעה| klo?\.?| godz\.?| pukul| lúc| saat"
    r"| เวลา)"
)
_TIME: Final = rf"(?:(?: ?{_AT}){{0,2}} ?{_CLOCK}{_ZONE})?"
_WEEKDAY: Final = r"(?:[^\s\d.,;:/()|_-]{2,12}(?:-feira)?(?:\.,? ?|, ?| )(?:ที่ |den )?)?(?:[Ii]ka-)?"
_WEEKDAY_CJK: Final = (
    r"(?: ?\(?(?:星期|周|週)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?\)?)?"
)
# Signs for vowels are no letters to `re`; Thai abbreviations have a dot within.
_MONTH: Final = r"(?P<name>[^\s\d.,;:/()|_-]{2,12}|[\u0e00-\u0ece]{1,3}\.[\u0e00-\u0ece])\.?"
_YEAR: Final = r"(?P<year>\d{4})"
_DAY: Final = r"(?P<day>\d{1,2})"
_DOTTED: Final = rf"{_DAY}\. ?(?P<month>\d{{1,2}})\. ?{_YEAR}"
_EITHER: Final = r"(?P<first>\d{{1,2}})(?P<sep>{})(?P<other>\d{{1,2}})(?P=sep)"
_ERA: Final = rf"(?P<era>{'|'.join(calendars.ERAS)}) ?(?P<year_of_era>\d{{1,3}}|元)"

# Between a time and the day behind it.
_APART: Final = r"(?: ?[,|/·•–—-] ?(?:on )?| (?:on |del? |el )?)"

_FORMS: Final = (
    # RFC 3339, section 5.6, and ISO 8601 extended, with the liberties the world takes: a
    # space for T, no seconds, +0000, no zone, one digit, slashes or dots. Year first is
    # year, month, day everywhere.
    rf"{_YEAR}(?:[-/.] ?| )(?P<month>\d{{1,2}}) ?[-/.] ?(?P<day>\d{{1,2}})"
    rf"(?:(?:[Tt]|, ?|\. | ?[|•·–—] ?| - | |(?: ?{_AT}){{1,2}})?"
    rf" ?{_CLOCK}{_ZONE})?"
    r"(?(hour)|[Z.]?)",
    # W3C date and time formats: a month, a year.
    rf"{_YEAR}-(?P<month>\d{{2}})",
    _YEAR,
    # The same day, time first: 18:30 - 1404/07/13.
    rf"{_CLOCK}{_ZONE}{_APART}{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep){_DAY}"
    rf"{_ZONE_LAST}",
    # ISO 8601 basic, down to the bare digits of CMS ids.
    rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})"
    r"(?:[Tt ]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})"
    rf"(?:[.,](?P<fraction>\d{{1,9}}))?)?{_ZONE})?",
    # Unix time in seconds or milliseconds.
    r"(?P<unix>\d{10})(?P<milli>\d{3})?(?:\.\d{1,9})?",
    # RFC 5322, section 3.3 and 4.3 (two-digit years), RFC 850 (dashes), and the written
    # dates of most of Europe. The weekday is not believed and not needed.
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?"
    rf"(?: d['’]|[ /-]| de | of | ta['’] | ng |[.,] ?){_MONTH}"
    rf"(?: ?, ?| |/|-|\.| de | d[eo]l? ?| [พค]\.ศ\. |(?<=\.)|(?= ?\())"
    rf"(?P<bracket> ?\()?(?P<year>\d{{2,4}})"
    rf"(?(bracket)\))"
    rf"(?:\.| ?г\.?| года| року| р\.?| م| ?թ\.?| ж(?:ыл|\.)?| yil|-c[ıiuü] il)?{_TIME}",
    # Vietnamese: 14 tháng 3, 2025.
    rf"(?:{_WEEKDAY}|ngày )(?P<day>\d{{1,2}}) (?:tháng|thg) (?P<month>\d{{1,2}}),?(?: năm)?"
    rf" {_YEAR}{_TIME}",
    # Hungarian, Lithuanian and Latvian have the year first.
    rf"{_YEAR}(?:\.| m\.| ?թ\.| ခုနှစ်)?,? {_MONTH}(?: මස)? (?P<day>\d{{1,2}})"
    rf"(?:\.| d\.| गते|a| ?ရက်)?{_TIME}",
    rf"{_YEAR}(?:\(e\)|e)?ko {_MONTH} (?P<day>\d{{1,2}})(?:a|ean|\(a\))?{_TIME}",
    rf"{_YEAR} оны (?P<month>\d{{1,2}})(?:-?р| ?дугаар| ?дүгээр)? сарын (?P<day>\d{{1,2}}){_TIME}",
    # Latvian and Turkic languages have the day behind it.
    rf"{_YEAR}(?:\. gada|[ -](?:жылғы|жыл[ыд]\w*|ж\.|yil|йил),?)"
    rf" (?P<day>\d{{1,2}})[.-]? ?{_MONTH}{_TIME}",
    # Khmer has a word before each.
    rf"ថ្ងៃ(?:[^\W\d]{{0,12}} )?ទី ?{_DAY} ?ខែ ?{_MONTH} ?ឆ្នាំ ?{_YEAR}{_TIME}",
    # RFC 9110, section 5.6.7, asctime; date(1) puts a zone before the year.
    rf"{_WEEKDAY}{_MONTH} {_DAY} {_CLOCK}(?: (?P<zone>[A-Za-z]{{1,5}}|[+-]\d{{4}}))? {_YEAR}",
    # American: March 4, 2025, 12:13 p.m. EST; JavaScript: Tue Mar 04 2025 12:13:14 GMT+0100.
    rf"{_WEEKDAY}{_MONTH}(?: ?[/-] ?| )(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[/-] ?|(?: ?,)? )"
    rf"{_YEAR}{_TIME}",
    # The same, time first: 12:13 PM EST, Tue March 4, 2025.
    rf"{_CLOCK}{_ZONE},? (?:on )?{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}{_ZONE_LAST}",
    rf"{_CLOCK}{_ZONE}{_APART}{_WEEKDAY}(?P<day>\d{{1,2}})\.? (?:de )?{_MONTH},?"
    rf" (?:de )?{_YEAR}(?: г\.?| року| م)?{_ZONE_LAST}",
    rf"{_MONTH},? (?:de )?{_YEAR}",
    # Chinese, Japanese, Korean.
    rf"(?:{_YEAR}(?: ?\((?:令和|平成|昭和) ?\d{{1,2}}年?\))?|{_ERA})"
    rf" ?[年년] ?(?P<month>\d{{1,2}}) ?[月월] ?(?P<day>\d{{1,2}}) ?[日號号일]"
    rf"{_WEEKDAY_CJK}(?:,? ?{_CLOCK}{_ZONE})?",
    # Dots are day first wherever they are used with the year last.
    rf"{_WEEKDAY}{_DOTTED}\.?(?: ?г\.?| р\.?)?{_TIME}",
    rf"{_CLOCK}{_ZONE}{_APART}{_WEEKDAY}{_DOTTED}\.?{_ZONE_LAST}",
    # Two digits of a year, where the day is known to come first.
    rf"{_WEEKDAY}{_EITHER.format('[/.]')}(?P<short>\d{{2}}){_TIME}",
    rf"{_CLOCK}{_ZONE}{_APART}{_WEEKDAY}{_EITHER.format('[/.]')}(?P<short>\d{{2}})"
    rf"{_ZONE_LAST}",
    # Slashes and dashes are day first in one half of the world and month first in the
    # other: read only where just one reading exists, or one is on the weekday.
    rf"(?:(?P<weekday>[A-Za-z]{{3,9}})[.,]{{0,2}} )?{_EITHER.format('[/-]')}{_YEAR}{_TIME}",
    rf"{_WEEKDAY}{_EITHER.format('[/-]')}{_YEAR}{_TIME}",
    rf"{_CLOCK}{_ZONE}{_APART}{_WEEKDAY}{_EITHER.format('[/-]')}{_YEAR}{_ZONE_LAST}",
)

# Most dates are in the first form, and many programs read none: each is compiled when it is wanted.
_pattern = cache(re.compile)


def readings(raw: str) -> Iterator[dict[str, str]]:
    """What each form says that `raw` may be, as field → digits or words: the likeliest first."""
    if len(raw) > LONGEST_RAW:
        return
    text = _fold(raw)
    if not text or len(text) > LONGEST:
        return
    for form in _FORMS:
        if match := _pattern(form).fullmatch(text):
            yield {name: value for name, value in match.groupdict().items() if value}


def _fold(raw: str) -> str:
    """NFKC (full-width digits, no-break spaces), no marks of direction or vowel, single spaces."""
    if raw.isascii():
        return zones.named(_BEHIND.sub("", " ".join(raw.split())))
    text = _VOWELS.sub("", unicodedata.normalize("NFKC", raw)).replace("،", ",")
    kept = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return zones.named(calendars.levant(_BEHIND.sub("", " ".join(kept.split()))))


# Turkish, Hungarian and others have the weekday behind the date.
_BEHIND: Final = expression(
    rf"(?:(?<=[\d.)]) |, )\(?{any_of(weekdays.WEEKDAYS)}\)?(?![^\W\d_])", re.IGNORECASE
)


_VOWELS: Final = expression("[\u0640\u064b-\u0652]")
"""What Arabic writes at will: the signs of short vowels, and the stroke that stretches a word."""
