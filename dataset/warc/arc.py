"""Reads the records of ARC files, the form of archives before WARC, as if they were WARC records.

Internet Archive, "ARC File Format", versions 1 and 2: a line for each record, of which the last
word is the length of what follows.
"""

from __future__ import annotations

from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.warc.records import RESPONSE_TYPE, Headers

BEGIN: Final = b"filedesc:"
"""How an ARC file begins."""

VERSION: Final = "ARC"

# URL, IP address, date, media type (which may hold spaces), in version 2 five words more, length.
_LINE: Final = expression(
    rb"([A-Za-z][A-Za-z0-9+.-]*:[^\r\n]*?) (\S+) (\d{8,14}) ([^\r\n]*?)"
    rb"(?: (?:\d{3}|-) \S+ \S+ \d+ \S+)? (\d{1,15})[ \t]*\r?\n"
)


NEXT_RECORD: Final = expression(
    rb"\n(?=[A-Za-z][A-Za-z0-9+.-]{0,20}:\S{1,4000} \S{1,64} \d{8,14} [^\r\n]{1,400}\r?\n)"
)
"""The end of the line before a record of an ARC file."""


def parse_line(line: bytes) -> Headers | None:
    """What the line of an ARC record says, in the fields of a WARC record; None if it is none."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    url, ip, date, kind, length = (part.decode("utf-8", "replace") for part in match.groups())
    if url.startswith("filedesc:"):
        fields = [("WARC-Type", "warcinfo"), ("Content-Type", kind)]
    else:
        http = url.lower().startswith(("http:", "https:"))
        fields = [("WARC-Type", "response"), ("WARC-Target-URI", url)]
        fields.append(("Content-Type", RESPONSE_TYPE if http else kind))
    if ip.strip("0.-"):
        fields.append(("WARC-IP-Address", ip))
    return Headers([*fields, ("WARC-Date", date.ljust(14, "0")), ("Content-Length", length)])
