"""Correction: moves captions of pictures out of the body."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import expression
from twa.dataset.pages.body.blocks import key, text_of, weight, words
from twa.dataset.pages.body.corrections.bylines import is_stamped
from twa.dataset.pages.body.corrections.links import is_alone
from twa.dataset.pages.body.corrections.places import named
from twa.dataset.pages.metadata.markup import lineage

if TYPE_CHECKING:
    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Index, Node
    from twa.dataset.pages.body.draft import Draft

LONGEST: Final = 2000
"""Characters of a caption; what is longer is text in a figure."""

LONGEST_NAME: Final = 1000
"""Characters of a class that are looked at."""

NEAR: Final = 2
"""Elements around a block in which it still is a caption."""

CAPTION: Final = words(
    "caption captions figcaption bildunterschrift legende cutline didascalia bijschrift bildtext "
    "kuvateksti billedtekst legenda bildzeile leyenda podpis popisek piedefoto piefoto fotonote "
    "fotolegenda legendafoto"
)
_NAMED: Final = expression(
    r"caption|cptn|(?:img|image|photo|foto|pic|picture|media|video|bild|thumb(?:nail)?)"
    r"(?:cap|desc|description|legend|legenda|credits?|text|info|note)$|cmpimagetitle|pie(?:de)?foto"
)
"""What the name of a caption has, without its hyphens."""

LINKED: Final = 0.8
"""Share of links from which what stands before or behind the text leads to another article."""

AFTER: Final = 10
"""Blocks behind the text in which a caption may stand, where no element holds the article."""

# What a page says of a picture to who uses it, not what the picture shows.
_LABELS: Final = expression(
    r"\W*(?:(?:hide|toggle|show|open|view|enlarge|close|expand)(?: this| full| the)?"
    r"(?: captions?| images?| photos?| pictures?| gallery| fullscreen)?|loading|advertisement"
    r"|bild vergrößern|agrandir(?: l.image)?|ampliar(?: foto| imagen)?|ingrandisci)\W*",
    re.IGNORECASE,
)

_ARROWS: Final = ("▲", "△", "▼", "◀", "▶", "◆")
"""What points from a caption to its picture."""

# In lower case: who took a picture, at the end of its caption.
_TAKEN: Final = expression(
    r"(?:(?:\b(?:photos?|fot[oe]s?|fot|photograph|bild|kép|çekim|ảnh|gambar|larawan)|слика|снимка"
    r"|фота|fotografi[ae]|fotografija|फोटो|ছবি|படம்|ఫోటో|ചിത്രം"
    r"|фото|φωτογραφία|φωτ|صورة|عکس|צילום|ภาพ|写真|撮影|사진|圖|图|攝影|摄影)\s?[:：=／].{1,50}"
    r"|[^\W\d_]{2,8}\s?[摄攝]|提供|撮影|촬영)[)）\]】.]{0,3}\Z",
    re.DOTALL,
)
# One of these stands in each of them: a search for single characters is quick.
_SIGN: Final = re.compile("[:：=／摄攝提撮촬]")
SIGNED: Final = 70
"""Characters at the end of a caption in which its photographer is looked for."""

_PICTURES: Final = words(
    "image picture photo img foto bild hmedia absatzbild textbild artikelbild articleimage "
    "storyimage articlephoto bodyimage inlineimage contentimage imageblock photoblock"
)

PICTURED: Final = 400
"""Letters (see `blocks.weight`) that stand beside a picture at most, where the name is no proof."""

BESIDE: Final = 200
"""Letters of all that an element says which is called a picture."""

_NEVER: Final = frozenset(("li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote"))
_FOREIGN: Final = ("aside", "nav", "footer", "form")
_CARDS: Final = frozenset(
    ("related", "recommended", "teaser", "card", "recirc", "promo", "sidebar", "widget", "popular")
)


def is_caption(node: Node, index: Index) -> bool:
    """Whether a block of a page says what a picture shows: found once."""
    known = index.captions.get(node)
    if known is None:
        known = index.captions[node] = _is_caption(node, index)
    return known


def _is_caption(node: Node, index: Index) -> bool:
    if node.tag == "td" and _is_below_picture(node, index):
        return True
    if node.tag in _NEVER and not (node.tag == "td" and _called(node.element)):
        return False
    if _figcaption(node) is not None:
        return True
    if len(node.key) > LONGEST:
        return False
    return named(node.element, CAPTION, NEAR) or _spans(node) or _is_beside_picture(node, index)


def _is_below_picture(node: Node, index: Index) -> bool:
    """Whether a cell says all the words of a table that is drawn around a picture."""
    table = next(node.element.iterancestors("table"), None)
    if table is None or node.weight > BESIDE:
        return False
    holds = index.pictured.get(table)
    if holds is None:
        holds = index.pictured[table] = _has_picture_and_words(table)
    return holds and is_alone(node)


def _is_beside_picture(node: Node, index: Index) -> bool:
    """Whether a short block beside a picture alone is called its caption, or a figure holds it."""
    if node.weight > PICTURED:
        return False
    element = node.element
    figure = next(element.iterancestors("figure"), None) if element.tag != "figure" else element
    if figure is not None:
        return next(figure.iter("img", "picture", "video"), None) is not None and not any(
            figure.find(f".//{tag}") is not None for tag in ("blockquote", "table", "pre")
        )
    around = element.getparent()
    for near in islice(lineage(element), NEAR + 1):
        # Most blocks stand beside others: what is around them is asked once.
        holds = index.pictured.get(near)
        if holds is None:
            holds = index.pictured[near] = _holds_picture(near)
        if holds:
            return True
    if _is_signed(node.text) and _follows_picture(element):
        return True
    if around is not None and _called(around) and weight(key(text_of(around))) <= BESIDE:
        element, around = around, around.getparent()
    if element.get("itemprop") == "caption" or _called(element):
        return around is not None and next(around.iter("img", "picture", "video"), None) is not None
    return False


def _holds_picture(around: html.HtmlElement) -> bool:
    """Whether an element is called a picture, has one, and says no more than captions do."""
    return named(around, _PICTURES, 1) and _has_picture_and_words(around)


def _has_picture_and_words(around: html.HtmlElement) -> bool:
    return (
        next(around.iter("img", "picture"), None) is not None
        and weight(key(text_of(around))) <= BESIDE
    )


def _is_signed(text: str) -> bool:
    """Whether a text points at a picture, or ends with who took it."""
    if text.startswith(_ARROWS):
        return text[0] != text[-1]  # between two of them stands a heading
    end = text[-SIGNED:]
    return _SIGN.search(end) is not None and _TAKEN.search(end.lower()) is not None


def _follows_picture(element: html.HtmlElement) -> bool:
    """Whether a picture without words stands right before a block, or in it."""
    if next(element.iter("img", "picture"), None) is not None:
        return True
    one: html.HtmlElement | None = element
    for _ in range(NEAR + 1):
        if one is None:
            return False
        if (before := one.getprevious()) is not None:
            picture = next(before.iter("img", "picture"), None)
            return picture is not None and not text_of(before).strip()
        one = one.getparent()
    return False


def _called(element: html.HtmlElement) -> bool:
    name = element.get("class")
    return name is not None and _is_name(name[:LONGEST_NAME])


@lru_cache(maxsize=8192)
def _is_name(classes: str) -> bool:
    names = classes.lower().replace("-", "").replace("_", "").split()
    return any(_NAMED.search(name) for name in names)


def _spans(node: Node) -> bool:
    """Whether most of a block is called a caption, or is small print beside a picture alone."""
    return any(
        (named(span, CAPTION, 1) or _called(span) or _is_small_print(span, node))
        and (said := key(text_of(span))) in node.key
        and 2 * len(said) > len(node.key)
        for span in node.element.iter("span", "small", "em", "i")
    )


def _is_small_print(span: html.HtmlElement, node: Node) -> bool:
    return (
        span.tag == "small"
        and node.weight <= PICTURED
        and next(node.element.iter("img", "picture"), None) is not None
    )


def move_captions(draft: Draft) -> Draft:
    """Drop captions from the body: they are a field of their own."""
    reasons: dict[int, RemovalReason] = {}
    for at, line in enumerate(draft.lines):
        nodes = draft.nodes(line)
        cells = line.type == "table" and any(node.tag not in ("td", "p") for node in nodes)
        if nodes and not cells and all(is_caption(node, draft.index) for node in nodes):
            reasons[at] = "caption"
    return draft.without(reasons)


def captions_of(draft: Draft) -> tuple[str, ...]:
    """The captions in and around the text of a draft, in the order of the page."""
    nodes = draft.index.nodes
    first, last = _span(draft)
    around = frozenset(nodes[first].element.iterancestors()) if nodes else frozenset()
    if (home := _home(draft)) is not None:
        top = max((one.position for one in nodes[:first] if one.tag == "h1"), default=first)
        inside = frozenset(home.iterdescendants())
        nodes = [one for one in nodes if one.element in inside or top < one.position < first]
    found = [
        node
        for node in nodes
        if len(node.text) <= LONGEST
        and (first <= node.position <= last or node.link_share < LINKED)
        and (home is not None or node.position <= last + AFTER)
        and is_caption(node, draft.index)
        and not _is_foreign(node.element, around)
        and not (_LABELS.fullmatch(node.text) or is_stamped(node.text))
    ]
    captions: dict[html.HtmlElement, list[str]] = {}
    for node in found:
        whole = _figcaption(node)
        captions.setdefault(node.element if whole is None else whole, []).append(node.text)
    return tuple(dict.fromkeys(" ".join(texts) for texts in captions.values()))


def _span(draft: Draft) -> tuple[int, int]:
    """The first and the last block of the text; nothing is between them where there is none."""
    placed = [at for line in draft.lines for at in (line.first, line.last) if at is not None]
    return (min(placed), max(placed)) if placed else (0, len(draft.index.nodes))


def _figcaption(node: Node) -> html.HtmlElement | None:
    """The `<figcaption>` that a block is, or that is close around it."""
    element: html.HtmlElement | None = node.element
    for _ in range(NEAR + 1):
        if element is None or element.tag == "figcaption":
            return element
        element = element.getparent()
    return None


def _home(draft: Draft) -> html.HtmlElement | None:
    """The `<article>` or `<main>` around the text; null where there is none: the whole page."""
    for line in draft.lines:
        for node in draft.nodes(line):
            homes = list(node.element.iterancestors("article", "main"))
            return homes[-1] if homes else None
    return None


def _is_foreign(element: html.HtmlElement, around: frozenset[html.HtmlElement]) -> bool:
    """Whether an element stands in a card, or beside the text: in none that is `around` that."""
    return any(
        one.tag in _FOREIGN or named(one, _CARDS, 1)
        for one in takewhile(lambda one: one not in around, element.iterancestors())
    )
