"""The header of a WARC record: version and named fields. WARC 1.1, section 4.

Most headers are what the standard says, and are read in one go; for the others there are rules of
tolerance.
"""

from __future__ import annotations

import re
from typing import Final

from twa.dataset.http.message import parse_fields
from twa.dataset.warc.framing import OctetSource
from twa.dataset.warc.records import Headers

_LINE: Final = 1 << 16
_HEADER: Final = 1 << 20

_VERSION: Final = re.compile(rb"WARC/(\d\.\d\d?)[ \t]*\r?\n")
_USUAL_VERSION: Final = re.compile(rb"WARC/(\d\.\d\d?)\r\n")
_BLANK: Final = " \t"
# What folded lines and names with space around them have; a value may, too.
_ODD: Final = ("\n ", " :", "\t")


class Damage(Exception):
    """What is wrong with the record at hand."""


def read_header(source: OctetSource) -> tuple[str, Headers, bytes]:
    """Version, fields and octets of the header that comes next. Raises `Damage` where none does."""
    first = line = source.readline(_LINE)
    version = _VERSION.fullmatch(line)
    if version is None:
        raise Damage(f"no WARC record begins here: {line[:40]!r}")
    lines = []
    room = _HEADER
    while (line := source.readline(_LINE)) not in (b"\r\n", b"\n"):
        room -= len(line)
        if _VERSION.fullmatch(line):
            # The header was cut off, and here the next record begins.
            source.unread(b"\n" + line)
            raise Damage("the record header has no end")
        if not line.endswith(b"\n") or room < 0:
            raise Damage("the record header has no end")
        lines.append(line)
    held = b"".join(lines)
    headers = Headers((_text(name), _text(value)) for name, value in parse_fields(held))
    return version[1].decode(), headers, first + held + line


def usual_header(octets: bytes) -> tuple[str, Headers, int] | None:
    """Version and fields of the header at the start, and where it ends.

    None if it needs any tolerance: then `read_header` tells what it says.
    """
    version = _USUAL_VERSION.match(octets)
    end = octets.find(b"\r\n\r\n", 0, _LINE)
    if version is None or end < version.end():
        return None
    try:
        head = octets[version.end() : end].decode()
    except UnicodeDecodeError:
        return None
    lines = head.split("\r\n")
    if any(odd in head for odd in _ODD) or not (
        head.count("\r") == head.count("\n") == len(lines) - 1
    ):
        return None
    fields = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name[:1] == " ":
            return None
        fields.append((name, value.strip(_BLANK)))
    return version[1].decode(), Headers(fields), end + 4


def _text(octets: bytes) -> str:
    # Section 4: UTF-8. Some writers put Latin-1 there.
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")
