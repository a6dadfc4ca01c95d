"""Serves the site on this machine from the cache and the WARCs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Final

from twa.dataset.browse.derive import Deriver
from twa.dataset.browse.files import encoded
from twa.dataset.browse.loopback import LoopbackOrigin, Reply, of_file, of_octets
from twa.dataset.browse.policy import REPLAYING, policy
from twa.dataset.browse.shelf import PAGES, REPLAY
from twa.dataset.collection import Collection
from twa.dataset.facts.shards import UNDERSTAND
from twa.dataset.workers.pool import Workers

_PROOF: Final = "api/proof"
_ARCHIVE: Final = "archive/"


@contextmanager
def opened(collection: Collection, shelf: Path, port: int = 0) -> Iterator[Served]:
    """Both origins, bound and not yet answering. `shelf` is what `shelf.kept` gave.

    Raises OSError where the port is taken.
    """
    with Workers(UNDERSTAND, count=1) as workers:
        pages = _Pages(collection, shelf / PAGES, Deriver(collection, workers))
        with (
            LoopbackOrigin(pages.answer, port=port) as ours,
            LoopbackOrigin(Folder(shelf / REPLAY)) as theirs,
        ):
            pages.replay = f"{theirs.url}frame.html" if (shelf / REPLAY).is_dir() else None
            ours.headers = {
                "Content-Security-Policy": policy(theirs.name),
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
            }
            theirs.headers = {
                "Content-Security-Policy": f"{REPLAYING}; frame-ancestors {ours.name} {theirs.name}"
            }
            yield Served(ours, theirs)


@dataclass(frozen=True, slots=True)
class Served:
    """Two origins, so that what was archived is never in ours: `pages`, and `replay` in a frame."""

    pages: LoopbackOrigin
    replay: LoopbackOrigin

    def run(self) -> None:
        """Answer until interrupted, or until `pages` is shut down."""
        thread = Thread(target=self.replay.serve, daemon=True)
        thread.start()
        try:
            self.pages.serve()
        finally:
            self.replay.server.shutdown()
            thread.join()


class Folder:
    """The files that were in a folder at the start, each by its whole name."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*")
            if path.is_file()
        }

    def __call__(self, path: str, _: Mapping[str, str]) -> Reply | None:
        file = self._files.get(path)
        return None if file is None else of_file(file)


class _Pages:
    def __init__(self, collection: Collection, folder: Path, deriver: Deriver) -> None:
        self._deriver = deriver
        self._warcs = {warc.name: warc for warc in collection.warcs()}
        self._folder = Folder(folder)
        self.replay: str | None = None

    def answer(self, path: str, query: Mapping[str, str]) -> Reply | None:
        """What is at a path."""
        if path == _PROOF:
            return self._proof(query.get("table", ""), query.get("id", ""))
        if path == "config.json":
            return of_octets(encoded(self._config()), ".json")
        if path.startswith(_ARCHIVE):
            warc = self._warcs.get(path.removeprefix(_ARCHIVE))
            return None if warc is None else Reply(warc.open)
        return self._folder(path or "index.html", query)

    def _config(self) -> dict[str, Any]:
        return {
            "verify": _PROOF,
            "replay": self.replay,
            "warcs": {
                name: {"path": f"{_ARCHIVE}{name}", "pieces": [(0, warc.size(), 0)]}
                for name, warc in self._warcs.items()
            },
        }

    def _proof(self, table: str, row_id: str) -> Reply | None:
        checks = self._deriver.checks(table, row_id)
        return None if checks is None else of_octets(encoded({"checks": checks}), ".json")
