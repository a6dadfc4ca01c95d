"""Archives for tests, written by the project's own writer: exchange in, WARC out."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from twa.dataset.exchange import Block, Ended, Exchange, Handshake, Origin
from twa.dataset.warc.connections import handshake_drafts, resolution_draft
from twa.dataset.warc.revisits import Earlier
from twa.dataset.warc.writer import (
    examine,
    exchange_drafts,
    member,
    note_draft,
    warcinfo_draft,
)

START = datetime(2024, 5, 17, 6, 30, tzinfo=UTC)
SITE = "https://news.example"
FEED = f"{SITE}/feed/"


def hours(count: float) -> datetime:
    """An instant so many hours after the start of all things."""
    return START + timedelta(hours=count)


SHOWN = Handshake("news.example:443", (b"a chain",), b"a staple", trusted=True, words="a root")
"""What a server showed for its name."""


class Archive:
    """One WARC in the making."""

    def __init__(
        self, name: str = "news-20240517063000000-00000-host.warc.gz", run: str | None = None
    ) -> None:
        self.name = name
        self._members: list[bytes] = []
        self._count = 0
        fields = {"software": "test/1", "isPartOf": "harbour-news", "operator": "M. Holt"}
        if run is not None:
            fields["run"] = run
        self._info = self._id()
        draft = warcinfo_draft(name, fields, date=START, record_id=self._info)
        self._members.append(b"".join(member(draft)))

    def _id(self) -> str:
        self._count += 1
        seed = hashlib.sha256(f"{self.name} {self._count}".encode()).hexdigest()
        return f"<urn:uuid:{seed[:8]}-{seed[8:12]}-4{seed[13:16]}-8{seed[17:20]}-{seed[20:32]}>"

    def get(
        self,
        url: str,
        body: str | bytes = b"",
        *,
        role: str = "article",
        at: datetime = START,
        status: str = "200 OK",
        media_type: str | None = "text/html; charset=UTF-8",
        headers: Iterable[str] = (),
        via: str | None = None,
        hops: str = "",
        ended: Ended = "complete",
        detail: str = "",
        earlier: Earlier | None = None,
        certificates: str | None = None,
    ) -> Earlier:
        """One exchange. `ended` without a response for those that have none."""
        octets = body.encode() if isinstance(body, str) else body
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(octets)}", *headers]
        if media_type is not None:
            lines.append(f"Content-Type: {media_type}")
        answered = ended not in ("dns", "refused", "tls", "unreachable")
        response = ("\r\n".join(lines) + "\r\n\r\n").encode() + octets if answered else b""
        exchange = Exchange(
            url=url,
            started=at,
            request=Block(f"GET {url} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()),
            response=Block(response),
            ended=ended,
            detail=detail,
            ip="192.0.2.1",
            origin=Origin(role, via, hops),
            handshake=None if certificates is None else SHOWN,
        )
        drafts = exchange_drafts(
            exchange,
            examine(exchange),
            new_id=self._id,
            warcinfo_id=self._info,
            earlier=earlier,
            certificates=certificates,
        )
        self._members.extend(b"".join(member(draft)) for draft in drafts)
        return Earlier(url, at, dict(drafts[0].headers)["WARC-Record-ID"], "")

    def connection(self, host: str, *, at: datetime = START) -> str:
        """What a host showed and where it is; the id of the record of its chain."""
        shown = replace(SHOWN, name=f"{host}:443")
        resolved = resolution_draft(
            host, ["192.0.2.1"], date=at, record_id=self._id(), warcinfo_id=self._info
        )
        drafts = handshake_drafts(shown, date=at, new_id=self._id, warcinfo_id=self._info)
        for draft in (resolved, *drafts):
            self._members.append(b"".join(member(draft)))
        return drafts[0].record_id

    def note(self, url: str, *, at: datetime = START, **fields: str) -> None:
        """A decision."""
        draft = note_draft(url, fields, date=at, record_id=self._id(), warcinfo_id=self._info)
        self._members.append(b"".join(member(draft)))

    def octets(self) -> bytes:
        """The file."""
        return b"".join(self._members)

    def save(self, collection: Path) -> Path:
        """The file, put into the archive of a collection."""
        path = collection / "archive" / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.octets())
        return path


SENTENCES = (
    "The bridge across the inner harbour opened to traffic on Friday, eleven months after a "
    "survey had found cracks in four of its hangers.",
    "Engineers replaced all forty hangers and repainted the arch, which had last been done "
    "when the tram line was moved to the western bank.",
    "Commuters who had taken the ferry through the winter said that they would miss the view, "
    "though not the queue at the northern pier.",
    "The council will keep two of the ferries until the end of the summer and decide in "
    "September whether the line has a future.",
    "Tolls stay as they were; the reserve fund for repairs, the treasurer said, is empty and "
    "will take ten years to fill again.",
)


WORDS = [
    *("harbour", "council", "ferry", "bridge", "hanger", "survey", "winter", "summer"),
    *("toll", "reserve", "treasurer", "engineer", "tram", "western", "northern", "pier"),
    *("queue", "view", "line", "crack", "arch", "paint", "budget", "vote"),
    *("minute", "public", "letter", "rain"),
]


def prose(seed: str, words: int = 40) -> str:
    """A paragraph that no other seed gives."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def page(
    title: str,
    paragraphs: Iterable[str] = SENTENCES,
    *,
    head: str = "",
    published: str | None = "2024-05-17T14:30:00+08:00",
) -> str:
    """An article page as a publishing system renders it."""
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{escape(title)} | Harbour News</title>"
        f'<meta property="og:title" content="{escape(title)}">'
        f'<meta property="og:site_name" content="Harbour News">{date}{head}</head><body>'
        f"<header><nav><a href='/'>Home</a> <a href='/city/'>City</a></nav></header>"
        f"<main><article><h1>{escape(title)}</h1>{body}</article></main>"
        f"<footer><p>All rights reserved.</p></footer></body></html>"
    )


def item(
    slug: str,
    title: str,
    *,
    published: str | None = "Fri, 17 May 2024 06:30:00 +0000",
    content: Iterable[str] = SENTENCES,
) -> str:
    """An item of a feed."""
    date = f"<pubDate>{published}</pubDate>" if published else ""
    html = "".join(f"<p>{escape(text)}</p>" for text in content)
    return (
        f"<item><title>{escape(title)}</title><link>{SITE}/{slug}/</link>{date}"
        f'<guid isPermaLink="false">{SITE}/?p={slug}</guid><category>City</category>'
        f"<description>In short: {escape(title)}.</description>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded></item>"
    )


def feed(*items: str) -> str:
    """A feed of items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Harbour News</title><link>{SITE}/</link>{''.join(items)}</channel></rss>"
    )


RSS: dict[str, Any] = {"role": "feed", "media_type": "application/rss+xml; charset=UTF-8"}


def table(collection: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table as anybody reads them, in order."""
    files = sorted((collection / "dataset" / name).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
