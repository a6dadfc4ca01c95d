"""Messages between a crawl and its writer process, and how they cross the socket.

A message is a pickled value, with the octets of an exchange behind it as they
are. Both ends are this program, and nobody else can reach the socket.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from twa.crawler.archive.recovery import Recovered
from twa.dataset.crawl_state.seen import SeenCapture
from twa.dataset.errors import TwaError
from twa.dataset.exchange import Block, Exchange, Origin, Timings
from twa.dataset.warc.revisits import CaptureHistory

_HEAD: Final = struct.Struct("!IQQ")
_PIECE: Final = 1 << 16


def _names(of: type, *, but: Collection[str] = ()) -> tuple[str, ...]:
    """The fields of a dataclass, so that one which is added to it crosses as well."""
    return tuple(field.name for field in fields(of) if field.name not in but)


_PLAIN: Final = _names(Exchange, but=("request", "response", "timings", "origin"))
_plain: Final = attrgetter(*_PLAIN)
_timings: Final = attrgetter(*_names(Timings))
_origin: Final = attrgetter(*_names(Origin))


# --- from the crawl -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Take:
    """Archive an exchange: all but request and response, which follow the message."""

    circumstances: tuple[Any, ...]

    def exchange(self, request: Block, response: Block) -> Exchange:
        """The exchange, put together again."""
        *given, timings, origin = self.circumstances
        return Exchange(
            request=request,
            response=response,
            timings=Timings(*timings),
            origin=Origin(*origin),
            **dict(zip(_PLAIN, given, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class TakeDecision:
    """Archive a decision."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tell:
    """Somebody wants to hear of durable captures."""


@dataclass(frozen=True, slots=True)
class Remember:
    """Ask the history that this makes what a response repeats."""

    history: Callable[[], CaptureHistory]


@dataclass(frozen=True, slots=True)
class Flush:
    """Make everything durable, with `seal` end the file at hand; answered by `Flushed`."""

    number: int
    seal: bool


# --- from the writer: these, and a `Sealed` for each file that was given its name -----------


@dataclass(frozen=True, slots=True)
class Opened:
    """The archive is open; what a dead process left is sealed."""

    recovered: Sequence[Recovered]


@dataclass(frozen=True, slots=True)
class Durable:
    """These are on the disk."""

    captures: Sequence[SeenCapture]


@dataclass(frozen=True, slots=True)
class Flushed:
    """`Flush` was seen to, or has failed for good."""

    number: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The archive can't be written, or not any further."""

    error: TwaError


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line for the log."""

    level: int
    text: str


# --- on the wire ----------------------------------------------------------------------------


def pack(message: object) -> bytes:
    """A message without octets behind it."""
    pickled = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _HEAD.pack(len(pickled), 0, 0) + pickled


def pack_exchange(exchange: Exchange) -> Iterator[bytes]:
    """A `Take`, in pieces of bounded size."""
    # Plain tuples: that of a dataclass takes ten times as long.
    circumstances = (*_plain(exchange), _timings(exchange.timings), _origin(exchange.origin))
    pickled = pickle.dumps(Take(circumstances), pickle.HIGHEST_PROTOCOL)
    request, response = exchange.request, exchange.response
    head = _HEAD.pack(len(pickled), request.size, response.size) + pickled
    if request.size + response.size <= _PIECE:
        yield head + request.bytes() + response.bytes()
        return
    yield head
    yield from request.chunks(_PIECE)
    yield from response.chunks(_PIECE)


class Inbox:
    """Messages out of octets, in whatever pieces `read` gets them; b"" is the end."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._buffer = bytearray()

    @property
    def empty(self) -> bool:
        """Whether the next message can't have begun yet."""
        return not self._buffer

    def receive(self) -> tuple[Any, Block, Block]:
        """The next message and the octets behind it. EOFError where the other end is gone."""
        size, *sizes = _HEAD.unpack(self._take(_HEAD.size))
        message = pickle.loads(self._take(size))  # noqa: S301  # our own process is at the other end
        request, response = (self._block(size) for size in sizes)
        return message, request, response

    def _block(self, size: int) -> Block:
        block = Block(self._take(min(size, _PIECE)))
        size -= block.size
        while size:
            piece = self._take(min(size, _PIECE))
            block.write(piece)
            size -= len(piece)
        return block

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            piece = self._read()
            if not piece:
                raise EOFError
            self._buffer += piece
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


class MessageBuffer:
    """Messages out of octets that are handed in; for the end that may not wait."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def messages(self, octets: bytes) -> Iterator[Any]:
        """The messages that are whole by now."""
        self._buffer += octets
        while len(self._buffer) >= _HEAD.size:
            size, _, _ = _HEAD.unpack_from(self._buffer)
            end = _HEAD.size + size
            if len(self._buffer) < end:
                return
            pickled = bytes(self._buffer[_HEAD.size : end])
            del self._buffer[:end]
            yield pickle.loads(pickled)  # noqa: S301  # our own process is at the other end
