"""Nepal's calendar: days that are known, and that one follows another."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from twa.dataset.dates import bikram_sambat


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2060, 1, 1), date(2003, 4, 14)),
        ((2080, 1, 1), date(2023, 4, 14)),
        ((2082, 7, 26), date(2025, 11, 12)),
    ],
)
def test_a_day_is_that_of_the_common_era(day: tuple[int, int, int], expected: date) -> None:
    assert bikram_sambat.day(*day) == expected


def test_the_first_of_a_month_follows_the_last_of_the_one_before() -> None:
    firsts = [
        bikram_sambat.day(year, month, 1) for year in range(2060, 2091) for month in range(1, 13)
    ]
    for first, following in pairwise(firsts):
        assert timedelta(29) <= following - first <= timedelta(32)


@pytest.mark.parametrize("day", [(2059, 1, 1), (2091, 1, 1), (2082, 13, 1), (2082, 8, 30)])
def test_a_day_that_it_has_not_is_refused(day: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="Bikram Sambat"):
        bikram_sambat.day(*day)
