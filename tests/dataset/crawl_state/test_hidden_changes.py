"""When a feed tells of a change that it does not show, and how long it is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from twa.dataset.crawl_state.hidden_changes import (
    LONGEST_PAUSE,
    PAUSE,
    Built,
    may_look,
    tells_of_change,
)

NOON = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAME = frozenset({("https://news.example/a", "1"), ("https://news.example/b", "2")})
OTHER = frozenset({("https://news.example/a", "1"), ("https://news.example/b", "3")})
BEFORE = Built(NOON - 2 * HOUR, NOON - 5 * HOUR, SAME)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (Built(NOON, NOON - HOUR, SAME), BEFORE, True),
        # What is shown explains it.
        (Built(NOON, NOON - HOUR, OTHER), BEFORE, False),
        (Built(NOON, NOON - 5 * HOUR, SAME), BEFORE, False),
        (Built(NOON, NOON - 6 * HOUR, SAME), BEFORE, False),
        (Built(NOON, None, SAME), BEFORE, False),
        (Built(NOON, NOON - HOUR, SAME), Built(BEFORE.at, None, SAME), False),
        # Once it may be chance; a feed that is dated when it is asked for always is.
        (Built(NOON, NOON, SAME), BEFORE, True),
        (Built(NOON, NOON, SAME), Built(BEFORE.at, BEFORE.at, SAME), False),
        (Built(NOON, NOON + HOUR, SAME), BEFORE, False),
    ],
)
def test_what_tells_of_a_change(now: Built, before: Built, expected: bool) -> None:
    assert tells_of_change(now, before) is expected


def test_a_date_that_moves_for_nothing_is_believed_less_each_time() -> None:
    looks: list[tuple[datetime, bool]] = []
    now, passed = NOON, []
    for _ in range(12):
        while not may_look(now, looks):
            now += timedelta(minutes=30)
        passed.append(now)
        looks.insert(0, (now, False))
    waits = [later - earlier for earlier, later in pairwise(passed)]
    assert waits[:3] == [2 * PAUSE, 4 * PAUSE, 8 * PAUSE]
    assert waits[-1] == LONGEST_PAUSE
    # One that found something is believed again.
    assert may_look(now + PAUSE, [(now, True), *looks])
