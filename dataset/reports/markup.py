"""Builds HTML elements from strings, always escaped.

So nothing has to be escaped by hand, and nothing can be forgotten: the serialiser does it.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from lxml import etree, html

Node: TypeAlias = "etree._Element"
Child: TypeAlias = "Node | str | None"

# XML 1.0, section 2.2: what no document can hold.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAFE: Final = ("http://", "https://")


def element(tag: str, /, *children: Child, **attributes: str | float) -> Node:
    """An element with its children in order; null ones are left out.

    A low line before or in the name of an attribute stands for what Python does not allow there:
    `_class` is `class`, `stroke_width` is `stroke-width`.
    """
    made = etree.Element(tag)
    for key, value in attributes.items():
        made.set(key.removeprefix("_").replace("_", "-"), clean(str(value)))
    for child in children:
        if isinstance(child, str):
            _append_text(made, clean(child))
        elif child is not None:
            made.append(child)
    return made


def link(url: str) -> Node:
    """A URL as a link, if it is one of the web; anything else (`javascript:`) as text."""
    if not url.lower().startswith(_SAFE):
        return element("code", url)
    return element("a", url, href=url, rel="noreferrer noopener")


def document(root: Node) -> bytes:
    """The page as octets."""
    octets: bytes = html.tostring(root, doctype="<!DOCTYPE html>", encoding="utf-8")
    return octets + b"\n"


def clean(text: str) -> str:
    """Text without what no document can hold, each replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def _append_text(parent: Node, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
