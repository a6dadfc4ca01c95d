"""Hydrates a published dataset: puts the texts back, each proved by its digest.

It comes from one's own archive, or from the pages themselves, fetched again.
Where every text came back, the result is the full version byte for byte, and its
manifest says so; else what could not be proved is null.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from twa.dataset.collection import Collection
from twa.dataset.documents.all_documents import documents
from twa.dataset.errors import Rejected, TwaError, VerificationError
from twa.dataset.files import install, sha256, write_whole
from twa.dataset.progress import Progress
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_table, write_table
from twa.dataset.tables.schema import TABLES, Row, texts
from twa.dataset.tables.tombstones import blanks
from twa.dataset.texts.sources import NotRestored, Texts, TextSource
from twa.dataset.verification.files import load


@dataclass(frozen=True, slots=True)
class HydrationReport:
    """What came back: rows by table, and rows that did not by reason; `whole` if all did.

    `version` is that of the full dataset where `whole`, else of what there is.
    """

    dataset: Path
    version: str
    whole: bool
    restored: Counter[str]
    missing: Counter[str]


def hydrate(
    published: Path, output: Path, source: TextSource, progress: Progress
) -> HydrationReport:
    """Write the dataset in the folder `published` to `output` with the texts of `source`.

    Raises TwaError where the folder holds no dataset without text or `output` is there already,
    VerificationError where its files are not those of its manifest.
    """
    claimed = claimed_by(published)
    if output.exists():
        raise TwaError("is there already", subject=output)
    restored: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    draft = Path(tempfile.mkdtemp(dir=_parent(output), prefix=f".{output.name}."))
    try:
        written = [
            item
            for table in TABLES
            for item in write_table(
                table,
                _filled(table, published, source, restored, missing, progress),
                draft,
            )
        ]
        whole = claimed.whole()
        same = [item for table in TABLES for item in whole.outputs(table)] == written
        made = whole if same else whole.project(written, text=True)
        for name, octets in documents(made):
            write_whole(draft / name, octets)
        draft.chmod(0o755)
        install(draft, output)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return HydrationReport(output, made.version, same, restored, missing)


def _parent(output: Path) -> Path:
    output.parent.mkdir(parents=True, exist_ok=True)
    return output.parent


def claimed_by(published: Path) -> Manifest:
    """The manifest of a dataset without text whose files are those that it names."""
    claimed = load(Collection(published.parent, output=published))
    if claimed.text:
        raise TwaError("this dataset has its text", subject=published)
    for table in TABLES:
        for output in claimed.outputs(table):
            path = published / output.file
            if not path.is_file() or sha256(path) != output.sha256:
                raise VerificationError("is not the file of the manifest", subject=path)
    return claimed


def _filled(
    table: str,
    published: Path,
    source: TextSource,
    restored: Counter[str],
    missing: Counter[str],
    progress: Progress,
) -> Iterator[Row]:
    columns = texts(table)
    progress.start(table)
    for row in read_table(table, published):
        found: Texts = {}
        if row["withdrawn"] is not None:
            found = blanks(table, columns)
        elif columns:
            try:
                found = source.find(table, row)
                restored[table] += 1
            except (NotRestored, Rejected) as error:
                missing[error.reason] += 1
        yield {**row, **dict.fromkeys(columns), **found}
        progress.advance()
