"""The cached site of a collection, which grows with its dataset."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from twa.dataset.browse.server import replay
from twa.dataset.browse.server.shown import ShelfDocuments
from twa.dataset.browse.site import whole
from twa.dataset.browse.site.files import DamagedLines, refuse_if_short
from twa.dataset.browse.site.growth import grow, lines_of, state_of
from twa.dataset.browse.site.shelf import DATABASE, Worn
from twa.dataset.browse.site.whole import DATA
from twa.dataset.collection import Collection
from twa.dataset.errors import no_space
from twa.dataset.files import discard, install, locked, sync
from twa.dataset.progress import Progress
from twa.dataset.search.engine import SearchEngine
from twa.dataset.search.snapshot import Snapshot
from twa.dataset.tables.manifest import Manifest

PAGES: Final = "pages"
"""The folder with the pages and their data."""

REPLAY: Final = "replay"
"""The folder with what shows archived pages; missing where that is not available."""

_FOLDER: Final = "browse"
_SITE: Final = re.compile(r"([0-9a-f]{32})-(\d{1,9})")
"""A site: the code that writes it, and how many it wrote before from nothing."""


def kept(collection: Collection, claimed: Manifest, progress: Progress | None = None) -> Path:
    """The folder with `PAGES` and `REPLAY` of this collection, as it is now.

    What is there grows by what is new; it is written anew where it is damaged, worn, or of other
    code. Sites before stay as long as somebody shows them (`files.in_use`). The package that
    archived pages are shown from is made later (`replay.LatePackage`).
    """
    shelf = collection.shown / _FOLDER
    shelf.mkdir(parents=True, exist_ok=True)
    with locked(shelf):
        code = _code()
        sites = _sites(shelf, code)
        last = max(sites, default=0)
        for path in shelf.iterdir():
            if path != sites.get(last):
                # What can't be deleted is in nobody's way.
                with suppress(OSError):
                    discard(path)
        if sites:
            data = sites[last] / PAGES / DATA
            try:
                if not _shows(data, state_of(collection, claimed)):
                    grow(collection, claimed, data, progress)
                return sites[last]
            except (sqlite3.Error, ValueError, LookupError, DamagedLines, Worn) as error:
                # Where there is no room for what is new, there is none for a whole site.
                if no_space(error) is not None:
                    raise
        with tempfile.TemporaryDirectory(dir=shelf, prefix=".") as scratch:
            fresh = Path(scratch) / "site"
            whole.copy_pages(fresh / PAGES)
            grow(collection, claimed, fresh / PAGES / DATA, progress)
            # SQLite did not while it was written.
            sync(fresh / PAGES / DATA / DATABASE)
            if replay.available():
                replay.write_frame(fresh / REPLAY)
            folder = shelf / f"{code}-{last + 1}"
            install(fresh, folder)
        if sites:
            discard(sites[last])
    return folder


def _shows(data: Path, state: bytes) -> bool:
    """Whether a site shows this state; for that, it need not be writable.

    Raises what a server would end with when it begins to show it: `sqlite3.Error`, or ValueError
    and LookupError for what else is damaged; and `DamagedLines` where lines of it are missing.
    """
    with closing(Snapshot(data / DATABASE)) as snapshot:
        if ShelfDocuments(snapshot).state != state:
            return False
        for table, size in snapshot.query("SELECT name, size FROM lines"):
            refuse_if_short(lines_of(data, table), size)
        SearchEngine(snapshot)
    return True


def _sites(shelf: Path, code: str) -> dict[int, Path]:
    """The sites that this code wrote, by their numbers."""
    found = ((path, _SITE.fullmatch(path.name)) for path in shelf.iterdir())
    return {int(of[2]): path for path, of in found if of and of[1] == code}


def _code() -> str:
    """Another one wherever the code is that writes a site."""
    digest = hashlib.sha256()
    here = Path(__file__).parent.parent
    for path in sorted(part for room in (here, here.parent / "search") for part in room.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
