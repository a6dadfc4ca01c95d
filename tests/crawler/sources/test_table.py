"""Tables of sources: what they may say, and how they say that something is wrong."""

from __future__ import annotations

import tomllib

import pytest

from twa.crawler.sources.entry_filter import EntryFilter
from twa.crawler.sources.file import parse
from twa.crawler.sources.source import Polled, Source, SourceError
from twa.crawler.sources.table import FIELDS, written

FULL = Source(
    "boats",
    "https://boats.example/feed/",
    'Boats, "fast" \\ \x7f 船',
    declared=True,
    feeds=(
        Polled("https://boats.example/news.xml"),
        Polled("https://boats.example/", "listing"),
    ),
    contact="desk@lab.example",
    delay=2.5,
    cookies=False,
    verify=False,
    private=True,
    follow_any=True,
    backfill="sitemap",
    wanted=EntryFilter(("ferry", "渡輪"), ("/harbour/",), ("sport*",), ("/video/",), ("Harbour",)),
)


def test_what_is_written_is_read() -> None:
    text = written(FULL)
    assert parse(text, "x") == {"boats": FULL}
    assert tomllib.loads(text)["boats"].keys() == {*FIELDS} - {"kind"}
    page = Source("page", "https://boats.example/", declared=True, kind="listing")
    assert parse(written(page), "x") == {"page": page}
    plain = Source("plain", "https://boats.example/feed/", declared=True)
    assert written(plain) == '["plain"]\nurl = "https://boats.example/feed/"\n'


def test_the_first_of_the_feeds_stands_for_the_url() -> None:
    text = "[boats]\nfeeds = [{url='https://b.example/', kind='listing'}, 'https://b.example/rss']"
    assert parse(text, "x")["boats"].polled == (
        Polled("https://b.example/", "listing"),
        Polled("https://b.example/rss"),
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("delai = 3", "unknown field 'delai': x: [boats] (did you mean delay? there are url, "),
        ("delay = -1", "delay is not a number of seconds from 0 to 86400: x: [boats]"),
        ("delay = true", "delay is not a number of seconds"),
        ("delay = '3'", "delay is not a number of seconds"),
        ("cookies = 'off'", "cookies is not true or false: x: [boats]"),
        ("private = 1", "private is not true or false"),
        ("contact = ''", "contact is not a mail address or URL"),
        ("contact = 'me\\r\\nX: y'", None),
        ('contact = "me\\r\\nX: y"', "contact is not a mail address or URL"),
        ("backfill = 'all'", 'backfill is not "pages" or "sitemap"'),
        ("follow = true", 'follow is not "site" or "any"'),
        ("kind = 'page'", 'kind is not "feed" or "listing"'),
        ("categories = 'Sport'", "categories is not a list of words"),
        ("drop_title = ['']", "drop_title is not a list of words"),
        ("keep_url = [3]", "keep_url is not a list of words"),
        ("feeds = []", "feeds is not a list of URLs"),
        ("feeds = [{kind = 'listing'}]", "feeds is not a list of URLs"),
        ("feeds = ['ftp://b.example/']", "feeds: the feed must be an http or https URL"),
        ("feeds = ['https://b.example/feed']", "feeds has a URL twice: x: [boats]"),
    ],
)
def test_what_is_wrong_is_said_with_file_source_and_field(line: str, words: str | None) -> None:
    text = f"[boats]\nurl = 'https://b.example/feed'\n{line}\n"
    if words is None:
        assert parse(text, "x")
        return
    with pytest.raises(SourceError) as caught:
        parse(text, "x")
    assert words in str(caught.value)
