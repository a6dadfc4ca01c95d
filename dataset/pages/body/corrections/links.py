"""Correction: removes lines that are only links."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from twa.dataset.expressions import expression
from twa.dataset.pages.body.blocks import key, text_of, weight
from twa.dataset.pages.body.corrections.phrase_table import ENDS
from twa.dataset.pages.body.corrections.places import BUTTON, named
from twa.dataset.pages.body.corrections.pointers import is_label, is_pointer
from twa.dataset.pages.body.draft import line_of
from twa.dataset.web.sites import same_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

LINKED: Final = 0.8
"""Share of a line's characters in links from which it is nothing but links."""

LABEL: Final = 30
"""Characters of a label before a link."""

SENTENCE: Final = 80
"""Letters (see `blocks.weight`) from which a line that is nearly a link may be a sentence."""

CALL: Final = 120
"""Letters of a call to write a comment, which leads to where they stand."""

CALLED: Final = 0.3
"""Share of links from which such a call is one amid the text, where sentences cite comments."""

TOLD: Final = 60
"""Letters from which a line with fewer links says that the text goes on."""

BESIDE: Final = 12
"""Letters that it says beside the link."""

_LABELLED: Final = frozenset(("p", "div", "h2", "h3", "h4", "h5", "h6", "blockquote"))
_DROPPABLE: Final = frozenset(("paragraph", "heading", "quote"))
_HEADINGS: Final = frozenset(("h2", "h3", "h4", "h5", "h6"))
_COMMENTS: Final = expression(
    r"#.{0,20}(?:comment|kommentar|coment|disqus|respond|reacti)", re.IGNORECASE
)
_MARKS: Final = " (+)*›»>"
"""What stands behind a link to an article: that it is for subscribers, an arrow."""

_NOWHERE: Final = ("#", "mailto:", "javascript:", "tel:")


def link_only(draft: Draft) -> Draft:
    """Drop lines that are links to pages of the same site, and at the end wherever they lead.

    Lists of links within an article are its own as often as not, and stay; but for those of its
    table of contents, which say what its headings say.
    """
    reasons: dict[int, RemovalReason] = dict.fromkeys(_pointers(draft), "label")
    told = max(
        (
            at
            for at, line in enumerate(draft.lines)
            if weight(line.key) >= TOLD and link_share(draft, line) < CALLED
        ),
        default=-1,
    )
    reasons |= {
        at: "link-only"
        for at, line in enumerate(draft.lines)
        if (share := link_share(draft, line)) >= LINKED
        and not _is_sentence(line, share)
        and (line.type in _DROPPABLE or any(map(is_alone, draft.nodes(line))))
        and leads_home((href for node in draft.nodes(line) for href in node.hrefs), draft.url)
    }
    headed = {line.key for line in draft.lines if line.type == "heading"}
    reasons |= {
        at: "link-only"
        for at, line in enumerate(draft.lines)
        if line.type != "heading" and line.key in headed and _leads_within(draft, line)
    }
    reasons |= {
        at: "label"
        for at, line in enumerate(draft.lines)
        if any(_is_labelled(node, draft.url) for node in draft.nodes(line))
    }
    reasons |= {
        at: "comments"
        for at, line in enumerate(draft.lines)
        if line.type == "paragraph"
        and weight(line.key) <= CALL
        and (at > told or link_share(draft, line) >= CALLED)
        and (hrefs := [href for node in draft.nodes(line) for href in node.hrefs])
        and all(_COMMENTS.search(href) for href in hrefs)
    }
    for at in range(len(draft.lines) - 1, -1, -1):
        if at in reasons:
            continue
        if link_share(draft, draft.lines[at]) < LINKED:
            break
        reasons[at] = "link-only"
    return draft.without(reasons)


def is_pressed(node: Node) -> bool:
    """Whether a block is one link that is drawn as a button."""
    links = list(islice(node.element.iter("a"), 2))
    return len(links) == 1 and named(links[0], BUTTON, 1)


def is_alone(node: Node) -> bool:
    """Whether a block is all that a table says: a box drawn around it."""
    table = next(node.element.iterancestors("table"), None)
    return table is not None and key(text_of(table)) == node.key


def _leads_within(draft: Draft, line: Line) -> bool:
    """Whether a line is links to places of its own page, as those of a table of contents are."""
    hrefs = [href for node in draft.nodes(line) for href in node.hrefs]
    return bool(hrefs) and all(href[:1] == "#" for href in hrefs)


def _is_sentence(line: Line, share: float) -> bool:
    """Whether a line is long, ends as sentences do, and says some words beside its links."""
    letters = weight(line.key)
    return letters >= SENTENCE and (1 - share) * letters >= BESIDE and line.text.endswith(ENDS)


def _pointers(draft: Draft) -> Iterator[int]:
    """Lines that say that other articles follow, and the links, or the items of links, below."""
    below = False
    for at, line in enumerate(draft.lines):
        share = link_share(draft, line)
        if line.type in _DROPPABLE and (
            is_label(line.text)
            or (is_pointer(line.text) and _points(draft, line, share))
            or any(map(_is_followed, draft.nodes(line)))
        ):
            below = share < LINKED and is_label(line.text)
            yield at
        elif below and share >= LINKED:
            yield at
        else:
            below = False


def _is_followed(node: Node) -> bool:
    """Whether a block is such a label and one link behind it, with no sign between them."""
    if len(node.hrefs) != 1 or (link := next(node.element.iter("a"), None)) is None:
        return False
    said = " ".join(text_of(link).split())
    text = node.text.rstrip(_MARKS)
    return bool(said) and text.endswith(said) and is_label(text.removesuffix(said))


def _points(draft: Draft, line: Line, share: float) -> bool:
    """A second sign that a line points to another article: a link, or bold and no full stop."""
    if share > 0:
        return True
    return not line.text.rstrip().endswith(ENDS) and any(
        node.tag in _HEADINGS
        or any(key(text_of(bold)) == node.key for bold in node.element.iter("b", "strong"))
        for node in draft.nodes(line)
    )


def is_link(node: Node) -> bool:
    """Whether a paragraph, a heading, a quote or a box of the page is a link, or little else."""
    return node.link_share >= LINKED and (line_of(node).type in _DROPPABLE or is_alone(node))


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
    links = {link.get("href") or "" for link in tree.iter("a")}
    absolute = {"/".join(link.split("/", 3)[:3]) for link in links if link.startswith("http")}
    if any(_on_site(link, url) for link in absolute):
        return url
    others = (link for link in links if not link.startswith("http"))
    return canonical if any(_on_site(link, canonical) for link in (*absolute, *others)) else url


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
