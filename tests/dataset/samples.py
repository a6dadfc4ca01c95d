"""Rows that keep their contracts, to be bent by tests."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from twa.dataset.pages.article import TextBlock, render
from twa.dataset.tables.identity import IDENTITY, sha256, words

WARC = "news-20240517063000000-00000-host.warc.gz"
WARCS = {WARC: 10_000_000}
START = datetime(2024, 5, 17, 6, 30, tzinfo=UTC)

RECORD = {
    "warc": WARC,
    "offset": 0,
    "length": 900,
    "record_id": "<urn:uuid:00000000-0000-4000-8000-999999999999>",
}

RIGHTS: dict[str, Any] = {
    "robots": "allowed",
    "robots_agent": "twa",
    "robots_captured_at": "2024-05-17T06:29:00.000000Z",
    "robots_record": RECORD,
    "tdm_reservation": 1,
    "tdm_policy": "https://news.example/policies/tdm.json",
    "tdm_source": "header",
    "tdm_captured_at": None,
    "tdm_record": None,
    "statements": [
        {
            "source": "header",
            "name": "tdm-reservation",
            "agent": None,
            "value": "1",
            "record_id": RECORD["record_id"],
        }
    ],
}

NO_RIGHTS: dict[str, Any] = dict.fromkeys(RIGHTS) | {
    "robots": "unknown",
    "robots_agent": "twa",
    "statements": [],
}

EXTRACTION = {"extractor": "trafilatura", "version": "2.3.1", "options": "5d41402abc4b2a76"}


def instant(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def capture(number: int = 0, at: datetime | None = None) -> dict[str, Any]:
    return {
        "warc": WARC,
        "offset": 1000 * number,
        "length": 900,
        "record_id": f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        "block_digest": f"sha256:{sha256(f'block {number}')}",
        "payload_sha256": sha256(f"payload {number}"),
        "captured_at": instant(at or START + timedelta(hours=number)),
        "http_status": 200,
        "content_type": "text/html; charset=UTF-8",
        "original": None,
        "tls": {
            "trusted": True,
            "detail": f"root sha256:{sha256('root')} CN=Harbour Root",
            "certificates": {
                "warc": WARC,
                "offset": 400,
                "length": 500,
                "record_id": "<urn:uuid:00000000-0000-4000-8000-0000000000ff>",
            },
        },
        "proof": {"position": 3 * number, "root": sha256("root")},
    }


def _text(number: int) -> list[dict[str, Any]]:
    return [
        {"type": "paragraph", "text": f"The bridge opened on day {number}.", "level": None},
        {"type": "heading", "text": "What changes", "level": 2},
        {"type": "list-item", "text": "The ferries stay.", "level": 1},
        {"type": "list-item", "text": "港口大桥重新开放。", "level": 1},
    ]


_LISTS = ("credits", "authors", "agencies", "categories", "tags", "captions", "notes", "removed")


def article(number: int = 0, /, *, bare: bool = False, **changes: Any) -> dict[str, Any]:
    """A valid row of `articles`; `bare` leaves everything null that may be."""
    at = START + timedelta(hours=number)
    blocks = _text(number)
    url = f"https://news.example/2024/05/bridge-{number}/"
    row: dict[str, Any] = {
        "id": "",
        "url": url,
        "canonical_url": url,
        "title": f"Bridge opens for the {number}th time",
        "text": "",
        "standfirst": "Traffic returns to the inner harbour.",
        "summary": "What changes for commuters.",
        "blocks": blocks,
        "removed": [{"text": "Sign up for our letter.", "reason": "recurring"}],
        "titles": {
            "page": f"Bridge opens for the {number}th time",
            "og": "The bridge is open again",
            "json_ld": f"Bridge opens for the {number}th time",
            "html": None,
            "feed": f"Bridge opens for the {number}th time",
            "twitter": None,
        },
        "credits": [
            {"name": name, "kind": kind, "role": role, "source": "json-ld", "raw": name}
            for name, kind, role in (
                ("Mira Holt", "person", "author"),
                ("Jonas Adebayo", "person", "author"),
                ("AFP", "organisation", "source"),
            )
        ],
        "byline": "By Mira Holt and Jonas Adebayo (AFP)",
        "authors": ["Mira Holt", "Jonas Adebayo"],
        "agencies": ["AFP"],
        "published": instant(at - timedelta(hours=1)),
        "published_raw": "Fri, 17 May 2024 05:30:00 +0000",
        "published_precision": "second",
        "published_zone": "stated",
        "modified": instant(at),
        "modified_raw": "2024-05-17T06:30:00Z",
        "modified_precision": "second",
        "modified_zone": "stated",
        "language": "en",
        "section": "Transport",
        "categories": ["Transport"],
        "tags": ["bridges"],
        "image": "https://news.example/media/bridge.jpg",
        "captions": ["The bridge at dawn."],
        "publisher": "Harbour News",
        "license": None,
        "is_accessible_for_free": True,
        "body_status": "full",
        "quality": 0.99,
        "notes": [],
        "sources": {
            "title": "json-ld",
            "authors": "json-ld",
            "published": "feed",
            "modified": "json-ld",
            "summary": "opengraph",
            "language": "html",
            "image": "opengraph",
            "section": "json-ld",
            "categories": "feed",
            "tags": "json-ld",
            "publisher": "opengraph",
            "canonical_url": "link",
        },
        "witnesses": {"feed": 0.98, "json_ld": None, "agreement": 0.98, "chosen": "page"},
        "revision_count": 1,
        "first_captured_at": instant(at),
        "gone_at": None,
        "feed": {
            "url": "https://news.example/feed/",
            "entry_id": f"https://news.example/?p={number}",
            "title": f"Bridge opens for the {number}th time",
            "published": instant(at - timedelta(hours=1)),
            "published_raw": "Fri, 17 May 2024 05:30:00 +0000",
            "content_witness": 0.98,
        },
        "rights": copy.deepcopy(RIGHTS),
        "withdrawn": None,
        "capture": capture(number, at),
        "further_pages": [],
        "extraction": dict(EXTRACTION),
    }
    if bare:
        for name in [
            "title",
            "standfirst",
            "summary",
            "published",
            "published_raw",
            "published_precision",
            "published_zone",
            "byline",
            "modified",
            "modified_raw",
            "modified_precision",
            "modified_zone",
            "language",
            "section",
            "image",
            "publisher",
            "license",
            "is_accessible_for_free",
            "gone_at",
            "feed",
        ]:
            row[name] = None
        for name in _LISTS:
            row[name] = []
        row["titles"] = dict.fromkeys(row["titles"])
        row["sources"] = dict.fromkeys(row["sources"])
        row["witnesses"] = {"feed": None, "json_ld": None, "agreement": None, "chosen": "page"}
        row["rights"] = copy.deepcopy(NO_RIGHTS)
        row["capture"].update(block_digest=None, content_type=None)
    row.update(changes)
    row["text"] = render(TextBlock(b["type"], b["text"], b["level"]) for b in row["blocks"])
    return _finished("articles", row, changes)


def revision(number: int = 0, /, **changes: Any) -> dict[str, Any]:
    base = article(number)
    row: dict[str, Any] = {
        "id": "",
        "article_id": base["id"],
        "url": base["url"],
        "number": 1,
        "supersedes": None,
        "captured_at": base["capture"]["captured_at"],
        "title": base["title"],
        "text": base["text"],
        "modified": base["modified"],
        "similarity": None,
        "diff": None,
        "rights": base["rights"],
        "withdrawn": None,
        "capture": base["capture"],
        "further_pages": [],
        "extraction": base["extraction"],
    }
    return _finished("revisions", {**row, **changes}, changes)


def feed_entry(number: int = 0, /, **changes: Any) -> dict[str, Any]:
    at = instant(START + timedelta(hours=number))
    row: dict[str, Any] = {
        "id": "",
        "feed_url": "https://news.example/feed/",
        "entry_id": f"https://news.example/?p={number}",
        "position": 0,
        "link": f"https://news.example/2024/05/bridge-{number}/",
        "article_id": article(number)["id"],
        "title": f"Bridge opens for the {number}th time",
        "published": at,
        "published_raw": "Fri, 17 May 2024 06:30:00 +0000",
        "published_precision": "second",
        "updated": None,
        "updated_raw": None,
        "updated_precision": None,
        "authors": ["Mira Holt"],
        "categories": [],
        "summary": None,
        "first_seen": at,
        "last_seen": at,
        "times_seen": 1,
        "withdrawn": None,
        "capture": capture(number),
    }
    return _finished("feed_entries", {**row, **changes}, changes)


def reject(number: int = 0, /, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": "",
        "url": f"https://news.example/report-{number}.pdf",
        "stage": "page",
        "reason": "not-html",
        "detail": "Content-Type is application/pdf",
        "via": "https://news.example/feed/",
        "pointer": None,
        "captured_at": instant(START + timedelta(hours=number)),
        "withdrawn": None,
        "capture": capture(number),
    }
    return _finished("rejects", {**row, **changes}, changes)


ROWS = {"articles": article, "revisions": revision, "feed_entries": feed_entry, "rejects": reject}
"""Table → maker of its numbered rows, ascending in the table's order."""


def _finished(table: str, row: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """What follows from the rest of a row, except where a test says otherwise."""
    if table in ("articles", "revisions"):
        row["text_sha256"] = sha256(row["text"])
        row["word_count"] = words(row["text"])
        row["character_count"] = len(row["text"])
    row["id"] = IDENTITY[table](row)
    return copy.deepcopy({**row, **changes})
