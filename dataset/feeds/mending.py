"""Repairs broken XML of a feed.

Used only where the strict parser has refused the document. The text is read
once, from left to right, by what feeds get wrong: entities that XML does not
have, bare ampersands, markup in a title or description that should have been
escaped, elements left open or closed twice, and an end that is missing because
the document was cut. Work is linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.entities import html5
from typing import Final

from twa.dataset.expressions import expression

DEEPEST: Final = 64
"""Levels of nesting; what lies deeper is read as if it had no tags."""

_TOKEN: Final = expression(
    r"(?P<cdata><!\[CDATA\[(?P<inner>.*?)(?:\]\]>|(?P<cut>\Z)))"
    r"|(?P<other><!--.*?(?:-->|\Z)|<\?[^<>]*\?>|<![A-Za-z][^<>]*>)"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]{0,99})(?P<rest>[^<>]*)>",
    re.DOTALL,
)
_ATTRIBUTE: Final = expression(
    r"""([A-Za-z_][\w.:-]{0,60})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"']{1,2000}))"""
)
_SPECIAL: Final = expression(
    r"&(?:(?P<number>#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{0,31});)?|[<>]"
)
# XML 1.0, section 2.2: the characters that a document may not contain.
NOT_XML: Final = expression("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PREDEFINED: Final = frozenset(("amp", "lt", "gt", "quot", "apos"))


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which elements a kind of document is made of; local names, in lower case.

    `entries` hold one thing each and never each other, `frames` are all that no
    text can contain, `texts` (with the prefix they are written with) are for
    people, so that stray markup in them is part of the text.
    """

    kind: str
    roots: frozenset[str]
    frames: frozenset[str]
    entries: frozenset[str]
    texts: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FEED: Final = Dialect(
    kind="RSS, RDF or Atom",
    roots=_words("rss feed rdf channel"),
    frames=_words(
        """rss feed rdf channel item entry guid pubdate encoded creator published updated
        description category comments"""
    ),
    entries=_words("item entry"),
    texts=_words(
        """title description summary content content:encoded subtitle dc:title dc:description
        atom:title atom:summary atom:content media:title media:description itunes:summary"""
    ),
)


@dataclass(frozen=True, slots=True)
class Mended:
    """The well-formed text, and how the original ended.

    `cut` is whether its end is missing; `dropped` is the line (from 1) on which
    the entry began that was open there and is left out, or None.
    """

    text: str
    cut: bool
    dropped: int | None


def mend(text: str, dialect: Dialect) -> Mended:
    """Make a document well-formed. `text` begins with the start tag of its root."""
    text = NOT_XML.sub("", text)
    # A comment that never ends is none; without this it would take every entry after it along.
    ended = text.rfind("-->") + 1
    return _Mender(text[:ended] + text[ended:].replace("<!--", "    "), dialect).run()


class _Mender:
    def __init__(self, text: str, dialect: Dialect) -> None:
        self._text = text
        self._dialect = dialect
        self._out: list[str] = []
        # Open elements: lower-case name, name, place in the output, place in the text.
        self._open: list[tuple[str, str, int, int]] = []

    def run(self) -> Mended:
        position = 0
        # Where the content of an open text element begins; None outside of one.
        content: int | None = None
        for token in _TOKEN.finditer(self._text):
            if token["cut"] is not None:
                break
            name = (token["name"] or "").lower()
            if content is not None:
                if not self._ends_text(token, name):
                    continue
                self._out.append(_content(self._text[content : token.start()]))
                content = None
                if not (token["end"] and name == self._open[-1][0]):
                    self._pop()
            else:
                self._out.append(_escape(self._text[position : token.start()]))
            position = token.end()
            if token["cdata"]:
                self._out.append(_verbatim(token["inner"]))
            elif token["end"]:
                self._close(name)
                if not self._open:
                    return Mended("".join(self._out), cut=False, dropped=None)
            elif name and self._start(token, name) and name in self._dialect.texts:
                content = position
        return self._cut(position if content is None else content)

    def _ends_text(self, token: re.Match[str], name: str) -> bool:
        """Whether an open text element ends here: by its own end tag, or by what it can't hold."""
        local = name.rpartition(":")[2]
        if token["end"] and name == self._open[-1][0]:
            return True
        # The link element of HTML has attributes and no end tag; that of RSS has neither.
        return local in self._dialect.frames or (local == "link" and not token["rest"].strip())

    def _start(self, token: re.Match[str], name: str) -> bool:
        """Write a start tag; whether the element is now open."""
        if self._is_entry(name):
            # No entry holds another: the one before was never closed.
            self._close_entry()
        if len(self._open) >= DEEPEST:
            return False
        rest = token["rest"]
        empty = rest.endswith("/")
        place = len(self._out)
        self._out.append(f"<{token['name']}{_attributes(rest)}{'/' if empty else ''}>")
        if not empty:
            self._open.append((name, token["name"], place, token.start()))
        return not empty

    def _close(self, name: str) -> None:
        """Close the innermost open element of that name, and what is open within it."""
        if any(one[0] == name for one in self._open):
            while self._pop() != name:
                pass

    def _close_entry(self) -> None:
        names = (name for name, *_ in self._open)
        if entry := next(filter(self._is_entry, names), None):
            self._close(entry)

    def _is_entry(self, name: str) -> bool:
        return name.rpartition(":")[2] in self._dialect.entries

    def _pop(self) -> str:
        name, written, _, _ = self._open.pop()
        self._out.append(f"</{written}>")
        return name

    def _cut(self, position: int) -> Mended:
        """The text ended before its root did: an entry that is open is not whole."""
        dropped = None
        for depth, (name, _, place, start) in enumerate(self._open):
            if self._is_entry(name):
                del self._open[depth:], self._out[place:]
                dropped = self._text.count("\n", 0, start) + 1
                break
        else:
            self._out.append(_content(self._text[position:]))
        while self._open:
            self._pop()
        return Mended("".join(self._out), cut=True, dropped=dropped)


def _attributes(rest: str) -> str:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest):
        found.setdefault(name, double or single or bare.removesuffix("/"))
    return "".join(
        f' {name}="{_escape(value).replace(chr(34), "&quot;")}"' for name, value in found.items()
    )


def _content(inner: str) -> str:
    """The content of a text element: where markup stands in it bare, it is taken word for word."""
    pieces: list[str] = []
    tokens = list(_TOKEN.finditer(inner))
    has_markup = any(token["name"] for token in tokens)
    plain = _verbatim if has_markup else _escape
    position = 0
    for token in tokens:
        if token["cdata"] or (token["other"] and not has_markup):
            pieces.append(plain(inner[position : token.start()]))
            pieces.append(_verbatim(token["inner"] or ""))
            position = token.end()
    pieces.append(plain(inner[position:]))
    return "".join(pieces)


def _verbatim(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape(text: str) -> str:
    """Character data: references that mean something are kept, the rest is escaped."""
    return _SPECIAL.sub(_reference, text)


def _reference(match: re.Match[str]) -> str:
    whole, number, name = match[0], match["number"], match["name"]
    if number:
        # As browsers do (HTML, "numeric character reference end state"): &#146; is a quote.
        return _verbatim(NOT_XML.sub("\ufffd", html.unescape(whole)))
    if name in _PREDEFINED:
        return whole
    if name and (known := html5.get(f"{name};")):
        return _verbatim(known)
    return _verbatim(whole)
