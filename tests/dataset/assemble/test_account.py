"""Every record ends somewhere, and the sums agree: nothing is passed over in silence."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, item, page, table
from tests.dataset.raw import DAY, OK, record, record_id, response, revisit, save, sha1, story
from twa import schemas
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.facts.fates import FATES
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.tables.account import Changes, imbalances
from twa.dataset.tables.manifest import Manifest
from twa.dataset.verification.account import account as check
from twa.dataset.verification.fixity import fixity
from twa.dataset.warc import cdxj
from twa.dataset.warc.records import KINDS

URL = f"{SITE}/bridge/"
STORY = story("Harbour bridge reopens")


def built(root: Path, *records: bytes) -> dict[str, Any]:
    """What the manifest says of the one WARC; the whole of it balances."""
    save(root / "archive", *records)
    build(Collection(root), workers=1)
    (item,) = manifest(root)["inputs"]
    assert list(imbalances(item)) == []
    account: dict[str, Any] = item["account"]
    return account


def manifest(root: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((root / "dataset/manifest.json").read_text("utf-8"))
    return document


DATES = {
    "a space for the T": ("2024-05-17 06:30:00", "2024-05-17T06:30:00.000000Z"),
    "fourteen digits": ("20240517063000", "2024-05-17T06:30:00.000000Z"),
    "an offset": ("2024-05-17T08:30:00+02:00", "2024-05-17T06:30:00.000000Z"),
    "an offset without a colon": ("2024-05-16T22:30:00-0800", "2024-05-17T06:30:00.000000Z"),
    "no such day": ("2024-05-77T06:30:00Z", "2024-05-31T06:30:00.000000Z"),
    "the day of the year": ("2024-05-138T06:30:00Z", "2024-05-17T06:30:00.000000Z"),
    "the day of a short year": ("2025-03-65T00:00:00-0800", "2025-03-06T08:00:00.000000Z"),
    "no such month": ("2024-17-17T06:30:00Z", "2024-12-17T06:30:00.000000Z"),
    "no such hour": ("2024-05-17T26:30:00Z", "2024-05-17T23:30:00.000000Z"),
    "of HTTP": ("Fri, 17 May 2024 06:30:00 GMT", "2024-05-17T06:30:00.000000Z"),
}


@pytest.mark.parametrize(("stated", "meant"), DATES.values(), ids=DATES)
def test_a_date_is_read_as_others_write_it(tmp_path: Path, stated: str, meant: str) -> None:
    account = built(tmp_path, response(URL, STORY, WARC_Date=stated))
    assert account == {"response": {"page": 1}}
    (row,) = table(tmp_path, "articles")
    assert f"{row['capture']['captured_at']:%Y-%m-%dT%H:%M:%S.%fZ}" == meant
    assert row["notes"] == [{"kind": "capture-date-mended", "detail": stated}]


UNPLACED = {
    "no address": (record("response", OK + STORY), "no-uri"),
    "no date": (response(URL, STORY, WARC_Date=None), "no-warc-date"),
    "no date at all": (response(URL, STORY, WARC_Date="yesterday"), "no-warc-date"),
    "a revisit without an address": (record("revisit", OK), "no-uri"),
    "no type": (response(URL, STORY).replace(b"WARC-Type: response\r\n", b""), "damaged-record"),
    "an empty page": (response(URL, ""), "empty"),
    "white space": (response(URL, " \n "), "empty"),
    "no octets": (record("response", WARC_Target_URI=URL), "empty"),
}


@pytest.mark.parametrize(("one", "reason"), UNPLACED.values(), ids=UNPLACED)
def test_a_capture_that_gives_no_row_says_why(tmp_path: Path, one: bytes, reason: str) -> None:
    account = built(tmp_path, response(f"{SITE}/good/", STORY), one)
    assert sum(fates.get("rejected", 0) for fates in account.values()) == 1
    assert [row["reason"] for row in table(tmp_path, "rejects")] == [reason]


@pytest.mark.parametrize("path", ["bridge/", "robots.txt"])
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_an_answer_without_what_stands_there_is_no_page(
    tmp_path: Path, method: str, path: str
) -> None:
    """As warcprox writes it: the length of what was not sent, and the request after it."""
    url = f"{SITE}/{path}"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(STORY)}\r\n\r\n"
    answer = response(url, "", head, WARC_Record_ID=record_id("answer"))
    request = record(
        "request",
        f"{method} /{path} HTTP/1.1\r\nHost: news.example\r\n\r\n",
        WARC_Target_URI=url,
        WARC_Concurrent_To=record_id("answer"),
        Content_Type="application/http; msgtype=request",
    )
    account = built(tmp_path, response(URL, STORY), answer, request)
    assert account == {"response": {"page": 1, "other-type": 1}, "request": {"description": 1}}
    assert table(tmp_path, "rejects") == []


def test_a_record_without_an_id_is_given_one(tmp_path: Path) -> None:
    account = built(tmp_path, response(URL, STORY, WARC_Record_ID=None))
    assert account == {"response": {"page": 1}}
    (row,) = table(tmp_path, "articles")
    assert row["capture"]["record_id"].startswith("<urn:uuid:")


@pytest.mark.parametrize(
    "media_type", ["text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", None]
)
def test_a_resource_that_is_a_page_is_read(tmp_path: Path, media_type: str | None) -> None:
    one = record("resource", STORY, WARC_Target_URI=URL, Content_Type=media_type)
    assert built(tmp_path, one) == {"resource": {"page": 1}}
    (row,) = table(tmp_path, "articles")
    assert (row["title"], row["capture"]["http_status"]) == ("Harbour bridge reopens", None)
    assert row["capture"]["content_type"] == media_type


MEDIA_TYPES = [
    *("text/html;charset", "text/html;", "TEXT/HTML", "text/html charset=utf-8", "html", ""),
    *("text/html, text/html", "*/*", "unknown/unknown", "application/x-httpd-php", '"text/html"'),
    *("application/vnd.wap.xhtml+xml", "text/htm", "binary/octet-stream"),
]


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_page_is_one_under_whatever_type_servers_write(tmp_path: Path, media_type: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n"
    assert built(tmp_path, response(URL, STORY, head)) == {"response": {"page": 1}}


def test_text_under_the_length_of_its_coding_is_whole(tmp_path: Path) -> None:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(STORY) // 3}\r\n\r\n"
    )
    assert built(tmp_path, response(URL, STORY, head)) == {"response": {"page": 1}}
    (row,) = table(tmp_path, "articles")
    assert (row["body_status"], len(row["blocks"])) == ("full", 5)
    detail = f"{len(STORY.encode())} octets, said to be {len(STORY) // 3}"
    assert row["notes"] == [{"kind": "content-length-wrong", "detail": detail}]


def test_records_that_stand_together_are_captures_of_their_own(tmp_path: Path) -> None:
    one = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    account = built(
        tmp_path,
        response(URL, STORY, WARC_Record_ID=one),
        response(f"{SITE}/ferry/", story("Ferry sold"), WARC_Concurrent_To=one),
    )
    assert account == {"response": {"page": 2}}


def test_each_kind_of_record_has_its_place(tmp_path: Path) -> None:
    png = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
    plain = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    moved = "HTTP/1.1 301 Moved\r\nLocation: /bridge/\r\nContent-Type: text/html\r\n\r\n"
    same = "HTTP/1.1 304 Not Modified\r\nContent-Type: text/html\r\n\r\n"
    rss = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n"
    account = built(
        tmp_path,
        record("warcinfo", "software: x\r\n", Content_Type="application/warc-fields"),
        record("request", "GET / HTTP/1.1\r\n\r\n", WARC_Target_URI=URL),
        response(URL, STORY),
        response(f"{SITE}/feed/", feed(item("bridge", "Bridge")), rss),
        response(f"{SITE}/b", "", moved),
        response(f"{SITE}/logo.png", b"\x89PNG\r\n\x1a\n", png),
        response(f"{SITE}/robots.txt", "User-agent: *\nAllow: /\n", plain),
        response(f"{SITE}/ferry/", "", same),
        response(
            f"{SITE}/lost/", "no", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"
        ),
        revisit(URL, WARC_Date="2024-06-01T00:00:00Z", WARC_Payload_Digest=sha1(STORY)),
        record("conversion", "text", WARC_Target_URI=URL, Content_Type="text/plain"),
        record("experiment", "x", WARC_Target_URI=URL),
        record("metadata", "a: b\r\n", WARC_Target_URI=URL, Content_Type="application/warc-fields"),
        record("response", "\0\1", WARC_Target_URI="dns:news.example", Content_Type="text/dns"),
    )
    assert account == {
        "warcinfo": {"description": 1},
        "request": {"description": 1},
        "response": {
            **{"page": 1, "feed": 1, "redirect": 1, "rules": 1, "not-modified": 1},
            **{"other-type": 2, "rejected": 1},
        },
        "revisit": {"page": 1},
        "conversion": {"no-capture": 1},
        "other": {"no-capture": 1},
        "metadata": {"description": 1},
    }


def test_the_same_record_in_two_files_is_counted_as_a_copy(tmp_path: Path) -> None:
    other = response(f"{SITE}/ferry/", story("Ferry sold"))
    save(tmp_path / "archive", response(URL, STORY), name="a.warc")
    save(tmp_path / "archive", response(URL, STORY), other, name="b.warc")
    build(Collection(tmp_path), workers=1)
    ends = [item["account"] for item in manifest(tmp_path)["inputs"]]
    assert ends == [{"response": {"page": 1}}, {"response": {"copy": 1, "page": 1}}]


def test_what_is_refused_at_every_poll_is_one_row_and_so_counted(tmp_path: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    for _ in range(3):
        archive.note(f"{SITE}/embed/", outcome="refused", reason="not-an-article", entry="e1")
    archive.save(tmp_path)
    build(Collection(tmp_path), workers=1)
    (counted,) = manifest(tmp_path)["inputs"]
    assert list(imbalances(counted)) == []
    assert counted["account"]["metadata"]["repeated"] == 2
    assert [row["reason"] for row in table(tmp_path, "rejects")] == ["not-an-article"]


def test_an_account_that_does_not_balance_is_found(tmp_path: Path) -> None:
    built(tmp_path, response(URL, STORY), response(f"{SITE}/x/", ""))
    cdxj.reindex(tmp_path / "archive")
    assert list(fixity(Collection(tmp_path), workers=1)) == []
    (counted,) = manifest(tmp_path)["inputs"]
    for change in (
        {"records": 3},
        {"damaged": 1},
        {"account": {"response": {"page": 1, "other-type": 1}}},
        {"account": {"response": {"rejected": 1, "other-type": 1}}},
    ):
        assert list(imbalances({**counted, **change})), change


def test_one_bad_row_is_one_reject(tmp_path: Path) -> None:
    built(tmp_path, response(URL, STORY), response(f"{SITE}/x/", page("X"), WARC_Date=DAY))
    assert table(tmp_path, "rejects") == []


def test_the_account_is_held_against_the_rows(tmp_path: Path) -> None:
    built(tmp_path, response(URL, STORY), response(f"{SITE}/x/", ""))
    document = manifest(tmp_path)
    assert list(check(tmp_path / "dataset", Manifest(document))) == []
    document["inputs"][0]["rows"]["articles"] = 0
    found = [finding.message for finding in check(tmp_path / "dataset", Manifest(document))]
    assert found == [
        "has 1 rows of articles, the manifest says 0",
        "accounts for 0 of 1 rows of articles",
    ]


def test_files_that_cannot_be_read_stand_in_it_with_their_reason(tmp_path: Path) -> None:
    built(tmp_path, response(URL, STORY))
    assert manifest(tmp_path)["files"] == []
    (tmp_path / "archive/old.warc.xz").write_bytes(b"\xfd7zXZ\x00 and more")
    (tmp_path / "archive/b.wacz").write_bytes(b"no package")
    build(Collection(tmp_path), workers=1)
    assert manifest(tmp_path)["files"] == [
        {"file": "b.wacz", "bytes": 10, "detail": "no WACZ: it is not a zip file"},
        {
            **{"file": "old.warc.xz", "bytes": 15},
            "detail": "compressed with xz; decompress it with `xz -d`",
        },
    ]


def test_revisits_end_where_their_originals_do(tmp_path: Path) -> None:
    lost = response(f"{SITE}/x/", "gone", "HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n")
    june: dict[str, Any] = {"WARC_Date": "2024-06-01T00:00:00Z"}
    seen = revisit(URL, **june, WARC_Payload_Digest=sha1(STORY))
    missed = revisit(URL, **june, WARC_Payload_Digest=sha1("another"))
    again = revisit(f"{SITE}/x/", **june, WARC_Payload_Digest=sha1("gone"))
    account = built(tmp_path, response(URL, STORY), lost, seen, missed, again)
    assert account["revisit"] == {"page": 1, "rejected": 1, "repeated": 1}


def test_code_and_schema_have_the_same_words() -> None:
    schema = json.loads((Path(schemas.__file__).parent / "manifest.schema.json").read_text("utf-8"))
    ends = schema["properties"]["inputs"]["items"]["properties"]["account"]
    assert ends["additionalProperties"]["propertyNames"]["enum"] == list(FATES)
    assert ends["propertyNames"]["enum"] == [*KINDS, "other"]


def test_what_is_taken_away_leaves_what_would_be_there_without_it() -> None:
    some, more = Changes(), Changes()
    some.move("a.warc", "response", "page", "copy", 2)
    some.row("rejects", {"warc": "a.warc", "about": ["b.warc", "record", "response"]})
    more.row("articles", {"warc": "a.warc", "about": None})
    both = Changes.of_json(some.as_json())
    both.add(more)
    both.add_json(some.as_json(), -1)
    assert both.as_json() == more.as_json() == {"a.warc": {"rows": {"articles": 1}}}
    both.add_json(more.as_json(), -1)
    assert both.as_json() == {}


def test_a_collection_is_named_after_the_first_warcs_that_say_so(tmp_path: Path) -> None:
    said = {"b": ("harbour", None), "c": ("pier", "M. Holt"), "a": (None, None), "d": (None, "X")}
    with closing(Ledger.create(tmp_path / "ledger.sqlite")) as ledger:
        for name, (collection, operator) in said.items():
            fact = {"kind": "warc", "root": "", "collection": collection, "operator": operator}
            ledger.add(name, fact)  # type: ignore[arg-type]
        found = [(one["collection"], one["operator"]) for one in ledger.accounts.naming()]
    assert found == [said["b"], said["c"]]
