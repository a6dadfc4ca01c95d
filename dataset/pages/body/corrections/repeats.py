"""Text that a page has twice, for wide screens and narrow ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import weight

if TYPE_CHECKING:
    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.draft import Draft

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
    return draft.without(reasons)


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
