"""Proves rows of a published dataset by range requests.

Of the dataset: its manifest, and the file that holds the row, whose digest the
manifest names. Of the archive: the one record, by range.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

from twa.dataset.collection import Collection as Local
from twa.dataset.errors import ArchiveError, TwaError, VerificationError
from twa.dataset.facts.shards import UNDERSTAND
from twa.dataset.hub.client import SCHEME, HubFolder, fetch, place, speaking, tag_of
from twa.dataset.hub.ranges import WebFolder
from twa.dataset.proof import chain
from twa.dataset.tables import manifest
from twa.dataset.tables.manifest import Manifest, Written
from twa.dataset.tables.parquet import opened, row_at
from twa.dataset.tables.schema import TABLES, Row
from twa.dataset.verification.checks import ROLES, Proof
from twa.dataset.verification.placed import placed
from twa.dataset.verification.proof import prove
from twa.dataset.verification.rows import fetch_from
from twa.dataset.warc import read
from twa.dataset.warc.records import Record
from twa.dataset.workers.pool import Workers

LONGEST: Final = 256 << 20
"""Octets of a record, or of a manifest, that are fetched over the net."""

_ON_THE_WEB: Final = ("http://", "https://")

Range = Callable[[str, int, int], bytes]
"""From the name of a WARC, an offset and a length to the octets there. Raises ArchiveError."""


class Remote:
    """A dataset on the Hub, at one revision."""

    def __init__(self, address: str, endpoint: str | None = None) -> None:
        """`address` is `hf://datasets/OWNER/NAME[@REVISION]`.

        Raises HubError where there is none, VerificationError where it is not the version
        that the revision names.
        """
        self.address = address
        self._endpoint = endpoint
        self._place = place(address, endpoint)
        with self._open(manifest.FILE) as file:
            octets = file.read(LONGEST)
        try:
            self.manifest = manifest.parse(octets)
        except manifest.ManifestError as error:
            raise VerificationError(subject=address, cause=error) from error
        revision = self._place.revision or ""
        if revision.startswith(tag_of("")) and revision != tag_of(self.manifest.version):
            raise VerificationError("not the version that the tag names", subject=address)

    def find(self, row_id: str) -> Iterator[tuple[str, Row]]:
        """Every row with this id, and its table. Raises TwaError where there is none."""
        found = False
        for table, output in _outputs(self.manifest, TABLES):
            name = f"{self.address}/{output.file}"
            with self._open(output.file) as file, opened(file, name) as parquet:
                ids = parquet.read(columns=["id"]).column("id").to_pylist()
            for number, candidate in enumerate(ids):
                if candidate == row_id:
                    found = True
                    yield table, self._row(output, number)
        if not found:
            raise TwaError("no row has this id", subject=row_id)

    def sample(self, count: int) -> Iterator[tuple[str, Row]]:
        """`count` rows chosen by chance, or all where there are fewer."""
        places = [
            (table, output, number)
            for table, output in _outputs(self.manifest, ROLES)
            for number in range(output.rows)
        ]
        for table, output, number in SystemRandom().sample(places, min(count, len(places))):
            yield table, self._row(output, number)

    def seals(self, folder: Path) -> Local:
        """The seals and anchors that were published with the dataset, brought to a folder."""
        fetch(self.address, folder, [f"archive/{chain.FOLDER}/**"], self._endpoint)
        return Local(folder)

    def _row(self, output: Written, number: int) -> Row:
        """A row of a file that is the one which the manifest names."""
        with self._open(output.file) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != output.sha256:
                message = f"is not the file of the manifest: its SHA-256 is {digest}"
                raise VerificationError(f"{output.file} {message}", subject=self.address)
            file.seek(0)
            with opened(file, f"{self.address}/{output.file}") as parquet:
                if number < parquet.metadata.num_rows:
                    return row_at(parquet, number)
            message = "has fewer rows than the manifest says"
            raise VerificationError(f"{output.file} {message}", subject=self.address)

    def _open(self, name: str) -> Any:
        with speaking(self.address):
            try:
                return self._place.files.open(self._place.path(name), "rb")
            except FileNotFoundError as error:
                raise TwaError(
                    "no such file on the Hub", subject=f"{self.address}/{name}"
                ) from error


def _outputs(made: Manifest, tables: Collection[str]) -> Iterator[tuple[str, Written]]:
    for table in tables:
        for output in made.outputs(table):
            yield table, output


def proofs(
    rows: Iterator[tuple[str, Row]],
    archive: str,
    endpoint: str | None = None,
    *,
    seals: Path | None = None,
) -> Iterator[Proof]:
    """The proof of each row that has a capture, from its record alone.

    `archive` is where the WARCs lie: a folder on the web, on the Hub (`hf://datasets/…`), or on
    this machine; `seals` is as in `prove`.
    """
    fetch = _fetcher(archive, endpoint)
    warcs = None if _is_elsewhere(archive) else Path(archive)
    with Workers(UNDERSTAND, count=1) as workers:
        for table, row in rows:
            if placed(table, row)["capture"] is not None:
                yield prove(table, row, fetch, workers.run, seals, warcs)


def _is_elsewhere(archive: str) -> bool:
    """Whether WARCs lie on the web or on the Hub."""
    return archive.startswith(SCHEME) or archive.lower().startswith(_ON_THE_WEB)


def _fetcher(archive: str, endpoint: str | None) -> Callable[[Row], Record]:
    if archive.lower().startswith(_ON_THE_WEB):
        return _by_range(WebFolder(archive).read)
    if archive.startswith(SCHEME):
        return _by_range(_on_hub(place(archive, endpoint)))
    path = Path(archive)
    if not path.exists():
        raise TwaError("no such archive", subject=archive)
    return fetch_from(Local(path.parent, source=path, output=path))


def _on_hub(folder: HubFolder) -> Range:
    def read_range(name: str, offset: int, length: int) -> bytes:
        with speaking(folder.root):
            try:
                # Without a cache it asks for what is read, and for nothing ahead of that.
                with folder.files.open(folder.path(name), "rb", cache_type="none") as file:
                    file.seek(offset)
                    octets: bytes = file.read(length)
            except FileNotFoundError as error:
                raise ArchiveError("no such WARC on the Hub", file=name) from error
        return octets

    return read_range


def _by_range(read_range: Range) -> Callable[[Row], Record]:
    """What fetches the record that a capture names, and nothing else."""

    def record_at(capture: Row) -> Record:
        name, offset, length = capture["warc"], capture["offset"], capture["length"]
        if offset is None:
            raise ArchiveError("the row names no place in this WARC", file=name)
        if length > LONGEST:
            raise ArchiveError(f"a record of {length} octets", file=name, offset=offset)
        if any(part in ("", ".", "..") for part in name.split("/")) or "\\" in name:
            raise ArchiveError("not the name of a WARC below the archive", file=name)
        octets = read_range(name, offset, length)
        record = next(read(io.BytesIO(octets), name), None)
        if record is None or record.locator.length != length:
            raise ArchiveError(f"no record of {length} octets", file=name, offset=offset)
        # Its leaf says where it lies in the WARC, not in what was fetched of it.
        return replace(record, locator=replace(record.locator, offset=offset))

    return record_at
