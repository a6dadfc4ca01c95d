"""The Hub's socket: reads a request, finds its route, writes the answer."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import tests.hub.reading
import tests.hub.writing  # noqa: F401 (both fill the table of routes)
from tests.hub.answers import Answer, Question, Refused, matching
from tests.hub.store import Conflict, Missing

if TYPE_CHECKING:
    from tests.hub.running import Hub


class Server(ThreadingHTTPServer):
    """Serves one Hub."""

    daemon_threads = True
    hub: Hub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is its own affair."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request, finds its route, writes the answer."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: `Hub.requests` keeps what tests want to know."""

    def do_GET(self) -> None:
        self._handle("GET")

    def do_HEAD(self) -> None:
        self._handle("GET", body=False)

    def do_POST(self) -> None:
        self._handle("POST")

    def do_PUT(self) -> None:
        self._handle("PUT")

    def _handle(self, method: str, *, body: bool = True) -> None:
        hub = self.server.hub
        parts = urlsplit(self.path)
        fault = hub.fault(method, parts.path)
        if fault is not None and fault.cut is not None:
            self.rfile.read(min(fault.cut, int(self.headers.get("Content-Length", 0))))
            self.close_connection = True
            self.connection.close()
            return
        octets = self._body()
        hub.requests.append((self.command, parts.path, self.headers.get("Range")))
        answer = Answer.error(fault.status, "out of order") if fault else None
        answer = answer or self._answer(hub, method, parts.path, parts.query, octets)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if body:
            self.wfile.write(answer.body)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        octets = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            octets += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return bytes(octets)

    def _answer(self, hub: Hub, method: str, path: str, query: str, octets: bytes) -> Answer:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if token:
            hub.shown.append(path)
        if scheme == "Bearer" and token not in hub.tokens:
            return Answer.error(401, "Invalid credentials in Authorization header")
        headers = {name.lower(): value for name, value in self.headers.items()}
        account = hub.tokens.get(token)
        question = Question(method, path, parse_qs(query), headers, octets, account)
        if (found := matching(method, path)) is not None:
            function, match = found
            named = {n: v if v is None else unquote(v) for n, v in match.groupdict().items()}
            try:
                with hub.lock:
                    return function(hub, question, **named)
            except Refused as refused:
                return refused.answer
            except Missing as missing:
                return Answer.error(404, missing.code, missing.code)
            except Conflict as conflict:
                return Answer.error(409, str(conflict))
        hub.unknown.append((method, path))
        return Answer.error(404, "Sorry, we can't find the page you are looking for.")
