"""What a crawl of many sources costs, some of them bad: `scripts/bench sources`.

Each source is a host of its own on loopback (127.0.0.0/8) with a feed of three articles. Some are
dead (they close each connection), some hang (they never answer), some trickle (an octet a second).
`scrapy crawl feeds` is killed when half of the good ones have been asked for their articles, runs
again to its end, and once more, when nothing is new. Then each good source has its three articles,
once. Delays are switched off, and what hangs is waited for 10 seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scripts.bench_parts import watch
from scripts.bench_parts.served import MISSING, response, serving
from twa.dataset.tables.parquet import read_table

ARTICLES: Final = 3
KINDS: Final = ("dead", "hangs", "trickles")
SETTINGS: Final = {
    "DOWNLOAD_DELAY": "0",
    "DOWNLOAD_TIMEOUT": "10",
    "RETRY_TIMES": "1",
    "LOG_LEVEL": "ERROR",
    "BUILD_WORKERS": "1",
}

STORY: Final = (
    "<!DOCTYPE html><html lang='en'><title>{title}</title><main><article><h1>{title}</h1>"
    "<p>The ferry of {host} was late again, and nobody at the harbour could say why it was.</p>"
    "<p>People waited on the quay until the lamps were lit, and then they went home by bus.</p>"
    "<p>The company promised that it would look into the engine before the week was over.</p>"
    "</article></main></html>"
)


@dataclass
class Hosts:
    """Hosts on loopback, those of bad `kinds` among them; counts what they were asked for.

    `done` are the articles that a host gave.
    """

    kinds: dict[str, str]
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    async def answers(self, host: str, path: str) -> AsyncIterator[bytes]:
        """As `served.Answers`."""
        self.asked[f"{host}{path}"] += 1
        octets = self._response(host, path)
        match self.kinds.get(host):
            case "dead":
                raise ConnectionResetError
            case "hangs":
                await asyncio.sleep(3600)
            case "trickles":
                for octet in octets:
                    yield bytes([octet])
                    await asyncio.sleep(1)
            case _:
                yield octets
        self.done[host] += path.strip("/").isdigit()

    def _response(self, host: str, path: str) -> bytes:
        site = f"http://{host}:{self.port}"
        if path == "/feed/":
            items = "".join(
                f"<item><title>Story {n}</title><link>{site}/{n}/</link></item>"
                for n in range(ARTICLES)
            )
            channel = f"<channel><title>{host}</title>{items}</channel>"
            return response("application/rss+xml", f"<rss version='2.0'>{channel}</rss>")
        if path.strip("/").isdigit():
            title = f"Story {path.strip('/')}"
            return response("text/html", STORY.format(title=title, host=host))
        return MISSING


def main(arguments: list[str]) -> int:
    """Crawl, and print what it cost; 1 where something was lost or asked for twice."""
    parser = argparse.ArgumentParser(prog="scripts/bench sources", description=__doc__)
    parser.add_argument("--sources", type=int, default=1000, help="hosts, the bad ones included")
    parser.add_argument("--bad", type=int, default=20, help="of each kind")
    chosen = parser.parse_args(arguments)
    names = {f"h{n:04}": f"127.1.{n // 250}.{n % 250 + 1}" for n in range(chosen.sources)}
    apart = max(1, chosen.sources // (len(KINDS) * chosen.bad or 1))
    bad = list(names.values())[::apart][: len(KINDS) * chosen.bad]
    hosts = Hosts({host: KINDS[place % len(KINDS)] for place, host in enumerate(bad)})
    good = {name: host for name, host in names.items() if host not in hosts.kinds}
    scratch = Path(tempfile.mkdtemp(prefix="twa-sources-"))
    try:
        with serving(hosts.answers) as hosts.port:
            feeds = (f'[{n}]\nurl = "http://{h}:{hosts.port}/feed/"\n' for n, h in names.items())
            data = scratch / "data"
            data.mkdir()
            (data / "sources.toml").write_text("\n".join(feeds))
            kill(scratch, hosts, len(good) // 2)
            print(f"killed when {len(+hosts.done)} of {len(good)} sources had answered")
            print("| run | seconds | CPU s | CPU ms a source | MB of memory | MB by tenths |")
            print("| --- | ---: | ---: | ---: | ---: | --- |")
            for what in ("the rest", "nothing new"):
                began = Held(data)
                ran = watch.run(command(scratch), scratch, fine=(1,))
                tenths = " ".join(f"{mb:.0f}" for mb in began.stop())
                each = ran.cpu / chosen.sources * 1000
                print(
                    f"| {what} | {ran.seconds:.0f} | {ran.cpu:.0f} | {each:.0f} |"
                    f" {ran.memory:.0f} | {tenths} |",
                    flush=True,
                )
                print((scratch / "log").read_text().splitlines()[-1], file=sys.stderr)
            return judge(data, hosts, good)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def command(scratch: Path) -> list[str]:
    """`scrapy crawl feeds`, as from any folder."""
    settings = SETTINGS | {"DATA_DIR": str(scratch / "data")}
    more = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "twa.crawler.cli", "crawl", "feeds", *more]


def kill(scratch: Path, hosts: Hosts, after: int) -> None:
    """Crawl until so many sources gave their articles, and no further."""
    with (scratch / "killed").open("w") as log:
        process = subprocess.Popen(
            command(scratch),
            cwd=scratch,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=watch.environment() | {"PYTHONPATH": str(watch.ROOT)},
        )
        while len(+hosts.done) < after and process.poll() is None:
            time.sleep(0.2)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Held(threading.Thread):
    """Notes what the crawl that runs on a folder of data holds, by tenths of the sources."""

    def __init__(self, data: Path) -> None:
        super().__init__(daemon=True)
        self._data = str(data).encode()
        self._ended = threading.Event()
        self._seen: list[float] = []
        self.start()

    def run(self) -> None:
        while not self._ended.wait(1):
            held = [_resident(one) for one in Path("/proc").glob("[0-9]*") if self._is_it(one)]
            if held:
                self._seen.append(max(held))

    def stop(self) -> list[float]:
        """MB at the end of each tenth of the time."""
        self._ended.set()
        self.join()
        count = len(self._seen)
        return [self._seen[max(0, count * tenth // 10 - 1)] for tenth in range(1, 11) if count]

    def _is_it(self, process: Path) -> bool:
        try:
            told = (process / "cmdline").read_bytes()
        except OSError:
            return False
        return b"feeds" in told and b"DATA_DIR=" + self._data in told


def _resident(process: Path) -> float:
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def judge(data: Path, hosts: Hosts, good: dict[str, str]) -> int:
    """Say what was lost, and what was asked for more than once."""
    lost = []
    for name in good:
        rows = list(read_table("articles", data / name / "dataset", ("revision_count",)))
        if [row["revision_count"] for row in rows] != [1] * ARTICLES:
            lost.append(name)
    stories = {f"{host}/{n}/" for host in good.values() for n in range(ARTICLES)}
    again = sum(hosts.asked[one] > 1 for one in stories)
    print(f"{len(lost)} sources without their articles; {again} articles asked for twice")
    return 1 if lost else 0
