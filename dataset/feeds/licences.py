"""What a feed states about the use of its entries, verbatim: RSL 1.0 ("Adding RSL to RSS Feeds")
and `rel=license` (RFC 4946)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Final

from lxml import etree

from twa.dataset.feeds.element_names import Children
from twa.dataset.web.directives import LONGEST, Directive

MOST: Final = 10
"""Statements kept of a feed, and of each entry."""


def stated(parent: Children, links: Iterable[etree._Element]) -> tuple[Directive, ...]:
    """What a feed, or an entry, states; `links` are its `link` elements of Atom."""
    return tuple(_stated(parent, links))[:MOST]


def _stated(parent: Children, links: Iterable[etree._Element]) -> Iterator[Directive]:
    for link in links:
        href = link.get("href", "").strip()
        if href and "license" in link.get("rel", "").lower().split():
            yield Directive("feed", "license", href[:LONGEST])
    for name, element in parent.of("rsl"):
        alone = deepcopy(element)
        alone.tail = None
        # What other elements of the document need does not stand in this one.
        etree.cleanup_namespaces(alone)
        text = " ".join(etree.tostring(alone, encoding="unicode").split())
        yield Directive("feed", name, text[:LONGEST])
