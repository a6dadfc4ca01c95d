"""Finds the elements that metadata is read from, in one walk of the tree."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from lxml import etree

from twa.dataset.web.directives import RSL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

T = TypeVar("T")

_PROPERTY: Final = frozenset(("itemprop",))

_TAG: Final = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,1000}>")
_ENTITY: Final = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ASIDE: Final = frozenset(("aside", "nav", "form", "dialog"))
# Whole words of class and id: `commentary` is no comment section, `related-posts` is related.
_FOREIGN: Final = re.compile(
    r"(?:^|[\s_-])(?<!has-)(?<!with-)(?<!no-)(?<!elementor-)(?:comments?|commentlist|disqus|respond|related|recommend(?:ed|ations?)?|teasers?"
    r"|sidebar|widget|tweets?|most-?read|trending|popular|nav|menu|newsletter|promo|carousel|(?:site|page|global|main)-?footer)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


StatedBy = Literal[
    "json-ld", "opengraph", "meta", "microdata", "time", "html", "title", "link", "script", "url",
    "htmldate", "site-name", "feed",
]  # fmt: skip
"""Where a value stood; `schemas/article.schema.json` says what each means."""


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A value, and who stated it."""

    value: T
    source: StatedBy


@dataclass(frozen=True)
class Markup:
    """What one walk found, each in document order.

    `metas` maps the lower-case `property`, `name` or `itemprop` of a `<meta>` to
    its contents, `links` each lower-case token of `rel` of a `<link>` to its
    href. `json_ld` are the texts of the JSON-LD scripts, as they stand, `rsl` those of
    scripts with a licence in RSL, `related` the `<a>` with a `rel`.
    """

    root: HtmlElement
    language: str | None
    title: str | None
    metas: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[str, ...]]
    json_ld: tuple[str, ...]
    rsl: tuple[str, ...]
    headings: tuple[HtmlElement, ...]
    times: tuple[HtmlElement, ...]
    related: tuple[HtmlElement, ...]

    @cached_property
    def properties(self) -> tuple[HtmlElement, ...]:
        """The elements with an `itemprop` (microdata): asked for only where others say little."""
        return tuple(one for one in self.having(_PROPERTY) if not _is_of_another(one))

    @cached_property
    def attributed(self) -> tuple[tuple[HtmlElement, list[str]], ...]:
        """The elements with attributes, each with their names: to ask XPath takes far longer."""
        return tuple((one, names) for one in self.root.iter() if (names := one.keys()))

    def having(self, attributes: frozenset[str]) -> Iterator[HtmlElement]:
        """The elements with one of these attributes."""
        return (one for one, names in self.attributed if not attributes.isdisjoint(names))

    def meta(self, *names: str) -> Iterator[str]:
        """Contents of the metas of these names, in the order of the names."""
        for name in names:
            yield from self.metas.get(name, ())

    def first(self, *names: str) -> str | None:
        """The first of `meta`, or None."""
        return next(self.meta(*names), None)


def index(root: HtmlElement) -> Markup:
    """Walk the tree once."""
    metas: dict[str, list[str]] = defaultdict(list)
    links: dict[str, list[str]] = defaultdict(list)
    json_ld: list[str] = []
    rsl: list[str] = []
    headings: list[HtmlElement] = []
    times: list[HtmlElement] = []
    related: list[HtmlElement] = []
    title: str | None = None
    for element in root.iter("a", "meta", "link", "script", "title", "h1", "time"):
        tag = element.tag
        if tag == "a":
            if element.get("rel"):
                related.append(element)
        elif tag == "meta":
            content = (element.get("content") or "").strip()
            if content:
                for key in _names(element):
                    metas[key].append(content)
        elif tag == "link":
            if (href := (element.get("href") or "").strip()) and (rel := element.get("rel")):
                for token in rel.lower().split():
                    links[token].append(href)
        elif tag == "script":
            kind = (element.get("type") or "").lower()
            if "ld+json" in kind and element.text:
                json_ld.append(element.text)
            elif kind.strip() == RSL and element.text:
                rsl.append(element.text)
        elif tag == "time":
            times.append(element)
        elif tag == "h1":
            headings.append(element)
        elif title is None and not _in_svg(element):
            title = words(element) or None
    return Markup(
        root=root,
        language=_language(root),
        title=title,
        metas={name: tuple(contents) for name, contents in metas.items()},
        links={rel: tuple(hrefs) for rel, hrefs in links.items()},
        json_ld=tuple(json_ld),
        rsl=tuple(rsl),
        headings=tuple(headings),
        times=tuple(times),
        related=tuple(related),
    )


def _names(meta: HtmlElement) -> set[str]:
    stated = [meta.get(attribute) for attribute in ("property", "name")]
    if (prop := meta.get("itemprop")) and not _is_of_another(meta):
        stated.append(prop)
    return {name.strip().lower() for name in stated if name}


_OTHERS: Final = frozenset(
    ("citation", "comment", "review", "mentions", "haspart", "relatedlink", "itemlistelement")
)


def _is_of_another(element: HtmlElement) -> bool:
    """Whether a property is of an item within the page's: a cited work, a comment, one listed."""
    for outer in element.iterancestors():
        if (outer.get("itemprop") or "").lower() in _OTHERS:
            return True
        if "itemscope" in outer.attrib:
            return False
    return False


def _in_svg(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("svg", "symbol", "g", "path")


def _language(root: HtmlElement) -> str | None:
    for element in root.iter("html"):
        # XHTML 1.0, appendix C.7: both attributes; some pages have but one of them.
        for attribute in ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang"):
            if stated := (element.get(attribute) or "").strip():
                return str(stated)
    return None


# --- Text ------------------------------------------------------------------------


def fold(text: str) -> str:
    """All white space as single spaces, none at the ends; no soft hyphens or zero widths."""
    folded = " ".join(text.split())
    # Nothing invisible can be printed; looked at first, since most texts have nothing of it.
    return folded if folded.isprintable() else " ".join(text.translate(_INVISIBLE).split())


# Controls but white space; soft hyphen, zero-width space, word joiner, byte order mark,
# directional marks and isolates.
# Zero-width (non-)joiners stay: Persian and Indic scripts spell with them.
_INVISIBLE: Final = dict.fromkeys(
    (
        *range(9),
        *range(0xE, 0x1C),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xAD,
        0x200B,
        0x2060,
        0xFEFF,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
)


def plain(text: str) -> str:
    """A stated string as people read it: entities decoded, tags dropped, white space folded.

    Twice, because publishing systems escape what is escaped already.
    """
    for _ in range(2):
        if "<" in text:
            text = _TAG.sub("", text)
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return fold(text)


def squeeze(text: str) -> str:
    """Letters and digits alone, case folded: what a title or a name keeps under any typography."""
    folded = text.casefold()
    return folded.translate(_SIGNS) if folded.isascii() else "".join(filter(str.isalnum, folded))


_SIGNS: Final = dict.fromkeys(at for at in range(128) if not chr(at).isalnum())
_APART: Final = frozenset(
    ("br", "p", "div", "li", "ul", "td", "tr", "h2", "h3", "h4", "section", "header", "time", "hr")
)
_HIDDEN: Final = frozenset(("script", "style", "template", "noscript", "svg"))


def words(element: HtmlElement, between: str = "") -> str:
    """The visible text of an element, folded; blocks and line breaks part words.

    `between` is put between the texts of any two elements: `" "` for bylines,
    whose spans are often parted by style alone.
    """
    if not len(element):
        return fold(element.text or "")
    pieces: list[str] = []
    hidden = 0
    for event, child in etree.iterwalk(element, events=("start", "end")):
        apart = " " if child.tag in _APART else between
        if event == "start":
            hidden += child.tag in _HIDDEN
            text = child.text
        else:
            hidden -= child.tag in _HIDDEN
            text = child.tail if child is not element else None
        pieces.append(apart)
        if text and not hidden:
            pieces.append(text)
    return fold("".join(pieces))


def line(element: HtmlElement, longest: int) -> str:
    """The text of a small element, spans parted; nothing where it is long or holds many others."""
    if next(islice(element.iter(), _FEW, None), None) is not None:
        return ""
    text = words(element, " ")
    return text if len(text) <= longest else ""


_FEW: Final = 60


def names_of(element: HtmlElement) -> str:
    """What an element is called in its page: class, id and test id, as one string."""
    get = element.get
    return f"{get('class', '')} {get('id', '')} {get('data-testid', '')}"[:500]


# --- Place -----------------------------------------------------------------------


def around(heading: HtmlElement | None) -> Iterator[HtmlElement]:
    """The few elements around a headline that are its head, the innermost first."""
    for outer in islice(() if heading is None else heading.iterancestors(), _AROUND):
        if outer.tag in ("body", "main"):
            return
        yield outer


_AROUND: Final = 3
"""Elements around a headline that are its head."""


def lineage(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element and those around it, the innermost first."""
    yield element
    yield from element.iterancestors()


def foreign(element: HtmlElement, heading: HtmlElement | None) -> bool:
    """Whether an element stands where other things than the article are told.

    That is in a comment section, sidebar, teaser list or footer, or in an
    `<article>` that does not hold the article's heading though another one does.
    """
    home = set() if heading is None else set(heading.iterancestors())
    cards = heading is not None and any(a.tag == "article" for a in home)
    for ancestor in element.iterancestors():
        if ancestor in home or ancestor.tag == "body":
            return False
        if ancestor.tag == "footer":
            # An article's own footer names its author and tags; a page's, the house.
            if all(outer.tag != "article" for outer in ancestor.iterancestors()):
                return True
            continue
        if ancestor.tag in _ASIDE or (cards and ancestor.tag == "article"):
            return True
        if home and of_another(ancestor):
            return True
        if foreign_by_name(ancestor):
            return True
    return _foreign_name(element.get("class"))


def of_another(element: HtmlElement) -> bool:
    """Whether an element is an answer or comment, by its microdata, or another article's card.

    That is a short `<article>` whose heading links to a page.
    """
    if element.tag != "article":
        return element.get("itemprop") in _REPLIES
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    link = None if heading is None else next(heading.iter("a"), None)
    leads = "#" if link is None else link.get("href") or "#"
    return "#" not in leads and bool(line(element, _CARD))


_REPLIES: Final = frozenset(("comment", "suggestedAnswer", "acceptedAnswer", "review"))
_CARD: Final = 600
"""Characters of a card."""


def foreign_by_name(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it holds other things than the article."""
    return _foreign_name(element.get("class")) or _foreign_name(element.get("id"))


@lru_cache(maxsize=4096)
def _foreign_name(name: str | None) -> bool:
    return name is not None and len(name) < 1000 and _FOREIGN.search(name) is not None
