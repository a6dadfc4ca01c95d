"""When a feed that fails is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twa.dataset.crawl_state.resting import FailedPoll, Rest, rest_of

BEGIN = datetime(2025, 3, 14, 6, 0, tzinfo=UTC)


def asked(status: int | None, polls: int) -> list[tuple[timedelta, Rest]]:
    """What comes of so many polls that fail, each as soon as it may be: time passed, and rest."""
    failed: list[FailedPoll] = []
    now, told = BEGIN, []
    for _ in range(polls):
        failed.insert(0, FailedPoll(now, status))
        found = rest_of(failed)
        assert found is not None
        told.append((now - BEGIN, found))
        if found.until is None:
            break
        now = found.until
    return told


def test_what_is_gone_is_given_up_in_two_weeks() -> None:
    told = asked(410, 99)
    assert [passed.days for passed, _ in told] == [0, 1, 3, 7, 15]
    assert told[-1][1].until is None
    assert told[0][1].binds
    assert "given up" in told[-1][1].words


def test_what_is_refused_is_given_up_in_two_months() -> None:
    told = asked(403, 99)
    assert [rest.binds for _, rest in told[:3]] == [False, False, True]
    assert timedelta(days=60) <= told[-1][0] <= timedelta(days=70)
    assert len(told) < 16


@pytest.mark.parametrize("status", [None, 500, 502, 200])
def test_an_accident_is_waited_out(status: int | None) -> None:
    told = asked(status, 400)
    assert told[0][1].until == BEGIN + timedelta(minutes=5)
    assert all(rest.until and not rest.binds for _, rest in told)
    assert told[-1][0] > timedelta(days=90)


def test_tries_of_one_crawl_are_one_poll() -> None:
    tries = [FailedPoll(BEGIN + timedelta(seconds=second), 404) for second in (60, 30, 0)]
    found = rest_of(tries)
    assert found is not None
    assert found.polls == 1
    assert rest_of([]) is None


def test_who_is_kept_out_by_robots_fails_too() -> None:
    kept_out = [FailedPoll(BEGIN + timedelta(days=day), None, refused=True) for day in (1, 0)]
    rest = rest_of(kept_out)
    assert rest is not None
    assert (rest.polls, rest.binds) == (2, False)
    assert rest.words.startswith("kept out by robots.txt since ")
