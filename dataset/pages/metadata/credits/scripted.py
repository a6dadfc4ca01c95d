"""Credits in the data that a page carries for its scripts: JSON beside the page's own title."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.credits.wording import parsing
from twa.dataset.pages.metadata.markup import plain, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LONGEST: Final = 2 << 20
"""Characters of one script; longer ones are not read."""

SCRIPTS: Final = 20
"""JSON scripts of a page that are looked at."""

VALUES: Final = 50_000
"""Values of a script that are looked at."""

_TITLES: Final = ("headline", "title", "name", "heading")
_WRITERS: Final = ("author", "authors", "byline", "bylines", "writer", "writers", "creator")
_NAMES: Final = ("name", "displayName", "fullName", "full_name", "display_name", "title")


def read(root: HtmlElement, title: str | None, language: str | None) -> list[Credit]:
    """The credits of the object whose title is the page's; none where no title is known."""
    key = squeeze(title or "")
    if len(key) < 4:
        return []
    for script in islice(filter(_is_data, root.iter("script")), SCRIPTS):
        for node in _titled(script.text or "", key):
            if found := _credits(node, language):
                return found
    return []


def _is_data(script: HtmlElement) -> bool:
    kind = (script.get("type") or "").lower()
    return "json" in kind and "ld+json" not in kind and len(script.text or "") <= LONGEST


def _titled(text: str, key: str) -> Iterator[dict[str, Any]]:
    """The objects of a script that bear a title; in order, no recursion, however deep."""
    try:
        stack: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    for _ in range(VALUES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            if any(
                isinstance(stated := value.get(name), str) and squeeze(plain(stated)) == key
                for name in _TITLES
            ):
                yield value
            stack.extend(reversed([v for v in value.values() if isinstance(v, (dict, list))]))


def _credits(node: dict[str, Any], language: str | None) -> list[Credit]:
    unique: dict[str, Credit] = {}
    for name in _WRITERS:
        for stated in _strings(node.get(name)):
            for one in parsing.read(stated, structured=True, language=language):
                credit = Credit(one.name, one.kind, one.role, "script", stated)
                unique.setdefault(squeeze(one.name), credit)
        if unique:
            break
    return list(unique.values())


def _strings(value: Any) -> Iterator[str]:
    """The names that a value comes to: itself, its items, the name of an object."""
    for item in value[: parsing.MOST] if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from islice((item[k] for k in _NAMES if isinstance(item.get(k), str)), 1)
            first, last = item.get("firstName"), item.get("lastName")
            if isinstance(first, str) and isinstance(last, str):
                yield f"{first} {last}"
