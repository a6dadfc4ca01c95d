"""The text of a page as a flat list of blocks.

Extractors answer with text; what tells promotion from prose is where in the page
that text stands, how much of it is links and what stands beside it. `Index` keeps
this for every block of a page and finds the blocks that an extracted line came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml import etree, html

from twa.dataset.expressions import expression

text_of: Final = etree.XPath("string()", smart_strings=False)
"""All text under an element, as it stands."""


def words(listed: str) -> frozenset[str]:
    """A set of names, written as one string."""
    return frozenset(listed.split())


# HTML elements that end a line of text.
_HTML: Final = words(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu "
    "nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
# What trafilatura makes of them.
_TEI: Final = _HTML | words("cell graphic head item list quote row")
_SILENT: Final = words(
    "audio button canvas datalist embed iframe input map math meta noscript object optgroup "
    "option picture script select source style svg template textarea title track video"
)
# Elements of trafilatura's within which its `code` is a part of the line.
_LINES: Final = words("cell head item p")
_VERBATIM: Final = frozenset(("pre", "code"))
_BREAKS: Final = frozenset(("br", "lb"))


# Han, kana and Hangul say in one character what takes two or three letters.
_DENSE: Final = expression(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


def weight(text: str) -> int:
    """Length of a text in letters, whatever its script: thresholds are in these."""
    if text.isascii():
        return len(text)
    return len(text) + 2 * (_dense(text) if len(text) <= _LINE else len(_DENSE.findall(text)))


_LINE: Final = 2000
"""Characters up to which a text is asked for its weight many times over, as the lines of a page."""


@lru_cache(maxsize=1024)
def _dense(text: str) -> int:
    return len(_DENSE.findall(text))


def key(text: str) -> str:
    """What two spellings of the same text share: all but the white space."""
    return "".join(text.split())


def sizes_around(sized: Iterable[tuple[html.HtmlElement, int]]) -> dict[html.HtmlElement, int]:
    """Elements → the sizes of those under them, added up: each one's outer ones from within."""
    beside: dict[html.HtmlElement | None, int] = {}
    for element, size in sized:
        parent = element.getparent()
        beside[parent] = beside.get(parent, 0) + size
    found: dict[html.HtmlElement, int] = {}
    for parent, size in beside.items():
        # Most paragraphs stand side by side: their outer elements are walked once.
        at = parent
        while at is not None:
            found[at] = found.get(at, 0) + size
            at = at.getparent()
    return found


@dataclass(slots=True, eq=False)
class Node:
    """One run of text between two block boundaries of a tree.

    `element` is the innermost block element around it, `tag` its name, `linked` how many characters
    of `key` stand in links, `hrefs` where those lead; `weight` is its length in letters
    (see `weight`). `start` is the offset of `key`
    in the text of the whole index.
    """

    element: html.HtmlElement
    tag: str
    text: str
    key: str
    linked: int
    hrefs: tuple[str, ...]
    weight: int
    position: int = 0
    start: int = 0

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
    boundaries = _HTML if page else _TEI
    walk = etree.iterwalk(root, events=("start", "end"))
    parts: list[str] = []
    linked: list[str] = []
    hrefs: list[str] = []
    around: list[str] = []
    owners = [root]
    in_link = breaks = 0

    def take() -> Node | None:
        raw = "".join(parts)
        said = raw.split()
        parts.clear()
        node = None
        if said:
            owner = owners[-1]
            linked_length = len(key("".join(linked))) if linked else 0
            tag = str(owner.tag)
            text = raw.strip("\n").rstrip() if tag in _VERBATIM else " ".join(said)
            solid = "".join(said)
            node = Node(owner, tag, text, solid, linked_length, tuple(hrefs), weight(solid))
        linked.clear()
        hrefs.clear()
        # A link that goes on in the next block leads from there too.
        hrefs.extend(around)
        return node

    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in silent:
                walk.skip_subtree()
                continue
            text = element.text
            if tag in boundaries or (tag == "code" and not page and _stands_alone(element)):
                if parts and (node := take()):
                    yield node
                owners.append(element)
            elif tag == "a":
                in_link += 1
                if href := element.get("href"):
                    hrefs.append(href)
                    around.append(href)
            elif tag in _BREAKS:
                breaks += 1
                if breaks > 1 and parts and (node := take()):
                    yield node
                parts.append(" ")
        else:
            if element is owners[-1]:
                if parts and (node := take()):
                    yield node
                if element is not root:
                    owners.pop()
            elif tag == "a":
                in_link -= 1
                if element.get("href"):
                    ended = around.pop()
                    if not parts and hrefs:
                        hrefs.remove(ended)
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


def _stands_alone(code: html.HtmlElement) -> bool:
    parent = code.getparent()
    return parent is None or parent.tag not in _LINES


@dataclass(slots=True)
class Index:
    """All text of a page in document order, found again by its content.

    `elements` are all of the page: lxml makes them anew in each walk where nobody holds them.
    `pictured` says which of them hold a picture and its caption, of those that were asked,
    `captions` which blocks say what a picture shows.
    """

    nodes: list[Node]
    elements: list[html.HtmlElement] = field(default_factory=list)
    text: str = ""
    starts: list[int] = field(default_factory=list)
    pictured: dict[html.HtmlElement, bool] = field(default_factory=dict)
    captions: dict[Node, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: html.HtmlElement) -> Index:
        """The index of a page."""
        body = tree.find("body")
        elements = list(tree.iter())
        index = cls(list(runs(tree if body is None else body, page=True)), elements)
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
