"""Finds the feeds that a page names."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from twa.dataset.feeds import jsonfeed, tree
from twa.dataset.feeds.decoding import decode
from twa.dataset.web.charsets import codec_in, codec_in_page
from twa.dataset.web.sites import same_site
from twa.dataset.web.urls import BadUrl, canonical, join

PAGE: Final = 2 << 20
"""Octets of a page that are looked at; feeds are named in its head."""

# Media types of feeds; how much a `<link>` of that type is to be trusted to name one.
_TYPES: Final = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 0,
    "application/rdf+xml": 1,
    "application/xml": 2,
    "text/xml": 2,
}
# How a feed of comments is called, in the languages that WordPress speaks most.
_COMMENTS_TITLE: Final = re.compile(
    r"comment|kommentar|comentario|comentário|commenti\b|reacties|komentarz|yorum|коммент|комент"
    r"|コメント|评论|評論|留言|回應|댓글|bình luận|تعليق",
    re.IGNORECASE,
)
_COMMENTS_URL: Final = re.compile(r"/comments?(?:/|\Z|\?)|[?&](?:withcomments|feed=comments)")


def discover(html: bytes, url: str, content_type: str | None = None) -> list[str]:
    """URLs of the feeds that a page names by `<link rel="alternate">`, the page's own first.

    The feed of a category comes before the feed of its site; feeds of comments
    never come. Absolute, each once; empty where there are none.
    """
    root = _root(html[:PAGE], content_type)
    if root is None:
        return []
    base = next((join(url, e.get("href", "")) for e in root.iter("base") if e.get("href")), url)
    is_article = _is_article(root)
    page = _steps(url)
    found: dict[str, tuple[bool, int, int, int]] = {}
    for link in root.iter("link"):
        trust = _trust(link)
        if trust is None or _COMMENTS_TITLE.search(link.get("title", "")):
            continue
        try:
            feed = canonical(join(base, link.get("href", "")))
        except BadUrl:
            continue
        steps = _steps(feed)
        shared = _shared(steps, page)
        # WordPress: what stands below an article's own URL is the feed of its comments.
        of_this_article = is_article and shared == len(page) > 0
        if not of_this_article and not _COMMENTS_URL.search(feed):
            rank = (not same_site(feed, url), trust, -shared, len(steps) - shared)
            found.setdefault(feed, rank)
    return sorted(found, key=found.__getitem__)


def is_feed(body: bytes, content_type: str | None = None) -> bool:
    """Whether the beginning of `body` is that of a feed, whatever `content_type` says."""
    text, _ = decode(body[: 2 * tree.PROLOG], content_type)
    if jsonfeed.looks_like(text):
        return jsonfeed.names_version(text)
    return tree.find_root(text) is not None


_HIDDEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|textarea)\b.*?(?:</\1\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# Whatever else stands in a page is not parsed: a parser compares each attribute of an element with
# those before it, and a page may have half a million of them.
_TELLING: Final = re.compile(r"<(?:base|link|meta)\b[^<>]{0,8000}>", re.IGNORECASE)


def _root(html: bytes, content_type: str | None) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    if not codec_in(content_type):
        # HTML, encoding sniffing algorithm: the page's own meta counts where HTTP says nothing.
        content_type = f"text/html; charset={codec_in_page(html)}"
    text, _ = decode(html, content_type)
    text = "".join(_TELLING.findall(_HIDDEN.sub("", text)))
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _trust(link: etree._Element) -> int | None:
    """0 for the best; None where the link is of no feed."""
    relations = link.get("rel", "").lower().split()
    kind = link.get("type", "").partition(";")[0].strip().lower()
    if not link.get("href", "").strip() or "stylesheet" in relations:
        return None
    if "alternate" in relations and kind in _TYPES:
        return _TYPES[kind]
    # microformats.org, "rel-feed".
    return 1 if "feed" in relations and kind in ("", *_TYPES) else None


def _is_article(root: etree._Element) -> bool:
    return any(
        meta.get("property") == "og:type" and meta.get("content", "").strip().lower() == "article"
        for meta in root.iter("meta")
    )


def _shared(ours: list[str], theirs: list[str]) -> int:
    """How many steps two URLs have in common from the first on."""
    pairs = zip(ours, theirs, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _steps(url: str) -> list[str]:
    """The segments of the path and the parameters of the query."""
    try:
        split = urlsplit(canonical(url))
    except BadUrl:
        return []
    return [*filter(None, split.path.split("/")), *filter(None, split.query.split("&"))]
