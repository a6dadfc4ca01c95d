"""The HTTP exchange as octets: the value that the crawl hands to the archive.

The crawler makes it from a socket, `twa.dataset.warc` from a record; nobody
downstream can tell the two apart.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Final, Literal

SPOOL: Final = 1 << 20
"""Octets a block keeps in memory before it moves to a temporary file."""

Ended = Literal[
    "complete",
    # WARC 1.1, section 5.15, WARC-Truncated:
    "length",
    "time",
    "disconnect",
    "unspecified",
    # no octet of a response came:
    "dns",
    "private-address",
    "refused",
    "tls",
    "unreachable",
]
"""How an exchange ended: whole, cut (the reasons of WARC-Truncated), or without a response."""


LISTING: Final = "listing"
"""The role of a page that was asked for because it lists articles."""

POLLED_ROLES: Final = ("feed", LISTING)
"""Roles of what is polled."""


class Block:
    """Octets of one direction of a connection, written once and read often.

    Memory is bounded: past `SPOOL` octets the block lives in a temporary file.
    """

    __slots__ = ("_file", "_sha256", "size")

    def __init__(self, data: bytes = b"") -> None:
        # Shared with `data` until more is written.
        self._file: IO[bytes] = io.BytesIO(data[:SPOOL])
        self._file.seek(0, io.SEEK_END)
        self._sha256 = ""
        self.size = min(len(data), SPOOL)
        if data[SPOOL:]:
            self.write(data[SPOOL:])

    def write(self, data: bytes) -> None:
        """Append octets. Not after reading has begun."""
        if self.size <= SPOOL < self.size + len(data):
            spooled = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
            spooled.write(self.bytes())
            self._file = spooled
        self._file.write(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        """Lower-case hex SHA-256 of all octets, taken when it is first asked for."""
        if not self._sha256:
            digest = hashlib.sha256()
            for data in self.chunks(SPOOL):
                digest.update(data)
            self._sha256 = digest.hexdigest()
        return self._sha256

    def chunks(self, size: int = 1 << 16) -> Iterator[bytes]:
        """All octets from the start, at most `size` at a time."""
        position = 0
        while position < self.size:
            self._file.seek(position)
            data = self._file.read(size)
            position += len(data)
            yield data

    def head(self, size: int) -> bytes:
        """The first `size` octets, or fewer."""
        self._file.seek(0)
        return self._file.read(size)

    def bytes(self) -> bytes:
        """All octets in memory."""
        return self.head(self.size)

    def close(self) -> None:
        """Free the memory or the temporary file."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the start of the exchange; null where it did not get that far.

    `connected` is null too on a reused connection.
    """

    connected: float | None = None
    first_byte: float | None = None
    last_byte: float | None = None


WALL: Final = "wall"
"""The role of what another site puts before an article, for consent or a login."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Why the crawl asked for this URL; archived, so that the build need not guess.

    `role` is what the crawl took the URL for: `feed`, `article`, `robots`, `tdmrep`,
    `sitemap`, `page`, `requisite`, `wall`, or `""` where nobody said. `via` is the URL
    that led here and `hops` the path from the seed in Heritrix letters
    (`L` link, `R` redirect, `E` embed, `I` inferred, `P` prerequisite, `M` manifest: sitemap).
    `categories`: an article is wanted only if its page names one of them, or none at all.
    """

    role: str = ""
    via: str | None = None
    hops: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a server showed for its name in a TLS handshake, and whether that was trusted.

    `name` is the host that was asked for, with the port; `certificates` are the chain as it was
    sent, in DER, the server's own first; `staple` is the OCSP response that came along
    (RFC 6066, section 8), empty for none. `trusted` says whether the chain led to a root that the
    client trusts, for that name; `words` to which, or why not.
    """

    name: str
    certificates: tuple[bytes, ...]
    staple: bytes
    trusted: bool
    words: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back, as octets, with the circumstances.

    `url` is the target URI without fragment; `started` is UTC to the
    microsecond, the instant the request began (WARC-Date). `request` and
    `response` are the octets as they stood on the (decrypted) socket, framing
    included; either may be empty. `protocols` are values for WARC-Protocol
    (`http/1.1`, `tls/1.3`), `cipher` is the value for WARC-Cipher-Suite.
    `detail` says in words why an exchange did not end `complete`, or what came
    after its end. `addresses` are those that the resolver gave for the host, empty where none was
    asked.
    """

    url: str
    started: datetime
    request: Block
    response: Block
    ended: Ended = "complete"
    detail: str = ""
    ip: str | None = None
    protocols: tuple[str, ...] = ()
    cipher: str | None = None
    handshake: Handshake | None = None
    addresses: tuple[str, ...] = ()
    timings: Timings = field(default_factory=Timings)
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a record lies: everything needed to fetch it with one range request.

    `offset` and `length` count octets of the file as stored and are null where
    the record can't be addressed alone (one gzip member around the whole file).
    `block_digest` is `sha256:` and lower-case hex, or as the record labels it.
    `position` counts the readable records before it in the file; null where the file
    was not read from its start.
    """

    warc: str
    offset: int | None
    length: int | None
    record_id: str
    block_digest: str | None
    position: int | None = None
