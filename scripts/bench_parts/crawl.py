"""`scripts/bench crawl`: what capture and archive cost a crawl, beside the floor and its peers.

A local nginx serves pages of 60 kB, once gzipped beforehand and once plain. The
systems take turns, `--runs` times each; a row is the median of its runs and the
median of its ratios to bare Scrapy in the same turn. Scrapy's clock runs from
the making of the spider to the end of the process: imports do not count, sealing
the archive does. wget's is its whole process.
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
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
SPIDER = ROOT / "scripts" / "bench_parts" / "pages.py"
SIZE = 60_000

WIRE = "crawler.wire.WireDownloadHandler"
HANDLERS = json.dumps({"http": WIRE, "https": WIRE})


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl: pages a second, and the memory of its largest process in MB."""

    speed: float
    memory: float


def main(argv: list[str]) -> int:
    """Print the table; 1 where nginx is missing."""
    parser = argparse.ArgumentParser(prog="scripts/bench crawl", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="turns (5)")
    parser.add_argument("--pages", type=int, default=3000, help="pages of one crawl (3000)")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    if shutil.which("nginx") is None:
        sys.stderr.write("this needs nginx (Debian: nginx-light)\n")
        return 1
    figures: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        make_pages(scratch / "pages", options.pages)
        with _nginx(scratch) as ports:
            for kind, port in ports.items():
                figures[kind] = _measure(f"http://127.0.0.1:{port}", options, scratch)
                _print(kind, figures[kind])
    if options.json:
        machine = {"machine": platform.platform(), "cpus": os.cpu_count()}
        options.json.write_text(json.dumps(machine | {"figures": figures}, indent=2) + "\n")
    return 0


def _measure(base: str, options: argparse.Namespace, scratch: Path) -> dict[str, dict[str, float]]:
    runs: dict[str, list[Run]] = {name: [] for name in SYSTEMS}
    for _ in range(options.runs):
        for name, system in SYSTEMS.items():
            out = scratch / "out"
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            runs[name].append(system(base, options.pages, out))
    floor = [run.speed for run in runs["bare Scrapy"]]
    return {
        name: {
            "pages_per_second": median(run.speed for run in those),
            "ratio": median(run.speed / bare for run, bare in zip(those, floor, strict=True)),
            "memory_mb": median(run.memory for run in those),
        }
        for name, those in runs.items()
    }


def _print(kind: str, rows: dict[str, dict[str, float]]) -> None:
    print(f"\n{kind:28} pages/s   ratio   peak MB")
    for name, row in rows.items():
        print(
            f"{name:28} {row['pages_per_second']:7.0f} {row['ratio']:7.2f} {row['memory_mb']:9.0f}"
        )


def _scrapy(environment: str, *settings: str) -> Callable[[str, int, Path], Run]:
    def run(base: str, count: int, out: Path) -> Run:
        command = [str(ROOT / environment / "bin" / "python"), "-m", "scrapy", "runspider"]
        command += [str(SPIDER), "-a", f"base={base}", "-a", f"count={count}"]
        command += ["-s", "LOG_ENABLED=False"]
        for setting in settings:
            command += ["-s", setting.replace("OUT", str(out))]
        # Outside a project, so that nothing of ours is set but what stands here.
        output, ended, _, memory = _run(command, out, {"PYTHONPATH": str(ROOT)})
        done = json.loads(output)
        assert done["octets"] >= count * SIZE, done
        return Run(count / (ended - done["begun"]), memory)

    return run


def _wget(base: str, count: int, out: Path) -> Run:
    urls = out / "urls"
    urls.write_text("".join(f"{base}/{n}.html\n" for n in range(count)))
    command = ["wget", "-q", "--warc-file", str(out / "wget"), "-O", "/dev/null"]
    command += ["--header", "Accept-Encoding: gzip", "-i", str(urls)]
    _, ended, begun, memory = _run(command, out, {})
    return Run(count / (ended - begun), memory)


SYSTEMS: dict[str, Callable[[str, int, Path], Run]] = {
    "bare Scrapy": _scrapy(".venv"),
    "capture only": _scrapy(
        ".venv",
        f"DOWNLOAD_HANDLERS={HANDLERS}",
        'EXTENSIONS={"scripts.bench_parts.null.NullSink": 1}',
    ),
    "capture and WARC": _scrapy(
        ".venv",
        f"DOWNLOAD_HANDLERS={HANDLERS}",
        'EXTENSIONS={"crawler.archive.ArchiveExtension": 1}',
        "ARCHIVE_DIR=OUT/archive",
    ),
    "scrapy-webarchive": _scrapy(
        ".venv-peers",
        'EXTENSIONS={"scrapy_webarchive.extensions.WaczExporter": 1}',
        "SW_EXPORT_URI=OUT/",
    ),
    "wget --warc-file": _wget,
}


def _run(
    command: list[str], folder: Path, extra: dict[str, str]
) -> tuple[str, float, float, float]:
    """Standard output, when it ended and began (CLOCK_MONOTONIC), and peak memory in MB."""
    begun = time.monotonic()
    with (folder / "stdout").open("w+") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, env=dict(os.environ) | extra)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        ended = time.monotonic()
        output.seek(0)
        text = output.read()
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {text}")
    return text, ended, begun, usage.ru_maxrss / 1024


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


@contextmanager
def _nginx(scratch: Path) -> Iterator[dict[str, int]]:
    ports = {"gzip": _port(), "plain": _port()}
    servers = "".join(
        f"server {{ listen 127.0.0.1:{port}; root {scratch}/pages; gzip_static {switch}; }}\n"
        for port, switch in zip(ports.values(), ("on", "off"), strict=True)
    )
    config = scratch / "nginx.conf"
    config.write_text(
        f"daemon off; pid {scratch}/pid; error_log {scratch}/error; worker_processes 1;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; types {{ text/html html; }} default_type text/html;\n"
        f"keepalive_requests 100000; {servers} }}\n"
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
