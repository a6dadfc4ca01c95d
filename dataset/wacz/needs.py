"""The requisites of an archive's pages, found by reading the pages.

A requisite is fetched for one page and good for all that name it, so where it came from says too
little: what a page needs is what it and its stylesheets name (`twa.dataset.pages.requisites`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, Final, Self
from urllib.parse import urlsplit

from twa.dataset.errors import MessageError, Rejected
from twa.dataset.holdings import Warc
from twa.dataset.http.message import Response
from twa.dataset.pages.requisite_reader import NamingDocument, RequisiteReader
from twa.dataset.wacz.catalogue import STYLESHEET, ArchivedCapture, Catalogue
from twa.dataset.warc.captures import capture_of
from twa.dataset.warc.reader import read
from twa.dataset.web.urls import url_key


class Needs:
    """Reads pages and stylesheets of a catalogue, out of the WARCs that it was made of.

    `unreadable` says of which it can't be told in time what they need, and why.
    """

    def __init__(
        self, catalogue: Catalogue, warcs: Iterable[Warc], reader: RequisiteReader
    ) -> None:
        self.unreadable: dict[str, str] = {}
        self._reader = reader
        self._catalogue = catalogue
        self._warcs = tuple(warcs)

    def choose(self) -> None:
        """Choose what the chosen pages need, each as it was when they were captured."""
        with _Shelf(self._warcs) as shelf:
            waiting = [(held, held.at) for held in self._catalogue.held("chosen")]
            met = {held.number for held, _ in waiting}
            while waiting:
                held, at = waiting.pop()
                for place in self._named(held, shelf):
                    found = self._catalogue.nearest(place, at)
                    if found is not None and found.number not in met:
                        met.add(found.number)
                        waiting.append((found, at))
        self._catalogue.mark(met, chosen=True)

    def leave_out(self, withdrawn: Iterable[str]) -> None:
        """Let go of what was captured at these addresses, and of what only that needs."""
        places = frozenset(withdrawn)
        with _Shelf(self._warcs) as shelf:
            theirs = self._closure(places, shelf)
            theirs -= self._named_elsewhere(theirs, places, shelf)
        self._let_go(theirs, requisites_only=True)
        # What stands may be a revisit of what was let go.
        self._catalogue.complete("originals")
        self._let_go(places, requisites_only=False)

    def _let_go(self, places: Iterable[str], *, requisites_only: bool) -> None:
        for place in places:
            held = self._catalogue.held("address = ?", place)
            gone = [one.number for one in held if one.is_requisite or not requisites_only]
            self._catalogue.mark(gone, chosen=False)

    def _closure(self, places: Iterable[str], shelf: _Shelf) -> set[str]:
        """The addresses of all that is needed to look at what was captured at some addresses."""
        waiting = list(places)
        met: set[str] = set()
        while waiting:
            for held in self._catalogue.held("address = ?", waiting.pop()):
                needed = self._named(held, shelf) | self._catalogue.fetched_for(held.url)
                waiting += needed - met
                met |= needed
        return met

    def _named_elsewhere(
        self, theirs: set[str], withdrawn: frozenset[str], shelf: _Shelf
    ) -> set[str]:
        """What of `theirs` the chosen documents need that are neither withdrawn nor theirs."""
        kept: set[str] = set()
        names = _Names(theirs)
        for held in self._catalogue.held("chosen AND document IS NOT NULL ORDER BY warc, offset"):
            place = url_key(held.url)
            if place in withdrawn or (held.is_requisite and place in theirs):
                continue
            # To look whether a page could be of interest takes a tenth of the time of parsing it.
            response = shelf.response(held)
            if response is not None and names.may_stand_in(_payload(response)):
                found = self._named(held, shelf) & (theirs - kept)
                kept |= found | (self._closure(found, shelf) & theirs)
                names = _Names(theirs - kept)
        return kept

    def _named(self, held: ArchivedCapture, shelf: _Shelf) -> set[str]:
        """The addresses of the requisites that a capture names, or of where one was moved."""
        if held.is_requisite and held.target is not None:
            return {held.target}
        body = self._catalogue.original(held) if held.kind == "revisit" else held
        if body is None or body.document is None:
            return set()
        response = shelf.response(body)
        if response is None or held.url in self.unreadable:
            return set()
        document = NamingDocument(
            held.url,
            _payload(response),
            response.get("content-type"),
            datetime.fromisoformat(held.at),
            kind="stylesheet" if body.document == STYLESHEET else "page",
            links=tuple(response.get_all("link")),
        )
        try:
            found = self._reader.named(document)
        except Rejected as rejected:
            self.unreadable[held.url] = str(rejected)
            return set()
        return {place for one in found if (place := url_key(one.url)) is not None}


def _payload(response: Response) -> bytes:
    try:
        return response.payload()
    except MessageError:
        return b""


class _Names:
    """Tells of a document, by a glance at its octets, whether it may name some addresses."""

    def __init__(self, places: Iterable[str]) -> None:
        words = {_telling(place).encode() for place in places}
        self._pattern = re.compile(b"|".join(map(re.escape, sorted(words)))) if words else None

    def may_stand_in(self, octets: bytes) -> bool:
        """False where none does. In UTF-16 and the like, words do not stand as they are."""
        if self._pattern is None:
            return False
        return self._pattern.search(octets) is not None or b"\0" in octets[:100]


def _telling(place: str) -> str:
    """The longest word of the last name in an address, however a page may put what is before."""
    name = urlsplit(place).path.rstrip("/").rpartition("/")[2]
    return max(_WORD.findall(name), key=len, default="")


_WORD: Final = re.compile(r"(?<![%A-Za-z0-9])[A-Za-z0-9]+")
"""A word without what is escaped."""


class _Shelf:
    """Responses by their place, of one open WARC after the other."""

    def __init__(self, warcs: Iterable[Warc]) -> None:
        self._warcs = {warc.name: warc for warc in warcs}
        self._open = ExitStack()
        self._name: str | None = None
        self._file: BinaryIO

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def response(self, held: ArchivedCapture) -> Response | None:
        """The response of a capture; None where it can't be read alone."""
        if held.offset is None:
            return None
        if held.warc != self._name:
            self._open.close()
            self._file = self._open.enter_context(self._warcs[held.warc].open())
            self._name = held.warc
        self._file.seek(held.offset)
        record = next(read(self._file, held.warc, on_damage=lambda _: None), None)
        capture = capture_of([record]) if record is not None else None
        return capture.response if capture is not None else None
