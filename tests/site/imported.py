"""Reads the posts of any full-text RSS 2.0 file, as if the outlet had written them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from tests.site.newsroom import read_comments
from tests.site.posts import Name, Picture, Post

_NAMESPACES: Final = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_APPEARED: Final = re.compile(
    r"\s*<p>The post <a [^>]*>[^<]*</a> appeared first on <a [^>]*>(?P<site>[^<]*)</a>\.</p>\s*$"
)
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def read(file: Path, base: str) -> tuple[Name, list[Post]]:
    """The outlet's name and posts of `file`, links to its own site rewritten to `base`.

    Ids stay as they are. Items without a link are left out.
    """
    channel = etree.parse(file, _PARSER).find("channel")
    if channel is None:
        raise ValueError(f"{file}: not an RSS 2.0 feed")
    rebased = _rebase(_text(channel, "link"), base)
    comments = read_comments()["*"]
    posts: list[Post] = []
    site_title = ""
    for item in channel.findall("item"):
        link = _text(item, "link")
        if not link:
            continue
        content = _text(item, "content:encoded") or _text(item, "description")
        if appeared := _APPEARED.search(content):
            site_title = site_title or appeared["site"]
        published = _instant(_text(item, "pubDate"))
        guid = _text(item, "guid") or link
        body = rebased(_APPEARED.sub("", content).strip())
        posts.append(
            Post(
                id=_post_id(guid, len(posts)),
                path=urlsplit(link).path,
                title=_text(item, "title"),
                author=_text(item, "dc:creator") or site_title,
                published=published,
                modified=published,
                categories=tuple(category.text or "" for category in item.findall("category")),
                tags=(),
                content=body,
                guid=guid,
                excerpt=rebased(_APPEARED.sub("", _text(item, "description")).strip()) or None,
                picture=_first_picture(body),
                comments=comments,
            )
        )
    title = _text(channel, "title")
    name = Name(
        title=site_title or title,
        tagline=_text(channel, "description"),
        language=_text(channel, "language") or "en-US",
        feed_title=title,
    )
    return name, posts


def _rebase(site: str, base: str) -> Callable[[str], str]:
    origin = re.compile(
        rf"https?://(?:www\.)?{re.escape(urlsplit(site).netloc.removeprefix('www.'))}"
        r"(?=[/?#\"'<\s]|$)"
    )
    return lambda html: origin.sub(base, html)


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name, "", _NAMESPACES) or "").strip()


def _instant(value: str) -> datetime:
    """A pubDate; a feed without one is served as of the epoch."""
    return parsedate_to_datetime(value).astimezone(UTC) if value else datetime.fromtimestamp(0, UTC)


def _post_id(guid: str, position: int) -> int:
    found = re.search(r"[?&]p=(\d+)", guid)
    return int(found[1]) if found else 900_000 + position


def _first_picture(content: str) -> Picture | None:
    found = re.search(r'<img [^>]*?src="([^"]+)"', content)
    return Picture(found[1], "", "") if found else None
