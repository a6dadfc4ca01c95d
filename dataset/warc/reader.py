"""Reads records from WARC files (1.0 and 1.1; plain, gzip or Zstandard) and ARC files.

Our own framing, because the readers there are hide what this project must
see: they pass a file that is cut off, print damage instead of reporting it, or
lose the record after it. Offsets and lengths agree with theirs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator, Iterator
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final
from uuid import NAMESPACE_URL, uuid5

from twa.dataset.errors import ArchiveError
from twa.dataset.exchange import Block, Locator
from twa.dataset.warc import arc
from twa.dataset.warc.arc import BEGIN, VERSION, parse_line
from twa.dataset.warc.framing import (
    GZIP_MAGIC,
    NEXT_RECORD,
    ZSTD_MAGICS,
    Broken,
    Member,
    OctetSource,
    OctetSpan,
    Plain,
    Stored,
    ZstdDict,
    dictionary_of,
    find_member,
    member_at,
)
from twa.dataset.warc.header import Damage, read_header, usual_header
from twa.dataset.warc.records import Headers, Record

BLOCK_LIMIT: Final = 1 << 30
"""Octets of one block that are kept (in a temporary file) unless the caller says otherwise."""

_PIECE: Final = 1 << 16
_MAGIC: Final = 16
_BEGIN: Final = (b"WARC/", BEGIN)
_AGAIN: Final = 16 << 20
"""Octets of a block that are looked through for the next record where its length is wrong."""

_ARC_LINE: Final = 1 << 16
_ID: Final = 1024
"""Characters of a record's id that count: the contracts allow no more."""

# WARC 1.1, section 4: a record ends with two line ends.
_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(r"\d{1,15}")

_ZIP: Final = b"PK\x03\x04"

OnDamage = Callable[[ArchiveError], None]


def read(
    source: str | PathLike[str] | BinaryIO,
    name: str | None = None,
    *,
    on_damage: OnDamage | None = None,
    limit: int = BLOCK_LIMIT,
) -> Iterator[Record]:
    """Every record of a WARC file, in order; of a file object from where it stands.

    `name` is what locators and errors call the file: the last part of its path
    unless given. Each place that is damaged becomes an ArchiveError with file
    and offset, which is raised, or handed to `on_damage`, after which reading
    goes on at the next record that can be found. Blocks longer than `limit`
    octets are cut to it, and say so.
    """
    if isinstance(source, (str, PathLike)):
        with Path(source).open("rb") as file:
            yield from read(file, name or Path(source).name, on_damage=on_damage, limit=limit)
        return
    file_name = name or Path(str(getattr(source, "name", "-"))).name
    yield from _Reader(source, file_name, on_damage, limit).records()


def fetch(
    path: str | PathLike[str], offset: int, length: int, *, limit: int = BLOCK_LIMIT
) -> Record:
    """The one record at `offset`, `length` octets long.

    Raises ArchiveError if there is none, or it ends elsewhere.
    """
    with Path(path).open("rb") as file:
        file.seek(offset)
        record = next(read(file, Path(path).name, limit=limit), None)
    if record is None or (record.locator.offset, record.locator.length) != (offset, length):
        raise ArchiveError(f"no record of {length} octets", file=path, offset=offset)
    return record


class _Reader:
    """What stays the same over one file."""

    def __init__(self, file: BinaryIO, name: str, on_damage: OnDamage | None, limit: int) -> None:
        self._file = file
        self._name = name
        self._on_damage = on_damage
        self._limit = limit
        self._dictionary: ZstdDict | None = None
        self._position: int | None = None
        self._line_before = NEXT_RECORD

    def records(self) -> Iterator[Record]:
        first = self._file.tell()
        self._position = 0 if first == 0 else None
        head = self._file.read(_MAGIC)
        if head.startswith(_ZIP):
            self._report("a zip file (a WACZ?); its WARC files stand in its folder archive/", first)
            return
        if not head:
            self._report("empty file", first)
            return
        start: int | None = first
        if not head.startswith((GZIP_MAGIC, *_BEGIN, *ZSTD_MAGICS)) and not self._is_arc(first):
            # Its beginning is damaged: only what comes later can tell what it is.
            start = find_member(self._file, first)
            if start is not None:
                self._report("no gzip member begins here", first)
        plain = not head.startswith((GZIP_MAGIC, *ZSTD_MAGICS))
        if plain and self._is_arc(first):
            self._line_before = arc.NEXT_RECORD
        if start is None or (start == first and plain):
            yield from self._within(Plain(self._file, first))
            return
        stored = Stored(self._file)
        try:
            self._dictionary = dictionary_of(self._file) if head.startswith(ZSTD_MAGICS) else None
        except Broken as problem:
            self._report(problem, 0)
            return
        while start is not None and stored.at(start):
            try:
                member = yield from self._member(stored, start)
                start = member.end
            except Broken as problem:
                self._report(problem, start)
                start = find_member(self._file, start + 1)

    def _is_arc(self, start: int) -> bool:
        self._file.seek(start)
        return parse_line(self._file.readline(_ARC_LINE)) is not None

    def _member(self, stored: Stored, start: int) -> Generator[Record, None, Member]:
        """The records of the gzip member that begins there, which is all read then."""
        member = member_at(stored, start, self._dictionary)
        try:
            octets = member.whole()
        except Broken:
            # What comes before the damage is found in small steps.
            member, octets = member_at(stored, start, self._dictionary), None
        if octets is not None:
            if record := self._usual(octets, (start, member.end - start)):
                yield record
                self._next()
                return member
            member.unread(octets)
        yield from self._within(member)
        return member

    def _usual(self, octets: bytes, span: OctetSpan) -> Record | None:
        """The record that a gzip member is, if nothing about it needs a rule of tolerance.

        That is how nearly all are. Of others `_record` makes what can be made of them.
        """
        header = usual_header(octets)
        if header is None or not octets.endswith(_END):
            return None
        version, headers, begin = header
        length = headers.get("Content-Length") or ""
        block = octets[begin : -len(_END)]
        if not _LENGTH.fullmatch(length) or int(length) != len(block) or len(block) > self._limit:
            return None
        sha256 = hashlib.sha256(block).hexdigest()
        locator = self._locator(span, headers, sha256)
        return Record(version, headers, Block(block), len(block), sha256, locator, octets[:begin])

    def _within(self, source: OctetSource) -> Iterator[Record]:
        """The records of a plain file or of one gzip member."""
        while True:
            source.skip_blank()
            if not source.peek(1):
                return
            start = source.offset
            try:
                yield self._record(source, start)
                self._next()
            except Damage as problem:
                self._report(problem, start)
                source.skip_to_record(self._line_before)

    def _record(self, source: OctetSource, start: int) -> Record:
        version, headers, head = self._header(source)
        length = headers.get("Content-Length") or ""
        if not _LENGTH.fullmatch(length):
            raise Damage(f"Content-Length {length[:40]!r} is no number")
        size = int(length)
        # What is known to be too long would swallow the records after it.
        if source.left is not None and size > source.left:
            raise Damage(_short(size - source.left))
        block, sha256 = self._block(source, size)
        ended = source.peek(len(_END)) == _END
        end = source.offset
        locator = self._locator(source.finish(start), headers, sha256)
        record = Record(version, headers, block, size, sha256, locator, head)
        if (
            not ended
            and version != VERSION
            and source.peek(5) not in (b"", b"WARC/")
            and record.intact() is not True
        ):
            if not record.cut and size <= _AGAIN:
                # The next record may begin before that.
                source.unread(block.bytes() + b"\n" * (source.offset - end))
            raise Damage("the record does not end where its Content-Length says")
        return record

    def _header(self, source: OctetSource) -> tuple[str, Headers, bytes]:
        if source.peek(5) != b"WARC/":
            line = source.readline(_ARC_LINE)
            if (headers := parse_line(line)) is not None:
                return VERSION, headers, line
            source.unread(line)
        return read_header(source)

    def _block(self, source: OctetSource, size: int) -> tuple[Block, str]:
        """The block, cut to the limit, and the digest of the whole of it."""
        block = Block()
        digest = None
        missing = size
        while missing:
            piece = source.read(min(_PIECE, missing))
            if not piece:
                raise Damage(_short(missing))
            missing -= len(piece)
            if digest is None and block.size + len(piece) > self._limit:
                digest = hashlib.sha256()
                for kept in block.chunks():
                    digest.update(kept)
            if digest is not None:
                digest.update(piece)
                piece = piece[: self._limit - block.size]
            if piece:
                block.write(piece)
        return block, digest.hexdigest() if digest else block.sha256

    def _next(self) -> None:
        if self._position is not None:
            self._position += 1

    def _locator(self, span: OctetSpan | None, headers: Headers, sha256: str) -> Locator:
        offset, length = span or (None, None)
        record_id = (headers.get("WARC-Record-ID") or "").strip()[:_ID]
        record_id = record_id or _made_id(headers, sha256)
        digest = headers.get("WARC-Block-Digest")
        return Locator(self._name, offset, length, record_id, digest, self._position)

    def _report(self, problem: object, offset: int) -> None:
        error = ArchiveError(str(problem), file=self._name, offset=offset)
        if self._on_damage is None:
            raise error
        self._on_damage(error)


def _made_id(headers: Headers, sha256: str) -> str:
    """An id for a record without one, out of what it says: the same wherever it lies."""
    said = [headers.get(name) or "" for name in ("WARC-Type", "WARC-Target-URI", "WARC-Date")]
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, chr(10).join([*said, sha256]))}>"


def _short(missing: int) -> str:
    return f"the block ends {missing} octets before its Content-Length"
