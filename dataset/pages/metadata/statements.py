"""Statements of a page about its article, by field and by source.

The order of trust: JSON-LD, OpenGraph and other meta, microdata, `<time>`, HTML
that people see, and for a date at last the URL and htmldate, as a day. The title
is a vote instead. Nothing is made up: what nobody states is null or empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

from twa.dataset.pages.metadata import fields, jsonld, licences, lines
from twa.dataset.pages.metadata.credits import reading as crediting
from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.dates import reading as dating
from twa.dataset.pages.metadata.lines import Head, PagePlace
from twa.dataset.pages.metadata.markup import Stated, index, plain, words
from twa.dataset.pages.metadata.titles import choosing as titles
from twa.dataset.pages.metadata.titles import headlines, sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from twa.dataset.dates.instants import Instant
    from twa.dataset.pages.metadata.jsonld import Node
    from twa.dataset.pages.metadata.markup import Markup, StatedBy
    from twa.dataset.pages.notes import Note
    from twa.dataset.web.directives import Directive


class MarkedPage(Protocol):
    """The circumstances of a page that its metadata depends on."""

    @property
    def url(self) -> str:
        """The target URI that answered."""

    @property
    def captured_at(self) -> datetime:
        """Aware, UTC: nothing on the page can be later."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Who stated each field; null where the field is."""

    title: StatedBy | None = None
    authors: StatedBy | None = None
    published: StatedBy | None = None
    modified: StatedBy | None = None
    summary: StatedBy | None = None
    section: StatedBy | None = None
    categories: StatedBy | None = None
    tags: StatedBy | None = None
    image: StatedBy | None = None
    canonical_url: StatedBy | None = None
    publisher: StatedBy | None = None
    language: StatedBy | None = None


@dataclass(frozen=True, slots=True)
class Titles:
    """What each source says that the title is, less the site's name; null where it says nothing.

    `page` is the heading that people see, `og` and `twitter` are for sharing, `json_ld` and
    `html` (the element `title`) for search.
    """

    page: str | None = None
    og: str | None = None
    json_ld: str | None = None
    html: str | None = None
    twitter: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article.

    `language` is the tag as stated (BCP 47, case as written). `image` and
    `canonical_url` are absolute. `kind` is the local name of the schema.org type
    of the chosen node (`NewsArticle`, `LiveBlogPosting`, …). `article_body` is
    JSON-LD's `articleBody`, a witness of the text. `licences` are what the page
    says about its use, verbatim. `notes` name contradictions.
    """

    title: str | None = None
    titles: Titles = Titles()
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    byline: str | None = None
    published: Instant | None = None
    modified: Instant | None = None
    summary: str | None = None
    section: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str | None = None
    canonical_url: str | None = None
    publisher: str | None = None
    site_name: str | None = None
    language: str | None = None
    is_accessible_for_free: bool | None = None
    article_body: str | None = None
    kind: str | None = None
    licences: tuple[Directive, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: Sources = field(default_factory=Sources)


def read(tree: HtmlElement, page: MarkedPage) -> Metadata:
    """Read a page's metadata. `tree` is the page's root and is not changed."""
    markup = index(tree)
    graph = jsonld.read(markup.json_ld)
    canonical_url = fields.canonical(markup, page.url)
    urls = [page.url, canonical_url.value] if canonical_url else [page.url]
    shown = [*markup.meta("og:title", "twitter:title"), *map(words, markup.headings[:_HEADINGS])]
    nodes = jsonld.articles(graph, urls, [*shown, markup.title or ""])

    publisher = fields.publisher(graph, nodes, markup)
    site_names = fields.site_names(graph, markup)
    publishers = (publisher.value,) if publisher else ()
    host = urlsplit(page.url).hostname or ""
    section = fields.section(graph, nodes, markup)
    filed = (*_folders(page.url), *((section.value,) if section else ()))
    home = headlines.home(markup.root, markup.title, host)
    known = sites.sites((*site_names, *publishers, *home), host, filed)
    said = _said(nodes, markup)
    stripped = [titles.strip(plain(text), known) for text in said.values()]
    headline = headlines.read(markup.headings, markup.root, stripped, known)
    told = lines.read(_body(tree))
    shown_title = headline.text if headline else titles.begun(markup.title, told)
    title = titles.choose(shown_title, _candidates(said), known)
    called = site_names
    if title and (signature := titles.signature(markup.title, title.value, shown_title)):
        known = sites.sites((*site_names, *publishers, *home, signature), host, filed)
        called = (*site_names, signature)
    heading = headline.element if headline else None
    at = lines.headline(told, heading, title.value if title else None)
    paragraphs = tuple(lines.prose(told))
    place = PagePlace(told, Head(at, paragraphs, lines.end(told, paragraphs, at)), heading)
    written = crediting.read(graph, nodes, markup, place, known, called, host, _value(title))
    dated = dating.read(nodes, markup, place, written.byline, page.url, page.captured_at)
    summary = fields.summary(nodes, markup)
    categories = fields.categories(nodes, markup)
    tags = fields.tags(nodes, markup)
    image = fields.image(graph, nodes, markup, page.url)
    language = fields.language(nodes, markup)
    return Metadata(
        title=_value(title),
        titles=_titles(shown_title, said, known),
        authors=written.authors,
        agencies=written.agencies,
        credits=written.all,
        byline=written.byline,
        published=_value(dated.published),
        modified=_value(dated.modified),
        summary=_value(summary),
        section=_value(section),
        categories=categories.value if categories else (),
        tags=tags.value if tags else (),
        image=_value(image),
        canonical_url=_value(canonical_url),
        publisher=_value(publisher),
        site_name=site_names[0] if site_names else None,
        language=_value(language),
        is_accessible_for_free=fields.accessible(nodes, markup),
        article_body=fields.article_body(nodes),
        kind=next((kind for node in nodes[:1] for kind in jsonld.kinds(node)), None),
        licences=licences.read(nodes, markup),
        notes=dated.notes,
        sources=Sources(
            title=_source(title),
            authors=written.all[0].source if written.all else None,
            published=_source(dated.published),
            modified=_source(dated.modified),
            summary=_source(summary),
            section=_source(section),
            categories=_source(categories),
            tags=_source(tags),
            image=_source(image),
            canonical_url=_source(canonical_url),
            publisher=_source(publisher),
            language=_source(language),
        ),
    )


def _folders(url: str) -> list[str]:
    """The folders of an address: what its site files the page under."""
    return urlsplit(url).path.strip("/").split("/")[:-1]


def _body(root: HtmlElement) -> HtmlElement:
    body = root.find("body")
    return root if body is None else body


T = TypeVar("T")


def _value(stated: Stated[T] | None) -> T | None:
    return None if stated is None else stated.value


def _source(stated: Stated[Any] | None) -> StatedBy | None:
    return None if stated is None else stated.source


_HEADINGS: Final = 5
"""First-level headings looked at; the article's is among the first."""


def _said(nodes: Sequence[Node], markup: Markup) -> dict[str, str]:
    """What each source says that the title is, as it stands; no entry where one says nothing."""
    headline = (
        text
        for key in ("headline", "name")
        for node in nodes
        for text in jsonld.texts(node.get(key))
    )
    return {
        name: text
        for name, text in (
            ("og", markup.first("og:title")),
            ("json_ld", next(headline, None)),
            ("html", markup.title),
            ("twitter", markup.first("twitter:title")),
            ("meta", markup.first(*_META_TITLES)),
        )
        if text and not _SLUG.fullmatch(text)
    }


_META_TITLES: Final = ("dc.title", "sailthru.title", "parsely-title", "articletitle", "title")

# What stands in an address, put where a title should.
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){2,}")


_SOURCES: Final[Mapping[str, StatedBy]] = {
    "og": "opengraph",
    "json_ld": "json-ld",
    "html": "title",
    "twitter": "meta",
    "meta": "meta",
}
"""Name of a title among `titles` → its source, as the vote and `Sources` call it."""


def _candidates(said: Mapping[str, str]) -> Iterator[tuple[StatedBy, str]]:
    return ((_SOURCES[name], text) for name, text in said.items())


def _titles(headline: str | None, said: Mapping[str, str], known: sites.Sites) -> Titles:
    """What each source says, without the site's name."""
    own = {
        name: titles.strip(plain(said[name]), known) or None
        for name in ("og", "json_ld", "html", "twitter")
        if name in said
    }
    return Titles(page=headline, **own)
