"""Text that a page has twice, for wide screens and narrow ones."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import weight
from twa.dataset.pages.body.corrections.phrase_table import ENDS
from twa.dataset.pages.body.corrections.places import QUOTES, named
from twa.dataset.pages.metadata.markup import lineage, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft

SAID, PULLED = 12, 300
"""Letters of what is drawn large of a paragraph."""

NEAR: Final = 3
"""Elements around a block in which a name says that it is quoted."""

LONG: Final = 60
"""Letters (see `blocks.weight`) from which a text that comes again is a copy."""


def once(draft: Draft) -> Draft:
    """Drop lines that say what a line before them has said.

    A refrain stays: it comes again in the very place of the first, among other lines of its own. So
    does a question that is put to several: another answer follows.
    """
    seen: dict[str, int] = {}
    reasons: dict[int, RemovalReason] = {}
    for at, line in enumerate(draft.lines):
        if weight(line.key) < LONG or line.type in ("table", "code"):
            continue
        before = seen.setdefault(line.key, at)
        if before != at and not (_is_refrain(draft, before, at) or _is_asked(draft, before, at)):
            reasons[at] = "repeated"
    for at in _pulled(draft):
        reasons[at] = "repeated"
    return draft.without(reasons)


def _pulled(draft: Draft) -> Iterator[int]:
    """Lines of quotes that are drawn large beside the paragraph they are of, and who says them."""
    above: html.HtmlElement | None = None
    pulled: html.HtmlElement | None = None
    told: list[str] = []
    for at, line in enumerate(draft.lines):
        nodes = draft.nodes(line)
        box = _quote_around(nodes[0]) if nodes else None
        first, above = box is not above, box
        if box is None:
            continue
        said = squeeze(line.text)
        told = told or [squeeze(one.text) for one in draft.lines if one.type == "paragraph"]
        is_told = sum(said in other for other in told) > (line.type == "paragraph")
        if first and is_told and SAID <= weight(said) <= PULLED:
            pulled = box
            yield at
        elif (
            box is pulled and weight(line.key) <= LONG and (is_told or not line.text.endswith(ENDS))
        ):
            yield at


def _quote_around(node: Node) -> html.HtmlElement | None:
    """The outermost of the elements close around a block that is called a quote."""
    around = [
        one
        for one in islice(lineage(node.element), NEAR)
        if one.tag == "blockquote" or named(one, QUOTES, 1)
    ]
    return around[-1] if around else None


def _is_refrain(draft: Draft, before: int, at: int) -> bool:
    one, other = (draft.nodes(draft.lines[place])[:1] for place in (before, at))
    if not one or not other:
        return False
    (first,), (again,) = one, other
    return (
        again.position - first.position > 1
        and first.element.getparent() is again.element.getparent()
        and _sign(first.element) == _sign(again.element)
    )


def _is_asked(draft: Draft, before: int, at: int) -> bool:
    """Whether a line is a question, and what follows it is not what followed it before."""
    lines = draft.lines
    if at + 1 >= len(lines) or not lines[at].text.endswith(("?", "？", "؟")):
        return False
    return lines[at + 1].key != lines[before + 1].key


def _sign(element: html.HtmlElement) -> tuple[str, str | None]:
    return str(element.tag), element.get("class")
