"""Writes files atomically, swaps folders in one step, reads and writes JSON lines."""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from isal import igzip, igzip_lib, isal_zlib

# renameat2(2); glibc has it since 2.28.
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2

_LEVEL: Final = 2
"""Of isal's deflate: as small as zlib's 3, many times as fast."""


DAMAGE: Final[Any] = (OSError, EOFError, igzip_lib.error)  # its stubs take a class for a value
"""What reading a damaged gzip file raises."""


def write_whole(path: Path, octets: bytes) -> None:
    """Write a file in one step: it is whole, or it is as before."""
    with written_whole(path) as file:
        file.write(octets)


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write under a temporary name; at the end it is on disk and has its own name.

    Where an error ends it, nothing is left, and what had the name keeps it.
    """
    draft = path.with_name(path.name + ".tmp")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def json_lines(path: Path) -> Iterator[Callable[[object], None]]:
    """What adds a JSON value to a new gzip file, one a line. Equal values make equal octets."""
    # No name and no time inside.
    deflate = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, 16 + isal_zlib.MAX_WBITS)

    def add(value: object) -> None:
        line = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        file.write(deflate.compress(line))

    with path.open("wb") as file:
        yield add
        file.write(deflate.flush())


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file to read from; what is damaged raises `DAMAGE` when it is read."""
    with igzip.open(path) as file:  # type: ignore[no-untyped-call] # its stubs say nothing
        yield file


def read_json_lines(path: Path) -> Iterator[Any]:
    """The values that `json_lines` put into a file, in their order."""
    with opened(path) as file:
        for line in file:
            yield json.loads(line)


def install(new: Path, target: Path) -> None:
    """Put the folder `new` in the place of `target`, which is removed if it was there.

    In one step where the system can exchange two names (Linux), so that at any
    moment there is one whole folder of that name; elsewhere in two. Where `target`
    is a symbolic link, it stays, and what it leads to is replaced.
    """
    target = resolved(target)
    for folder, _, _ in os.walk(new):
        sync(Path(folder))
    if not target.exists():
        new.rename(target)
    elif _exchange(new, target):
        shutil.rmtree(new)
    else:
        old = target.with_name(target.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old)
    sync(target.parent)


def resolved(path: Path) -> Path:
    """Where a path leads to if it is a symbolic link, which may lead to nothing yet."""
    return path.resolve() if path.is_symlink() else path


def is_writable(path: Path) -> bool:
    """Whether this process may write the file at `path`, or make it where it is missing."""
    if path.exists() and not os.access(path, os.W_OK):
        return False
    # The nearest folder that is there: those that are missing are made in it.
    folder = next(each for each in path.absolute().parents if each.exists())
    return os.access(folder, os.W_OK | os.X_OK)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; false where the system or the file system can't."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Hold the lock of `folder`, wait for who has it; gives the folder's descriptor."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Keep `discard` of any process from a file or folder. Raises OSError where it is gone."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def discard(path: Path) -> None:
    """Delete a file or folder, unless it is in use."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    except BlockingIOError:
        pass
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """Lower-case hex SHA-256 of a file, read in bounded memory."""
    with path.open("rb") as file:
        return sha256_of(file)


def sha256_of(file: IO[bytes]) -> str:
    """The same of an open file, from where it stands."""
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
