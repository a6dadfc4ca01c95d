"""What is mutated: small archives of every framing, each with something of everything."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, prose


def ours() -> list[bytes]:
    """The members of a crawl: feed, pages, a coded and a chunked one, errors, notes, a revisit."""
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge"), item("ferry", "Ferry")), **RSS)
    bridge = page("Harbour bridge reopens")
    seen = archive.get(f"{SITE}/bridge/", bridge, at=hours(1), via=FEED)
    ferry = gzip.compress(page("Last ferry leaves", [prose("one"), prose("two")]).encode(), mtime=0)
    archive.get(f"{SITE}/ferry/", ferry, at=hours(2), headers=["Content-Encoding: gzip"])
    archive.get(f"{SITE}/old/", status="301 Moved", headers=["Location: /bridge/"], at=hours(3))
    archive.get(f"{SITE}/lost/", "no", status="404 Not Found", at=hours(3))
    archive.get(f"{SITE}/away/", ended="dns", at=hours(3))
    archive.note(f"{SITE}/ad", role="article", outcome="refused", reason="robots", detail="no")
    archive.get(f"{SITE}/bridge/", bridge, at=hours(4), earlier=seen)
    return split(archive.octets())


def theirs() -> list[bytes]:
    """The members of another writer's file: WARC 1.0, no block digests to stop a changed block."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.0")
    html = [("Content-Type", "text/html; charset=utf-8")]
    for name, headers, body in (
        ("bridge", html, page("Harbour bridge reopens").encode()),
        ("ferry", [*html, ("Transfer-Encoding", "chunked")], chunked(page("Last ferry").encode())),
        ("feed", [("Content-Type", "text/xml")], feed(item("bridge", "Bridge")).encode()),
    ):
        record = writer.create_warc_record(
            f"{SITE}/{name}/",
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Date": "2024-05-17T06:30:00Z",
                "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-0000000000{len(name):02d}>",
            },
        )
        writer.write_record(record)
    return [
        b"\r\n".join(line for line in head.split(b"\r\n") if b"-Digest:" not in line) + end + block
        for head, end, block in (text.partition(b"\r\n\r\n") for text in split(buffer.getvalue()))
    ]


def chunked(body: bytes, size: int = 400) -> bytes:
    """A body in chunks (RFC 9112, section 7.1)."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def split(octets: bytes) -> list[bytes]:
    """The texts of the records of a file of gzip members."""
    texts = []
    while octets:
        inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        texts.append(inflate.decompress(octets))
        octets = inflate.unused_data
    return texts


def members(texts: Iterable[bytes]) -> bytes:
    """A gzip member a record (WARC 1.1, Annex D)."""
    return b"".join(gzip.compress(text, 6, mtime=0) for text in texts)


def packaged(method: int) -> Callable[[Iterable[bytes]], bytes]:
    """The records as the one WARC of a WACZ."""

    def frame(texts: Iterable[bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as package:
            for name, octets in (
                ("datapackage.json", b"{}"),
                ("archive/data.warc.gz", members(texts)),
                ("pages/pages.jsonl", b""),
            ):
                package.writestr(zipfile.ZipInfo(name), octets, method)
        return buffer.getvalue()

    return frame


FRAMINGS: Final[dict[str, tuple[str, Callable[[Iterable[bytes]], bytes]]]] = {
    "members": ("a.warc.gz", members),
    "plain": ("a.warc", b"".join),
    "one-member": ("a.warc.gz", lambda texts: gzip.compress(b"".join(texts), 6, mtime=0)),
    "wacz-stored": ("a.wacz", packaged(zipfile.ZIP_STORED)),
    "wacz-deflated": ("a.wacz", packaged(zipfile.ZIP_DEFLATED)),
}
"""Name of the file, and what makes it of the texts of its records."""


@cache
def texts(origin: str) -> tuple[bytes, ...]:
    """The records of `ours` or `theirs`."""
    return tuple({"ours": ours, "theirs": theirs}[origin]())


ORIGINS: Final = ("ours", "theirs")
