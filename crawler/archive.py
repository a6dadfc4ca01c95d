"""Scrapy extension: every exchange of a crawl into WARC files, octet for octet.

Any project can use it, by these lines in its settings:

    DOWNLOAD_HANDLERS = {"http": "crawler.wire.WireDownloadHandler",
                         "https": "crawler.wire.WireDownloadHandler"}
    EXTENSIONS = {"crawler.archive.ArchiveExtension": 10}
    ARCHIVE_DIR = "archive"
    DEFAULT_REQUEST_HEADERS = {"Accept-Encoding": "gzip, deflate"}

A response reaches the spider once its records were handed to the operating
system. They are forced to the disk in batches, on a thread of their own, and
`listeners` hear of a capture after that. See `SETTINGS` for all there is to set.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from crawler import wire
from crawler.archiver import (
    DISK_FLOOR_BYTES,
    SEGMENT_BYTES,
    Archive,
    DiskFull,
    NotWritable,
    WriteFailed,
)
from crawler.history import RunHistory
from dataset.captures import Capture
from dataset.exchange import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

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

# Octets written before an fsync at the latest: pending captures keep their bodies in memory.
_SYNC_BYTES: Final = 32 << 20


class NotArchived(IgnoreRequest):
    """The response came, but could not be archived, so nobody gets to see it."""


class ArchiveExtension:
    """The archive of one crawl.

    `listeners` are called on the reactor's thread with captures that are
    durable, in the order they were written; `sealed_listeners` with each file
    that was given its name. `archive.history` may be replaced by one that
    knows earlier runs. `counts` is of exchanges by how they ended, and of notes;
    `bytes_received` of the octets of all responses as they came.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.get("ARCHIVE_DIR"):
            raise NotWritable("no folder is given to archive to", subject="ARCHIVE_DIR")
        self._crawler = crawler
        self._sync_records = int(setting(settings, "ARCHIVE_SYNC_RECORDS"))
        self._sync_seconds = float(setting(settings, "ARCHIVE_SYNC_SECONDS"))
        self._committing = asyncio.Lock()
        self._batch: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        self.failure: WriteFailed | None = None
        self.listeners: list[Callable[[Sequence[Capture]], None]] = []
        self.sealed_listeners: list[Callable[[Path], None]] = []
        self.counts: Counter[str] = Counter()
        self.bytes_received = 0
        wire.connect(crawler, self.take)
        self.archive = Archive(
            Path(settings["ARCHIVE_DIR"]),
            prefix=setting(settings, "ARCHIVE_PREFIX"),
            info=warcinfo(settings, self.run_id),
            history=RunHistory(),
            segment_bytes=int(setting(settings, "ARCHIVE_SEGMENT_BYTES")),
            floor_bytes=int(setting(settings, "ARCHIVE_DISK_FLOOR_BYTES")),
        )
        for recovered in self.archive.recovered:
            logger.warning("a crawl was cut off before; recovered %s", recovered)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make an extension."""
        return cls(crawler)

    def take(self, exchange: Exchange, _request: Request) -> Awaitable[None] | None:
        """The sink: archive an exchange. To be awaited where the disk does not keep up."""
        self.bytes_received += exchange.response.size
        try:
            self.archive.write(exchange)
        except WriteFailed as error:
            self._fail(error)
            raise NotArchived(str(error)) from error
        self.counts[exchange.ended] += 1
        self._schedule()
        behind = self.archive.pending_bytes > 2 * _SYNC_BYTES
        return asyncio.shield(self._batch) if behind and self._batch is not None else None

    def note(self, url: str, fields: Mapping[str, str]) -> None:
        """Archive a decision about a URL that will not be fetched."""
        try:
            self.archive.note(url, fields)
        except WriteFailed as error:
            self._fail(error)
            return
        self.counts["note"] += 1
        self._schedule()

    async def seal(self) -> None:
        """Make everything durable and give the file at hand its name. Raises WriteFailed.

        What comes after it, if anything, goes into a new file.
        """
        await self._commit(seal=True)
        if self.failure is not None:
            raise self.failure

    def _schedule(self) -> None:
        """See to it that what was written becomes durable in time."""
        archive, loop = self.archive, asyncio.get_running_loop()
        if len(archive.pending) < self._sync_records and archive.pending_bytes < _SYNC_BYTES:
            if self._timer is None:
                self._timer = loop.call_later(self._sync_seconds, self._begin_batch)
        elif self._batch is None or self._batch.done():
            self._begin_batch()

    def _begin_batch(self) -> None:
        self._batch = asyncio.get_running_loop().create_task(self._commit())

    async def _commit(self, *, seal: bool = False) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        # One at a time: listeners hear of captures in the order they were written.
        async with self._committing:
            checkpoint = self.archive.checkpoint(seal=seal)
            try:
                sealed = await asyncio.to_thread(checkpoint.commit)
            except WriteFailed as error:
                self.archive.fail(error)
                self._fail(error)
                return
            for listener in self.listeners if checkpoint.captures else ():
                listener(checkpoint.captures)
            for path in sealed:
                for sealed_listener in self.sealed_listeners:
                    sealed_listener(path)

    def _fail(self, error: WriteFailed) -> None:
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

    async def _closed(self) -> None:
        with suppress(WriteFailed):  # it was logged
            await self.seal()


def setting(settings: BaseSettings, name: str) -> Any:
    """A setting, or its default where it is not there or None."""
    value = settings.get(name)
    return SETTINGS[name][0] if value is None else value


def warcinfo(settings: BaseSettings, run_id: str) -> dict[str, str]:
    """Fields of the warcinfo record; names as in WARC 1.1, section 6.1.3, where it has one."""
    obeys = settings.getbool("ROBOTSTXT_OBEY")
    fields = {
        "software": f"twa/{version('twa')} Scrapy/{version('scrapy')}",
        "operator": setting(settings, "ARCHIVE_OPERATOR"),
        "hostname": socket.gethostname(),
        "http-header-user-agent": settings["USER_AGENT"],
        "robots": "obeyed as RFC 9309 says" if obeys else "ignored",
        "isPartOf": setting(settings, "ARCHIVE_COLLECTION"),
        "run": run_id,
        "settings": "; ".join(f"{name}={settings.get(name)}" for name in _TOLD),
    }
    return {name: str(value) for name, value in fields.items() if value}
