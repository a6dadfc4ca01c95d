"""Content and transfer codings taken off, with a bound on what comes out.

RFC 9110, section 8.4.1. What an archive stored already decoded, under a header
that still names the coding, is given back as it is.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Final, cast

import brotli  # type: ignore[import-untyped]  # it ships no types
from isal import igzip_lib, isal_zlib

from twa.dataset.errors import MessageError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAYLOAD_LIMIT: Final = 64 << 20
"""Octets that a decoded body may have unless the caller says otherwise."""

CODINGS: Final = frozenset(
    {
        *("aes128gcm", "br", "compress", "dcb", "dcz", "deflate", "exi", "gzip"),
        *("pack200-gzip", "x-compress", "x-gzip", "zstd"),
    }
)
"""The IANA HTTP Content Coding Registry, `identity` left out (RFC 9110, section 16.6.1). Not all
of them can be taken off here; what is not among them says nothing about the octets."""

MEMBERS: Final = 10_000
"""Members of one gzip body. Compressors that work in parallel make one of each 64 KiB or more."""

_PIECE: Final = 1 << 16
_FIRST: Final = 1 << 9
_GZIP_MAGIC: Final = b"\x1f\x8b"
# RFC 1952, section 2.3.1: deflate is the one method, and reserved flags are zero.
_GZIP_HEAD: Final = re.compile(rb"\x1f\x8b(?:.?\Z|\x08[\x00-\x1f])", re.DOTALL)
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
# Its stub types the class as an instance.
_ISAL_ERROR: Final = cast("type[Exception]", igzip_lib.IsalError)
_BROKEN: Final = (_ISAL_ERROR, zlib.error, brotli.error, zstd.ZstdError)


_Decoder = Callable[[bytes, int], Iterator[bytes]]
"""Octets and the size of the pieces to decode them to."""


class _Unfinished(Exception):
    """The octets ended before the coding did."""


class _NotCoded(Exception):
    """The octets were never in this coding."""


def decode(data: bytes, coding: str, *, limit: int = PAYLOAD_LIMIT, partial: bool = False) -> bytes:
    """`data` with one coding taken off.

    Raises MessageError for a coding we do not know, for octets that do not
    decode, for more than `limit` octets, and, unless `partial`, for a stream
    that ends early.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _decoder(coding)(data, _PIECE):
            size += len(piece)
            if size > limit:
                raise MessageError(f"{coding} body over the limit", cause=f"{limit} octets")
            pieces.append(piece)
    except _NotCoded:
        return data
    except _Unfinished:
        if not partial:
            raise MessageError(f"{coding} body ends early", subject=f"{size} octets") from None
    except _BROKEN as error:
        raise MessageError(f"broken {coding} body", subject=f"{size} octets", cause=error) from None
    return b"".join(pieces)


def decode_head(data: bytes, coding: str, size: int) -> bytes:
    """At most the first `size` octets of what `data` decodes to, whatever is wrong later on."""
    head = b""
    try:
        for piece in _decoder(coding)(data, size):
            head += piece
            if len(head) >= size:
                break
    except _NotCoded:
        head = data
    except (_Unfinished, *_BROKEN):
        pass
    return head[:size]


def _decoder(coding: str) -> _Decoder:
    try:
        return _DECODERS[coding]
    except KeyError:
        raise MessageError("unknown content coding", subject=repr(coding[:40])) from None


def _gunzip(data: bytes, size: int) -> Iterator[bytes]:
    if data and not data.startswith(_GZIP_MAGIC):
        raise _NotCoded
    # RFC 1952, section 2.2: members "simply appear one after another". Octets
    # after the last one that are no member are ignored, as browsers do.
    at = 0
    for _ in range(MEMBERS):
        if not data.startswith(_GZIP_MAGIC, at):
            return
        # ISA-L inflates pages three times as fast as zlib, and tells the same of what is cut; but
        # it looks at no header that is cut.
        if _GZIP_HEAD.match(data, at) is None:
            raise zlib.error("incorrect header check")
        stream = isal_zlib.decompressobj(16 + zlib.MAX_WBITS)
        at = yield from _inflate(data, size, stream, at)
    if data.startswith(_GZIP_MAGIC, at):
        raise MessageError("too many gzip members", cause=MEMBERS)


def _inflate_deflate(data: bytes, size: int) -> Iterator[bytes]:
    # RFC 9110, section 8.4.1.2: some send the deflate stream without its zlib wrapper.
    wrapped = len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0
    if wrapped or not data:
        yield from _inflate(data, size, zlib.decompressobj())
        return
    started = False
    try:
        for piece in _inflate(data, size, zlib.decompressobj(-zlib.MAX_WBITS)):
            started = True
            yield piece
    except zlib.error:
        if started:
            raise
        raise _NotCoded from None


def _inflate(
    data: bytes, size: int, stream: zlib._Decompress | isal_zlib.Decompress, at: int = 0
) -> Generator[bytes, None, int]:
    """Pieces of at most `size` octets of the stream that begins at an offset; where it ends."""
    # In parts, because each call copies what it did not come to; the first are small, because
    # streams may be, and many.
    part = _FIRST
    while at < len(data) and not stream.eof:
        fresh = data[at : at + part]
        at += len(fresh)
        part = min(2 * part, _PIECE)
        while fresh and not stream.eof:
            if piece := stream.decompress(fresh, size):
                yield piece
            fresh = stream.unconsumed_tail
    while not stream.eof and (piece := stream.decompress(b"", size)):
        yield piece
    if not stream.eof:
        raise _Unfinished
    return at - len(stream.unused_data)


def _unbrotli(data: bytes, size: int) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    started = False
    try:
        piece = stream.process(data, output_buffer_limit=size)
        while piece or not stream.is_finished():
            if not piece:
                raise _Unfinished
            started = True
            yield piece
            piece = stream.process(b"", output_buffer_limit=size)
    except brotli.error:
        if started:
            raise
        raise _NotCoded from None


def _unzstd(data: bytes, size: int) -> Iterator[bytes]:
    # RFC 8878, section 3: frames "may be concatenated". Octets after the last are ignored.
    if data and not data.startswith(_ZSTD_MAGIC):
        raise _NotCoded
    rest = data
    for _ in range(MEMBERS):
        if not rest.startswith(_ZSTD_MAGIC):
            return
        # RFC 9659: a content coding's window is no larger than 8 MiB.
        frame = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})
        piece = frame.decompress(rest, size)
        while piece or not frame.eof:
            if piece:
                yield piece
            elif frame.needs_input:
                raise _Unfinished
            if frame.eof:
                break
            piece = frame.decompress(b"", size)
        rest = frame.unused_data
    if rest.startswith(_ZSTD_MAGIC):
        raise MessageError("too many zstd frames", cause=MEMBERS)


_DECODERS: Final[dict[str, _Decoder]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate_deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
