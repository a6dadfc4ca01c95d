"""`scripts/bench crawl`: what capture and archive cost a crawl, beside the floor and its peers.

A local nginx serves pages of 60 kB, once gzipped beforehand and once plain. The
systems take turns, `--runs` times each; a row is the median of its runs and the
median of its ratios to bare Scrapy in the same turn. Scrapy's clock runs from
the opening of the spider, when all parts are there, to the end of the process:
imports do not count (they are in `start`), sealing the archive does. wget's is its
whole process. Memory is what the processes of a crawl hold together (PSS) at most. A turn
before the first is for byte code and for what the machine keeps of files.

With `--memory PAGES` one crawl of so many pages, no two alike, tells how its memory
goes, at every tenth of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from scripts.bench_parts.watch import ROOT, environment

PAGES = ("runspider", str(ROOT / "scripts" / "bench_parts" / "pages.py"))
SIZE = 60_000
FLOOR: Final = "bare Scrapy"
WHOLE: Final = "capture and WARC"

# Without a log, Scrapy makes lines of all levels, for nobody.
LOG = {"LOG_LEVEL": "INFO", "LOG_FILE": "OUT/log"}
CLOCK = {"scripts.bench_parts.clock.Clock": 1}
WIRE = "twa.crawler.wire.handler.WireDownloadHandler"
HANDLERS = json.dumps({"http": WIRE, "https": WIRE})


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """One crawl: seconds before it and of it, and its memory in MB as it went."""

    start: float
    seconds: float
    memory: list[float]


System = Callable[[str, int, int, Path], CrawlRun]
"""Base URL, pages to be asked for, pages that are served, and a folder → one run."""


def main(argv: list[str]) -> int:
    """Print the table; 1 where nginx is missing."""
    parser = argparse.ArgumentParser(prog="scripts/bench crawl", description=__doc__)
    parser.add_argument("systems", nargs="*", metavar="SYSTEM", help="which to run (all)")
    parser.add_argument("--runs", type=int, default=5, help="turns (5)")
    parser.add_argument("--pages", type=int, default=3000, help="pages of one crawl (3000)")
    parser.add_argument("--memory", type=int, metavar="PAGES", help="one crawl of so many pages")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    if unknown := set(options.systems) - SYSTEMS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(SYSTEMS)}")
    if shutil.which("nginx") is None:
        sys.stderr.write("this needs nginx (Debian: nginx-light)\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        make_pages(scratch / "pages", options.pages)
        with _nginx(scratch) as ports:
            figures = (_growth if options.memory else _ratios)(ports, options, scratch)
    if options.json:
        machine = {"machine": platform.platform(), "cpus": os.cpu_count()}
        options.json.write_text(json.dumps(machine | {"figures": figures}, indent=2) + "\n")
    return 0


def _ratios(
    ports: dict[str, int], options: argparse.Namespace, scratch: Path
) -> dict[str, dict[str, dict[str, Any]]]:
    figures = {}
    wanted = {FLOOR, *options.systems} if options.systems else SYSTEMS.keys()
    systems = {name: system for name, system in SYSTEMS.items() if name in wanted}
    for kind in ("gzip", "plain"):
        port = ports[kind]
        runs: dict[str, list[CrawlRun]] = {name: [] for name in systems}
        _feed(scratch / "pages", port, options.pages)
        for turn in range(-1, options.runs):
            for name, system in systems.items():
                base, out = f"http://127.0.0.1:{port}", _out(scratch)
                run = system(base, options.pages, options.pages, out)
                if turn >= 0:
                    runs[name].append(run)
        figures[kind] = {name: _row(those, runs[FLOOR], options) for name, those in runs.items()}
        print(f"\n{kind:28} pages/s   ratio  start s   peak MB")
        for name, row in figures[kind].items():
            print(
                f"{name:28} {row['pages_per_second']:7.0f} {row['ratio']:7.2f}"
                f" {row['start_seconds']:8.2f} {row['memory_mb']:9.0f}"
            )
    return figures


def _row(
    those: list[CrawlRun], floor: list[CrawlRun], options: argparse.Namespace
) -> dict[str, Any]:
    return {
        "pages_per_second": median(options.pages / run.seconds for run in those),
        "ratio": median(bare.seconds / run.seconds for run, bare in zip(those, floor, strict=True)),
        "start_seconds": median(run.start for run in those),
        "memory_mb": median(max(run.memory) for run in those),
        "seconds": [run.seconds for run in those],
    }


def _growth(
    ports: dict[str, int], options: argparse.Namespace, scratch: Path
) -> dict[str, list[float]]:
    figures = {}
    for name in (FLOOR, WHOLE):
        base, out = f"http://127.0.0.1:{ports['each']}", _out(scratch)
        run = SYSTEMS[name](base, options.memory, options.pages, out)
        tenths = [run.memory[len(run.memory) * part // 10 - 1] for part in range(1, 11)]
        print(f"{name:18} {options.memory / run.seconds:4.0f} pages/s, MB at every tenth:", end="")
        print("".join(f"{megabytes:5.0f}" for megabytes in tenths))
        figures[name] = tenths
    return figures


def _out(scratch: Path) -> Path:
    out = scratch / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    return out


def _scrapy(environment: str, *words: str, extensions: str = "", **settings: Any) -> System:
    def run(base: str, count: int, files: int, out: Path) -> CrawlRun:
        command = [str(ROOT / environment / "bin" / "python"), "-m", "scrapy"]
        command += [word.replace("BASE", base) for word in words or PAGES]
        if not words:
            command += ["-a", f"base={base}", "-a", f"count={count}", "-a", f"files={files}"]
            parts = CLOCK | ({extensions: 1} if extensions else {})
            command += ["-s", f"EXTENSIONS={json.dumps(parts)}"]
        for name, value in (settings | LOG).items():
            command += ["-s", f"{name}={value}".replace("OUT", str(out))]
        # Outside a project, so that nothing of ours is set but what stands here.
        begun = time.monotonic()
        output, ended, memory = _run(command, out)
        told = json.loads(output)
        assert told["pages"] >= count, told
        return CrawlRun(told["begun"] - begun, ended - told["begun"], memory)

    return run


def _wget(base: str, count: int, _files: int, out: Path) -> CrawlRun:
    urls = out / "urls"
    urls.write_text("".join(f"{base}/{n}.html\n" for n in range(count)))
    command = ["wget", "-q", "--warc-file", str(out / "wget"), "-O", "/dev/null"]
    command += ["--header", "Accept-Encoding: gzip", "-i", str(urls)]
    begun = time.monotonic()
    _, ended, memory = _run(command, out)
    return CrawlRun(0, ended - begun, memory)


SYSTEMS: dict[str, System] = {
    FLOOR: _scrapy(".venv"),
    "capture only": _scrapy(
        ".venv", extensions="scripts.bench_parts.null.NullSink", DOWNLOAD_HANDLERS=HANDLERS
    ),
    WHOLE: _scrapy(
        ".venv",
        extensions="twa.crawler.archive.extension.ArchiveExtension",
        DOWNLOAD_HANDLERS=HANDLERS,
        ARCHIVE_DIR="OUT/archive",
    ),
    # A crawl of ours as it is, but for what is polite: feed, state, rules of robots, report.
    "everything on": _scrapy(
        ".venv",
        *("crawl", "feed", "-a", "url=BASE/feed.xml", "-a", "name=bench"),
        DATA_DIR="OUT/data",
        BUILD=False,
        ARCHIVE_REQUISITES=False,
        CONCURRENT_REQUESTS=16,
        CONCURRENT_REQUESTS_PER_DOMAIN=16,
        DOWNLOAD_DELAY=0,
    ),
    "scrapy-webarchive": _scrapy(
        ".venv-peers",
        extensions="scrapy_webarchive.extensions.WaczExporter",
        SW_EXPORT_URI="OUT/",
    ),
    "wget --warc-file": _wget,
}


def _run(command: list[str], folder: Path) -> tuple[str, float, list[float]]:
    """Standard output, when it ended (CLOCK_MONOTONIC), and its memory in MB, second by second."""
    extra = {"PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": "scripts.bench_parts.whole"}
    with (folder / "stdout").open("w+") as output:
        if "crawl" not in command:
            del extra["SCRAPY_SETTINGS_MODULE"]
        process = subprocess.Popen(command, cwd=folder, stdout=output, env=environment() | extra)
        memory = [0.0]
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(1):
                memory.append(_held(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        instant = time.monotonic()
        ended.set()
        watcher.join()
        output.seek(0)
        text = output.read()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {text}")
    return text, instant, memory


def _held(pid: int) -> float:
    """MB that a process and those it started hold together (PSS: what is shared counts once)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0  # it has ended
    own = next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]
    return int(own) / 1024 + sum(_held(int(child)) for child in children)


def make_pages(folder: Path, count: int) -> None:
    """Pages that deflate as news pages do: words of a vocabulary, in tags."""
    folder.mkdir()
    chance = random.Random(1)
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(4000)]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    for number in range(count):
        parts = ["<!DOCTYPE html><html><head><title>Page</title></head><body>"]
        size = 0
        while size < SIZE:
            text = " ".join(chance.choices(words, weights, k=40))
            parts.append(f'<p class="wp-block-paragraph">{text}</p>\n')
            size += len(parts[-1])
        page = "".join(parts).encode()
        (folder / f"{number}.html").write_bytes(page)
        (folder / f"{number}.html.gz").write_bytes(gzip.compress(page, 6, mtime=0))


def _feed(folder: Path, port: int, count: int) -> None:
    """An RSS feed of all pages."""
    items = "".join(
        f"<item><title>Page {n}</title><link>http://127.0.0.1:{port}/{n}.html</link></item>\n"
        for n in range(count)
    )
    (folder / "feed.xml").write_text(
        f'<rss version="2.0"><channel><title>Pages</title>\n{items}</channel></rss>\n'
    )


@contextmanager
def _nginx(scratch: Path) -> Iterator[dict[str, int]]:
    """Ports by what is served there: pages `gzip` and `plain`, and `each` with its query in it."""
    ports = {"gzip": _port(), "plain": _port(), "each": _port()}
    kinds = {
        "gzip": "gzip_static on;",
        "plain": "",
        "each": "sub_filter '</title>' '$args</title>';",
    }
    servers = "".join(
        f"server {{ listen 127.0.0.1:{port}; root {scratch}/pages; {kinds[kind]} }}\n"
        for kind, port in ports.items()
    )
    config = scratch / "nginx.conf"
    config.write_text(
        f"daemon off; pid {scratch}/pid; error_log {scratch}/error; worker_processes 1;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; types {{ text/html html; text/xml xml; }}\n"
        f"charset utf-8; default_type text/html; keepalive_requests 1000000; {servers} }}\n"
    )
    # Temporary folders of root are closed to nginx's own user.
    scratch.chmod(0o755)
    command = ["nginx", "-c", str(config), "-e", str(scratch / "error")]
    with subprocess.Popen(command) as process:
        try:
            time.sleep(1)
            yield ports
        finally:
            process.terminate()


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
