"""Elements that extractors misread, made into such as they read as readers do.

Formulas and code are there once, `q` has its marks, an inline element that extractors drop from
the middle of a sentence is a `span`, and what scripts would attach stands in its place.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.pages.body.blocks import text_of, words
from twa.dataset.pages.body.corrections.places import FACTS, named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

MUCH: Final = 0.4
"""Share of a page's text from which nothing is taken for hidden: a script will show it."""

LINKED: Final = 80
"""Characters from which a link is as long as a paragraph."""

TOLD: Final = 60
"""Characters of a paragraph; a caption with two of them is text."""

UNCLOSED: Final = 3
"""Such links to one place from which they are one that was never closed."""

NUMBERED: Final = 3
"""Numbers in a row, each in an element of its own, that are those of lines of code."""

TURNS: Final = 20
"""Times that all the text of a page is measured anew before it is measured at once."""

OPENING: Final = 12
"""Characters of what opens a section of an article; the parts of a menu are called shorter."""

_WITHIN_TEXT: Final = words("time ins label output data kbd samp tt var")
_MENDED: Final = _WITHIN_TEXT | words(
    "template q math figure figcaption form fieldset dialog wbr span button aside"
)
_ACTIVE: Final = ("a", "button", "input", "select", "iframe")
_NUMBERS: Final = words(
    "gutter linenos lineno linenumbers line-numbers line-number blob-num hljs-ln-numbers "
    "rouge-gutter crayon-nums linenodiv"
)
_BLOCKS: Final = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section"),
    *("article", "blockquote", "pre", "figure", "main", "header", "footer", "aside"),
)
_POST: Final = "instagram-media"
_TWEET: Final = "twitter-tweet"
_NONE: Final = "unclosed"
_CELLS: Final = ("tbody", "thead", "tfoot", "tr", "td", "th")
_HEADINGS: Final = words("h2 h3 h4 h5 h6")
_SENTENCES: Final = words("p li dd td blockquote h1 h2 h3 h4 h5 h6 a b i em strong span font small")
_QUOTED: Final = {
    "de": "„“",
    "fr": "«»",
    "it": "«»",
    "es": "«»",
    "ru": "«»",
    "ja": "「」",
    "zh": "“”",
}
# Zero-width space, soft hyphen, word joiner, byte order mark: they part no words.
_UNSEEN: Final = dict.fromkeys((0x200B, 0xAD, 0x2060, 0xFEFF))
_UNSEEN_SIGNS: Final = tuple(map(chr, _UNSEEN))
_DIGITS: Final = re.compile(r"[\d\s]*")


def set_formulas(tree: HtmlElement) -> None:
    """Formulas as text: the TeX that they were made of, else what they show."""
    for formula in list(tree.iter("math")):
        tex = formula.xpath('.//annotation[contains(@encoding, "tex")]')
        said = text_of(tex[0]) if tex else formula.get("alttext")
        if not said:
            for note in formula.xpath(".//annotation | .//annotation-xml"):
                note.drop_tree()
            said = "".join(formula.itertext())
        tail = formula.tail
        formula.clear()
        formula.tag, formula.text, formula.tail = "span", " ".join(said.split()), tail
        for around in formula.iterancestors():
            # What is there for devices only is the one copy that is text.
            if around.tag in _SENTENCES and around.tag != "span":
                break
            around.attrib.pop("class", None)
            around.attrib.pop("style", None)
            if around.tag not in ("span", "mjx-assistive-mml"):
                break
    for script in list(tree.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            before = script.getprevious()
            if before is not None and "MathJax" in (before.get("class") or ""):
                before.drop_tree()
            script.tag = "span"
            script.attrib.clear()


def set_streamed(tree: HtmlElement) -> None:
    """Put what a server sends late (React: `S:1`, hidden) where its place is kept (`B:1`)."""
    parts = [part for part in tree.iter("div") if (part.get("id") or "").startswith("S:")]
    if not parts:
        return
    places = {place.get("id"): place for place in tree.iter("template")}
    for part in parts:
        part.attrib.pop("hidden", None)
        place = places.get("B:" + (part.get("id") or "")[2:])
        if place is None or place in part.iter("template"):
            continue
        place.addprevious(part)


def to_mend(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Those of the elements that `mend` looks at."""
    return [element for element in elements if element.tag in _MENDED or "-" in element.tag]


def close_links(tree: HtmlElement, lengths: Measured) -> None:
    """A link that was never closed goes on in each paragraph that follows: it is none."""
    links: dict[str, list[HtmlElement]] = {}
    for link in tree.iter("a"):
        if href := link.get("href"):
            links.setdefault(href, []).append(link)
    for same in links.values():
        if len(same) < UNCLOSED:
            continue
        long = [said for said in map(lengths, same) if said >= LINKED]
        if len(long) >= UNCLOSED or (long and sum(long) >= MUCH * lengths.total):
            for link in same:
                link.tag = _NONE
    # All at once: to drop them one by one counts the children before each.
    etree.strip_tags(tree, _NONE)


def drop_returns(tree: HtmlElement) -> None:
    """Links to a place of the page that say nothing but a sign: back from a note, to a heading."""
    for link in list(tree.iter("a")):
        if (link.get("href") or "")[:1] == "#" and not len(link):
            said = (link.text or "").strip()
            if said and not any(map(str.isalnum, said)):
                link.drop_tree()


def set_posts(tree: HtmlElement, lengths: Measured) -> None:
    """Posts that a script will put in: what stands there until then only names and links them."""
    for post in [one for one in tree.iter("blockquote") if one.get("class")]:
        called, links = post.get("class", ""), list(post.iter("a"))
        if _TWEET in called and links and lengths(post) <= min(sum(map(lengths, links)), LINKED):
            post.drop_tree()  # one that is gone is a link alone
        for link in links if _POST in called else ():
            around = link.getparent()
            part = around if around is not None and around.tag == "p" else link
            if part.getparent() is not None and lengths(part) < LINKED:
                part.drop_tree()


def set_layout(tree: HtmlElement, lengths: Measured) -> None:
    """Tables that lay out a page, one of whose cells holds much of its text, are no tables."""
    much = MUCH * lengths.total
    large: list[HtmlElement] = []
    for table in list(tree.iter("table")):
        around = next(table.iterancestors("table"), None)
        if (around is None or around in large) and lengths(table) >= much:
            large.append(table)
    for table in large:
        parts = [part for part in table.iter(*_CELLS) if next(part.iterancestors("table")) is table]
        if any(part.tag == "td" and lengths(part) >= much for part in parts):
            for part in (table, *parts):
                part.tag = "div"


def mend(element: HtmlElement, lengths: Measured) -> None:
    """Make of an element one that extractors understand as readers do."""
    tag = element.tag
    parent = element.getparent()
    if parent is None:
        return
    if tag == "span":
        if element.attrib and parent.tag in _SENTENCES and _in_sentence(element, parent):
            # Extractors drop spans by their names, from the middle of sentences too.
            element.attrib.clear()
    elif tag in _WITHIN_TEXT:
        if parent.tag in _SENTENCES and _in_sentence(element, parent):
            element.tag = "span"
            element.attrib.clear()
    elif tag == "template":
        if element.get("shadowrootmode") in ("open", "closed"):
            element.tag = "div"
        else:
            element.drop_tree()
    elif tag == "q":
        _quote(element)
    elif tag == "wbr":
        element.drop_tag()
    elif tag == "button":
        # What opens a section and is its heading (WAI-ARIA APG, "Accordion").
        if parent.tag in _HEADINGS and lengths(element) >= OPENING:
            element.drop_tag()
    elif tag == "figure":
        if element.find(".//table") is not None or _quotes(element):
            element.tag = "div"
            if element.find("blockquote") is not None and element.find(".//img") is None:
                for said_by in element.findall("figcaption"):
                    said_by.tag = "p"
    elif tag == "figcaption":
        if _tells(element, lengths):
            element.tag = "div"
            element.attrib.clear()
            for figure in element.iterancestors("figure"):
                figure.tag = "div"
    elif tag == "aside":
        if named(element, FACTS, 1) and _stands_amid(element, lengths):
            element.tag = "div"
    elif tag in ("fieldset", "dialog"):
        if lengths(element) >= MUCH * lengths.total:
            element.tag = "div"
        elif tag == "dialog" and element.get("open") is None:
            element.drop_tree()
    elif "-" in tag:
        block = any(child.tag in _BLOCKS for child in element)
        within = parent.tag in _SENTENCES or _in_sentence(element, parent)
        element.tag = "span" if within and not block else "div"


def _stands_amid(box: HtmlElement, lengths: Measured) -> bool:
    """Whether a box that leads nowhere stands right among the paragraphs of a text."""
    before, after = box.getprevious(), box.getnext()
    return (
        any(
            one is not None and one.tag == "p" and lengths(one) >= TOLD // 2
            for one in (before, after)
        )
        and next(box.iter(*_ACTIVE), None) is None
    )


def _in_sentence(element: HtmlElement, parent: HtmlElement) -> bool:
    """Whether an element stands among bare text of its parent."""
    before = element.getprevious()
    lead = parent.text if before is None else before.tail
    return _is_text(lead) or _is_text(element.tail)


def _is_text(said: str | None) -> bool:
    return said is not None and any(map(str.isalpha, said))


def _quotes(figure: HtmlElement) -> bool:
    return any(figure.find(f".//{tag}") is not None for tag in ("blockquote", "pre", "code"))


def _tells(caption: HtmlElement, lengths: Measured) -> bool:
    """Whether what is marked as a caption is a part of the text: a heading, or paragraphs."""
    if next(caption.iter("h2", "h3", "h4"), None) is not None and lengths(caption) >= 2 * TOLD:
        return True
    return sum(lengths(paragraph) >= TOLD for paragraph in caption.iter("p")) > 1


def _quote(element: HtmlElement) -> None:
    languages = element.xpath("ancestor-or-self::*[@lang][1]/@lang")
    language = str(languages[0])[:2].lower() if languages else ""
    opening, closing = tuple(_QUOTED.get(language, "\u201c\u201d"))
    element.text = opening + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + closing
    else:
        element.text += closing
    element.tag = "span"


def join_code(tree: HtmlElement) -> None:
    """Code beside its line numbers, in a table or in spans: the code alone."""
    for code in tree.iter("pre"):
        numbers = [one for one in code.iter("span") if _DIGITS.fullmatch(text_of(one) or "-")]
        said = [text_of(one).strip() for one in numbers]
        if any((one.tail or "").startswith(".") for one in numbers):
            continue
        if len(said) >= NUMBERED and said[0].isdigit() and said == _counted(said[0], len(said)):
            for one in numbers:
                one.drop_tree()
    for cell in list(filter(_is_of_numbers, tree.iter("td", "span", "div", "pre"))):
        if not _DIGITS.fullmatch(text_of(cell)):
            continue
        table = next(cell.iterancestors("table"), None)
        cell.drop_tree()
        if table is not None and table.find(".//pre") is not None:
            for part in [table, *table.iter("tbody", "tr", "td")]:
                part.tag = "div"


def _is_of_numbers(cell: HtmlElement) -> bool:
    """Whether an element is called the place of line numbers."""
    name = cell.get("class")
    return name is not None and not _NUMBERS.isdisjoint(name.split())


def _counted(first: str, count: int) -> list[str]:
    return [str(number) for number in range(int(first), int(first) + count)]


def clean(tree: HtmlElement) -> None:
    """Text as it is read: composed, and without signs that are not seen."""
    said = text_of(tree)
    unseen = any(sign in said for sign in _UNSEEN_SIGNS)
    if not unseen and unicodedata.is_normalized("NFC", said):
        return
    for element in tree.iter():
        if element.text:
            element.text = unicodedata.normalize("NFC", element.text.translate(_UNSEEN))
        if element.tail:
            element.tail = unicodedata.normalize("NFC", element.tail.translate(_UNSEEN))


class Measured:
    """How long the text in elements of one tree is, in characters without white space.

    Elements are measured one by one, as few are asked for. Where they nest so often that this would
    cost the square of the page, all are measured at once, as they are then.
    """

    def __init__(self, tree: HtmlElement) -> None:
        self.total = length(tree)
        self._tree = tree
        self._left = TURNS * self.total
        self._known: dict[HtmlElement, int] = {}

    def __call__(self, element: HtmlElement) -> int:
        if self._left >= 0:
            said = length(element)
            self._left -= said
            return said
        if not self._known:
            # What is within comes before what is around it.
            for one in reversed(list(self._tree.iter())):
                within = sum(self._known[child] + _visible(child.tail) for child in one)
                self._known[one] = _visible(one.text) + within
        return self._known.get(element, 0)


def length(element: HtmlElement) -> int:
    """Characters of all text in an element, without white space."""
    return _visible(text_of(element))


def _visible(said: str | None) -> int:
    return len("".join(said.split())) if said else 0
