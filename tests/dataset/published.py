"""A collection to publish, the command line with a Hub behind it, and a folder on the web."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.dataset.archives import (
    FEED,
    RSS,
    SENTENCES,
    SITE,
    Archive,
    feed,
    hours,
    item,
    page,
    prose,
)
from tests.hub.running import TOKEN, Hub
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.warc import cdxj

ROOT = Path(__file__).resolve().parents[2]
LATER = "Tolls will rise after all, the council decided late on Monday night."


def collection(root: Path, *, site: str = SITE, name: str = "news-1.warc.gz") -> Collection:
    """Two articles, one of them revised, and a page that is lost; built."""
    listing = FEED.replace(SITE, site)
    archive = Archive(name)
    entries = (item("bridge", "Bridge"), item("ferry", "Ferry"))
    archive.get(listing, feed(*entries).replace(SITE, site), **RSS)
    archive.get(f"{site}/bridge/", bridge(), at=hours(1), via=listing)
    archive.get(f"{site}/ferry/", ferry(), at=hours(2), via=listing)
    archive.get(f"{site}/lost/", "no", status="404 Not Found", at=hours(3), via=listing)
    archive.get(f"{site}/bridge/", bridge(LATER), at=hours(4), via=listing)
    archive.save(root)
    return built(root)


def built(root: Path) -> Collection:
    """The collection at `root` with an index and a dataset of all its WARCs."""
    made = Collection(root)
    cdxj.reindex(made.archive)
    build(made, workers=1)
    return made


def bridge(last: str = SENTENCES[-1]) -> str:
    return page("Harbour bridge reopens", [*SENTENCES[:-1], last])


def ferry() -> str:
    return page("Last ferry leaves", [prose("one"), prose("two")])


def twa(
    hub: Hub, home: Path, *arguments: object, token: str | None = TOKEN
) -> subprocess.CompletedProcess[str]:
    """`twa` as a process, whose client knows this Hub and no other. Its token is never seen."""
    environment = {name: value for name, value in os.environ.items() if "HF_" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "twa.dataset.cli", *map(str, arguments)],
        env=environment | {"PYTHONPATH": str(ROOT)} | hub.environment(home, token),
        capture_output=True,
        text=True,
        check=False,
    )
    assert TOKEN not in done.stdout + done.stderr
    assert hub.unknown == []
    return done


class _Files(BaseHTTPRequestHandler):
    """Files of a folder, whole or by range (RFC 9110, section 14)."""

    protocol_version = "HTTP/1.1"
    server: Web

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `Web.asked` keeps what tests want to know."""

    def do_GET(self) -> None:
        web = self.server
        asked = self.headers.get("Range")
        web.asked.append((self.path, asked))
        status, octets, extra = web.answers.get(self.path, (200, b"", {}))
        if not octets and status == 200:
            path = web.folder / self.path.lstrip("/")
            status, octets = (200, path.read_bytes()) if path.is_file() else (404, b"")
        if status == 200 and web.ranges and asked and (match := re.search(r"=(\d+)-(\d+)", asked)):
            first, last = int(match[1]) + web.shift, int(match[2]) + web.shift
            extra = {"Content-Range": f"bytes {first}-{last}/{len(octets)}"}
            status, octets = 206, octets[first : last + 1]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(octets)), **extra}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)


class Web(ThreadingHTTPServer):
    """A web server for the files of `folder`, and for `answers` (path → status, body, headers)."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Files)
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: list[tuple[str, str | None]] = []
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.ranges = True
        self.shift = 0


@contextmanager
def web(folder: Path) -> Iterator[Web]:
    """A web server that runs."""
    server = Web(folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
