"""Which octets of a page's source say what a reader sees: its characters with their places.

The source is read from its start to its end, not as the tree that browsers make of it, so a place
is always one of the octets. Tags and comments are passed over, references to characters are read as
what they stand for; what stands in scripts comes after all else, with JSON's escapes undone, since
texts stand there too (JSON-LD).
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from twa.dataset.pages.encodings import decoded_once

_CODECS: Final = (
    *("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs"),
    *("cp932", "euc_jp", "iso2022_jp", "cp949", "cp1251", "koi8-r", "koi8-u", "iso8859-5"),
    *("cp1250", "iso8859-2", "cp1253", "iso8859-7", "cp1254", "cp1255", "cp1256", "iso8859-6"),
    *("cp1257", "cp1258", "cp874", "iso8859-15", "latin-1", "euc_kr", "gbk", "big5", "shift_jis"),
)

# A tag with quoted values, and one whose quotes nobody closed; a comment, also one left open.
_TOKEN: Final = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[a-zA-Z/!?](?:[^<>"']|"[^"]{0,65536}"|'[^']{0,65536}')*+>"""
    r"""|<[a-zA-Z/!?][^>]*+>|&(?:\#[xX][0-9a-fA-F]{1,8}|\#\d{1,9}|[a-zA-Z][a-zA-Z0-9]{1,31});?""",
    re.DOTALL,
)
_RAW: Final = re.compile(r"<(script|style)\b", re.IGNORECASE)
_ESCAPE: Final = re.compile(r'\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])')
_ESCAPED: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BLANK: Final = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf"))


@dataclass(frozen=True, slots=True)
class PageSource:
    """What is seen, without white space: `text`, and of each character where its octets are."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def essence(text: str) -> str:
    """A text as sources are compared: composed, without white space and what is not seen."""
    return "".join(character for character in _plain(text) if _seen(character))


def source(octets: bytes, text: str) -> PageSource | None:
    """The characters of a page whose octets were decoded to `text`; None where their places can't
    be told."""
    places = _places(octets, text)
    if places is None:
        return None
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for shown, start, end in _shown(text):
        for character in _plain(shown):
            if _seen(character):
                characters.append(character)
                starts.append(places[start])
                ends.append(places[end])
    return PageSource("".join(characters), tuple(starts), tuple(ends))


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _seen(character: str) -> bool:
    if character.isascii():
        return "!" <= character <= "~"
    return unicodedata.category(character) not in _BLANK


def _shown(text: str) -> Iterator[tuple[str, int, int]]:
    """Runs of characters that are seen, and where of the text each begins and ends."""
    scripts: list[tuple[int, int]] = []
    at = 0
    while token := _TOKEN.search(text, at):
        yield from _each(text, at, token.start())
        at = token.end()
        if token[0].startswith("&"):
            yield html.unescape(token[0]), token.start(), token.end()
        elif raw := _RAW.match(token[0]):
            end = _closing(text, raw[1], at)
            if raw[1].lower() == "script":
                scripts.append((at, end))
            at = end
    yield from _each(text, at, len(text))
    for start, end in scripts:
        yield from _of_script(text, start, end)


def _of_script(text: str, at: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The characters of a script, with the escapes of JSON undone."""
    while escape := _ESCAPE.search(text, at, end):
        yield from _each(text, at, escape.start())
        told = escape[0][1:]
        one = chr(int(told[1:], 16)) if told[0] == "u" else _ESCAPED.get(told, told)
        yield one, escape.start(), escape.end()
        at = escape.end()
    yield from _each(text, at, end)


def _each(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Each character, with the marks that it is composed with."""
    at = start
    while at < end:
        last = at + 1
        while last < end and not text[last].isascii() and unicodedata.combining(text[last]):
            last += 1
        yield text[at:last], at, last
        at = last


def _closing(text: str, name: str, at: int) -> int:
    found = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, at)
    return found.start() if found else len(text)


def _places(octets: bytes, text: str) -> list[int] | None:
    """Where the octets of each character begin, and the end of the last."""
    for name in _CODECS:
        decoded = octets.decode(name, "replace")
        if decoded == text:
            if text.isascii() and len(octets) == len(text):
                return list(range(len(octets) + 1))
            if name == "utf-8" and "\ufffd" not in text:
                return list(accumulate(_sizes(text), initial=0))
            return _followed(octets, name)
        if name == "utf-8" and decoded_once(decoded) == text:
            # Encoded twice: for each octet of a character in UTF-8, `decoded` has a character.
            outer = list(accumulate(_sizes(decoded), initial=0))
            return [outer[place] for place in accumulate(_sizes(text), initial=0)]
    return None


def _sizes(text: str) -> Iterator[int]:
    """How many octets each character has in UTF-8."""
    return (len(character.encode()) for character in text)


def _followed(octets: bytes, name: str) -> list[int]:
    """The same, by giving a decoder one octet after the other."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    starts: list[int] = []
    begin = 0
    for at in range(len(octets)):
        made = decoder.decode(octets[at : at + 1])
        if made:
            starts += [begin] * len(made)
            begin = at + 1
    starts += [begin] * len(decoder.decode(b"", final=True))
    return [*starts, len(octets)]
