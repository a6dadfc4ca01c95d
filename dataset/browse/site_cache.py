"""The cached site of a collection, renewed when its dataset changes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Final

from twa.dataset.browse import replay, site
from twa.dataset.collection import Collection
from twa.dataset.files import install
from twa.dataset.progress import Progress
from twa.dataset.tables.manifest import Manifest
from twa.dataset.warc import index_parts

PAGES: Final = "pages"
"""The folder with the pages and their data."""

REPLAY: Final = "replay"
"""The folder with what shows archived pages; missing where that is not available."""

_FOLDER: Final = "browse"


def kept(collection: Collection, claimed: Manifest, progress: Progress | None = None) -> Path:
    """The folder with `PAGES` and `REPLAY` of this collection; written if it is not there.

    The package that archived pages are shown from is not in it yet (`replay.LatePackage`).
    """
    shelf = collection.cache / _FOLDER
    folder = shelf / _key(collection, claimed)
    if not folder.is_dir():
        shutil.rmtree(shelf, ignore_errors=True)
        shelf.mkdir(parents=True)
        with tempfile.TemporaryDirectory(dir=shelf, prefix=".") as scratch:
            fresh = Path(scratch) / "site"
            site.write(collection, claimed, fresh / PAGES, progress, served=True)
            if replay.available():
                replay.write_frame(fresh / REPLAY)
            install(fresh, folder)
    return folder


def _key(collection: Collection, claimed: Manifest) -> str:
    """Another one wherever the data could differ: dataset, index, and the code that writes it."""
    digest = hashlib.sha256(claimed.version.encode())
    if collection.source is None:
        # Lines are added to it, and merging its parts keeps the sum of their octets.
        digest.update(str(index_parts.size(collection.archive)).encode())
    here = Path(__file__).parent
    for path in sorted(part for room in (here, here.parent / "search") for part in room.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
