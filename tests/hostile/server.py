"""The hostile server: `python -m tests.hostile.server LOG` prints its ports and plays cases.

It ends when its standard input does. In the folder LOG it leaves, for each
request it read, `N.request` and `N.response` with every octet it received and
sent (as far as the kernel took it), and a line of `log.jsonl`:

    {"number": N, "connection": C, "transport": "http" | "tls12" | "tls13", "target": "/plain"}

and in `ca.pem` the authority that its certificate is signed by.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import socket
import ssl
import struct
import sys
import threading
from pathlib import Path
from typing import Any

import trustme

from tests.hostile.cases import BY_NAME
from tests.hostile.script import Case, Drip, End, Flood, Move, Pause

HOST = "127.0.0.1"
PATIENCE = 10.0
"""Seconds that a connection may be idle, and a stall last."""

TRANSPORTS = {
    "http": None,
    "tls12": ssl.TLSVersion.TLSv1_2,
    "tls13": ssl.TLSVersion.TLSv1_3,
}


class Log:
    """The folder of what was received and sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = (folder / "log.jsonl").open("a")
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def write(self, *, request: bytes, response: bytes, **about: object) -> None:
        """One exchange, when it is over."""
        with self._lock:
            number = next(self._numbers)
            for part, octets in (("request", request), ("response", response)):
                (self._folder / f"{number}.{part}").write_bytes(octets)
            self._index.write(json.dumps({"number": number, **about}) + "\n")
            self._index.flush()


class Player:
    """One connection: reads requests and plays their cases."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._unread = b""

    def request(self) -> bytes:
        """The octets of the next request; empty when the client has gone."""
        while b"\r\n\r\n" not in self._unread:
            # Not of a TLS handshake on a port that speaks none.
            if not self._more() or self._unread[:1] == b"\x16":
                return b""
        header, _, rest = self._unread.partition(b"\r\n\r\n")
        length = 0
        for line in header.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(rest) < length and self._more():
            rest = self._unread.partition(b"\r\n\r\n")[2]
        end = len(header) + 4 + length
        request, self._unread = self._unread[:end], self._unread[end:]
        return request

    def _more(self) -> bool:
        data = self._peer.recv(1 << 16)
        self._unread += data
        return bool(data)

    def play(self, script: tuple[Move, ...], sent: bytearray) -> bool:
        """Play the moves, noting in `sent` what was sent; whether the connection is still open."""
        for move in script:
            match move:
                case bytes():
                    self._send(move, sent)
                case Drip(data):
                    for octet in data:
                        self._send(bytes((octet,)), sent)
                case Flood(data):
                    while True:
                        self._send(data, sent)
                case Pause(seconds):
                    threading.Event().wait(seconds)
                case End():
                    self._end(move)
                    return False
        return True

    def _send(self, data: bytes, sent: bytearray) -> None:
        rest = memoryview(data)
        while rest:
            taken = self._peer.send(rest)
            sent += rest[:taken]
            rest = rest[taken:]

    def _end(self, end: End) -> None:
        match end:
            case End.CLOSE if isinstance(self._peer, ssl.SSLSocket):
                self._peer.settimeout(1.0)
                self._peer.unwrap()
            case End.RESET:
                # SO_LINGER with a time of zero: close() sends a RST.
                self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._peer.close()
            case End.STALL:
                self._peer.recv(1)


def serve(peer: socket.socket, context: ssl.SSLContext | None, log: Log, **about: Any) -> None:
    """Answer the requests of one connection until it ends."""
    with peer, contextlib.suppress(OSError):
        peer.settimeout(PATIENCE)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is not None:
            peer = context.wrap_socket(peer, server_side=True)
        with peer:
            player = Player(peer)
            count = 0
            while request := player.request():
                count += 1
                target = request.split(b" ")[1].decode()
                case = BY_NAME.get(target.split("?")[0].split("/")[1], BY_NAME["not-found"])
                sent = bytearray()
                try:
                    if not player.play(moves(case, count), sent):
                        break
                finally:
                    log.write(target=target, request=request, response=bytes(sent), **about)


def moves(case: Case, count: int) -> tuple[Move, ...]:
    """What the `count`th request of a connection is answered with."""
    if case.once and count > 1:
        return (End.CLOSE,)
    if case.beyond:
        *before, last = case.script
        assert isinstance(last, bytes)
        return (*before, last + case.beyond)
    return case.script


def listen(
    context: ssl.SSLContext | None, log: Log, transport: str, numbers: itertools.count[int]
) -> int:
    """Serve on a new port, each connection in a thread; the port."""
    listener = socket.create_server((HOST, 0), backlog=128)

    def accept() -> None:
        while True:
            peer, _ = listener.accept()
            about = {"transport": transport, "connection": next(numbers)}
            threading.Thread(
                target=serve, args=(peer, context, log), kwargs=about, daemon=True
            ).start()

    threading.Thread(target=accept, daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def closed() -> tuple[int, socket.socket]:
    """A port where nobody listens, kept from others by the socket."""
    holder = socket.socket()
    holder.bind((HOST, 0))
    return holder.getsockname()[1], holder


def silent() -> tuple[int, socket.socket]:
    """A port that takes connections (the kernel does) and never says a word."""
    listener = socket.create_server((HOST, 0))
    return listener.getsockname()[1], listener


def unreachable() -> tuple[int, list[socket.socket]]:
    """A port whose queue of connections is full, so that the kernel answers no further one."""
    listener = socket.create_server((HOST, 0), backlog=0)
    address = listener.getsockname()
    queued = [socket.socket() for _ in range(4)]
    for peer in queued:
        peer.setblocking(False)
        peer.connect_ex(address)
    return address[1], [listener, *queued]


def main() -> None:
    """Start, print the ports as a line of JSON, wait for the end of standard input."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path, help="folder, existing, for what is received and sent")
    folder = parser.parse_args().log
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate = authority.issue_cert(HOST, "localhost")
    log, numbers = Log(folder), itertools.count()
    ports = {}
    for transport, version in TRANSPORTS.items():
        context = None
        if version is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = context.maximum_version = version
            certificate.configure_cert(context)
        ports[transport] = listen(context, log, transport, numbers)
    ports["closed"], _holder = closed()
    ports["silent"], _listener = silent()
    ports["unreachable"], _queue = unreachable()
    print(json.dumps(ports), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
