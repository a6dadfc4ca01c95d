"""The body of an article under correction: lines, each tied to its node in the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.article import BlockType, RemovalReason, Removed, TextBlock
from twa.dataset.pages.body.blocks import Index, Node, key, runs, text_of, weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml import html

_TYPES: Final[dict[str, BlockType]] = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6", "summary"), "heading"),
    **dict.fromkeys(("item", "li", "dd", "dt"), "list-item"),
    **dict.fromkeys(("quote", "blockquote"), "quote"),
    **dict.fromkeys(("row", "cell", "tr", "td", "th"), "table"),
    **dict.fromkeys(("code", "pre"), "code"),
}
_LISTS: Final = frozenset(("ul", "ol", "list"))
_SENTENCES: Final = frozenset(("p", "li", "dd", "blockquote", "h2", "h3", "h4"))
_LEVEL: Final = {f"h{n}": n for n in range(1, 7)}
_DEFAULT_LEVEL: Final = 2

PARTS: Final = 3
"""Paragraphs of a cell that are prose together."""

CELL: Final = 200
"""Characters from which a table's cell is prose: the table is a layout."""

MISSING: Final = 60
"""Letters (see `blocks.weight`) that an extractor has dropped from within a block for no reason."""

FEW: Final = 20
"""As many, where the block is a sentence by its element."""

LINKED: Final = 0.3
"""Share of links from which what was dropped may be a menu."""


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the draft. `first` and `last` are the page's nodes it came from, or null."""

    type: BlockType
    text: str
    key: str
    level: int | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a correction sees, and what it gives back changed.

    `titles` are the keys of everything the page calls its title, `standfirsts` of
    its description; `gone` are lines that were dropped, and why; `authors` are names,
    `article_body` is JSON-LD's, `url` the page's;
    `live` says that it is a live blog.
    """

    lines: tuple[Line, ...]
    index: Index
    url: str
    titles: tuple[str, ...] = ()
    standfirsts: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    article_body: str | None = None
    live: bool = False
    gone: tuple[tuple[Line, RemovalReason], ...] = ()
    standfirst: str | None = None

    def without(self, reasons: Mapping[int, RemovalReason]) -> Draft:
        """The draft less the lines at these places; what they said goes to `removed`."""
        if not reasons:
            return self
        kept = tuple(line for at, line in enumerate(self.lines) if at not in reasons)
        gone = tuple((self.lines[at], reasons[at]) for at in sorted(reasons))
        return replace(self, lines=kept, gone=self.gone + gone)

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What was dropped, and why."""
        return tuple(Removed(line.text, reason) for line, reason in self.gone)

    @property
    def reasons(self) -> dict[int, RemovalReason]:
        """Position of a node → why it was dropped."""
        return {
            at: reason
            for line, reason in self.gone
            if line.first is not None and line.last is not None
            for at in range(line.first, line.last + 1)
        }

    def with_lines(self, lines: Iterable[Line]) -> Draft:
        """The draft with other lines."""
        return replace(self, lines=tuple(lines))

    def nodes(self, line: Line) -> list[Node]:
        """The page's nodes a line came from, none where it was not found."""
        if line.first is None or line.last is None:
            return []
        return self.index.nodes[line.first : line.last + 1]


def blocks_of(draft: Draft) -> tuple[TextBlock, ...]:
    """The body of an article: rows that follow each other in one table are one block."""
    blocks: list[TextBlock] = []
    before: html.HtmlElement | None = None
    for line in draft.lines:
        nodes = draft.nodes(line) if line.type == "table" else []
        table = next(nodes[0].element.iterancestors("table"), None) if nodes else None
        if table is not None and table is before:
            blocks[-1] = replace(blocks[-1], text=f"{blocks[-1].text}\n{_row(line, nodes)}")
        else:
            text = line.text if table is None else _row(line, nodes)
            blocks.append(TextBlock(line.type, text, line.level))
        before = table
    return tuple(blocks)


def _row(line: Line, nodes: list[Node]) -> str:
    """The text of a row with its empty cells, if the line is the whole row."""
    row = next(nodes[0].element.iterancestors("tr"), None)
    if row is None:
        return line.text
    cells = [" ".join(text_of(cell).split()) for cell in row.iterchildren("td", "th")]
    whole = key("".join(cells)) == line.key and len(cells) > 1
    return " | ".join(cells) if whole else line.text


def lines_of(body: html.HtmlElement, index: Index) -> tuple[Line, ...]:
    """An extractor's result as lines, each found again in the page, in its order."""
    lines: list[Line] = []
    offset = 0
    for line in _raw_lines(body):
        found = index.find(line.key, offset)
        if found is None:
            lines.append(line)
            continue
        first, last = found
        offset = index.nodes[first].start
        lines.extend(_placed(line, index.nodes[first : last + 1]))
    return tuple(_made_whole(_in_order(lines), index))


def _in_order(lines: list[Line]) -> list[Line]:
    """The lines as the page has them: extractors put what they find late at the end.

    A line that was not found in the page stays behind the one before it.
    """
    places: list[int] = []
    for line in lines:
        before = places[-1] if places else 0
        places.append(before if line.first is None else line.first)
    return [lines[at] for at in sorted(range(len(lines)), key=places.__getitem__)]


def _made_whole(lines: list[Line], index: Index) -> Iterator[Line]:
    """The lines; where they are a part of a block, and much of it is missing, the block instead."""
    held: Counter[int] = Counter()
    for line in lines:
        if line.first is not None and line.first == line.last:
            held[line.first] += weight(line.key)
    broken = {
        at
        for at, size in held.items()
        if (node := index.nodes[at]).link_share < LINKED
        and node.weight - size >= (FEW if node.tag in _SENTENCES else MISSING)
    }
    for line in lines:
        if line.first not in broken or line.first != line.last:
            yield line
        elif held.pop(line.first, 0):
            yield replace(line, text=index.nodes[line.first].text, key=index.nodes[line.first].key)


def _raw_lines(body: html.HtmlElement) -> Iterator[Line]:
    """Runs of the result, cells of one table row together."""
    before: Line | None = None
    row: html.HtmlElement | None = None
    for node in runs(body):
        kind, level, inside = _kind(node.element, body)
        if before is not None and inside is not None and inside is row:
            text, wanted = f"{before.text} | {node.text}", before.key + node.key
            before = replace(before, text=text, key=wanted)
            continue
        if before is not None:
            yield before
        before, row = Line(kind, node.text, node.key, level), inside
    if before is not None:
        yield before


def _placed(line: Line, nodes: list[Node]) -> list[Line]:
    """A line where it was found: as the page has it in blocks, if it covers them wholly.

    Fallbacks give whole pages as one paragraph, and layouts are tables of prose.
    """
    first, last = nodes[0], nodes[-1]
    whole = sum(len(node.key) for node in nodes) == len(line.key)
    laid_out = line.type == "table" and _longest_cell(nodes) >= CELL
    if whole and (len(nodes) == 1 or line.type != "table" or laid_out):
        placed = [line_of(node) for node in nodes]
        if line.type in ("code", "quote"):
            # What is preformatted is code, though extractors take it for a quotation.
            placed = [
                one if one.type == "code" else replace(one, type=line.type, level=None)
                for one in placed
            ]
        if laid_out:
            placed = [
                replace(one, type="paragraph") if one.type == "table" else one for one in placed
            ]
        return placed
    kind, level = _page_kind(first, line.type, line.level)
    if laid_out and kind == "table":
        kind = "paragraph"
    return [replace(line, type=kind, level=level, first=first.position, last=last.position)]


def _longest_cell(nodes: list[Node]) -> int:
    """Letters of the element that has most; breaks may part its text into many blocks.

    A cell has those of its paragraphs, where there are several.
    """
    held: Counter[html.HtmlElement] = Counter()
    cells: dict[html.HtmlElement, list[int]] = {}
    for node in nodes:
        held[node.element] += node.weight
        if node.tag == "p" and (cell := next(node.element.iterancestors("td"), None)) is not None:
            cells.setdefault(cell, []).append(node.weight)
    return max(*held.values(), *(sum(sizes) for sizes in cells.values() if len(sizes) >= PARTS), 0)


def line_of(node: Node) -> Line:
    """A node of the page as a line."""
    kind, level, _ = _kind(node.element, None)
    return Line(kind, node.text, node.key, level, node.position, node.position)


def _page_kind(node: Node, kind: BlockType, level: int | None) -> tuple[BlockType, int | None]:
    """The page knows better than the extractor, whose fallbacks make paragraphs of all."""
    if kind == "paragraph":
        found, found_level, _ = _kind(node.element, None)
        return found, found_level
    if kind == "heading":
        return kind, _LEVEL.get(node.tag, level)
    return kind, level


def _kind(
    element: html.HtmlElement, stop: html.HtmlElement | None
) -> tuple[BlockType, int | None, html.HtmlElement | None]:
    """Type and level of a run by the elements around it, and the table row it stands in."""
    at: html.HtmlElement | None = element
    for _ in range(6):
        if at is None or at is stop:
            break
        kind = _TYPES.get(at.tag)
        if kind == "heading":
            return kind, _LEVEL.get(at.get("rend") or at.tag, _DEFAULT_LEVEL), None
        if kind == "list-item":
            return kind, max(1, sum(1 for _ in at.iterancestors(*_LISTS))), None
        if kind == "table" and stop is None and (at is not element or weight(_own(at)) >= CELL):
            # Prose laid out in a table: its cells hold paragraphs, or are some.
            return "paragraph", None, None
        if kind == "table":
            row = at if at.tag in ("row", "tr") else at.getparent()
            return kind, None, row
        if kind:
            return kind, None, None
        at = at.getparent()
    return "paragraph", None, None


def _own(cell: html.HtmlElement) -> str:
    """What stands in a cell, as far as it takes to tell prose."""
    return (cell.text or "") + "".join(child.tail or "" for child in cell[:CELL])
