"""A page as lines of text in reading order, and where among them the article's head stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.markup import fold, lineage, names_of, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

MOST: Final = 4000
"""Lines of a page that are looked at."""

_SKIPPED: Final = frozenset(
    ("script", "style", "noscript", "template", "svg", "nav", "form", "select", "iframe", "head")
)
_BLOCKS: Final = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "td", "th", "tr", "table", "tbody", "section", "article"),
        *("header", "footer", "main", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr"),
        *("figure", "figcaption", "blockquote", "address", "dl", "dt", "dd", "pre", "body", "a-"),
    )
)
_WIDE: Final = expression(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

PROSE: Final = 140
"""Characters of a line that is taken for a paragraph; a character of Chinese counts for three."""


@dataclass(slots=True)
class VisibleLine:
    """One line: its text, the block it stands in, and the elements within that bear names."""

    text: str
    block: HtmlElement
    inner: list[HtmlElement] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Its length as prose."""
        wide = 0 if self.text.isascii() else len(_WIDE.findall(self.text))
        return len(self.text) + 2 * wide


AFTER: Final = 40
"""Lines below a headline that are its head, where paragraphs do not end it sooner."""


@dataclass(frozen=True)
class Head:
    """Where in the lines of a page its headline is, and its paragraphs.

    `ended` is the last paragraph of the article, where others follow that are not of it.
    """

    line: int | None
    paragraphs: tuple[int, ...]
    ended: int | None = None

    @cached_property
    def first(self) -> int:
        """The line of the first paragraph below the headline."""
        after = [n for n in self.paragraphs if self.line is None or n > self.line]
        return after[0] if after else (self.line or 0) + AFTER

    @cached_property
    def end(self) -> int:
        """The line after which no byline of the head stands: the third paragraph."""
        after = [n for n in self.paragraphs if self.line is None or n > self.line]
        limit = (self.line or 0) + AFTER
        return min(after[2], limit) if len(after) > 2 else limit

    @cached_property
    def last(self) -> int:
        """The line of the last paragraph."""
        if self.ended is not None:
            return self.ended
        return self.paragraphs[-1] if self.paragraphs else (self.line or 0)


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A page's lines, where its head is, and the heading element, if it has one."""

    lines: Sequence[VisibleLine]
    head: Head
    heading: HtmlElement | None

    @property
    def headline(self) -> str:
        """The words of the headline; none where no line is one."""
        return "" if self.head.line is None else self.lines[self.head.line].text


def read(root: HtmlElement) -> list[VisibleLine]:
    """The lines of a page, less menus, forms and what is not shown."""
    found: list[VisibleLine] = []
    pieces: list[str] = []
    inner: list[HtmlElement] = []
    stack: list[HtmlElement] = [root]

    def flush(block: HtmlElement) -> None:
        if pieces:
            text = fold("".join(pieces))
            if text:
                found.append(VisibleLine(text, block, list(inner)))
            pieces.clear()
        inner.clear()

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED:
                walk.skip_subtree()
                continue
            if tag in _BLOCKS:
                flush(stack[-1])
                if tag != "br":
                    stack.append(element)
            else:
                pieces.append(" ")
                inner.append(element)
            if element.text:
                pieces.append(element.text)
        else:
            if tag in _BLOCKS:
                if tag != "br":
                    flush(element)
                    if len(stack) > 1:
                        stack.pop()
            elif tag not in _SKIPPED:
                pieces.append(" ")
            if element.tail:
                pieces.append(element.tail)
        if len(found) >= MOST:
            break
    flush(root)
    return found


def headline(
    found: Sequence[VisibleLine], heading: HtmlElement | None, title: str | None
) -> int | None:
    """The number of the line that is the article's headline."""
    if heading is not None:
        inside = set(heading.iter())
        for number, line in enumerate(found):
            if line.block in inside or heading in line.inner or heading is line.block:
                return number
    key = squeeze(title or "")
    first: int | None = None
    for number, line in enumerate(found):
        if len(line.text) < 400 and len(key) >= 4 and squeeze(line.text) == key:
            if line.block.tag in ("h1", "h2", "h3"):
                return number
            first = number if first is None else first
    main = next((n for n, line in enumerate(found) if line.block.tag == "h1"), None)
    return first if main is None else main


def end(found: Sequence[VisibleLine], paragraphs: Sequence[int], at: int | None) -> int | None:
    """The last of the paragraphs that the innermost element has which holds most of them.

    Behind it stand comments, other articles and what the site says of itself. None where no
    paragraphs stand below the headline, which is at `at`.
    """
    below = {number: found[number].size for number in paragraphs if at is None or number > at}
    total = sum(below.values())
    held: Counter[HtmlElement] = Counter()
    for number, size in below.items():
        block = found[number].block
        for element in lineage(block):
            held[element] += size
    most = [element for element, size in held.items() if 2 * size > total]
    if not most:
        return None
    # Those that hold most of the text lie in each other.
    inner = max(most, key=lambda element: sum(1 for _ in element.iterancestors()))
    return max(n for n in below if inner in lineage(found[n].block))


def prose(found: Sequence[VisibleLine]) -> list[int]:
    """The numbers of the lines that are paragraphs, not lists of links."""
    return [
        number
        for number, line in enumerate(found)
        if line.size >= PROSE
        and line.block.tag not in ("figcaption", "footer", "figure")
        and "caption" not in names_of(line.block).lower()
    ]
