"""HTTP server on the loopback address: files, ranges, a secret.

It listens on the loopback address, and answers only to those who call it by that
address (a page of another site whose name was bent to 127.0.0.1 does not) and who
know its secret. That is a part of the path; where addresses are to last, the first
visit by it leaves a cookie, and every further address does without.

Cookies know no ports, so that whatever is served on this machine would be of the
same site: what the cookie opens is for pages of this very origin, and its one page
for whoever follows a link.
"""

from __future__ import annotations

import errno
import hmac
import json
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO, Final, Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from twa.dataset.errors import TwaError

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
_LARGEST: Final = 1 << 18
"""Octets of a body that is taken."""

_YEAR: Final = 365 * 86400
_NOT_KNOWN: Final = b"""This browser does not know the secret of these pages yet.
Open them once by the address that twa browse prints when it starts.
"""
HEADER: Final = "X-Twa-Token"
"""Header with the secret, without which nothing is kept."""


class PortTaken(TwaError):
    """Another program listens there. The subject is the port."""

    message = "another program has the port"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is served: a way to open its octets, and their type."""

    open: Callable[[], AbstractContextManager[BinaryIO]]
    type: str = "application/octet-stream"
    status: int = 200
    download: str | None = None
    """Its name as a file, where it is to be saved and not shown."""


def of_file(path: Path) -> Reply:
    """A file as it is."""
    return Reply(lambda: path.open("rb"), _TYPES.get(path.suffix, "application/octet-stream"))


def of_octets(octets: bytes, suffix: str, status: int = 200) -> Reply:
    """Octets, of the type of files with this suffix."""
    kind = _TYPES.get(suffix, "text/plain; charset=utf-8")
    return Reply(lambda: closing(BytesIO(octets)), kind, status)


Answer = Callable[[str, Mapping[str, str]], Reply | None]
"""From a path below the secret one, and its query, to what is there; None for nothing."""

Take = Callable[[str, Any], Reply | None]
"""From a path and the JSON value sent to it, to what became of it; None for nothing."""


def new_secret() -> str:
    """What nobody can guess."""
    return secrets.token_urlsafe(18)


@dataclass
class LoopbackOrigin:
    """One origin on this machine: its port, its secret, and headers for all it serves.

    `lasting` addresses need the secret at the first visit alone. `take` gets what is sent.
    """

    answer: Answer
    take: Take | None = None
    lasting: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    token: str = field(default_factory=new_secret)

    def __post_init__(self) -> None:
        try:
            self.server = _Server((HOST, self.port), partial(_Handler, self))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortTaken(subject=self.port) from error
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


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of who went on before the answer came."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    # Head and body go together, at once: RFC 9293, section 3.7.4, would have a small body wait for
    # an acknowledgement, which the other side delays by up to 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True

    def __init__(self, origin: LoopbackOrigin, *arguments: object) -> None:
        self._origin = origin
        self._cookie = False
        self._leads_to: str | None = None
        super().__init__(*arguments)  # type: ignore[arg-type]  # as socketserver passes them

    def version_string(self) -> str:
        """The server's name."""
        return "twa"

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the secret out of terminals and logs."""

    def do_GET(self) -> None:
        """Answer with the octets."""
        self._serve(body=True)

    def do_POST(self) -> None:
        """Take a JSON value, from a page of this origin that knows the secret."""
        self._send(self._taken(), body=True)

    def do_HEAD(self) -> None:
        """Answer without."""
        self._serve(body=False)

    def _serve(self, *, body: bool) -> None:
        self._send(self._reply(), body=body)

    def _send(self, reply: Reply, *, body: bool) -> None:
        if reply.status == 503:
            # Another server may listen here when it is asked for again.
            self.close_connection = True
        with reply.open() as file:
            size = file.seek(0, SEEK_END)
            part = self._range(size) if reply.status == 200 else None
            if part is not None and part[0] >= size:
                self._head(416, reply.type, 0, {"Content-Range": f"bytes */{size}"})
                return
            first, last = part or (0, size - 1)
            length = last - first + 1
            more = {}
            if reply.download is not None:
                name = quote(reply.download)
                more["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
            if part is None:
                self._head(reply.status, reply.type, length, more)
            else:
                place = {"Content-Range": f"bytes {first}-{last}/{size}"}
                self._head(206, reply.type, length, {**more, **place})
            if body:
                file.seek(first)
                # Who looks may have gone on before it was all there.
                with suppress(ConnectionError):
                    _copy(file, self.wfile.write, length)

    def _reply(self) -> Reply:
        if not self._called_by_name():
            return _words(b"called by another name\n", 421)
        split = urlsplit(self.path)
        path = split.path.removeprefix("/")
        token, slash, rest = path.partition("/")
        if slash and self._is_secret(token):
            if not self._origin.lasting:
                return self._found(rest, split.query)
            self._cookie = True
            self._leads_to = f"/{rest}{'?' * bool(split.query)}{split.query}"
            return _words(b"", 303)
        if not self._origin.lasting:
            return _words(b"nothing here\n", 404)
        if not self._remembered():
            return _words(_NOT_KNOWN, 403)
        if not self._from_here(page=path in ("", "index.html") or path.endswith("/")):
            return _words(b"asked for by a page from elsewhere\n", 403)
        return self._found(path, split.query)

    def _found(self, path: str, query: str) -> Reply:
        found = self._origin.answer(unquote(path), dict(parse_qsl(query)))
        return found or _words(b"nothing here\n", 404)

    def _taken(self) -> Reply:
        """The answer to what was sent. Whatever is not read of it closes the connection."""
        self.close_connection = True
        length = self.headers.get("Content-Length", "")
        if not (
            self._called_by_name()
            and self.headers.get("Origin") == f"http://{self.headers.get('Host')}"
            and self._from_here(page=False)
            and self._is_secret(self.headers.get(HEADER, ""))
            and (not self._origin.lasting or self._remembered())
        ):
            return _words(b"not from here\n", 403)
        if self.headers.get("Content-Type") != "application/json" or not length.isdecimal():
            return _words(b"only JSON of a stated length\n", 415)
        if int(length) > _LARGEST:
            return _words(b"too much\n", 413)
        try:
            value = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return _words(b"not JSON\n", 400)
        path = unquote(urlsplit(self.path).path.removeprefix("/"))
        taken = self._origin.take and self._origin.take(path, value)
        return taken or _words(b"nothing here\n", 404)

    def _called_by_name(self) -> bool:
        port = self._origin.port
        return self.headers.get("Host", "") in (f"{HOST}:{port}", f"localhost:{port}")

    def _is_secret(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._origin.token.encode())

    def _remembered(self) -> bool:
        wanted = f"twa-{self._origin.port}"
        for pair in self.headers.get("Cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == wanted and self._is_secret(value):
                return True
        return False

    def _from_here(self, *, page: bool) -> bool:
        """Whether a page of this origin asks, or its reader (Fetch Metadata Request Headers)."""
        if self.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
            return True
        return page and self.headers.get("Sec-Fetch-Dest") == "document"

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
        if self.close_connection:
            headers["Connection"] = "close"
        if self._leads_to is not None:
            headers["Location"] = self._leads_to
        if self._cookie:
            headers["Set-Cookie"] = (
                f"twa-{self._origin.port}={self._origin.token}; Path=/; HttpOnly; SameSite=Lax;"
                f" Max-Age={_YEAR}"
            )
        self._cookie, self._leads_to = False, None
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _words(octets: bytes, status: int) -> Reply:
    return of_octets(octets, ".txt", status)


def _copy(source: BinaryIO, write: Callable[[bytes], object], length: int) -> None:
    """So many octets, in bounded memory."""
    while length and (piece := source.read(min(_PIECE, length))):
        write(piece)
        length -= len(piece)
