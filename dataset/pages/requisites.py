"""What a page needs to be looked at: images, stylesheets and what they name, fonts, icons, scripts.

Pure: octets and their address in, addresses out. Beside them stand what says who made the page and
what may be done with it: a C2PA manifest, a licence in RSL. What else a page names (links,
frames, audio, video) is another page, or a work of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast
from urllib.parse import urldefrag

from w3lib.url import safe_url_string

from twa.dataset.errors import Rejected
from twa.dataset.pages.html5 import parse
from twa.dataset.pages.page import Page
from twa.dataset.web import sites, srcset, stylesheets, urls
from twa.dataset.web.directives import RSL
from twa.dataset.web.link_fields import links
from twa.dataset.web.robots import Robots

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

Kind = Literal["stylesheet", "font", "image", "script", "icon", "provenance", "licence"]

RANK: Final[tuple[Kind, ...]] = (
    *("stylesheet", "font", "image", "script", "icon", "provenance", "licence"),
)
"""In which order what is named is of use, where not all of it can be had."""

MOST: Final = 1000
"""Addresses of one document that are looked at."""

MOST_LICENCES: Final = 10
"""Licences of one robots.txt that are looked at."""

_SRCSET_LIMIT: Final = 20_000

# A page without any of these needs nothing, and need not be parsed to know it.
_SIGNS: Final = re.compile(
    rb"<(?:img|image|link|script|style|source|video|input|use)\b|\burl\(|og:image|background=|-bg=",
    re.IGNORECASE,
)

# The attributes by which an element names what it shows, those of scripts that load late included.
# `xlink_href` is how the tree spells `xlink:href`.
_ATTRIBUTES: Final[dict[str, tuple[tuple[str, Kind], ...]]] = {
    "img": (
        ("src", "image"),
        ("data-src", "image"),
        ("data-lazy-src", "image"),
        ("data-original", "image"),
    ),
    "source": (),
    "video": (("poster", "image"),),
    "input": (("src", "image"),),
    "image": (("href", "image"), ("xlink_href", "image")),
    "use": (("href", "image"), ("xlink_href", "image")),
    "script": (("src", "script"),),
}
_SRCSETS: Final = ("srcset", "data-srcset", "data-lazy-srcset")
_METAS: Final = frozenset(("og:image", "og:image:url", "og:image:secure_url", "twitter:image"))
# HTML, section 4.6.7, and what phones look for.
_RELS: Final[dict[str, Kind]] = {
    "stylesheet": "stylesheet",
    "icon": "icon",
    "apple-touch-icon": "icon",
    "apple-touch-icon-precomposed": "icon",
    "mask-icon": "icon",
    "modulepreload": "script",
    # C2PA 2.1, section 11.4: who made the page's parts, and by what.
    "c2pa-manifest": "provenance",
}
_PRELOADED: Final[dict[str, Kind]] = {
    "style": "stylesheet",
    "font": "font",
    "image": "image",
    "script": "script",
}
_SCRIPT: Final = re.compile(r"(?:module)?\Z|(?:text|application)/(?:x-)?(?:java|ecma)script\b")

WATCHERS: Final = frozenset(
    (
        "adsrvr.org",
        "amazon-adsystem.com",
        "chartbeat.com",
        "clarity.ms",
        "criteo.com",
        "criteo.net",
        "doubleclick.net",
        "facebook.net",
        "google-analytics.com",
        "googleadservices.com",
        "googlesyndication.com",
        "googletagmanager.com",
        "googletagservices.com",
        "hotjar.com",
        "mixpanel.com",
        "newrelic.com",
        "nr-data.net",
        "onesignal.com",
        "outbrain.com",
        "quantserve.com",
        "scorecardresearch.com",
        "segment.com",
        "taboola.com",
    )
)
"""Registrable domains whose scripts and pixels count readers or show advertisements: no page
needs them to be looked at."""


class Requisite(NamedTuple):
    """An absolute http or https URL without fragment, as it is asked for, and what it is."""

    url: str
    kind: Kind


def of_page(
    url: str, octets: bytes, content_type: str | None, captured_at: datetime
) -> tuple[Requisite, ...]:
    """What a page names and a browser would load, each once; the most useful stand first.

    `octets` are content-decoded. Nothing for what can't be read as a page.
    """
    if _SIGNS.search(octets) is None:
        return ()
    try:
        tree = Page(url, octets, content_type, captured_at).tree
    except Rejected:
        return ()
    found = list(_resolved(_named(tree), _base(tree, url), url))
    return tuple(sorted(found, key=lambda one: RANK.index(one.kind)))


def of_stylesheet(url: str, octets: bytes, content_type: str | None) -> tuple[Requisite, ...]:
    """What a stylesheet names, each once, in its order. `octets` are content-decoded."""
    return tuple(
        _resolved(stylesheets.references(stylesheets.decode(octets, content_type)), url, url)
    )


def of_links(url: str, values: Iterable[str]) -> tuple[Requisite, ...]:
    """What the `Link` fields of an answer name that says who made it and what may be done with it:
    C2PA manifests, and licences in RSL."""
    return tuple(_resolved(_linked(values), url, url))


def of_rules(url: str, octets: bytes) -> tuple[Requisite, ...]:
    """The licences that a robots.txt names: RSL 1.0, "License"."""
    lines = (signal.line.partition("#")[0] for signal in Robots.parse(octets, "").signals)
    named = (line.partition(":") for line in lines)
    found = [(value, "licence") for name, _, value in named if name.strip().lower() == "license"]
    return tuple(_resolved(cast("list[tuple[str, Kind]]", found[:MOST_LICENCES]), url, url))


def _linked(values: Iterable[str]) -> Iterator[tuple[str, Kind]]:
    for link in links(values):
        if "c2pa-manifest" in link.relations:
            yield link.target, "provenance"
        elif "license" in link.relations and link.type == RSL:
            yield link.target, "licence"


def _resolved(named: Iterable[tuple[str, Kind]], base: str, document: str) -> Iterator[Requisite]:
    """Absolute, spelt as Scrapy asks for them; none twice, none that is no address."""
    seen = {document}
    for link, kind in named:
        url = _absolute(base, link)
        if url is None or url in seen:
            continue
        seen.add(url)
        yield Requisite(url, kind)
        if len(seen) > MOST:
            return


def _absolute(base: str, link: str) -> str | None:
    link = link.strip()
    if not link or len(link) > urls.LONGEST or link.startswith("#"):
        return None
    try:
        url = safe_url_string(urldefrag(urls.join(base, link.replace(" ", "%20"))).url)
        watches = sites.site(url) in WATCHERS
    except ValueError:  # BadUrl is one
        return None
    return None if watches or len(url) > urls.LONGEST else url


def _base(tree: HtmlElement, url: str) -> str:
    """HTML, section 4.2.3: the first `<base>` that has an href counts; it may be relative."""
    for element in tree.iter("base"):
        if href := element.get("href"):
            base = urls.join(url, href)
            return base if base.startswith(("http:", "https:")) else url
    return url


def _named(tree: HtmlElement) -> Iterator[tuple[str, Kind]]:
    """References as they stand, in the order of the document, those in styles last."""
    for element in tree.iter("link", "meta", "style", *_ATTRIBUTES):
        match element.tag:
            case "link":
                yield from _link(element)
            case "meta":
                if (element.get("property") or element.get("name") or "").lower() in _METAS:
                    yield element.get("content") or "", "image"
            case "style":
                yield from stylesheets.references(element.text or "")
            case tag if _shows(element):
                for name, kind in _ATTRIBUTES[tag]:
                    yield element.get(name) or "", kind
                for name in _SRCSETS:
                    yield from _candidates(element.get(name), element.get("sizes"))
    for late in tree.iter("noscript"):
        if late.text and "<img" in late.text:
            for element in parse(late.text).iter("img"):
                yield element.get("src") or "", "image"
    for element in tree.xpath("//*[@style or @background or @data-bg]"):
        yield from stylesheets.references(element.get("style") or "")
        for name in ("background", "data-bg"):
            yield element.get(name) or "", "image"


def _link(element: HtmlElement) -> Iterator[tuple[str, Kind]]:
    tokens = (element.get("rel") or "").lower().split()
    kind = next((_RELS[token] for token in tokens if token in _RELS), None)
    if "license" in tokens and (element.get("type") or "").strip().lower() == RSL:
        kind = "licence"
    if kind is None and "preload" in tokens:
        kind = _PRELOADED.get((element.get("as") or "").lower())
    if kind is not None:
        yield element.get("href") or "", kind
        yield from _candidates(element.get("imagesrcset"), element.get("imagesizes"))


def _shows(element: HtmlElement) -> bool:
    """Whether a browser loads what an element names."""
    kind = (element.get("type") or "").strip().lower()
    if element.tag == "input":
        return kind == "image"
    if element.tag == "script":
        # `nomodule` is for browsers of long ago; JSON and templates are data.
        return element.get("nomodule") is None and _SCRIPT.match(kind) is not None
    return True


def _candidates(stated: str | None, sizes: str | None) -> Iterator[tuple[str, Kind]]:
    if stated and len(stated) <= _SRCSET_LIMIT:
        for url in srcset.taken(stated, sizes and sizes[:_SRCSET_LIMIT]):
            yield url, "image"
