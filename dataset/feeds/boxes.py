"""HTML → the boxes that its elements are, one after the other as they close; work is linear.

No tree is built, for what lists links is needed of a page of strangers and no more. Tags that
authors may leave out (HTML, section 13.1.2.4) are closed where it matters; what is nested deeper
than `DEPTH` is as if its tags were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final

DEPTH: Final = 300
"""Elements within one another."""

_HIDDEN: Final = r"script|style|template|textarea|noscript|svg|select|iframe|button"
# No alternative passes a `<`, so each sign is looked at twice at most.
_TOKEN: Final = re.compile(
    rf"<!--.*?(?:-->|\Z)|<({_HIDDEN})\b[^<>]*+(?:/>|>.*?(?:</\1\b[^<>]*+>|\Z))"
    r"|<(/?)([a-z][a-z0-9-]{0,40})"
    r"((?:[^<>\"']|\"[^<\"]*+\"|'[^<']*+')*+|[^<>]*+)>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(
    r"([^\s=/>\"']{1,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.DOTALL
)
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_CLOSES: Final[Mapping[str, frozenset[str]]] = {
    "li": frozenset(("ul", "ol", "menu")),
    "tr": frozenset(("table",)),
    "td": frozenset(("tr", "table")),
    "dt": frozenset(("dl",)),
    "dd": frozenset(("dl",)),
    "p": frozenset(("div", "li", "td", "article", "section", "main", "body")),
    "a": frozenset(("body",)),
}
"""An element that an open one of its name ends at, and within which that one is looked for."""


@dataclass(slots=True, eq=False)
class Box:
    """An element while it is open, or as it closes. `text` is what stands in it, tags apart."""

    tag: str
    attributes: Mapping[str, str]
    parent: Box | None
    text: list[str] = field(default_factory=list)

    @property
    def content(self) -> str:
        """Its text so far."""
        return "".join(self.text)

    def above(self) -> Iterator[Box]:
        """The boxes around it, from the inside out."""
        box = self.parent
        while box is not None:
            yield box
            box = box.parent


def closing(markup: str) -> Iterator[Box]:
    """Each box as it closes, so after those in it; elements without content as they stand."""
    open_boxes: list[Box] = []
    at = 0
    for token in _TOKEN.finditer(markup):
        _write(open_boxes, markup[at : token.start()])
        at = token.end()
        name = (token[3] or "").lower()
        if not name:
            continue
        if token[2]:
            yield from _end(open_boxes, name)
            continue
        if name in _CLOSES:
            yield from _end(open_boxes, name, _CLOSES[name])
        box = Box(name, _attributes(token[4]), open_boxes[-1] if open_boxes else None)
        if name in _VOID:
            yield box
        elif len(open_boxes) < DEPTH:
            open_boxes.append(box)
    _write(open_boxes, markup[at:])
    while open_boxes:
        yield _closed(open_boxes)


def _end(open_boxes: list[Box], name: str, within: frozenset[str] = frozenset()) -> Iterator[Box]:
    for above in range(len(open_boxes) - 1, -1, -1):
        if open_boxes[above].tag == name:
            while len(open_boxes) > above:
                yield _closed(open_boxes)
            return
        if open_boxes[above].tag in within:
            return


def _closed(open_boxes: list[Box]) -> Box:
    box = open_boxes.pop()
    if box.parent is not None and (box.tag in _INLINE or box.tag in _LINES):
        # Cut, so that work stays linear however deep it stands.
        handed = box.content[:_LONGEST]
        box.parent.text.append(handed if box.tag in _INLINE else f" {handed} ")
    return box


_INLINE: Final = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "em", "font", "i", "mark", "q", "small", "span", "strong")
) | frozenset(("sub", "sup", "time", "u"))
_LINES: Final = frozenset(("div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "header", "figcaption"))
_LONGEST: Final = 500
"""Characters of a box that are handed on to the one around it."""


def _write(open_boxes: list[Box], text: str) -> None:
    if open_boxes and text:
        open_boxes[-1].text.append(unescape(text[:_LONGEST]))


def _attributes(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text[:8000]):
        found.setdefault(name.lower(), unescape("".join(values)))
    return found
