"""Text of a feed or sitemap → its XML tree, without ever defining an entity.

Everything before the root element is dropped before parsing, the document type
with it: there is nothing left to expand, to fetch or to explode. What declares
entities that would is refused by name.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from dataset.errors import FeedError
from dataset.feeds.mending import FEED, NOT_XML, Dialect, mend

PROLOG: Final = 1 << 16
"""Characters within which the root element has to begin."""

MARKUP: Final = 2_000_000
"""Angle brackets outside of CDATA; more would make a tree of some 300 MB."""

_CDATA: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_PROLOG_TOKEN: Final = re.compile(
    r"<!DOCTYPE[^<>\[]*(?:\[.*?\]\s{0,99}>|>)"
    r"|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<(?:[A-Za-z_][\w.-]{0,60}:)?(?P<name>[A-Za-z_][\w.-]{0,60})(?=[\s/>])",
    re.DOTALL | re.IGNORECASE,
)
# XML 1.0, section 4.2: general entities that are external, or whose text refers to others.
_DANGEROUS: Final = re.compile(
    r"""<!ENTITY\s{1,99}[^\s%]\S{0,200}\s{1,99}(?:(?:SYSTEM|PUBLIC)\b|"[^"&]*&(?!\#)|'[^'&]*&(?!\#))""",
    re.IGNORECASE,
)


def parse(
    text: str, *, url: str, octets: int, dialect: Dialect = FEED
) -> tuple[etree._Element, tuple[str, ...]]:
    """The root element of a document, and in words what had to be mended.

    `octets` is the size of the document as it came, for the message that says
    where it was cut. Raises FeedError where there is no root of the dialect in
    it, or where it would need more than bounded memory.
    """
    start = find_root(text, dialect)
    if start is None:
        raise FeedError(subject=url, cause=f"there is no {dialect.kind} in it")
    if _DANGEROUS.search(text, 0, start):
        raise FeedError("declares entities that are nested or external", subject=url)
    # Without CDATA, whose brackets make no elements; only a text that has too many is searched.
    if text.count("<") > MARKUP and _CDATA.sub("", text).count("<") > MARKUP:
        raise FeedError("too much markup", subject=url)
    problems = ["there is text before the root element"] if _junk(text[:start]) else []
    document = text[start:]
    first_line = text.count("\n", 0, start)
    try:
        return _tree(document, recover=False), tuple(problems)
    except etree.XMLSyntaxError as error:
        line = first_line + (error.lineno or 1)
        problems.append(f"not well-formed at line {line}: {error.msg.partition(', line ')[0]}")
    mended = mend(document, dialect)
    if mended.cut:
        lost = "no entry was open"
        if mended.dropped is not None:
            lost = f"the entry begun on line {first_line + mended.dropped} is left out"
        problems.append(f"truncated at byte {octets}: {lost}")
    return _tree(mended.text, recover=True), tuple(problems)


def _tree(document: str, *, recover: bool) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(document.encode("utf-8", "replace"), parser)


def find_root(text: str, dialect: Dialect = FEED) -> int | None:
    """Where the start tag of the root element begins; None where there is none of the dialect."""
    for token in _PROLOG_TOKEN.finditer(text, 0, PROLOG):
        name = (token["name"] or "").lower()
        if name in dialect.roots:
            return token.start()
        if name == "html":
            return None
    return None


def _junk(prolog: str) -> bool:
    return bool(_PROLOG_TOKEN.sub("", NOT_XML.sub("", prolog)).strip())
