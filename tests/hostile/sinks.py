"""Extensions that take exchanges instead of an archive, for tests of the wire alone."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import json
from collections import Counter
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from twisted.internet.defer import Deferred

from twa.crawler.wire import handler, twisted_hooks
from twa.dataset.exchange import Exchange


class Dump:
    """Writes each exchange to the folder DUMP: `N.request`, `N.response`, a line of JSON."""

    def __init__(self, crawler: Crawler) -> None:
        self.folder = Path(crawler.settings["DUMP"])
        self._taken = 0
        handler.connect(crawler, self.take)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def take(self, exchange: Exchange, request: Request) -> object:
        """A sink."""
        number, self._taken = self._taken, self._taken + 1
        (self.folder / f"{number}.request").write_bytes(exchange.request.bytes())
        (self.folder / f"{number}.response").write_bytes(exchange.response.bytes())
        about = {
            field.name: getattr(exchange, field.name)
            for field in dataclasses.fields(exchange)
            if field.name not in ("request", "response", "handshake", "addresses")
        }
        about["started"] = exchange.started.isoformat()
        about["timings"] = dataclasses.asdict(exchange.timings)
        about["origin"] = dataclasses.asdict(exchange.origin)
        self.write("exchanges", number=number, asked=request.url, **about)
        return None

    def write(self, name: str, **about: Any) -> None:
        """A line of JSON for the test."""
        with (self.folder / f"{name}.jsonl").open("a") as file:
            file.write(json.dumps(about) + "\n")


class Slow(Dump):
    """Takes its time, and says when it is done."""

    async def take(self, exchange: Exchange, request: Request) -> None:
        await asyncio.sleep(0.3)
        super().take(exchange, request)
        self.write("events", event="taken", url=request.url)


class Later(Dump):
    """Says by a Deferred when it is done."""

    def take(self, exchange: Exchange, request: Request) -> Deferred[None]:
        from twisted.internet import reactor

        done: Deferred[None] = Deferred()

        def finish() -> None:
            super(Later, self).take(exchange, request)
            self.write("events", event="taken", url=request.url)
            done.callback(None)

        reactor.callLater(0.3, finish)  # type: ignore[arg-type]  # its interface has no `self`
        return done


class Full(Dump):
    """Has no room."""

    def take(self, exchange: Exchange, request: Request) -> None:
        raise OSError(28, "No space left on device")


class Wary(Dump):
    """Admits no connection to a host by the name of localhost."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        handler.guard(crawler, self.refusal)

    def refusal(self, host: str, ip: str) -> str | None:
        """A policy on addresses."""
        self.write("events", event="asked", host=host, ip=ip)
        return f"{ip} is private" if host == "localhost" else None


class Sated(Dump):
    """Wants no more than the header."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self.enough, signals.headers_received)

    def enough(self) -> None:
        """A handler of Scrapy's signal."""
        raise StopDownload(fail=False)


class Census(Dump):
    """Keeps nothing, and counts what the process keeps, each COUNT_AT exchanges."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._at = crawler.settings["COUNT_AT"]

    def take(self, exchange: Exchange, request: Request) -> None:
        self._taken += 1
        if self._taken in self._at:
            gc.collect()
            objects = Counter(type(one).__name__ for one in gc.get_objects())
            self.write("events", taken=self._taken, objects=objects)


class Elsewhere(Dump):
    """Runs with a Scrapy whose private names nobody has looked at."""

    def __init__(self, crawler: Crawler) -> None:
        twisted_hooks.SERIES = "9.9."  # type: ignore[misc]  # that is the test
        super().__init__(crawler)
