"""Simple metadata fields of an article, one lookup each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from twa.dataset.pages.metadata import jsonld
from twa.dataset.pages.metadata.markup import (
    Markup,
    Stated,
    StatedBy,
    foreign,
    plain,
    squeeze,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.pages.metadata.jsonld import Graph, Node

Said = tuple[StatedBy, Iterable[str]]
"""A place of a page, and what stands there."""

LONGEST: Final = 2000
"""Characters of a summary; a longer description is the article itself."""

MOST: Final = 400
"""Links to tags looked at."""

_ACCESS: Final = {"free": True, "metered": None, "locked": False}
"""Values of `article:content_tier` → is_accessible_for_free."""

_FILED: Final = re.compile("tag|category")
_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}\Z")


def canonical(markup: Markup, url: str) -> Stated[str] | None:
    """The address that the page gives as its own: rel=canonical (RFC 6596), else og:url."""
    places: tuple[Said, ...] = (
        ("link", markup.links.get("canonical", ())),
        ("opengraph", markup.meta("og:url")),
    )
    for source, values in places:
        for value in values:
            if found := _absolute(value, url):
                return Stated(found, source)
    return None


def publisher(graph: Graph, nodes: Sequence[Node], markup: Markup) -> Stated[str] | None:
    """Who publishes, by name."""
    for node in nodes:
        for key in ("publisher", "sourceOrganization"):
            value = node.get(key)
            items = value if isinstance(value, list) else [value]
            name = jsonld.first_text([graph.resolve(item) for item in items])
            if name and name not in _PLATFORMS:
                return Stated(name, "json-ld")
    shown = {squeeze(plain(title)) for title in (*markup.meta("og:title"), markup.title or "")}
    named = (name for name in markup.meta("og:site_name") if squeeze(plain(name)) not in shown)
    return _first(
        (
            ("opengraph", named),
            ("meta", markup.meta("dc.publisher", "dcterms.publisher", "publisher")),
        )
    )


_PLATFORMS: Final = ("Blogger", "WordPress.com")
"""Systems that state themselves as the publisher of what others publish by them."""


def site_names(graph: Graph, markup: Markup) -> tuple[str, ...]:
    """What the site calls itself, the most direct first; not what is the page's title."""
    titles = (*markup.meta("og:title", "twitter:title"), markup.title or "")
    shown = {squeeze(plain(title)) for title in titles}
    names = dict.fromkeys(filter(None, _site_names(graph, markup)))
    return tuple(n for n in names if "://" not in n and squeeze(n) not in shown)


def _site_names(graph: Graph, markup: Markup) -> Iterator[str]:
    yield from map(plain, markup.meta("og:site_name"))
    for node in graph.of_type("WebSite"):
        for key in ("name", "alternateName"):
            yield from jsonld.texts(node.get(key))
    for node in graph.of_type("Organization", "NewsMediaOrganization"):
        # Only organisations with a logo publish; others are the subjects of articles.
        if "logo" in node:
            yield from jsonld.texts(node.get("name"))
    yield from map(
        plain,
        markup.meta(
            "application-name", "apple-mobile-web-app-title", "al:android:app_name", "sitename"
        ),
    )
    yield from (handle.strip().lstrip("@") for handle in markup.meta("twitter:site"))


def summary(nodes: Sequence[Node], markup: Markup) -> Stated[str] | None:
    """The description that is short enough to be one."""
    return _first(
        (
            ("json-ld", (text for node in nodes for text in jsonld.texts(node.get("description")))),
            ("opengraph", markup.meta("og:description")),
            ("meta", markup.meta("description", "twitter:description", "dc.description")),
        ),
        longest=LONGEST,
    )


def section(graph: Graph, nodes: Sequence[Node], markup: Markup) -> Stated[str] | None:
    """The part of the publication that the article stands in."""
    return _first(
        (
            ("json-ld", (t for node in nodes for t in jsonld.texts(node.get("articleSection")))),
            ("opengraph", markup.meta("article:section", "og:article:section")),
            ("meta", markup.meta(*_SECTIONS)),
            ("json-ld", _breadcrumb(graph)),
        ),
        longest=100,
    )


# `SiteName`, `ColumnName` and `ArticleTitle` are those of China's offices of government.
_SECTIONS: Final = ("section", "parsely-section", "cxenseparse:recs:category", "columnname")


def _breadcrumb(graph: Graph) -> Iterator[str]:
    """The last crumb but the page itself, and but the home page."""
    for node in graph.of_type("BreadcrumbList"):
        items = node.get("itemListElement")
        crumbs = []
        for element in items if isinstance(items, list) else ():
            if isinstance(element, dict):
                crumbs.append(jsonld.first_text(element) or jsonld.first_text(element.get("item")))
        if len(crumbs) > 2 and (crumb := crumbs[-2]):
            yield crumb


def categories(nodes: Sequence[Node], markup: Markup) -> Stated[tuple[str, ...]] | None:
    """Names of the categories: several sections, else links marked as such."""
    return _list(
        (
            ("json-ld", (t for node in nodes for t in jsonld.texts(node.get("articleSection")))),
            ("html", _linked(markup, category=True)),
            ("opengraph", markup.meta("article:section")),
        )
    )


def tags(nodes: Sequence[Node], markup: Markup) -> Stated[tuple[str, ...]] | None:
    """Key words and tags."""
    keywords = (
        piece
        for node in nodes
        for text in jsonld.texts(node.get("keywords"))
        for piece in _comma_separated(text)
    )
    metas = markup.meta("news_keywords", "parsely-tags", "sailthru.tags", "keywords")
    return _list(
        (
            ("json-ld", keywords),
            ("opengraph", markup.meta("article:tag", "og:article:tag")),
            ("html", _linked(markup, category=False)),
            ("meta", (piece for text in metas for piece in _comma_separated(text))),
        )
    )


def _linked(markup: Markup, *, category: bool) -> Iterator[str]:
    """Texts of links to a tag; WordPress marks categories `rel="category tag"`."""
    filed = (link for link in markup.related if _FILED.search(link.get("rel")))
    for link in islice(filed, MOST):
        rel = link.get("rel").split()
        wanted = "category" in rel if category else "tag" in rel and "category" not in rel
        if wanted and not foreign(link, None):
            yield words(link)


def _comma_separated(text: str) -> list[str]:
    return re.split(r"\s*[,;،，、；]\s*", text)


def image(graph: Graph, nodes: Sequence[Node], markup: Markup, url: str) -> Stated[str] | None:
    """The absolute address of the picture that stands for the article."""
    for node in nodes:
        for key in ("image", "thumbnailUrl"):
            stated = jsonld.first_url(graph, node.get(key))
            if stated and (found := _absolute(stated, url)):
                return Stated(found, "json-ld")
    for value in markup.meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image"):
        if found := _absolute(value, url):
            return Stated(found, "opengraph")
    for value in (*markup.meta("twitter:image:src", "image"), *markup.links.get("image_src", ())):
        if found := _absolute(value, url):
            return Stated(found, "meta")
    return None


def language(nodes: Sequence[Node], markup: Markup) -> Stated[str] | None:
    """The language tag that the page states: the `lang` of its root, else meta, else JSON-LD."""
    places: tuple[Said, ...] = (
        ("html", (markup.language or "",)),
        ("meta", markup.meta("content-language", "language", "dc.language", "og:locale")),
        ("json-ld", (t for node in nodes for t in jsonld.texts(node.get("inLanguage")))),
    )
    for source, values in places:
        for value in values:
            if _LOCALE.match(value.strip()):
                return Stated(value.strip().replace("_", "-"), source)
    return None


def accessible(nodes: Sequence[Node], markup: Markup) -> bool | None:
    """Whether the article can be read without paying, null where nobody says."""
    for node in nodes:
        if (stated := jsonld.truth(node.get("isAccessibleForFree"))) is not None:
            return stated
    tier = markup.first("article:content_tier") or ""
    return _ACCESS.get(tier.strip().lower())


def article_body(nodes: Iterable[Node]) -> str | None:
    """The longest `articleBody`: text or HTML, as it stands."""
    bodies = [body for node in nodes if isinstance(body := node.get("articleBody"), str)]
    return max(bodies, key=len, default="").strip() or None


# --- Helpers ---------------------------------------------------------------------


def _first(places: Iterable[Said], longest: int = 500) -> Stated[str] | None:
    for source, values in places:
        for value in values:
            if (text := plain(value)) and len(text) <= longest and "://" not in text[:8]:
                return Stated(text, source)
    return None


def _list(places: Iterable[Said]) -> Stated[tuple[str, ...]] | None:
    for source, values in places:
        found = dict.fromkeys(t for value in values if (t := plain(value)) and len(t) <= 100)
        if found:
            return Stated(tuple(found), source)
    return None


def _absolute(value: str, base: str) -> str | None:
    """An http address, resolved (RFC 3986, section 5), or None."""
    try:
        found = urljoin(base, value.strip())
        parts = urlsplit(found)
    except ValueError:
        return None
    return found if parts.scheme in ("http", "https") and parts.hostname else None
