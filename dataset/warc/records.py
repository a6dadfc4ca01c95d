"""WARC records as values, and the few field formats they share. WARC 1.1.

A `RecordDraft` is a record before it has a place; a `Record` lies somewhere.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Final

from twa.dataset.exchange import Block, Locator
from twa.dataset.expressions import expression

FIELDS_TYPE: Final = "application/warc-fields"
RESPONSE_TYPE: Final = "application/http;msgtype=response"
REQUEST_TYPE: Final = "application/http;msgtype=request"

KINDS: Final = (
    *("warcinfo", "response", "resource", "request", "metadata", "revisit"),
    *("conversion", "continuation"),
)
"""The kinds of records that the standard knows (WARC 1.1, section 5.5); all others are `other`."""

URI_LIMIT: Final = 8192
"""Octets of a URI in a record's header. What servers take ends there (RFC 9110, section 4.1, asks
for 8000), and FastWARC gives up a whole file at a header of 32 KiB."""

# WARC 1.1, sections 6.7.2 and 6.7.3.
IDENTICAL_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

# WARC 1.1, section 5.4: W3C-DTF, cut down to as little as a year, 1 to 9 digits of fraction.
_DATE: Final = expression(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z?)?)?)?"
)


class Headers(tuple[tuple[str, str], ...]):
    """Named fields in order. Names are compared without regard to case."""

    @cached_property
    def _first(self) -> dict[str, str]:
        return {name.lower(): value for name, value in reversed(self)}

    def get(self, name: str) -> str | None:
        """The first value of a named field, or None."""
        return self._first.get(name.lower())

    def get_all(self, name: str) -> list[str]:
        """Every value of a named field, in order."""
        wanted = name.lower()
        return [value for other, value in self if other.lower() == wanted]


class _Named:
    """What has named fields."""

    headers: Headers

    def get(self, name: str) -> str | None:
        """The first value of a named field, or None."""
        return self.headers.get(name)

    def get_all(self, name: str) -> list[str]:
        """Every value of a named field, in order."""
        return self.headers.get_all(name)

    @cached_property
    def type(self) -> str:
        """WARC-Type in lower case."""
        return (self.get("WARC-Type") or "").lower()

    @property
    def kind(self) -> str:
        """The type as one of `KINDS`, or `other`."""
        return self.type if self.type in KINDS else "other"

    @property
    def id(self) -> str:
        """WARC-Record-ID without the angle brackets, which WARC 1.0 has no rule for."""
        return bare(self.get("WARC-Record-ID") or "")

    @property
    def url(self) -> str | None:
        """WARC-Target-URI, without the angle brackets that some writers put around it."""
        uri = self.get("WARC-Target-URI")
        return bare(uri) if uri is not None else None

    @property
    def date(self) -> datetime | None:
        """WARC-Date to the microsecond, UTC; None where there is none that can be read."""
        return parse_date(self.get("WARC-Date") or "")


@dataclass(frozen=True)
class RecordDraft(_Named):
    """A record that has not been written yet. Content-Length is not among its headers."""

    record_id: str
    headers: Headers
    block: Block


@dataclass(frozen=True)
class Record(_Named):
    """A record and where it lies.

    `block` holds the octets of the block, or the first of them if it was
    longer than the reader's limit; `size` is the length of the whole block
    and `sha256` its digest, either way. `head` are the octets before the
    block, uncompressed: the header with the empty line that ends it.
    """

    version: str
    headers: Headers
    block: Block
    size: int
    sha256: str
    locator: Locator
    head: bytes

    @property
    def cut(self) -> bool:
        """Whether `block` holds less than the record does."""
        return self.block.size < self.size

    def intact(self) -> bool | None:
        """Whether the block has the digest it claims to have; None if that can't be said."""
        label = self.get("WARC-Block-Digest")
        if label is None:
            return None
        if label == f"sha256:{self.sha256}":
            return True
        algorithm, claimed = parse_digest(label)
        if not claimed or (self.type == "revisit" and self._of_no_block(algorithm, claimed)):
            return None
        if algorithm == "sha256":
            return claimed == bytes.fromhex(self.sha256)
        if self.cut:
            return None
        digest = hashlib.new(algorithm, usedforsecurity=False)
        for piece in self.block.chunks():
            digest.update(piece)
        return claimed == digest.digest()

    def _of_no_block(self, algorithm: str, claimed: bytes) -> bool:
        """Whether a digest says nothing about this block: it is that of nothing, or the payload's.

        wget and older tools label the blocks of revisits so, header or not.
        """
        nothing = hashlib.new(algorithm, usedforsecurity=False).digest()
        payload = parse_digest(self.get("WARC-Payload-Digest") or "")
        return claimed == nothing or payload == (algorithm, claimed)


_ALGORITHMS: Final = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
"""Octets of the digests that records are found with."""


def bare(uri: str) -> str:
    """A URI without the angle brackets around it."""
    uri = uri.strip()
    return uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri


def parse_digest(label: str) -> tuple[str, bytes]:
    """Algorithm (lower case, without hyphen) and octets of a labelled digest.

    WARC 1.1, section 5.8, leaves the encoding open: hex, Base32 and Base64 occur,
    and the length tells which. Octets are empty where it is neither, and for
    algorithms that we do not know.
    """
    algorithm, _, value = label.strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    size = _ALGORITHMS.get(algorithm, 0)
    try:
        if len(value) == 2 * size and not value.endswith("="):
            octets = bytes.fromhex(value)
        elif size and len(value.rstrip("=")) == -(-size * 4 // 3):
            octets = _unbase64(value)
        else:
            octets = _unbase32(value)
    except (ValueError, binascii.Error):
        octets = b""
    return algorithm, octets if len(octets) == size else b""


def digest_name(label: str | None) -> str | None:
    """One spelling for a labelled digest (algorithm and hex), so that two can be compared.

    That of an algorithm that we do not know is as it stands. None for what is no digest.
    """
    algorithm, octets = parse_digest(label or "")
    if octets:
        return f"{algorithm}:{octets.hex()}"
    # What nobody here can take, archives may compare all the same.
    _, _, value = (label or "").strip().partition(":")
    return f"{algorithm}:{value}" if value and algorithm not in _ALGORITHMS else None


def _unbase64(value: str) -> bytes:
    value = value.rstrip("=")
    return base64.b64decode(
        value + "=" * (-len(value) % 4),
        altchars=b"-_" if set(value) & set("-_") else None,
        validate=True,
    )


def _unbase32(value: str) -> bytes:
    value = value.rstrip("=").upper()
    return base64.b32decode(value + "=" * (-len(value) % 8))


def format_date(instant: datetime) -> str:
    """WARC-Date with microseconds. `instant` carries a time zone."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# As others write them: offsets from UTC, a space for the T, no separators at all.
_LAX_DATE: Final = expression(
    r"(\d{4})[-/:.]?(\d\d)[-/:.]?(\d\d|(?<=-)\d{3}(?=T))"
    r"(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"[ ]?(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?",
    re.I,
)


_ORDINAL: Final = expression(r"(\d{4})-(\d{3})(?=[Tt ]|$)")


def is_standard_date(text: str) -> bool:
    """Whether a WARC-Date has the form of the standard, and is a day and a time."""
    return _standard_date(text) is not None


def parse_date(text: str) -> datetime | None:
    """A WARC-Date as an instant; what is finer than microseconds is cut off.

    Of dates as some tools write them, an offset from UTC is honoured, and a part that is too large
    is the largest that can be, as warcio and pywb read their timestamps; but the 65th of March,
    as ClueWeb09 has it, is the 65th day of the year.
    """
    return _standard_date(text) or _lax_date(text.strip()) or _http_date(text)


def _lax_date(text: str) -> datetime | None:
    # ISO 8601-1, section 5.2.2.2: the day of the year.
    if (match := _ORDINAL.match(text)) is not None:
        text = f"{match[1]}-01-{match[2]}T{text[match.end() :].lstrip('Tt ') or '00:00'}"
    match = _LAX_DATE.fullmatch(text)
    if match is None:
        return None
    year, month = int(match[1]), min(max(int(match[2]), 1), 12)
    if not MINYEAR < year < MAXYEAR:
        return None
    day = _day(year, month, int(match[3]))
    hour, minute, second = (
        min(int(match[4] or 0), 23),
        *(min(int(match[n] or 0), 59) for n in (5, 6)),
    )
    micros = int((match[7] or "").ljust(6, "0")[:6])
    instant = datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
    if match[8]:
        ahead = timedelta(hours=int(match[9]), minutes=int(match[10]))
        instant += -ahead if match[8] == "+" else ahead
    return instant


def _day(year: int, month: int, stated: int) -> int:
    """The day of the month: of one that is too late, the day of the year, if that is in it."""
    last = monthrange(year, month)[1]
    if stated > last:
        in_year = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=stated - 1)
        if (in_year.year, in_year.month) == (year, month):
            return in_year.day
    return min(max(stated, 1), last)


def _http_date(text: str) -> datetime | None:
    """A date as HTTP has it (RFC 9110, section 5.6.7)."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _standard_date(text: str) -> datetime | None:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    hour, minute, second = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    micros = int((match[7] or "").ljust(6, "0")[:6])
    try:
        return datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
    except ValueError:
        return None
