"""The archive of a crawl while it is written: takes exchanges, makes sealed WARC files.

Knows no Scrapy and no thread. `write` hands octets to the operating system;
what `checkpoint` returns forces them to the disk, in whatever thread, and only
then may anybody act as if a page had been got.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from twa.crawler.archive.recovery import Recovered, recover
from twa.crawler.archive.run_history import RunHistory
from twa.crawler.archive.segment import Opener, Sealed, Segment, exclusive
from twa.dataset.errors import TwaError
from twa.dataset.exchange import Exchange, Locator
from twa.dataset.http.message import Response
from twa.dataset.proof.leaf import hash_of
from twa.dataset.warc import cdxj
from twa.dataset.warc.captures import RESPONSE_LIMIT, Capture, capture_of
from twa.dataset.warc.connections import handshake_drafts, resolution_draft
from twa.dataset.warc.records import Headers, Record, RecordDraft
from twa.dataset.warc.revisits import CaptureHistory, Earlier
from twa.dataset.warc.writer import (
    ExaminedResponse,
    examine,
    exchange_drafts,
    head,
    member,
    note_draft,
    warcinfo_draft,
)

SEGMENT_BYTES: Final = 1_000_000_000
DISK_FLOOR_BYTES: Final = 1_000_000_000

# Octets that are written before the disk is asked again how much room it has.
_CHECK_ROOM_AFTER: Final = 1 << 20


class NotWritable(TwaError):
    """The archive can't be written at all. The subject is its folder."""

    message = "cannot write the archive"
    exit_status = 4


class WriteFailed(TwaError):
    """Writing failed in mid-crawl; what was written before is sound. The subject is the folder."""

    message = "the archive could not be written any further"
    exit_status = 4


class DiskFull(WriteFailed):
    """There is no room, or less than the floor."""

    message = "the disk is full"


def new_record_id() -> str:
    """A WARC-Record-ID."""
    return f"<urn:uuid:{uuid4()}>"


def utc_now() -> datetime:
    """The clock of archives."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was written up to a moment, to be made durable; `captures` are, after `commit`."""

    captures: tuple[Capture, ...]
    _full: tuple[Segment, ...]
    _open: Segment | None

    def commit(self) -> list[Sealed]:
        """Force it to the disk; the files that were sealed. Blocks; may run in another thread.

        Raises WriteFailed; then none of `captures` counts as got.
        """
        sealed = []
        try:
            for segment in self._full:
                if (file := segment.seal()) is not None:
                    sealed.append(file)
            if self._open is not None:
                self._open.sync()
        except OSError as error:
            raise _failure(error, "fsync") from error
        return sealed


class Archive:
    """The folder of one collection's WARC files, opened for writing.

    Opening it seals what a dead process left (`recovered` says what) and begins
    a file, so that a folder that can't be written is found out at once: raises
    NotWritable. After a write has failed, each further one fails alike.
    `info` are the warcinfo fields, `history` is asked what a response repeats;
    without one, what this very archive wrote.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str,
        info: Mapping[str, str],
        history: CaptureHistory | None = None,
        segment_bytes: int = SEGMENT_BYTES,
        floor_bytes: int = DISK_FLOOR_BYTES,
        host: str = "",
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = new_record_id,
        opener: Opener = exclusive,
    ) -> None:
        self.folder = folder
        self.history: CaptureHistory = history or RunHistory()
        self.pending: list[Capture] = []
        self.pending_bytes = 0
        self._prefix = prefix
        self._info = info
        self._segment_bytes = segment_bytes
        self._floor_bytes = floor_bytes
        self._host = host or socket.gethostname()
        self._clock = clock
        self._new_id = new_id
        self._opener = opener
        self._full: list[Segment] = []
        self._failure: WriteFailed | None = None
        self._warcinfo_id = ""
        self._known: dict[Hashable, list[RecordDraft]] = {}
        self._unchecked = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.recovered: list[Recovered] = recover(folder)
            self._check_room()
            self._segment: Segment | None = self._begin()
        except OSError as error:
            raise NotWritable(subject=folder, cause=error.strerror or error) from error

    def write(self, exchange: Exchange) -> Capture:
        """Archive an exchange and let go of its blocks.

        Nothing is durable yet. Raises WriteFailed, and then nothing of the
        exchange is in the archive.
        """
        try:
            segment = self._ready()
            examined = examine(exchange)
            beside, certificates = self._beside(exchange)
            drafts = exchange_drafts(
                exchange,
                examined,
                new_id=self._new_id,
                warcinfo_id=self._warcinfo_id,
                earlier=self._earlier(exchange, examined),
                certificates=certificates,
            )
            # One that is larger than what was examined is for a reader to describe.
            whole = exchange.response.size <= RESPONSE_LIMIT
            parsed = examined.response if whole else None
            capture = self._append(segment, drafts, parsed, beside=beside)
            self._known.update(beside)
        finally:
            exchange.request.close()
            exchange.response.close()
        if capture.kind == "response" and examined.key is not None:
            self.history.remember(examined.key, _earlier_of(capture, examined))
        return capture

    def _beside(self, exchange: Exchange) -> tuple[dict[Hashable, list[RecordDraft]], str | None]:
        """What a WARC has once about a host and has not yet; and the id of the chain's record."""
        beside: dict[Hashable, list[RecordDraft]] = {}
        given: dict[str, Any] = {"date": exchange.started, "warcinfo_id": self._warcinfo_id}
        host = urlsplit(exchange.url).hostname or ""
        if exchange.addresses and (host, exchange.addresses) not in self._known:
            found = resolution_draft(host, exchange.addresses, record_id=self._new_id(), **given)
            beside[host, exchange.addresses] = [found]
        if (shown := exchange.handshake) is None or not shown.certificates:
            return beside, None
        key = shown.name, shown.certificates, shown.staple
        if key not in self._known:
            beside[key] = handshake_drafts(shown, new_id=self._new_id, **given)
        return beside, (beside | self._known)[key][0].record_id

    def note(self, url: str, fields: Mapping[str, str]) -> Capture:
        """Archive a decision about a URL that leads to no exchange. Raises WriteFailed."""
        segment = self._ready()
        draft = note_draft(
            url,
            fields,
            date=self._clock(),
            record_id=self._new_id(),
            warcinfo_id=self._warcinfo_id,
        )
        return self._append(segment, [draft])

    def checkpoint(self, *, seal: bool = False) -> Checkpoint:
        """Everything written since the last one, and with `seal` the end of the file at hand."""
        if seal and self._segment is not None:
            self._full.append(self._segment)
            self._segment = None
        checkpoint = Checkpoint(tuple(self.pending), tuple(self._full), self._segment)
        self.pending, self.pending_bytes, self._full = [], 0, []
        return checkpoint

    def fail(self, failure: WriteFailed) -> None:
        """Write no more: the disk did not keep what it was given."""
        self._failure = failure

    def _ready(self) -> Segment:
        """The file to write to, with room to do so."""
        if self._failure is not None:
            raise self._failure
        try:
            if self._unchecked >= _CHECK_ROOM_AFTER:
                self._check_room()
            if self._segment is None:
                self._segment = self._begin()
        except OSError as error:
            self._failure = _failure(error, self.folder)
            raise self._failure from error
        return self._segment

    def _begin(self) -> Segment:
        now = self._clock()
        segment = Segment.create(self.folder, self._prefix, now, self._host, self._opener)
        self._known = {}
        self._warcinfo_id = self._new_id()
        info = warcinfo_draft(segment.name, self._info, date=now, record_id=self._warcinfo_id)
        try:
            self._record(segment, info)
        except OSError:
            segment.seal()
            raise
        return segment

    def _append(
        self,
        segment: Segment,
        drafts: Sequence[RecordDraft],
        parsed: Response | None = None,
        *,
        beside: Mapping[Hashable, list[RecordDraft]] = MappingProxyType({}),
    ) -> Capture:
        """All records of one capture, with those that stand before it, or none."""
        start = segment.end
        try:
            for draft in chain.from_iterable(beside.values()):
                self._record(segment, draft)
            records = [self._record(segment, draft) for draft in drafts]
        except OSError as error:
            segment.cut(start)
            self._failure = _failure(error, self.folder)
            raise self._failure from error
        capture = capture_of(records, parsed)
        assert capture is not None  # each has a URL and a date
        self.pending.append(capture)
        size = sum(record.size for record in records)
        self.pending_bytes += size
        self._unchecked += size
        if segment.end >= self._segment_bytes:
            self._full.append(segment)
            self._segment = None
        return capture

    def _record(self, segment: Segment, draft: RecordDraft) -> Record:
        offset, length = segment.append(member(draft))
        block = draft.block
        digest = f"sha256:{block.sha256}"
        record = Record(
            "1.1",
            Headers((*draft.headers, ("Content-Length", str(block.size)))),
            block,
            block.size,
            block.sha256,
            Locator(segment.name, offset, length, draft.record_id, digest, segment.records),
            head(draft),
        )
        line = cdxj.line_of(record, filename=segment.name, offset=offset, length=length)
        if line is not None:
            segment.index(offset, line)
        segment.leaf(hash_of(record))
        return record

    def _earlier(self, exchange: Exchange, examined: ExaminedResponse) -> Earlier | None:
        """What the response repeats, so that its record can be a revisit."""
        if exchange.ended != "complete":
            return None
        if examined.response is not None and examined.response.status == 304:
            return self.history.of_url(exchange.url)
        return None if examined.key is None else self.history.of_body(examined.key)

    def _check_room(self) -> None:
        self._unchecked = 0
        stat = os.statvfs(self.folder)
        free = stat.f_bavail * stat.f_frsize
        if free < self._floor_bytes:
            raise OSError(errno.ENOSPC, f"{free} octets are free, the floor is {self._floor_bytes}")


def _earlier_of(capture: Capture, examined: ExaminedResponse) -> Earlier:
    return Earlier(
        capture.url, capture.captured_at, capture.locator.record_id, examined.digest or ""
    )


def _failure(error: OSError, subject: object) -> WriteFailed:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return (DiskFull if full else WriteFailed)(subject=subject, cause=error.strerror or error)
