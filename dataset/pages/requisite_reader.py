"""Reads in a process of its own what pages and stylesheets name: parsers have bad days.

A page may be made so that no parser comes to its end with it: 480,000 attributes of one
element, each compared with those before it. Whoever reads pages that strangers wrote asks here;
a page that takes too long costs that page.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Self, cast, get_args

from twa.dataset.errors import Rejected
from twa.dataset.pages import requisites
from twa.dataset.pages.requisites import Kind, Requisite
from twa.dataset.workers.pool import Limits, Workers

if TYPE_CHECKING:
    from datetime import datetime

READ: Final = "twa.dataset.pages.requisite_reader:read"
"""What the process runs."""

SMALL: Final = 32 << 10
"""Octets that are read in this process: with so few, even the worst page is done in a moment."""

LIMITS: Final = Limits(deadline=10.0)
"""What a document may take; the slowest honest pages take a second."""


DocumentKind = Literal["page", "stylesheet", "rules"]
"""What may name requisites; rules are a robots.txt."""


class NamingDocument(NamedTuple):
    """What names requisites: its address, its decoded octets, and the `Link` fields beside them."""

    url: str
    octets: bytes
    content_type: str | None
    captured_at: datetime
    kind: DocumentKind = "page"
    links: tuple[str, ...] = ()


def read(document: NamingDocument) -> tuple[Requisite, ...]:
    """What a document names, read here and now."""
    url, octets, content_type, captured_at, kind, links = document
    match kind:
        case "rules":
            return requisites.of_rules(url, octets)
        case "stylesheet":
            return requisites.of_stylesheet(url, octets, content_type)
    found = requisites.of_page(url, octets, content_type, captured_at)
    return tuple(dict.fromkeys((*found, *requisites.of_links(url, links))))


class RequisiteReader:
    """Reads documents, one at a time; its process starts with the first that is not small.

    May be asked from several threads. Use as a context manager, or close it.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._workers = Workers(READ, count=1, limits=limits)

    def named(self, document: NamingDocument) -> tuple[Requisite, ...]:
        """What a document names. Raises Rejected (`deadline`, `worker-died`) for what can't be
        read in time, and TwaError after `close`."""
        if len(document.octets) <= SMALL:
            return read(document)
        return tuple(_requisite(*one) for one in self._workers.run(document))

    def close(self) -> None:
        """End its process, also while that reads."""
        self._workers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _requisite(url: object, kind: object) -> Requisite:
    """One of those that came back; a process that read hostile octets is not believed blindly."""
    if not isinstance(url, str) or kind not in get_args(Kind):
        raise Rejected("worker-died", "it answered what no reader says")
    return Requisite(url, cast("Kind", kind))
