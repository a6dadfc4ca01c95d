"""What a revisit saw again is what it names, and not the newest capture at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, table
from tests.dataset.raw import OK, record_id, response, revisit, save, sha1, story
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj

URL, COPY = f"{SITE}/bridge/", f"{SITE}/print/bridge/"
OLD, NEW = story("Bridge to open"), story("Bridge closed again")
JUNE, JULY = "2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z"
FIRST, SECOND = record_id("first"), record_id("second")
GONE = "<urn:uuid:00000000-0000-4000-8000-000000000000>"


@pytest.fixture
def built(tmp_path: Path) -> Any:
    def make(*records: bytes) -> list[dict[str, Any]]:
        save(
            tmp_path / "archive",
            response(URL, OLD, WARC_Record_ID=FIRST),
            response(URL, NEW, WARC_Record_ID=SECOND, WARC_Date=JUNE),
            *records,
        )
        build(Collection(tmp_path), workers=1)
        return [row for row in table(tmp_path, "articles") if row["url"] in (URL, COPY)]

    return make


def seen(rows: list[dict[str, Any]], url: str = URL) -> tuple[str, str | None]:
    (row,) = (row for row in rows if row["url"] == url)
    original = row["capture"]["original"]
    return row["title"], original and original["record_id"]


NAMES = {
    "its id": {"WARC_Refers_To": FIRST},
    "its id without brackets": {"WARC_Refers_To": FIRST.strip("<>")},
    "URI and date": {
        "WARC_Refers_To_Target_URI": URL,
        "WARC_Refers_To_Date": "2024-05-17T06:30:00Z",
    },
    "its digest": {"WARC_Payload_Digest": sha1(OLD)},
    "an id that is not here, and its digest": {
        "WARC_Refers_To": GONE,
        "WARC_Payload_Digest": sha1(OLD),
    },
    "its id, whatever the digest": {
        "WARC_Refers_To": FIRST,
        "WARC_Payload_Digest": sha1(NEW),
    },
}


@pytest.mark.parametrize("fields", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("block", [OK, ""], ids=["header", "no octets"])
@pytest.mark.parametrize("url", [URL, COPY], ids=["same URL", "other URL"])
def test_an_older_version_is_seen_again(
    built: Any, fields: dict[str, str], block: str, url: str
) -> None:
    rows = built(revisit(url, block, WARC_Date=JULY, **fields))
    assert seen(rows, url) == ("Bridge to open", FIRST)


def test_a_digest_at_the_same_url_comes_before_the_same_elsewhere(
    built: Any, tmp_path: Path
) -> None:
    elsewhere = response(f"{SITE}/elsewhere/", OLD, WARC_Date=JUNE)
    rows = built(elsewhere, revisit(URL, WARC_Date=JULY, WARC_Payload_Digest=sha1(OLD)))
    assert seen(rows) == ("Bridge to open", FIRST)


def test_a_revisit_may_be_referred_to(built: Any) -> None:
    again = record_id("again")
    rows = built(
        revisit(URL, WARC_Date=JULY, WARC_Record_ID=again, WARC_Refers_To=FIRST),
        revisit(COPY, WARC_Date="2024-08-01T00:00:00Z", WARC_Refers_To=again),
    )
    assert seen(rows, COPY) == ("Bridge to open", FIRST)


def test_what_has_not_changed_is_the_capture_before(built: Any) -> None:
    block = "HTTP/1.1 304 Not Modified\r\n\r\n"
    profile = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
    rows = built(revisit(URL, block, WARC_Date=JULY, WARC_Profile=profile))
    assert seen(rows) == ("Bridge closed again", SECOND)


MISSING = {
    "a record that is not here": ({"WARC_Refers_To": GONE}, f"record {GONE[1:-1]}"),
    "a digest that nothing has": (
        {"WARC_Payload_Digest": sha1("something else")},
        "a payload sha1",
    ),
    "nothing": ({}, "nothing, for it names none"),
}


@pytest.mark.parametrize(("fields", "looked_for"), MISSING.values(), ids=MISSING)
def test_what_is_named_and_not_here_is_said(
    built: Any, tmp_path: Path, fields: dict[str, str], looked_for: str
) -> None:
    rows = built(revisit(URL, WARC_Date=JULY, **fields))
    assert seen(rows) == ("Bridge closed again", None)
    (reject,) = table(tmp_path, "rejects")
    assert (reject["stage"], reject["reason"]) == ("archive", "original-missing")
    assert looked_for in reject["detail"]


def test_a_revisit_of_what_is_no_page_is_no_damage(built: Any, tmp_path: Path) -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"
    font = f"{SITE}/serif.ttf"
    octets = b"\0\1\0\0glyphs"
    built(
        response(font, octets, head),
        revisit(font, head, WARC_Date=JULY, WARC_Payload_Digest=sha1(octets)),
    )
    assert table(tmp_path, "rejects") == []


@pytest.mark.parametrize("label", [sha1(b""), sha1(OLD)], ids=["of nothing", "of the payload"])
def test_a_block_digest_that_says_nothing_of_the_block_is_no_damage(
    built: Any, tmp_path: Path, label: str
) -> None:
    digests = {"WARC_Block_Digest": label, "WARC_Payload_Digest": sha1(OLD)}
    rows = built(revisit(URL, WARC_Date=JULY, **digests))
    assert seen(rows) == ("Bridge to open", FIRST)
    assert table(tmp_path, "rejects") == []


@pytest.mark.parametrize("fields", NAMES.values(), ids=NAMES)
def test_rules_are_those_that_a_revisit_of_them_names(
    built: Any, tmp_path: Path, fields: dict[str, str]
) -> None:
    place = f"{SITE}/robots.txt"
    plain = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    strict, lax = "User-agent: *\nDisallow: /\n", "User-agent: *\nAllow: /\n"
    named = {
        name: {FIRST: record_id("strict"), URL: place, sha1(OLD): sha1(strict)}.get(value, value)
        for name, value in fields.items()
    }
    if "WARC_Refers_To" in named and named["WARC_Refers_To"] != GONE:
        named["WARC_Refers_To"] = record_id("strict")
    built(
        response(place, strict, plain, WARC_Record_ID=record_id("strict")),
        response(place, lax, plain, WARC_Date=JUNE),
        revisit(place, plain, WARC_Date="2024-06-15T00:00:00Z", **named),
        response(COPY, OLD, WARC_Date=JULY),
    )
    (row,) = (row for row in table(tmp_path, "articles") if row["url"] == COPY)
    assert row["rights"]["robots"] == "disallowed"


@pytest.mark.parametrize(
    ("role", "held", "reason"), [("feed", "page", "not-a-feed"), ("article", "feed", "not-html")]
)
def test_what_was_asked_for_as_something_else_is_as_it_would_be_anew(
    tmp_path: Path, role: str, held: str, reason: str
) -> None:
    """A page of maintenance, say, which a site shows everywhere."""
    archive = Archive()
    if held == "page":
        earlier = archive.get(URL, page("Back soon"), via=FEED)
        archive.get(FEED, page("Back soon"), role=role, at=hours(1), earlier=earlier)
    else:
        earlier = archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
        archive.get(URL, feed(item("bridge", "Bridge")), at=hours(1), via=FEED, earlier=earlier)
    archive.save(tmp_path)
    cdxj.reindex(tmp_path / "archive")
    build(Collection(tmp_path), workers=1)
    assert {row["url"] for row in table(tmp_path, "articles")} <= {URL}
    (rejected,) = table(tmp_path, "rejects")
    assert (rejected["reason"], rejected["url"]) == (reason, FEED if role == "feed" else URL)
    assert len(table(tmp_path, "articles")) == (held == "page")
    assert [*verify(Collection(tmp_path), workers=1)] == []
