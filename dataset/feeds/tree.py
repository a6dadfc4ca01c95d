"""Text of a feed or sitemap → its XML tree, without ever defining an entity.

Everything before the root element is dropped before parsing, the document type
with it: there is nothing left to expand, to fetch or to explode. What declares
entities that would is refused by name.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from twa.dataset.errors import FeedError
from twa.dataset.feeds.element_names import adopt
from twa.dataset.feeds.mending import FEED, NOT_XML, Dialect, mend
from twa.dataset.feeds.model import TRUNCATED

PROLOG: Final = 1 << 16
"""Characters within which the root element has to begin."""

MARKUP: Final = 1_000_000
"""Angle brackets outside of CDATA; ten thousand entries have some 300,000. A tree of as many
elements takes some 150 MB."""

REFERENCES: Final = 4_000_000
"""Ampersands; more would cost minutes and gigabytes to mend. One for every ten octets of a large
feed whose text is escaped."""

_CDATA: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_PROLOG_TOKEN: Final = re.compile(
    r"<!DOCTYPE[^<>\[]*(?:\[.*?(?:\]\s{0,99}>|\Z)|>)"
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
    if _is_excessive(text):
        raise FeedError("too much markup", subject=url)
    problems = ["there is text before the root element"] if _junk(text[:start]) else []
    document = text[start:]
    above = text.count("\n", 0, start)
    try:
        # The line feeds keep the line numbers of the document as it came.
        root = _tree("\n" * above + document, recover=False)
    except etree.XMLSyntaxError as error:
        reason = error.msg.partition("\n")[0].partition(", line ")[0]
        problems.append(f"not well-formed at line {error.lineno}: {reason}")
        mended = mend(document, dialect)
        if mended.cut:
            lost = "no entry was open"
            if mended.dropped is not None:
                lost = f"the entry begun on line {above + mended.dropped} is left out"
            problems.append(f"{TRUNCATED} {octets}: {lost}")
        root = _tree(mended.text, recover=True)
    if root is None:
        raise FeedError(subject=url, cause=f"{TRUNCATED} {octets}, within its first tag")
    adopt(root)
    return root, tuple(problems)


def _is_excessive(text: str) -> bool:
    # The brackets in CDATA make no elements; only a text that has too many is searched for it.
    if text.count("<") > MARKUP and _CDATA.sub("", text).count("<") > MARKUP:
        return True
    return text.count("&") > REFERENCES


def _tree(document: str, *, recover: bool) -> etree._Element | None:
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
