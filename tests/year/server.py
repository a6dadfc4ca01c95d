"""One server for all outlets of a simulated year, each at an address of its own (127.0.0.0/8)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from tests.year import documents
from tests.year.outlets import BEGIN, Form, Outlet, Story

_CONSENT: Final = "127.99.0.1"
"""A site that asks for consent; it is no outlet."""

_HOME: Final = b"<!doctype html><html><title>Home</title><h1>Home</h1><p>All the news.</p></html>"

_CHALLENGE: Final = (
    b"<!doctype html><html><head><title>One moment</title></head><body><h1>One moment</h1>"
    b"<p>Checking that you are no robot. Please turn on JavaScript and cookies.</p></body></html>"
)


@dataclass(frozen=True)
class Asked:
    """A request: when, of which outlet, for what, and the status of the answer (0 for none)."""

    at: datetime
    outlet: str
    role: Literal["feed", "page", "rules"]
    path: str
    status: int


@dataclass
class Servers:
    """The running server. `now` is the instant that it shows the outlets at."""

    outlets: dict[str, Outlet]
    now: datetime = BEGIN
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def url(self, outlet: Outlet) -> str:
        """Its scheme, host and port."""
        host = next(host for host, one in self.outlets.items() if one is outlet)
        return f"http://{host}:{self.port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes on a connection."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                host = writer.get_extra_info("sockname")[0]
                target = head.split(" ")[1]
                if (outlet := self.outlets.get(host)) is None:
                    writer.write(_reply(200, _HOME))
                    continue
                found = re.search(r"^if-none-match: *(.*?)\r$", head, re.I | re.M)
                role, octets = self._octets(outlet, target, found[1] if found else None)
                status = int(octets[9:12]) if octets[:4] == b"HTTP" else 0
                self.asked.append(Asked(self.now, outlet.name, role, target, status))
                if octets == b"hangs":
                    await reader.read(1)
                    break
                if octets == b"dead":
                    break
                writer.write(octets)
                await writer.drain()
        writer.close()

    def _octets(
        self, outlet: Outlet, target: str, tag: str | None
    ) -> tuple[Literal["feed", "page", "rules"], bytes]:
        path, now = target.partition("?")[0], self.now
        if path in ("/robots.txt", "/.well-known/tdmrep.json"):
            trouble = outlet.trouble("site", now)
            return "rules", _failing(trouble.what) if trouble else _reply(404, b"")
        if (form := outlet.forms.get(path)) is not None:
            return "feed", self._feed(outlet, form, target, tag)
        return "page", self._page(outlet, path, tag)

    def _feed(self, outlet: Outlet, form: Form, path: str, tag: str | None) -> bytes:
        trouble = outlet.trouble("feed", self.now)
        if trouble is not None and trouble.what not in ("frozen", "empty", "silent"):
            return _reply(200, _HOME) if trouble.what == "html" else _failing(trouble.what)
        if path == "/feed" and outlet.feed_moves is not None and outlet.feed_moves <= self.now:
            return _reply(301, b"", "Location: /rss.xml")
        found = documents.feed(outlet, form, path, self.url(outlet), self.now)
        if found is None:
            return _reply(404, b"<title>Not found</title>Not found.")
        kind, body = found
        if not outlet.has_tags:
            return _reply(200, body, f"Content-Type: {kind}")
        return _tagged(body, tag, f"Content-Type: {kind}")

    def _page(self, outlet: Outlet, path: str, tag: str | None) -> bytes:
        trouble = outlet.trouble("pages", self.now)
        if trouble is not None and trouble.what not in ("scripted", "teaser"):
            if trouble.what == "challenge":
                return _reply(200, _CHALLENGE)
            if trouble.what == "consent":
                where = f"http://{_CONSENT}:{self.port}/ask?back={self.url(outlet)}{path}"
                return _reply(302, b"", f"Location: {where}")
            return _failing(trouble.what)
        story = self._story(outlet, path)
        if story is None:
            return _reply(404, b"<title>Not found</title>Not found.")
        if path != (place := documents.path(outlet, story, self.now)):
            return _reply(301, b"", f"Location: {place}")
        body = documents.page(outlet, story, self.now)
        return _tagged(body, tag, "Content-Type: text/html; charset=utf-8")

    def _story(self, outlet: Outlet, path: str) -> Story | None:
        number = path.rpartition("-")[2]
        if not number.isdigit() or int(number) >= len(outlet.stories):
            return None
        story = outlet.stories[int(number)]
        return story if story.is_up(self.now) else None


def _tagged(body: bytes, tag: str | None, kind: str) -> bytes:
    here = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if tag == here:
        return _reply(304, b"", f"ETag: {here}")
    return _reply(200, body, f"ETag: {here}", kind)


def _failing(what: str) -> bytes:
    return _reply(int(what), b"") if what.isdigit() else what.encode()


def _reply(status: int, body: bytes, *fields: str) -> bytes:
    length = [] if status == 304 else [f"Content-Length: {len(body)}"]
    lines = [f"HTTP/1.1 {status} X", *fields, *length]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextlib.contextmanager
def serving(outlets: list[Outlet]) -> Iterator[Servers]:
    """The server, running."""
    servers = Servers({f"127.3.{place}.1": outlet for place, outlet in enumerate(outlets)})
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(servers.answer, "0.0.0.0", 0))
    servers.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield servers
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
