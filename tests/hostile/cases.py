"""The table of awkward responses: one row a case. Sections are those of RFC 9112.

The text is made up. `/NAME` on the hostile server plays the case NAME; what
follows in the URL is ignored (`/NAME/again`, `/NAME?2`).
"""

# One row, one line.
# ruff: noqa: E501

from __future__ import annotations

import gzip
import zlib
from typing import Any

from tests.hostile.script import Case, Drip, End, Flood, Move, Pause

CLOSE, MUTE, RESET, STALL = End.CLOSE, End.MUTE, End.RESET, End.STALL

HTML = (
    b"<!doctype html><title>Tide tables</title><p>High water at Skerry Point: 06:12, 18:40.</p>\n"
)
LONG = HTML * 400
HUGE = bytes(range(256)) * (9 * 4096)  # 9 MB
GZIP = gzip.compress(LONG, mtime=0)
CHUNKED = b"Transfer-Encoding: chunked"
BEAT = Pause(0.1)
SETTLE = Pause(0.3)  # a RST discards what the client has not read yet

CUT = {"ended": "disconnect"}
LATE = {"ended": "time", "asks": {"meta": {"download_timeout": 1.0}}}
LARGE = {"ended": "length", "asks": {"meta": {"download_maxsize": 10_000}}}


def head(*fields: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    """A header section, as given."""
    return b"\r\n".join((status, *fields, b"", b""))


def full(body: bytes = HTML, *fields: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    """A response whose length is said."""
    return head(*fields, b"Content-Length: %d" % len(body), status=status) + body


def chunks(*parts: bytes, last: bytes = b"0\r\n\r\n") -> bytes:
    """A chunked body."""
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + last


def chunked(*parts: bytes, fields: tuple[bytes, ...] = (), last: bytes = b"0\r\n\r\n") -> bytes:
    """A chunked response."""
    return head(*fields, CHUNKED) + chunks(*parts, last=last)


def case(name: str, *script: Move, **columns: Any) -> Case:
    """A row of the table."""
    return Case(name, script, **columns)


CASES = (
    # Nothing wrong at all
    case("plain", full()),
    case("html", full(HTML, b"Content-Type: text/html; charset=utf-8")),
    case("empty", full(b"")),
    case("nine-megabytes", full(HUGE)),
    case("nine-megabytes-chunked", chunked(*(HUGE[i : i + 65_521] for i in range(0, len(HUGE), 65_521)))),
    case("not-found", full(HTML, status=b"HTTP/1.1 404 Not Found")),
    case("gone", full(b"", status=b"HTTP/1.1 410 Gone")),
    case("broken-server", full(HTML, status=b"HTTP/1.1 500 Internal Server Error")),
    case("unavailable", full(HTML, b"Retry-After: 120", status=b"HTTP/1.1 503 Service Unavailable")),
    case("head", head(b"Content-Length: 4711"), asks={"method": "HEAD"}),
    case("post", full(), asks={"method": "POST", "body": b"wind=NNW&force=7"}),
    case("put-binary", full(), asks={"method": "PUT", "body": bytes(range(256)) * 40}),
    # 4: the status line
    case("reason-missing", full(status=b"HTTP/1.1 200")),
    case("reason-empty", full(status=b"HTTP/1.1 200 ")),
    case("reason-latin-1", full(status=b"HTTP/1.1 200 Tr\xe8s bien")),
    case("reason-long", full(status=b"HTTP/1.1 200 " + b"fair " * 900)),
    case("status-299", full(status=b"HTTP/1.1 299 Lukewarm")),
    case("status-799", full(status=b"HTTP/1.1 799 Odd")),
    case("version-1.0", full(status=b"HTTP/1.0 200 OK"), CLOSE),
    case("version-2.0", full(status=b"HTTP/2.0 200 OK")),
    case("version-lower-case", full(status=b"http/1.1 200 ok")),
    case("version-odd", full(status=b"ICY 200 OK"), CLOSE),
    case("status-line-garbage", b"SSH-2.0-harbour_1.4\r\n", CLOSE),
    case("status-not-a-number", full(status=b"HTTP/1.1 two OK"), CLOSE),
    case("status-of-four-digits", full(status=b"HTTP/1.1 2000 OK"), CLOSE),
    case("status-zero", full(status=b"HTTP/1.1 000 Calm"), CLOSE),
    case("reason-nul", full(status=b"HTTP/1.1 200 O\0K")),
    case("line-before-status", b"\r\n" + full(), CLOSE),
    case("lines-before-status", b"\r\n\r\n" + full()),
    case("no-header-at-all", HTML, CLOSE),
    # 5: the header section
    case("case-of-names", full(HTML, b"CONTENT-TYPE: text/html", b"x-pOwErEd-bY: tide/2")),
    case("order", full(HTML, b"Zulu: 1", b"Alpha: 2", b"Zulu: 3", b"Mike: 4", b"Alpha: 5")),
    case("cookies", full(HTML, b"Set-Cookie: a=1; Path=/", b"set-cookie: b=2", b"SET-COOKIE: a=3")),
    case("folded", full(HTML, b"Warning: 199 tide", b"    \"gauge offline\"")),
    case("folded-by-tab", full(HTML, b"Warning: 199 tide", b"\t\"gauge", b"\t offline\"")),
    case("spacing", full(HTML, b"Tight:1", b"Loose:    2   ", b"Tabbed:\t3\t", b"Void:", b"Blank:   ")),
    case("space-before-colon", full(HTML, b"Server : tide")),
    case("no-colon", full(HTML, b"this line lost its colon", b"Server: tide")),
    case("empty-name", full(HTML, b": nameless", b"Server: tide")),
    case("latin-1", full(HTML, b"X-Harbour: Saint-Malo, caf\xe9 du port")),
    case("utf-8", full(HTML, "X-Harbour: Ålesund, Gdańsk, 釜山".encode())),
    case("control-octets", full(HTML, b"X-Bell: \x07\x01\x7f")),
    case("header-20-kB", full(HTML, b"X-Log: " + b"calm " * 4000)),
    case("headers-300", full(HTML, *(b"X-Buoy-%d: %d" % (i, i * i) for i in range(300)))),
    case("headers-3000", full(HTML, *(b"X-Buoy-%d: %d" % (i, i * i) for i in range(3000)))),
    case("nul", full(HTML, b"X-Nul: a\0b", b"X-N\0l: c")),
    case("name-utf-8", full(HTML, "X-Hafenstraße: 7".encode())),
    case("folded-at-once", full(HTML, b" folded onto nothing", b"Server: tide")),
    case("cookie-60-kB", full(HTML, b"Set-Cookie: log=" + b"calm" * 15_000)),
    case("bare-cr", full().replace(b"\r\n", b"\r"), CLOSE, **CUT),
    case("cr-cr-lf", full().replace(b"\r\n", b"\r\r\n"), CLOSE, **CUT),
    case("bare-lf", full().replace(b"\r\n", b"\n")),
    case("mixed-line-ends", head(b"A: 1", b"B: 2").replace(b"A: 1\r\n", b"A: 1\n") + HTML, CLOSE),
    case("header-in-pieces", b"HTTP/1.1 20", BEAT, b"0 OK\r\nContent-Len", BEAT, b"gth: 4\r", BEAT, b"\n\r", BEAT, b"\nebb."),
    # 6: the body and its length
    case("close-delimited", head() + HTML, CLOSE),
    case("close-delimited-1.0", head(status=b"HTTP/1.0 200 OK") + LONG, CLOSE),
    case("close-delimited-mute", head() + HTML, MUTE, mute="disconnect"),
    case("close-delimited-reset", head() + HTML, SETTLE, RESET, **CUT),
    case("connection-close", full(HTML, b"Connection: close"), CLOSE),
    case("connection-close-mute", full(HTML, b"Connection: close"), MUTE),
    case("length-twice", head(b"Content-Length: 4", b"Content-Length: 4") + b"ebb."),
    case("length-list", head(b"Content-Length: 4, 4") + b"ebb."),
    case("length-conflict", head(b"Content-Length: 4", b"Content-Length: 5") + b"ebb.!", CLOSE),
    case("length-conflict-in-pieces", head(b"Content-Length: 4", b"Content-Length: 9"), BEAT, b"ebb", BEAT, b" tide.", CLOSE),
    case("length-negative", head(b"Content-Length: -4") + b"ebb.", CLOSE),
    case("length-not-a-number", head(b"Content-Length: four") + b"ebb.", CLOSE),
    case("length-plus", head(b"Content-Length: +4") + b"ebb.", CLOSE),
    case("length-hexadecimal", head(b"Content-Length: 0x4") + b"ebb.", CLOSE),
    case("length-spaced", head(b"Content-Length :   4  ") + b"ebb."),
    case("length-empty", head(b"Content-Length:") + b"ebb.", CLOSE),
    case("length-astronomic", head(b"Content-Length: 99999999999999999999") + HTML, CLOSE, ended="length", cut=60),
    case("length-too-long", head(b"Content-Length: 5000") + HTML, CLOSE, **CUT),
    case("length-too-long-reset", head(b"Content-Length: 5000") + HTML, SETTLE, RESET, **CUT),
    case("no-content", head(status=b"HTTP/1.1 204 No Content")),
    case("no-content-length", head(b"Content-Length: 0", status=b"HTTP/1.1 204 No Content")),
    case("no-content-length-lie", head(b"Content-Length: 4", status=b"HTTP/1.1 204 No Content"), beyond=b"ebb."),
    case("not-modified", head(b'ETag: "7"', status=b"HTTP/1.1 304 Not Modified")),
    case("not-modified-length", head(b"Content-Length: 900", status=b"HTTP/1.1 304 Not Modified")),
    case("reset-content", full(b"", status=b"HTTP/1.1 205 Reset Content")),
    case("reset-content-body", full(b"ebb.", status=b"HTTP/1.1 205 Reset Content")),
    case("head-with-body", full(b""), beyond=HTML, asks={"method": "HEAD"}),
    # 6.3: what comes after the end
    case("garbage-after-body", full(), beyond=b"driftwood"),
    case("garbage-after-chunks", chunked(HTML), beyond=b"driftwood\r\n\r\n"),
    case("second-response", full(), beyond=full(b"smuggled")),
    case("body-after-204", head(status=b"HTTP/1.1 204 No Content"), beyond=HTML),
    case("body-after-304", head(status=b"HTTP/1.1 304 Not Modified"), beyond=HTML),
    # 7: transfer codings
    case("chunked", chunked(HTML, LONG)),
    case("chunk-sizes-odd", head(CHUNKED) + b"0004\r\nebb.\r\nB\r\n high water\r\n000\r\n\r\n"),
    case("chunk-extensions", head(CHUNKED) + b'4;gauge="3";x\r\nebb.\r\n0;last\r\n\r\n'),
    case("chunk-extensions-quoted", head(CHUNKED) + b'4;gauge="3\\"; \\\\";x\r\nebb.\r\n0;last="\\0"\r\n\r\n'),
    case("chunk-trailers", chunked(HTML, last=b"0\r\nX-Checksum: 77\r\nx-checksum: 78\r\n\r\n")),
    case("chunks-of-one", chunked(*(HTML[i : i + 1] for i in range(len(HTML))))),
    case("chunked-empty", chunked()),
    case("chunked-and-length", chunked(HTML, fields=(b"Content-Length: 9",))),
    case("chunked-upper-case", head(b"TRANSFER-ENCODING: CHUNKED") + chunks(HTML)),
    case("chunked-in-1.0", head(CHUNKED, status=b"HTTP/1.0 200 OK") + chunks(HTML), CLOSE),
    case("chunked-twice", head(CHUNKED, CHUNKED) + chunks(HTML)),
    case("chunk-size-bad", head(CHUNKED) + b"4\r\nebb.\r\nxyz\r\nflow\r\n0\r\n\r\n", CLOSE),
    case("chunk-end-missing", head(CHUNKED) + b"4\r\nebb.flow\r\n0\r\n\r\n", CLOSE),
    case("chunk-size-astronomic", head(CHUNKED) + b"ffffffffffffffffff\r\nebb.", CLOSE, **CUT),
    case("chunk-size-negative", head(CHUNKED) + b"-4\r\nebb.\r\n0\r\n\r\n", CLOSE),
    case("chunk-size-0x", head(CHUNKED) + b"0x4\r\nebb.\r\n0\r\n\r\n", CLOSE),
    case("chunk-extension-20-kB", head(CHUNKED) + b"4;log=" + b"calm" * 5000 + b"\r\nebb.\r\n0\r\n\r\n", CLOSE),
    case("chunk-trailers-300", chunked(HTML, last=b"0\r\n" + b"X-Buoy: 1\r\n" * 300 + b"\r\n")),
    case("chunk-bare-lf", head(CHUNKED) + b"4\nebb.\n0\n\n", CLOSE, **CUT),
    case("chunk-cut", head(CHUNKED) + b"ff\r\nebb.", CLOSE, **CUT),
    case("chunk-last-missing", chunked(HTML, last=b""), CLOSE, **CUT),
    case("chunk-trailer-cut", chunked(HTML, last=b"0\r\nX-Check"), CLOSE, **CUT),
    case("coding-unknown", head(b"Transfer-Encoding: gzip, chunked") + chunks(GZIP), CLOSE),
    case("coding-kept", head(b"Transfer-Encoding: gzip, Chunked") + chunks(GZIP)),
    case("coding-identity", full(HTML, b"Transfer-Encoding: Identity")),
    case("coding-identity-close", head(b"Transfer-Encoding: identity") + HTML, CLOSE),
    case("coding-empty", full(HTML, b"Transfer-Encoding:")),
    case("gzip", full(GZIP, b"Content-Encoding: gzip")),
    case("gzip-chunked", chunked(GZIP[:99], GZIP[99:], fields=(b"Content-Encoding: gzip",))),
    case("gzip-broken", full(GZIP[:-8] + b"\0" * 8, b"Content-Encoding: gzip")),
    case("gzip-cut", full(GZIP[:60], b"Content-Encoding: gzip")),
    case("gzip-in-name-only", full(HTML, b"Content-Encoding: gzip")),
    case("gzip-twice", full(gzip.compress(GZIP, mtime=0), b"Content-Encoding: gzip, gzip")),
    case("deflate", full(zlib.compress(LONG), b"Content-Encoding: deflate")),
    case("deflate-raw", full(zlib.compress(LONG, wbits=-15), b"Content-Encoding: deflate")),
    case("encoding-unknown", full(HTML, b"Content-Encoding: rot13")),
    # RFC 9110, 15.2: interim responses
    case("early-hints", head(b"Link: </gauge.css>; rel=preload", status=b"HTTP/1.1 103 Early Hints") * 2 + full()),
    case("early-hints-apart", head(status=b"HTTP/1.1 103 Early Hints"), BEAT, head(status=b"HTTP/1.1 103"), BEAT, full()),
    case("continue", head(status=b"HTTP/1.1 100 Continue") + full()),
    case("hints-with-length", head(b"Content-Length: 9", status=b"HTTP/1.1 103 Early Hints") + full()),
    case("switching-protocols", head(b"Upgrade: tide/2", status=b"HTTP/1.1 101 Switching Protocols") + b"\0\1ebb.\xff", CLOSE, **CUT),
    case("processing-only", head(status=b"HTTP/1.1 102 Processing"), CLOSE, **CUT),
    # RFC 9110, 15.4: redirects
    case("moved", full(b"", b"Location: /found", status=b"HTTP/1.1 301 Moved Permanently")),
    case("found", full(HTML, b"location: /permanent", status=b"HTTP/1.1 302 Found")),
    case("permanent", full(b"", b"LOCATION: /arrived", status=b"HTTP/1.1 308 Permanent Redirect")),
    case("arrived", full()),
    case("moved-latin-1", full(b"", b"Location: /caf\xe9?q=\xfc", status=b"HTTP/1.1 301 Moved Permanently")),
    case("moved-utf-8", full(b"", "Location: /釜山".encode(), status=b"HTTP/1.1 302 Found")),
    case("moved-broken", full(HTML, b"Location: http://[::1/", status=b"HTTP/1.1 302 Found")),
    case("moved-scheme", full(HTML, b"Location: mailto:tide@pier.example", status=b"HTTP/1.1 302 Found")),
    case("moved-nul", full(HTML, b"Location: /a\0b", status=b"HTTP/1.1 302 Found")),
    case("moved-twice", full(HTML, b"Location: /plain/1", b"Location: /plain/2", status=b"HTTP/1.1 302 Found")),
    case("moved-far", full(HTML, b"Location: /plain?" + b"far" * 9000, status=b"HTTP/1.1 302 Found")),
    case("nowhere", full(HTML, status=b"HTTP/1.1 301 Moved Permanently")),
    # 9: connections
    case("silence", CLOSE, **CUT),
    case("silence-reset", RESET, **CUT),
    case("status-line-cut", b"HTTP/1.1 2", CLOSE, **CUT),
    case("header-cut", b"HTTP/1.1 200 OK\r\nContent-Le", CLOSE, **CUT),
    case("header-cut-reset", b"HTTP/1.1 200 OK\r\nA: 1\r\n", SETTLE, RESET, **CUT),
    case("once", full(), once=True),
    case("close-said-and-kept", full(HTML, b"Connection: close")),
    case("keep-alive-1.0", full(HTML, b"Connection: keep-alive", status=b"HTTP/1.0 200 OK")),
    # Time
    case("byte-by-byte", Drip(full())),
    case("byte-by-byte-chunked", Drip(chunked(HTML, b"ebb", last=b"0\r\nA: 1\r\n\r\n"))),
    case("byte-by-byte-cut", Drip(head(b"Content-Length: 400") + HTML), CLOSE, **CUT),
    case("stall-at-once", STALL, cut=0, **LATE),
    case("stall-in-header", b"HTTP/1.1 200 OK\r\nA: ", STALL, cut=20, **LATE),
    case("stall-in-body", head(b"Content-Length: 500") + HTML, STALL, cut=90, **LATE),
    case("stall-in-chunk", head(CHUNKED) + b"ff\r\nebb", STALL, cut=50, **LATE),
    case("stall-after-nonsense", head(b"Content-Length: four") + b"ebb.", STALL, ended="unspecified", cut=41),
    # Size
    case("too-large-said", head(b"Content-Length: 50000"), BEAT, LONG, cut=40, **LARGE),
    case("too-large-unsaid", head() + LONG[:9_000], BEAT, LONG, CLOSE, cut=9_100, **LARGE),
    case("too-large-chunked", head(CHUNKED), *(chunks(LONG, last=b""),) * 9, CLOSE, cut=10_000, **LARGE),
    case("endless-body", head(), Flood(LONG), cut=10_000, **LARGE),
    case("endless-header", b"HTTP/1.1 200 OK\r\n", Flood(b"X-Wave: again\r\n" * 99), ended="length", cut=250_000),
    case("endless-line", b"HTTP/1.1 200 OK\r\nX-Wave: ", Flood(b"again " * 99), ended="length", cut=250_000),
    case("endless-hints", Flood(head(status=b"HTTP/1.1 103 Early Hints") * 40), ended="length", cut=250_000),
    case("endless-nonsense", head(b"Content-Length: four"), Flood(LONG), cut=10_000, **LARGE),
)  # fmt: skip

BY_NAME = {row.name: row for row in CASES}
