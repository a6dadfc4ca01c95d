"""JSON files of the site, and JSON lines that can be fetched by range."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from twa.dataset.errors import TwaError

LineSpan = tuple[int, int]
"""Where a line lies in its file: offset and length, in bytes, without the line feed."""

_SEPARATORS: Final = (",", ":")


def encoded(value: Any) -> bytes:
    """JSON in UTF-8, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=_SEPARATORS).encode()


def write_json(path: Path, value: Any) -> None:
    """One JSON value as a file; its folder is made if missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(value))


class DamagedLines(TwaError):
    """A file of lines that is shorter than it was, or has none where one was."""

    message = "lines are missing or damaged"


def refuse_if_short(path: Path, size: int) -> None:
    """Raises DamagedLines where a file of lines is missing, or has fewer octets."""
    if not path.is_file() or path.stat().st_size < size:
        raise DamagedLines(subject=path)


@dataclass
class Lines:
    """A file of JSON lines in the making; every line is known by its place.

    The first `size` octets of the file stand, what follows them is forgotten.
    """

    path: Path
    size: int = 0
    _file: BinaryIO = field(init=False)

    def __enter__(self) -> Self:
        """Open it. Raises DamagedLines where there are fewer octets."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.size:
            refuse_if_short(self.path, self.size)
            self._file = self.path.open("r+b")
            self._file.truncate(self.size)
            self._file.seek(self.size)
        else:
            self._file = self.path.open("w+b")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, value: Any) -> LineSpan:
        """Write one line; where it lies."""
        return self.put(encoded(value))

    def put(self, octets: bytes) -> LineSpan:
        """Write one line that is encoded already."""
        self._file.write(octets + b"\n")
        place = self.size, len(octets)
        self.size += len(octets) + 1
        return place

    def read(self, place: LineSpan) -> Any:
        """The value of a line. Raises DamagedLines."""
        offset, length = place
        self._file.flush()
        try:
            return json.loads(os.pread(self._file.fileno(), length, offset))
        except ValueError as error:
            raise DamagedLines(subject=self.path, cause=error) from error

    def sync(self) -> None:
        """Force it to disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
