"""Correction: sets the standfirst apart, the sentences between headline and text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import weight, words
from twa.dataset.pages.body.corrections.captions import is_caption
from twa.dataset.pages.body.corrections.places import FURNITURE, named
from twa.dataset.pages.body.corrections.titles import PROSE, TOP, same_title
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft, Line

LEAST: Final = 40
"""Letters (see `blocks.weight`) of a standfirst."""

SHORT: Final = 20
"""Letters of one that is a heading."""

MOST: Final = 1000
"""Letters of one at most: what is longer is text."""

LINKED: Final = 0.3
"""Share of links from which a block introduces nothing."""

BEFORE: Final = 15
"""Blocks before the text among which its standfirst is looked for."""

NEAR: Final = 3
"""Elements around a block in which a name says that it is a standfirst, or something else."""

FEW: Final = 3
"""Blocks of which a standfirst has fewer than this many."""

_NAMED: Final = words(
    "standfirst lead lede leadtext intro introtext introduction teaser excerpt dek deck subtitle "
    "subhead subheading subheadline summary abstract chapo chapeau preface description sommaire "
    "entradilla bajada copete sumario sapo ingress vorspann anriss anleser occhiello sommario "
    "catenaccio resumo linhafina manchet underrubrik kicker strapline tagline standout "
    "spot synopsis announce anons perex podtitul podnadpis nadnaslov podnaslov zajawka wstep "
    "beharangozo bevezeto accroche soustitre subtitulo subtitular antetitulo subtitolo ozet "
    "undertitel onderkop"
)
_HEADINGS: Final = ("h2", "h3", "h4")
_APART: Final = ("aside", "figure", "figcaption", "nav", "footer", "form", "table", "button")
_FOREIGN: Final = (FURNITURE - {"teaser"}) | words("authors bio contributor profile people")


def standfirst(draft: Draft) -> Draft:
    """Move a standfirst to its own field: a heading of the draft's, or what it left before it."""
    for at, line in _before_prose(draft):
        if line.type == "heading" and line.level and weight(line.key) >= PROSE // 3:
            said = squeeze(line.text)
            described = any(same_title(said, other) for other in draft.standfirsts)
            if described or (at == 0 and _is_near(draft)):
                lines = draft.lines[:at] + draft.lines[at + 1 :]
                return replace(draft, lines=lines, standfirst=line.text)
    found = _left_before(draft)
    return replace(draft, standfirst="\n".join(node.text for node in found)) if found else draft


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
    """Blocks that introduce the text: by their place, and by a name or the page's description."""
    first = min((line.first for line in draft.lines if line.first is not None), default=0)
    before = draft.index.nodes[max(0, first - BEFORE) : first]
    headline = next(
        (
            at
            for at in range(len(before) - 1, -1, -1)
            if any(same_title(squeeze(before[at].text), title) for title in draft.titles)
        ),
        None,
    )
    reasons = draft.reasons
    taken = {line.key for line in draft.lines}
    found = {
        node.key: node
        for node in (before if headline is None else before[headline + 1 :])
        if node.position not in reasons
        and node.key not in taken
        and _may_be(node)
        and (_is_said(node, draft) or _is_second(node, draft))
    }
    return list(found.values()) if len(found) < FEW else []


def introduces(node: Node) -> bool:
    """Whether a block is as long as a standfirst, and the page calls it one."""
    return _may_be(node) and named(node.element, _NAMED, NEAR)


def _may_be(node: Node) -> bool:
    least = SHORT if node.tag in _HEADINGS else LEAST
    return (
        least <= node.weight <= MOST
        and node.link_share <= LINKED
        and node.tag not in _APART
        and next(node.element.iterancestors(*_APART), None) is None
        and not named(node.element, _FOREIGN, NEAR)
        and not is_caption(node)
    )


def _is_second(node: Node, draft: Draft) -> bool:
    """Whether a block is a heading that stands right below the headline."""
    if node.tag not in _HEADINGS or not node.position:
        return False
    above = draft.index.nodes[node.position - 1]
    return above.tag == "h1" and any(same_title(squeeze(above.text), one) for one in draft.titles)


def _is_said(node: Node, draft: Draft) -> bool:
    """Whether the page calls a block a standfirst, or its description says the same."""
    if named(node.element, _NAMED, NEAR):
        return True
    said = squeeze(node.text)
    return any(same_title(said, other) or said.startswith(other) for other in draft.standfirsts)
