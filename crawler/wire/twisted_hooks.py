"""All use of private names of Scrapy and Twisted, and a check that they still fit.

Scrapy has no public place where the octets of a connection can be seen. Its
HTTP/1.1 handler gives each request to a Twisted agent, the agent asks a
connection pool for a connection, and the pool has a factory for their
protocol. Here are a pool, a factory and a protocol that do what Scrapy's do and
let a `Recording` see what is written and what comes:

    handler ── RECORDING ──▶ Pool.getConnection ──▶ _Marked.request ──▶ Protocol.request

`RECORDING` is read in `getConnection`, which the handler reaches before its
first await; from there the recording travels on Twisted's request object, so it
comes along when the pool repeats a request on a second connection.
"""

# Twisted names its methods so, and types few of them; mypy can't read zope's interfaces.
# ruff: noqa: N802, N815
# mypy: allow-untyped-calls

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import (
    IHandshakeListener,
    INegotiated,
    IStreamClientEndpoint,
)
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.http_headers import InvalidHeaderName
from zope.interface import implementer

from twa.crawler.wire.ciphers import registered
from twa.crawler.wire.failure_words import words
from twa.crawler.wire.handshakes import shown
from twa.crawler.wire.recording import Connection, Recording, WireAttempt
from twa.crawler.wire.resolving import NotingResolver
from twa.dataset.errors import TwaError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from OpenSSL import SSL
    from twisted.internet.defer import Deferred
    from twisted.web._newclient import Request
    from twisted.web.iweb import IResponse


class Unsupported(TwaError):
    """This Scrapy or Twisted is not the one that wire capture was written for."""

    message = "wire capture needs other versions of Scrapy and Twisted"


try:
    from scrapy.core.downloader.contextfactory import _get_creator_context
    from scrapy.core.downloader.handlers.http11 import (
        HTTP11DownloadHandler,
        _LenientHTTP11ClientFactory,
        _LenientHTTP11ClientProtocol,
        _LenientHTTPClientParser,
    )
    from twisted.internet.endpoints import HostnameEndpoint, _WrapperEndpoint
    from twisted.web._newclient import BODY, HEADER, STATUS, HTTP11ClientProtocol
    from twisted.web.client import HTTPConnectionPool
    from twisted.web.http import _ChunkedTransferDecoder
except ImportError as error:
    raise Unsupported(
        subject=f"Scrapy {version('scrapy')}, Twisted {version('twisted')}", cause=error
    ) from error

SERIES: Final = "2.19."
"""The Scrapy whose private names these are; it in turn says which Twisted it takes."""

_NAMES: Final[tuple[tuple[object, str], ...]] = (
    (_LenientHTTP11ClientProtocol, "request"),
    (_LenientHTTP11ClientProtocol, "_currentRequest"),
    (_LenientHTTP11ClientProtocol, "_disconnectParser"),
    (_LenientHTTP11ClientProtocol, "_finishResponse"),
    (_LenientHTTP11ClientProtocol, "_giveUp"),
    (_LenientHTTP11ClientProtocol, "_parser"),
    (_LenientHTTP11ClientFactory(None, ""), "_quiescentCallback"),
    (_ChunkedTransferDecoder, "_dataReceived_CHUNK_LENGTH"),
    (_ChunkedTransferDecoder(print, print), "_buffer"),
    (_LenientHTTPClientParser, "MAX_LENGTH"),
    (_LenientHTTPClientParser, "_transferDecoders"),
    (_LenientHTTPClientParser, "headerReceived"),
    (_LenientHTTPClientParser, "lineReceived"),
    (HostnameEndpoint, "_getNameResolverAndMaybeWarn"),
    (_WrapperEndpoint(None, None), "_wrappedEndpoint"),
    (HTTPConnectionPool, "_factory"),
    (HTTPConnectionPool, "getConnection"),
    (HTTP11DownloadHandler, "download_request"),
)
"""What is overridden or read below, by its owner."""

HEAD_LIMIT: Final = 256 << 10
"""Octets of a header section, interim responses included, past which it is cut: Chrome's limit."""

LINGER: Final = 2.0
"""Seconds for the rest of a response that proved impossible to parse, or for a peer to part."""

RECORDING: ContextVar[Recording | None] = ContextVar("RECORDING", default=None)
"""Of the request that the running handler is about to make; taken by the pool."""


def reactor() -> Any:
    """The running reactor. Imported late, for the first import of it decides which one it is."""
    from twisted.internet import reactor as running

    return running


def context_of(creator: Any) -> SSL.Context:
    """The context that a maker of TLS connections of Scrapy's gives them."""
    return _get_creator_context(creator)


def check() -> None:
    """Raise Unsupported unless every private name used here is there."""
    missing = [name for owner, name in _NAMES if not hasattr(owner, name)]
    if missing or not version("scrapy").startswith(SERIES):
        raise Unsupported(
            subject=f"Scrapy {version('scrapy')}, Twisted {version('twisted')}",
            cause=f"Scrapy {SERIES}* is needed; missing here: {', '.join(missing) or 'nothing'}",
        )


class HeadTooLong(TwaError):
    """A header section without end. The subject is our limit in octets."""

    message = "header section too long"


class Pool(HTTPConnectionPool):
    """A connection pool that marks each request with the recording it belongs to."""

    def __init__(self, reactor: object, size: int) -> None:
        super().__init__(reactor, persistent=True)
        self.maxPersistentPerHost = size
        self._factory = _Factory

    def getConnection(self, key: Hashable, endpoint: Any) -> Deferred[Any]:
        """A connection for one request of the recording that `RECORDING` holds."""
        recording = RECORDING.get()
        if recording is None:
            raise Unsupported(subject="a connection was asked for twice", cause=key)
        # The reader of a new connection keeps its context, and would keep the recording in it.
        RECORDING.set(None)
        noted: Any = _Endpoint(endpoint, recording)
        connection: Deferred[Any] = super().getConnection(key, noted)
        return connection.addCallback(_Marked, recording)


class _Marked:
    """A pooled connection, or the wrapper that repeats a request, for one recording."""

    def __init__(self, connection: Any, recording: Recording) -> None:
        self._connection = connection
        self._recording = recording

    def request(self, request: Request) -> Deferred[IResponse]:
        vars(request)["recording"] = self._recording
        response: Deferred[IResponse] = self._connection.request(request)
        return response


@implementer(IStreamClientEndpoint)
class _Endpoint:
    """An endpoint whose new connections are noted and have to be admitted."""

    def __init__(self, endpoint: Any, recording: Recording) -> None:
        self._endpoint = endpoint
        self._recording = recording

    def connect(self, factory: _Factory) -> Deferred[Any]:
        self._recording.connecting()
        factory.admit = self._recording.admit
        # Below TLS, if any, stands what asks for the addresses of a host.
        inner: Any = getattr(self._endpoint, "_wrappedEndpoint", self._endpoint)
        if isinstance(inner, HostnameEndpoint):
            resolver = inner._getNameResolverAndMaybeWarn(inner._reactor)
            noting = NotingResolver(resolver, self._recording)
            vars(inner)["_getNameResolverAndMaybeWarn"] = lambda _: noting
        connection: Deferred[Any] = self._endpoint.connect(factory)
        return connection


class _Factory(_LenientHTTP11ClientFactory):
    """Builds the protocol of a connection once its peer is admitted.

    This is where a policy on IP addresses belongs: it is the one that the
    socket is connected to, whatever DNS says by now, and not an octet has been
    written, not even of a TLS handshake. What is raised here fails the attempt to
    connect; the next IP address of the host, if any, has its turn.
    """

    admit: Callable[[str], None]

    def buildProtocol(self, addr: Any) -> HTTP11ClientProtocol:
        self.admit(addr.host)
        return _Protocol(self._quiescentCallback)


class _Tee:
    """A transport that tells what is written to it, and when it is to be closed."""

    def __init__(
        self, transport: Any, sent: Callable[[bytes], None], leaving: Callable[[], None]
    ) -> None:
        self._transport = transport
        self._sent = sent
        self._leaving = leaving

    def write(self, data: bytes) -> None:
        self._sent(data)
        self._transport.write(data)

    def writeSequence(self, pieces: Iterable[bytes]) -> None:
        self.write(b"".join(pieces))

    def loseConnection(self) -> None:
        self._leaving()
        self._transport.loseConnection()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _Chunks(_ChunkedTransferDecoder):
    """Twisted's decoder, that also takes extensions with quoted pairs."""

    _buffer: bytearray

    def _dataReceived_CHUNK_LENGTH(self) -> bool:
        # RFC 9112, section 7.1.1: what an extension says is to be ignored. Of the characters
        # that may stand in one (RFC 9110, section 5.6.4), Twisted lacks the backslash.
        end = self._buffer.find(b"\r\n")
        mark = self._buffer.find(b";", 0, max(end, 0))
        if mark >= 0:
            self._buffer[mark:end] = self._buffer[mark:end].replace(b"\\", b"/")
        return super()._dataReceived_CHUNK_LENGTH()


class _Parser(_LenientHTTPClientParser):
    """Scrapy's parser, that also takes what browsers take."""

    # At a longer line Twisted ends the connection without a word. HEAD_LIMIT comes first.
    MAX_LENGTH = 2 * HEAD_LIMIT

    _transferDecoders = _LenientHTTPClientParser._transferDecoders | {b"chunked": _Chunks}
    _partialHeader: list[bytes] | None
    state: str

    def lineReceived(self, line: bytes) -> None:
        # Empty lines before a status line are what somebody wrote after the response before it.
        if self.state == STATUS and line in (b"", b"\r"):
            return
        # RFC 9112, section 2.2: space between the start line and the first field is consumed
        # "without further processing"; Twisted would fold it onto a field that is not there.
        folded = line[:1] in (b" ", b"\t")
        if not (folded and self.state == HEADER and self._partialHeader is None):
            super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:
        # RFC 9112, section 5.1: no whitespace before the colon; proxies remove it.
        name = name.strip()
        if name.lower() == b"transfer-encoding":
            value = self._framing(value)
            if not value:
                return
        # A name that is no token still is none; its line is passed over.
        with contextlib.suppress(InvalidHeaderName):
            super().headerReceived(name, value)

    def _framing(self, value: bytes) -> bytes:
        """The transfer coding that says where the body ends, if any; what Twisted knows of them."""
        named = map(bytes.strip, value.lower().split(b","))
        # Section 7: "identity" was a coding once, and meant that there is none.
        codings = [coding for coding in named if coding not in (b"", b"identity")]
        if codings[-1:] != [b"chunked"]:
            return b", ".join(codings)
        # Section 6.3: the last one frames. Those below it are Scrapy's to take off, which knows
        # them under the name of content codings; a second "chunked" is passed over, as browsers do.
        for coding in codings:
            if coding != b"chunked":
                super().headerReceived(b"Content-Encoding", coding)
        return b"chunked"


@implementer(IHandshakeListener)
class _Protocol(_LenientHTTP11ClientProtocol):
    """Scrapy's HTTP/1.1 client protocol, recorded.

    A response that the parser gives up on is still taken to its end before the
    failure is passed on: the archive wants what the parser can't read.
    """

    transport: Any
    _parser: Any
    _currentRequest: Any

    def __init__(self, quiescent: Callable[[HTTP11ClientProtocol], None]) -> None:
        super().__init__(quiescent)
        self._link = Connection()
        self._attempt: WireAttempt | None = None
        self._limit = 0
        self._failure: Failure | None = None
        self._linger: Any = None

    def connectionMade(self) -> None:
        super().connectionMade()
        self._link.ip = self.transport.getPeer().host
        if not INegotiated.providedBy(self.transport):
            self._link.ready = time.monotonic()
        self.transport = _Tee(self.transport, self._sent, self._leaving)

    def handshakeCompleted(self) -> None:
        """TLS stands (IHandshakeListener)."""
        connection = self.transport.getHandle()
        self._link.ready = time.monotonic()
        self._link.tls = connection.get_protocol_version_name()
        self._link.cipher = registered(connection.get_cipher_name())
        self._link.handshake = shown(connection)

    def request(self, request: Request) -> Deferred[IResponse]:
        """Send a request. Its octets and those of its response go to its recording."""
        recording: Recording = vars(request)["recording"]
        self._attempt = recording.sending(self._link)
        self._limit = recording.limit
        response = super().request(request)
        # As Scrapy does it, and as safe: neither parser class adds state to Twisted's.
        self._parser.__class__ = _Parser
        return response

    def _sent(self, data: bytes) -> None:
        if self._attempt is not None:
            self._attempt.sent(data)

    def dataReceived(self, data: bytes) -> None:
        attempt = self._attempt
        if attempt is None or attempt.closed:
            # Nobody asked: the connection is kept for later, or being closed.
            self.transport.abortConnection()
            return
        attempt.received(data)
        if self._failure is None:
            super().dataReceived(data)
        if self._failure is None:
            if self._in_head() and attempt.size > HEAD_LIMIT:
                self._failure = Failure(HeadTooLong(subject=HEAD_LIMIT))
                attempt.oversize = str(self._failure.value)
                self._pass_on()
        elif self._limit and attempt.size > self._limit:
            attempt.oversize = f"more than {self._limit} octets that are no response"
            self._pass_on()

    def _in_head(self) -> bool:
        return self._parser is not None and self._parser.state != BODY

    def _finishResponse(self, rest: bytes) -> None:
        """The parser has found the end of the response, and `rest` after it."""
        if self._attempt is not None:
            self._attempt.end(beyond=len(rest))
            self._attempt = None
        parser = self._parser
        if parser is not None and (rest or parser.response.version < (b"HTTP", 1, 1)):
            # RFC 9112, section 6.3: extra data must not be taken for another response, so
            # nothing that follows can be trusted. Section 9.3: HTTP/1.0 ends with its response.
            self._currentRequest.persistent = False
        super()._finishResponse(rest)

    def _giveUp(self, reason: Failure) -> None:
        """End the connection: now or, where a response is under way, when the rest has come."""
        if self._attempt is not None and self._parser is not None:
            self._attempt.broken = words(reason.value)
            self._failure = reason
            self._linger = reactor().callLater(LINGER, self._pass_on)
            self.transport.resumeProducing()
            return
        super()._giveUp(reason)

    def _leaving(self) -> None:
        # Over TLS a connection ends once the peer has agreed. It has as long for that.
        if self._linger is None:
            self._linger = reactor().callLater(LINGER, self.transport.abortConnection)

    def _pass_on(self) -> None:
        """Leave a response that could not be parsed, and say so to who asked for it."""
        failure, self._failure, self._attempt = self._failure, None, None
        self.transport.abortConnection()
        self._disconnectParser(failure)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        attempt = self._attempt
        if attempt is not None:
            attempt.lost = words(reason.value)
            # An end without a length is the close of the connection. RFC 9112, section 9.8:
            # not one without the closure alert of TLS, nor any other in bad order.
            if not reason.check(ConnectionDone):
                self._attempt = None
            elif self._failure is not None:
                attempt.end()
        if self._linger is not None and self._linger.active():
            self._linger.cancel()
        if self._failure is not None:
            self._disconnectParser(self._failure)
        super().connectionLost(reason)
        self._attempt = None
