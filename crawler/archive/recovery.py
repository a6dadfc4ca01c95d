"""Recovery after a crash: cuts an unfinished WARC back to its last whole record and seals it."""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from twa.crawler.archive.segment import CUT, OPEN, Whole, digest_of, publish
from twa.dataset.errors import ArchiveError
from twa.dataset.file_digests import Stamp
from twa.dataset.files import locked
from twa.dataset.proof.leaf import hash_of
from twa.dataset.warc import cdxj
from twa.dataset.warc.reader import read


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of one file. `path` is null where it held no whole record but warcinfo.

    `kept` and `cut` count octets; `problem` is what stood after the last whole record;
    `sha256` is the digest (hex) of what is kept, `stamp` what the file system says of that file.
    """

    name: str
    path: Path | None
    records: int
    kept: int
    cut: int
    problem: str | None
    sha256: str
    stamp: Stamp | None

    def __str__(self) -> str:
        text = f"{self.name}: {self.records} records kept"
        if self.path is None:
            text = f"{self.name}: removed, it held no capture"
        return (
            f"{text}; {self.cut} octets after them stand in {self.name}{CUT}" if self.cut else text
        )


def recover(folder: Path) -> list[Recovered]:
    """Seal every `.open` file in `folder` that no living process writes.

    Each is cut back to its last whole record, and what is cut off kept beside
    it. Doing this twice, or dying in between, changes nothing.
    """
    recovered = []
    with locked(folder) as descriptor:
        for path in sorted(folder.glob(f"*.warc.gz{OPEN}")):
            with path.open("r+b") as file:
                if _abandoned(file):
                    recovered.append(_seal(path, file))
                    os.fsync(descriptor)
    return recovered


def _abandoned(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _seal(path: Path, file: BinaryIO) -> Recovered:
    name = path.name.removesuffix(OPEN)
    end, leaves, lines, problem = _whole(file, name)
    records = len(leaves)
    size = file.seek(0, os.SEEK_END)
    if end < size:
        _keep(file, end, path.with_name(name + CUT))
        file.truncate(end)
    os.fsync(file.fileno())
    digest = digest_of(file).hexdigest()
    target = stamp = None
    if records > 1:
        target = publish(path, lines, Whole(end, digest, leaves))
        stamp = Stamp.of(target)
    else:
        path.unlink()
    return Recovered(name, target, records, end, size - end, problem, digest, stamp)


def _whole(file: BinaryIO, name: str) -> tuple[int, list[bytes], list[str], str | None]:
    """Where the last whole record ends, the leaves and lines of all, and what comes after."""
    end = 0
    leaves: list[bytes] = []
    lines: list[str] = []
    try:
        for record in read(file, name):
            offset, length = record.locator.offset, record.locator.length
            if offset != end or length is None or record.intact() is False:
                return end, leaves, lines, "a record that is not as it was written"
            line = cdxj.line_of(record, filename=name, offset=offset, length=length)
            lines += [line] if line is not None else []
            end = offset + length
            leaves.append(hash_of(record))
            record.block.close()
    except ArchiveError as error:
        return end, leaves, lines, str(error)
    return end, leaves, lines, None


def _keep(file: BinaryIO, start: int, path: Path) -> None:
    file.seek(start)
    with path.open("wb") as kept:
        shutil.copyfileobj(file, kept)
        kept.flush()
        os.fsync(kept.fileno())
