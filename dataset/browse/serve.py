"""The site on this machine: its data from the cache, the WARCs where they lie, rows proved anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dataset.browse.derive import Deriver
from dataset.browse.files import encoded
from dataset.browse.loopback import Origin, Reply, of_file, of_octets
from dataset.browse.policy import policy
from dataset.build.shards import UNDERSTAND
from dataset.build.workers import Workers
from dataset.collection import Collection

_PROOF: Final = "api/proof"
_ARCHIVE: Final = "archive/"


@contextmanager
def opened(collection: Collection, folder: Path, port: int = 0) -> Iterator[Origin]:
    """The origin of the pages, bound and not yet served. `folder` holds the site's files.

    Raises OSError where the port is taken.
    """
    headers = {
        "Content-Security-Policy": policy(),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    with Workers(UNDERSTAND, count=1) as workers:
        pages = _Pages(collection, folder, Deriver(collection, workers))
        with Origin(pages.answer, headers, port) as origin:
            yield origin


class _Pages:
    def __init__(self, collection: Collection, folder: Path, deriver: Deriver) -> None:
        self._deriver = deriver
        self._warcs = {warc.name: warc for warc in collection.warcs()}
        self._files = {
            path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*")
            if path.is_file()
        }

    def answer(self, path: str, query: Mapping[str, str]) -> Reply | None:
        """What is at a path: only files that were there at the start, each by its whole name."""
        if path == _PROOF:
            return self._proof(query.get("table", ""), query.get("id", ""))
        if path == "config.json":
            return of_octets(encoded(self._config()), ".json")
        if path.startswith(_ARCHIVE):
            warc = self._warcs.get(path.removeprefix(_ARCHIVE))
            return None if warc is None else Reply(warc.open)
        file = self._files.get(path or "index.html")
        return None if file is None else of_file(file)

    def _config(self) -> dict[str, Any]:
        return {
            "verify": _PROOF,
            "warcs": {name: {"path": f"{_ARCHIVE}{name}", "start": 0} for name in self._warcs},
        }

    def _proof(self, table: str, row_id: str) -> Reply | None:
        checks = self._deriver.checks(table, row_id)
        return None if checks is None else of_octets(encoded({"checks": checks}), ".json")
