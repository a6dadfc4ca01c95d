"""The commands that take a payload out of its block by hand: framing off, then gzip."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import Final

MOST: Final = 500
"""Chunks at most for which commands are given: each takes one."""

_GZIP: Final = b"\x1f\x8b"
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r\n")


def commands(block: bytes, payload: bytes, folder: str) -> list[str] | None:
    """Commands of which the last prints `same`, or None where it takes other tools.

    `block` lies in `folder`/block, `payload` in `folder`/payload; a body that came in chunks (RFC
    9112, section 7.1) is put together in `folder`/body.
    """
    start = block.find(b"\r\n\r\n") + 4
    body = block[start:]
    compare = f"cmp - {folder}/payload && echo same"
    step = _step(body, payload)
    if step is not None:
        return [f"tail -c {len(body)} {folder}/block | {step}{compare}"]
    places = list(_chunks(block, start))
    whole = b"".join(block[at : at + size] for at, size in places)
    step = _step(whole, payload)
    if not 0 < len(places) <= MOST or step is None:
        return None
    return [
        *(
            f"tail -c +{at + 1} {folder}/block | head -c {size} {'>>' if number else '>'}"
            f" {folder}/body"
            for number, (at, size) in enumerate(places)
        ),
        f"cat {folder}/body | {step}{compare}",
    ]


def _step(body: bytes, payload: bytes) -> str | None:
    """What has to come between a body and its payload in a pipe; None where it takes more."""
    if body == payload:
        return ""
    return "gzip -dc | " if body.startswith(_GZIP) and _unzipped(body) == payload else None


def _chunks(block: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Where the octets of each chunk begin, and how many they are."""
    while (match := _CHUNK.match(block, at)) and (size := int(match[1], 16)):
        yield match.end(), size
        at = match.end() + size + len(b"\r\n")


def _unzipped(body: bytes) -> bytes:
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return b""
