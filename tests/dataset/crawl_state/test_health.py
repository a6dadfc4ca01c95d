"""How a source is, from its own rhythm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, item, page
from twa.dataset.commands.wellbeing import health
from twa.dataset.crawl_state.health import Health, health_of, layout_of
from twa.dataset.crawl_state.resting import FailedPoll, rest_of

MONDAY = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def weekdays(weeks: int) -> list[datetime]:
    """A paper that has news at 8, 12 and 18 o'clock from Monday to Friday; newest first."""
    days = [MONDAY + timedelta(days=day) for day in range(7 * weeks)]
    found = [day + hour * HOUR for day in days if day.weekday() < 5 for hour in (0, 4, 10)]
    return found[::-1]


def state(now: datetime, news: list[datetime]) -> str:
    """In one word."""
    return health_of(now, {}, news[:40]).state


def test_a_week_end_is_no_silence() -> None:
    for weeks in range(1, 6):
        news = weekdays(weeks)
        sunday = news[0] + timedelta(days=2, hours=12)
        assert state(sunday, news) == "healthy", weeks
        assert state(news[0] + timedelta(days=8), news) == "quiet", weeks


def test_who_is_silent_longer_than_ever_is_quiet() -> None:
    news = [MONDAY - hours * 6 * HOUR for hours in range(40)]
    assert state(MONDAY + timedelta(hours=30), news[:8]) == "healthy"
    found = health_of(MONDAY + timedelta(days=7), {}, news)
    assert (found.state, found.since) == ("quiet", MONDAY)
    assert found.sure > 0.9


def test_one_failure_is_an_accident_and_two_are_not() -> None:
    polls = [FailedPoll(MONDAY + n * HOUR, 503) for n in (2, 1, 0)]
    assert health_of(MONDAY, {"a": rest_of(polls[2:])}, []).state == "healthy"
    found = health_of(MONDAY + 2 * HOUR, {"a": rest_of(polls)}, [])
    assert (found.state, found.since) == ("failing", MONDAY)
    assert found.next_try is not None
    gone = rest_of([FailedPoll(MONDAY + n * timedelta(days=9), 410) for n in (4, 3, 2, 1, 0)])
    assert health_of(MONDAY, {"a": gone}, []).state == "gone"


def test_a_source_is_not_gone_while_one_of_its_feeds_is_there() -> None:
    gone = rest_of([FailedPoll(MONDAY + n * timedelta(days=9), 410) for n in (4, 3, 2, 1, 0)])
    once = rest_of([FailedPoll(MONDAY, 503)])
    found = health_of(MONDAY, {"a": once, "b": gone, "c": None}, [])
    assert (found.state, found.why[:3]) == ("failing", "b: ")
    assert health_of(MONDAY, {"a": once, "b": None}, []).state == "healthy"
    assert health_of(MONDAY, {"a": gone, "b": gone}, []).state == "gone"


def test_a_new_layout_shows_in_its_texts() -> None:
    well: list[int | None] = [400, 380, 500, 420] * 10
    assert layout_of(well) is None
    assert layout_of([None, *well]) is None
    told = "nothing to read in 3 of the last 3 articles, and in 0 of 40 before"
    assert layout_of([None] * 3 + well) == told
    assert layout_of([30] * 3 + well) == "the last texts have 30 words, those before 410"
    assert layout_of([30] * 10 + well[:9]) is None
    # Of whom a hundred are known, two in a row are enough; and it stays told while it is so.
    assert layout_of([None] * 2 + well * 3) is not None
    assert layout_of([None] * 40 + well * 3) is not None
    # Who never had texts has changed nothing.
    assert layout_of([None] * 40) is None


def test_what_a_site_has_now_and_then_is_no_new_layout() -> None:
    # Galleries and films: each fifth page has no text, and once three in a row have none.
    mixed: list[int | None] = [None, 400, 380, 500, 420] * 20
    assert layout_of(mixed) is None
    assert layout_of([None] * 3 + mixed) is None
    assert layout_of([None] * 6 + mixed) is not None
    # Briefs among long texts, likewise.
    briefs: list[int | None] = [60, 400, 380, 500] * 20
    assert layout_of([60, 60, *briefs]) is None
    assert layout_of([60] * 8 + briefs) is not None


def test_it_is_told_in_a_line() -> None:
    assert Health("healthy").is_well
    told = Health("quiet", MONDAY, "no news", layout="no text")
    assert told.words == "quiet since 2025-03-03 08:00 UTC: no news; no text"
    assert not Health("healthy", layout="no text").is_well


def test_of_who_was_never_asked_nobody_says_that_it_is_well(tmp_path: Path) -> None:
    archive = Archive()
    archive.get(f"{SITE}/bridge/", page("Bridge"))
    archive.save(tmp_path)
    told = CliRunner().invoke(health, [str(tmp_path)], standalone_mode=False)
    assert (told.output, told.return_value) == (
        f"{tmp_path}: nothing to judge by: no feed of it was ever asked for\n",
        0,
    )
    polled = Archive("news-20240518063000000-00000-host.warc.gz")
    polled.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    polled.save(tmp_path)
    told = CliRunner().invoke(health, [str(tmp_path)], standalone_mode=False)
    assert told.output == f"{tmp_path}: healthy\n"
