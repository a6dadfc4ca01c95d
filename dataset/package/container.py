"""A ZIP file whose octets depend on what is put in and on nothing else. PKWARE APPNOTE.TXT.

Every entry bears the same instant and the same permissions, sizes are known before an entry
begins or it has room for ZIP64 (section 4.5.3), and digests are taken as the octets pass.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

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

    `at` (UTC) is the instant of all entries; `resources` are the files put in so far.
    """

    def __init__(self, file: BinaryIO, at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._date = min(max(at.timetuple()[:6], _FIRST), _LAST)
        self.resources: list[Resource] = []

    def put(
        self, path: str, pieces: Iterable[bytes], *, size: int | None = None, deflate: bool = False
    ) -> Resource:
        """Put in a file: stored as it is, or deflated. `size` in octets, where it is known."""
        info = zipfile.ZipInfo(path, self._date)
        info.create_system = _UNIX
        info.external_attr = _MODE
        info.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
        info.file_size = size or 0
        digest, octets = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=size is None) as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                octets += len(piece)
        self.resources.append(Resource(path, octets, digest.hexdigest()))
        return self.resources[-1]

    def close(self) -> None:
        """Write the central directory. The file itself stays open."""
        self._zip.close()
