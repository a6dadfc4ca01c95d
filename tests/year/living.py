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
    """What was lived through, with polls every so many days.

    `told` are the lines of `twa health` by outlet, in order of time.
    """

    data: Path
    servers: Servers
    every: int = 3
    told: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    @property
    def outlets(self) -> list[Outlet]:
        """All of them."""
        return list(self.servers.outlets.values())


@contextmanager
def living(
    folder: Path,
    outlets: list[Outlet],
    instants: Iterable[datetime],
    every: int = 3,
) -> Iterator[Year]:
    """Crawl what is to be polled at each instant, and ask after the health of each source.

    All are polled every so many days. Datasets are built at the end; while something
    is wrong with pages, at each poll.
    """
    data = folder / "data"
    data.mkdir()
    with serving(outlets) as servers:
        year, clock = Year(data, servers, every, {one.name: [] for one in outlets}), Clock()
        for now in instants:
            polled = [one for one in outlets if one.is_polled(now, every)]
            if not polled:
                continue
            servers.now = now
            clock.set(now)
            year.log += _crawl(clock, servers, data, polled)
            _build(clock, data, [one for one in polled if _is_built(year, one, now)])
            for name, line in _health(clock, data, polled):
                year.told[name].append((now, line))
        _build(clock, data, outlets)
        yield year


def _crawl(clock: Clock, servers: Servers, data: Path, outlets: list[Outlet]) -> list[str]:
    tables = (_table(one, servers.url(one)) for one in outlets)
    (data / "sources.toml").write_text("".join(tables))
    chosen = {**SETTINGS, "DATA_DIR": data}
    settings = [word for name, value in chosen.items() for word in ("-s", f"{name}={value}")]
    return clock.run("scrapy", "crawl", "feeds", *settings).stderr.splitlines()


def _is_built(year: Year, outlet: Outlet, now: datetime) -> bool:
    """Whether something is wrong with its pages, or was when its health was asked for last."""
    told = year.told[outlet.name]
    return outlet.is_to_be_read(now) or bool(told and "of the last" in told[-1][1])


def _table(outlet: Outlet, base: str) -> str:
    """What stands in sources.toml."""
    kinds = {
        form: "listing" if form == "listing" else "feed" for form in (outlet.form, *outlet.also)
    }
    more = [f'{{url = "{base}/{form}", kind = "{kinds[form]}"}}' for form in outlet.also]
    lines = [
        f"[{outlet.name}]",
        f'url = "{base}{outlet.source}"',
        f'kind = "{kinds[outlet.form]}"',
        *([f"feeds = [{', '.join(more)}]"] if more else []),
        outlet.options,
    ]
    return "\n".join(lines) + "\n"


def _build(clock: Clock, data: Path, outlets: list[Outlet]) -> None:
    for outlet in outlets:
        folder = str(data / outlet.name)
        done = clock.run_timeless("twa.dataset.cli", "build", folder, "--workers", "1")
        assert done.returncode == 0, done.stderr


def _health(clock: Clock, data: Path, outlets: list[Outlet]) -> Iterator[tuple[str, str]]:
    folders = [data / one.name for one in outlets if (data / one.name).is_dir()]
    done = clock.run("twa.dataset.cli", "health", *map(str, folders))
    assert done.returncode in (0, 1), done.stderr
    for line in done.stdout.splitlines():
        if found := re.fullmatch(rf"{re.escape(str(data))}/([a-z-]+): (.*)", line):
            yield found[1], found[2]
