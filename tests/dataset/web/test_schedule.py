"""When to ask again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.web.schedule import (
    LONGEST,
    SHORTEST,
    Answer,
    Hints,
    fresh_for,
    next_poll,
    next_visit,
    retry_after,
)

# A Tuesday.
NOW = datetime(2025, 3, 4, 8, 15, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("hints", "answer", "expected"),
    [
        (Hints(), None, NOW + SHORTEST),
        (Hints(ttl=1), None, NOW + SHORTEST),
        (Hints(ttl=90), None, NOW + 90 * MINUTE),
        (Hints(update_period=1800), None, NOW + 30 * MINUTE),
        (Hints(ttl=10, update_period=3600), Answer(cache_control="max-age=60"), NOW + HOUR),
        (Hints(), Answer(cache_control="public, max-age=7200"), NOW + 2 * HOUR),
        (Hints(), Answer(cache_control="max-age=7200", age="3600"), NOW + HOUR),
        (Hints(ttl=10**9), None, NOW + LONGEST),
        (Hints(), Answer(retry_after="3600"), NOW + HOUR),
        (Hints(ttl=120), Answer(retry_after="3600"), NOW + 2 * HOUR),
        (Hints(), Answer(retry_after=str(30 * 86400)), NOW + 30 * DAY),
        (Hints(), Answer(retry_after="Wed, 05 Mar 2025 08:15:30 GMT"), NOW + DAY),
        (Hints(), Answer(retry_after="Mon, 03 Mar 2025 08:15:30 GMT"), NOW + SHORTEST),
        # skipHours: the rest of this hour, then on
        (Hints(skip_hours=(8, 9)), None, datetime(2025, 3, 4, 10, tzinfo=UTC)),
        (Hints(skip_hours=(9,)), None, NOW + SHORTEST),
        # skipDays: Tuesday and Wednesday
        (Hints(skip_days=(1, 2)), None, datetime(2025, 3, 6, tzinfo=UTC)),
        (Hints(skip_days=(1,), skip_hours=(0, 1)), None, datetime(2025, 3, 5, 2, tzinfo=UTC)),
        # everything skipped means nothing
        (Hints(skip_hours=tuple(range(24))), None, NOW + SHORTEST),
        (Hints(skip_days=tuple(range(7))), None, NOW + SHORTEST),
    ],
)
def test_next_poll(hints: Hints, answer: Answer | None, expected: datetime) -> None:
    assert next_poll(NOW, hints, answer) == expected


def test_next_poll_thinks_in_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-10)))
    assert next_poll(there, Hints(skip_hours=(8,))) == datetime(2025, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, None),
        ("", None),
        ("120", NOW + 2 * MINUTE),
        (" 0 ", NOW),
        ("99999999999999999999", NOW + 365 * DAY),
        ("Tue, 04 Mar 2025 09:15:30 GMT", NOW + HOUR),
        ("Thu, 01 Jan 2099 00:00:00 GMT", NOW + 365 * DAY),
        ("2025-03-05", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("１２", None),
    ],
)
def test_retry_after(field: str | None, expected: datetime | None) -> None:
    assert retry_after(field, NOW) == expected


@pytest.mark.parametrize(
    ("cache_control", "age", "expected"),
    [
        (None, None, None),
        ("max-age=60", None, 60),
        ('MAX-AGE="60"', None, 60),
        ("max-age=60", "20", 40),
        ("max-age=60", "100", 0),
        ("max-age=60", "x", 60),
        ("max-age=60, no-cache", None, None),
        ("no-store, max-age=60", None, None),
        ("max-age=-1", None, None),
        ("s-maxage=60", None, None),
        ("max-age", None, None),
    ],
)
def test_fresh_for(cache_control: str | None, age: str | None, expected: int | None) -> None:
    found = fresh_for(Answer(cache_control=cache_control, age=age))
    assert found == (None if expected is None else timedelta(seconds=expected))


@pytest.mark.parametrize(
    ("visited", "due"),
    [
        ((), HOUR),
        ((timedelta(0),), HOUR),
        ((timedelta(0), HOUR), DAY),
        ((timedelta(0), HOUR + MINUTE), DAY),
        ((timedelta(0), HOUR, DAY), 7 * DAY),
        # the machine was off for three days: one visit makes up for it
        ((timedelta(0), 3 * DAY), 7 * DAY),
        ((timedelta(0), 8 * DAY), 30 * DAY),
        ((timedelta(0), 31 * DAY), None),
    ],
)
def test_next_visit(visited: tuple[timedelta, ...], due: timedelta | None) -> None:
    assert next_visit(NOW, [NOW + age for age in visited]) == (due and NOW + due)


def test_next_visit_with_other_ages() -> None:
    assert next_visit(NOW, [], ages=(2 * DAY, DAY)) == NOW + DAY
    assert next_visit(NOW, [], ages=()) is None


@given(
    st.integers(0, 10**9),
    st.sets(st.integers(0, 23)),
    st.sets(st.integers(0, 6)),
    st.integers(0, 10**12),
)
def test_the_next_poll_is_later_and_open(
    ttl: int, hours: set[int], days: set[int], period: int
) -> None:
    hints = Hints(ttl, tuple(sorted(hours)), tuple(sorted(days)), period)
    due = next_poll(NOW, hints)
    assert NOW + SHORTEST <= due <= NOW + LONGEST + 7 * DAY
    if len(hours) < 24 and len(days) < 7:
        assert due.hour not in hours
        assert due.weekday() not in days
