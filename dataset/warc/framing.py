"""Reads the octets of a WARC file, decompressed, with the offsets of its members.

WARC 1.1, Annex D.1: each record a gzip member of its own. One member around a
whole file and no compression at all occur as well; here they differ only in
whether a record can be read without reading those before it.
"""

from __future__ import annotations

import re
import sys
from abc import ABC, abstractmethod
from os import SEEK_END
from typing import Any, BinaryIO, Final, cast

from isal import igzip_lib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZstdDict = zstd.ZstdDict

GZIP_MAGIC: Final = b"\x1f\x8b\x08"

ZSTD_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
"""A frame with a dictionary, which may come first (IIPC, "WARC Zstandard 1.0", section 3)."""

ZSTD_MAGICS: Final = (b"\x28\xb5\x2f\xfd", ZSTD_DICTIONARY)
"""How a file begins whose records are frames of Zstandard (RFC 8878, section 3.1)."""

DICTIONARY_LIMIT: Final = 16 << 20
"""Octets of a dictionary."""

WHOLE: Final = 1 << 20
"""Octets up to which a gzip member is decompressed in one go."""

_PIECE: Final = 1 << 15
# Room for all that may come is made at once, which for most would take longer than to fill it.
_STEP: Final = 1 << 16
_WINDOW: Final = 1 << 20
_LARGEST_WINDOW: Final = 27
# RFC 1952, section 2.3.1.2: "Reserved FLG bits must be zero."
_RESERVED: Final = 0xE0
# The library's own types take the class for an instance of it.
_NOT_DEFLATED: Final = cast("type[Exception]", igzip_lib.IsalError)
NEXT_RECORD: Final = re.compile(rb"\n(?=WARC/\d\.\d)")
"""The end of the line before a record."""

_LINE: Final = 1 << 13

OctetSpan = tuple[int, int]
"""Offset and length in octets of the file as stored."""


class Broken(Exception):
    """Octets that can't be decompressed."""


class OctetSource(ABC):
    """A forward reader with a buffer of bounded size."""

    def __init__(self, start: int) -> None:
        self._buffer = bytearray()
        self.start = start

    @property
    @abstractmethod
    def offset(self) -> int:
        """Offset in the file of what comes next, or of the gzip member it lies in."""

    @property
    def left(self) -> int | None:
        """Octets to come, where that is known before they are read."""
        return None

    @abstractmethod
    def finish(self, start: int) -> OctetSpan | None:
        """Skip what ends a record that began at `start`; where it lies, if it is addressable."""

    @abstractmethod
    def _more(self) -> bool:
        """Buffer further octets; False at the end."""

    def peek(self, size: int) -> bytes:
        """The next `size` octets, or fewer at the end, without taking them."""
        while len(self._buffer) < size and self._more():
            pass
        return bytes(self._buffer[:size])

    def read(self, size: int) -> bytes:
        """At most `size` octets; b"" only at the end."""
        if not self._buffer and not self._more():
            return b""
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def readline(self, limit: int) -> bytes:
        """Octets up to and with the next line feed, or about `limit` of them, or to the end."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched >= limit or not self._more():
                end = len(self._buffer) - 1
                break
        return self.read(end + 1)

    def unread(self, octets: bytes) -> None:
        """Put back what was just read."""
        self._buffer[:0] = octets

    def skip_blank(self) -> None:
        """Skip line ends. A record ends with two; some writers know no better."""
        while self._buffer or self._more():
            rest = self._buffer.lstrip(b"\r\n")
            del self._buffer[: len(self._buffer) - len(rest)]
            if rest:
                return

    def skip_to_record(self, begin: re.Pattern[bytes] = NEXT_RECORD) -> None:
        """Skip to the next line that begins as a record does, or to the end."""
        while self._buffer or self._more():
            if match := begin.search(self._buffer):
                del self._buffer[: match.end()]
                return
            # What is kept may be the beginning of that line.
            del self._buffer[: max(0, len(self._buffer) - _LINE)]
            if not self._more():
                self._buffer.clear()
                return


class Plain(OctetSource):
    """An uncompressed file: every octet is addressable."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__(start)
        self._file = file
        self._read = start
        self._size = file.seek(0, SEEK_END)
        file.seek(start)

    @property
    def offset(self) -> int:
        return self._read - len(self._buffer)

    @property
    def left(self) -> int:
        return self._size - self.offset

    def finish(self, start: int) -> OctetSpan | None:
        # The line ends after a record do not count into its length; indexers agree.
        end = self.offset
        self.skip_blank()
        return start, end - start

    def _more(self) -> bool:
        piece = self._file.read(_PIECE)
        self._read += len(piece)
        self._buffer += piece
        return bool(piece)


class Stored:
    """A file as it is stored: read ahead, and asked for by offset."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = 0
        self._octets = b""
        # Whoever wants one record should not have to wait for a thousand.
        self._ahead = 2 * _PIECE

    def at(self, offset: int) -> memoryview:
        """Some octets from `offset` on; none only at the end."""
        if not self._start <= offset <= self._start + len(self._octets) - _PIECE:
            self._file.seek(offset)
            self._octets = self._file.read(self._ahead)
            self._start = offset
            self._ahead = min(2 * self._ahead, _WINDOW)
        begin = offset - self._start
        return memoryview(self._octets)[begin : begin + _PIECE]


class Member(OctetSource):
    """One gzip member: its record is addressable if it is the only one.

    `end` is the offset after the member, once everything was read. Reading
    raises Broken where the member is damaged or cut off.
    """

    NAME = "gzip member"

    def __init__(self, stored: Stored, start: int) -> None:
        super().__init__(start)
        self._stored = stored
        self._inflate: Any = self._decoder()
        self._first = True
        self.end = start

    def _decoder(self) -> object:
        return igzip_lib.IgzipDecompressor(igzip_lib.DECOMP_GZIP, hist_bits=15)

    def _check(self, head: memoryview) -> None:
        """Look at the first octets as they are stored. Raises Broken."""
        if len(head) > 3 and head[3] & _RESERVED:
            raise Broken("reserved flags are set in the header of the gzip member")

    @property
    def offset(self) -> int:
        return self.start

    def whole(self) -> bytes | None:
        """All octets of a member of which none was read yet; None if they are more than `WHOLE`."""
        pieces = []
        room = WHOLE
        while room and (piece := self._inflated(min(room, _STEP))):
            pieces.append(piece)
            room -= len(piece)
        octets = b"".join(pieces)
        if self._inflate.eof:
            return octets
        self.unread(octets)
        return None

    def finish(self, start: int) -> OctetSpan | None:
        self.skip_blank()
        alone = self._first and not self.peek(1)
        self._first = False
        return (start, self.end - start) if alone else None

    def _more(self) -> bool:
        piece = self._inflated(_PIECE)
        self._buffer += piece
        return bool(piece)

    def _inflated(self, size: int) -> bytes:
        """At most `size` further octets; b"" only at the end."""
        inflate = self._inflate
        while not inflate.eof:
            hungry = inflate.needs_input
            fresh = self._stored.at(self.end) if hungry else memoryview(b"")
            if self.end == self.start:
                self._check(fresh)
            try:
                piece: bytes = inflate.decompress(fresh, size)
            except (_NOT_DEFLATED, zstd.ZstdError) as error:
                raise Broken(str(error)) from None
            self.end += len(fresh)
            if inflate.eof:
                self.end -= len(inflate.unused_data)
            if piece:
                return piece
            if hungry and not fresh and not inflate.eof:
                raise Broken(f"{self.NAME} is cut off")
        return b""


class Frame(Member):
    """The same of a frame of Zstandard, which may need a dictionary."""

    NAME = "Zstandard frame"

    def __init__(self, stored: Stored, start: int, dictionary: ZstdDict | None = None) -> None:
        self._dictionary = dictionary
        super().__init__(stored, start)

    def _decoder(self) -> object:
        # RFC 8878, section 3.1.1.1.2: decoders may refuse windows that are too large for them.
        options = {int(zstd.DecompressionParameter.window_log_max): _LARGEST_WINDOW}
        return zstd.ZstdDecompressor(self._dictionary, options)

    def _check(self, head: memoryview) -> None:
        pass


def dictionary_of(file: BinaryIO) -> ZstdDict | None:
    """The dictionary that a file begins with, if it does. Raises Broken."""
    file.seek(0)
    head = file.read(8)
    if not head.startswith(ZSTD_DICTIONARY):
        return None
    octets = file.read(min(int.from_bytes(head[4:8], "little"), DICTIONARY_LIMIT))
    try:
        if octets.startswith(ZSTD_MAGICS):
            octets = zstd.ZstdDecompressor().decompress(octets, DICTIONARY_LIMIT)
        return ZstdDict(octets)
    except (zstd.ZstdError, ValueError, EOFError) as error:
        raise Broken(f"the dictionary can't be read: {error}") from None


def member_at(stored: Stored, start: int, dictionary: ZstdDict | None = None) -> Member:
    """The compressed unit that begins at an offset, by its first octets."""
    if bytes(stored.at(start)[:4]) in ZSTD_MAGICS:
        return Frame(stored, start, dictionary)
    return Member(stored, start)


def find_member(file: BinaryIO, start: int) -> int | None:
    """Offset of the first gzip member at or after `start` that begins a record."""
    while True:
        file.seek(start)
        window = file.read(_WINDOW)
        position = window.find(GZIP_MAGIC)
        while position >= 0:
            if _begins_record(file, start + position):
                return start + position
            position = window.find(GZIP_MAGIC, position + 1)
        if len(window) < _WINDOW:
            return None
        start += _WINDOW - len(GZIP_MAGIC) + 1


def _begins_record(file: BinaryIO, offset: int) -> bool:
    try:
        return Member(Stored(file), offset).peek(5) == b"WARC/"
    except Broken:
        return False
