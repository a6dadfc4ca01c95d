"""What a crawl of a full-text WordPress feed must come to, read straight off the feed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree, html

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@dataclass(frozen=True, slots=True)
class Expected:
    """`kept` are the headings and list items of the article, each of which its text has."""

    title: str
    published: str
    captions: tuple[str, ...]
    kept: tuple[str, ...]


def expected(feed: Path) -> dict[str, Expected]:
    """What each entry's row must hold, by entry id."""
    found = {}
    for item in etree.parse(str(feed)).iter("item"):
        published = parsedate_to_datetime(item.findtext("pubDate")).astimezone(UTC)
        content = html.fragment_fromstring(item.findtext(_CONTENT), create_parent="div")
        captions = {_text(node) for node in content.iter("figcaption")}
        found[item.findtext("guid")] = Expected(
            title=item.findtext("title"),
            published=f"{published:%Y-%m-%dT%H:%M:%S}.000000Z",
            captions=tuple(captions - {""}),
            kept=tuple(_text(node) for node in content.iter("h2", "h3", "h4", "li")),
        )
    return found


def _text(node: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", node.text_content()).strip()
