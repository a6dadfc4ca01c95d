"""Writes the site as a folder that any web server can host.

There is one origin then, and archived pages share it. What keeps them apart is
the rule in `frame/sw.js`: whatever comes out of the archive comes with a policy
that lets no script run, also where somebody opens its address alone.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from twa.dataset.browse.policy import policy, secure
from twa.dataset.browse.server import replay
from twa.dataset.browse.server.seals import SealFiles
from twa.dataset.browse.site import whole
from twa.dataset.browse.site.files import write_json
from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.evidence.bundle import Gatherer, NoProof
from twa.dataset.evidence.bundle_files import zipped
from twa.dataset.files import install
from twa.dataset.progress import Progress
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_table
from twa.dataset.wacz import Packed
from twa.dataset.warc.packages import stored

REPLAY: Final = "replay"
"""The folder of what shows archived pages, and of the archive itself."""


def export(
    collection: Collection, claimed: Manifest, target: Path, progress: Progress | None = None
) -> None:
    """Write site and archive into the folder `target`, in the place of an earlier site there.

    Raises TwaError where something else stands there.
    """
    if target.exists() and not _replaceable(target):
        raise TwaError("there is something else, which is left alone", subject=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        folder = Path(scratch) / "site"
        whole.write(collection, claimed, folder, progress)
        secure(folder / "index.html", policy("'self'", framed=None))
        packed = replay.write(collection, folder / REPLAY, progress)
        seals = SealFiles(collection.archive)
        seals.write(folder)
        if seals:
            _write_proofs(collection, folder / "proofs")
        write_json(folder / "config.json", {**_config(folder, packed), "sealed": bool(seals)})
        _keep_beside(target, folder)
        install(folder, target)


def _replaceable(target: Path) -> bool:
    return target.is_dir() and (
        not any(target.iterdir()) or (target / "data" / "site.json").is_file()
    )


def _keep_beside(target: Path, folder: Path) -> None:
    """Take along what a site before has at its top and this one has not: `CNAME`, `.git`, …"""
    for path in target.iterdir() if target.is_dir() else ():
        beside = folder / path.name
        if beside.exists():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, beside, symlinks=True)
        else:
            shutil.copy2(path, beside, follow_symlinks=False)


def _write_proofs(collection: Collection, folder: Path) -> None:
    """Write the proof of every row that is shown and that there is one of."""
    folder.mkdir()
    gatherer = Gatherer(collection)
    for table in ("articles", "rejects"):
        for row in read_table(table, collection.dataset):
            # No capture, or one that no seal closes: the page of the row says so.
            with suppress(NoProof, ArchiveError):
                octets = zipped(gatherer.gather(table, row))
                (folder / f"{row['id']}.zip").write_bytes(octets)


def _config(folder: Path, packed: Packed) -> dict[str, Any]:
    """What the pages have to know: where the package has the octets of WARCs, and who shows pages.

    A piece of a WARC is its offset and length there, and its offset in the package.
    """
    starts = dict(stored(folder / REPLAY / replay.PACKAGE))
    path = f"{REPLAY}/{replay.PACKAGE}"
    return {
        "warcs": {
            name: {
                "path": path,
                "pieces": [
                    (piece.offset, piece.length, starts[piece.name] + piece.start)
                    for piece in pieces
                ],
            }
            for name, pieces in packed.pieces.items()
        },
        "replay": f"{REPLAY}/frame.html" if replay.available() else None,
    }
