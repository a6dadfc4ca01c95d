"""What stands in an element or a string of a feed, as text or as HTML."""

from __future__ import annotations

import html
import re
from typing import Final

from lxml import etree

from twa.dataset.expressions import expression

# A tag that breaks a line, and any other; "a < b" is neither.
_BREAK: Final = expression(
    r"</?(?:br|p|div|li|ul|ol|tr|td|th|h[1-6]|hr|table|blockquote)\b[^<>]*>", re.IGNORECASE
)
_TAG: Final = expression(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>|<![A-Za-z\[][^<>]*>", re.DOTALL)
_REFERENCE: Final = expression(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNPRINTABLE: Final = expression("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_VOID: Final = expression(
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr", re.IGNORECASE
)


def plain(markup: str) -> str:
    """HTML → one line of text: tags removed, references resolved once, blanks folded.

    A title that was escaped twice (`AT&amp;amp;T` in the feed's XML) comes out as
    it was meant, and `&lt;b&gt;` that survives the XML stays visible.
    """
    without = _TAG.sub("", _BREAK.sub(" ", markup))
    return fold(_REFERENCE.sub(lambda match: html.unescape(match[0]), without))


def fold(text: str) -> str:
    """One line: runs of white space are one blank, controls and lone surrogates are gone."""
    return " ".join(_UNPRINTABLE.sub("", text).split())


def clean(text: str) -> str:
    """Text that can be stored as it is: without NUL and without lone surrogates."""
    return _UNPRINTABLE.sub("", text)


def inner_html(element: etree._Element) -> str:
    """The content of an element as HTML: its text, or its children written out.

    Where markup was escaped, as RSS wants it, that is the text as given.
    """
    if not len(element):
        return element.text or ""
    pieces = [html.escape(element.text or "", quote=False)]
    for child in element:
        _write(child, pieces)
    return "".join(pieces)


def _write(element: etree._Element, pieces: list[str]) -> None:
    # Bounded by the parser's own limit of 256 levels.
    name = _local(element.tag)
    attributes = "".join(
        f' {_local(key)}="{html.escape(value)}"' for key, value in element.attrib.items()
    )
    pieces.append(f"<{name}{attributes}>")
    if not _VOID.fullmatch(name):
        pieces.append(html.escape(element.text or "", quote=False))
        for child in element:
            _write(child, pieces)
        pieces.append(f"</{name}>")
    pieces.append(html.escape(element.tail or "", quote=False))


def _local(name: str | bytes) -> str:
    return str(name).rpartition("}")[2]
