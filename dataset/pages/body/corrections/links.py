"""Correction: removes lines that are only links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from twa.dataset.pages.body.draft import line_of
from twa.dataset.web.sites import same_site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

LINKED: Final = 0.8
"""Share of a line's characters in links from which it is nothing but links."""

LABEL: Final = 30
"""Characters of a label before a link."""

_LABELLED: Final = frozenset(("p", "div", "h2", "h3", "h4", "h5", "h6", "blockquote"))
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
    reasons |= {
        at: "label"
        for at, line in enumerate(draft.lines)
        if any(_is_labelled(node, draft.url) for node in draft.nodes(line))
    }
    for at in range(len(draft.lines) - 1, -1, -1):
        if at in reasons:
            continue
        if link_share(draft, draft.lines[at]) < LINKED:
            break
        reasons[at] = "link-only"
    return draft.without(reasons)


def is_link(node: Node) -> bool:
    """Whether a paragraph, a heading or a quote of the page is a link, or little else."""
    return node.link_share >= LINKED and line_of(node).type in _DROPPABLE


def _is_labelled(node: Node, url: str) -> bool:
    """Whether a block is a short label, a colon, and a link to another page of the site."""
    label, colon, rest = node.text.replace("：", ":").partition(":")
    loose = len(node.key) - node.linked
    return (
        bool(colon and rest.strip())
        and node.tag in _LABELLED
        and len(node.hrefs) == 1
        and loose <= LABEL
        and abs(loose - len("".join(label.split())) - 1) <= 1
        and leads_home(node.hrefs, url)
    )


def home_of(tree: html.HtmlElement, url: str, canonical: str | None) -> str:
    """The address whose site a page's links are at home on: `url`, or its canonical address.

    That is the latter's where the page links to that site, and never to the one it was read from:
    a mirror, an archive.
    """
    if canonical is None or _on_site(canonical, url):
        return url
    links = [link.get("href") or "" for link in tree.iter("a")]
    if any(link.startswith("http") and _on_site(link, url) for link in links):
        return url
    return canonical if any(_on_site(link, canonical) for link in links) else url


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
    return _on_site(href, url)


def _on_site(href: str, url: str) -> bool:
    try:
        return same_site(urljoin(url, href), url)
    except ValueError:
        return False
