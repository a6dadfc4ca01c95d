"""A feed that was polled for a year is asked about as one that was polled for a day."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.dataset.crawl_state.test_future import FEED, NOW, RSS, capture
from twa.dataset.crawl_state import sql
from twa.dataset.crawl_state.database import Memory


def _steps_of_newest(path: Path, polls: int, head: str) -> int:
    """How many steps SQLite takes (in tens) to tell what the newest poll of so many was."""
    with closing(Memory.open(path / f"{polls}.sqlite", path)) as memory:
        memory.apply(
            capture(
                FEED, "feed", RSS, NOW + number * timedelta(hours=1), head.format(number).encode()
            )
            for number in range(polls)
        )
        taken = []
        memory._db.set_progress_handler(lambda: taken.append(1), 10)
        assert memory.newest(FEED)[2] is not None
        return len(taken)


@pytest.mark.parametrize(
    "head", ["", 'ETag: "{}"\r\n', "Last-Modified: Fri, 14 Mar 2025 12:00:00 GMT\r\nETag: {}\r\n"]
)
def test_the_newest_poll_is_found_without_all_others(tmp_path: Path, head: str) -> None:
    few, many = (_steps_of_newest(tmp_path, polls, head) for polls in (20, 600))
    assert many <= few + 20


def test_a_state_of_before_is_not_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with closing(Memory.open(path, tmp_path)) as memory:
        memory.apply([capture(FEED, "feed", RSS, NOW, b'ETag: "a"\r\n')])
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP INDEX captures_by_validator")
    with closing(Memory.open(path, tmp_path)) as memory:
        assert memory.newest(FEED)[0] == '"a"'


@pytest.mark.parametrize("question", [sql.IS_FEED, sql.BUILT, sql.POLLS])
def test_an_address_is_not_looked_for_among_all_feeds(tmp_path: Path, question: str) -> None:
    with closing(Memory.open(tmp_path / "state.sqlite", tmp_path)) as memory:
        plan = memory._db.execute(f"EXPLAIN QUERY PLAN {question}", (FEED,)).fetchall()
    assert any("captures_by_url (url=?" in step for *_, step in plan)
