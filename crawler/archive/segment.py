"""One WARC file from its first record to its final name.

    PREFIX-TIMESTAMP-SERIAL-HOST.warc.gz.open   being written; its writer holds a lock on it
    PREFIX-TIMESTAMP-SERIAL-HOST.warc.gz        sealed; never written again

A file without a lock that is still `.open` was left by a process that died.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, Final

from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.file_digests import Stamp
from twa.dataset.files import locked
from twa.dataset.proof import chain, tree
from twa.dataset.proof.seal import Claim
from twa.dataset.warc import index_parts

logger = logging.getLogger(__name__)

OPEN: Final = ".open"
CUT: Final = ".cut"
"""Ending of the file that keeps what was cut off."""

_PIECE: Final = 1 << 20
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")

Opener = Callable[[Path], FileIO]
"""Opens a file that is not there yet; FileExistsError if it is."""


def exclusive(path: Path) -> FileIO:
    """A new file, unbuffered, that can be read back."""
    return FileIO(path, "x+")


class Unindexed(ArchiveError):
    """A sealed file that is missing in the index. The subject is the file."""

    message = "sealed, but the index could not be written; `twa reindex` makes it anew"


class Unproved(ArchiveError):
    """A file that has its name, and no place in the chain of seals. The subject is the file."""

    message = "has no seal, since that could not be written; `twa seal` makes it"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that has its name: how many records and octets it holds, and their digest (hex).

    `stamp` is what the file system said of it when it got its name; null where nobody asked.
    """

    path: Path
    records: int
    size: int
    sha256: str
    stamp: Stamp | None


class Segment:
    """A WARC file that is being written.

    `end` is the octet after the last whole record, `synced` the one up to
    which everything is known to be on the disk. Whatever fails, the file can
    be cut back to either.
    """

    def __init__(self, file: FileIO, path: Path) -> None:
        self._file = file
        self._open = path
        self._lines: list[tuple[int, str]] = []
        self._digest = hashlib.sha256()
        self._starts: list[int] = []
        self._leaves: list[bytes] = []
        self._doubtful = False
        self.end = 0
        self.synced = 0

    @classmethod
    def create(
        cls, folder: Path, prefix: str, began: datetime, host: str, opener: Opener = exclusive
    ) -> Segment:
        """A new file in `folder`, under a name that nothing there ever had.

        Whatever the clock says: the serial number moves on past names that are taken.
        """
        stamp = began.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
        serial = 0
        with locked(folder):
            while True:
                name = f"{_fit(prefix)}-{stamp}-{serial:05}-{_fit(host)}.warc.gz"
                if not any((folder / f"{name}{end}").exists() for end in ("", OPEN, CUT)):
                    break
                serial += 1
            path = folder / (name + OPEN)
            file = opener(path)
            fcntl.flock(file, fcntl.LOCK_EX)
        return cls(file, path)

    @property
    def name(self) -> str:
        """The name that the file will have when it is sealed."""
        return self._open.name.removesuffix(OPEN)

    def append(self, pieces: Iterable[bytes]) -> tuple[int, int]:
        """Write one record; its offset and length.

        Raises OSError, and then the file ends with the record before.
        """
        start = end = self.end
        try:
            for piece in pieces:
                _write_all(self._file, piece)
                self._digest.update(piece)
                end += len(piece)
        except OSError:
            self.cut(start)
            raise
        self.end = end
        self._starts.append(start)
        return start, end - start

    def index(self, offset: int, line: str) -> None:
        """Keep the CDXJ line of the record at `offset` until the file is sealed."""
        self._lines.append((offset, line))

    @property
    def records(self) -> int:
        """How many records have their leaf."""
        return len(self._leaves)

    def leaf(self, found: bytes) -> None:
        """Keep the hash of the leaf of the record that was appended last."""
        self._leaves.append(found)

    def cut(self, end: int) -> None:
        """Forget everything from `end` on."""
        self._file.truncate(end)
        self._digest = digest_of(self._file)
        self._starts = [start for start in self._starts if start < end]
        del self._leaves[len(self._starts) :]
        self.end = end
        self._lines = [(offset, line) for offset, line in self._lines if offset < end]

    def sync(self) -> None:
        """Force everything written so far to the disk. May run in another thread than `append`.

        Raises OSError; what was not synced before then can't be trusted any
        more (the system may have dropped it), and `seal` leaves it out.
        """
        end = self.end
        try:
            os.fsync(self._file.fileno())
        except OSError:
            self._doubtful = True
            raise
        self.synced = end

    def seal(self) -> Sealed | None:
        """Sync, index, and give the file its name; it is not written after that.

        None where nothing follows the record that every file begins with. Raises OSError.
        """
        with self._file:
            if self._doubtful:
                self.cut(self.synced)
            if len(self._starts) <= 1:
                self._open.unlink(missing_ok=True)
                return None
            os.fsync(self._file.fileno())
            self.synced = self.end
            with locked(self._open.parent) as folder:
                try:
                    digest = self._digest.hexdigest()
                    whole = Whole(self.end, digest, self._leaves)
                    path = publish(self._open, [line for _, line in self._lines], whole)
                    stamp = Stamp.of(path)
                finally:
                    os.fsync(folder)
        return Sealed(path, len(self._starts), self.end, digest, stamp)


@dataclass(frozen=True, slots=True)
class Whole:
    """A file to the last octet: how many there are, their SHA-256 (hex), and the hash of the leaf
    of each record."""

    size: int
    sha256: str
    leaves: Sequence[bytes]


def publish(path: Path, lines: Iterable[str], whole: Whole) -> Path:
    """Index a whole `.open` file, give it its name and its seal, under the folder's lock.

    The index comes first: a crash between the two is mended by doing both
    again, since equal lines are merged into one. The seal comes last, since it is for good. Where
    index or seal can't be written, the file gets its name all the same, and the log says so.
    """
    target = path.with_name(path.name.removesuffix(OPEN))
    try:
        index_parts.add(path.parent, target.name, lines)
    except OSError as error:
        logger.error("%s", Unindexed(file=target, cause=error))
    _rename(path, target)
    root = tree.root(whole.leaves).hex()
    claim = Claim(target.name, whole.sha256, whole.size, len(whole.leaves), root)
    try:
        chain.add(path.parent, claim, whole.leaves)
    except (OSError, TwaError) as error:
        logger.error("%s", Unproved(file=target, cause=error))
    return target


def _rename(path: Path, target: Path) -> None:
    """Rename without ever taking the place of another file."""
    try:
        os.link(path, target)
    except FileExistsError:
        # A rename that was interrupted half way, or a file of somebody else.
        if not target.samefile(path):
            raise
    except OSError:
        # A file system without hard links, or without room for one.
        if target.exists():
            raise FileExistsError(errno.EEXIST, "File exists", str(target)) from None
        path.rename(target)
        return
    path.unlink()


def digest_of(file: RawIOBase | BinaryIO) -> hashlib._Hash:
    """The SHA-256 of a whole file, which is read to its end."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest


def _write_all(file: FileIO, octets: bytes) -> None:
    written = file.write(octets) or 0
    while written < len(octets):
        # A write may be short, on a full disk above all; the next one then says why.
        written += file.write(octets[written:]) or 0


def _fit(part: str) -> str:
    return _UNFIT.sub("_", part) or "_"
