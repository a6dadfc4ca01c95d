"""Corrections: add blocks that trafilatura missed, by where they stand and by JSON-LD."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import text_of, words
from twa.dataset.pages.body.corrections.below import LOOSE, PROSE, right_below
from twa.dataset.pages.body.corrections.bylines import is_stamped
from twa.dataset.pages.body.corrections.captions import is_caption
from twa.dataset.pages.body.corrections.edges import container
from twa.dataset.pages.body.corrections.links import is_pressed, leads_home
from twa.dataset.pages.body.corrections.phrase_table import phrased
from twa.dataset.pages.body.corrections.phrases import homes
from twa.dataset.pages.body.corrections.places import FACTS, FURNITURE, QUOTES, named, parts
from twa.dataset.pages.body.corrections.pointers import is_label
from twa.dataset.pages.body.corrections.titles import is_title
from twa.dataset.pages.body.draft import CELL, line_of
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import html

    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.corrections.phrases import Homes
    from twa.dataset.pages.body.draft import Draft, Line

LINKED: Final = 0.8
"""Share of links from which a block that leads to the site's own pages is left out."""

PLAIN: Final = 60
"""Letters from which text is taken along that stands right in the element around the prose."""

LONGEST: Final = 1 << 18
"""Characters of `articleBody` that are looked at."""

SENTENCE: Final = 40
"""Letters from which a block that `articleBody` has is a sentence of the article."""

SAID_BY: Final = 100
"""Letters of who is quoted."""

SHARED: Final = 3
"""Kept paragraphs from which a word in their names says nothing of what else has it."""

_NOTE: Final = re.compile(r"#.{0,20}(?:fn|note|ref|cite)|#\W?\d{1,3}$", re.IGNORECASE)
_EMBEDDED: Final = words("social share sharing")
"""Words in the names of what is around the posts of others that an article quotes."""
_LIKE: Final = frozenset(("p", "h2", "h3", "h4"))
_HEADINGS: Final = frozenset(("h2", "h3", "h4"))
_PLAIN: Final = frozenset(("p", "div"))
_APART: Final = ("aside", "figure", "figcaption", "nav", "footer", "form", "header", "table")


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where the kept lines stand: parents with the tags of their children, and bare texts."""

    children: frozenset[tuple[html.HtmlElement | None, str]]
    owners: frozenset[html.HtmlElement]
    rows: frozenset[html.HtmlElement]
    furniture: frozenset[str]


def complete(draft: Draft, within: html.HtmlElement | None = None) -> Draft:
    """Add blocks that have the same parent and tag as kept ones, between the first and the last.

    Text that stands bare in the same element as kept text (pages without
    paragraphs) is added before and after them too; so are quotes in between.
    What does not stand `within` an element is left out.
    """
    nodes = [node for line in draft.lines for node in draft.nodes(line)]
    if not nodes:
        return draft
    kept = _Kept(
        frozenset((node.element.getparent(), node.tag) for node in nodes),
        frozenset(node.element for node in nodes),
        frozenset(
            row
            for line in draft.lines
            if line.type == "table"
            for node in draft.nodes(line)[:1]
            for row in islice(node.element.iterancestors("tr"), 1)
        ),
        FURNITURE - _shared(nodes),
    )
    placed = {node.position for node in nodes}
    taken = placed | draft.reasons.keys()
    headed = {node.element.getparent() for node in nodes if node.tag in _HEADINGS}
    prose = homes(draft)
    notes = footnotes(nodes)
    first, last = nodes[0].position, max(placed)
    home = container(draft)
    below = frozenset(right_below(draft.index.nodes, max(placed), home))

    def said_by(node: Node) -> bool:
        return node.position - 1 in placed and _is_said_by(node)

    def is_free(node: Node) -> bool:
        return (
            not is_stamped(node.text)
            and not is_caption(node, draft.index)
            and (within is None or within in node.element.iterancestors())
        )

    missing = [
        node
        for node in draft.index.nodes
        if node.position not in taken
        and (
            (first < node.position < last and (_between(node, kept) or _in_row(node, kept)))
            or (node.weight >= PROSE and (node.element in kept.owners or node.element is home))
            or (first < node.position and _is_plain(node, home, kept))
            or (notes and last < node.position and is_footnote(node, notes))
            or said_by(node)
            or node.position in below
        )
        and (_in_row(node, kept) or said_by(node) or not _apart(node, draft.url, kept.furniture))
        and is_free(node)
    ]
    placed.update(node.position for node in missing)
    missing += [
        node
        for node in draft.index.nodes
        if node.position not in taken
        and first < node.position
        and node.position + 1 in placed
        and node.element.getparent() not in headed
        and _is_heading(draft, node, prose)
        and not _apart(node, draft.url, kept.furniture)
        and is_free(node)
    ]
    missing.sort(key=lambda node: node.position)
    if not missing:
        return draft
    cells = {node.position for node in missing if _in_row(node, kept)}
    lines = merged(draft.lines, missing)
    return draft.with_lines(
        replace(line, type="table", level=None) if line.first in cells else line for line in lines
    )


def fill(draft: Draft) -> Draft:
    """Add blocks of the page that `articleBody` has and the draft has not."""
    body = squeeze((draft.article_body or "")[:LONGEST])
    if not body:
        return draft
    gone = draft.reasons
    have = squeeze(" ".join(line.text for line in draft.lines))
    missing = [
        node
        for node in draft.index.nodes
        if node.position not in gone
        and len(node.key) >= SENTENCE
        and len(said := squeeze(node.text)) >= SENTENCE
        and said in body
        and said not in have
        and not is_caption(node, draft.index)
    ]
    return draft.with_lines(merged(draft.lines, missing)) if missing else draft


def footnotes(nodes: Sequence[Node]) -> frozenset[str]:
    """The ids of the footnotes that kept text refers to."""
    within = {href: node.element for node in nodes for href in node.hrefs if href[:1] == "#"}
    links = {href for href in within if _NOTE.search(href)}
    if len(links) < len(within):
        links.update(link for element in set(within.values()) for link in _raised(element))
    return frozenset(href[1:] for href in links)


def _raised(element: html.HtmlElement) -> Iterator[str]:
    """Where numbers that are set high lead, as those of footnotes are."""
    for raised in element.iter("sup"):
        for link in (*raised.iterancestors("a"), *raised.iter("a")):
            if (link.get("href") or "")[:1] == "#" and text_of(link).strip("[]() ").isdigit():
                yield link.get("href")


def is_footnote(node: Node, notes: frozenset[str]) -> bool:
    """Whether a block is a footnote: it, or what is close around it, has its id."""
    element: html.HtmlElement | None = node.element
    for _ in range(3):
        if element is None:
            return False
        if element.get("id") in notes or any(one.get("id") in notes for one in islice(element, 2)):
            return len(node.text) > 2
        element = element.getparent()
    return False


def _shared(nodes: Sequence[Node]) -> frozenset[str]:
    """Words of furniture in the names of several kept paragraphs: all of the text has them."""
    counted = Counter(
        word
        for node in nodes
        if node.tag == "p" and (name := node.element.get("class"))
        for word in FURNITURE & parts(name)
    )
    return frozenset(word for word, count in counted.items() if count >= SHARED)


def _between(node: Node, kept: _Kept) -> bool:
    parent = node.element.getparent()
    return (
        node.element in kept.owners
        or (node.tag in _LIKE and (parent, node.tag) in kept.children)
        or node.tag == "blockquote"
        or _is_item(node, kept)
        or (not node.hrefs and named(node.element, FACTS, 3))
        or (parent is not None and parent.tag == "blockquote")
    )


def _is_said_by(node: Node) -> bool:
    """Whether a block behind another says whom a quote, or a box that is called one, quotes."""
    around = node.element.getparent()
    return (
        node.weight <= SAID_BY
        and not node.hrefs
        and around is not None
        and (around.tag == "blockquote" or named(around, QUOTES, 1))
        and node.element.getprevious() is not None
    )


def _in_row(node: Node, kept: _Kept) -> bool:
    """Whether a block stands in a cell of a row that is kept: a list, a paragraph."""
    if not kept.rows or node.link_share > LOOSE or node.weight >= CELL:
        return False
    return next(node.element.iterancestors("tr"), None) in kept.rows


def _is_plain(node: Node, home: html.HtmlElement | None, kept: _Kept) -> bool:
    """Whether a block of text stands right in the element that holds the prose."""
    around = node.element.getparent()
    return (
        node.tag in _PLAIN
        and node.weight >= PLAIN
        and node.link_share <= LOOSE
        and around is not None
        and around.tag != "body"
        and (around is home or around in kept.owners)
    )


def _is_heading(draft: Draft, node: Node, prose: Homes) -> bool:
    """Whether a block is a heading among kept paragraphs: neither title, link nor label of links.

    Asked where none beside it is kept: of those that an extractor keeps it has left out some.
    """
    return (
        node.tag in _HEADINGS
        and not node.hrefs
        and (node.element.getparent(), "p") in prose
        and not is_label(node.text)
        and not is_title(line_of(node), draft.titles)
    )


def _is_item(node: Node, kept: _Kept) -> bool:
    """Whether a block is an item of a list that stands among kept paragraphs."""
    item = node.element if node.tag == "li" else node.element.getparent()
    if item is None or item.tag != "li" or (around := item.getparent()) is None:
        return False
    return around.tag in ("ul", "ol") and (around.getparent(), "p") in kept.children


def _apart(node: Node, url: str, furniture: frozenset[str]) -> bool:
    if node.tag in _APART or next(node.element.iterancestors(_APART), None) is not None:
        return True
    if named(node.element, furniture):
        quoted = next(node.element.iterancestors("blockquote"), node.element).tag == "blockquote"
        if not quoted or named(node.element, furniture - _EMBEDDED):
            return True
    return (
        node.link_share > LINKED
        and (leads_home(node.hrefs, url) or is_pressed(node))
        and not _is_announced(node)
    )


def _is_announced(node: Node) -> bool:
    """Whether a paragraph that ends in a colon stands right above the list of an item."""
    around = next(node.element.iterancestors("ul", "ol"), None)
    above = None if around is None else around.getprevious()
    if above is None or above.tag != "p":
        return False
    said = " ".join("".join(above.itertext()).split())
    return said.endswith((":", "：")) and not phrased(said) and not is_label(said)


def merged(lines: Sequence[Line], missing: Sequence[Node]) -> Iterator[Line]:
    """The lines with the missing nodes before the first line that stands after them."""
    queue = list(reversed(missing))
    for line in lines:
        while queue and line.first is not None and queue[-1].position < line.first:
            yield line_of(queue.pop())
        yield line
    while queue:
        yield line_of(queue.pop())
