"""Download handler: records the octets on the socket and hands them to the archive.

To archive a crawl, give both schemes to this handler

    DOWNLOAD_HANDLERS = {
        "http": "twa.crawler.wire.handler.WireDownloadHandler",
        "https": "twa.crawler.wire.handler.WireDownloadHandler",
    }

and have an extension say, in its `from_crawler`, where exchanges go:

    handler.connect(crawler, self.take)

Each request then makes one Exchange or more (the pool may have to repeat it),
also where no response came. The response goes up to Scrapy, and on to the
spider, once the sink has taken them; if the sink fails, so does the request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, StopDownload
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object
from scrapy.utils.reactor import is_asyncio_reactor_installed
from twisted.internet.defer import Deferred

from twa.crawler.wire import failure_words, responses, twisted_hooks
from twa.crawler.wire.failure_words import Unreadable
from twa.crawler.wire.handshakes import StaplePolicy
from twa.crawler.wire.recording import Forbidden, PrivateIp, Recording
from twa.dataset.errors import TwaError
from twa.dataset.exchange import Exchange, Origin
from twa.dataset.warc.records import URI_LIMIT

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Sink(Protocol):
    """Takes exchanges in the order in which their requests end, and owns them from then on.

    An awaitable or Deferred is awaited: the sink may answer once the exchange
    is durable. What it raises fails the request.
    """

    def __call__(self, exchange: Exchange, request: Request, /) -> object: ...


class IpPolicy(Protocol):
    """Says why `host`, found at the IP address `ip`, may not be spoken to; None where it may.

    Asked for each connection with the IP address it was made to, before an octet
    is written, so that a name which resolves to another one by then is no way round.
    """

    def __call__(self, host: str, ip: str, /) -> str | None: ...


@dataclass(slots=True)
class _Wiring:
    """Who listens to a crawl."""

    sink: Sink | None = None
    policy: IpPolicy | None = None


def _wiring(crawler: Crawler) -> _Wiring:
    # Kept on the crawler, so that it goes when the crawler goes.
    wiring: _Wiring = vars(crawler).setdefault("_wiring", _Wiring())
    return wiring


class Unconnected(TwaError):
    """Nobody takes the exchanges of this crawl. The subject is the setting or the URL."""

    message = "this crawl would not be archived"


def connect(crawler: Crawler, sink: Sink) -> None:
    """Let `sink` take every exchange of `crawler`. Call it before the crawl starts.

    Raises Unconnected where the settings give a scheme to another handler or
    choose another reactor than asyncio's, and `twisted_hooks.Unsupported` where this
    Scrapy can't be listened to.
    """
    twisted_hooks.check()
    if not is_asyncio_reactor_installed():
        raise Unconnected(subject="TWISTED_REACTOR", cause="is not asyncio's, Scrapy's default")
    handlers = crawler.settings.getwithbase("DOWNLOAD_HANDLERS")
    for scheme in ("http", "https"):
        if handlers[scheme] is None:
            continue  # Scrapy then makes no such request
        handler = load_object(handlers[scheme])
        if not (isinstance(handler, type) and issubclass(handler, WireDownloadHandler)):
            raise Unconnected(
                subject=f"DOWNLOAD_HANDLERS[{scheme!r}]",
                cause=f"is {handlers[scheme]}, not twa.crawler.wire.handler.WireDownloadHandler",
            )
    _wiring(crawler).sink = sink


def guard(crawler: Crawler, policy: IpPolicy) -> None:
    """Let `policy` decide to which IP addresses `crawler` may connect; without one, to all."""
    _wiring(crawler).policy = policy


class WireDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, archiving.

    A proxy is refused (HTTPPROXY_ENABLED reads `http_proxy` of the
    environment): what stands on a connection to a proxy is not what the
    server said, and its IP address not the server's. So is a URL that is longer
    than a record may name.
    """

    # Made at the start of the crawl, so that what is missing is said before any request.
    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        twisted_hooks.check()
        super().__init__(crawler)
        reactor = twisted_hooks.reactor()
        self._pool = twisted_hooks.Pool(reactor, size=self._pool.maxPersistentPerHost)
        verifying = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self._contextFactory: Any = StaplePolicy(
            self._contextFactory, twisted_hooks.context_of, verifying=verifying
        )
        self._maxsize = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._recordings: dict[asyncio.Task[Any], Recording] = {}
        self._trigger = reactor.addSystemEventTrigger("before", "shutdown", self._cut)

    async def download_request(self, request: Request) -> Response:
        """The response to `request`, once the sink has taken every exchange it took to get it."""
        sink = _wiring(self._crawler).sink
        if sink is None:
            raise Unconnected(subject=request.url, cause="no sink was given to handler.connect")
        recording = self._record(request)
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._recordings[task] = recording
        try:
            if proxy := request.meta.get("proxy"):
                raise Forbidden("refused to connect through a proxy", subject=proxy)
            if len(recording.url) > URI_LIMIT:
                raise Forbidden(
                    "refused to ask for so long a URL",
                    subject=f"{len(recording.url)} octets",
                    cause=f"no record names one of more than {URI_LIMIT}",
                )
            twisted_hooks.RECORDING.set(recording)
            response = await super().download_request(request)
        except (Exception, asyncio.CancelledError) as error:
            came = responses.of_octets(request.url, recording.unparsed)
            await _hand_over(recording, request, sink, error)
            if came is not None and type(error) is DownloadFailedError:
                return came
            if isinstance(error, asyncio.CancelledError):
                raise DownloadCancelledError("the crawl was stopped") from error
            if type(error) is DownloadFailedError:
                # Scrapy's own words are a list of objects of Twisted's.
                kind = Unreadable if recording.attempts[-1].broken else DownloadFailedError
                raise kind(failure_words.words(error)) from error
            raise
        else:
            stopped = StopDownload(fail=False) if "download_stopped" in response.flags else None
            await _hand_over(recording, request, sink, stopped)
            return response
        finally:
            del self._recordings[task]

    def _record(self, request: Request) -> Recording:
        host = urlparse_cached(request).hostname or ""
        policy = _wiring(self._crawler).policy

        def admit(ip: str) -> None:
            if policy is not None and (reason := policy(host, ip)):
                raise PrivateIp(subject=host, cause=reason)

        limit = request.meta.get("download_maxsize", self._maxsize)
        return Recording(request.url.partition("#")[0], admit, limit)

    def _cut(self) -> Deferred[Any]:
        """The reactor is stopped with requests in flight: archive what came of them."""
        for task, recording in self._recordings.items():
            if not recording.over:
                task.cancel()
        tasks = asyncio.gather(*self._recordings, return_exceptions=True)
        return Deferred.fromFuture(asyncio.ensure_future(tasks))

    async def close(self) -> None:
        """Scrapy's engine has stopped."""
        twisted_hooks.reactor().removeSystemEventTrigger(self._trigger)
        # Scrapy's own gives up by answering in the pool's place. Where the machine is so slow that
        # both answer, the second is an error in the log of a crawl that went well.
        closed = maybe_deferred_to_future(self._pool.closeCachedConnections())  # type: ignore[no-untyped-call]
        await asyncio.wait([asyncio.ensure_future(closed)], timeout=self._disconnect_timeout)


async def _hand_over(
    recording: Recording, request: Request, sink: Sink, error: BaseException | None
) -> None:
    for exchange in recording.exchanges(error, origin(request)):
        taken = sink(exchange, request)
        if isinstance(taken, Deferred):
            taken = maybe_deferred_to_future(taken)
        if isinstance(taken, Awaitable):
            await taken


def role_of(request: Request) -> str:
    """What a request asks for its URL as (`Origin.role`); "" for one that nobody gave an origin."""
    given = request.meta.get("origin")
    return given.role if isinstance(given, Origin) else ""


def origin(request: Request) -> Origin:
    """Why the crawl asked for `request`: `meta["origin"]` with what Scrapy's middlewares add.

    A redirect adds `R` to the hops for each URL in `redirect_urls`, and the
    last of them leads here. A robots.txt that Scrapy's own middleware asks for
    is a prerequisite.
    """
    given = request.meta.get("origin")
    redirects = request.meta.get("redirect_urls", ())
    if not isinstance(given, Origin):
        asked = redirects[0] if redirects else request.url
        robots = request.callback is NO_CALLBACK and asked.endswith("/robots.txt")
        given = Origin(role="robots", hops="P") if robots else Origin()
    if not redirects:
        return given
    return replace(given, via=redirects[-1], hops=given.hops + "R" * len(redirects))
