"""Bad input: each thing ends in a counted reason, and takes nothing else down."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import (
    FEED,
    RSS,
    SENTENCES,
    SITE,
    Archive,
    feed,
    hours,
    item,
    page,
    table,
)
from twa.dataset.assemble.builder import BuildReport, build
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.workers.pool import Limits

Maker = Callable[[Archive], BuildReport]
URL = f"{SITE}/bad/"
GOOD = f"{SITE}/good/"


@pytest.fixture
def make(root: Path) -> Maker:
    """Build an archive to which a good page was added; the good page is always a row."""

    def make(archive: Archive) -> BuildReport:
        archive.get(GOOD, page("A good page", SENTENCES), at=hours(9))
        archive.save(root)
        report = build(Collection(root), workers=1)
        assert GOOD in {row["url"] for row in table(root, "articles")}
        return report

    return make


def the_reject(root: Path) -> tuple[str, str]:
    (row,) = table(root, "rejects")
    assert row["url"] in (URL, FEED)
    assert row["detail"]
    return row["stage"], row["reason"]


def deep(levels: int) -> str:
    return f"<html><body>{'<div>' * levels}text{'</div>' * levels}</body></html>"


EMPTY_TAGS = "<b></b>" * 100_000
MANY = "<p>word</p>" * 300_000
HUGE = "<p>" + "x" * (30 << 20) + "</p>"

PAGES: dict[str, tuple[dict[str, Any], str, str]] = {
    "404": ({"body": "not here", "status": "404 Not Found"}, "fetch", "http-status"),
    "000": ({"body": "no status", "status": "000 Nothing"}, "fetch", "http-status"),
    "500": ({"body": "broken", "status": "500 Internal Server Error"}, "fetch", "http-status"),
    "204": ({"status": "204 No Content"}, "fetch", "http-status"),
    "304": ({"status": "304 Not Modified"}, "fetch", "http-status"),
    "206": ({"body": page("Part"), "status": "206 Partial Content"}, "fetch", "http-status"),
    "pdf": ({"body": b"%PDF-1.7\n", "media_type": "application/pdf"}, "page", "not-html"),
    "image": ({"body": b"\x89PNG\r\n\x1a\n", "media_type": None}, "page", "not-html"),
    "empty": ({"body": b""}, "page", "empty"),
    "blank": ({"body": b"  \r\n \t "}, "page", "empty"),
    "no text": ({"body": "<html><body><img src='a'></body></html>"}, "page", "no-text"),
    "30 MB": ({"body": HUGE}, "page", "too-large"),
    "300,000 elements": ({"body": MANY}, "page", "too-large"),
    "cut off": ({"body": page("Half")[:900], "ended": "disconnect"}, "page", "truncated"),
    "hung": ({"body": page("Half")[:900], "ended": "time"}, "page", "timeout"),
    "too long": ({"body": page("Half")[:900], "ended": "length"}, "page", "too-large"),
    "broken gzip": (
        {
            "body": gzip.compress(b"x" * 99, mtime=0)[:12] + b"\xff" * 99,
            "headers": ["Content-Encoding: gzip"],
        },
        "page",
        "undecodable",
    ),
    "unknown coding": (
        {"body": b"???", "headers": ["Content-Encoding: aes128gcm"]},
        "page",
        "undecodable",
    ),
    "gzip bomb": (
        {
            "body": gzip.compress(bytes(300 << 20), 9, mtime=0),
            "headers": ["Content-Encoding: gzip"],
        },
        "page",
        "undecodable",
    ),
    "redirect to nowhere": (
        {"status": "301 Moved Permanently", "headers": ["Location: javascript:void(0)"]},
        "page",
        "bad-url",
    ),
    "redirect without address": ({"status": "302 Found"}, "fetch", "http-status"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_bad_page_is_a_reject(make: Maker, root: Path, name: str) -> None:
    response, stage, reason = PAGES[name]
    archive = Archive()
    archive.get(URL, via=FEED, **response)
    report = make(archive)
    assert the_reject(root) == (stage, reason)
    assert report.rejects == {reason: 1}


# Parsing by the standard takes the square of the depth: each start tag looks through all open ones.
@pytest.mark.parametrize(
    "name",
    [
        *("deep", "empty tags", "deep and long", "open brackets"),
        pytest.param("very deep", marks=pytest.mark.slow),
    ],
)
def test_a_page_that_is_hard_to_read_ends_as_row_or_reject(
    make: Maker, root: Path, name: str
) -> None:
    body = {
        "deep": deep(20_000),
        "very deep": deep(100_000),
        "empty tags": page("Empty").replace("<article>", f"<article>{EMPTY_TAGS}"),
        "deep and long": page("Deep").replace("<article>", f"<article>{'<div>' * 5_000}"),
        "open brackets": page("Open").replace("<article>", f"<article>{'<' * 200_000}"),
    }[name]
    archive = Archive()
    archive.get(URL, body, via=FEED)
    report = make(archive)
    assert report.rows["articles"] + report.rows["rejects"] == 2
    assert set(report.rejects) <= {"no-text", "no-article", "too-large", "deadline", "not-html"}


@pytest.mark.parametrize(
    "trap",
    [
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/ld+json">{"headline":"' + "\\" * 200_000 + "</script>",
        f'<meta property="article:published_time" content="{"1 " * 50_000}">',
        f'<meta name="author" content="{"By By and " * 30_000}">',
        f'<meta name="description" content="{"&amp;" * 100_000}">',
        f"<title>{' - ' * 50_000}</title>",
        f'<link rel="canonical" href="{SITE}/{"a/../" * 30_000}">',
        "<!--" * 50_000,
    ],
    ids=["brackets", "backslashes", "date", "author", "entities", "title", "canonical", "comments"],
)
def test_a_trap_for_patterns_takes_no_time(make: Maker, root: Path, trap: str) -> None:
    archive = Archive()
    archive.get(URL, page("A trap", head=trap), via=FEED)
    report = make(archive)
    assert "deadline" not in report.rejects
    assert "worker-died" not in report.rejects


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "shift_jis", "utf-16"])
def test_a_page_that_is_not_utf_8_is_read(make: Maker, root: Path, encoding: str) -> None:
    text = "港口大桥周五重新开放，此前的检查发现四根吊杆出现裂缝。"
    if encoding in ("big5", "shift_jis"):
        text = "東京の港で新しい橋が開通した" if encoding == "shift_jis" else "港口大橋週五重新開放"
    body = page("港", [text * 3, text * 4]).replace("utf-8", encoding).encode(encoding)
    archive = Archive()
    archive.get(URL, body, media_type=f"text/html; charset={encoding}")
    make(archive)
    assert text in table(root, "articles")[0]["text"]


def test_halves_of_characters_do_not_reach_a_row(make: Maker, root: Path) -> None:
    data = r'{"@type": "NewsArticle", "headline": "Half \ud83d of it", "articleSection": "\udc00"}'
    head = f'<script type="application/ld+json">{data}</script>'
    archive = Archive()
    archive.get(URL, page("Half \ufffd of it", head=head))
    assert make(archive).rejects == {}


# --- Feeds ---------------------------------------------------------------------------------

FEEDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a page": ({"body": page("No feed"), "media_type": "text/html"}, "feed", "not-a-feed"),
    "nothing": ({"body": b""}, "feed", "empty"),
    "404": ({"body": feed(), "status": "404 Not Found"}, "fetch", "http-status"),
    "noise": ({"body": zlib.compress(b"noise" * 99)}, "feed", "not-a-feed"),
    "an entity bomb": (
        {"body": '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss>&b;</rss>'},
        "feed",
        "not-a-feed",
    ),
}


@pytest.mark.parametrize("name", FEEDS)
def test_a_bad_feed_is_a_reject(make: Maker, root: Path, name: str) -> None:
    response, stage, reason = FEEDS[name]
    archive = Archive()
    archive.get(FEED, **(RSS | response))
    make(archive)
    assert the_reject(root) == (stage, reason)


def test_each_entry_without_a_link_is_told(make: Maker, root: Path) -> None:
    dated = "<pubDate>Fri, 17 May 2024 06:30:00 +0000</pubDate>"
    bare = (f"<item><guid isPermaLink='false'>note {n}</guid>{dated}</item>" for n in range(3))
    archive = Archive()
    archive.get(FEED, feed(*bare), **RSS)
    archive.get(FEED, feed(), at=hours(1), **RSS)
    make(archive)
    told = {
        (row["url"], row["stage"], row["reason"], row["detail"]) for row in table(root, "rejects")
    }
    said = (f"the entry has no link: note {n}" for n in range(3))
    assert told == {(FEED, "entry", "empty", words) for words in said}


def test_a_feed_without_entries_is_a_poll(make: Maker) -> None:
    archive = Archive()
    archive.get(FEED, feed(), **RSS)
    assert make(archive).rejects == {}


@pytest.mark.parametrize("ended", ["complete", "disconnect"])
def test_what_came_of_a_feed_before_it_was_cut_is_used(make: Maker, root: Path, ended: Any) -> None:
    whole = feed(item("bridge", "Bridge"), item("ferry", "Ferry"))
    archive = Archive()
    archive.get(FEED, whole[: whole.index("Ferry")], ended=ended, **RSS)
    make(archive)
    assert the_reject(root) == ("feed", "truncated-feed")
    assert "Bridge" in {row["title"] for row in table(root, "feed_entries")}


def test_a_feed_that_lies_about_its_encoding_is_read(make: Maker, root: Path) -> None:
    body = feed(item("bridge", "港口大桥重新开放")).replace("UTF-8", "ISO-8859-1")
    archive = Archive()
    archive.get(FEED, body, role="feed", media_type="text/xml; charset=us-ascii")
    make(archive)
    assert table(root, "feed_entries")[0]["title"] == "港口大桥重新开放"


@pytest.mark.slow
def test_a_feed_of_ten_thousand_entries_is_ten_thousand_rows(make: Maker, root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(*(item(f"n{n}", f"Item {n}", content=()) for n in range(10_000))), **RSS)
    assert make(archive).rows["feed_entries"] == 10_000


@pytest.mark.parametrize("link", ["javascript:alert(1)", "", "http://[", "mailto:a@news.example"])
def test_an_entry_with_a_bad_link_is_an_entry_without_article(
    make: Maker, root: Path, link: str
) -> None:
    entry = item("bridge", "Bridge").replace(f"{SITE}/bridge/", link)
    archive = Archive()
    archive.get(FEED, feed(entry), **RSS)
    make(archive)
    (row,) = table(root, "feed_entries")
    assert row["article_id"] is None


# --- Workers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("poison", "reason"),
    [("burn", "deadline"), ("kill", "worker-died"), ("devour", "worker-died")],
)
def test_a_page_that_kills_its_worker_is_a_reject(
    root: Path, monkeypatch: pytest.MonkeyPatch, poison: str, reason: str
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))
    monkeypatch.setattr("twa.dataset.facts.shards.UNDERSTAND", "poisoned_pages:understand")
    archive = Archive()
    for number in range(3):
        archive.get(f"{SITE}/{number}/", page(f"Good {number}"), at=hours(number))
    archive.get(URL, page(f"poison: {poison}"), at=hours(1))
    archive.save(root)
    options = Options(limits=Limits(deadline=2, memory=512 << 20))
    report = build(Collection(root), workers=2, options=options)
    assert report.rows["articles"] == 3
    assert the_reject(root) == ("page", reason)


# --- Archives --------------------------------------------------------------------------------


def test_everything_readable_of_a_damaged_archive_is_read(root: Path) -> None:
    archive = Archive()
    for number in range(6):
        archive.get(f"{SITE}/{number}/", page(f"Number {number}", SENTENCES[number % 3 :]))
    octets = bytearray(archive.octets())
    for share in (0.4, 0.8):
        octets[int(len(octets) * share)] ^= 0xFF
    (root / "archive").mkdir(parents=True)
    (root / "archive" / archive.name).write_bytes(octets)
    report = build(Collection(root), workers=1)
    assert report.rows["articles"] >= 4
    assert report.damage
    assert all("at byte" in place and archive.name in place for place in report.damage)
    assert report.rejects["damaged-record"] == len(report.damage)


def test_an_archive_that_ends_in_the_middle_is_read_to_there(root: Path) -> None:
    archive = Archive()
    for number in range(3):
        archive.get(f"{SITE}/{number}/", page(f"Number {number}"))
    (root / "archive").mkdir(parents=True)
    (root / "archive" / archive.name).write_bytes(archive.octets()[:-900])
    report = build(Collection(root), workers=1)
    assert report.rows["articles"] >= 2
    assert len(report.damage) == 1


def test_a_file_that_is_no_archive_is_said_so(root: Path) -> None:
    Archive().save(root)
    (root / "archive/notes.warc.gz").write_bytes(b"not a WARC")
    (root / "archive/nothing.warc").write_bytes(b"")
    report = build(Collection(root), workers=1)
    assert len(report.damage) == 2
