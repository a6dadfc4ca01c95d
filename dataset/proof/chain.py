"""The chain of a collection's seals: files beside its WARCs, and inputs like these.

    archive/seals/00000003.seal            `twa.dataset.proof.seal`
    archive/seals/00000003.leaves          the hashes of its tree's leaves, 32 octets each
    archive/seals/00000003.NAME.tsr        a timestamp of the seal (RFC 3161)
    archive/seals/00000003.KEY.sig         a signature of the seal (Ed25519)
    archive/seals/00000003.NAME.signed     a signature by a server (`domain_signature`)

The leaves can be had from the WARC again; with them a proof of one record need not read it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twa.dataset.files import sync, write_whole
from twa.dataset.proof import tree
from twa.dataset.proof.seal import LONGEST, Claim, NotASeal, Seal, parse
from twa.dataset.proof.tree import HashTree

FOLDER: Final = "seals"
SEAL: Final = ".seal"
LEAVES: Final = ".leaves"
TIMESTAMP: Final = ".tsr"
SIGNATURE: Final = ".sig"
SIGNED: Final = ".signed"

_SEAL_NAME: Final = re.compile(r"([0-9]{8,17})\.seal")
_ANCHOR_NAME: Final = re.compile(r"([0-9]{8,17})\.[^.]+\.(?:tsr|sig|signed)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A timestamp or a signature of the seal with a number, as a file."""

    number: int
    path: Path

    @property
    def by(self) -> str:
        """What its authority or key is called in file names."""
        return self.path.name.split(".")[1]


def stem(number: int) -> str:
    """What the names of all files about one seal begin with."""
    return f"{number:08}"


def add(archive: Path, claim: Claim, leaves: Sequence[bytes]) -> Seal:
    """Seal a WARC of the folder `archive`: add a seal to its chain, durably.

    `leaves` are the hashes of the tree that the root is of. Where the last seal is of this very
    WARC, it stays the last. Raises OSError, and NotASeal where the last seal can't be read, or
    where the WARC has a name that no seal can hold.
    """
    folder = archive / FOLDER
    folder.mkdir(exist_ok=True)
    with _locked(folder):
        last = head(archive)
        # By its octets: the last seal may be of an earlier version.
        if last and (last.claim.warc, last.claim.sha256) == (claim.warc, claim.sha256):
            return last
        seal = Seal(
            1 if last is None else last.number + 1,
            None if last is None else last.sha256,
            _newest_timestamp(folder),
            claim,
        )
        # What could not be read again would end the chain: a name with a line end in it.
        parse(seal.octets, claim.warc)
        (folder / f"{stem(seal.number)}{LEAVES}").write_bytes(b"".join(leaves))
        write_whole(folder / f"{stem(seal.number)}{SEAL}", seal.octets)
        sync(folder)
    return seal


def head(archive: Path) -> Seal | None:
    """The last seal of the chain, or None. Raises NotASeal."""
    numbers = _numbers(archive / FOLDER)
    return read(archive, max(numbers)) if numbers else None


def count(archive: Path) -> int:
    """How many seals there are."""
    return len(_numbers(archive / FOLDER))


def read(archive: Path, number: int) -> Seal:
    """The seal with a number. Raises NotASeal where there is none."""
    path = archive / FOLDER / f"{stem(number)}{SEAL}"
    if not path.is_file():
        raise NotASeal("no such seal", subject=path.name)
    with path.open("rb") as file:
        seal = parse(file.read(LONGEST + 1), path.name)
    if seal.number != number:
        raise NotASeal(f"says that it is number {seal.number}", subject=path.name)
    return seal


def seals(archive: Path) -> Iterator[Seal | NotASeal]:
    """Every seal by number; of a file that is none, what is wrong with it."""
    for number in sorted(_numbers(archive / FOLDER)):
        try:
            yield read(archive, number)
        except NotASeal as error:
            yield error


def find(archive: Path, warc: str) -> Seal | None:
    """The seal of the WARC with this name, or None.

    Of several it is the first: a WARC is closed once, and another seal of it is a forger's.
    """
    line = f"\nwarc: {warc}\n".encode()
    for number in sorted(_numbers(archive / FOLDER)):
        # Of tens of thousands nobody wants to parse all.
        if line in (archive / FOLDER / f"{stem(number)}{SEAL}").read_bytes():
            return read(archive, number)
    return None


def strangers(archive: Path) -> list[str]:
    """What is named like a seal, but not as a chain of ours names it (copies, forks), or like a
    seal or an anchor and is no file."""
    return sorted(
        path.name
        for suffix in (SEAL, TIMESTAMP, SIGNATURE, SIGNED)
        for path in (archive / FOLDER).glob(f"*{suffix}")
        if not path.is_file() or (suffix == SEAL and _number(path.name) is None)
    )


def leaves(archive: Path, seal: Seal) -> list[bytes] | None:
    """The hashes of the leaves below a seal's root; None where they, or others, were not kept."""
    found = _kept(archive, seal)
    return found if tree.root(found).hex() == seal.claim.root else None


def keeps_its_leaves(archive: Path, seal: Seal) -> bool:
    """Whether what was kept as the leaves of a seal are these, or nothing was kept."""
    return not (archive / FOLDER / f"{stem(seal.number)}{LEAVES}").exists() or (
        leaves(archive, seal) is not None
    )


def hash_tree(archive: Path, seal: Seal) -> HashTree | None:
    """The tree below a seal's root; None where its leaves, or others, were not kept."""
    found = HashTree(_kept(archive, seal))
    return found if found.root.hex() == seal.claim.root else None


def anchors(archive: Path, suffix: str) -> list[Anchor]:
    """The timestamps or signatures that lie beside the seals, by number and name."""
    found = []
    for path in sorted((archive / FOLDER).glob(f"*{suffix}")):
        # Of a pipe a reader would wait for ever.
        if (match := _ANCHOR_NAME.fullmatch(path.name)) and path.is_file():
            found.append(Anchor(int(match[1]), path))
    return found


def to_give(archive: Path, *, leaves: bool = False) -> dict[str, Path]:
    """What goes with packages and publications, by its name below `archive`.

    The leaves go where WARCs are read in ranges; elsewhere they can be had from the WARCs.
    Raises NotASeal for a link: it may lead to what nobody wants to give away.
    """
    if linked := links(archive):
        raise NotASeal("is a link, and is not given away: put the file there", subject=linked[0])
    return files(archive, leaves=leaves)


def links(archive: Path) -> list[str]:
    """What lies among the seals, or is named like an anchor there, and is a link."""
    found = _named(archive, leaves=False)
    return [path.relative_to(archive).as_posix() for path in found if path.is_symlink()]


def files(archive: Path, *, leaves: bool = False) -> dict[str, Path]:
    """Seals, anchors, keys and roots by their names below `archive`, but for links."""
    return {
        path.relative_to(archive).as_posix(): path
        for path in _named(archive, leaves=leaves)
        if path.is_file() and not path.is_symlink()
    }


def _named(archive: Path, *, leaves: bool) -> list[Path]:
    folder = archive / FOLDER
    wanted = [
        "*.seal",
        "*.tsr",
        "*.tsq",
        "*.sig",
        "*.signed",
        "keys/*.pem",
        "keys/*.revoked",
        "roots/*.pem",
    ]
    if leaves:
        wanted.append(f"*{LEAVES}")
    return sorted(path for pattern in wanted for path in folder.glob(pattern))


def _kept(archive: Path, seal: Seal) -> list[bytes]:
    path = archive / FOLDER / f"{stem(seal.number)}{LEAVES}"
    octets = path.read_bytes() if path.is_file() else b""
    return [octets[at : at + tree.SIZE] for at in range(0, len(octets), tree.SIZE)]


def _newest_timestamp(folder: Path) -> str | None:
    found = anchors(folder.parent, TIMESTAMP)
    return hashlib.sha256(found[-1].path.read_bytes()).hexdigest() if found else None


def _numbers(folder: Path) -> list[int]:
    try:
        with os.scandir(folder) as entries:
            names = [one.name for one in entries if one.is_file()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [number for name in names if (number := _number(name)) is not None]


def _number(name: str) -> int | None:
    """The number of a seal that is named as one of ours: there is no other way to write it."""
    match = _SEAL_NAME.fullmatch(name)
    number = int(match[1]) if match else None
    # The first has the number 1.
    return number if number and name == f"{stem(number)}{SEAL}" else None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
