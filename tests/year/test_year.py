"""A year of outlets of every kind, by a clock that is set: what they did against what was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.year.account import MOST, accounts, table
from tests.year.clock import LIBRARIES
from tests.year.living import living
from tests.year.outlets import all_outlets, evenings

pytestmark = [
    pytest.mark.slow,
    # Minutes on an idle core are many more where the cores are not.
    pytest.mark.timeout(2400),
    pytest.mark.skipif(not LIBRARIES, reason="needs faketime"),
]

DAYS = 365
EVERY = 26
"""Days between two polls while nothing is wrong: as many as make it a test of minutes."""

LEFT_OUT = (
    # Like others of them, and a year of minutes has no room for all.
    *("pinned", "rss-weekly", "json-feed", "rdf", "gzipped", "feed-moves", "dead", "teasers"),
)


def test_a_year(tmp_path: Path) -> None:
    outlets = [one for one in all_outlets(DAYS) if one.name not in LEFT_OUT]
    with living(tmp_path, outlets, evenings(DAYS), EVERY) as year:
        found = accounts(year)
    print(table(found))
    assert not [line for line in year.log if "Traceback" in line]
    missing = {one.name: one.missing for one in found if one.missing}
    assert missing == {}
    twice = {one.name: one.twice for one in found if one.twice}
    assert twice == {}
    told = [words for one in found for words in (*one.told_late, *one.false_alarms)]
    assert told == []
    assert sum(one.false_gaps for one in found) == 0
    assert {one.name: one.cost for one in found if one.cost > MOST} == {}
