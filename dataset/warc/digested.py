"""A file object that hashes what is read from it."""

from __future__ import annotations

import hashlib
import io
from os import SEEK_END, SEEK_SET
from typing import BinaryIO, Final

_PIECE: Final = 1 << 20


class Digested(io.BufferedReader):
    """The octets of `file`, from its start, for whoever reads them in about their order.

    What is read again is not hashed again, and what was passed over is.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._passed = _Passed(file)
        super().__init__(self._passed, _PIECE)

    def sha256(self) -> str:
        """Lower-case hex SHA-256 of the whole file."""
        self._passed.hash_to(self._passed.seek(0, SEEK_END))
        return self._passed.digest.hexdigest()


class _Passed(io.RawIOBase):
    """What is read, hashed as far as it was not before."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hashed = 0
        self.digest = hashlib.sha256()
        file.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer is one
        at = self._file.tell()
        self.hash_to(at)
        octets = self._file.read(len(buffer))
        buffer[: len(octets)] = octets
        self.digest.update(octets[max(0, self._hashed - at) :])
        self._hashed = max(self._hashed, at + len(octets))
        return len(octets)

    def hash_to(self, end: int) -> None:
        """Take in what comes before `end` and was not read yet; the place in the file stays."""
        if end <= self._hashed:
            return
        at = self._file.tell()
        self._file.seek(self._hashed)
        while piece := self._file.read(min(_PIECE, end - self._hashed)):
            self.digest.update(piece)
            self._hashed += len(piece)
        self._file.seek(at)
