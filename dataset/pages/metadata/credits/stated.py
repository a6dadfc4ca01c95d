"""Credits that a page states for machines: JSON-LD and `<meta>`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from lxml import etree

from twa.dataset.pages.metadata import jsonld
from twa.dataset.pages.metadata.credits.bylines import marks
from twa.dataset.pages.metadata.credits.model import Credit, Kind, Role
from twa.dataset.pages.metadata.credits.wording import names, parsing
from twa.dataset.pages.metadata.markup import around, foreign, foreign_by_name, squeeze, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.markup import Markup

_KEYS: Final[tuple[tuple[str, Role], ...]] = (
    ("author", "author"),
    ("creator", "author"),
)
_OTHERS: Final[tuple[tuple[str, Role], ...]] = (
    ("contributor", "contributor"),
    ("editor", "editor"),
    ("translator", "translator"),
    ("illustrator", "illustrator"),
)
_METAS: Final = (
    *("author", "article:author", "og:article:author", "byl", "parsely-author", "sailthru.author"),
    *("citation_authors", "dc.creator", "dcterms.creator", "dc.creator.name", "cxenseparse:author"),
    *("article:author:name", "article.author", "rbauthors", "vr:author", "citation_author"),
    *("mediator_author", "authors", "og:author", "book:author", "creator", "dcsext.author"),
    *("author_name", "content-author", "twitter:creator:name", "dc.author", "news_author"),
)
_OF_PAPERS: Final = ("citation_author", "citation_authors", "dc.contributor")
# Yoast's cards for Slack and others: a label in the site's language, and its value.
_LABELS: Final = re.compile(
    r"(?:written|posted) by|authors?|geschrieben von|verfasst von|(?:écrit|rédigé) par|auteur"
    r"|escrito por|autor|scritto da|geschreven door|skrevet av|skriven av|yazan|автор|كُتب بواسطة"
    r"|كتب بواسطة|作者|投稿者|執筆者|글쓴이|napisane przez|tác giả|ditulis oleh|written_by|par",
    re.IGNORECASE,
)
_COMPANIES: Final = frozenset(
    ("Organization", "NewsMediaOrganization", "Corporation", "LocalBusiness", "Brand", "Company")
)


def of_json_ld(
    graph: jsonld.Graph, articles: Iterable[jsonld.Node], language: str | None
) -> list[Credit]:
    """Credits of the first node that names an author, and what it says of others."""
    for node in articles:
        for key, role in _KEYS:
            found = list(_of_key(graph, node, key, role, language))
            if found:
                for other, part in _OTHERS:
                    found.extend(_of_key(graph, node, other, part, language))
                return found
    return []


def _of_key(
    graph: jsonld.Graph, node: jsonld.Node, key: str, role: Role, language: str | None
) -> Iterator[Credit]:
    for text, types in _people(graph, node.get(key)):
        if _is_company(types) and _is_firm(text):
            yield Credit(text, "organisation", role, "json-ld", text)
            continue
        for named in parsing.read(text, structured=True, language=language):
            did = named.role if role == "author" else role
            yield Credit(named.name, _kind(named.kind, types), did, "json-ld", text)


def _is_firm(text: str) -> bool:
    """`Morgan & Morgan`: one house, though what parts two names stands in it."""
    sides = [side.strip() for side in text.split("&")]
    return len(sides) == 2 and not any(map(names.alone, sides)) and not re.search(r"[,;|/]", text)


def _kind(read: Kind, types: frozenset[str]) -> Kind:
    """What the words say, and where they leave it open, what the type says."""
    return "organisation" if read == "organisation" or _is_company(types) else read


def _is_company(types: frozenset[str]) -> bool:
    """Whether a node's types are those of a house; a blog's owner is of both kinds."""
    return bool(types & _COMPANIES) and "Person" not in types


def _people(graph: jsonld.Graph, value: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Names of the persons and organisations that a value lists or refers to, with their types."""
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    for item in value if isinstance(value, list) else [value]:
        node = graph.resolve(item)
        if not isinstance(node, dict):
            yield from ((text, frozenset()) for text in jsonld.texts(node))
            continue
        types = frozenset(jsonld.kinds(node))
        given, family = (jsonld.first_text(node.get(k)) for k in ("givenName", "familyName"))
        if "name" not in node and given and family:
            yield f"{given} {family}", types
            continue
        # Some hold the whole list of names in one node.
        yield from ((text, types) for text in jsonld.texts(node))


def of_metas(markup: Markup, shown: Set[str], language: str | None) -> list[Credit]:
    """Credits of the first `<meta>` that names somebody; of papers with several writers, all.

    Where several name somebody, of the first that names one of those who are `shown`, squeezed:
    some name the house in `author`, and in `article:author` who wrote.
    """
    papers = [name for name in _OF_PAPERS if len(tuple(markup.meta(name))) > 1]
    stated = (_meta(markup.meta(name), language) for name in (*papers, *_METAS))
    if named := [credits for credits in stated if credits]:
        seen = (cs for cs in named if not shown.isdisjoint(squeeze(c.name) for c in cs))
        return next(seen, named[0])
    for number in ("1", "2"):
        label, value = markup.first(f"twitter:label{number}"), markup.first(f"twitter:data{number}")
        if label and value and _LABELS.fullmatch(label.strip(" :")):
            return _meta((value,), language)
    # Mostly an account of the house; some put the name there.
    return _meta(filter(names.alone, markup.meta("twitter:creator")), language)


def of_address(markup: Markup, host: str) -> list[Credit]:
    """The writer whose page on the site is stated as who wrote, by the words that link there."""
    stated = map(_parts, markup.meta("article:author", "author"))
    paths = (one.path.rstrip("/") for one in stated if one.hostname == host)
    for path in islice((path for path in paths if path.count("/") >= 2), _ADDRESSES):
        for link in markup.root.iter("a"):
            if _parts(link.get("href") or "").path.rstrip("/").endswith(path):
                name = words(link, " ")
                if names.alone(name):
                    return [Credit(name, "person", "author", "html", name)]
    return []


_ADDRESSES: Final = 4
"""Addresses of writers that are looked for among all links of a page, at most."""


def _parts(url: str) -> SplitResult:
    """The parts of an address; none of what is no address."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def of_microdata(markup: Markup, language: str | None) -> list[Credit]:
    """Credits of elements marked `itemprop=author`, wherever in the article they stand."""
    unique: dict[str, Credit] = {}
    for element in markup.properties:
        if "author" not in element.get("itemprop").split() or element.tag == "meta":
            continue
        if foreign_by_name(element) or any(map(foreign_by_name, element.iterancestors())):
            continue
        # What nests holds as much text at each level; that of a byline is short, spaces and all.
        if _LENGTH(element) > _STATED:
            continue
        # A wrapper says more than the name: `Written by`, what its bearer does.
        inner = (one for one in element.iter() if one.get("itemprop") == "name")
        within = list(islice(inner, 2)) if element.tag != "a" else []
        stated = words(within[0] if len(within) == 1 else element, " ")
        for named in parsing.read(stated, language=language):
            credit = Credit(named.name, named.kind, named.role, "microdata", stated)
            if named.kind != "unknown":
                unique.setdefault(squeeze(named.name), credit)
    return list(unique.values())


_STATED: Final = 20_000
"""Characters of an element that states names, at most, white space and scripts in it included."""

_LENGTH: Final = etree.XPath("string-length()")


def of_pictures(heading: HtmlElement | None) -> list[Credit]:
    """The writers to whose pages pictures beside a headline lead, by the labels of the links."""
    for outer in around(heading):
        unique: dict[str, Credit] = {}
        for link in islice(filter(marks.linked, outer.iter("a")), _PICTURES):
            if words(link, " ") or foreign(link, heading):
                continue
            pictures = (picture.get("alt") for picture in link.iter("img"))
            told = (
                text.strip()
                for text in (link.get("aria-label"), link.get("title"), *pictures)
                if text
            )
            if (name := next(filter(names.alone, told), None)) is not None:
                unique.setdefault(squeeze(name), Credit(name, "person", "author", "html", name))
        if unique:
            return list(unique.values()) if len(unique) <= _WRITERS else []
    return []


_PICTURES: Final = 100
"""Links to pages of writers that are looked at."""

_WRITERS: Final = 3
"""Writers whose pictures are an article's; more are those of the site."""


def _meta(values: Iterable[str], language: str | None) -> list[Credit]:
    unique: dict[str, Credit] = {}
    for value in values:
        if re.search(r"://|^\d+$|\.(?:com|net|org)/", value):
            continue
        for named in parsing.read(value, structured=True, language=language):
            credit = Credit(named.name, named.kind, named.role, "meta", value)
            unique.setdefault(squeeze(named.name), credit)
    return list(unique.values())


def affirmed(markup: Markup, name: str) -> bool:
    """Whether the page's card says too that this is who wrote it."""
    key = squeeze(name)
    for number in ("1", "2"):
        label, value = markup.first(f"twitter:label{number}"), markup.first(f"twitter:data{number}")
        if label and value and _LABELS.fullmatch(label.strip(" :")) and squeeze(value) == key:
            return True
    return any(squeeze(value) == key for value in markup.meta("author", "article:author"))
