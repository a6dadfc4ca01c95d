"""Correction: removes lines that are only links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from twa.dataset.web.urls import same_site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.draft import Draft, Line

LINKED: Final = 0.8
"""Share of a line's characters in links from which it is nothing but links."""

_DROPPABLE: Final = frozenset(("paragraph", "heading", "quote"))
_NOWHERE: Final = ("#", "mailto:", "javascript:", "tel:")


def link_only(draft: Draft) -> Draft:
    """Drop lines that are links to pages of the same site, and at the end wherever they lead.

    Lists of links within an article are its own as often as not, and stay.
    """
    reasons: dict[int, RemovalReason] = {
        at: "link-only"
        for at, line in enumerate(draft.lines)
        if line.type in _DROPPABLE
        and link_share(draft, line) >= LINKED
        and leads_home((href for node in draft.nodes(line) for href in node.hrefs), draft.url)
    }
    for at in range(len(draft.lines) - 1, -1, -1):
        if at in reasons:
            continue
        if link_share(draft, draft.lines[at]) < LINKED:
            break
        reasons[at] = "link-only"
    return draft.without(reasons)


def leads_home(hrefs: Iterable[str], url: str) -> bool:
    """Whether one of these links leads to another page of the site of `url`."""
    return any(_home(href.strip(), url) for href in hrefs)


def link_share(draft: Draft, line: Line) -> float:
    """Share of a line's characters that stand in links, 0 where it was not found in the page."""
    nodes = draft.nodes(line)
    characters = sum(len(node.key) for node in nodes)
    return sum(node.linked for node in nodes) / characters if characters else 0.0


def _home(href: str, url: str) -> bool:
    if href.startswith(_NOWHERE):
        return False
    if href.startswith("/") and not href.startswith("//"):
        return True
    try:
        return same_site(urljoin(url, href), url)
    except ValueError:
        return False
