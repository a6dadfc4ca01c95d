"""Feeds: every case of tests/data/feeds, the laws that hold for all octets, and the limits."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dataset import feed_cases
from tests.shared import ROOT, shared
from twa.dataset import feeds
from twa.dataset.errors import FeedError

URL = "https://harbour.example/feed/"


@pytest.mark.parametrize("name", feed_cases.names())
def test_case(name: str) -> None:
    case = feed_cases.expected(name)
    outcome = feed_cases.outcome(feed_cases.octets(name), case["given"])
    assert {"given": case["given"], **outcome} == case


def test_there_are_enough_cases() -> None:
    assert len(feed_cases.names()) >= 40


@pytest.mark.parametrize("name", feed_cases.names())
def test_sniffing_agrees_with_parsing(name: str) -> None:
    case = feed_cases.expected(name)
    content_type = case["given"].get("content_type")
    sniffed = feeds.is_feed(feed_cases.octets(name), content_type)
    # A feed that is refused for what it declares is still a feed.
    assert sniffed == ("feed" in case or "entities" in case.get("refused", ""))


# --- Real input ------------------------------------------------------------------


def test_a_real_wordpress_feed() -> None:
    body = shared("feeds/twa-chinese.xml").read_bytes()
    feed = feeds.parse(body, url="https://techwireasia.com/category/chinese/feed/")
    assert feed.problems == ()
    assert [entry.id.rpartition("=")[2] for entry in feed.entries] == [
        "241492", "239860", "239836", "239819", "239801",
        "239804", "239792", "239744", "239733", "239706",
    ]  # fmt: skip
    assert [e.published.value for e in feed.entries if e.published] == [
        datetime(2025, 3, 14, 9, 35, 52, tzinfo=UTC),
        datetime(2025, 2, 17, 11, 1, 10, tzinfo=UTC),
        datetime(2025, 2, 14, 7, 17, 50, tzinfo=UTC),
        datetime(2025, 2, 11, 16, 0, 32, tzinfo=UTC),
        datetime(2025, 2, 7, 10, 15, 21, tzinfo=UTC),
        datetime(2025, 2, 6, 18, 6, 5, tzinfo=UTC),
        datetime(2025, 2, 5, 17, 15, 56, tzinfo=UTC),
        datetime(2025, 1, 28, 12, 10, 13, tzinfo=UTC),
        datetime(2025, 1, 23, 14, 35, 54, tzinfo=UTC),
        datetime(2025, 1, 20, 12, 15, 12, tzinfo=UTC),
    ]
    assert all(entry.problems == () and entry.content_html for entry in feed.entries)


@pytest.mark.parametrize("name", ["media:thumb", "media:"])
def test_an_odd_name_within_a_namespace_of_the_feed_is_passed_over(name: str) -> None:
    body = (
        f"<feed xmlns='urn:own'><title>Harbour</title><{name}/><entry><id>urn:1</id>"
        "<title>Ferry</title><link href='/ferry/'/></entry></feed>"
    )
    feed = feeds.parse(body.encode(), url=URL, captured_at=datetime(2025, 3, 5, tzinfo=UTC))
    assert [entry.title for entry in feed.entries] == ["Ferry"]


# --- Laws ------------------------------------------------------------------------


@given(st.binary(max_size=2000))
def test_any_octets_are_a_feed_or_refused(octets: bytes) -> None:
    _parses_or_refuses(octets)


@given(st.sampled_from(feed_cases.names()), st.randoms(use_true_random=False))
@settings(max_examples=400)
def test_mutated_feeds_are_feeds_or_refused(name: str, chance: random.Random) -> None:
    octets = bytearray(feed_cases.octets(name))
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(octets))
        end = min(len(octets), start + chance.choice((0, 1, 1, 2, 20)))
        scraps = (b"", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"\xff", b"\0", b"</item>",
                  b'"', b"<item>", b"&#x", b"{", b"]", b"\\ud800", b"<title>")  # fmt: skip
        octets[start:end] = chance.choice(scraps)
    _parses_or_refuses(bytes(octets))


@given(st.integers(min_value=0, max_value=10_000))
@settings(max_examples=200)
def test_a_cut_feed_keeps_exactly_its_whole_entries(cut: int) -> None:
    whole = feeds.parse(feed_cases.octets("rss-2.0-wordpress"), url=URL)
    octets = feed_cases.octets("rss-2.0-wordpress")[:cut]
    closed = octets.count(b"</item>")
    try:
        feed = feeds.parse(octets, url=URL)
    except FeedError:
        assert closed == 0
        return
    assert feed.entries == whole.entries[:closed]
    assert feed.truncated == (b"</rss>" not in octets)


def _parses_or_refuses(octets: bytes) -> None:
    try:
        feed = feeds.parse(octets, url=URL, captured_at=datetime(2025, 3, 5, tzinfo=UTC))
    except FeedError:
        return
    assert [entry.position for entry in feed.entries] == list(range(len(feed.entries)))
    for entry in feed.entries:
        assert entry.id
        for text in (entry.id, entry.link, entry.title, entry.content_html, entry.summary_html):
            # What can't be encoded can't be stored.
            (text or "").encode("utf-8")
            assert "\0" not in (text or "")
    assert feed == feeds.parse(octets, url=URL, captured_at=datetime(2025, 3, 5, tzinfo=UTC))


# --- Limits ----------------------------------------------------------------------


def test_ten_thousand_entries() -> None:
    item = (
        "<item><title>Story {0} &amp;amp; more</title><link>/story-{0}/</link>"
        "<guid isPermaLink='false'>{0}</guid><pubDate>Tue, 04 Mar 2025 08:15:00 GMT</pubDate>"
        "<description><![CDATA[<p>Words</p>]]></description></item>"
    )
    items = "".join(map(item.format, range(10_000)))
    feed = feeds.parse(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), url=URL)
    assert len(feed.entries) == 10_000
    assert feed.entries[-1].title == "Story 9999 & more"


def test_a_feed_of_a_hundred_megabytes_is_refused() -> None:
    with pytest.raises(FeedError, match="too large"):
        feeds.parse(b" " * (100 << 20), url=URL)


HOSTILE = {
    "elements": b"<rss><channel>" + b"<a/>" * 12_000_000,
    "brackets": b"<rss><channel><item><title>" + b"<" * 2_000_000,
    "cdata": b"<rss><channel><item><title>" + b"<![CDATA[" * 300_000,
    "comments": b"<rss><channel><item><title>&" + b"<!--" * 500_000,
    "quotes": b"<rss><channel><item>&" + b"<a b=\"<c d='" * 150_000,
    "references": b"<rss><channel><item><title>" + b"&amp" * 700_000,
    "attributes": b"<rss><channel><item " + b"a" * 1_000_000 + b" " * 1_000_000 + b">",
    "depth": b"<rss><channel>" + b"<a>" * 300_000,
    "items": b"<rss><channel>" + b"<item>" * 500_000,
    "closing": b"<rss><channel>&" + b"</a>" * 500_000,
    "doctype": b"<!DOCTYPE rss [" + b"<!ENTITY a '" * 300_000,
    "doctypes": b"<!DOCTYPE [" * 300_000,
    "prolog": b"<?" * 1_000_000,
    "title": b"<rss><channel><item><title>"
    + b"&lt;a " * 500_000
    + b"</title></item></channel></rss>",
    "author": b"<rss><channel><item><author>"
    + b"a@" * 500_000
    + b"</author></item></channel></rss>",
    "date": b"<rss><channel><item><pubDate>"
    + b"1 " * 500_000
    + b"</pubDate></item></channel></rss>",
    "json depth": b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 1_000_000,
    "json parts": b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"[]," * 5_000_000,
    "json number": b'{"items":[' + b"9" * 3_000_000 + b"]}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_octets_cost_little_time(name: str) -> None:
    """Linear work keeps the bound on a busy machine, too; the square of such sizes takes hours."""
    before = time.process_time()
    with suppress(FeedError):
        feeds.parse(HOSTILE[name], url=URL)
    assert time.process_time() - before < 40


def test_memory_is_bounded() -> None:
    # A process of its own, because the peak of this one is history.
    script = (
        "import resource\n"
        "from dataset import feeds\n"
        "from twa.dataset.errors import FeedError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for octets in (b'<rss><channel>' + b'<a/>' * 950_000 + b'</channel></rss>',\n"
        "               b'<rss><channel>' + b'<a/>' * 12_000_000,\n"
        "               b'{\"items\":[' + b'[],' * 12_000_000):\n"
        "    try:\n"
        "        feeds.parse(octets, url='https://harbour.example/')\n"
        "    except FeedError:\n"
        "        pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(result.stdout) < 600 * 1024
