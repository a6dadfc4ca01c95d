"""A page's text as a flat list of blocks, made in one walk and asked many times.

Extractors answer with text; what tells promotion from prose is where in the page
that text stands, how much of it is links and what stands beside it. `Index` keeps
this for every block of a page and finds the blocks that an extracted line came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree, html


def words(listed: str) -> frozenset[str]:
    """A set of names, written as one string."""
    return frozenset(listed.split())


# HTML elements that end a line of text, and the names trafilatura gives to the same.
BLOCK_TAGS: Final = words(
    "address article aside blockquote body caption center dd details dialog div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html "
    "legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "item quote code list row cell graphic"
)
_SILENT: Final = words(
    "audio button canvas datalist embed iframe input map math meta noscript object optgroup "
    "option picture script select source style svg template textarea title track video"
)
_BREAKS: Final = frozenset(("br", "lb"))


def key(text: str) -> str:
    """What two spellings of the same text share: all but the white space."""
    return "".join(text.split())


@dataclass(slots=True, eq=False)
class Node:
    """One run of text between two block boundaries of a tree.

    `element` is the innermost block element around it, `linked` how many characters
    of `key` stand in links, `hrefs` where those lead. `start` is the offset of `key`
    in the text of the whole index.
    """

    element: html.HtmlElement
    text: str
    key: str
    linked: int
    hrefs: tuple[str, ...]
    position: int = 0
    start: int = 0

    @property
    def tag(self) -> str:
        """Name of the block element around the run."""
        return str(self.element.tag)

    @property
    def link_share(self) -> float:
        """Share of the characters that stand in links, 0 to 1."""
        return self.linked / len(self.key)


def runs(root: html.HtmlElement, *, page: bool = False) -> Iterator[Node]:
    """Every run of text under `root` in document order. Linear in the size of the tree.

    A single line break is a space, two are a boundary. `page` tells a page from a
    fragment of trafilatura's, which calls its headings `head`.
    """
    silent = _SILENT | {"head"} if page else _SILENT
    boundaries = BLOCK_TAGS - {"head"} if page else BLOCK_TAGS
    walk = etree.iterwalk(root, events=("start", "end"))
    parts: list[str] = []
    linked: list[str] = []
    hrefs: list[str] = []
    owners = [root]
    in_link = breaks = 0

    def take() -> Node | None:
        words = "".join(parts).split()
        parts.clear()
        node = None
        if words:
            linked_length = len(key("".join(linked))) if linked else 0
            node = Node(owners[-1], " ".join(words), "".join(words), linked_length, tuple(hrefs))
        linked.clear()
        hrefs.clear()
        return node

    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in silent:
                walk.skip_subtree()
                continue
            text = element.text
            if tag in boundaries:
                if parts and (node := take()):
                    yield node
                owners.append(element)
            elif tag == "a":
                in_link += 1
                if href := element.get("href"):
                    hrefs.append(href)
            elif tag in _BREAKS:
                breaks += 1
                if breaks > 1 and parts and (node := take()):
                    yield node
                parts.append(" ")
        else:
            if tag in boundaries:
                if parts and (node := take()):
                    yield node
                if element is not root:
                    owners.pop()
            elif tag == "a":
                in_link -= 1
            if element is root:
                break
            text = element.tail
        if text:
            parts.append(text)
            if in_link:
                linked.append(text)
            if breaks and not text.isspace():
                breaks = 0
    if parts and (node := take()):
        yield node


@dataclass(slots=True)
class Index:
    """All text of a page in document order, found again by its content."""

    nodes: list[Node]
    text: str = ""
    starts: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, tree: html.HtmlElement) -> Index:
        """The index of a page."""
        body = tree.find("body")
        index = cls(list(runs(tree if body is None else body, page=True)))
        offset = 0
        for position, node in enumerate(index.nodes):
            node.position, node.start = position, offset
            index.starts.append(offset)
            offset += len(node.key)
        index.text = "".join(node.key for node in index.nodes)
        return index

    def find(self, wanted: str, after: int = 0) -> tuple[int, int] | None:
        """First and last node that `wanted` (a key) stands in, after an offset if it can be."""
        if not wanted:
            return None
        offset = self.text.find(wanted, after)
        if offset < 0 and after:
            offset = self.text.find(wanted)
        if offset < 0:
            return None
        return self._at(offset), self._at(offset + len(wanted) - 1)

    def _at(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1
