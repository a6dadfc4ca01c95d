"""What a leaf of the tree over a WARC says: one record, in lines that people can read.

    type: response
    uri: https://news.example/2024/05/harbour-bridge/
    date: 2024-05-17T06:30:00.000000Z
    id: <urn:uuid:8d5c1f3e-4b7a-4c62-9a53-0c2b7e1f6a90>
    header: sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
    block: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    offset: 48213
    length: 15903

`header` is of all octets before the block, uncompressed, so that nothing that the record says of
itself can be changed. `block` is taken from the block itself, not from what the record claims. What
a record does not have is "-". The leaves of a WARC are those of its readable records, in their
order.

The leaves below seals of version 1 have no line `header`.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from twa.dataset.proof.seal import VERSION
from twa.dataset.proof.tree import leaf_hash
from twa.dataset.warc.records import Record

# What would end a line, or could be taken for its end.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


def leaf(record: Record, version: int = VERSION) -> bytes:
    """The octets of the leaf of a record, as it is below seals of a version."""
    place = record.locator
    header = ("header", f"sha256:{hashlib.sha256(record.head).hexdigest()}")
    fields = (
        ("type", record.get("WARC-Type")),
        ("uri", record.get("WARC-Target-URI")),
        ("date", record.get("WARC-Date")),
        ("id", record.get("WARC-Record-ID")),
        *([header] if version > 1 else []),
        ("block", f"sha256:{record.sha256}"),
        ("offset", place.offset),
        ("length", place.length),
    )
    return "".join(f"{name}: {_line(value)}\n" for name, value in fields).encode(
        "utf-8", "surrogateescape"
    )


def hash_of(record: Record, version: int = VERSION) -> bytes:
    """The hash of the leaf of a record."""
    return leaf_hash(leaf(record, version))


def _line(value: str | int | None) -> str:
    text = "" if value is None else str(value).strip()
    if text.isascii() and text.isprintable():
        return text or "-"
    # A lone surrogate has no octets; in a header it can only come of ours.
    text = text.encode("utf-8", "replace").decode()
    if not text.isprintable():
        text = _CONTROLS.sub(lambda found: f"%{ord(found[0]):02X}", text)
    return text or "-"
