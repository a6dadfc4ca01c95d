"""Atom 1.0 (RFC 4287), and 0.3 before it, → a Feed."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from lxml import etree

from twa.dataset.feeds import entries, licences, links
from twa.dataset.feeds.element_names import XML_LANG, Children, name_of, text_of
from twa.dataset.feeds.hints import hints
from twa.dataset.feeds.model import Entry, Feed
from twa.dataset.feeds.text import clean, fold, inner_html, plain
from twa.dataset.web.directives import Directive

# Atom 0.3 said issued, created and modified.
_PUBLISHED: Final = ("published", "issued", "created", "dc:date", "dcterms:issued")
_UPDATED: Final = ("updated", "modified")
_CONTENT: Final = ("content",)
_SUMMARY: Final = ("summary", "media:description")
_OLD: Final = "http://purl.org/atom/ns#"
_MARKUP: Final = frozenset(("html", "xhtml", "text/html", "application/xhtml+xml"))


def read(
    root: etree._Element, *, url: str, got: datetime | None, problems: tuple[str, ...]
) -> Feed:
    """The feed below a `feed` element."""
    feed = Children(root, home="atom")
    base = links.Base(url)
    changed, _ = entries.date(feed.texts(*_UPDATED))
    found = (element for element in root if name_of(element) in ("atom:entry", "entry"))
    said = licences.stated(feed, feed.all("link"))
    items = (
        _entry(position, Children(element, home="atom"), base, _people(feed), said)
        for position, element in enumerate(found)
    )
    return Feed(
        url=url,
        format="atom-0.3" if _OLD in str(root.tag) else "atom-1.0",
        title=_title(feed),
        link=links.relation(feed.all("link"), "alternate", base),
        language=root.get(XML_LANG) or feed.text("dc:language"),
        self_url=links.relation(feed.all("link"), "self", base),
        next_url=links.relation(feed.all("link"), "next", base),
        prev_archive_url=links.relation(feed.all("link"), "prev-archive", base),
        hub_url=links.relation(feed.all("link"), "hub", base),
        updated=changed,
        hints=hints(feed),
        entries=entries.finish(items, url=url, got=got, changed=changed),
        problems=problems,
    )


def _entry(
    position: int,
    entry: Children,
    base: links.Base,
    feed_authors: tuple[str, ...],
    said: tuple[Directive, ...],
) -> Entry:
    published, published_raw = entries.date(entry.texts(*_PUBLISHED))
    updated, updated_raw = entries.date(entry.texts(*_UPDATED))
    return Entry(
        position=position,
        id=fold(entry.text("id") or ""),
        link=_link(entry, base),
        title=_title(entry),
        published=published,
        published_raw=published_raw,
        updated=updated,
        updated_raw=updated_raw,
        # RFC 4287, section 4.2.1: the entry's authors, else its source's, else the feed's.
        authors=_people(entry) or _source_people(entry) or feed_authors,
        categories=entries.unique(
            [c.get("label") or c.get("term") or text_of(c) for c in entry.all("category")]
            + entry.texts("dc:subject")
        ),
        summary_html=_html(entry, _SUMMARY),
        content_html=_html(entry, _CONTENT),
        image=links.image(entry, base),
        licences=(*said, *licences.stated(entry, entry.all("link"))),
    )


def _link(entry: Children, base: links.Base) -> str | None:
    for link in entry.all("feedburner:origlink"):
        if target := text_of(link):
            return base.resolve(link, target)
    # RFC 4287, section 4.1.2: without content there has to be a link, and the content may be a page
    # elsewhere; where there is neither, an id that is an address is all that leads anywhere.
    linked = links.relation(entry.all("link"), "alternate", base)
    return linked or links.source(entry.all("content"), base) or links.address(entry.text("id"))


def _people(parent: Children) -> tuple[str, ...]:
    names = [n for a in parent.all("author") for n in Children(a, home="atom").texts("name")]
    return entries.people([*names, *parent.texts("dc:creator")])


def _source_people(entry: Children) -> tuple[str, ...]:
    return tuple(n for s in entry.all("source") for n in _people(Children(s, home="atom")))


def _title(parent: Children) -> str:
    for element in parent.all("title", "dc:title", "media:title"):
        # RFC 4287, section 3.1.1: text is text, "&lt;b&gt;" in it is no markup.
        if _is_markup(element):
            return plain(inner_html(element))
        return fold(text_of(element))
    return ""


def _html(parent: Children, names: Iterable[str]) -> str | None:
    for element in parent.all(*names):
        found = clean(_construct(element))
        if found.strip():
            return found
    return None


def _construct(element: etree._Element) -> str:
    """A text construct or content as HTML (RFC 4287, sections 3.1.1 and 4.1.3.3)."""
    if not _is_markup(element):
        return html.escape(text_of(element), quote=False)
    div = element[0] if len(element) == 1 and name_of(element[0]).endswith("div") else None
    if div is not None and not (element.text or "").strip():
        # Section 3.1.1.3: the div itself is not part of the content.
        return inner_html(div)
    return inner_html(element)


def _is_markup(element: etree._Element) -> bool:
    # 4.1.3.3 lets content be of any media type; children mean markup whatever the type says.
    kind = element.get("type", "text").strip().lower()
    escaped = element.get("mode", "").lower() == "escaped"  # Atom 0.3
    return kind in _MARKUP or escaped or len(element) > 0
