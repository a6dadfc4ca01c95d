"""`publications.jsonl`: what was published from a collection, and where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from twa.dataset.errors import TwaError
from twa.dataset.files import write_whole


@dataclass(frozen=True, slots=True)
class Publication:
    """One version in one repository: its tag, its commit, and whether texts and WARCs went too."""

    endpoint: str
    repo: str
    tag: str
    commit: str
    text: bool
    archive: bool


def read(path: Path) -> Iterator[Publication]:
    """The publications in a file, oldest first; none where there is no file. Raises TwaError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, 1):
        try:
            yield Publication(**json.loads(line))
        except (TypeError, ValueError) as error:
            where = f"{path}, line {number}"
            raise TwaError("not a publication", subject=where, cause=error) from error


def note(path: Path, publication: Publication) -> None:
    """Add a publication to the file at `path`, if it is not there yet."""
    known = list(read(path))
    if publication not in known:
        lines = (json.dumps(asdict(one)) + "\n" for one in (*known, publication))
        write_whole(path, "".join(lines).encode())
