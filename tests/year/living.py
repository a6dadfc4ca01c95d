"""Lives through a simulated year: polls all sources again and again, and hears what is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.year.clock import Clock
from tests.year.outlets import Outlet
from tests.year.server import Servers, serving

SETTINGS: Final = {
    "DOWNLOAD_DELAY": 0,
    "ARCHIVE_REQUISITES": False,
    "DOWNLOAD_TIMEOUT": 8,
    "RETRY_TIMES": 1,
    "BACKOFF_WAIT": 1,
    "BUILD": False,
    "LOG_LEVEL": "WARNING",
}


@dataclass
class Year:
    """What was lived through: `told` are the lines of `twa health` by outlet, in order of time."""

    data: Path
    servers: Servers
    told: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    @property
    def outlets(self) -> list[Outlet]:
        """All of them."""
        return list(self.servers.outlets.values())


@contextmanager
def living(folder: Path, outlets: list[Outlet], instants: Iterable[datetime]) -> Iterator[Year]:
    """Crawl what is to be polled at each instant, and ask after the health of each source.

    Datasets are built at the end; while something is wrong with pages, at each poll.
    """
    data = folder / "data"
    data.mkdir()
    with serving(outlets) as servers:
        year, clock = Year(data, servers, {one.name: [] for one in outlets}), Clock()
        for now in instants:
            servers.now = now
            clock.set(now)
            polled = [one for one in outlets if one.is_polled(now)]
            year.log += _crawl(clock, servers, data, polled) if polled else []
            _build(clock, data, [one for one in polled if one.is_to_be_read(now)])
            for name, line in _health(clock, data, outlets):
                year.told[name].append((now, line))
        _build(clock, data, outlets)
        yield year


def _crawl(clock: Clock, servers: Servers, data: Path, outlets: list[Outlet]) -> list[str]:
    (data / "sources.toml").write_text(
        "".join(f'[{one.name}]\nurl = "{servers.url(one)}/feed"\n' for one in outlets)
    )
    chosen = {**SETTINGS, "DATA_DIR": data}
    settings = [word for name, value in chosen.items() for word in ("-s", f"{name}={value}")]
    return clock.run("scrapy", "crawl", "feeds", *settings).stderr.splitlines()


def _build(clock: Clock, data: Path, outlets: list[Outlet]) -> None:
    for outlet in outlets:
        folder = str(data / outlet.name)
        done = clock.run("twa.dataset.cli", "build", folder, "--workers", "1")
        assert done.returncode == 0, done.stderr


def _health(clock: Clock, data: Path, outlets: list[Outlet]) -> Iterator[tuple[str, str]]:
    folders = [data / one.name for one in outlets if (data / one.name).is_dir()]
    done = clock.run("twa.dataset.cli", "health", *map(str, folders))
    assert done.returncode in (0, 1), done.stderr
    for line in done.stdout.splitlines():
        if found := re.fullmatch(rf"{re.escape(str(data))}/([a-z-]+): (.*)", line):
            yield found[1], found[2]
