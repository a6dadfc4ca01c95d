"""Tells what a file of an archive is, by its first octets and its name."""

from __future__ import annotations

import re
from typing import BinaryIO, Final, Literal

from twa.dataset.warc.framing import (
    GZIP_MAGIC,
    ZSTD_MAGICS,
    Broken,
    Stored,
    dictionary_of,
    member_at,
)

FileKind = Literal["warc", "package", "other"]

# What claims to be a WARC or an ARC, in whatever it is wrapped.
_CLAIM: Final = re.compile(r"\.w?arc(\.(gz|zst|xz|lz4|bz2|br|lzma|7z|zip|open))?$")
_PACKAGE: Final = re.compile(r"\.wacz$")
# Segments that are still written, what is written beside a file, and our own index.
_UNFINISHED: Final = re.compile(r"(^|/)\.|\.(open|partial|tmp)$")
_TO_BE: Final = re.compile(
    r"(?:^|/)[^./][^/]*\.(?:w?arc(?:\.gz|\.zst)?|wacz)\.(?:open|partial|tmp)$"
)
# Seals and what stands beside them (`twa.dataset.proof.anchors`): two files and more a crawl.
_SEALS: Final = re.compile(
    r"(^|/)seals/\d{8,}\.(seal|leaves|[^/]+\.(tsq|tsr|sig|signed))$", re.ASCII
)
_BEGIN: Final = (b"WARC/", b"filedesc:")
_COMPRESSED: Final = (
    (b"\xfd7zXZ\x00", "compressed with xz; decompress it with `xz -d`"),
    (b"\x04\x22\x4d\x18", "compressed with LZ4; decompress it with `lz4 -d`"),
    (b"\x02\x21\x4c\x18", "compressed with LZ4; decompress it with `lz4 -d`"),
    (b"BZh", "compressed with bzip2; decompress it with `bzip2 -d`"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file; unpack it"),
)


class UnreadableFile(Exception):
    """A file that is an archive by its name, and can't be read: why, in words for people."""


def is_unfinished(name: str) -> bool:
    """Whether a file is still being written, or hidden."""
    return _UNFINISHED.search(name) is not None


def is_to_be_archive(name: str) -> bool:
    """Whether a file is a WARC, an ARC or a package that is still being written, by its name."""
    return _TO_BE.search(name.lower()) is not None


def is_seal(name: str) -> bool:
    """Whether a file stands among the seals of an archive, by its name."""
    return _SEALS.search(name) is not None


def is_archive_name(name: str) -> bool:
    """Whether a file is a WARC or an ARC by its name, in whatever it is wrapped."""
    return _CLAIM.search(name.lower()) is not None


def kind_of(file: BinaryIO, name: str) -> FileKind:
    """What a file is that is called so. Raises `UnreadableFile`."""
    lower = name.lower()
    claims = is_archive_name(name)
    head = file.read(16)
    if head.startswith(b"PK\x03\x04"):
        if claims:
            raise UnreadableFile("a zip file; unpack it")
        return "package"
    if head.startswith(_BEGIN):
        return "warc"
    for magic, problem in _COMPRESSED:
        if head.startswith(magic) and claims:
            raise UnreadableFile(problem)
    if head.startswith((GZIP_MAGIC, *ZSTD_MAGICS)):
        return "warc" if claims or _begins(file) else "other"
    if _PACKAGE.search(lower):
        raise UnreadableFile("no WACZ: it is not a zip file")
    if lower.endswith((".warc", ".warc.gz", ".arc", ".arc.gz")):
        # Its beginning is damaged; the reader says where, and goes on.
        return "warc"
    if claims:
        raise UnreadableFile("compressed in a way that is not known by its first octets")
    return "other"


def _begins(file: BinaryIO) -> bool:
    """Whether the compressed file begins as a WARC or an ARC does."""
    try:
        return member_at(Stored(file), 0, dictionary_of(file)).peek(9).startswith(_BEGIN)
    except Broken:
        return False
