"""An HTML page as it came: octets decoded as browsers do, and one tree for everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HTMLParser,
    HtmlProcessingInstruction,
    document_fromstring,
)

from twa.dataset.errors import Rejected
from twa.dataset.pages.encodings import decode

if TYPE_CHECKING:
    from datetime import datetime

LIMIT: Final = 16 << 20
"""Octets of HTML above which a page is refused: trees take some ten times as much memory."""

ELEMENTS: Final = 200_000
"""Elements above which a page is refused: real articles have a few thousand."""

# Not allowed in XML 1.0 (section 2.2), hence not in lxml's strings. The controls are one octet
# each in UTF-8; in a string of Latin letters the others are found missing at no cost.
_CONTROL: Final = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
_NONCHARACTERS: Final = ("\ufffe", "\uffff")
# libxml2 takes `<html …/>` for an element that is closed and drops what follows.
_SELF_CLOSED: Final = re.compile(rb"(<html\b[^<>]{0,2000}?)\s*/>", re.IGNORECASE)
_TOP: Final = 4096


def _parser() -> HTMLParser:
    """A parser whose elements are made in C, and which keeps what is nested deeply."""
    parser = HTMLParser(
        encoding="utf-8",
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=HtmlElement,
            comment=HtmlComment,
            pi=HtmlProcessingInstruction,
            entity=HtmlEntity,
        )
    )
    return parser


_PARSER: Final = _parser()


def parse(text: str) -> HtmlElement:
    """The tree of a document, comments and processing instructions left out.

    May raise etree.LxmlError or ValueError where there is none.
    """
    for noncharacter in _NONCHARACTERS:
        text = text.replace(noncharacter, "")
    octets = text.encode("utf-8", "replace").translate(None, _CONTROL)
    if _SELF_CLOSED.search(octets, 0, _TOP):
        octets = _SELF_CLOSED.sub(rb"\1>", octets[:_TOP]) + octets[_TOP:]
    return document_fromstring(octets, parser=_PARSER)


@dataclass(frozen=True)
class Page:
    """One HTML page: its octets (content-decoded) and the circumstances.

    `url` is the target URI that answered, `content_type` the HTTP field as sent.
    `text` and `tree` are made once, when first asked for. Nobody changes the tree:
    who needs to prune, copies.
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
        try:
            root = parse(self.text)
        except (etree.LxmlError, ValueError) as error:
            raise Rejected("not-html", f"can't be parsed: {error}", subject=self.url) from error
        if sum(1 for _ in root.iter()) > ELEMENTS:
            raise Rejected("too-large", f"more than {ELEMENTS} elements", subject=self.url)
        return root
