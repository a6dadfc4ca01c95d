"""Dates as they are written, and the instants they state."""

from __future__ import annotations

import email.utils
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.dates.forms import LONGEST
from twa.dataset.dates.instants import parse

# What is written, the instant, its precision; `~` where no zone was stated.
READ = """
Sun, 06 Nov 1994 08:49:37 GMT            | 1994-11-06T08:49:37Z second
Sunday, 06-Nov-94 08:49:37 GMT           | 1994-11-06T08:49:37Z second
Sun Nov  6 08:49:37 1994                 | 1994-11-06T08:49:37Z second ~
Sun Nov  6 08:49:37 UTC 1994             | 1994-11-06T08:49:37Z second
Wed, 6 Nov 1994 08:49:37 +0200           | 1994-11-06T06:49:37Z second
Blursday, 6 Nov 1994 08:49:37 GMT        | 1994-11-06T08:49:37Z second
6 Nov 94 08:49 EST                       | 1994-11-06T13:49:00Z minute
06 November 2024 08:49:37 CEST           | 2024-11-06T06:49:37Z second
Wed, 06 Nov 2024 24:00:00 GMT            | 2024-11-07T00:00:00Z second
Wed, 06 Nov 2024 08:49:37 -0000          | 2024-11-06T08:49:37Z second
Wed, 06 Nov 2024 08:49:37 A              | 2024-11-06T08:49:37Z second ~
Wed, 06 Nov 2024 08:49:37 IST            | 2024-11-06T03:19:37Z second
2025-03-14 09:35 +0200 EET               | 2025-03-14T07:35:00Z minute
14 марта 2025, 09:35 (МСК)               | 2025-03-14T06:35:00Z minute
14 Mar 2025 09:35 SGT                    | 2025-03-14T01:35:00Z minute
July 4, 2025, 9:00 AM PT                 | 2025-07-04T16:00:00Z minute
December 4, 2025, 9:00 AM PT             | 2025-12-04T17:00:00Z minute
1 Jan 49 00:00:00 GMT                    | 2049-01-01T00:00:00Z second
1 Jan 50 00:00:00 GMT                    | 1950-01-01T00:00:00Z second
1 Jan 124 00:00:00 GMT                   | 2024-01-01T00:00:00Z second
02:30 PM November 03, 2025 PHT           | 2025-11-03T06:30:00Z minute
18:30 12.11.2025 MSK                     | 2025-11-12T15:30:00Z minute
Nov - 12 - 2025 , 10:15                  | 2025-11-12T10:15:00Z minute ~
12 ное 2025, 10:15                       | 2025-11-12T10:15:00Z minute ~
5 груд. 2025                             | 2025-12-05T00:00:00Z day ~
२०८२ कात्तिक २६ गते १०:१५                 | 2025-11-12T10:15:00Z minute ~
२६ कात्तिक २०८२                           | 2025-11-12T00:00:00Z day ~
2025-03-04T12:13:14Z                     | 2025-03-04T12:13:14Z second
2025-03-04t12:13:14z                     | 2025-03-04T12:13:14Z second
2025-03-04T12:13:14.1234567+01:00        | 2025-03-04T11:13:14.123456Z second
2025-03-04T12:13:14,5-0330               | 2025-03-04T15:43:14.500000Z second
2025-03-04 12:13:14 +0000                | 2025-03-04T12:13:14Z second
2025-03-04T12:13:14 UTC                  | 2025-03-04T12:13:14Z second
2025-03-04T12:13:60Z                     | 2025-03-04T12:14:00Z second
2025-03-04T12:13:14+01:00[Europe/Paris]  | 2025-03-04T11:13:14Z second
2025-03-04T12:13                         | 2025-03-04T12:13:00Z minute ~
2025-03-04T12:13+0100                    | 2025-03-04T11:13:00Z minute
2025-3-4 9:05                            | 2025-03-04T09:05:00Z minute ~
2025-03-04                               | 2025-03-04T00:00:00Z day ~
2025-03                                  | 2025-03-01T00:00:00Z month ~
2025                                     | 2025-01-01T00:00:00Z year ~
2016/6/29                                | 2016-06-29T00:00:00Z day ~
2016.06.29 10:11:12                      | 2016-06-29T10:11:12Z second ~
20250304T121314Z                         | 2025-03-04T12:13:14Z second
20250304121314                           | 2025-03-04T12:13:14Z second ~
1741089600                               | 2025-03-04T12:00:00Z second
1741089600123                            | 2025-03-04T12:00:00.123000Z second
25/12/2025                               | 2025-12-25T00:00:00Z day ~
12/25/2025 10:11 PM                      | 2025-12-25T22:11:00Z minute ~
03/03/2025                               | 2025-03-03T00:00:00Z day ~
04.03.2025, 14:05 Uhr                    | 2025-03-04T14:05:00Z minute ~
Dienstag, 4. März 2025, 14.05 Uhr        | 2025-03-04T14:05:00Z minute ~
4 mars 2025 à 14h05                      | 2025-03-04T14:05:00Z minute ~
4 de marzo de 2025, 14:05                | 2025-03-04T14:05:00Z minute ~
terça-feira, 4 de março de 2025          | 2025-03-04T00:00:00Z day ~
4 marzo 2025 alle ore 14:05              | 2025-03-04T14:05:00Z minute ~
4 marzo 2025 ore 14:05                   | 2025-03-04T14:05:00Z minute ~
4 mars 2025 à 14 h 05                    | 2025-03-04T14:05:00Z minute ~
4 марта 2025 г., 14:05                   | 2025-03-04T14:05:00Z minute ~
4 марта 2025 года в 14:05                | 2025-03-04T14:05:00Z minute ~
4 березня 2025, 14:05                    | 2025-03-04T14:05:00Z minute ~
4 Μαρτίου 2025 14:05                     | 2025-03-04T14:05:00Z minute ~
4. března 2025 14:05                     | 2025-03-04T14:05:00Z minute ~
4.3.2025 klo 14.05                       | 2025-03-04T14:05:00Z minute ~
2025.03.04. 오후 2:05                    | 2025-03-04T14:05:00Z minute ~
4 марта 2025, 14:05                      | 2025-03-04T14:05:00Z minute ~
٤ مارس ٢٠٢٥                              | 2025-03-04T00:00:00Z day ~
March 4, 2025 12:13 p.m. EST             | 2025-03-04T17:13:00Z minute
Mar. 4, 2025, 12:13 AM ET                | 2025-03-04T05:13:00Z minute
March 4th, 2025 at 12:13 pm              | 2025-03-04T12:13:00Z minute ~
12:13 PM EST, Tue March 4, 2025          | 2025-03-04T17:13:00Z minute
Tue Mar 04 2025 12:13:14 GMT+0100 (CET)  | 2025-03-04T11:13:14Z second
2025年3月4日 14:05                        | 2025-03-04T14:05:00Z minute ~
2025年03月04日14时05分06秒                 | 2025-03-04T14:05:06Z second ~
2025年3月4日 星期二 下午2:05                | 2025-03-04T14:05:00Z minute ~
2025년 3월 4일 오후 2:05                   | 2025-03-04T14:05:00Z minute ~
２０２５年３月４日                           | 2025-03-04T00:00:00Z day ~
令和7年3月4日                             | 2025-03-04T00:00:00Z day ~
令和元年5月4日 14:05                      | 2019-05-04T14:05:00Z minute ~
2025(令和7)年3月4日                       | 2025-03-04T00:00:00Z day ~
民國114年3月4日                           | 2025-03-04T00:00:00Z day ~
4 มีนาคม 2568                            | 2025-03-04T00:00:00Z day ~
4 มี.ค. 2568 14:05 น.                    | 2025-03-04T14:05:00Z minute ~
04/10/2025 10:05 PM EST                  | 2025-04-11T03:05:00Z minute
2025. március 4. 14:05                   | 2025-03-04T14:05:00Z minute ~
2025 m. kovo 4 d. 14:05                  | 2025-03-04T14:05:00Z minute ~
4 Mart 2025 Salı, 14:05                  | 2025-03-04T14:05:00Z minute ~
4 tháng 3, 2025                          | 2025-03-04T00:00:00Z day ~
4 मार्च 2025 14:05 IST                    | 2025-03-04T08:35:00Z minute
৪ মার্চ ২০২৫, ১৪:০৫                          | 2025-03-04T14:05:00Z minute ~
4 במרץ 2025, 14:05                       | 2025-03-04T14:05:00Z minute ~
4. ožujka 2025. u 14:05                  | 2025-03-04T14:05:00Z minute ~
4 مارس 2025 الساعة 2:05 م                | 2025-03-04T14:05:00Z minute ~
۱۳ اسفند ۱۴۰۳، ۱۴:۰۵                      | 2025-03-03T14:05:00Z minute ~
۱۴۰۳/۱۲/۳۰ - ۱۴:۰۵                        | 2025-03-20T14:05:00Z minute ~
14:05 - 1404/01/01                       | 2025-03-21T14:05:00Z minute ~
۱۳ مهرماه ۱۴۰۴                           | 2025-10-05T00:00:00Z day ~
13 میزان 1404                            | 2025-10-05T00:00:00Z day ~
4 آذار 2025 | 14:05                      | 2025-03-04T14:05:00Z minute ~
4 تشرين الثاني 2025                      | 2025-11-04T00:00:00Z day ~
14:05-4 مارس 2025 م                      | 2025-03-04T14:05:00Z minute ~
4 مارس 2025 02:05 مساءً                   | 2025-03-04T14:05:00Z minute ~
4.mar.2025 às 14h05                      | 2025-03-04T14:05:00Z minute ~
4. mar 2025 o 14:05                      | 2025-03-04T14:05:00Z minute ~
14:05 04.03.2025                         | 2025-03-04T14:05:00Z minute ~
14:05, 4 марта 2025                      | 2025-03-04T14:05:00Z minute ~
04.03.2025. u 14:05                      | 2025-03-04T14:05:00Z minute ~
March 04 , 2025 02:05 PM IST             | 2025-03-04T08:35:00Z minute
4 ഒക്ടോബർ 2025                            | 2025-10-04T00:00:00Z day ~
4 అక్టోబర్ 2025 14:05                       | 2025-10-04T14:05:00Z minute ~
4 listopada 2025                         | 2025-11-04T00:00:00Z day ~
2025-03-04T14:05:00 Europe/Paris         | 2025-03-04T13:05:00Z second
2025-07-04T14:05:00 Europe/Paris         | 2025-07-04T12:05:00Z second
2025-10-26T14:05:00 Europe/Kyiv          | 2025-10-26T12:05:00Z second
2025-03-04T14:05:00 Asia/Colombo         | 2025-03-04T14:05:00Z second ~
3 novembre 2025 à 18h30 (heure de Paris) | 2025-11-03T17:30:00Z minute
3 ноября 2025, 18:30 по московскому времени | 2025-11-03T15:30:00Z minute
2025-11-03 18:30 (한국시간)              | 2025-11-03T09:30:00Z minute
2025-11-03 18:30 Beijing time            | 2025-11-03T10:30:00Z minute
2025-11-03 kl 18.30                      | 2025-11-03T18:30:00Z minute ~
04 آب/أغسطس 2013                        | 2013-08-04T00:00:00Z day ~
3 نونبر 2025 - 18:30                    | 2025-11-03T18:30:00Z minute ~
"""

REFUSED = """
03/04/2025
3-4-2025
1/2/03
yesterday
2 hours ago
today at 10:11
10:11
March 4
2025-02-30
2025-13-01
31 April 2025
2025-03-04T25:00:00Z
2025-03-04T24:00:01Z
2025-03-04T12:61:00Z
2025-03-04T12:13:14+25:00
0001-01-01T00:00:00Z
1900-01-01
1969-12-31
1969-12-31T16:00:00-08:00
1601-01-01T00:00:00Z
-0001-11-30T00:00:00+00:00
1447/01/15
1404/12/30
12 ربيع الثاني 1447
04.03.25
9999-12-31T23:59:59-12:00
2025-03-04 and more
4 Smarch 2025
123456789
"""


def _cases() -> list[tuple[str, str]]:
    rows = (line.rsplit("|", 1) for line in READ.strip().splitlines())
    return [(raw.strip(), expected.strip()) for raw, expected in rows]


@pytest.mark.parametrize(("raw", "expected"), _cases(), ids=[raw for raw, _ in _cases()])
def test_what_is_written_is_read(raw: str, expected: str) -> None:
    found = parse(raw)
    assert found is not None
    moment = found.value.isoformat().replace("+00:00", "Z")
    said = f"{moment} {found.precision}{'' if found.zone == 'stated' else ' ~'}"
    assert said == expected
    assert found.raw == raw


@pytest.mark.parametrize("raw", ["", " ", *REFUSED.strip().splitlines()])
def test_what_is_ambiguous_or_impossible_is_nothing(raw: str) -> None:
    assert parse(raw) is None


def test_white_space_and_marks_of_direction_are_no_obstacle() -> None:
    plain, marked = parse("4 March 2025 10:11"), parse(" \u200f4\u00a0March \n 2025\u200e 10:11 ")
    assert plain is not None
    assert marked is not None
    assert plain.value == marked.value


MOMENTS = st.datetimes(datetime(1970, 1, 3), datetime(2038, 1, 1)).map(  # noqa: DTZ001 (made aware)
    lambda naive: naive.replace(tzinfo=UTC)
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(MOMENTS, OFFSETS)
def test_rfc_3339_goes_round(moment: datetime, zone: timezone) -> None:
    found = parse(moment.astimezone(zone).isoformat())
    assert found is not None
    assert (found.value, found.precision, found.zone) == (moment, "second", "stated")


@given(MOMENTS, OFFSETS)
def test_rfc_5322_goes_round(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(microsecond=0)
    found = parse(email.utils.format_datetime(moment.astimezone(zone)))
    assert found is not None
    assert (found.value, found.precision, found.zone) == (moment, "second", "stated")


@given(MOMENTS)
def test_a_day_is_that_day_and_says_so(moment: datetime) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%Y年%m月%d日", "%Y%m%d"):
        found = parse(moment.strftime(form))
        assert found is not None
        assert (found.value.date(), found.precision) == (moment.date(), "day")


@given(st.text(max_size=60) | st.text("0123456789-/.:,TZ +年月日 apmarch", max_size=60))
def test_any_text_is_a_date_or_nothing(text: str) -> None:
    found = parse(text)
    assert found is None or found.value.tzinfo is UTC


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "a", "Mon, ", "2025-03-04 ", "12:13 ", "(", " at", "年", "-", "\u2066"]
)
def test_no_text_takes_long(unit: str) -> None:
    began = time.perf_counter()
    for size in (LONGEST, 4 * LONGEST, 1_000_000):
        parse(unit * (size // len(unit)))
        parse("4 Mar 2025" + unit * (size // len(unit)))
    assert time.perf_counter() - began < 0.5


def test_an_ambiguous_day_is_read_only_where_its_order_is_known() -> None:
    assert parse("04/03/2025 14:05") is None
    found = parse("04/03/2025 14:05", language="en-GB")
    assert found is not None
    assert found.value == datetime(2025, 3, 4, 14, 5, tzinfo=UTC)
    american = parse("12/25/2025", language="en-GB")
    assert american is not None
    assert american.value == datetime(2025, 12, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "language", "expected"),
    [
        ("5. listopada 2025. - 18:30", "hr", datetime(2025, 10, 5, 18, 30, tzinfo=UTC)),
        ("5 listopada 2025, 18:30", "pl", datetime(2025, 11, 5, 18, 30, tzinfo=UTC)),
        ("04.03.25, 18:30", "he", datetime(2025, 3, 4, 18, 30, tzinfo=UTC)),
        ("18:30, 04.03.25", "uk", datetime(2025, 3, 4, 18, 30, tzinfo=UTC)),
        ("4/3/2025 14:05 (توقيت مكة)", "ar", datetime(2025, 3, 4, 11, 5, tzinfo=UTC)),
        ("04.03.25", "ko", None),
        ("Fri, 10/03/2025 - 14:05", "en", datetime(2025, 10, 3, 14, 5, tzinfo=UTC)),
        ("Mon, 10/03/2025 - 14:05", "en", datetime(2025, 3, 10, 14, 5, tzinfo=UTC)),
        ("Tue, 10/03/2025 - 14:05", "en", None),
    ],
)
def test_the_language_of_a_page_says_what_its_dates_mean(
    raw: str, language: str, expected: datetime | None
) -> None:
    found = parse(raw, language=language)
    assert (found and found.value) == expected


def test_a_zone_that_says_nothing_certain_is_said_to_be_unknown() -> None:
    found = parse("Wed, 06 Nov 2024 08:49:37 AST")
    assert found is not None
    assert found.zone == "unknown"
    unsaid = parse("2024-11-06 08:49:37")
    assert unsaid is not None
    assert unsaid.zone == "assumed-utc"


@pytest.mark.parametrize("zero", ["1970-01-01", "1970-01-01T09:00:00+09:00", "January 1, 1970"])
def test_the_zero_of_unix_time_is_no_date(zero: str) -> None:
    assert parse(zero) is None
