"""A page that lists articles, such as a front page → a Feed of the links that look like articles.

What looks like one is told by how pages are built, not by publishers: a headline with a link, a
block of its own around it, an address with words or a number, a title of several words; and what
does not, by where menus stand. Links of one shape are judged together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from twa.dataset.errors import FeedError
from twa.dataset.expressions import expression
from twa.dataset.feeds.boxes import Box, closing
from twa.dataset.feeds.decoding import decode
from twa.dataset.feeds.entries import date, finish
from twa.dataset.feeds.model import Entry, Feed
from twa.dataset.feeds.text import fold
from twa.dataset.web.charsets import codec_in, codec_in_page
from twa.dataset.web.links import is_home, is_notice, refusal
from twa.dataset.web.urls import BadUrl, canonical, join

FORMAT: Final = "listing"
"""The format of a Feed that was a page."""

LIMIT: Final = 8 << 20
"""Octets of a page that is read."""

MOST: Final = 500
"""Articles that one page lists."""

SHORT: Final = 15
"""Characters of a title, below which it says little by itself."""

NEAR: Final = 4
"""Elements around a link that are its shape."""

MANY: Final = 0.6
"""Share of the links of one shape that are to look like articles for all of it to be a list."""

_MENUS: Final = frozenset(("nav", "footer", "aside", "menu", "form"))
_MENU_ROLES: Final = frozenset(("navigation", "menu", "menubar", "contentinfo", "search"))
_MENU_WORDS: Final = frozenset(
    ("menu", "nav", "navbar", "navigation", "breadcrumb", "breadcrumbs", "footer", "sidebar")
) | frozenset(("social", "share", "pagination", "pager", "tagcloud", "cookie", "consent", "login"))
_BLOCKS: Final = frozenset(("main", "article", "li", "section"))
_BOXES: Final = frozenset(("ul", "ol", "div", "p", "section", "header", "span", "td"))
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_OTHER_RELATIONS: Final = frozenset(("tag", "author", "category", "next", "prev", "license"))
_WORD: Final = expression(r"[a-z]+")

# What an address has that leads to other lists, to people and to the house, in no one's language.
_LIST_WORDS: Final = (
    "category|categories|tag|tags|topics?|authors?|page|section|search|archives?|label"
)
_LIST: Final = expression(rf"/(?:{_LIST_WORDS})(?:/|\Z)", re.IGNORECASE)
_NO_ARTICLE: Final = expression(
    rf"/(?:{_LIST_WORDS}|feed|rss|users?|profile|login|signin|signup|register|subscribe"
    r"|subscription|newsletters?|about|contact|privacy|terms|imprint|impressum|datenschutz|legal"
    r"|jobs|careers|advertise|shop|account|cart|help|faq)(?:[/.]|-us\b|\Z)",
    re.IGNORECASE,
)
_FILE: Final = expression(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|css|js|ics)\Z", re.IGNORECASE
)
_DATED: Final = expression(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]|\d\d)")
_NUMBERED: Final = expression(r"(?<!\d)\d{4,}(?!\d)")
_DENSE: Final = expression(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def looks_like(body: bytes) -> bool:
    """Whether octets may be a page."""
    return re.search(rb"<(?:!doctype\s+html|html|head|body|a)\b", body[:65536], re.I) is not None


def read(body: bytes, *, url: str, content_type: str | None = None) -> Feed:
    """The links of a page that look like articles, in its order, as a Feed.

    `published` is what a `<time datetime>` in the block of a link says. Raises FeedError for what
    is no page, is too large, or has no such link.
    """
    if len(body) > LIMIT:
        raise FeedError("a page too large to be read", subject=url, cause=f"{len(body)} octets")
    if not looks_like(body):
        raise FeedError("not a page", subject=url, cause="there is no markup in it")
    if not codec_in(content_type):
        # HTML, encoding sniffing algorithm: the page's own meta counts where HTTP says nothing.
        content_type = f"text/html; charset={codec_in_page(body)}"
    text, problems = decode(body, content_type)
    page = _Page(url)
    for box in closing(text):
        page.take(box)
    chosen = page.articles()[:MOST]
    if not chosen:
        raise FeedError("no link in it looks like an article", subject=url)
    return Feed(
        url=url,
        format=FORMAT,
        title=page.title,
        link=url,
        entries=finish(_entries(chosen), url=url, got=None, changed=None),
        problems=problems,
    )


def is_told_by_address(url: str) -> bool:
    """Whether an address is of the kind that articles have: a date, a number, or words."""
    parts = urlsplit(url)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    if _DATED.search(parts.path) or _NUMBERED.search(last) or _NUMBERED.search(parts.query):
        return True
    return len(re.split(r"[-_]", last)) >= 4


def is_list_by_address(url: str) -> bool:
    """Whether an address is of the kind that lists have, `/tag/pier`, and not an article's too."""
    return _LIST.search(urlsplit(url).path) is not None and not is_told_by_address(url)


@dataclass(slots=True)
class _Link:
    """All links of a page to one address. `shapes` are the elements around them."""

    url: str
    titles: list[str] = field(default_factory=list)
    headline: str = ""
    time: str = ""
    is_marked: bool = False
    is_in_menu: bool = True
    shapes: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def title(self) -> str:
        """What it is called: by its headline, else by the longest text of a link to it."""
        return self.headline or max(self.titles, key=len, default="")

    @property
    def words(self) -> int:
        """How long its title is; what has no spaces between words is counted by characters."""
        dense = len(_DENSE.findall(self.title))
        return dense // 2 if dense > 3 else len(self.title.split())

    @property
    def is_told_by_address(self) -> bool:
        """Whether its address is of the kind that articles have."""
        return is_told_by_address(self.url)

    @property
    def steps(self) -> int:
        """The segments of its path."""
        return len(list(filter(None, urlsplit(self.url).path.split("/"))))


@dataclass(slots=True)
class _Held:
    """What a box holds so far: the first two addresses, a date, a headline."""

    urls: dict[str, None] = field(default_factory=dict)
    time: str = ""
    headline: str = ""


class _Place(NamedTuple):
    """What is around a box: whether a menu, a box that is called one, and a block of content."""

    is_menu: bool = False
    is_called_menu: bool = False
    in_block: bool = False

    def within(self, box: Box) -> _Place:
        """The place in a box that stands here."""
        # The header of an article has its headline, that of a site its menu.
        is_menu = box.tag in _MENUS or _role(box) in _MENU_ROLES
        is_menu |= box.tag == "header" and not self.in_block
        named = ""
        if box.tag in _BOXES:
            named = f"{box.attributes.get('class', '')} {box.attributes.get('id', '')}".lower()
        return _Place(
            self.is_menu or is_menu,
            self.is_called_menu or not _MENU_WORDS.isdisjoint(_WORD.findall(named)),
            self.in_block or box.tag in _BLOCKS,
        )


class _Page:
    """Takes the boxes of a page as they close, and says which of its links are articles."""

    def __init__(self, url: str) -> None:
        self.title = ""
        self._url = self._base = url
        self._here = canonical(url)
        self._links: dict[str, _Link] = {}
        self._held: dict[Box, _Held] = {}
        self._places: dict[Box | None, _Place] = {None: _Place()}

    def take(self, box: Box) -> None:
        """Take a box that closes."""
        held = self._held.pop(box, None) or _Held()
        self._places.pop(box, None)
        if box.tag == "base" and (href := box.attributes.get("href")):
            self._base = join(self._url, href)
        elif box.tag == "title" and not self.title:
            self.title = fold(box.content)
        elif box.tag == "a":
            self._take_link(box, held)
        elif box.tag in _HEADINGS:
            # The first headline of a page is its own, unless it is a link.
            if held.urls or box.tag != "h1":
                held.headline = held.headline or fold(box.content)
            for key in held.urls:
                self._links[key].headline = self._links[key].headline or held.headline
        elif box.tag == "time":
            held.time = box.attributes.get("datetime", "")
        if len(held.urls) == 1:
            self._settle(next(iter(held.urls)), held, box)
        if box.parent is not None and (held.urls or held.time or held.headline):
            around = self._held.setdefault(box.parent, _Held())
            for key in list(held.urls)[:2]:
                around.urls.setdefault(key, None)
            if len(held.urls) < 2:
                around.time = around.time or held.time
                around.headline = around.headline or held.headline

    def _settle(self, key: str, held: _Held, box: Box) -> None:
        """A box that has one link alone: what else stands in it is of that."""
        link = self._links[key]
        link.time = link.time or held.time
        if box.tag == "article":
            link.is_marked = True
        # A link that says "more" has its title beside it; one that says what it leads to has none.
        if held.headline and not link.headline and len(link.title) < SHORT:
            link.headline = held.headline

    def _take_link(self, box: Box, held: _Held) -> None:
        key, place = self._key(box), self._place(box.parent)
        if key is None or place.is_menu:
            return
        url = join(self._base, box.attributes["href"]).partition("#")[0]
        link = self._links.setdefault(key, _Link(url))
        held.urls[key] = None
        title = fold(box.content) or fold(box.attributes.get("aria-label", ""))
        if title:
            link.titles.append(title[:300])
        if held.headline:
            link.headline = link.headline or held.headline
        link.is_marked |= "bookmark" in box.attributes.get("rel", "").lower().split()
        link.is_in_menu &= place.is_called_menu
        link.shapes.add(tuple(islice((one.tag for one in box.above()), NEAR)))

    def _place(self, box: Box | None) -> _Place:
        """The place in a box. Each is looked at once, however many links stand in it."""
        unknown = []
        while box not in self._places:
            assert box is not None
            unknown.append(box)
            box = box.parent
        place = self._places[box]
        for one in reversed(unknown):
            place = self._places[one] = place.within(one)
        return place

    def _key(self, box: Box) -> str | None:
        """The canonical address of a link that could be an article; None for another."""
        href = box.attributes.get("href", "").strip()
        relations = set(box.attributes.get("rel", "").lower().split())
        if not href or href.startswith("#") or relations & _OTHER_RELATIONS:
            return None
        url = join(self._base, href).partition("#")[0]
        if refusal(url, self._url) is not None or is_home(url) or is_notice(url):
            return None
        try:
            key = canonical(url)
        except BadUrl:
            return None
        path = urlsplit(key).path
        if key == self._here or _NO_ARTICLE.search(path) or _FILE.search(path):
            return None
        return key

    def articles(self) -> list[_Link]:
        """The links that look like articles, in the order of the page."""
        links = list(self._links.values())
        # A class is what somebody calls a box; one that calls everything a menu says nothing.
        outside = [link for link in links if not link.is_in_menu]
        return list(_chosen(outside)) or list(_chosen(links))


def _chosen(links: list[_Link]) -> Iterator[_Link]:
    shapes: dict[tuple[str, ...], list[_Link]] = {}
    for link in links:
        for shape in link.shapes:
            shapes.setdefault(shape, []).append(link)
    good = {shape for shape, some in shapes.items() if _is_list(some)}
    for link in links:
        if _is_told(link) or (link.shapes & good and (link.is_told_by_address or _is_deep(link))):
            yield link


def _is_deep(link: _Link) -> bool:
    """Whether it has a title of words, below a section or longer than those of sections."""
    return link.words > 2 or (link.words > 1 and link.steps > 1)


def _is_told(link: _Link) -> bool:
    """Whether a link is one to an article by itself."""
    marked = bool(link.headline) or link.is_marked or bool(link.time)
    if marked:
        return _is_deep(link) or link.is_told_by_address or len(link.title) >= SHORT
    return link.is_told_by_address and (link.words > 3 or len(link.title) >= 25)


def _is_list(links: list[_Link]) -> bool:
    """Whether links of one shape are a list of articles: long titles, or at least no menu."""
    if len(links) < 3:
        return False
    if median(len(one.title) for one in links) >= 30 or median(one.words for one in links) >= 5:
        return True
    by_address = sum(one.is_told_by_address for one in links) / len(links)
    return by_address >= MANY or sum(map(_is_deep, links)) / len(links) >= MANY


def _role(box: Box) -> str:
    return box.attributes.get("role", "").lower()


def _entries(links: Iterable[_Link]) -> Iterator[Entry]:
    for position, link in enumerate(links):
        published, raw = date([link.time] if link.time else [])
        yield Entry(
            position,
            id=link.url,
            link=link.url,
            title=link.title,
            published=published,
            published_raw=raw,
        )
