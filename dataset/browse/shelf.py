"""The data of a site, kept in the cache of its collection until anything it is made of changes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Final

from dataset.browse import site
from dataset.collection import Collection, sha256
from dataset.files import install
from dataset.progress import Progress
from dataset.tables.manifest import Manifest

_FOLDER: Final = "browse"


def kept(collection: Collection, claimed: Manifest, progress: Progress | None = None) -> Path:
    """The folder with the data of the site of this collection; written if it is not there."""
    shelf = collection.cache / _FOLDER
    folder = shelf / _key(collection, claimed)
    if not folder.is_dir():
        shutil.rmtree(shelf, ignore_errors=True)
        shelf.mkdir(parents=True)
        with tempfile.TemporaryDirectory(dir=shelf, prefix=".") as scratch:
            fresh = Path(scratch) / "site"
            site.write(collection, claimed, fresh, progress)
            install(fresh, folder)
    return folder


def _key(collection: Collection, claimed: Manifest) -> str:
    """Another one wherever the data could differ: dataset, index, and the code that writes it."""
    digest = hashlib.sha256(claimed.version.encode())
    if collection.source is None and collection.index.is_file():
        digest.update(sha256(collection.index).encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
