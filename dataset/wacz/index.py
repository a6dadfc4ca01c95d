"""The index of a package: CDXJ as it is, or in compressed blocks where it is large.

The second form is ZipNum (pywb, "ZipNum Compressed Index"): gzip members of some lines each, and
a file that says with which key each of them begins, so that a reader who is far away loads that
file and one block.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from twa.dataset.wacz.container import Container, spooled

LARGE: Final = 10_000
"""Lines past which an index is compressed: some 3 MB that a reader would have to load at once."""

BLOCK: Final = 1024
"""Lines of a block, as Webrecorder's tools have it."""

# CDXJ all the same: by the suffix `.cdxj`, pywb would not take it for an index.
_PLAIN: Final = "indexes/index.cdx"
_BLOCKS: Final = "index.cdx.gz"
_SUMMARY: Final = "indexes/index.idx"


def put(container: Container, lines: Path, count: int) -> None:
    """Put a file of `count` lines, in order, into a package as its index."""
    if count <= LARGE:
        container.deflate(_PLAIN, _pieces(lines))
        return
    summary = [f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': _BLOCKS})}\n"]
    with spooled(_blocks(lines, summary)) as (octets, size):
        container.put(f"indexes/{_BLOCKS}", octets, size)
    container.deflate(_SUMMARY, (line.encode() for line in summary))


def _blocks(lines: Path, summary: list[str]) -> Iterator[bytes]:
    """The blocks one by one; what the summary says of each is added to `summary`."""
    offset = 0
    with lines.open("rb") as file:
        while block := list(islice(file, BLOCK)):
            deflate = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
            octets = deflate.compress(b"".join(block)) + deflate.flush()
            key, timestamp, _ = block[0].decode().split(" ", 2)
            place = json.dumps({"offset": offset, "length": len(octets)})
            summary.append(f"{key} {timestamp} {place}\n")
            offset += len(octets)
            yield octets


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece
