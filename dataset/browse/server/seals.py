"""What the pages check the place of a record by: seals, what anchors them, and hash trees.

    seals/contents.json           which seal closes which WARC, and what anchors there are
    seals/00000003.seal, …        as they lie in the archive (`twa.dataset.proof.chain`)
    seals/00000003.tree           the hashes of its tree from the leaves to the root

A hash has 32 octets; a page fetches those on the way from one leaf by range.
"""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from twa.dataset.browse.server.loopback import Reply, of_file, of_octets
from twa.dataset.browse.site.files import encoded
from twa.dataset.proof import anchors, chain
from twa.dataset.proof.chain import FOLDER, SIGNATURE, TIMESTAMP, stem
from twa.dataset.proof.seal import NotASeal, Seal

CONTENTS: Final = f"{FOLDER}/contents.json"

_TREE: Final = re.compile(rf"{FOLDER}/(\d{{8,18}})\.tree")
_TREES: Final = 4
"""Trees that are kept at once: each takes 64 octets a record."""


class SealFiles:
    """The files about the seals of one archive, as they were when it was opened."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._files = chain.files(archive)
        self._tree = lru_cache(_TREES)(self._levels)

    def __bool__(self) -> bool:
        """Whether anything was sealed."""
        return bool(self._files)

    def answer(self, path: str) -> Reply | None:
        """What is at a path; None for nothing."""
        if path == CONTENTS:
            return of_octets(self._contents, ".json")
        if file := self._files.get(path):
            return of_file(file)
        if match := _TREE.fullmatch(path):
            octets = self._tree(int(match[1]))
            return None if octets is None else Reply(lambda: closing(BytesIO(octets)))
        return None

    def write(self, folder: Path) -> None:
        """Write all of them below a folder; nothing where nothing was sealed."""
        if not self:
            return
        for name, file in self._files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / name)
        (folder / CONTENTS).write_bytes(self._contents)
        for number in self._closing.values():
            if (octets := self._levels(number)) is not None:
                (folder / FOLDER / f"{stem(number)}.tree").write_bytes(octets)

    @cached_property
    def _closing(self) -> dict[str, int]:
        """The number of the seal of each WARC."""
        seals = (seal for seal in chain.seals(self._archive) if isinstance(seal, Seal))
        return {seal.claim.warc: seal.number for seal in seals}

    @cached_property
    def _contents(self) -> bytes:
        found = {
            kind: [
                {"seal": one.number, "by": one.by, "file": f"{FOLDER}/{one.path.name}"}
                for one in chain.anchors(self._archive, suffix)
            ]
            for kind, suffix in (("timestamps", TIMESTAMP), ("signatures", SIGNATURE))
        }
        # The last seal that each key is good for; null for a key in force.
        keys = {
            path.stem: anchors.revoked(self._archive, path.stem)
            for path in sorted((self._archive / FOLDER / anchors.KEYS).glob("*.pem"))
        }
        return encoded({"warcs": self._closing, **found, "keys": keys})

    def _levels(self, number: int) -> bytes | None:
        """A tree, level above level; None where its leaves were not kept."""
        try:
            tree = chain.hash_tree(self._archive, chain.read(self._archive, number))
        except NotASeal:
            return None
        return None if tree is None else b"".join(b"".join(level) for level in tree.levels)
