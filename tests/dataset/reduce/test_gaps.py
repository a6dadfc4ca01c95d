"""Gaps: what may have come and gone between two polls of a feed, and what says nothing of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from tests.dataset.archives import FEED, SITE, Archive, hours
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.reduce.feed_polls import MISSED, ROLLED

Entry = tuple[str, str, str]
"""Id, path and day; the title follows from the day."""


def rss(*entries: Entry) -> str:
    """A feed that lists these."""
    items = "".join(
        f"<item><title>Tide of {day}</title><link>{SITE}/{path}</link>"
        f"<guid isPermaLink='false'>{name}</guid>"
        f"<pubDate>{day} Mar 2024 09:00:00 GMT</pubDate></item>"
        for name, path, day in entries
    )
    return f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>"


def days(*numbers: int, ids: str = "{}", paths: str = "{}") -> tuple[Entry, ...]:
    """An entry for each day."""
    return tuple((ids.format(n), paths.format(n), f"{n:02}") for n in numbers)


CASES: Final = {
    "what is new stands above what is known": ([days(3, 2, 1), days(5, 4, 3)], []),
    "nothing is known any more": ([days(3, 2, 1), days(9, 8, 7)], [MISSED]),
    "what was known long ago comes again": ([days(3, 2, 1), days(5, 4, 3), days(1)], []),
    "ids change with each poll": (
        [days(3, 2, 1, ids="a{}"), days(3, 2, 1, ids="b{}"), days(4, 3, 2, ids="c{}")],
        [],
    ),
    "ids change with each poll, and all is new": (
        [days(3, 2, 1, ids="a{}"), days(9, 8, 7, ids="b{}")],
        [MISSED],
    ),
    "addresses rotate": ([days(3, 2, 1, paths="r/{}?a"), days(4, 3, 2, paths="r/{}?b")], []),
    "all have one id": ([days(3, 2, 1, ids="x"), days(5, 4, 3, ids="x")], []),
    "all have one id, and all is new": (
        [days(3, 2, 1, ids="x"), days(9, 8, 7, ids="x")],
        [MISSED],
    ),
    "the site moved, and its ids with it": (
        [days(3, 2, 1, ids="old/{}", paths="old/{}"), days(4, 3, 2, ids="new/{}", paths="new/{}")],
        [],
    ),
    "one is pinned, the others are known": ([days(1, 4, 3, 2), days(1, 6, 5, 4)], []),
    "one is pinned, the others are new": ([days(1, 4, 3, 2), days(1, 9, 8, 7)], [ROLLED]),
    "the oldest stands at the top, and the feed grows": ([days(1, 2), days(1, 2, 3, 4)], []),
    "one alone comes to be pinned": ([days(1), days(1, 9, 8, 7)], [ROLLED]),
    "a feed of one entry grows": ([days(1), days(1, 2)], []),
    "a poll without entries is no poll": ([days(3, 2, 1), (), days(4, 3, 2)], []),
}


@pytest.mark.parametrize("case", CASES)
def test_gaps(case: str, tmp_path: Path) -> None:
    polls, evidence = CASES[case]
    archive = Archive()
    for number, entries in enumerate(polls):
        archive.get(
            FEED, rss(*entries), at=hours(number), role="feed", media_type="application/rss+xml"
        )
    archive.save(tmp_path)
    collection = Collection(tmp_path)
    build(collection, workers=1)
    told = json.loads((collection.dataset / "manifest.json").read_text("utf-8"))
    assert [gap["evidence"] for gap in told["gaps"]] == evidence
