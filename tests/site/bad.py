"""Hostile resources under `/bad/`: a feed for each way a feed goes wrong, a page for each page.

`/bad/feed/<case>/` and `/bad/page/<case>/`; `FEEDS` and `PAGES` name the cases.
`/bad/feed/all/` holds the entries of every case at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tests.site import pictures
from tests.site.newsroom import CONTENT
from tests.site.outlet import Outlet
from tests.site.posts import Post
from tests.site.reply import Fault, Reply
from tests.site.themes import Theme

MANY: Final = 10_000
"""Entries of `/bad/feed/many/`; they lead to `MANY_PAGES` articles."""
MANY_PAGES: Final = 3
HUGE: Final = 30 * 1000 * 1000
"""Octets of `/bad/page/huge/`."""
LATIN_1_TITLE: Final = "Die Fähre, die keinen Kapitän braucht"
"""The title of `/bad/page/latin-1/`."""

_LATIN_1: Final = CONTENT / "legacy" / "latin-1.html"

_RSS: Final = ("Content-Type", "application/rss+xml; charset=UTF-8")


def answer(outlet: Outlet, theme: Theme, path: str) -> Reply | None:
    """The reply for a path under `/bad/`, or null where there is no such case."""
    kind, _, case = path.removeprefix("/bad/").strip("/").partition("/")
    if kind == "feed" and case in FEEDS:
        return FEEDS[case](outlet)
    if kind == "page" and case in PAGES:
        return PAGES[case](outlet, theme)
    return None


# Feeds


def _channel(outlet: Outlet, items: str, title: str = "Low Water") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{outlet.base}/</link>"
        f"<description>Everything that can go wrong</description>{items}</channel></rss>"
    )


def _item(link: str, title: str, date: str | None = "Mon, 03 Mar 2025 08:00:00 +0000") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f"<item><title>{title}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{link}#{title}</guid>{dated}'
        f"<description>About {title}.</description></item>"
    )


def _rss(document: str | bytes) -> Reply:
    body = document.encode() if isinstance(document, str) else document
    return Reply(200, (_RSS,), body)


def _links(outlet: Outlet) -> str:
    """Links that lead nowhere good, and two good ones; the first and the second are one page."""
    first, second = (post.path for post in outlet.posts[:2])
    base = outlet.base
    links = {
        "good": f"{base}{first}",
        "relative": first,
        "relative without a slash": second.lstrip("/"),
        "duplicate": f"{base}{first}",
        "duplicate with tracking": f"{base}{first}?utm_source=rss&amp;utm_medium=feed",
        "script": "javascript:alert(1)",
        "mail": "mailto:desk@lowwater.example",
        "file": "file:///etc/hostname",
        "data": "data:text/html,%3Cp%3Ehello%3C/p%3E",
        "empty": "",
        "broken": "http://[::1/",
        "unreachable": "http://127.0.0.1:1/2025/03/nobody-listens-here/",
        "unknown host": "http://nowhere.invalid/2025/03/no-such-host/",
        "offsite": "https://elsewhere.example/2025/03/another-site/",
        "the feed itself": f"{base}/category/chinese/feed/",
    }
    return "".join(_item(link, title) for title, link in links.items())


def _dates(outlet: Outlet) -> str:
    """Entries without a date, from the far future, and with dates that are none."""
    links = [f"{outlet.base}{post.path}" for post in outlet.posts[2:6]]
    dates = (None, "Thu, 01 Jan 2099 00:00:00 +0000", "the day before yesterday", "2016/6/29")
    return "".join(
        _item(link, f"dated {date}", date) for link, date in zip(links, dates, strict=True)
    )


def _page_items(outlet: Outlet) -> str:
    return "".join(_item(f"{outlet.base}/bad/page/{case}/", f"page {case}") for case in PAGES)


def _many(outlet: Outlet) -> str:
    posts = outlet.posts[:MANY_PAGES]
    return "".join(
        _item(f"{outlet.base}{posts[number % MANY_PAGES].path}#{number}", f"entry {number}")
        for number in range(MANY)
    )


def _cut(document: str) -> str:
    """The first three quarters, which end inside an item."""
    return document[: len(document) * 3 // 4]


def _whole(outlet: Outlet) -> str:
    return "".join(_item(f"{outlet.base}{post.path}", "good") for post in outlet.posts[:4])


def _disconnected(outlet: Outlet) -> Reply:
    return Reply(200, (_RSS,), _channel(outlet, _whole(outlet)).encode(), fault="cut")


def _says_utf8_is_gbk(outlet: Outlet) -> Reply:
    link = f"{outlet.base}{outlet.posts[0].path}"
    return _rss(_channel(outlet, _item(link, "港口城市的新芯片"), title="低水位").encode("gbk"))


def _says_latin1_is_utf8(outlet: Outlet) -> Reply:
    """RFC 7303, section 3: the charset parameter of HTTP is authoritative. Here it is wrong."""
    document = _channel(outlet, _item(f"{outlet.base}{outlet.posts[0].path}", "Café über alles"))
    header = ("Content-Type", "application/rss+xml; charset=iso-8859-1")
    return Reply(200, (header,), document.encode())


def _everything(outlet: Outlet) -> Reply:
    """All entries of all cases, with octets that are no UTF-8, and no end."""
    items = _links(outlet) + _dates(outlet) + _page_items(outlet)
    document = _channel(
        outlet, items + _item(f"{outlet.base}/bad/page/404/", "OCTETS") + "<item><tit"
    )
    head, _, _ = document.rpartition("</channel>")
    return _rss(head.encode().replace(b"OCTETS", "沿岸".encode("gbk")))


FEEDS: Final[Mapping[str, Callable[[Outlet], Reply]]] = {
    "not-a-feed": lambda outlet: Reply(
        200, (("Content-Type", "text/html"),), b"<!DOCTYPE html><title>Hello</title><p>No feed.</p>"
    ),
    "binary": lambda outlet: _rss(pictures.png("feed-300x169.png")),
    "nothing": lambda outlet: _rss(b""),
    "empty": lambda outlet: _rss(_channel(outlet, "")),
    "cut": lambda outlet: _rss(_cut(_channel(outlet, _whole(outlet)))),
    "disconnected": _disconnected,
    "links": lambda outlet: _rss(_channel(outlet, _links(outlet))),
    "gbk-as-utf-8": _says_utf8_is_gbk,
    "utf-8-as-latin-1": _says_latin1_is_utf8,
    "many": lambda outlet: _rss(_channel(outlet, _many(outlet))),
    "dates": lambda outlet: _rss(_channel(outlet, _dates(outlet))),
    "pages": lambda outlet: _rss(_channel(outlet, _page_items(outlet))),
    "404": lambda outlet: Reply(404, (("Content-Type", "text/html"),), b"<p>Gone fishing.</p>"),
    "500": lambda outlet: Reply(500, (("Content-Type", "text/html"),), b"<p>Out of order.</p>"),
    "hang": lambda outlet: Reply(200, fault="hang"),
    "all": _everything,
}


# Pages


def _framed(outlet: Outlet, theme: Theme, case: str, post: Post) -> str:
    """The page of `post`, as if it had been published at the path of the case."""
    return theme.article(outlet, replace(post, path=f"/bad/page/{case}/"))


def _undeclared(html: str, encoding: str) -> Reply:
    """A page in a legacy encoding that neither header nor document names, nor a language."""
    html = re.sub(r'<meta charset="UTF-8"[^>]*>| lang="[^"]*"', "", html)
    body = html.encode(encoding, "xmlcharrefreplace")
    return Reply(200, (("Content-Type", "text/html"),), body)


def _gbk(outlet: Outlet, theme: Theme) -> Reply:
    """The newest post whose title is Chinese."""
    chinese = next(post for post in outlet.posts if "\u4e00" <= post.title[0] <= "\u9fff")
    return _undeclared(_framed(outlet, theme, "gbk", chinese), "gbk")


def _latin_1(outlet: Outlet, theme: Theme) -> Reply:
    german = replace(outlet.posts[0], title=LATIN_1_TITLE, content=_LATIN_1.read_text("utf-8"))
    return _undeclared(_framed(outlet, theme, "latin-1", german), "latin-1")


def _html(html: str, status: int = 200) -> Reply:
    return Reply(status, (("Content-Type", "text/html; charset=UTF-8"),), html.encode())


def _pdf() -> Reply:
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%%EOF\n"
    return Reply(200, (("Content-Type", "application/pdf"),), body)


def _huge() -> Reply:
    paragraph = b"<p>The tide comes in, and the tide goes out, and nobody keeps count.</p>\n"
    return Reply(200, (("Content-Type", "text/html"),), paragraph * (HUGE // len(paragraph) + 1))


def _broken(outlet: Outlet, theme: Theme, fault: Fault) -> Reply:
    return replace(_html(_framed(outlet, theme, fault, outlet.posts[0])), fault=fault)


def _loop(outlet: Outlet) -> Reply:
    return Reply(302, (("Location", f"{outlet.base}/bad/page/redirect-loop/"),))


PAGES: Final[Mapping[str, Callable[[Outlet, Theme], Reply]]] = {
    "404": lambda outlet, theme: _html("<h1>Not Found</h1>", 404),
    "500": lambda outlet, theme: _html("<h1>Internal Server Error</h1>", 500),
    "pdf": lambda outlet, theme: _pdf(),
    "empty": lambda outlet, theme: _html(""),
    "no-text": lambda outlet, theme: _html("<!DOCTYPE html><title>Blank</title><div></div>"),
    "huge": lambda outlet, theme: _huge(),
    "gbk": _gbk,
    "latin-1": _latin_1,
    "hang": lambda outlet, theme: _broken(outlet, theme, "hang"),
    "stall": lambda outlet, theme: _broken(outlet, theme, "stall"),
    "cut": lambda outlet, theme: _broken(outlet, theme, "cut"),
    "redirect-loop": lambda outlet, theme: _loop(outlet),
}
