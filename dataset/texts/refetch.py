"""Fetches pages again to restore texts, politely and from public addresses only.

The addresses come out of a dataset that somebody else has published; they are
as hostile as a feed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, Request

from twa.dataset.errors import Rejected
from twa.dataset.http.message import Response, parse_response
from twa.dataset.hub.ranges import opener
from twa.dataset.web.ip import is_public
from twa.dataset.web.robots import LIMIT as ROBOTS_LIMIT
from twa.dataset.web.robots import Robots

LIMIT: Final = 64 << 20
"""Octets of a page that are read."""

TIMEOUT: Final = 60.0
"""Seconds without an octet after which a server is given up."""

DELAY: Final = 1.0
"""Seconds between the end of one request and the next, where robots.txt asks for no more."""

LONGEST_DELAY: Final = 120.0
"""Seconds between requests over which a site is not asked at all."""

_FRAMING: Final = frozenset(("transfer-encoding", "content-length", "connection"))


class Fetcher:
    """Asks for pages again.

    `agent` is the User-Agent; `pause` waits so many seconds; hosts in `trusted` may be anywhere,
    all others only on the public internet.
    """

    def __init__(
        self,
        agent: str,
        *,
        pause: Callable[[float], None] = time.sleep,
        trusted: frozenset[str] = frozenset(),
    ) -> None:
        self._agent = agent
        self._pause = pause
        self._robots: dict[str, Robots] = {}
        self._started = False
        self._opener = opener(_Http(trusted), _Https(trusted))

    def get(self, url: str) -> Response:
        """The page at `url` now. Raises Rejected: `robots`, `http-status`, `unreachable`, …"""
        if urlsplit(url).scheme.lower() not in ("http", "https"):
            raise Rejected("scheme", subject=url)
        robots = self._rules(url)
        if not robots.allowed(url):
            raise Rejected("robots", subject=url)
        delay = max(robots.crawl_delay or 0, DELAY)
        if delay > LONGEST_DELAY:
            raise Rejected("robots", f"asks for {delay:g} seconds between pages", subject=url)
        return self._ask(url, delay, LIMIT)

    def _rules(self, url: str) -> Robots:
        place = urljoin(url, "/robots.txt")
        if place not in self._robots:
            try:
                body = self._ask(place, DELAY, ROBOTS_LIMIT).payload()
                self._robots[place] = Robots.parse(body, self._agent)
            except Rejected as rejected:
                status = rejected.detail if rejected.reason == "http-status" else ""
                self._robots[place] = Robots.for_status(int(status) if status else None)
        return self._robots[place]

    def _ask(self, url: str, delay: float, limit: int) -> Response:
        if self._started:
            self._pause(delay)
        self._started = True
        request = Request(  # noqa: S310 (the scheme was looked at, and the opener knows no other)
            url, headers={"User-Agent": self._agent, "Accept-Encoding": "identity"}
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                return _message(response, response.read(limit + 1), limit, url)
        except HTTPError as error:
            error.close()
            raise Rejected("http-status", str(error.code), subject=url) from error
        except (OSError, HTTPException, ValueError) as error:
            raise Rejected("unreachable", str(error), subject=url) from error


def _message(response: HTTPResponse, body: bytes, limit: int, url: str) -> Response:
    """The response as a message whose body is framed by its end."""
    if len(body) > limit:
        raise Rejected("too-large", subject=url)
    fields = [
        f"{name}: {value}"
        for name, value in response.headers.items()
        if name.lower() not in _FRAMING
    ]
    head = "\r\n".join([f"HTTP/1.1 {response.status} {response.reason}", *fields, "", ""])
    return parse_response(head.encode("latin-1", "replace") + body)


class _Http(HTTPHandler):
    def __init__(self, trusted: frozenset[str]) -> None:
        super().__init__()
        self._connection = _guarded(HTTPConnection, trusted)

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._connection, req)


class _Https(HTTPSHandler):
    def __init__(self, trusted: frozenset[str]) -> None:
        super().__init__()
        self._connection = _guarded(HTTPSConnection, trusted)

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._connection, req)


def _guarded(base: type[HTTPConnection], trusted: frozenset[str]) -> type[HTTPConnection]:
    """Connections that look at the address that they really got, so that DNS can't rebind."""

    def connect(self: HTTPConnection) -> None:
        base.connect(self)
        address = self.sock.getpeername()[0]
        if self.host not in trusted and not is_public(address):
            self.close()
            raise OSError(f"{self.host} is at {address}, which is not a public address")

    return type("Guarded", (base,), {"connect": connect})
