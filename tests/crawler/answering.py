"""A server on loopback whose answers are octets that a test writes, over http or TLS."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = bytes | Callable[["Answering"], bytes]

ABSENT = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Answering:
    """A running server: where it is, what it answers by target, and what it was asked."""

    url: str
    answers: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def targets(self) -> list[str]:
        """The targets of the requests so far."""
        return [target for target, _ in self.asked]

    def header(self, target: str, name: str) -> str | None:
        """A field of the last request for a target."""
        return next(fields.get(name) for found, fields in self.asked[::-1] if found == target)

    def rss(self, *paths: str, head: str = "") -> None:
        """Have `/feed` list these paths, which are raw octets of a URL's end in Latin-1."""
        items = "".join(
            f"<item><title>Entry {number}</title><link>{self.url}{path}</link>"
            f"<guid isPermaLink='false'>entry-{number}</guid>"
            f"<pubDate>Fri, 14 Mar 2025 0{number}:00:00 GMT</pubDate></item>"
            for number, path in enumerate(paths)
        )
        channel = f"<title>Harbour</title><link>{self.url}</link><description/>{head}{items}"
        body = f"<rss version='2.0'><channel>{channel}</channel></rss>"
        self.answers["/feed"] = reply(body.encode(), kind="application/rss+xml")


def reply(
    body: bytes = b"", *fields: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8"
) -> bytes:
    """A response with a length; `fields` are header lines as they stand, in UTF-8."""
    head = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}"]
    head += [f"Content-Type: {kind}"] if kind else []
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def page(title: str, *, head: str = "", about: str = "the harbour") -> bytes:
    """An article page, long enough to be one."""
    text = "".join(
        f"<p>{title}, part {number}: the pilots who know {about} say that the {word} tide has"
        f" carried more sand into the fairway than anyone remembers, and that the {word} dredger"
        f" will be late again this season.</p>"
        for number, word in enumerate(("first", "second", "third", "fourth", "fifth"))
    )
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}"
        f"</head><body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


@contextmanager
def answering(
    answers: Mapping[str, Answer] | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    name: str = "127.0.0.1",
) -> Iterator[Answering]:
    """A server for the length of a test; what it has no answer for is answered 404."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    scheme = "https" if tls else "http"
    server = Answering(f"{scheme}://{name}:{listener.getsockname()[1]}", dict(answers or {}))

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_converse, args=(server, peer, tls), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        # A thread that waits in `accept` is not woken by `close`.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _converse(server: Answering, peer: socket.socket, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), peer:
        peer.settimeout(30)
        stream = tls.wrap_socket(peer, server_side=True) if tls else peer
        with stream:
            while _answer_one(server, stream):
                pass
            if tls:
                stream.unwrap()  # type: ignore[attr-defined]


def _answer_one(server: Answering, stream: socket.socket) -> bool:
    """Answer the next request; whether another may come on this connection."""
    request = b""
    while b"\r\n\r\n" not in request:
        piece = stream.recv(1 << 16)
        if not piece:
            return False
        request += piece
    line, *fields = request.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    target = line.split(" ")[1]
    named = (text.partition(":") for text in fields)
    server.asked.append((target, {name.lower(): value.strip() for name, _, value in named}))
    given = server.answers.get(target, ABSENT)
    answer = given if isinstance(given, bytes) else given(server)
    stream.sendall(answer)
    # One that is closed without a word may be closed while the next request is on its way.
    head, _, body = answer.partition(b"\r\n\r\n")
    return f"\ncontent-length: {len(body)}\r\n".encode() in head.lower() + b"\r\n"
