"""Replay of archived pages by ReplayWeb.page.

    frame.html, frame.js, sw.js      ours: one page in a frame, none of its scripts
    ui.js, replaywebpage.js          ReplayWeb.page (AGPL-3.0), unchanged, with its licence
    collection.wacz                  the archive: the WARCs lie in it unchanged

ReplayWeb.page is fetched by `scripts/vendor`; a copy of the project without it
shows everything else.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Final

from twa.dataset.browse.policy import REPLAYING, secure
from twa.dataset.browse.server.loopback import Reply, of_file, of_octets
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.files import discard, in_use
from twa.dataset.progress import Progress
from twa.dataset.wacz import Packed, pack

PACKAGE: Final = "collection.wacz"

_HERE: Final = resources.files("twa.dataset.browse")
_VENDORED: Final = _HERE / "vendored" / "replaywebpage"
_NAMES: Final = {
    "ui.js": "ui.js",
    "sw.js": "replaywebpage.js",
    "LICENSE": "LICENSE-replaywebpage.txt",
    "package.json": "SOURCE-replaywebpage.json",
}
"""Files of ReplayWeb.page, and what they are called beside ours."""


def available() -> bool:
    """Whether ReplayWeb.page is there."""
    return (_VENDORED / "ui.js").is_file()


def write(collection: Collection, folder: Path, progress: Progress | None = None) -> Packed:
    """Write what shows archived pages into `folder`, as far as it is available, and the package,
    of which it tells.

    Raises as `package.pack` does.
    """
    write_frame(folder)
    return pack(collection, folder / PACKAGE, progress=progress)


def write_frame(folder: Path) -> None:
    """Write what shows archived pages into `folder`, as far as it is available."""
    folder.mkdir(parents=True, exist_ok=True)
    if available():
        with resources.as_file(_HERE / "frame") as frame:
            shutil.copytree(frame, folder, dirs_exist_ok=True)
        secure(folder / "frame.html", REPLAYING)
        for theirs, ours in _NAMES.items():
            (folder / ours).write_bytes((_VENDORED / theirs).read_bytes())


class LatePackage:
    """The package of the archive in a `state` of its collection, in `folder`, made when it is first
    asked for: to pack reads the whole archive, which nobody has to wait for who looks at no
    archived page. Those of other states go, unless another server shows them.
    """

    def __init__(self, collection: Collection, folder: Path, state: str) -> None:
        self._collection = collection
        self._path = folder / f"{state}-{PACKAGE}"
        self._lock = Lock()
        self._used = ExitStack()
        self._made = False

    def answer(self) -> Reply:
        """The package, or why there can be none."""
        with self._lock:
            try:
                if not self._made:
                    self._make()
            except (TwaError, OSError) as error:
                return of_octets(f"{error}\n".encode(), ".txt", 409)
        return of_file(self._path)

    def _make(self) -> None:
        for path in self._path.parent.glob(f"*-{PACKAGE}"):
            if path != self._path:
                discard(path)
        if not self._path.is_file():
            pack(self._collection, self._path)
        self._used.enter_context(in_use(self._path))
        self._made = True

    def close(self) -> None:
        """Let it go."""
        self._used.close()
