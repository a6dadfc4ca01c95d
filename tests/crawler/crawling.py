"""Runs `scrapy crawl` as a user would, in a process of its own, and reads what it left."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.crawler import loaded
from tests.crawler.answering import Answering
from tests.site.running import Site
from twa.dataset.tables.parquet import read_table

ROOT: Final = loaded.ROOT

PLAIN: Final[dict[str, object]] = {"DOWNLOAD_DELAY": 0, "ARCHIVE_REQUISITES": False}


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl that has ended: exit status, standard error, and the collection it wrote."""

    status: int
    log: str
    folder: Path

    @property
    def last_line(self) -> str:
        """What stands at the end of standard error."""
        return self.log.strip().splitlines()[-1]

    def report(self) -> dict[str, Any]:
        """The newest run report."""
        newest = max((self.folder / "runs").glob("*.json"))
        report: dict[str, Any] = json.loads(newest.read_text("utf-8"))
        return report

    def rows(self, table: str = "articles") -> list[dict[str, Any]]:
        """All rows of a table of the dataset."""
        return list(read_table(table, self.folder / "dataset"))

    def rejects(self) -> dict[str, set[str]]:
        """URLs of the table `rejects` by reason."""
        found: dict[str, set[str]] = {}
        for row in self.rows("rejects"):
            found.setdefault(row["reason"], set()).add(row["url"])
        return found


def crawl(
    data: Path,
    spider: str = "twa",
    *,
    collection: str = "twa",
    output: Path | None = None,
    settings: Mapping[str, object] | None = None,
    timeout: float = 120,
    **arguments: str,
) -> Crawl:
    """Run `scrapy crawl` into `data`.

    Unless `settings` say otherwise without delay, and without the requisites of
    pages, so that what is asked for is what the test is about.
    """
    asked = command(data, spider, output=output, settings=settings, **arguments)
    done = loaded.run(asked[2:], timeout=timeout)
    return Crawl(done.returncode, done.stderr, data / collection)


def follow(
    server: Answering,
    data: Path,
    settings: Mapping[str, object] | None = None,
    *,
    force: str = "no",
) -> Crawl:
    """Crawl the feed of a server, which then remembers what this crawl asked for, alone."""
    server.asked.clear()
    where = {"url": f"{server.url}/feed", "name": "x", "force": force}
    return crawl(data, "feed", collection="x", output=None, settings=settings, timeout=120, **where)


def begin(
    data: Path, spider: str = "twa", settings: Mapping[str, object] | None = None, **arguments: str
) -> subprocess.Popen[str]:
    """The same, still running, in a process group of its own, as a terminal has it."""
    return subprocess.Popen(
        command(data, spider, output=None, settings=settings, **arguments),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def command(
    data: Path,
    spider: str,
    *,
    output: Path | None = None,
    settings: Mapping[str, object] | None = None,
    **arguments: str,
) -> list[str]:
    """The command line of a crawl."""
    command = [sys.executable, "-m", "scrapy", "crawl", spider]
    for name, value in arguments.items():
        command += ["-a", f"{name}={value}"]
    chosen: dict[str, object] = {**PLAIN, "DATA_DIR": data, **(settings or {})}
    for name, setting in chosen.items():
        command += ["-s", f"{name}={setting}"]
    if output:
        command += ["-O", str(output)]
    return command


def twa(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The console script, as a process."""
    return loaded.run(["twa.dataset.cli", *map(str, arguments)], timeout=120)


def asked(site: Site) -> list[tuple[str, int]]:
    """What the site was asked for since the last time, and how it answered."""
    lines = [(line.path, line.status) for line in site.log.requests()]
    site.log.clear()
    return lines


def wait_for(site: Site, requests: int) -> None:
    """Until the site was asked that often."""
    deadline = time.monotonic() + 120
    while len(site.log.requests()) < requests:
        assert time.monotonic() < deadline, "the crawl does not come along"
        time.sleep(0.02)
