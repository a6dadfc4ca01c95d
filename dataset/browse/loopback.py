"""HTTP server on the loopback address: files, ranges, a secret path.

It listens on the loopback address, answers only under a path that nobody can
guess, and only to those who call it by that address (a page of another site
whose name was bent to 127.0.0.1 does not).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final, Self
from urllib.parse import parse_qsl, unquote, urlsplit

HOST: Final = "127.0.0.1"

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wacz": "application/wacz",
}
_RANGE: Final = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Reply:
    """What is served: a way to open its octets, and their type."""

    open: Callable[[], AbstractContextManager[BinaryIO]]
    type: str = "application/octet-stream"
    status: int = 200


def of_file(path: Path) -> Reply:
    """A file as it is."""
    return Reply(lambda: path.open("rb"), _TYPES.get(path.suffix, "application/octet-stream"))


def of_octets(octets: bytes, suffix: str, status: int = 200) -> Reply:
    """Octets, of the type of files with this suffix."""
    kind = _TYPES.get(suffix, "text/plain; charset=utf-8")
    return Reply(lambda: closing(BytesIO(octets)), kind, status)


Answer = Callable[[str, Mapping[str, str]], Reply | None]
"""From a path below the secret one, and its query, to what is there; None for nothing."""


@dataclass
class LoopbackOrigin:
    """One origin on this machine: its port, its secret path, and headers for all it serves."""

    answer: Answer
    headers: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer((HOST, self.port), partial(_Handler, self))
        self.server.daemon_threads = True
        self.port = self.server.server_port

    @property
    def name(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self.port}"

    @property
    def url(self) -> str:
        """The secret address, with a slash at its end."""
        return f"{self.name}/{self.token}/"

    def serve(self) -> None:
        """Answer until interrupted, or until the origin is closed."""
        with suppress(KeyboardInterrupt):
            self.server.serve_forever(poll_interval=0.2)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def __init__(self, origin: LoopbackOrigin, *arguments: object) -> None:
        self._origin = origin
        super().__init__(*arguments)  # type: ignore[arg-type]  # as socketserver passes them

    def version_string(self) -> str:
        """The server's name."""
        return "twa"

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the secret out of terminals and logs."""

    def do_GET(self) -> None:
        """Answer with the octets."""
        self._serve(body=True)

    def do_HEAD(self) -> None:
        """Answer without."""
        self._serve(body=False)

    def _serve(self, *, body: bool) -> None:
        reply = self._reply()
        with reply.open() as file:
            size = file.seek(0, SEEK_END)
            part = self._range(size) if reply.status == 200 else None
            if part is not None and part[0] >= size:
                self._head(416, reply.type, 0, {"Content-Range": f"bytes */{size}"})
                return
            first, last = part or (0, size - 1)
            length = last - first + 1
            if part is None:
                self._head(reply.status, reply.type, length, {})
            else:
                place = {"Content-Range": f"bytes {first}-{last}/{size}"}
                self._head(206, reply.type, length, place)
            if body:
                file.seek(first)
                # Who looks may have gone on before it was all there.
                with suppress(ConnectionError):
                    _copy(file, self.wfile.write, length)

    def _reply(self) -> Reply:
        host, port = self.headers.get("Host", ""), self._origin.port
        if host not in (f"{HOST}:{port}", f"localhost:{port}"):
            return of_octets(b"called by another name\n", ".txt", 421)
        split = urlsplit(self.path)
        _, _, rest = split.path.partition("/")
        token, slash, path = rest.partition("/")
        if not slash or not hmac.compare_digest(token.encode(), self._origin.token.encode()):
            return of_octets(b"nothing here\n", ".txt", 404)
        found = self._origin.answer(unquote(path), dict(parse_qsl(split.query)))
        return found or of_octets(b"nothing here\n", ".txt", 404)

    def _range(self, size: int) -> tuple[int, int] | None:
        """The one range asked for (RFC 9110, section 14.2); other forms may be ignored."""
        match = _RANGE.fullmatch(self.headers.get("Range", ""))
        if match is None:
            return None
        first = int(match[1])
        last = min(int(match[2]), size - 1) if match[2] else size - 1
        return None if match[2] and int(match[2]) < first else (first, last)

    def _head(self, status: int, kind: str, length: int, more: Mapping[str, str]) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(length),
            "Accept-Ranges": "bytes",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **self._origin.headers,
            **more,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _copy(source: BinaryIO, write: Callable[[bytes], object], length: int) -> None:
    """So many octets, in bounded memory."""
    while length and (piece := source.read(min(_PIECE, length))):
        write(piece)
        length -= len(piece)
