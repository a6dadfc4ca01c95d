"""Links in feeds: relations, base URLs, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from typing import Final

from lxml import etree

from twa.dataset.feeds.element_names import XML_BASE, Children, text_of
from twa.dataset.feeds.text import clean
from twa.dataset.web.links import is_home
from twa.dataset.web.urls import join

_HTTP: Final = re.compile(r"https?://", re.IGNORECASE)
_WEB_PAGES: Final = ("", "text/html", "application/xhtml+xml")
# Elements that may name a picture, and the attribute that does, best first; `image` is text.
_PICTURES: Final = (
    ("media:content", "url"),
    ("media:thumbnail", "url"),
    ("enclosure", "url"),
    ("itunes:image", "href"),
    ("link", "href"),
    ("image", None),
)


@dataclass(frozen=True, slots=True)
class Base:
    """What relative links of a feed are relative to.

    `xml:base` from the outside in, beginning with the feed's own URL (XML Base,
    section 4.2); without one the site that the feed names, since RSS does not
    say and feeds are served from anywhere; else the feed's URL.
    """

    document: str
    site: str | None = None

    def resolve(self, element: etree._Element, target: str) -> str:
        """`target`, as it stands in or on `element`, made absolute."""
        lineage = (element, *element.iterancestors())
        moves = [e.attrib[XML_BASE] for e in lineage if XML_BASE in e.attrib]
        base = reduce(join, reversed(moves), self.document) if moves else self.site
        return clean(join(base or self.document, target))


def address(identifier: str | None) -> str | None:
    """An id, where it is the address of a page; None for any other."""
    found = clean(identifier or "").strip()
    return found if _HTTP.match(found) and not is_home(found) else None


def relation(links: list[etree._Element], name: str, base: Base) -> str | None:
    """The target of the first atom:link of a relation (RFC 4287, section 4.2.7), a page first."""
    found = [link for link in links if _relation(link) == name and link.get("href", "").strip()]
    if name == "alternate":
        found.sort(key=lambda link: _type(link) not in _WEB_PAGES)
    return base.resolve(found[0], found[0].get("href", "")) if found else None


def source(contents: list[etree._Element], base: Base) -> str | None:
    """The page that an atom:content stands for (RFC 4287, section 4.1.3.2)."""
    for content in contents:
        if (target := content.get("src", "").strip()) and _type(content) in _WEB_PAGES:
            return base.resolve(content, target)
    return None


def image(children: Children, base: Base) -> str | None:
    """The picture that goes with an entry, absolute, or None."""
    for name, attribute in _PICTURES:
        for element in children.all(name):
            target = element.get(attribute, "") if attribute else _image_text(element)
            if target.strip() and _is_picture(name, element):
                return base.resolve(element, target)
    return None


def _is_picture(name: str, element: etree._Element) -> bool:
    is_image = _type(element).startswith("image/")
    if name == "link":
        return is_image and _relation(element) == "enclosure"
    if name in ("enclosure", "media:content"):
        return is_image or element.get("medium", "").lower() == "image"
    return True


def _relation(link: etree._Element) -> str:
    # RFC 4287, section 4.2.7.2: no rel means alternate; a name may be its full IANA URI.
    rel: str = link.get("rel", "alternate").strip().lower()
    return rel.removeprefix("http://www.iana.org/assignments/relation/")


def _type(element: etree._Element) -> str:
    kind: str = element.get("type", "")
    return kind.partition(";")[0].strip().lower()


def _image_text(element: etree._Element) -> str:
    return Children(element).text("url") or text_of(element)
