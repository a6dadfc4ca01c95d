"""Recordings of one request's connections, and the exchanges made of them.

Nothing here knows Scrapy's or Twisted's connections: `twa.crawler.wire.twisted_hooks` feeds
it, `twa.crawler.wire.handler` asks it for the outcome. Instants are `time.monotonic()`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    StopDownload,
)

from twa.dataset.errors import TwaError
from twa.dataset.exchange import Block, Ended, Exchange, Handshake, Origin, Timings


class Forbidden(TwaError):
    """We refuse to speak to this peer. The subject is its host or the proxy in between."""

    message = "refused to connect"


class PrivateIp(Forbidden):
    """The policy on IP addresses says no. The subject is the host."""


@dataclass(slots=True)
class Connection:
    """What is known of one connection, shared by the exchanges on it.

    `ready` is when it could carry HTTP: after the TLS handshake, where there
    is one; null before. `tls` is OpenSSL's name of the version, `cipher` the
    registered name of the suite; `handshake` is what the server showed.
    """

    ip: str | None = None
    ready: float | None = None
    tls: str | None = None
    cipher: str | None = None
    handshake: Handshake | None = None


@dataclass(slots=True)
class WireAttempt:
    """One request on one connection, or what came of trying to make one."""

    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=time.monotonic)
    link: Connection | None = None
    request: Block = field(default_factory=Block)
    response: Block = field(default_factory=Block)
    first_byte: float | None = None
    last_byte: float | None = None
    whole: bool = False
    """The response ended where its framing says, or where the server closed in good order."""
    lost: str = ""
    """Why the connection was lost before that."""
    broken: str = ""
    """Why Scrapy's parser gave up on the response."""
    oversize: str = ""
    """Which limit of ours the response exceeded."""
    beyond: int = 0
    """Octets that came with the end of the response, after it: they belong to no exchange."""
    closed: bool = False
    kept: bool = False
    """The connection was open before: this attempt did not wait for it."""
    _tail: bytes = b""

    @property
    def size(self) -> int:
        """Octets of the response so far."""
        return self.response.size + len(self._tail)

    def sent(self, data: bytes) -> None:
        """Octets were written to the connection."""
        if not self.closed:
            self.request.write(data)

    def received(self, data: bytes) -> None:
        """Octets came. The last segment is kept back: its parser may find the end in it."""
        if self.closed:
            return
        if self._tail:
            self.response.write(self._tail)
        self._tail = data
        self.last_byte = time.monotonic()
        if self.first_byte is None:
            self.first_byte = self.last_byte

    def end(self, beyond: int = 0) -> None:
        """The response is whole; the last `beyond` octets that came are not part of it."""
        if not self.closed:
            self.whole = True
            self.beyond = beyond
            self._tail = self._tail[: len(self._tail) - beyond]
            self.close()

    def close(self) -> None:
        """Take no more octets."""
        if not self.closed:
            self.closed = True
            if self._tail:
                self.response.write(self._tail)
                self._tail = b""


@dataclass(slots=True)
class Recording:
    """All attempts of one request of Scrapy's: mostly one, two where a kept connection was dead.

    `admit` is asked about the IP address of each new connection and raises
    Forbidden; `limit` is the size of a response, in octets, past which no more
    is read of one that can't be parsed (0: none). `addresses` are what the resolver
    gave for the host.
    """

    url: str
    admit: Callable[[str], None]
    limit: int
    attempts: list[WireAttempt] = field(default_factory=list)
    addresses: tuple[str, ...] = ()
    over: bool = False

    @property
    def unparsed(self) -> bytes:
        """The octets of a response that came to its end, though Scrapy's parser had given up."""
        last = self.attempts[-1] if self.attempts else None
        whole = last is not None and last.whole and last.broken and not last.oversize
        return last.response.bytes() if last is not None and whole else b""

    def connecting(self) -> None:
        """A new connection is being made."""
        self.attempts.append(WireAttempt())

    def sending(self, link: Connection) -> WireAttempt:
        """A request is about to be written to `link`: a new one, or one kept from before."""
        if not self.attempts or self.attempts[-1].link is not None:
            self.attempts.append(WireAttempt(kept=True))
        attempt = self.attempts[-1]
        attempt.link = link
        return attempt

    def exchanges(self, error: BaseException | None, origin: Origin) -> Iterator[Exchange]:
        """One exchange an attempt, in order. `error` is how the last one failed for Scrapy."""
        self.over = True
        if not self.attempts:
            self.attempts.append(WireAttempt())
        for attempt in self.attempts:
            attempt.close()
        last = self.attempts[-1]
        for attempt in self.attempts:
            own = error if attempt is last else None
            yield _exchange(self.url, attempt, own, origin, self.addresses)


def _exchange(
    url: str,
    attempt: WireAttempt,
    error: BaseException | None,
    origin: Origin,
    addresses: tuple[str, ...],
) -> Exchange:
    link = attempt.link or Connection()
    ended = _ended(attempt, error)
    if link.ready is None:
        # What was written never stood on the connection: its handshake was not over.
        attempt.request.close()
        attempt.request = Block()
    return Exchange(
        url=url,
        started=attempt.started,
        request=attempt.request,
        response=attempt.response,
        ended=ended,
        detail=_detail(attempt, error, ended),
        ip=link.ip,
        protocols=_protocols(attempt, link),
        cipher=link.cipher,
        handshake=link.handshake,
        addresses=addresses,
        timings=Timings(
            connected=None if attempt.kept else _seconds(attempt, link.ready),
            first_byte=_seconds(attempt, attempt.first_byte),
            last_byte=_seconds(attempt, attempt.last_byte),
        ),
        origin=origin,
    )


def _ended(attempt: WireAttempt, error: BaseException | None) -> Ended:
    """How an exchange ended: the first rule that holds.

    The reasons of WARC-Truncated (WARC 1.1, section 5.15) are for what was
    connected, even where no octet came back; the others say what hindered it.
    """
    link = attempt.link
    rules: tuple[tuple[bool, Ended], ...] = (
        (attempt.whole, "complete"),
        (isinstance(error, asyncio.CancelledError | StopDownload), "unspecified"),
        (isinstance(error, CannotResolveHostError), "dns"),
        (isinstance(error, PrivateIp), "private-address"),
        (isinstance(error, Forbidden | DownloadConnectionRefusedError), "refused"),
        (link is None, "unreachable"),
        (link is not None and link.ready is None, "tls"),
        (bool(attempt.oversize) or isinstance(error, DownloadCancelledError), "length"),
        (isinstance(error, DownloadTimeoutError), "time"),
        (bool(attempt.lost), "disconnect"),
    )
    return next((ended for holds, ended in rules if holds), "unspecified")


def _detail(attempt: WireAttempt, error: BaseException | None, ended: Ended) -> str:
    if attempt.oversize or attempt.broken:
        return attempt.oversize or attempt.broken
    if ended == "complete":
        # RFC 9112, section 6.3: not a part of the response, nor of any other.
        return f"left out: {attempt.beyond} octets after the end" if attempt.beyond else ""
    if isinstance(error, asyncio.CancelledError):
        return "the crawl was stopped"
    if attempt.lost and ended in ("disconnect", "tls"):
        return attempt.lost
    if isinstance(error, StopDownload):
        return "stopped by a component of the crawler"
    return str(error or "") or type(error).__name__


def _protocols(attempt: WireAttempt, link: Connection) -> tuple[str, ...]:
    """Values for WARC-Protocol (iipc/warc-specifications, issue 42)."""
    if link.ready is None:
        return ()
    http = "http/1.0" if attempt.response.head(8) == b"HTTP/1.0" else "http/1.1"
    if link.tls is None:
        return (http,)
    # OpenSSL says TLSv1.3, and TLSv1 for 1.0.
    version = link.tls.removeprefix("TLSv")
    return (http, f"tls/{version if '.' in version else version + '.0'}")


def _seconds(attempt: WireAttempt, instant: float | None) -> float | None:
    return None if instant is None else instant - attempt.clock
