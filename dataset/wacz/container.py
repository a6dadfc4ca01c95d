"""A ZIP file whose octets depend on what is put in and on nothing else. PKWARE APPNOTE.TXT.

Every entry bears the same instant and the same permissions, and digests are taken as the octets
pass.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_SET, RawIOBase
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self

if TYPE_CHECKING:
    from typing_extensions import Buffer

_PIECE: Final = 1 << 20
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
# Section 4.4.6: MS-DOS knows the years 1980 to 2107, and even seconds.
_FIRST: Final = (1980, 1, 1, 0, 0, 0)
_LAST: Final = (2107, 12, 31, 23, 59, 58)


@dataclass(frozen=True, slots=True)
class Resource:
    """A file in the container: its path there, its size in octets and its SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


class Container:
    """Files put into a ZIP file one after the other, in bounded memory.

    `at` (UTC) is the instant of all entries; `resources` are the files put in so far. As a context
    manager it is abandoned on leaving, unless it was finished.
    """

    def __init__(self, file: BinaryIO, at: datetime) -> None:
        self._sink = _Sink(file)
        self._zip = zipfile.ZipFile(self._sink, "w")
        self._date = min(max(at.timetuple()[:6], _FIRST), _LAST)
        self.resources: list[Resource] = []

    def put(self, path: str, pieces: Iterable[bytes], size: int) -> Resource:
        """Put in a file of `size` octets as it is."""
        return self._put(path, pieces, size, zipfile.ZIP_STORED)

    def deflate(self, path: str, pieces: Iterable[bytes]) -> Resource:
        """Put in a file, compressed."""
        with spooled(pieces) as (read, size):
            return self._put(path, read, size, zipfile.ZIP_DEFLATED)

    def _put(self, path: str, pieces: Iterable[bytes], size: int, method: int) -> Resource:
        info = zipfile.ZipInfo(path, self._date)
        info.create_system = _UNIX
        info.external_attr = _MODE
        info.compress_type = method
        # Room for ZIP64 (section 4.5.3) only where it is needed: wabac.js takes it that a local
        # header has no extra field where the one in the central directory has none.
        info.file_size = size if size > zipfile.ZIP64_LIMIT else 0
        digest, octets = hashlib.sha256(), 0
        with self._zip.open(info, "w") as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                octets += len(piece)
        self.resources.append(Resource(path, octets, digest.hexdigest()))
        return self.resources[-1]

    def finish(self) -> None:
        """Write the central directory. The file itself stays open."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What zipfile still wants to write when it is let go of, nobody needs: on a full disk that
        # would be a second error, which Python prints.
        self._sink.abandoned = True
        with suppress(ValueError, OSError, struct.error):
            self._zip.close()


class _Sink(RawIOBase):
    """A file to write to, until it is abandoned: then what is written goes nowhere."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.abandoned = False

    def write(self, octets: Buffer, /) -> int:
        """Write all of it."""
        return memoryview(octets).nbytes if self.abandoned else self._file.write(octets)

    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        """Go somewhere in the file."""
        return 0 if self.abandoned else self._file.seek(offset, whence)

    def tell(self) -> int:
        """Where in the file that is."""
        return 0 if self.abandoned else self._file.tell()

    def seekable(self) -> bool:
        """As the file is."""
        return self._file.seekable()

    def writable(self) -> bool:
        """It is."""
        return True

    def flush(self) -> None:
        """Hand over to the system."""
        if not self.abandoned:
            self._file.flush()


@contextmanager
def spooled(pieces: Iterable[bytes]) -> Iterator[tuple[Iterator[bytes], int]]:
    """The same pieces by way of a temporary file, and how many octets they are."""
    with tempfile.TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)
        size = file.tell()
        file.seek(0)
        yield iter(lambda: file.read(_PIECE), b""), size
