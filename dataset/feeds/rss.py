"""RSS 0.90 to 2.0 and RSS 1.0 (RDF) → a Feed, by tables of element names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from lxml import etree

from twa.dataset.feeds import entries, licences, links
from twa.dataset.feeds.element_names import RDF_ABOUT, XML_LANG, Children, name_of, text_of
from twa.dataset.feeds.hints import hints
from twa.dataset.feeds.model import Entry, Feed
from twa.dataset.feeds.text import clean, fold, inner_html, plain
from twa.dataset.web.directives import Directive
from twa.dataset.web.links import is_home

# What a field is read from, best first. feedburner:origLink is the article behind the proxy.
_LINK: Final = ("feedburner:origlink", "link")
_PUBLISHED: Final = ("pubdate", "dcterms:issued", "dc:date", "dcterms:created", "atom:published")
_UPDATED: Final = ("atom:updated", "dcterms:modified")
_AUTHORS: Final = ("dc:creator", "author", "itunes:author", "dcterms:creator")
_CATEGORIES: Final = ("category", "dc:subject")
_SUMMARY: Final = ("description", "atom:summary", "dc:description", "itunes:summary")
_CONTENT: Final = ("content:encoded", "xhtml:body", "xhtml:div", "atom:content", "body", "fullitem")
_CHANGED: Final = ("lastbuilddate", "dc:date", "atom:updated", "pubdate", "dcterms:modified")


def read(
    root: etree._Element, *, url: str, got: datetime | None, problems: tuple[str, ...]
) -> Feed:
    """The feed below an `rss`, `rdf:RDF` or `channel` element."""
    top = next((element for element in root if name_of(element) == "channel"), root)
    channel = Children(top)
    atom_links = channel.all("atom:link")
    base = links.Base(url)
    site = _channel_link(channel, base) or links.relation(atom_links, "alternate", base)
    changed, _ = entries.date(channel.texts(*_CHANGED))
    below = links.Base(url, site)
    said = licences.stated(channel, atom_links)
    items = (
        _entry(position, Children(item), below, said)
        for position, item in enumerate(_items(root, top))
    )
    return Feed(
        url=url,
        format=_format(root),
        title=plain(channel.text("title", "dc:title") or ""),
        link=site,
        language=channel.text("language", "dc:language") or top.get(XML_LANG),
        self_url=links.relation(atom_links, "self", base),
        next_url=links.relation(atom_links, "next", base),
        prev_archive_url=links.relation(atom_links, "prev-archive", base),
        hub_url=links.relation(atom_links, "hub", base),
        updated=changed,
        hints=hints(channel),
        entries=entries.finish(items, url=url, got=got, changed=changed),
        problems=problems,
    )


def _channel_link(channel: Children, base: links.Base) -> str | None:
    return next((base.resolve(e, t) for e in channel.all("link") if (t := text_of(e))), None)


def _items(root: etree._Element, channel: etree._Element) -> Iterator[etree._Element]:
    """Items stand in the channel (0.91, 0.92, 2.0) or beside it (0.90, 1.0)."""
    for parent in (channel,) if channel is root else (channel, root):
        yield from (child for child in parent if name_of(child) == "item")


def _entry(position: int, item: Children, base: links.Base, said: tuple[Directive, ...]) -> Entry:
    guid = next(iter(item.all("guid")), None)
    published, published_raw = entries.date(item.texts(*_PUBLISHED))
    updated, updated_raw = entries.date(item.texts(*_UPDATED))
    return Entry(
        position=position,
        id=fold(text_of(guid) if guid is not None else "") or fold(item.element.get(RDF_ABOUT, "")),
        link=_link(item, guid, base),
        title=plain(_html(item, ("title", "dc:title", "media:title")) or ""),
        published=published,
        published_raw=published_raw,
        updated=updated,
        updated_raw=updated_raw,
        authors=entries.people((*item.texts(*_AUTHORS), *_names(item))),
        categories=entries.unique(map(plain, item.texts(*_CATEGORIES))),
        summary_html=_html(item, _SUMMARY),
        content_html=_html(item, _CONTENT),
        image=links.image(item, base),
        licences=(*said, *licences.stated(item, item.all("atom:link"))),
    )


def _link(item: Children, guid: etree._Element | None, base: links.Base) -> str | None:
    """What the item links to; its permalink where that is nothing, or the site's front page."""
    linked = _linked(item, base)
    if linked is not None and not is_home(linked):
        return linked
    # RSS 2.0, <guid>: a permalink unless it says that it is none.
    is_permalink = guid is not None and guid.get("isPermaLink", "true").lower() != "false"
    permalink = links.address(text_of(guid)) if guid is not None and is_permalink else None
    return permalink or linked or links.address(item.element.get(RDF_ABOUT))


def _linked(item: Children, base: links.Base) -> str | None:
    for link in item.all(*_LINK):
        if target := text_of(link) or link.get("href", "").strip():
            return base.resolve(link, target)
    return links.relation(item.all("atom:link"), "alternate", base)


def _html(item: Children, names: Iterable[str]) -> str | None:
    found = (clean(inner_html(element)) for element in item.all(*names))
    return next((text for text in found if text.strip()), None)


def _names(item: Children) -> list[str]:
    return [n for author in item.all("atom:author") for n in Children(author).texts("atom:name")]


def _format(root: etree._Element) -> str:
    kind = name_of(root)
    if kind.endswith("rdf"):
        namespaces = {str(e.tag).rpartition("}")[0] for e in root}
        return "rss-0.90" if any("netscape" in n for n in namespaces) else "rss-1.0"
    version = root.get("version", "").strip()
    return f"rss-{version}" if re.fullmatch(r"[0-9](?:\.[0-9]{1,3}){0,2}", version) else "rss"
