"""A collection opened for reading: its rows as typed values, their proofs, their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from twa.dataset.api.rows import ArticleRow, CaptureCell, FeedEntryRow, RejectRow, RevisionRow
from twa.dataset.api.values import maker
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.tables import manifest
from twa.dataset.tables.parquet import pick, read_table
from twa.dataset.tables.schema import Row
from twa.dataset.web.urls import url_key

if TYPE_CHECKING:
    from twa.dataset.verification.checks import Proof
    from twa.dataset.verification.claims import Fetch

T = TypeVar("T")

_ADDRESSES: Final = ("id", "url", "canonical_url")


def open(path: str | PathLike[str], output: str | PathLike[str] | None = None) -> CollectionReader:
    """Open the collection at `path`; `output` is where its dataset lies, as given to a build.

    Raises TwaError where there is no collection, or no dataset was built of it.
    """
    return CollectionReader(Collection.find(Path(path), None if output is None else Path(output)))


@dataclass(frozen=True)
class CollectionReader:
    """The rows of a collection, in the order of their tables, and what proves them."""

    collection: Collection

    def __post_init__(self) -> None:
        if not (self.collection.dataset / manifest.FILE).is_file():
            raise TwaError("no dataset was built of this", subject=self.collection.dataset)

    @property
    def version(self) -> str:
        """The version of the dataset: the SHA-256 of its manifest, lower-case hex."""
        made = manifest.parse((self.collection.dataset / manifest.FILE).read_bytes())
        return made.version

    def articles(self) -> Iterator[ArticleRow]:
        """Every article as it was last seen."""
        return self._rows("articles", ArticleRow)

    def revisions(self) -> Iterator[RevisionRow]:
        """Every text that an article had, in time."""
        return self._rows("revisions", RevisionRow)

    def feed_entries(self) -> Iterator[FeedEntryRow]:
        """Every entry of a feed, as the feed gave it."""
        return self._rows("feed_entries", FeedEntryRow)

    def rejects(self) -> Iterator[RejectRow]:
        """Every page, entry and fetch that became no row, with its reason."""
        return self._rows("rejects", RejectRow)

    def article(self, wanted: str) -> ArticleRow:
        """The article with this id, or at this address. Raises TwaError where there is none."""
        key = url_key(wanted)

        def is_it(row: Row) -> bool:
            if row["id"] == wanted:
                return True
            return key is not None and key in (url_key(row["url"]), row["canonical_url"])

        for row in pick("articles", self.collection.dataset, _ADDRESSES, is_it):
            return maker(ArticleRow)(row)
        raise TwaError("no article has this id or address", subject=wanted)

    def prove(self, row_id: str) -> Proof:
        """The row with this id against the bytes of its record.

        Raises TwaError for an id that no row has, or one of a row that was not captured.
        """
        from twa.dataset.verification.rows import proofs

        for proof in proofs(self.collection, {row_id}):
            return proof
        raise TwaError("this row was not captured, so that nothing can prove it", subject=row_id)

    def record(self, capture: CaptureCell) -> bytes:
        """The block of the record that a row was made from: the octets of the wire.

        For a revisit, those of the record that holds the body. Raises ArchiveError where it is
        not in the archive.
        """
        place = capture.original or capture
        record = self._fetch(
            {"warc": place.warc, "offset": place.offset, "record_id": place.record_id}
        )
        try:
            return record.block.bytes()
        finally:
            record.block.close()

    @cached_property
    def _fetch(self) -> Fetch:
        from twa.dataset.verification.rows import fetch_from

        return fetch_from(self.collection)

    def _rows(self, table: str, kind: type[T]) -> Iterator[T]:
        return map(maker(kind), read_table(table, self.collection.dataset))
