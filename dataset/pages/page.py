"""An HTML page: its octets decoded, and parsed into one tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.errors import Rejected
from twa.dataset.pages.encodings import decode
from twa.dataset.pages.html5 import parse

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

LIMIT: Final = 16 << 20
"""Octets of HTML above which a page is refused: trees take some ten times as much memory."""

ELEMENTS: Final = 200_000
"""Elements above which a page is refused: real articles have a few thousand."""

_ALL: Final = 0.4
"""Share of the text from which a form is no form, but what a framework wraps all of a page in."""

_LEAST: Final = 500
"""Characters that a form around a page has; those to search and to subscribe have fewer."""

_LENGTH: Final = etree.XPath("string-length()")
_TEXTS: Final = etree.XPath(".//text()[not(parent::script or parent::style)]", smart_strings=False)


@dataclass(frozen=True)
class Page:
    """One HTML page: its octets (content-decoded) and the circumstances.

    `url` is the target URI that answered, `content_type` the HTTP field as sent.
    `text` and `tree` are made once, when first asked for. Nobody changes the tree:
    who needs to prune, copies. A form around the page (ASP.NET Web Forms) is a `div` in it.
    """

    url: str
    html: bytes
    content_type: str | None
    captured_at: datetime

    @cached_property
    def text(self) -> str:
        """The page decoded. Raises Rejected (`empty`, `too-large`)."""
        if len(self.html) > LIMIT:
            raise Rejected("too-large", f"{len(self.html)} octets of HTML", subject=self.url)
        text = decode(self.html, self.content_type, self.url)
        if not text or text.isspace():
            raise Rejected("empty", "no text in the response", subject=self.url)
        return text

    @cached_property
    def tree(self) -> HtmlElement:
        """The root of the page's one tree. Raises Rejected as `text` does, and `not-html`."""
        return self.elements[0]

    @cached_property
    def elements(self) -> list[HtmlElement]:
        """All of the tree, in document order. Raises Rejected as `tree` does.

        lxml makes its elements anew in each walk where nobody holds them.
        """
        try:
            root = parse(self.text)
        except (etree.LxmlError, ValueError) as error:
            raise Rejected("not-html", f"can't be parsed: {error}", subject=self.url) from error
        # Browsers make a head and a body of anything.
        if all(not len(part) and not (part.text or "").strip() for part in root):
            raise Rejected("not-html", "neither an element nor text", subject=self.url)
        elements = list(islice(root.iter(), ELEMENTS + 1))
        if len(elements) > ELEMENTS:
            raise Rejected("too-large", f"more than {ELEMENTS} elements", subject=self.url)
        forms = [form for form in root.iter("form") if _LENGTH(form) >= _LEAST]
        enough = _ALL * _size(root) if forms else 0
        for form in forms:
            if _size(form) >= enough:
                form.tag = "div"
        return elements


def _size(element: HtmlElement) -> int:
    """Characters of an element's text, those of scripts and styles left out."""
    return sum(map(len, _TEXTS(element)))
