"""A real crawl in a process of its own, with a sink that dumps every exchange to a folder.

The child, `python -m tests.hostile.crawl`, reads a `Job` as a Python literal.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from tests.shared import ROOT

HANDLER = "twa.crawler.wire.handler.WireDownloadHandler"


@dataclass(frozen=True, slots=True)
class Dumped:
    """One exchange as the sink got it."""

    about: dict[str, Any]
    request: bytes
    response: bytes

    def __getattr__(self, name: str) -> Any:
        return self.about[name]


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl left: exchanges, what the sink and the spider said in turn, and the log."""

    exchanges: list[Dumped]
    events: list[dict[str, Any]]
    log: str

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """What the spider got: events `response` and `error`."""
        return [event for event in self.events if event.get("event") in ("response", "error")]

    def of(self, url: str) -> list[Dumped]:
        """The exchanges of one URL, in the order in which they began."""
        return sorted((e for e in self.exchanges if e.url == url), key=lambda e: e.started)


def crawl(
    folder: Path,
    requests: list[dict[str, Any]],
    sink: str = "Dump",
    interrupts: tuple[float, ...] = (),
    **settings: Any,
) -> Crawled:
    """Crawl `requests` (arguments of scrapy.Request) with a sink of `tests.hostile.sinks`.

    `interrupts` are the seconds after which somebody presses Ctrl-C.
    """
    folder.mkdir(parents=True, exist_ok=True)
    job = {
        "folder": str(folder),
        "requests": requests,
        "sink": sink,
        "interrupts": interrupts,
        "settings": settings,
    }
    done = subprocess.run(
        (sys.executable, "-m", "tests.hostile.crawl"),
        cwd=ROOT,
        input=repr(job),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    (folder / "log").write_text(done.stderr)
    exchanges = [
        Dumped(
            line,
            (folder / f"{line['number']}.request").read_bytes(),
            (folder / f"{line['number']}.response").read_bytes(),
        )
        for line in _lines(folder / "exchanges.jsonl")
    ]
    return Crawled(exchanges, _lines(folder / "events.jsonl"), done.stderr)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


class Spider(scrapy.Spider):
    """Asks for what it is told and notes what it gets."""

    name = "hostile"
    requests: list[dict[str, Any]]
    folder: str

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for request in self.requests:
            yield scrapy.Request(
                callback=self.parse, errback=self.failed, dont_filter=True, **request
            )

    def parse(self, response: scrapy.http.Response) -> None:
        self._note(event="response", url=response.url, status=response.status)

    def failed(self, failure: Any) -> None:
        self._note(
            event="error",
            url=failure.request.url,
            error=failure.type.__name__,
            message=str(failure.value),
        )

    def _note(self, **outcome: Any) -> None:
        # Among the sink's events, so that a test can tell which came first.
        with (Path(self.folder) / "events.jsonl").open("a") as file:
            file.write(json.dumps(outcome) + "\n")


def main() -> None:
    """Run the job that standard input holds."""
    job = ast.literal_eval(sys.stdin.read())
    settings = {
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
        "EXTENSIONS": {f"tests.hostile.sinks.{job['sink']}": 0},
        "DUMP": job["folder"],
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_TIMEOUT": 20,
        "DOWNLOAD_WARNSIZE": 0,
        "LOG_LEVEL": "INFO",
        **job["settings"],
    }
    process = CrawlerProcess(settings)
    for seconds in job["interrupts"]:
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()
    process.crawl(Spider, requests=job["requests"], folder=job["folder"])
    process.start()


if __name__ == "__main__":
    main()
