"""Puts replies on sockets, logs requests, and takes orders on a path of its own."""

from __future__ import annotations

import gzip
import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from tests.site.outlet import Outlet
from tests.site.reply import Reply, Request
from tests.site.routes import answer
from tests.site.themes import Theme

CONTROL: Final = "/-/control"
"""Where orders go, by POST; requests to it are neither logged nor delayed."""

_CHUNK: Final = 8192
_LOGGED: Final = (
    "host",
    "user-agent",
    "accept-encoding",
    "if-none-match",
    "if-modified-since",
    "referer",
)
_COMPRESSED: Final = ("text/", "application/rss+xml", "application/xml", "application/javascript")


class SiteServer(ThreadingHTTPServer):
    """Serves one outlet; a thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], *, log: Path | None, delay: float, compress: bool
    ) -> None:
        # `::` is every address of this machine, of either family.
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)
        self.outlet: Outlet
        self.theme = Theme("block")
        self.delay = delay
        self.compress = compress
        self.stopping = threading.Event()
        self._active = 0
        self._lock = threading.Lock()
        self._log = log.open("a", encoding="utf-8") if log else None

    def begin(self) -> int:
        """How many requests are being answered now, this one included."""
        with self._lock:
            self._active += 1
            return self._active

    def end(self) -> None:
        """A request has been answered."""
        with self._lock:
            self._active -= 1

    def record(self, request: Request, status: int, active: int) -> None:
        """One line a request, on disk before the first octet of the answer is sent."""
        if self._log is None:
            return
        line = {
            "time": time.time(),
            "method": request.method,
            "path": request.target,
            "status": status,
            "active": active,
            "headers": {name: request.headers[name] for name in _LOGGED if name in request.headers},
        }
        with self._lock:
            print(json.dumps(line), file=self._log, flush=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SiteServer

    def do_GET(self) -> None:
        request = Request(
            self.command, self.path, {name.lower(): value for name, value in self.headers.items()}
        )
        active = self.server.begin()
        try:
            reply = answer(self.server.outlet, self.server.theme, request)
            if self.server.compress:
                reply = _compressed(reply, request)
            status = 0 if reply.fault == "hang" else reply.status
            self.server.record(request, status, active)
            self.server.stopping.wait(self.server.delay + reply.delay)
            self._send(reply)
        finally:
            self.server.end()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        order = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != CONTROL:
            self._send(Reply(405, (("Allow", "GET, HEAD"),)))
            return
        try:
            status, result = 200, self.server.outlet.act(json.loads(order))
        except (KeyError, ValueError, StopIteration) as error:
            status, result = 400, {"error": f"{type(error).__name__}: {error}"}
        body = json.dumps(result).encode()
        self._send(Reply(status, (("Content-Type", "application/json"),), body))

    def _send(self, reply: Reply) -> None:
        if reply.fault == "hang":
            self._idle()
            return
        chunked = reply.dynamic and self.request_version != "HTTP/1.0" and reply.status != 304
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        if reply.fault:
            self.close_connection = True
        self.end_headers()
        if self.command == "HEAD" or reply.status == 304:
            return
        body = reply.body[: len(reply.body) // 2] if reply.fault else reply.body
        for piece in _pieces(body):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        if reply.fault == "stall":
            self.wfile.flush()
            self._idle()
        elif chunked and not reply.fault:
            self.wfile.write(b"0\r\n\r\n")

    def _idle(self) -> None:
        """Say nothing until the client goes away or the server stops."""
        self.close_connection = True
        while not self.server.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.2)
            if readable and not self.connection.recv(1):
                return

    def version_string(self) -> str:
        return "nginx"

    def log_message(self, *_: object) -> None:
        """The request log says it better."""


def _compressed(reply: Reply, request: Request) -> Reply:
    """As nginx does with `gzip on`: what PHP made is compressed, and its ETag weakened."""
    headers = dict(reply.headers)
    kind = headers.get("Content-Type", "")
    accepted = "gzip" in request.headers.get("accept-encoding", "")
    if not (reply.dynamic and reply.body and accepted and kind.startswith(_COMPRESSED)):
        return reply
    weakened = tuple(
        (name, f"W/{value}" if name == "ETag" else value) for name, value in reply.headers
    )
    return Reply(
        reply.status,
        (*weakened, ("Vary", "Accept-Encoding"), ("Content-Encoding", "gzip")),
        gzip.compress(reply.body, 5, mtime=0),
        dynamic=True,
        delay=reply.delay,
        fault=reply.fault,
    )


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _CHUNK):
        yield body[start : start + _CHUNK]
