"""The site for good: a folder that any web server with range requests can host."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from dataset.browse import site
from dataset.browse.files import write_json
from dataset.browse.policy import as_element, policy
from dataset.collection import Collection
from dataset.errors import TwaError
from dataset.files import install
from dataset.progress import Progress, Silent
from dataset.tables.manifest import Manifest

ARCHIVE: Final = "archive"
"""The folder of the WARCs on the site."""

_POLICY_HERE: Final = "<!-- policy -->"


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
        site.write(collection, claimed, folder, progress)
        page = folder / "index.html"
        secured = page.read_text("utf-8").replace(_POLICY_HERE, as_element(policy(framed=None)))
        page.write_text(secured, "utf-8")
        config = {"warcs": _archive(collection, folder, progress or Silent())}
        write_json(folder / "config.json", config)
        install(folder, target)


def _replaceable(target: Path) -> bool:
    return target.is_dir() and (
        not any(target.iterdir()) or (target / "data" / "site.json").is_file()
    )


def _archive(collection: Collection, folder: Path, progress: Progress) -> dict[str, Any]:
    """Copy the WARCs, unchanged; where each begins, by name."""
    places = {}
    warcs = collection.warcs()
    progress.start("WARCs", len(warcs))
    for warc in warcs:
        copy = folder / ARCHIVE / warc.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        with warc.open() as source, copy.open("wb") as file:
            shutil.copyfileobj(source, file)
        places[warc.name] = {"path": f"{ARCHIVE}/{warc.name}", "start": 0}
        progress.advance()
    return places
