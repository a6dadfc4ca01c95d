"""The writer process: receives exchanges over a socket and writes the archive.

It has a core and a disk queue to itself, so that deflating, hashing and
syncing do not hold up the crawl. It outlives the crawl by as long as it takes
to seal what it was handed, also when the crawl is killed.
"""

from __future__ import annotations

import logging
import select
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from twa.crawler.archive.archive import Archive, NotWritable, WriteFailed
from twa.crawler.archive.messages import (
    Durable,
    Failed,
    Flush,
    Flushed,
    Inbox,
    LogLine,
    Opened,
    Remember,
    Take,
    TakeDecision,
    Tell,
    pack,
)
from twa.dataset.crawl_state.seen import see
from twa.dataset.errors import TwaError
from twa.dataset.exchange import Block

_PIECE: Final = 1 << 20

# Octets written before an fsync at the latest: what is pending is kept in memory.
_SYNC_BYTES: Final = 32 << 20


@dataclass(frozen=True, slots=True)
class WriterOptions:
    """What a crawl wants of its archive: the arguments of `Archive`, and how often to sync."""

    folder: Path
    prefix: str
    info: Mapping[str, str]
    segment_bytes: int
    floor_bytes: int
    sync_records: int
    sync_seconds: float


def main(descriptor: int) -> None:
    """Write what comes through the socket until it is closed."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # The crawl decides when it is over; Ctrl-C and a service manager tell both.
        signal.signal(name, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as link:
        _Writer(link).run()


class _Writer:
    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._inbox = Inbox(self._receive)
        self._options: WriterOptions
        self._archive: Archive
        self._told = False
        self._failed = False
        self._due: float | None = None

    def run(self) -> None:
        logging.getLogger().addHandler(_Forward(self))
        self._options, _, _ = self._inbox.receive()
        try:
            self._archive = Archive(
                self._options.folder,
                prefix=self._options.prefix,
                info=self._options.info,
                segment_bytes=self._options.segment_bytes,
                floor_bytes=self._options.floor_bytes,
            )
        except NotWritable as error:
            self._fail(error)
            return
        self.send(Opened(self._archive.recovered))
        with suppress(EOFError):
            while True:
                self._step()
        self._commit(seal=True)

    def send(self, message: object) -> None:
        """Say something to the crawl; it may be gone."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._link.sendall(pack(message))

    def _step(self) -> None:
        """Take one message, or make durable what has waited long enough."""
        if self._due is not None and self._inbox.empty:
            readable, _, _ = select.select([self._link], [], [], max(0, self._due - _now()))
            if not readable:
                self._commit()
                return
        self._do(*self._inbox.receive())
        archive, options = self._archive, self._options
        if len(archive.pending) >= options.sync_records or archive.pending_bytes >= _SYNC_BYTES:
            self._commit()
        elif archive.pending and self._due is None:
            self._due = _now() + options.sync_seconds

    def _do(self, message: Any, request: Block, response: Block) -> None:
        try:
            match message:
                case Take():
                    self._archive.write(message.exchange(request, response))
                case TakeDecision():
                    self._archive.note(message.url, message.fields)
                case Flush():
                    self._commit(seal=message.seal)
                    self.send(Flushed(message.number))
                case Remember():
                    self._archive.history = message.history()
                case Tell():
                    self._told = True
        except WriteFailed as error:
            self._fail(error)

    def _commit(self, *, seal: bool = False) -> None:
        self._due = None
        checkpoint = self._archive.checkpoint(seal=seal)
        try:
            sealed = checkpoint.commit()
        except WriteFailed as error:
            self._archive.fail(error)
            self._fail(error)
            return
        if self._told and checkpoint.captures:
            self.send(Durable(tuple(map(see, checkpoint.captures))))
        for file in sealed:
            self.send(file)

    def _fail(self, error: TwaError) -> None:
        """Tell of the first failure; those that follow are its echo."""
        if not self._failed:
            self._failed = True
            self.send(Failed(error))

    def _receive(self) -> bytes:
        try:
            return self._link.recv(_PIECE)
        except ConnectionResetError:  # the crawl died with something unread
            return b""


class _Forward(logging.Handler):
    """Hands lines of the log to the crawl, which has one."""

    def __init__(self, writer: _Writer) -> None:
        super().__init__(logging.WARNING)
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        self._writer.send(LogLine(record.levelno, record.getMessage()))


def _now() -> float:
    return time.monotonic()
