"""Scrapy extension: every exchange of a crawl into WARC files, octet for octet.

Any project can use it, by these lines in its settings:

    DOWNLOAD_HANDLERS = {"http": "twa.crawler.wire.handler.WireDownloadHandler",
                         "https": "twa.crawler.wire.handler.WireDownloadHandler"}
    EXTENSIONS = {"twa.crawler.archive.extension.ArchiveExtension": 10}
    ARCHIVE_DIR = "archive"
    DEFAULT_REQUEST_HEADERS = {"Accept-Encoding": "gzip, deflate"}

A response reaches the spider once it was handed to the process that writes the
archive (`twa.crawler.archive.writer`). It forces what it wrote to the disk in batches, and
`listeners` hear of a capture after that. See `SETTINGS` for all there is to set.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from twa.crawler.archive.archive import (
    DISK_FLOOR_BYTES,
    SEGMENT_BYTES,
    DiskFull,
    NotWritable,
    WriteFailed,
)
from twa.crawler.archive.messages import (
    Durable,
    Failed,
    Flush,
    Flushed,
    LogLine,
    Remember,
    TakeDecision,
    Tell,
    pack,
    pack_exchange,
)
from twa.crawler.archive.segment import Sealed
from twa.crawler.archive.writer import WriterOptions
from twa.crawler.archive.writer_client import WriterClient
from twa.crawler.wire import handler
from twa.dataset.crawl_state.seen import SeenCapture
from twa.dataset.errors import TwaError
from twa.dataset.exchange import Exchange
from twa.dataset.warc.revisits import CaptureHistory

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

T = TypeVar("T")

SETTINGS: Final[dict[str, tuple[Any, str]]] = {
    "ARCHIVE_DIR": (None, "Folder of the WARC files; made if it is not there."),
    "ARCHIVE_PREFIX": ("warc", "First part of the names of WARC files."),
    "ARCHIVE_COLLECTION": (None, "isPartOf in warcinfo."),
    "ARCHIVE_OPERATOR": (None, "operator in warcinfo: who crawls, and how to reach them."),
    "ARCHIVE_SEGMENT_BYTES": (SEGMENT_BYTES, "Octets after which a new file is begun."),
    "ARCHIVE_SYNC_RECORDS": (100, "Captures written before an fsync at the latest."),
    "ARCHIVE_SYNC_SECONDS": (5.0, "Seconds between fsyncs at the latest."),
    "ARCHIVE_DISK_FLOOR_BYTES": (DISK_FLOOR_BYTES, "Free octets below which the crawl ends."),
}
"""Each setting with its default and meaning."""

# Settings that say how a crawl went about it; for warcinfo.
_TOLD: Final = (
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_DELAY",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "AUTOTHROTTLE_ENABLED",
    "COOKIES_ENABLED",
    "REDIRECT_ENABLED",
    "REDIRECT_MAX_TIMES",
    "RETRY_ENABLED",
    "RETRY_TIMES",
)


class NotArchived(IgnoreRequest):
    """The response came, but could not be archived, so nobody gets to see it."""


class ArchiveExtension:
    """The archive of one crawl, written by a process of its own.

    `listeners` are called on the reactor's thread with captures that are
    durable, in the order they were written, most of them without their bodies;
    `sealed_listeners` with each file that was given its name. `recovered` says
    what became of files that a dead crawl left. `counts` is of exchanges by how
    they ended, and of notes; `bytes_received` of the octets of all responses as
    they came.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.get("ARCHIVE_DIR"):
            raise NotWritable("no folder is given to archive to", subject="ARCHIVE_DIR")
        handler.connect(crawler, self.take)
        self._crawler = crawler
        self.run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        self.failure: TwaError | None = None
        self.listeners: list[Callable[[Sequence[SeenCapture]], None]] = []
        self.sealed_listeners: list[Callable[[Sealed], None]] = []
        self.counts: Counter[str] = Counter()
        self.bytes_received = 0
        self._told = False
        self._gone = False
        self._flushes = 0
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._link = WriterClient(options(settings, self.run_id), self._hear, self._lost)
        self.recovered = self._link.recovered
        for recovered in self.recovered:
            logger.warning("a crawl was cut off before; recovered %s", recovered)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)
        crawler.signals.connect(self._stopped, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        return cls(crawler)

    async def take(self, exchange: Exchange, _request: Request) -> None:
        """The sink: hand an exchange to the writer, and wait where that is far behind."""
        if self.listeners and not self._told:
            self._told = True
            await self._link.send([pack(Tell())])
        self.bytes_received += exchange.response.size
        try:
            await self._link.send(pack_exchange(exchange))
        finally:
            exchange.request.close()
            exchange.response.close()
        if self.failure is not None:
            raise NotArchived(str(self.failure))
        self.counts[exchange.ended] += 1

    def note(self, url: str, fields: Mapping[str, str]) -> None:
        """Archive a decision about a URL that will not be fetched."""
        self.counts["note"] += 1
        self._soon(TakeDecision(url, fields))

    def remember(self, history: Callable[[], CaptureHistory]) -> None:
        """Have the writer ask the `CaptureHistory` that this makes what a response repeats.

        It is made in the writer's process, so `history` must survive a pickle.
        Without one, the writer knows what it wrote in this run.
        """
        self._soon(Remember(history))

    async def flush(self) -> None:
        """Make durable what was written so far; `listeners` have heard of it then."""
        await self._flush(seal=False)

    async def seal(self) -> None:
        """Make everything durable and give the file at hand its name. Raises WriteFailed.

        What comes after it, if anything, goes into a new file.
        """
        await self._flush(seal=True)
        if self.failure is not None:
            raise self.failure

    async def _flush(self, *, seal: bool) -> None:
        if self.failure is not None and self._gone:
            return
        while self._sending:
            await asyncio.wait(self._sending)
        self._flushes += 1
        done = asyncio.get_running_loop().create_future()
        self._waiting[self._flushes] = done
        await self._link.send([pack(Flush(self._flushes, seal))])
        await done

    def _soon(self, message: object) -> None:
        task = asyncio.get_running_loop().create_task(self._link.send([pack(message)]))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    # --- what the writer says -------------------------------------------------------------

    def _hear(self, message: object) -> None:
        match message:
            case Durable():
                for listener in self.listeners:
                    self._tell(listener, message.captures)
            case Sealed():
                for sealed_listener in self.sealed_listeners:
                    self._tell(sealed_listener, message)
            case Flushed():
                self._waiting.pop(message.number).set_result(None)
            case LogLine():
                logger.log(message.level, "%s", message.text)
            case Failed():
                self._fail(message.error)

    def _tell(self, listener: Callable[[T], None], what: T) -> None:
        try:
            listener(what)
        except Exception:
            # What it keeps is a cache of the archive; the archive goes on.
            logger.exception("%r could not take note of what was archived", listener)

    def _lost(self) -> None:
        self._gone = True
        for done in self._waiting.values():
            done.set_result(None)
        self._waiting.clear()
        self._fail(WriteFailed("the process that writes the archive has died"))

    def _fail(self, error: TwaError) -> None:
        """End the crawl, once, with one line."""
        if self.failure is not None:
            return
        self.failure = error
        logger.error("%s; the crawl ends here, and goes on from here when it is run again", error)
        reason = "disk-full" if isinstance(error, DiskFull) else "archive-failed"
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            ending = engine.close_spider_async(reason=reason)
            self._ending = asyncio.get_running_loop().create_task(ending)

    # --- what Scrapy says -----------------------------------------------------------------

    async def _opened(self) -> None:
        await self._link.connect()
        if not gc.get_freeze_count():
            # What is there by now, classes and settings above all, stays to the end. The collector
            # would look through it again and again: a tenth of the time of a busy crawl. Once in
            # a process: later crawls find here what is left of those before them.
            gc.collect()
            gc.freeze()

    async def _closed(self) -> None:
        with suppress(TwaError):  # it was logged
            await self.seal()

    async def _stopped(self) -> None:
        await self._link.close()


def options(settings: BaseSettings, run_id: str) -> WriterOptions:
    """What the settings ask of the writer."""
    return WriterOptions(
        folder=Path(settings["ARCHIVE_DIR"]).absolute(),
        prefix=setting(settings, "ARCHIVE_PREFIX"),
        info=warcinfo(settings, run_id),
        segment_bytes=int(setting(settings, "ARCHIVE_SEGMENT_BYTES")),
        floor_bytes=int(setting(settings, "ARCHIVE_DISK_FLOOR_BYTES")),
        sync_records=int(setting(settings, "ARCHIVE_SYNC_RECORDS")),
        sync_seconds=float(setting(settings, "ARCHIVE_SYNC_SECONDS")),
    )


def setting(settings: BaseSettings, name: str) -> Any:
    """A setting, or its default where it is not there or None."""
    value = settings.get(name)
    return SETTINGS[name][0] if value is None else value


def warcinfo(settings: BaseSettings, run_id: str) -> dict[str, str]:
    """Fields of the warcinfo record; names as in WARC 1.1, section 6.1.3, where it has one."""
    obeys = settings.getbool("ROBOTSTXT_OBEY")
    verifies = settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    fields = {
        "software": f"twa/{version('twa')} Scrapy/{version('scrapy')}",
        "operator": setting(settings, "ARCHIVE_OPERATOR"),
        "hostname": socket.gethostname(),
        "http-header-user-agent": settings["USER_AGENT"],
        "robots": "obey" if obeys else "ignore",
        "certificates": "verify" if verifies else "ignore",
        "isPartOf": setting(settings, "ARCHIVE_COLLECTION"),
        "run": run_id,
        "settings": "; ".join(f"{name}={settings.get(name)}" for name in _TOLD),
    }
    return {name: str(value) for name, value in fields.items() if value}
