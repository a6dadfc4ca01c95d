"""Collections made up for benchmarks of what is done to bytes: of any size, from no network."""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from scripts.bench_parts.crawl import make_pages
from twa.dataset.exchange import Block, Exchange, Origin
from twa.dataset.warc import cdxj
from twa.dataset.warc.records import RecordDraft
from twa.dataset.warc.writer import examine, exchange_drafts, member, warcinfo_draft

START = datetime(2024, 5, 17, tzinfo=UTC)
FILES = 8
"""WARCs of a collection."""


def collection(root: Path, count: int, *, compressed: bool = False) -> Path:
    """A collection of so many exchanges, as a crawl archives them, with its index and no dataset.

    The pages are of 60 kB and deflate as news pages do; if `compressed`, they came so over the
    wire. They are archived as requisites, so that a build has nothing to extract.
    """
    with tempfile.TemporaryDirectory() as folder:
        make_pages(Path(folder) / "pages", min(count, 300))
        bodies = [path.read_bytes() for path in sorted((Path(folder) / "pages").glob("*.html"))]
    (root / "archive").mkdir(parents=True)
    ids = iter(range(1, sys.maxsize))
    each = -(-count // FILES)
    for first in range(0, count, each):
        path = root / "archive" / f"bench-{first:09}.warc.gz"
        with path.open("wb") as file:
            draft = warcinfo_draft(path.name, {}, date=START, record_id=_id(next(ids)))
            file.writelines(member(draft))
            for number in range(first, min(first + each, count)):
                # No two pages are the same.
                body = b"%s<!-- %d -->" % (bodies[number % len(bodies)], number)
                for draft in _drafts(number, body, ids, compressed=compressed):
                    file.writelines(member(draft))
    cdxj.reindex(root / "archive")
    return root


def tenfold(root: Path, small: Path) -> Path:
    """A collection that holds ten of each WARC of another, under names of their own."""
    (root / "archive").mkdir(parents=True)
    for path in sorted((small / "archive").glob("*.warc.gz")):
        for copy in range(10):
            shutil.copyfile(path, root / "archive" / f"{copy}-{path.name}")
    cdxj.reindex(root / "archive")
    return root


def _drafts(number: int, body: bytes, ids: Iterator[int], *, compressed: bool) -> list[RecordDraft]:
    url = f"https://news.example/{number}/"
    coding = "Content-Encoding: gzip\r\n" if compressed else ""
    octets = gzip.compress(body, 6, mtime=0) if compressed else body
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}"
        f"Content-Length: {len(octets)}\r\n\r\n"
    )
    exchange = Exchange(
        url=url,
        started=START + timedelta(seconds=number),
        request=Block(f"GET /{number}/ HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()),
        response=Block(head.encode() + octets),
        ip="192.0.2.1",
        origin=Origin("requisite", via="https://news.example/", hops="LE"),
    )
    return exchange_drafts(
        exchange, examine(exchange), new_id=lambda: _id(next(ids)), warcinfo_id=_id(0)
    )


def _id(number: int) -> str:
    return f"<urn:uuid:{UUID(int=number)}>"
