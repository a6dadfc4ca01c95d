"""The part of a page that its reader sees, decided in one pass before the article is looked for.

Elements that are hidden go: by attribute, by inline style, by the class names under which
frameworks hide (what stylesheets say is not known here). Inline elements that extractors drop
from the middle of a sentence become `span`; what scripts would attach stands in its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.expressions import SignedExpression
from twa.dataset.pages.body.blocks import text_of, words
from twa.dataset.pages.body.corrections.places import named

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MUCH: Final = 0.4
"""Share of a page's text from which nothing is taken for hidden: a script will show it."""

MOST: Final = 0.8
"""Share from which that is so too of what opens at a click."""

SLIDES: Final = 3
"""Hidden elements of one kind from which they are counted together."""

LONG: Final = 300
"""Characters from which `aria-hidden`, which readers see and devices skip, is no ornament."""

LINKED: Final = 80
"""Characters from which a link is as long as a paragraph."""

TOLD: Final = 60
"""Characters of a paragraph; a caption with two of them is text."""

STYLED: Final = 400
"""Characters of a style that are looked at for signs of what is faint."""

UNCLOSED: Final = 3
"""Such links to one place from which they are one that was never closed."""

NAMED: Final = 1000
"""Characters of a class that are looked at."""

NUMBERED: Final = 3
"""Numbers in a row, each in an element of its own, that are those of lines of code."""

CAP: Final = 2
"""Characters of a letter that is drawn large."""

_NEVER: Final = ("script", "style", "noscript", "rt", "rp", "rtc")
_WITHIN_TEXT: Final = words("time ins label output data kbd samp tt var")
_MENDED: Final = _WITHIN_TEXT | words(
    "template q math figure figcaption form fieldset dialog wbr span"
)
_MAY_HIDE: Final = etree.XPath(
    "descendant-or-self::*[@class or @style or @hidden or @aria-hidden or @popover]"
)
# Of styles in lower case.
_STYLE: Final = SignedExpression(
    r"(?:^|[;\s])(?:display\s*:\s*none|(?:content-)?visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:px|r?em|%|pt)?\s*(?:;|!|\Z))"
)
_CLIPPED: Final = SignedExpression(
    r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:text-indent|left|right|top|bottom)\s*:\s*-\d{3,}"
)
# What a script may yet fade in or unfold: a reader never sees it only within a sentence.
_FAINT: Final = re.compile(
    r"(?:^|[;\s])(?:opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|\Z)|transform\s*:\s*scale\(0"
    r"|(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|\Z).*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden.*(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|\Z))",
    re.IGNORECASE | re.DOTALL,
)
_OPENED: Final = words("modal popup dialog lightbox overlay")
_INLINE: Final = words("span a b i em strong small sup sub u font abbr mark")
# Classes, lower case and without hyphens: by all of the name, and by a part of it.
_HIDING: Final = words(
    "hidden dnone hide invisible displaynone nodisplay uhidden ishidden jshidden nghide ukhidden "
    "vishidden hidetext texthide showforsr mweditsection printonly visibleprint onlyprint srtext"
)
# These hide a few words, and are names of other things too.
_HIDING_FEW: Final = words("vh sr wai dn clip clipped assistive readertext dprint showprint")
_HIDDEN_PART: Final = SignedExpression(
    r"(?<!not)(?<!undo)(?:visuallyhid|visualhid|hid(?:e|den)visually|accessiblyhid|acchide|sronly"
    r"|screenreader|assistivetext|a11y(?:only|hid|text)|offscreen(?!canvas)|elementinvisible"
    r"|readersonly|readeronly)"
)
# `hidden md:block`, `d-none d-md-block`: hidden on one kind of screen, shown on another.
_RESPONSIVE: Final = re.compile(
    r"(?:[a-z0-9]+:|d-(?:sm|md|lg|xl|xxl)-)(?:block|flex|grid|inline\S*|contents|table\S*)"
)
_DROPPED_CAP: Final = re.compile(r"drop|initial|cap\b", re.IGNORECASE)
_NUMBERS: Final = words(
    "gutter linenos lineno linenumbers line-numbers line-number blob-num hljs-ln-numbers "
    "rouge-gutter crayon-nums linenodiv"
)
_MAY_NUMBER: Final = etree.XPath(
    "descendant-or-self::*[self::td or self::span or self::div or self::pre]"
    "[contains(@class, 'gutter') or contains(@class, 'line') or contains(@class, 'num')]"
)
_BLOCKS: Final = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section"),
    *("article", "blockquote", "pre", "figure", "main", "header", "footer", "aside"),
)
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


def shown(tree: HtmlElement) -> HtmlElement:
    """A copy of a page's tree with what a reader sees, made for extractors.

    Ruby keeps its base text, formulas are there once (their TeX where it is known), `q` has its
    quotation marks, declarative shadow roots stand where they are attached, text is in
    normalisation form C without characters that nobody sees.
    """
    tree = deepcopy(tree)
    _set_formulas(tree)
    etree.strip_elements(tree, *_NEVER, with_tail=False)
    # Held, so that lxml need not make them anew in each of the walks below.
    elements = list(tree.iter())
    _set_streamed(tree)
    hidden = list(filter(_is_hidden, _MAY_HIDE(tree)))
    mended = [element for element in elements if element.tag in _MENDED or "-" in element.tag]
    _close_links(tree)
    total = _length(tree)
    shown_in_turn = _in_turn(hidden, total)
    for element in hidden:
        if element not in shown_in_turn and not _is_seen(element, total):
            element.drop_tree()
    for element in mended:
        _mend(element, total)
    _join_code(tree)
    _clean(tree)
    return tree


def _set_streamed(tree: HtmlElement) -> None:
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


def _length(element: HtmlElement) -> int:
    return len("".join(text_of(element).split()))


def _is_hidden(element: HtmlElement) -> bool:
    stated = element.get
    if stated("aria-hidden") == "true" or stated("popover") is not None:
        return True
    if (known := stated("hidden")) is not None and known != "until-found":
        return True
    if style := (stated("style") or "").lower():
        if _STYLE.search(style) or _CLIPPED.search(style):
            return True
        if element.tag in _INLINE and _FAINT.search(style, 0, STYLED) and _length(element) < LINKED:
            return True
    if not (name := stated("class")):
        return False
    hides, hides_few = _hiding(name[:NAMED])
    if hides_few and element.tag in _INLINE:
        return _length(element) < LINKED
    return hides


@lru_cache(maxsize=8192)
def _hiding(name: str) -> tuple[bool, bool]:
    """Whether a class is one of those by which frameworks hide, and whether it hides a few words.

    On every screen: what shows again on another is not hidden.
    """
    names = name.split()
    hides, hides_few = any(map(_hides, names)), not _HIDING_FEW.isdisjoint(names)
    if (hides or hides_few) and any(map(_RESPONSIVE.fullmatch, names)):
        return False, False
    return hides, hides_few


@lru_cache(maxsize=8192)
def _hides(name: str) -> bool:
    if ":" in name:
        return False
    plain = name.lower().replace("-", "").replace("_", "")
    return plain in _HIDING or _HIDDEN_PART.search(plain) is not None


def _in_turn(hidden: list[HtmlElement], total: int) -> frozenset[HtmlElement]:
    """Hidden elements of one kind that are much of the page together: slides, folds of prose."""
    alike: defaultdict[tuple[object, ...], list[HtmlElement]] = defaultdict(list)
    for element in hidden:
        around = element.getparent()
        if around is not None and next(element.iter("p"), None) is not None:
            kind = (element.tag, element.get("class"), around.tag, around.get("class"))
            alike[kind].append(element)
    return frozenset(
        element
        for same in alike.values()
        if len(same) >= SLIDES and sum(map(_length, same)) >= MUCH * total
        for element in same
    )


def _is_seen(element: HtmlElement, total: int) -> bool:
    """Whether an element is seen although it says that it is hidden."""
    said = _length(element)
    if element.getparent() is None or said >= MOST * total:
        return True
    if said >= MUCH * total:
        return not named(element, _OPENED, 1)
    style = (element.get("style") or "").lower()
    if element.get("aria-hidden") != "true" or element.get("hidden") is not None:
        return False
    if _STYLE.search(style):
        return False
    # Text that only devices are to skip is seen, and so is a letter that is drawn large.
    return said >= LONG or (
        said <= CAP and _DROPPED_CAP.search(element.get("class") or "") is not None
    )


def _mend(element: HtmlElement, total: int) -> None:
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
    elif tag == "figure":
        if element.find(".//table") is not None or _quotes(element):
            element.tag = "div"
    elif tag == "figcaption":
        if _tells(element):
            element.tag = "div"
            element.attrib.clear()
            for figure in element.iterancestors("figure"):
                figure.tag = "div"
    elif tag in ("form", "fieldset", "dialog"):
        if _length(element) >= MUCH * total:
            element.tag = "div"
        elif tag == "dialog" and element.get("open") is None:
            element.drop_tree()
    elif "-" in tag:
        block = any(child.tag in _BLOCKS for child in element)
        within = parent.tag in _SENTENCES or _in_sentence(element, parent)
        element.tag = "span" if within and not block else "div"


def _close_links(tree: HtmlElement) -> None:
    """A link that was never closed goes on in each paragraph that follows: it is none."""
    links: dict[str, list[HtmlElement]] = {}
    for link in tree.iter("a"):
        if href := link.get("href"):
            links.setdefault(href, []).append(link)
    for same in links.values():
        if len(same) >= UNCLOSED and sum(_length(link) >= LINKED for link in same) >= UNCLOSED:
            for link in same:
                link.drop_tag()


def _in_sentence(element: HtmlElement, parent: HtmlElement) -> bool:
    """Whether an element stands among bare text of its parent."""
    before = element.getprevious()
    lead = parent.text if before is None else before.tail
    return _is_text(lead) or _is_text(element.tail)


def _is_text(said: str | None) -> bool:
    return said is not None and any(map(str.isalpha, said))


def _quotes(figure: HtmlElement) -> bool:
    return any(figure.find(f".//{tag}") is not None for tag in ("blockquote", "pre", "code"))


def _tells(caption: HtmlElement) -> bool:
    """Whether what is marked as a caption is a part of the text: a heading, or paragraphs."""
    if next(caption.iter("h2", "h3", "h4"), None) is not None and _length(caption) >= 2 * TOLD:
        return True
    return sum(_length(paragraph) >= TOLD for paragraph in caption.iter("p")) > 1


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


def _set_formulas(tree: HtmlElement) -> None:
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


def _join_code(tree: HtmlElement) -> None:
    """Code beside its line numbers, in a table or in spans: the code alone."""
    for code in tree.iter("pre"):
        numbers = [one for one in code.iter("span") if _DIGITS.fullmatch(text_of(one) or "-")]
        said = [text_of(one).strip() for one in numbers]
        if any((one.tail or "").startswith(".") for one in numbers):
            continue
        if len(said) >= NUMBERED and said[0].isdigit() and said == _counted(said[0], len(said)):
            for one in numbers:
                one.drop_tree()
    for cell in _MAY_NUMBER(tree):
        if _NUMBERS.isdisjoint(cell.get("class").split()):
            continue
        if not _DIGITS.fullmatch(text_of(cell)):
            continue
        table = next(cell.iterancestors("table"), None)
        cell.drop_tree()
        if table is not None and table.find(".//pre") is not None:
            for part in [table, *table.iter("tbody", "tr", "td")]:
                part.tag = "div"


def _counted(first: str, count: int) -> list[str]:
    return [str(number) for number in range(int(first), int(first) + count)]


def _clean(tree: HtmlElement) -> None:
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
