"""Captures that a wrong clock dated into the future: nothing waits for them to come true."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from twa.dataset.crawl_state.database import Memory
from twa.dataset.crawl_state.due import due
from twa.dataset.exchange import Locator, Origin
from twa.dataset.http.message import parse_response
from twa.dataset.warc.captures import Capture
from twa.dataset.web.schedule import is_fresh

NOW = datetime(2025, 3, 14, 12, tzinfo=UTC)
FUTURE = NOW + timedelta(days=4000)
FEED = "http://boats.example/feed"
ROBOTS = "http://boats.example/robots.txt"
RSS = (
    b"<rss version='2.0'><channel><title>B</title><item><title>Tide</title>"
    b"<link>http://boats.example/tide</link></item></channel></rss>"
)


def capture(url: str, role: str, body: bytes, at: datetime, head: bytes = b"") -> Capture:
    """A capture of a whole response."""
    return Capture(
        url=url,
        captured_at=at,
        kind="response",
        locator=Locator("x.warc.gz", 0, 9, f"<urn:x:{url}:{at}>", None),
        response=parse_response(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + body),
        origin=Origin(role=role),
        ip="93.184.215.14",
    )


def test_nothing_waits_for_a_future_that_a_wrong_clock_made(tmp_path: Path) -> None:
    with closing(Memory.open(tmp_path / "state.sqlite", tmp_path)) as memory:
        memory.apply(
            [
                capture(ROBOTS, "robots", b"User-agent: *\nDisallow: /\n", FUTURE),
                capture(FEED, "feed", RSS, FUTURE, b'ETag: "a"\r\n'),
            ],
            NOW,
        )
        robots = memory.hosts.robots(ROBOTS)
        assert robots is not None
        assert robots[0] == NOW
        coming = due(memory)
        assert coming.at is not None
        assert coming.at < NOW + timedelta(days=8)
        # A revisit names the capture by the date that its record has.
        earlier = memory.newest(FEED)[2]
        assert earlier is not None
        assert earlier.captured_at == FUTURE
        # What comes after it is newer.
        memory.apply([capture(FEED, "feed", RSS, NOW + timedelta(hours=1), b'ETag: "b"\r\n')])
        assert memory.newest(FEED)[0] == '"b"'


def test_what_is_of_the_future_is_not_fresh() -> None:
    day = timedelta(days=1)
    assert is_fresh(NOW - day, NOW, day)
    assert is_fresh(NOW + timedelta(seconds=2), NOW, day)
    assert not is_fresh(NOW - 2 * day, NOW, day)
    assert not is_fresh(NOW + day, NOW, day)
