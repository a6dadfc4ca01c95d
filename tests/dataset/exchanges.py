"""Exchanges for tests of the archive, and ids and instants that do not change."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from twa.dataset.exchange import Block, Exchange, Origin, Timings

NOON = datetime(2024, 5, 17, 12, 0, 0, 123456, tzinfo=UTC)
REQUEST = b"GET /ferry HTTP/1.1\r\nHost: harbour.example\r\nAccept-Encoding: gzip, deflate\r\n\r\n"
PAGE = b"<!DOCTYPE html><title>Ferry</title><p>The ferry is late again.</p>\n"


def ids() -> Callable[[], str]:
    """Record ids that count."""
    numbers = itertools.count(1)
    return lambda: f"<urn:uuid:00000000-0000-4000-8000-{next(numbers):012}>"


def clock() -> Callable[[], datetime]:
    """A clock that goes a second on each time it is looked at."""
    seconds = itertools.count()
    return lambda: NOON + timedelta(seconds=next(seconds))


def message(start: str, *fields: str, body: bytes = b"") -> bytes:
    """A response as it stands on the wire."""
    return "\r\n".join((start, *fields, "", "")).encode("latin-1") + body


def page(body: bytes = PAGE, *fields: str, status: str = "200 OK") -> bytes:
    """A response with a length."""
    length = f"Content-Length: {len(body)}"
    return message(f"HTTP/1.1 {status}", "Content-Type: text/html", length, *fields, body=body)


def chunked(
    body: bytes, *fields: str, size: int = 20, extension: str = "", trailer: str = ""
) -> bytes:
    """A response in chunks."""
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(p), extension.encode(), p) for p in pieces)
    coding = "Transfer-Encoding: chunked"
    framed += f"0\r\n{trailer}\r\n".encode()
    return message("HTTP/1.1 200 OK", "Content-Type: text/html", coding, *fields, body=framed)


def gzipped(body: bytes = PAGE) -> bytes:
    """A compressed response."""
    return page(gzip.compress(body, mtime=0), "Content-Encoding: gzip")


def exchange(
    response: bytes, url: str = "http://harbour.example/ferry", **changes: Any
) -> Exchange:
    """One exchange, all of it the same but what is asked for."""
    whole = Exchange(
        url=url,
        started=NOON,
        request=Block(REQUEST),
        response=Block(response),
        ip="192.0.2.7",
        protocols=("http/1.1", "tls/1.3"),
        cipher="TLS_AES_256_GCM_SHA384",
        timings=Timings(0.0104, 0.25, 0.3129),
        origin=Origin("article", "http://harbour.example/feed/", "L"),
    )
    return replace(whole, **changes)


HINT = message("HTTP/1.1 103 Early Hints", "Link: </style.css>; rel=preload")

AWKWARD: dict[str, bytes] = {
    "page": page(),
    "gzipped": gzipped(),
    "chunked": chunked(PAGE),
    "extension": chunked(PAGE, extension=";n=1"),
    "trailer": chunked(PAGE, trailer="X-Trailer: end\r\n"),
    "chunked-gzipped": chunked(gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip"),
    "cookies": page(PAGE, "Set-Cookie: a=1", "SET-COOKIE: b=2", "X-Odd:no space  "),
    "latin-1": page(PAGE, "X-Town: Malm\xf6"),
    "utf-8": page(PAGE, "X-Town: Malmö".encode().decode("latin-1")),
    "no-reason": message("HTTP/1.1 200", "Content-Length: 2", body=b"ok"),
    "bare-lf": b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + PAGE,
    "folded": message("HTTP/1.1 200 OK", "Content-Type: text/html;", " charset=utf-8", body=PAGE),
    "no-colon": message("HTTP/1.1 200 OK", "Content-Type: text/html", "nonsense", body=PAGE),
    "empty-type": message("HTTP/1.1 200 OK", "Content-Type:", body=PAGE),
    "interim": HINT + HINT + page(),
    "close": message("HTTP/1.0 200 OK", "Content-Type: text/html; charset=x", body=PAGE),
    "redirect": page(b"moved", "Location: /new", status="301 Moved Permanently"),
    "not-found": page(b"gone", status="404 Not Found"),
    "no-content": message("HTTP/1.1 204 No Content"),
    "empty": page(b""),
    "not-modified": message("HTTP/1.1 304 Not Modified", 'ETag: "1"'),
    "decoded": message("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=PAGE),
    "broken-gzip": page(gzip.compress(PAGE, mtime=0)[:-9], "Content-Encoding: gzip"),
    "long-header": page(PAGE, f"X-Long: {'x' * 20_000}"),
    "lone-header": b"HTTP/1.1 200 OK\r\nContent-Type: text/html",
    "binary": page(bytes(range(256)) * 40),
    "blank-first": b"\r\n" + page(),
    "space-line": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n \r\nX: y\r\n\r\n" + PAGE,
    "nonsense": b"\x16\x03\x01\x02\x00 what is this\r\n\r\n",
    "large": page(PAGE * 40_000),
}
"""Responses as servers send them, by what is odd about them."""


def awkward() -> Iterator[tuple[str, Exchange]]:
    """One exchange for each of them, each at a URL and an instant of its own."""
    for number, (name, response) in enumerate(AWKWARD.items()):
        yield (
            name,
            exchange(
                response,
                f"http://harbour.example/{name}?q=1&a=2",
                started=NOON + timedelta(seconds=number),
            ),
        )
