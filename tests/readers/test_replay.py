"""pywb shows the pages of our archives: chunked, compressed, revisited."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archiver import Archive
from crawler.history import RunHistory
from tests.crawler.test_archiver import archive, seal
from tests.dataset.exchanges import AWKWARD, NOON, PAGE, chunked, exchange, gzipped, page
from tests.readers.others import accepted_by_all, program

SHOWN = (
    "page", "gzipped", "chunked", "chunked-gzipped", "cookies", "latin-1", "utf-8", "bare-lf",
    "folded", "no-colon", "close", "decoded", "long-header", "extension",
)  # fmt: skip
"""The awkward responses that are a page all the same."""

AGAIN = {"plain": page(), "gzip": gzipped(), "chunked": chunked(PAGE), "304": page()}


def fill(opened: Archive) -> None:
    for name in (*SHOWN, "trailer", "interim"):
        opened.write(exchange(AWKWARD[name], f"http://harbour.example/{name}"))
    for name, response in AGAIN.items():
        url = f"http://again.example/{name}"
        first = opened.write(exchange(response, url))
        later = AWKWARD["not-modified"] if name == "304" else response
        opened.write(exchange(later, url, started=NOON + timedelta(days=30)))
        elsewhere = f"http://elsewhere.example/{name}"
        opened.write(exchange(response, elsewhere, started=NOON + timedelta(days=60)))
        assert first.kind in ("response", "revisit")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A pywb over one archive of ours, indexed by us."""
    wayback = program("wayback")
    root = tmp_path_factory.mktemp("pywb")
    collection = root / "collections" / "news"
    (collection / "indexes").mkdir(parents=True)
    opened = archive(collection / "archive", history=RunHistory())
    fill(opened)
    seal(opened)
    (collection / "archive" / "index.cdxj").rename(collection / "indexes" / "index.cdxj")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    command = [wayback, "--bind", "127.0.0.1", "--port", str(number), "--directory", str(root)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait(number)
            yield number
        finally:
            server.terminate()


def wait(port: int) -> None:
    """Until somebody listens there."""
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
    """Status and page as a browser would have them; `id_` asks for no rewriting."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    path = f"/news/{timestamp}id_/{url}"
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.getheader("Content-Encoding") == "gzip":
        body = zlib.decompress(body, 31)
    connection.close()
    return response.status, body


@pytest.mark.parametrize("name", SHOWN)
def test_every_page_is_shown(port: int, name: str) -> None:
    assert replayed(port, f"http://harbour.example/{name}") == (200, PAGE)


@pytest.mark.parametrize("name", ["plain", "gzip", "chunked"])
@pytest.mark.parametrize("timestamp", ["20240517120000", "20240616120000"])
def test_a_revisit_shows_the_page_it_is_of(port: int, name: str, timestamp: str) -> None:
    assert replayed(port, f"http://again.example/{name}", timestamp) == (200, PAGE)


@pytest.mark.parametrize("name", AGAIN)
def test_so_does_one_of_another_url(port: int, name: str) -> None:
    assert replayed(port, f"http://elsewhere.example/{name}", "20240716120000") == (200, PAGE)


@pytest.mark.parametrize("name", ["trailer", "interim"])
def test_what_pywb_does_not_understand_is_in_the_archive_all_the_same(port: int, name: str) -> None:
    # It takes a trailer for the end of the page, and an interim response for
    # the final one (warcio's reader does, which it stands on).
    status, body = replayed(port, f"http://harbour.example/{name}")
    assert (status, body) != (200, PAGE)
    assert PAGE in body


def test_a_304_is_shown_as_such_and_the_page_at_its_own_instant(port: int) -> None:
    url = "http://again.example/304"
    assert replayed(port, url) == (200, PAGE)
    # pywb replays the 3xx of a revisit without a body (`ResolvingLoader`); a
    # browser that asks conditionally gets what it asked for.
    assert replayed(port, url, "20240616120000") == (304, b"")


def test_other_readers_accept_what_pywb_shows(tmp_path: Path) -> None:
    opened = archive(tmp_path, history=RunHistory())
    fill(opened)
    seal(opened)
    accepted_by_all(tmp_path)
