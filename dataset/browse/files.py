"""JSON files of the site, and JSON lines that can be fetched by range."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

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


@dataclass
class Lines:
    """A file of JSON lines in the making; every line is known by its place."""

    path: Path
    _at: int = field(default=0, init=False)
    _file: BinaryIO = field(init=False)

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("wb")
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
        octets = encoded(value)
        self._file.write(octets + b"\n")
        place = self._at, len(octets)
        self._at += len(octets) + 1
        return place
