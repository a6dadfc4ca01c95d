"""Excerpts of an archive: chosen records, byte for byte, in new WARCs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from twa.dataset.collection import Collection
from twa.dataset.dates.instants import stamp
from twa.dataset.errors import TwaError
from twa.dataset.holdings import Warc
from twa.dataset.pages.requisite_reader import RequisiteReader
from twa.dataset.progress import OCTETS, Progress
from twa.dataset.takedowns import Takedowns
from twa.dataset.wacz.articles import Found, find
from twa.dataset.wacz.catalogue import Catalogue, RecordSpan
from twa.dataset.wacz.contents import Contents, Piece, collect, name_in_package, readable
from twa.dataset.wacz.needs import Needs
from twa.dataset.wacz.part import PackagePart
from twa.dataset.warc import cdxj

PREFIX: Final = "part-"
"""How the name of a WARC begins that holds some records of the one whose name follows."""

_PIECE: Final = 1 << 20


@contextmanager
def excerpt(
    collection: Collection,
    part: PackagePart,
    withdrawn: Takedowns,
    scratch: Path,
    progress: Progress,
) -> Iterator[Contents]:
    """The WARCs of a part, less what was withdrawn. One that is wanted from end to end is taken as
    it is.

    Reads all WARCs once. Raises `TwaError` where nothing is of the part, and `ArchiveError` where
    a record can't be taken out.
    """
    warcs, damage = readable(collection)
    article = find(collection.dataset, part.article) if part.article is not None else None
    catalogues = closing(Catalogue(scratch / "catalogue.sqlite"))
    with catalogues as catalogue, RequisiteReader() as reader:
        progress.start("Choosing", sum(warc.size() for warc in warcs), OCTETS)
        for warc in catalogue.read(warcs):
            progress.advance(warc.size())
        needs = Needs(catalogue, warcs, reader)
        _choose(catalogue, needs, part, article)
        if withdrawn.entries:
            needs.leave_out(place for entry in withdrawn.entries for place in entry.addresses)
        if not catalogue.chosen():
            raise TwaError("the archive has nothing of this part", subject=part.limits)
        taken: list[Warc] = []
        pieces: dict[str, Sequence[Piece]] = {}
        for warc in warcs:
            if spans := list(catalogue.spans(warc.name)):
                copy = _take(warc, spans, scratch)
                taken.append(copy)
                pieces[warc.name] = tuple(_pieces(spans, copy.name))
        with cdxj.in_order(chain.from_iterable(map(_lines, taken))) as lines:
            index, captures, newest = collect(lines, scratch)
        yield Contents(
            warcs=tuple(taken),
            pieces=pieces,
            index=index,
            captures=captures,
            newest=newest,
            holds=catalogue.holds,
            damage=(
                *damage,
                *(
                    f"{url}: what it needs to be looked at can't be told, may be missing ({why})"
                    for url, why in sorted(needs.unreadable.items())
                ),
            ),
        )


def _choose(catalogue: Catalogue, needs: Needs, part: PackagePart, article: Found | None) -> None:
    """Choose the captures of a part, and what they can't be without."""
    conditions = {"run = ?": part.run}
    conditions["at >= ?"] = stamp(part.since) if part.since else None
    conditions["at < ?"] = stamp(part.until) if part.until else None
    limits = {condition: value for condition, value in conditions.items() if value is not None}
    if article is None:
        catalogue.choose(limits)
        catalogue.complete("originals", "connections")
        return
    for place in article.addresses:
        catalogue.choose({"address = ?": place, **limits})
    catalogue.complete("redirects", "requisites")
    if not catalogue.chosen():
        return
    needs.choose()
    for url, instant in article.polls:
        catalogue.choose({"url = ?": url, "at = ?": instant})
    for record_id in article.records:
        catalogue.choose({"record_id = ?": record_id})
    # The licences that robots.txt names are fetched for it.
    catalogue.complete("requisites", "originals", "connections")


def _take(warc: Warc, spans: Sequence[RecordSpan], scratch: Path) -> Warc:
    """The WARC of these records: as it is where they are all of it, or a new one in `scratch`."""
    name = name_in_package(warc.name)
    if sum(span.length for span in spans) == warc.size():
        return replace(warc, name=name)
    path = scratch / (PREFIX + name)
    _copy(warc, spans, path)
    return Warc(path.name, str(path))


def _pieces(spans: Iterable[RecordSpan], name: str) -> Iterator[Piece]:
    """What a WARC of these records has of theirs; neighbours are one piece."""
    piece: Piece | None = None
    start = 0
    for offset, length in spans:
        if piece is not None and piece.offset + piece.length == offset:
            piece = piece._replace(length=piece.length + length)
        else:
            if piece is not None:
                yield piece
            piece = Piece(offset, length, name, start)
        start += length
    if piece is not None:
        yield piece


def _copy(warc: Warc, spans: Iterable[RecordSpan], path: Path) -> None:
    with warc.open() as source, path.open("wb") as target:
        for offset, length in spans:
            source.seek(offset)
            while length > 0 and (piece := source.read(min(length, _PIECE))):
                target.write(piece)
                length -= len(piece)


def _lines(warc: Warc) -> Iterator[str]:
    with warc.open() as file:
        yield from cdxj.lines(file, warc.name)
