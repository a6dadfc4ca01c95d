"""What to ask next when going back, and what was covered: the rules, without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twa.crawler.discovery.backfill import (
    MAX_PAGES,
    BackfillStep,
    PageWalk,
    categories_of,
    child_refusal,
    is_done,
    is_of_use,
    next_page,
    sitemaps_of,
)
from twa.crawler.discovery.window import UNLIMITED, BadDate, TimeSpan, Window, span_of, span_of_path
from twa.dataset.dates import instants
from twa.dataset.feeds import Entry, Feed
from twa.dataset.feeds.sitemaps import Location

FEED = "https://news.example/feed/"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
POSTS = [datetime(2025, 12, 30, tzinfo=UTC) - timedelta(days=n) for n in range(50)]
"""When fifty posts were published, newest first."""


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def page(posts: list[datetime], number: int = 1) -> Feed:
    """A page of ten of these posts, as WordPress pages them."""
    shown = posts[(number - 1) * 10 : number * 10]
    entries = tuple(
        Entry(n, f"{at:%Y-%m-%d}", published=instants.parse(at.isoformat()))
        for n, at in enumerate(shown)
    )
    return Feed(FEED if number == 1 else f"{FEED}?paged={number}", "rss-2.0", entries=entries)


class Reader:
    """Walks over pages as the crawl does, and remembers what it met and noted."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.steps: list[BackfillStep] = []
        self.asked: list[int] = []
        self.why = ""

    def walk(self, posts: list[datetime], window: Window = UNLIMITED, pages: int = 100) -> PageWalk:
        """Go back over `posts`, at most `pages` pages. What was asked for is in `asked`."""
        walk = PageWalk(window, tuple(self.steps), NOW)
        self.asked, number, shown = [], 1, 1
        for _ in range(pages):
            self.asked.append(number)
            feed = page(posts, number)
            if feed.entries:
                onward = walk.after(feed, lambda entry: entry.id in self.known)
                self.known |= {entry.id for entry in feed.entries}
                shown = number
            else:
                onward = walk.missing(feed.url, 404)
            end = onward.why if onward.end else ""
            url = page(posts, shown).url
            self.steps.append(
                BackfillStep("pages", FEED, url, walk.newest, walk.oldest, window, end)
            )
            if onward.url is None:
                self.why = onward.why
                break
            number = int(onward.url.partition("paged=")[2] or 1)
        return walk


def test_a_walk_goes_down_to_the_page_that_is_not_there() -> None:
    reader = Reader()
    walk = reader.walk(POSTS)
    assert reader.asked == [1, 2, 3, 4, 5, 6]
    assert reader.why == f"{FEED}?paged=6 answered 404"
    assert (walk.newest, walk.oldest) == (POSTS[0], POSTS[-1])


def test_what_was_walked_to_its_end_is_asked_for_once() -> None:
    reader = Reader()
    reader.walk(POSTS)
    walk = reader.walk(POSTS)
    assert reader.asked == [1]
    assert (walk.newest, walk.oldest) == (POSTS[0], POSTS[-1])
    assert "404" in reader.why


def test_a_walk_that_was_cut_goes_on_where_it_stopped() -> None:
    reader = Reader()
    reader.walk(POSTS, pages=3)
    reader.walk(POSTS)
    # Page 3 once more: pages shift, and what stood below it may stand on it now.
    assert reader.asked == [1, 3, 4, 5, 6]
    assert len(reader.known) == 50


def test_posts_that_came_meanwhile_are_met_first() -> None:
    reader = Reader()
    reader.walk(POSTS[25:], pages=2)
    reader.walk(POSTS)
    assert len(reader.known) == 50
    assert reader.asked == [1, 2, 3, 4, 5, 6]


def test_posts_taken_away_meanwhile_do_not_open_a_gap() -> None:
    reader = Reader()
    reader.walk(POSTS, pages=4)
    # The first thirty are gone: what was on page 5 is on page 2 now.
    reader.walk(POSTS[30:])
    assert {f"{at:%Y-%m-%d}" for at in POSTS} == reader.known


def test_a_gap_between_polls_is_closed_though_its_edge_is_known() -> None:
    """A plain poll met the newest ten, and nobody the ten before them."""
    reader = Reader()
    reader.walk(POSTS[20:])
    reader.known |= {f"{at:%Y-%m-%d}" for at in POSTS[:10]}
    reader.walk(POSTS)
    assert {f"{at:%Y-%m-%d}" for at in POSTS} == reader.known


def test_a_window_ends_a_walk_without_making_it_an_end() -> None:
    reader = Reader()
    since = Window(since=POSTS[14])
    reader.walk(POSTS, since)
    assert reader.asked == [1, 2, 3]
    assert not any(step.end for step in reader.steps)
    reader.walk(POSTS)
    assert len(reader.known) == 50


def test_a_feed_that_does_not_page_is_noticed() -> None:
    walk = PageWalk(UNLIMITED, (), NOW)
    assert walk.after(page(POSTS), lambda _: False).url == f"{FEED}?paged=2"
    again = Feed(f"{FEED}?paged=2", "rss-2.0", entries=page(POSTS).entries)
    onward = walk.after(again, lambda _: True)
    assert onward.url is None
    assert onward.end
    assert "repeats" in onward.why


def test_a_date_to_come_says_nothing_about_the_place_of_an_entry() -> None:
    reader = Reader()
    reader.walk([day("2099-01-01"), *POSTS[20:]])
    reader.walk([day("2099-01-01"), *POSTS])
    assert {f"{at:%Y-%m-%d}" for at in POSTS} <= reader.known


def test_a_feed_without_end_is_left_at_last() -> None:
    walk = PageWalk(UNLIMITED, (), NOW, pages=MAX_PAGES - 1)
    onward = walk.after(page(POSTS), lambda _: False)
    assert onward.url is None
    assert not onward.end


NEXT_PAGES = [
    (Feed(FEED, "rss-2.0"), f"{FEED}?paged=2"),
    (Feed(f"{FEED}?paged=2", "rss-2.0"), f"{FEED}?paged=3"),
    (Feed(f"{FEED}?cat=7&paged=x", "rss-2.0"), f"{FEED}?cat=7&paged=2"),
    (Feed(FEED, "atom-1.0", next_url=f"{FEED}2"), f"{FEED}2"),
    (Feed(FEED, "atom-1.0", next_url=f"{FEED}2", prev_archive_url=f"{FEED}a"), f"{FEED}a"),
]


@pytest.mark.parametrize(("feed", "url"), NEXT_PAGES)
def test_where_older_entries_stand(feed: Feed, url: str) -> None:
    assert next_page(feed) == url


def test_a_next_page_elsewhere_or_read_before_is_not_asked_for() -> None:
    entries = page(POSTS).entries
    for url in ("https://elsewhere.example/feed/", FEED):
        walk = PageWalk(UNLIMITED, (), NOW)
        onward = walk.after(Feed(FEED, "atom-1.0", next_url=url, entries=entries), lambda _: False)
        assert onward.url is None
        assert onward.end


SECTIONS = [
    ("https://news.example/category/boats/feed/", (("Boats", "Ferry"), ("Boats",)), ("Boats",)),
    ("https://news.example/feed/?cat=7", (("Boats",), ("Boats", "Tide")), ("Boats",)),
    # Of the whole site, though it happens to show one category now.
    ("https://news.example/feed/", (("Boats",), ("Boats",)), ()),
    ("https://news.example/?feed=rss2", (("Boats",), ("Boats",)), ()),
    ("https://news.example/category/boats/feed/", (("Boats",), ()), ()),
    ("https://news.example/category/boats/feed/", (("Boats", "Ferry"),), ()),
]


@pytest.mark.parametrize(("url", "categories", "shared"), SECTIONS)
def test_the_categories_of_a_feed(
    url: str, categories: tuple[tuple[str, ...], ...], shared: tuple[str, ...]
) -> None:
    entries = tuple(Entry(n, str(n), categories=names) for n, names in enumerate(categories))
    assert categories_of(Feed(url, "rss-2.0", entries=entries)) == shared


def test_a_step_is_read_as_it_was_written() -> None:
    step = BackfillStep(
        "pages", FEED, f"{FEED}?paged=3", POSTS[0], POSTS[29], Window(POSTS[40]), "why"
    )
    assert BackfillStep.read(step.fields()) == step
    assert BackfillStep.read(BackfillStep("sitemap", FEED, FEED).fields()) == BackfillStep(
        "sitemap", FEED, FEED
    )


WINDOWS = [
    (None, None, "2025-05-05", True),
    ("2025-05-05", None, "2025-05-05", True),
    ("2025-05-06", None, "2025-05-05", False),
    (None, "2025-05-05", "2025-05-05T23:59:59Z", True),
    (None, "2025-05-05", "2025-05-06", False),
    ("2025-05", "2025-05", "2025-05-31", True),
    ("2025-05-05T12:00:00Z", None, "2025-05-05T11:59:59Z", False),
    # A day may be any moment of it.
    ("2025-05-05T12:00:00Z", None, "2025-05-05", True),
]


@pytest.mark.parametrize(("since", "until", "date", "inside"), WINDOWS)
def test_window(since: str | None, until: str | None, date: str, inside: bool) -> None:
    window = Window.read(since, until)
    assert window.may_hold(span_of(instants.parse(date))) is inside
    # What has no date is left in: null beats a guess.
    assert window.may_hold(span_of(None))


@pytest.mark.parametrize(
    ("since", "until"), [("yesterday", None), (None, "05/06/2025"), ("2025-02", "2025-01")]
)
def test_what_is_no_window(since: str | None, until: str | None) -> None:
    with pytest.raises(BadDate):
        Window.read(since, until)


PATHS = [
    ("https://news.example/2025/03/a-post/", TimeSpan(day("2025-02-28"), day("2025-04-02"))),
    ("https://news.example/en/2025/3/4/a-post", TimeSpan(day("2025-03-03"), day("2025-03-06"))),
    ("https://news.example/2025/02/31/a-post", TimeSpan()),
    ("https://news.example/a-post-2025/", TimeSpan()),
    ("https://news.example/post?u=/2025/03/", TimeSpan()),
]


@pytest.mark.parametrize(("url", "span"), PATHS)
def test_what_a_path_says_of_a_date(url: str, span: TimeSpan) -> None:
    assert span_of_path(url) == span


SITEMAPS = [
    ("https://news.example/wp-sitemap-posts-post-1.xml", True),
    ("https://news.example/wp-sitemap-posts-page-1.xml", False),
    ("https://news.example/wp-sitemap-taxonomies-category-1.xml", False),
    ("https://news.example/wp-sitemap-users-1.xml", False),
    ("https://news.example/post-sitemap3.xml", True),
    ("https://news.example/post_tag-sitemap.xml", False),
    ("https://news.example/category-sitemap2.xml", False),
    ("https://news.example/news-sitemap.xml", True),
    ("https://news.example/sitemap-2025-03.xml.gz", True),
]


@pytest.mark.parametrize(("url", "of_use"), SITEMAPS)
def test_which_sitemaps_may_list_articles(url: str, of_use: bool) -> None:
    assert is_of_use(Location(url), UNLIMITED) is of_use


def test_a_sitemap_that_did_not_change_in_the_window_is_passed_over() -> None:
    location = Location("https://news.example/s.xml", instants.parse("2024-05-05"))
    assert is_of_use(location, Window(since=day("2024-05-05")))
    assert not is_of_use(location, Window(since=day("2024-05-06")))
    assert is_of_use(location, Window(until=day("2020-01-01")))


def test_a_sitemap_is_done_until_it_changes_or_more_is_wanted() -> None:
    location = Location("https://news.example/s.xml", instants.parse("2024-05-05"))
    limited = Window(since=day("2024-01-01"))
    steps = [(day("2024-06-01"), BackfillStep("sitemap", FEED, location.url, window=limited))]
    assert is_done(location, limited, steps)
    assert not is_done(location, UNLIMITED, steps)
    assert not is_done(Location(location.url, instants.parse("2024-06-01")), limited, steps)
    # One that does not say when it changed has to be read.
    assert not is_done(Location(location.url), limited, steps)


def test_sitemaps_of_other_sites_are_not_asked_for() -> None:
    named = ["/a.xml", "https://www.news.example/b.xml", "https://cdn.example/c.xml", "/a.xml"]
    assert sitemaps_of(FEED, named) == [
        "https://news.example/a.xml",
        "https://www.news.example/b.xml",
    ]
    assert child_refusal(Location("https://cdn.example/c.xml"), FEED) == "offsite"
    assert child_refusal(Location("https://[::1/c.xml"), FEED) == "bad-url"
    assert child_refusal(Location("https://news.example/c.xml"), FEED) is None
