"""pywb over a folder of WARC files and the index that is with them."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.readers.others import program
from twa.dataset.http.message import parse_response


@contextmanager
def wayback(archive: Path, root: Path) -> Iterator[int]:
    """The port of a pywb that serves `archive`, indexed by us, as its collection `news`."""
    collection = root / "collections" / "news"
    (collection / "indexes").mkdir(parents=True)
    (collection / "archive").symlink_to(archive)
    (collection / "indexes" / "index.cdxj").symlink_to(archive / "index.cdxj")
    with serving(root) as port:
        yield port


@contextmanager
def serving(root: Path) -> Iterator[int]:
    """The port of a pywb over the collections in `root`."""
    server = program("wayback")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [server, "--bind", "127.0.0.1", "--port", str(port), "--directory", str(root)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            _wait(port)
            yield port
        finally:
            running.terminate()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("pywb did not start")


def replayed(port: int, url: str, timestamp: str = "20240517120000") -> tuple[int, bytes]:
    """Status and page as a browser would have them; `id_` asks for no rewriting.

    Raises MessageError where the answer is no HTTP. Read by hand: Python's
    client has limits of its own.
    """
    request = f"GET /news/{timestamp}id_/{url} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request.encode())
        answer = b""
        while piece := connection.recv(1 << 16):
            answer += piece
    response = parse_response(answer)
    body = response.payload()
    lengths = {value for name, value in response.headers if name.lower() == b"content-length"}
    if len(lengths) == 1 and not (
        response.get("transfer-encoding") or response.get("content-encoding")
    ):
        # On a connection the length ends the body; in an archive the record does, whatever it says.
        body = body[: int(lengths.pop())]
    return response.status, body
