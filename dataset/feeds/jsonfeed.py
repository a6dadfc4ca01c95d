"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1) → a Feed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from twa.dataset.errors import FeedError
from twa.dataset.feeds import entries, links
from twa.dataset.feeds.model import TRUNCATED, Entry, Feed
from twa.dataset.feeds.text import clean, fold
from twa.dataset.web.urls import join

PARTS: Final = 2_000_000
"""Commas and opening brackets; more would make objects of some 300 MB."""

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_VERSION: Final = re.compile(r"jsonfeed\.org/version/([0-9][0-9.]{0,8})")


class Number(str):
    """A number as it is written: an id of twenty digits is no float, and none is ever computed."""

    __slots__ = ()


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        parse_int=Number, parse_float=Number, parse_constant=Number, strict=False
    )


def looks_like(text: str) -> bool:
    """Whether a document is JSON at all, by its first character."""
    return text[_blank(text, 0) :].startswith(("{", "["))


def names_version(text: str) -> bool:
    """Whether a text, or its beginning, names a version of JSON Feed."""
    return _VERSION.search(text) is not None


def read(
    text: str, *, url: str, got: datetime | None, octets: int, problems: tuple[str, ...]
) -> Feed:
    """The feed in a JSON text; of one that is cut off, the items before the cut.

    Raises FeedError where the text is no JSON or not of a feed.
    """
    if sum(map(text.count, ",[{")) > PARTS:
        raise FeedError("a feed with too many parts", subject=url)
    try:
        feed, broken = _members(text)
    except RecursionError:
        raise FeedError("a feed nested too deeply", subject=url) from None
    version = _VERSION.search(_string(feed, "version"))
    if not isinstance(feed.get("items"), list) or (version is None and "version" in feed):
        raise FeedError(subject=url, cause="it is JSON, but no JSON Feed")
    if broken is not None:
        # What ends as it should and yet can't be read was cut off by us, where it broke.
        is_whole = text.rstrip().endswith("}")
        end = len(text[: broken.pos].encode("utf-8", "replace")) if is_whole else octets
        problems = (*problems, f"{TRUNCATED} {end}: {broken.msg}")
    objects = [item for item in feed["items"] if isinstance(item, dict)]
    if others := len(feed["items"]) - len(objects):
        problems = (*problems, f"items that are no objects: {others}")
    authors = _authors(feed)
    items = (_entry(position, item, url, authors) for position, item in enumerate(objects))
    return Feed(
        url=url,
        format=f"json-{version[1].rstrip('.')}" if version else "json",
        title=fold(_string(feed, "title")),
        link=_url(feed, url, "home_page_url"),
        language=_string(feed, "language") or None,
        self_url=_url(feed, url, "feed_url"),
        next_url=_url(feed, url, "next_url"),
        hub_url=_hub(feed, url),
        entries=entries.finish(items, url=url, got=got, changed=None),
        problems=problems,
    )


def _members(text: str) -> tuple[dict[str, Any], json.JSONDecodeError | None]:
    """The members of the top-level object, and what kept the rest from being read."""
    decoder = _decoder()
    try:
        whole = decoder.decode(text)
    except json.JSONDecodeError as error:
        return _salvage(text, decoder), error
    return (whole if isinstance(whole, dict) else {}), None


def _salvage(text: str, decoder: json.JSONDecoder) -> dict[str, Any]:
    """What can be read of a broken object: member by member, and in `items` item by item."""
    found: dict[str, Any] = {}
    position = _blank(text, _blank(text, 0) + 1)
    try:
        while text[position] == '"':
            name, position = decoder.raw_decode(text, position)
            position = _after(text, position, ":")
            if name == "items" and text[position] == "[":
                found[name] = items = []
                position = _blank(text, position + 1)
                while text[position] != "]":
                    item, position = decoder.raw_decode(text, position)
                    items.append(item)
                    position = _blank(text, position)
                    if text[position] != "]":
                        position = _after(text, position, ",")
                position += 1
            else:
                found[name], position = decoder.raw_decode(text, position)
            position = _after(text, position, ",")
    except (ValueError, IndexError):
        pass
    return found


def _blank(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _after(text: str, position: int, mark: str) -> int:
    """The place after `mark` and the blanks around it. Raises ValueError where it is not there."""
    position = _blank(text, position)
    if text[position] != mark:
        raise ValueError(mark)
    return _blank(text, position + 1)


def _entry(
    position: int, item: Mapping[str, Any], base: str, feed_authors: tuple[str, ...]
) -> Entry:
    published, published_raw = entries.date(_strings(item, "date_published"))
    updated, updated_raw = entries.date(_strings(item, "date_modified"))
    text = _string(item, "content_text")
    summary = _string(item, "summary")
    return Entry(
        position=position,
        # Version 1.1, "id": coerce to a string where it is another type.
        id=fold(_string(item, "id")),
        # Version 1.1, "id": ideally the full URL of what the item describes.
        link=_url(item, base, "url")
        or _url(item, base, "external_url")
        or links.address(_string(item, "id")),
        title=fold(_string(item, "title")),
        published=published,
        published_raw=published_raw,
        updated=updated,
        updated_raw=updated_raw,
        # Version 1.1, "authors": of the item, else of the feed.
        authors=_authors(item) or feed_authors,
        categories=entries.unique(t for t in _list(item, "tags") if isinstance(t, str)),
        summary_html=html.escape(summary, quote=False) or None,
        content_html=_string(item, "content_html") or html.escape(text, quote=False) or None,
        image=_url(item, base, "image") or _url(item, base, "banner_image"),
    )


def _authors(parent: Mapping[str, Any]) -> tuple[str, ...]:
    # Version 1.0 had one `author`.
    found = [*_list(parent, "authors"), parent.get("author")]
    return entries.people(_string(one, "name") for one in found if isinstance(one, dict))


def _url(parent: Mapping[str, Any], base: str, name: str) -> str | None:
    found = parent.get(name)
    if not isinstance(found, str) or isinstance(found, Number) or not found.strip():
        return None
    return clean(join(base, clean(found)))


def _hub(feed: Mapping[str, Any], base: str) -> str | None:
    """The first hub of WebSub; `rssCloud` is another thing (1.1, "hubs")."""
    hubs = (hub for hub in _list(feed, "hubs") if isinstance(hub, dict))
    told = (_url(hub, base, "url") for hub in hubs if _string(hub, "type").lower() == "websub")
    return next(filter(None, told), None)


def _strings(parent: Mapping[str, Any], name: str) -> list[str]:
    return [text] if (text := _string(parent, name).strip()) else []


def _string(parent: Mapping[str, Any], name: str) -> str:
    """Text or a number, as it stands; `""` for anything else."""
    found = parent.get(name)
    return clean(found) if isinstance(found, str) else ""


def _list(parent: Mapping[str, Any], name: str) -> list[Any]:
    found = parent.get(name)
    return found if isinstance(found, list) else []
