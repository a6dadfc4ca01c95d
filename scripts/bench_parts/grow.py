"""What a run with little news costs in a collection that grows: `scripts/bench grow`.

One collection of made-up pages, grown to each size by WARCs of 100 pages, each with the poll of a
feed that lists its last 30. At each size: crawls and builds to which nothing came, one new article,
one in a hundred new; the seal of a segment, `twa due`, `twa status`, `verify --fixity`, and
`twa browse` until it answers. Crawls go to a server on loopback, with their builds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from scripts.bench_parts import watch
from scripts.bench_parts.served import MISSING, response, serving
from twa.crawler.archive.archive import Archive
from twa.dataset.assemble.options import REDUCE
from twa.dataset.collection import Collection
from twa.dataset.crawl_state.database import Memory
from twa.dataset.exchange import Block, Exchange, Origin
from twa.dataset.warc import index_parts
from twa.dataset.warc.writer import examine, exchange_drafts, member, warcinfo_draft

START: Final = datetime(2014, 1, 1, tzinfo=UTC)
"""Early enough for a million pages: crawls grow no collection of the future."""

PORT: Final = 18917
HOST: Final = f"127.0.0.1:{PORT}"
SITE: Final = f"http://{HOST}"
"""Where the pages are served, too, to the crawls that are measured."""

EACH: Final = 100
"""Pages of a WARC."""

APART: Final = timedelta(minutes=5)
"""Between two pages: some 8,600 a month."""

_LOADING: Final = f"""
import twa.crawler.cli
from twa.dataset import fingerprint
from twa.dataset.errors import Rejected
from twa.dataset.facts.shards import UNDERSTAND
from twa.dataset.workers.pool import Workers

fingerprint.fingerprint({REDUCE!r})
with Workers(UNDERSTAND, count=1) as pool:
    try:
        pool.run(None)
    except Rejected:
        pass  # nothing is no task
"""

_WORDS: Final = [f"w{number:x}{'aeiou'[number % 5]}" for number in range(4_000)]
_TEASERS: Final = (
    "<aside><p>Read more about the harbour, the bridges and the ferries here.</p></aside>"
)


@dataclass
class Grower:
    """Adds pages to the collection at `root`, each later than those before.

    A page has so many `paragraphs` of 60 words, each of some 400 octets.
    """

    root: Path
    pages: int = 0
    ids: int = 0
    paragraphs: int = 8

    def add(self, count: int) -> None:
        """So many pages more, and a poll of the feed with each WARC."""
        end = self.pages + count
        while self.pages < end:
            self._warc(min(EACH, end - self.pages))

    def _warc(self, count: int) -> None:
        path = self.root / "archive" / f"grow-{self.pages:09}-{self.ids:09}.warc.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = warcinfo_draft(path.name, {}, date=_at(self.pages), record_id=self._id())
        with path.open("wb") as file:
            file.writelines(member(draft))
            for number in range(self.pages, self.pages + count):
                self._exchange(
                    file.writelines,
                    f"{SITE}/{number}/",
                    _page(number, self.paragraphs),
                    number,
                    "article",
                )
            self.pages += count
            body = _feed(range(max(0, self.pages - 30), self.pages))
            self._exchange(file.writelines, f"{SITE}/feed/", body, self.pages - 0.5, "feed")

    def _exchange(self, write: object, url: str, body: str, number: float, role: str) -> None:
        kind = "text/html" if role == "article" else "application/rss+xml"
        octets = body.encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\n"
        head += f"Content-Length: {len(octets)}\r\n\r\n"
        exchange = Exchange(
            url=url,
            started=_at(number),
            request=Block(f"GET {url} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()),
            response=Block(head.encode() + octets),
            ip="127.0.0.1",
            origin=Origin(role, via=None if role == "feed" else f"{SITE}/feed/"),
        )
        drafts = exchange_drafts(
            exchange, examine(exchange), new_id=self._id, warcinfo_id=self._id()
        )
        for draft in drafts:
            write(member(draft))  # type: ignore[operator]

    def _id(self) -> str:
        self.ids += 1
        return f"<urn:uuid:{UUID(int=self.ids)}>"


def _at(number: float) -> datetime:
    return START + number * APART


def _page(number: int, paragraphs: int) -> str:
    chance = random.Random(number)
    text = "".join(
        f"<p>{' '.join(chance.choices(_WORDS, k=60)).capitalize()}.</p>" for _ in range(paragraphs)
    )
    published = f"{_at(number):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Story {number}</title>"
        f'<meta property="article:published_time" content="{published}"></head><body>'
        f"<main><article><h1>Story {number} of the harbour</h1>{text}{_TEASERS}</article>"
        "</main></body></html>"
    )


def _feed(numbers: range) -> str:
    items = "".join(
        f"<item><title>Story {number}</title><link>{SITE}/{number}/</link>"
        f"<guid>{SITE}/{number}/</guid></item>"
        for number in reversed(numbers)
    )
    return f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>"


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the CPU, MB read and written, MB of memory at most."""

    seconds: float
    cpu: float
    read: float
    written: float
    memory: float


def measure(folder: Path, *command: str) -> Cost:
    """What a command of `twa` costs."""
    # The feed has been silent for years, which `status` says by 1, as `due` says "not yet".
    fine = (0, 1) if command[0] in ("status", "due") else (0,)
    return _python(folder, "-m", "twa.crawler.cli", *command, fine=fine)


def load(folder: Path) -> Cost:
    """What the two processes of a build with something new load before they look at anything."""
    return _python(folder, "-c", _LOADING)


def _python(folder: Path, *words: str, fine: tuple[int, ...] = (0,)) -> Cost:
    told = folder / "io.json"
    wrapper = [sys.executable, "-m", "scripts.bench_parts.counted", str(told)]
    ran = watch.run([*wrapper, sys.executable, *words], folder, fine)
    read, written = json.loads(told.read_text())
    return Cost(ran.seconds, ran.cpu, read / 1e6, written / 1e6, ran.memory)


@dataclass
class Newsroom:
    """A server of the site, at the stage that a collection is to find it in."""

    pages: int = 0
    listed: int = 30
    paragraphs: int = 8

    async def answers(self, _: str, path: str) -> AsyncIterator[bytes]:
        """As `served.Answers`."""
        if path == "/feed/":
            first = max(0, self.pages - self.listed)
            yield response("application/rss+xml", _feed(range(first, self.pages)))
        elif path.strip("/").isdigit():
            yield response("text/html", _page(int(path.strip("/")), self.paragraphs))
        else:
            yield MISSING


def crawl(folder: Path, root: Path) -> Cost:
    """What a crawl of the site costs, without delays and without visits to old articles."""
    settings = {"DATA_DIR": root.parent, "DOWNLOAD_DELAY": 0, "REVISIT_AFTER": ""}
    more = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    named = ("-a", f"name={root.name}", "-L", "ERROR")
    return measure(folder, "crawl", f"{SITE}/feed/", *named, *more)


def seal(collection: Collection, copy: Path) -> Cost:
    """What it costs to open the archive, or a copy of it, to write one page, and to seal that."""
    shutil.copytree(collection.archive, copy, copy_function=_lay_out)
    began, cpu = time.monotonic(), time.process_time()
    archive = Archive(copy, prefix="seal", info={}, floor_bytes=0)
    exchange = Exchange(
        url=f"{SITE}/seal/",
        started=START - APART,
        request=Block(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"),
        response=Block(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        ip="127.0.0.1",
    )
    archive.write(exchange)
    archive.checkpoint(seal=True).commit()
    cost = Cost(time.monotonic() - began, time.process_time() - cpu, 0, 0, 0)
    shutil.rmtree(copy)
    return cost


def _lay_out(source: str, target: str) -> None:
    """A copy of what an archive writes to; a WARC as a link, which leaves its times as they are."""
    if source.endswith(".warc.gz"):
        Path(target).symlink_to(Path(source).absolute())
    else:
        shutil.copy2(source, target)


def browse(root: Path) -> Cost:
    """What it costs until `twa browse` answers after a build."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "twa.crawler.cli", "browse", str(root), "--no-open"]
    environment = watch.environment() | {"PYTHONPATH": str(watch.ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.monotonic() - begun
        place = Path(f"/proc/{process.pid}")
        ticks = (place / "stat").read_text().rpartition(")")[2].split()[11:13]
        io = dict(line.split(": ") for line in (place / "io").read_text().splitlines())
        held = (place / "status").read_text().partition("VmHWM:")[2].split()[0]
        process.terminate()
    cpu = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return Cost(seconds, cpu, int(io["rchar"]) / 1e6, int(io["wchar"]) / 1e6, int(held) / 1024)


def steps(grower: Grower, scratch: Path) -> Iterator[tuple[str, Cost]]:
    """What is measured at one size."""
    root, name = grower.root, str(grower.root)
    size = grower.pages
    if not (root / "dataset").exists():
        yield "build of all", measure(scratch, "build", name)
    yield "build, nothing new", measure(scratch, "build", name)
    grower.add(1)
    # The first one makes the index of what recurs, which later ones have.
    yield "build, one new, the first", measure(scratch, "build", name)
    grower.add(1)
    yield "build, one new", measure(scratch, "build", name)
    yield "loading alone", load(scratch)
    grower.add(max(1, size // 100))
    yield "build, 1 % new", measure(scratch, "build", name)
    index_parts.reindex(root / "archive")
    with closing(Memory.open(root / "state.sqlite", root / "archive")) as memory:
        for _ in memory.agenda().unfetched():
            pass
    news = Newsroom(grower.pages, paragraphs=grower.paragraphs)
    with serving(news.answers, PORT):
        # The first poll finds the feed as it was, and what belongs to the site.
        yield "crawl, the first", crawl(scratch, root)
        yield "crawl, nothing new", crawl(scratch, root)
        news.pages += 1
        yield "crawl, one new", crawl(scratch, root)
        news.listed = max(30, size // 100)
        news.pages += max(1, size // 100)
        yield "crawl, 1 % new", crawl(scratch, root)
    yield "seal", seal(Collection(root), scratch / "copy")
    yield "due", measure(scratch, "due", name)
    yield "status", measure(scratch, "status", name)
    yield "verify --fixity", measure(scratch, "verify", name, "--fixity")
    yield "browse, the first", browse(root)
    yield "browse", browse(root)


def main(arguments: list[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="scripts/bench grow", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--paragraphs", type=int, default=8, help="of a page, 400 octets each (8)")
    parser.add_argument("--keep", type=Path, help="the folder in which the collections stay")
    chosen = parser.parse_args(arguments)
    print("| pages | what | seconds | CPU s | MB read | MB written | MB of memory |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    scratch = Path(tempfile.mkdtemp(prefix="twa-grow-", dir=chosen.keep))
    try:
        for size in sorted(chosen.sizes):
            # Each size from nothing, so that the build of all is one.
            root = (chosen.keep or scratch).absolute() / f"harbour-{size}"
            grower = Grower(root, paragraphs=chosen.paragraphs)
            grower.add(size)
            for what, cost in steps(grower, scratch):
                print(
                    f"| {size:,} | {what} | {cost.seconds:.2f} | {cost.cpu:.2f} | {cost.read:.1f} |"
                    f" {cost.written:.1f} | {cost.memory:.0f} |",
                    flush=True,
                )
            if not chosen.keep:
                shutil.rmtree(root)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0
