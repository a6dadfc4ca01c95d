"""What a page says about its article, field by field, each from the most trusted that states it.

The order of trust: JSON-LD, OpenGraph and other meta, microdata, `<time>`, HTML
that people see, and for a date at last the URL and htmldate, as a day. The title
is a vote instead. Nothing is made up: what nobody states is null or empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

from twa.dataset.pages.metadata import authors, dates, fields, jsonld, licences, titles
from twa.dataset.pages.metadata.markup import Stated, index, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.jsonld import Node
    from twa.dataset.pages.metadata.markup import Markup
    from twa.dataset.web.directives import Directive
    from twa.dataset.web.instants import Instant


class Page(Protocol):
    """The circumstances of a page that its metadata depends on."""

    @property
    def url(self) -> str:
        """The target URI that answered."""

    @property
    def captured_at(self) -> datetime:
        """Aware, UTC: nothing on the page can be later."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Who stated each field; null where the field is.

    One of `json-ld`, `opengraph`, `meta`, `microdata`, `time`, `html`, `title`
    (the element), `link` (rel=canonical), `script` (the page's own data), `url`, `htmldate`.
    """

    title: str | None = None
    authors: str | None = None
    published: str | None = None
    modified: str | None = None
    summary: str | None = None
    section: str | None = None
    categories: str | None = None
    tags: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    publisher: str | None = None
    language: str | None = None


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
    authors: tuple[str, ...] = ()
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
    notes: tuple[str, ...] = ()
    sources: Sources = field(default_factory=Sources)


def read(tree: HtmlElement, page: Page) -> Metadata:
    """Read a page's metadata. `tree` is the page's root and is not changed."""
    markup = index(tree)
    graph = jsonld.read(markup.json_ld)
    canonical_url = fields.canonical(markup, page.url)
    urls = [page.url, canonical_url.value] if canonical_url else [page.url]
    headings = [(heading, words(heading)) for heading in markup.headings[:_HEADINGS]]
    shown = [*markup.meta("og:title", "twitter:title"), *(text for _, text in headings)]
    nodes = jsonld.articles(graph, urls, [*shown, markup.title or ""])

    publisher = fields.publisher(graph, nodes, markup)
    site_names = fields.site_names(graph, markup)
    publishers = (publisher.value,) if publisher else ()
    host = urlsplit(page.url).hostname or ""
    known = titles.sites((*site_names, *publishers), host)
    title = titles.choose(_titles(nodes, markup, [text for _, text in headings], known), known)
    if title and (signature := titles.signature(markup.title, title.value)):
        known = titles.sites((*site_names, *publishers, signature), host)
    heading = next(
        (h for h, text in headings if title and titles.same(text, title.value)),
        next((h for h, text in headings if text and not known.named(text)), None),
    )
    written = authors.read(graph, nodes, markup, heading, known)
    dated = dates.read(nodes, markup, heading, page.url, page.captured_at)
    summary = fields.summary(nodes, markup)
    section = fields.section(graph, nodes, markup)
    categories = fields.categories(nodes, markup)
    tags = fields.tags(nodes, markup)
    image = fields.image(graph, nodes, markup, page.url)
    language = fields.language(nodes, markup)
    return Metadata(
        title=_value(title),
        authors=written.value if written else (),
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
            authors=_source(written),
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


T = TypeVar("T")


def _value(stated: Stated[T] | None) -> T | None:
    return None if stated is None else stated.value


def _source(stated: Stated[Any] | None) -> str | None:
    return None if stated is None else stated.source


_HEADINGS: Final = 5
"""First-level headings looked at; the article's is among the first."""


def _titles(
    nodes: Sequence[Node], markup: Markup, headings: Sequence[str], known: titles.Sites
) -> Iterator[tuple[str, str]]:
    """Who says what the title is, for the vote."""
    for text in islice(markup.meta("og:title"), 1):
        yield "opengraph", text
    stated = (jsonld.first_text(node.get(key)) for key in ("headline", "name") for node in nodes)
    for text in islice(filter(None, stated), 1):
        yield "json-ld", text
    others = [*markup.meta("og:title", "twitter:title"), markup.title or ""]
    if heading := titles.heading(headings, others, known):
        yield "html", heading
    for text in islice(markup.meta("twitter:title", "dc.title", "sailthru.title"), 1):
        yield "meta", text
    if markup.title:
        yield "title", markup.title
