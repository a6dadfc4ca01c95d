"""Correction: sets the standfirst apart, the sentences between headline and text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import expression
from twa.dataset.pages.body.blocks import key, text_of, weight, words
from twa.dataset.pages.body.corrections.bylines import is_stamped
from twa.dataset.pages.body.corrections.captions import is_caption
from twa.dataset.pages.body.corrections.edges import container
from twa.dataset.pages.body.corrections.phrase_table import ENDS
from twa.dataset.pages.body.corrections.places import FURNITURE, named
from twa.dataset.pages.body.corrections.titles import PROSE, TOP, same_title
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

FEWEST: Final = 8
"""Letters of one that is a heading and all of the page's description."""

LEAST: Final = 40
"""Letters (see `blocks.weight`) of a standfirst."""

SHORT: Final = 20
"""Letters of one that is a heading, or a sentence in what is called one."""

MOST: Final = 1000
"""Letters of one at most: what is longer is text."""

LINKED: Final = 0.3
"""Share of links from which a block introduces nothing."""

BEFORE: Final = 15
"""Blocks before the text among which its standfirst is looked for."""

NEAR: Final = 3
"""Elements around a block in which a name says that it is a standfirst, or something else."""

POINT: Final = 250
"""Letters of one of the points that sum up a text."""

POINTS: Final = 8
"""Points of such a list at most."""

FEW: Final = 3
"""Blocks of which a standfirst has fewer than this many."""

_NAMED: Final = words(
    "standfirst lead lede leadtext intro introtext introduction teaser excerpt dek deck subtitle "
    "subhead subheading subheadline summary abstract chapo chapeau preface description desc "
    "sommaire entradilla bajada copete sumario sapo ingress vorspann anriss anleser occhiello "
    "sommario "
    "catenaccio resumo linhafina manchet underrubrik kicker strapline tagline standout "
    "spot synopsis announce anons perex podtitul podnadpis nadnaslov podnaslov zajawka wstep "
    "beharangozo bevezeto accroche soustitre subtitulo subtitular antetitulo subtitolo ozet "
    "undertitel onderkop opener ingres ingressi inngress preamble preambule sumar rezumat resumen "
    "lid uvod apertura sottotitolo cappello subtitel"
)
_SUB: Final = expression(r"sub[-_]?(?:title|head|heading|headline)\b", re.IGNORECASE)
_HEADINGS: Final = ("h2", "h3", "h4")
_APART: Final = ("aside", "figure", "figcaption", "nav", "footer", "form", "table", "button")
_TOOLS: Final = words("tools toolbar nav menu meta tags tag share breadcrumb breadcrumbs info")
_FOREIGN: Final = (FURNITURE - {"teaser"}) | words("authors bio contributor profile people")


def standfirst(draft: Draft) -> Draft:
    """Move a standfirst to its own field: a heading of the draft's, or what it left before it."""
    headings: list[int] = []
    for at, line in _before_prose(draft):
        if line.type == "heading" and (line.level or 0) > 1 and weight(line.key) >= PROSE // 3:
            said = squeeze(line.text)
            described = any(same_title(said, other) for other in draft.standfirsts)
            second = any(_is_second(node, draft) for node in draft.nodes(line))
            if second or (not headings and (described or (at == 0 and _is_near(draft)))):
                headings.append(at)
    if headings:
        lines = tuple(line for at, line in enumerate(draft.lines) if at not in headings)
        said = "\n".join(draft.lines[at].text for at in headings)
        return replace(draft, lines=lines, standfirst=said)
    if not (found := _left_before(draft)):
        return draft
    moved = {node.position for node in found}
    lines = tuple(line for line in draft.lines if line.first not in moved)
    return replace(draft, lines=lines, standfirst="\n".join(node.text for node in found))


def _is_near(draft: Draft) -> bool:
    """Whether the first line stands in the page shortly before the first prose."""
    prose = (
        line.first
        for line in draft.lines
        if line.type == "paragraph" and weight(line.key) >= PROSE and line.first is not None
    )
    first, text = draft.lines[0].first, next(prose, None)
    return first is None or text is None or first < text <= first + BEFORE


def _before_prose(draft: Draft) -> Iterator[tuple[int, Line]]:
    for at, line in enumerate(draft.lines[:TOP]):
        if line.type == "paragraph" and weight(line.key) >= PROSE:
            return
        yield at, line


def _left_before(draft: Draft) -> list[Node]:
    """Blocks that introduce the text: by their place, and by a name or the page's description.

    They stand before the element that holds the prose, among the lines or not.
    """
    home = container(draft)
    inside = [line for line in draft.lines if home is None or _stands_in(home, draft.nodes(line))]
    while len(inside) > 1 and _is_lead(draft.nodes(inside[0]), draft):
        inside.pop(0)
    first = min((line.first for line in inside if line.first is not None), default=0)
    start = max(0, first - BEFORE)
    before = draft.index.nodes[start:first]
    for at in range(start - 1, -1, -1):
        if _is_headline(draft.index.nodes[at], draft):
            # Much may stand between the headline, with what is right below it, and the text.
            before = [*draft.index.nodes[at : at + FEW], *before]
            break
    headline = next(
        (at for at in range(len(before) - 1, -1, -1) if _says_title(before[at], draft.titles)), None
    )
    reasons = draft.reasons
    taken = {line.key for line in inside}
    found = {
        node.key: node
        for node in (before if headline is None else before[headline + 1 :])
        if node.position not in reasons
        and node.key not in taken
        and (
            (_may_be(node, draft) and (_is_said(node, draft) or _is_second(node, draft)))
            or (headline is not None and _is_point(node))
        )
    }
    told = [node for node in found.values() if node.tag != "li"]
    return list(found.values()) if len(told) < FEW or _are_one(told) else []


def _are_one(nodes: Sequence[Node]) -> bool:
    """Whether blocks stand right in one element, which is called a standfirst."""
    around = {node.element.getparent() for node in nodes}
    return len(around) == 1 and named(around.pop(), _NAMED, 1)


def _is_lead(nodes: Sequence[Node], draft: Draft) -> bool:
    """Whether what stands first within the prose is called a standfirst, and is the description."""
    return bool(nodes) and all(
        named(node.element, _NAMED, 1) and _is_described(node, draft) for node in nodes
    )


def _stands_in(home: HtmlElement, nodes: Sequence[Node]) -> bool:
    return any(node.element is home or home in node.element.iterancestors() for node in nodes[:1])


def _says_title(node: Node, titles: Sequence[str]) -> bool:
    """Whether a block says a title and begins with it: a player says before it what it plays."""
    said = squeeze(node.text)
    return any(
        same_title(said, title) and (said.startswith(title) or title.startswith(said))
        for title in titles
    )


def _is_point(node: Node) -> bool:
    """Whether a block is one of the points in which a list above the text sums it up."""
    around = node.element.getparent()
    return (
        node.tag == "li"
        and SHORT <= node.weight <= POINT
        and not node.hrefs
        and around is not None
        and 1 < len(around) <= POINTS
        and all(len("".join(one.itertext()).strip()) >= SHORT for one in around)
        and next(around.iter("a", "button", "input"), None) is None
        and next(around.iterancestors(*_APART), None) is None
        and not named(around, _FOREIGN | _TOOLS, NEAR)
    )


def _may_be(node: Node, draft: Draft) -> bool:
    called = (node.text.endswith(ENDS) and named(node.element, _NAMED, 2)) or (
        named(node.element, _NAMED, 1) and _begins_description(node, draft)
    )
    least = SHORT if called or node.tag in _HEADINGS else LEAST
    if node.tag in _HEADINGS and squeeze(node.text) in draft.standfirsts:
        least = FEWEST
    return (
        node.tag != "h1"
        and least <= node.weight <= MOST
        and node.link_share <= LINKED
        and node.tag not in _APART
        and next(node.element.iterancestors(*_APART), None) is None
        and not named(node.element, _FOREIGN, NEAR)
        and not is_caption(node, draft.index)
        and not is_stamped(node.text)
    )


def _is_second(node: Node, draft: Draft) -> bool:
    """Whether a block is a heading right below the headline, or below others of its kind there."""
    if node.tag not in _HEADINGS or not node.position:
        return False
    around = node.element.getparent()
    above = draft.index.nodes[node.position - 1]
    while above.tag == node.tag and above.position and above.element.getparent() is around:
        above = draft.index.nodes[above.position - 1]
    return _is_headline(above, draft)


def _is_headline(node: Node, draft: Draft) -> bool:
    return node.tag == "h1" and any(same_title(squeeze(node.text), one) for one in draft.titles)


def _is_said(node: Node, draft: Draft) -> bool:
    """Whether the page calls a block a standfirst, or its description says the same."""
    if named(node.element, _NAMED, NEAR):
        return True
    # Old systems name what is within a line.
    for one in (node.element, *node.element.iterchildren("span", "font", "strong", "b")):
        if _SUB.search(one.get("class") or "") and node.key in key(text_of(one)):
            return True
    return _is_described(node, draft)


def _is_described(node: Node, draft: Draft) -> bool:
    said = squeeze(node.text)
    return any(same_title(said, other) or said.startswith(other) for other in draft.standfirsts)


def _begins_description(node: Node, draft: Draft) -> bool:
    return any(other.startswith(squeeze(node.text)) for other in draft.standfirsts)
