"""The agenda that grew capture by capture says what reading all of them says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page
from twa.dataset.crawl_state.database import Memory
from twa.dataset.crawl_state.due import Due, due
from twa.dataset.crawl_state.schedule import Listed, errands, outstanding
from twa.dataset.takedowns import Takedown, Takedowns
from twa.dataset.web.schedule import REVISITS

NAMES = [f"story-{number}" for number in range(12)]
ELSEWHERE = "https://else.example/away/"
ANSWERS = ("200 OK", "404 Not Found", "410 Gone", "500 Internal Server Error")


def step(chance: random.Random, number: int) -> Archive:
    """A run: the feed, whatever it lists, and some answers."""
    archive = Archive(f"news-{number:03}.warc.gz")
    at = number * 30.0
    told = [item(name, f"{name} {chance.choice('ab')}") for name in chance.sample(NAMES, 5)]
    if chance.random() < 0.3:
        told.append(item("x", "Away").replace(f"{SITE}/x/", ELSEWHERE))
    archive.get(FEED, feed(*told), at=hours(at), **RSS)
    for n, name in enumerate(chance.sample(NAMES, 4)):
        when, url = hours(at + 0.1 + n / 100), f"{SITE}/{name}/"
        what = chance.randrange(6)
        if what == 0:
            target = f"{SITE}/{chance.choice(NAMES)}/"
            archive.get(url, at=when, status="301 Moved", headers=[f"Location: {target}"])
        elif what == 1:
            archive.note(url, at=when, outcome="refused", reason="robots")
        else:
            archive.get(url, page(name), at=when, status=chance.choice(ANSWERS))
    return archive


def told(
    memory: Memory, now: datetime, ages: Sequence[timedelta]
) -> tuple[list[Listed], list[Listed], list[object], Due]:
    agenda = memory.agenda(ages)
    return (
        [e.article for e in errands(agenda.to_do(now, follow_any=False), now, ages=ages)],
        [e.article for e in errands(agenda.to_do(now, follow_any=True), now, follow_any=True)],
        [one["url"] for one in outstanding(agenda.outstanding())],
        due(memory, ages=ages),
    )


@pytest.mark.parametrize("seed", range(6))
def test_it_grows_to_what_it_would_be_from_nothing(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    withdrawn = f"{SITE}/{NAMES[0]}/"
    gone = Takedowns(
        (Takedown("a" * 32, (withdrawn,), "2024-05-20T00:00:00Z", "asked for"),),
        "",
        frozenset({withdrawn}),
    )
    for number in range(8):
        step(chance, number).save(root)
        takedowns = gone if chance.random() < 0.3 else Takedowns()
        ages = chance.choice((REVISITS, (timedelta(hours=5), timedelta(days=3))))
        for hour in (number * 30 + 1, number * 30 + 29, 10_000):
            grown, anew = root / "state.sqlite", root / "anew.sqlite"
            with closing(Memory.open(grown, root / "archive", takedowns)) as memory:
                found = told(memory, hours(hour), ages)
            anew.unlink(missing_ok=True)
            with closing(Memory.open(anew, root / "archive", takedowns)) as memory:
                assert found == told(memory, hours(hour), ages)
            addresses = [article.address for article in found[0]]
            assert takedowns is not gone or withdrawn not in addresses


def test_everything_that_a_feed_ever_listed_is_on_it(root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("pier", "Pier"), item("toll", "Toll")), at=hours(0), **RSS)
    archive.get(f"{SITE}/pier/", page("Pier"), at=hours(1))
    archive.save(root)
    with closing(Memory.open(root / "state.sqlite", root / "archive")) as memory:
        agenda = memory.agenda()
        assert [one.url for one in agenda.to_do(hours(1.5), follow_any=False)] == [f"{SITE}/toll/"]
        assert [one.url for one in agenda.unfetched()] == [f"{SITE}/toll/"]
        assert [one.url for one in agenda.visits()] == [f"{SITE}/pier/"]


@pytest.mark.parametrize(
    ("status", "listed", "looked_at"),
    [
        ("301 Moved", True, ["/new/pier/"]),
        # Nothing else looks there again.
        ("301 Moved", False, ["/pier/"]),
        # It may be back tomorrow.
        ("302 Found", True, ["/pier/", "/new/pier/"]),
    ],
)
def test_what_moved_for_good_is_looked_at_where_it_is_listed_now(
    root: Path, status: str, listed: bool, looked_at: list[str]
) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("pier", "Pier")), at=hours(0), **RSS)
    archive.get(f"{SITE}/pier/", page("Pier"), at=hours(0.1))
    name = "new/pier" if listed else "pier"
    archive.get(FEED, feed(item(name, "Pier")), at=hours(2), **RSS)
    archive.get(
        f"{SITE}/pier/", at=hours(2.1), status=status, headers=[f"Location: {SITE}/new/pier/"]
    )
    archive.get(f"{SITE}/new/pier/", page("Pier"), at=hours(2.2))
    archive.save(root)
    with closing(Memory.open(root / "state.sqlite", root / "archive")) as memory:
        found = memory.agenda().to_do(hours(30), follow_any=False)
        due = [one.article.address for one in errands(found, hours(30))]
        assert sorted(due) == sorted(f"{SITE}{path}" for path in looked_at)
