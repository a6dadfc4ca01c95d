"""WARC records as other writers make them, header by header, right or wrong."""

from __future__ import annotations

import base64
import hashlib
import uuid
from pathlib import Path
from typing import Any

from tests.dataset.archives import page

OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
DAY = "2024-05-17T06:30:00Z"


def record_id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def sha1(text: str | bytes) -> str:
    octets = text.encode() if isinstance(text, str) else text
    digest = hashlib.sha1(octets, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(digest).decode()


def record(
    kind: str,
    block: str | bytes = b"",
    *,
    version: str = "1.0",
    **fields: Any,
) -> bytes:
    """A record; `WARC_Target_URI="…"` gives a field, null leaves out one that all have."""
    octets = block.encode() if isinstance(block, str) else block
    named: dict[str, str | None] = {
        "WARC-Type": kind,
        "WARC-Date": DAY,
        "WARC-Record-ID": record_id(f"{kind} {fields} {len(octets)}"),
        "Content-Type": "application/http; msgtype=response",
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(octets)),
    }
    lines = [f"{name}: {value}" for name, value in named.items() if value is not None]
    head = "\r\n".join([f"WARC/{version}", *lines])
    return head.encode() + b"\r\n\r\n" + octets + b"\r\n\r\n"


def story(title: str) -> str:
    return page(title)


def response(url: str, body: str | bytes, head: str = OK, **fields: Any) -> bytes:
    octets = body.encode() if isinstance(body, str) else body
    return record("response", head.encode() + octets, WARC_Target_URI=url, **fields)


def revisit(url: str, block: str | bytes = OK, **fields: Any) -> bytes:
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    named: dict[str, Any] = {"WARC_Profile": profile, **fields}
    return record("revisit", block, WARC_Target_URI=url, **named)


def save(folder: Path, *records: bytes, name: str = "others.warc") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(records))
    return path
