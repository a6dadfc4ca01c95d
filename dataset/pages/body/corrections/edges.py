"""Corrections: remove what stands before and after the article, and what readers wrote of it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import sizes_around, weight, words
from twa.dataset.pages.body.corrections.boxes import offers
from twa.dataset.pages.body.corrections.links import link_share
from twa.dataset.pages.body.corrections.phrase_table import ENDS
from twa.dataset.pages.body.corrections.places import COMMENTS, FURNITURE, asked, named
from twa.dataset.pages.body.corrections.titles import same_title
from twa.dataset.pages.metadata.markup import lineage, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

    Kind = tuple[tuple[str, str | None], ...]

PROSE: Final = 60
"""Letters (see `blocks.weight`) from which a line weighs in finding the container."""

LINKED: Final = 0.5
"""Share of links from which it does not."""

CONTAINED: Final = 0.9
"""Share of the prose that the body's container holds."""

NEAR: Final = 2
"""Elements around a paragraph in which a name says that it is none of the article's."""

DEPTH: Final = 6
"""Elements around a line in which a name says that it is a comment."""

TOLD: Final = 300
"""Letters of a text below which comments may follow their heading, or the page's footer."""

MOST: Final = 0.5
"""Share of the letters from which comments are what the page is about: a forum."""

FIRST, LAST = 4, 8
"""Lines at the start and at the end among which notices are looked for."""

NOTICED: Final = 0.3
"""Share of the letters up to which such notices are none of the text."""

_NOTICES: Final = words("disclaimer disclaimers disclosure disclosures")
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_PARTS: Final = ("li", "ul", "ol", "dl", "blockquote")
"""Elements that are a part of an article, though all of its long lines stand there."""


def outside(draft: Draft) -> Draft:
    """Drop lines at both ends that stand outside the container of the prose and look like it."""
    draft = _without_footer(draft)
    home = container(draft)
    if home is None:
        return draft
    inside = [
        not nodes or nodes[0].element is home or home in nodes[0].element.iterancestors()
        for nodes in map(draft.nodes, draft.lines)
    ]
    if all(inside) or not any(inside):
        return draft
    kinds = {
        _kind(node)
        for line, within in zip(draft.lines, inside, strict=True)
        if within and line.type == "paragraph" and weight(line.key) >= PROSE
        for node in draft.nodes(line)[:1]
    }
    for at, line in enumerate(draft.lines):
        inside[at] = inside[at] or _is_like(draft.nodes(line), kinds)
    first = inside.index(True)
    last = len(inside) - inside[::-1].index(True)
    edges = [
        at
        for at in (*range(first), *range(last, len(inside)))
        if _is_furniture(draft, draft.lines[at])
    ]
    return draft.without(dict.fromkeys(edges, "outside the article"))


def _without_footer(draft: Draft) -> Draft:
    """The draft without what stands in the footer of the page, where other lines tell enough."""
    below = [
        at
        for at, line in enumerate(draft.lines)
        if any(
            any(True for _ in node.element.iterancestors("footer"))
            and not any(True for _ in node.element.iterancestors("article", "main"))
            for node in draft.nodes(line)[:1]
        )
    ]
    told = sum(weight(line.key) for at, line in enumerate(draft.lines) if at not in below)
    return draft.without(dict.fromkeys(below, "outside the article")) if told >= TOLD else draft


def notices(draft: Draft) -> Draft:
    """Drop lines at both ends that are called a disclaimer."""
    count = len(draft.lines)
    ends = {*range(min(FIRST, count)), *range(max(0, count - LAST), count)}
    found = [
        at
        for at in sorted(ends)
        if any(named(node.element, _NOTICES, DEPTH) for node in draft.nodes(draft.lines[at])[:1])
    ]
    said = sum(weight(draft.lines[at].key) for at in found)
    if said > NOTICED * sum(weight(line.key) for line in draft.lines):
        return draft
    return draft.without(dict.fromkeys(found, "outside the article"))


def above(draft: Draft) -> Draft:
    """Drop short lines that stand above the headline: sections, kickers."""
    headline = next(
        (
            node.position
            for node in draft.index.nodes
            if node.tag == "h1" and any(same_title(squeeze(node.text), one) for one in draft.titles)
        ),
        0,
    )
    reasons: dict[int, RemovalReason] = {}
    for at, line in enumerate(draft.lines):
        if line.last is None or line.last >= headline or weight(line.key) >= PROSE:
            break
        reasons[at] = "outside the article"
    return draft.without(reasons)


def _kind(node: Node) -> Kind:
    """What a block's element and the two around it are, and are called."""
    return tuple((one.tag, one.get("class")) for one in islice(lineage(node.element), 3))


def _is_like(nodes: Sequence[Node], kinds: Set[Kind]) -> bool:
    """Whether a sentence stands in elements that are called what those of the prose are."""
    return any(
        node.text.endswith(ENDS)
        and (kind := _kind(node)) in kinds
        and any(name for _, name in kind)
        for node in nodes[:1]
    )


def _is_furniture(draft: Draft, line: Line) -> bool:
    """A second sign that a line is none of the article's: it is short, linked or named so."""
    return (
        weight(line.key) < PROSE
        or link_share(draft, line) > LINKED
        or any(named(node.element, FURNITURE, NEAR) for node in draft.nodes(line))
        or (link_share(draft, line) > 0 and offers(line.text))
    )


def container(draft: Draft) -> html.HtmlElement | None:
    """The innermost element that holds (nearly) all prose of the draft; null without prose."""
    prose = [
        (nodes[0].element, len(line.key))
        for line in draft.lines
        if line.type != "heading"
        and weight(line.key) >= PROSE
        and (nodes := draft.nodes(line))
        and nodes[0].link_share <= LINKED
    ]
    total = sum(size for _, size in prose)
    sizes = sizes_around(prose)
    holding = (
        element
        for element, size in sizes.items()
        if size >= CONTAINED * total and element.tag not in _PARTS
    )
    # Elements that hold more than half of the prose stand within one another: one line of descent,
    # of which those that hold as much were noted from within.
    return min(holding, key=sizes.__getitem__, default=None)


def comments(draft: Draft) -> Draft:
    """Drop lines that stand in elements called comments, where they are not most of the text.

    And what stands below the heading of comments, beside it and apart from the text above.
    """
    is_comment = asked(COMMENTS, DEPTH)
    found = [
        at
        for at, line in enumerate(draft.lines)
        if any(is_comment(node.element) for node in draft.nodes(line))
    ]
    if below := _below_heading(draft) or _below_counter(draft):
        return draft.without(dict.fromkeys((*found, *below), "comments"))
    said = sum(weight(draft.lines[at].key) for at in found)
    if said > MOST * sum(weight(line.key) for line in draft.lines):
        return draft
    return draft.without(dict.fromkeys(found, "comments"))


def _below_heading(draft: Draft) -> list[int]:
    """Lines after an element that is called comments and says little more than that they follow."""
    size = 0
    homes: set[html.HtmlElement | None] = set()
    for at, line in enumerate(draft.lines):
        nodes = draft.nodes(line)
        if nodes and size >= TOLD and (first := _after_heading(nodes[0])) is not None:
            siblings = {first, *first.itersiblings()}
            # A counter of comments stands above the text, too: what holds text already is none.
            holds = any(home is not None and first in lineage(home) for home in homes)
            if first.getparent() not in homes and not holds:
                return [
                    later
                    for later in range(at, len(draft.lines))
                    if any(_stands_in(node, siblings) for node in draft.nodes(draft.lines[later]))
                ]
        size += weight(line.key)
        if weight(line.key) >= PROSE:
            homes.update(node.element.getparent() for node in nodes)
    return []


def _below_counter(draft: Draft) -> list[int]:
    """Lines apart from the text in what holds a heading below it that says `Comments (7)`."""
    for node in draft.index.nodes:
        if node.tag not in _HEADINGS or not _is_counter(node.text):
            continue
        above = [one for one in draft.lines if one.last is not None and one.last < node.position]
        if sum(weight(line.key) for line in above) < TOLD:
            continue
        told = [line for line in above if weight(line.key) >= PROSE]
        blocks = [one.element for line in told for one in draft.nodes(line)]
        apart = set(lineage(node.element)).difference(*(b.iterancestors() for b in blocks))
        return [
            at
            for at, line in enumerate(draft.lines)
            if any(_stands_in(one, apart) for one in draft.nodes(line))
        ]
    return []


def _is_counter(text: str) -> bool:
    """Whether a heading says that comments follow, and how many: `Comments (7)`."""
    said = re.findall(r"[^\W\d_]+", text.casefold())
    return bool(said) and COMMENTS.issuperset(said)


def _stands_in(node: Node, elements: set[html.HtmlElement]) -> bool:
    return node.element in elements or not elements.isdisjoint(node.element.iterancestors())


def _after_heading(node: Node) -> html.HtmlElement | None:
    """What stands right behind a heading of comments, with a block in it; null for none."""
    for one in islice(lineage(node.element), DEPTH):
        heading = one.getprevious()
        if heading is not None and named(heading, COMMENTS, 1):
            said = "".join(heading.itertext())
            if 0 < weight("".join(said.split())) <= PROSE:
                return one
    return None
