"""URLs in a stylesheet: `@import` and `url()`.

The tokens that matter, by CSS Syntax 3, section 4, in one pass of one pattern:
what stands in a comment or a string is no reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from w3lib.encoding import read_bom

from twa.dataset.web.charsets import codec_in, codec_of, is_ascii_superset

LIMIT: Final = 4 << 20
"""Octets of a stylesheet that are read."""

Kind = Literal["stylesheet", "font", "image"]

UNREAD_FONTS: Final = frozenset(("embedded-opentype", "svg"))
"""Formats of fonts (CSS Fonts 4, section 4.3.1) that no browser of today takes."""

# Possessive (`*+`) wherever it could be tried again, so that no input makes it look twice.
_STRING: Final = r"""(?:"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'?)"""
_ESCAPED: Final = r"\\(?:[0-9a-fA-F]{1,6}\s?|.)"
_BARE: Final = rf"""[^"'()\\\s]*+(?:{_ESCAPED}[^"'()\\\s]*+)*+"""
_COMMENT: Final = r"/\*(?:.*?\*/|.*+)"
_SPACE: Final = rf"(?:\s++|{_COMMENT})*+"


def _url(name: str) -> str:
    # The look behind stands after the first letter: so `re` can leap from one letter to the next.
    return rf"[uU](?<![\w-].)[rR][lL]\(\s*+(?P<{name}>{_STRING}|{_BARE})\s*+\)"


_TOKEN: Final = re.compile(
    rf"""{_COMMENT}
    |@(?i:import){_SPACE}(?:(?P<imported>{_STRING})|{_url("imported_url")})
    |@(?i:namespace)(?![\w-])[^;{{}}]*+
    |@(?i:font-face){_SPACE}\{{(?P<face>(?:[^}}"'/]++|{_STRING}|{_COMMENT}|/)*+)
    |{_url("url")}
    |{_STRING}""",
    re.DOTALL | re.VERBOSE,
)
_IN_FACE: Final = re.compile(
    rf"""{_COMMENT}
    |[sS](?<![\w-].)(?P<src>[rR][cC])\s*+:
    |{_url("url")}
    |[fF](?<![\w-].)(?i:ormat)\(\s*+["']?(?P<format>[\w-]++)["']?
    |{_STRING}""",
    re.DOTALL | re.VERBOSE,
)
# CSS Syntax 3, section 4.3.7: an escaped code point, a line continued, or a character as it is.
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(\r\n|[\r\n\f])|(.))", re.DOTALL)
# Section 3.2: the rule must stand at the very start, in exactly these octets.
_CHARSET: Final = re.compile(rb'@charset "([\w:.-]{1,40})";')


class StylesheetReference(NamedTuple):
    """A reference as it stands, escapes resolved, and what it is taken for."""

    url: str
    kind: Kind


def references(css: str) -> Iterator[StylesheetReference]:
    """All references of a stylesheet, in their order; of a font the one that browsers take."""
    for token in _TOKEN.finditer(css):
        match token.lastgroup:
            case "url":
                yield StylesheetReference(_value(token["url"]), "image")
            case "imported" | "imported_url" as name:
                yield StylesheetReference(_value(token[name]), "stylesheet")
            case "face":
                yield from _font(token["face"])


def decode(octets: bytes, content_type: str | None) -> str:
    """A stylesheet as text (CSS Syntax 3, section 3.2): BOM, HTTP, `@charset`, else UTF-8.

    What can't be decoded becomes U+FFFD; at most `LIMIT` octets are.
    """
    octets = octets[:LIMIT]
    label, mark = read_bom(octets)
    if label is not None and mark is not None:
        return octets[len(mark) :].decode(label, "replace")
    stated = _CHARSET.match(octets)
    label = codec_in(content_type) or (stated and codec_of(stated[1].decode("ascii")))
    if not label or not is_ascii_superset(label):
        label = "utf-8"
    return octets.decode(label, "replace")


def _font(face: str) -> Iterator[StylesheetReference]:
    """CSS Fonts 4, section 4.3: the first source that is of a format known to the browser.

    Of several declarations the last counts (CSS Cascade 5, section 6.1); those
    before it are for browsers of long ago.
    """
    sources: list[tuple[str, str]] = []
    for token in _IN_FACE.finditer(face):
        match token.lastgroup:
            case "src":
                sources = []
            case "url":
                sources.append((_value(token["url"]), ""))
            case "format" if sources:
                sources[-1] = sources[-1][0], token["format"].lower()
    for url, form in sources:
        if form not in UNREAD_FONTS:
            yield StylesheetReference(url, "font")
            return


def _value(token: str) -> str:
    """What a string or an unquoted URL means."""
    if token[:1] in ('"', "'"):
        token = token[1:-1] if len(token) > 1 and token[-1] == token[0] else token[1:]
    return _ESCAPE.sub(_unescaped, token) if "\\" in token else token


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        point = int(escape[1], 16)
        valid = 0 < point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF
        return chr(point) if valid else "\ufffd"
    return escape[3] or ""
