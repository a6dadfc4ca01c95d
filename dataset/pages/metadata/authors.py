"""Who wrote an article: the first of those who should know that names somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from twa.dataset.pages.metadata import jsonld
from twa.dataset.pages.metadata.bylines import LONGEST, names
from twa.dataset.pages.metadata.markup import Markup, Stated, foreign, line, names_of, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.titles import Sites

MOST: Final = 400
"""Elements looked at by one rule: a page that names more authors is no article."""

_METAS: Final = (
    *("author", "article:author", "og:article:author", "byl", "parsely-author", "sailthru.author"),
    *(
        "dc.creator",
        "dcterms.creator",
        "dc.creator.name",
        "cxenseparse:author",
        "article:author:name",
    ),
    *("article.author", "rbauthors", "vr:author", "citation_author", "mediator_author", "authors"),
    *("og:author", "book:author", "creator", "dcsext.author", "author_name", "content-author"),
)
# Yoast's cards for Slack and others: a label in the site's language, and its value.
_LABELS: Final = re.compile(
    r"(?:written|posted) by|authors?|geschrieben von|verfasst von|(?:écrit|rédigé) par|auteur"
    r"|escrito por|autor|scritto da|geschreven door|skrevet av|skriven av|yazan|автор|كُتب بواسطة"
    r"|كتب بواسطة|作者|投稿者|執筆者|글쓴이|napisane przez|tác giả|ditulis oleh",
    re.IGNORECASE,
)

_CLASS: Final = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z])(?=[A-Z]))(?:by-?line|author|autore?|auteur|writer|journalist|reporter"
    r"|penulis|yazar|signature|contributor|redactor|kreator|(?:posted|written)-by)e?s?"
    r"(?:[_-]{0,2}(?:name|names|link|text|info|by|line|adi|list|block|wrapper|container|item))?"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_NAMES: Final = re.compile(
    r"bio|desc|avatar|image|img|photo|social|follow|email|title|role|job|position|box|more|icon",
    re.IGNORECASE,
)


def read(
    graph: jsonld.Graph,
    articles: Iterable[jsonld.Node],
    markup: Markup,
    heading: HtmlElement | None,
    known: Sites,
) -> Stated[tuple[str, ...]] | None:
    """The authors by the order of trust: JSON-LD, meta, rel and itemprop, bylines."""
    for node in articles:
        for key in ("author", "creator"):
            if found := names(_people(graph, node.get(key)), known, structured=True):
                return Stated(found, "json-ld")
    if found := _from_metas(markup, known):
        return Stated(found, "meta")
    for elements, source in (
        (_by_itemprop(markup), "microdata"),
        ((a for a in markup.related if "author" in a.get("rel")), "html"),
        (_by_class(markup), "html"),
    ):
        if found := _nearest(elements, heading, known):
            return Stated(found, source)
    if found := _labelled(markup, heading, known):
        return Stated(found, "html")
    return None


def _people(graph: jsonld.Graph, value: Any) -> Iterator[str]:
    """Names of the persons and organisations that `author` lists or refers to."""
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    for item in value if isinstance(value, list) else [value]:
        node = graph.resolve(item)
        if isinstance(node, dict) and "name" not in node:
            given, family = (jsonld.first_text(node.get(k)) for k in ("givenName", "familyName"))
            if given and family:
                yield f"{given} {family}"
                continue
        yield from jsonld.texts(node)


def _from_metas(markup: Markup, known: Sites) -> tuple[str, ...]:
    for name in _METAS:
        if found := names(markup.meta(name), known, structured=True):
            return found
    for number in ("1", "2"):
        label, value = markup.first(f"twitter:label{number}"), markup.first(f"twitter:data{number}")
        if label and value and _LABELS.fullmatch(label.strip(" :")):
            return names((value,), known, structured=True)
    return ()


# --- HTML ------------------------------------------------------------------------


def _by_itemprop(markup: Markup) -> Iterator[HtmlElement]:
    return (
        element
        for element in markup.properties
        if "author" in element.get("itemprop") and element.tag not in ("meta", "link")
    )


def _by_class(markup: Markup) -> Iterator[HtmlElement]:
    return (element for element in markup.root.iter("*") if _is_byline(names_of(element)))


@lru_cache(maxsize=8192)
def _is_byline(stated: str) -> bool:
    return bool(_CLASS.search(stated)) and not _NOT_NAMES.search(stated)


def _nearest(
    elements: Iterable[HtmlElement], heading: HtmlElement | None, known: Sites
) -> tuple[str, ...]:
    """The names of the first element that has some, and of its fellows beside it.

    Comment sections, sidebars and teasers are passed over. A page names its
    authors once at the head and often again below: the first place is enough.
    """
    found: list[str] = []
    place: HtmlElement | None = None
    for element in islice(elements, MOST):
        if place is not None and place not in element.iterancestors():
            break
        if foreign(element, heading):
            continue
        if fresh := names((_byline(element),), known, structured=_is_link(element)):
            found.extend(fresh)
            if place is None:
                place = _place(element)
    return tuple(dict.fromkeys(found))


def _labelled(markup: Markup, heading: HtmlElement | None, known: Sites) -> tuple[str, ...]:
    """The names behind a label in a line about the article: `2025年3月4日 来源：… 作者：张伟`."""
    # Pages in other scripts have not one of the characters that such a label begins with.
    text = markup.root.text_content()
    if not any(character in text for character in _BEGINS):
        return ()
    lines = (e for e in markup.root.iter("div", "p", "span", "li") if _ABOUT.search(names_of(e)))
    for element in islice(lines, MOST):
        label = _LABELLED.search(line(element, LONGEST))
        if label and not foreign(element, heading):
            return names((label[1],), known, structured=True)
    return ()


_ABOUT: Final = re.compile(r"info|meta|source|date|time|from|about|detail|origin", re.IGNORECASE)
_BEGINS: Final = "作记記撰文執"
_LABELLED: Final = re.compile(
    r"(?:作者|记者|記者|撰文|文|執筆)[:：/／]\s{0,3}"
    r"([\u3400-\u9fff]{2,4}(?:[ 、][\u3400-\u9fff]{2,4}){0,3})"
)


def _is_link(element: HtmlElement) -> bool:
    return element.tag == "a" or element.get("itemprop") in ("name", "author")


def _byline(element: HtmlElement) -> str:
    """The text of a byline; of one with links to authors, the links."""
    if (named := element.find(".//*[@itemprop='name']")) is not None:
        return words(named, " ")
    links = [words(a, " ") for a in element.iter("a") if _to_author(a)]
    return "; ".join(links) if links else line(element, LONGEST)


def _to_author(link: HtmlElement) -> bool:
    return "author" in (link.get("rel") or "") or bool(_AUTHOR_PATH.search(link.get("href") or ""))


_AUTHOR_PATH: Final = re.compile(
    r"/(?:authors?|profiles?|people|autore?s?|autoren|auteurs?|contributors?|staff|by|journalists?"
    r"|firmas|writers?|correspondents?)/[^/]",
    re.IGNORECASE,
)


def _place(element: HtmlElement) -> HtmlElement:
    """The container within which names are of the same byline: two levels up."""
    for _ in range(2):
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "html", "main", "article"):
            break
        element = parent
    return element
