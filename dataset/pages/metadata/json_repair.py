"""Repairs broken JSON as publishing systems write it in JSON-LD.

The mending is a guess about syntax only, and it is made only after the strict
reading has failed. Work is linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

DEEPEST: Final = 200
"""Levels of nesting above which nothing is mended."""

# What hides a script from old readers, within its first and last 200 characters.
_OPENING: Final = re.compile(
    r"(?:\s|<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/|<!\[CDATA\[|\ufeff|<script[^<>]{0,100}>)+"
)
_CLOSING: Final = re.compile(r"(?:\s|;|//-->|-->|//\]\]>|/\*\]\]>\*/|\]\]>|</script>){1,200}\Z")
_BARE: Final = re.compile(r"(?:undefined|NaN|-?Infinity|None)\b")
_ESCAPES: Final = frozenset('"\\/bfnrtu')
_HEX: Final = re.compile(r"[0-9a-fA-F]{4}")
_CLOSERS: Final = {"{": "}", "[": "]"}
_AFTER_STRING: Final = frozenset(",:}]")


def attempts(script: str) -> Iterator[str]:
    """Readings of a script to be tried in this order."""
    text = unwrap(script)
    yield text
    if "&quot;" in text or "&#34;" in text:
        yield html.unescape(text)
    yield mend(text)


def unwrap(script: str) -> str:
    """Without the comment or CDATA marks that hid scripts from old readers."""
    text = script.strip()
    opening = _OPENING.match(text[:200])
    text = text[opening.end() :] if opening else text
    closing = _CLOSING.search(text[-200:])
    return text[: len(text) - len(closing.group())] if closing else text


def mend(text: str) -> str:
    """Mend trailing and missing commas, comments, stray quotes and escapes, a cut end.

    Several values in a row become one array.
    """
    out: list[str] = []
    open_: list[str] = []
    position, end = 0, len(text)
    values = 0
    while position < end:
        char = text[position]
        if char == '"':
            _separate(out)
            piece, position = _string(text, position + 1)
            out.append(piece)
            values += not open_
            continue
        if text.startswith("/*", position):
            closing = text.find("*/", position + 2)
            position = end if closing < 0 else closing + 2
            continue
        if text.startswith("//", position):
            closing = text.find("\n", position)
            position = end if closing < 0 else closing
            continue
        if char in "{[":
            _separate(out)
            values += not open_
            if len(open_) >= DEEPEST:
                return ""
            open_.append(_CLOSERS[char])
            out.append(char)
        elif char in "}]":
            _drop_comma(out)
            if out and out[-1] == ":":
                out.append("null")
            # Close what was left open inside; a closer that closes nothing is dropped.
            if char in open_:
                while open_ and (closer := open_.pop()):
                    out.append(closer)
                    if closer == char:
                        break
        elif char in ",:":
            if char == "," and out and out[-1] == ":":
                out.append("null")
            if out and out[-1] not in (",", ":", "{", "["):
                out.append(char)
        elif char.isspace():
            pass
        elif match := _BARE.match(text, position):
            out.append("null")
            position = match.end()
            continue
        else:
            start = position
            while (
                position < end and text[position] not in '",:{}[]/' and not text[position].isspace()
            ):
                position += 1
            position = max(position, start + 1)
            out.append(text[start:position])
            continue
        position += 1
    _drop_comma(out)
    if out and out[-1] == ":":
        out.append("null")
    out.extend(reversed(open_))
    mended = "".join(out)
    return f"[{mended}]" if values > 1 else mended


def _separate(out: list[str]) -> None:
    """Put the comma that is missing between two values."""
    if out and out[-1] not in ("{", "[", ",", ":"):
        out.append(",")


def _drop_comma(out: list[str]) -> None:
    if out and out[-1] == ",":
        out.pop()


def _string(text: str, position: int) -> tuple[str, int]:
    """The string literal that opens before `position`, mended, and where it ends.

    A quote ends the string if what follows can follow a string; else somebody
    forgot to escape it.
    """
    out = ['"']
    end = len(text)
    while position < end:
        char = text[position]
        if char == "\\":
            following = text[position + 1 : position + 2]
            whole = following in _ESCAPES and (
                following != "u" or _HEX.match(text, position + 2) is not None
            )
            if following and whole:
                out.append(char + following)
            elif following == "'":
                out.append("'")
            else:
                out.append("\\\\")
                position += 1
                continue
            position += 2
            continue
        if char == '"':
            if _ends(text, position + 1):
                out.append('"')
                return "".join(out), position + 1
            out.append('\\"')
        else:
            out.append(char)
        position += 1
    out.append('"')
    return "".join(out), position


def _ends(text: str, position: int) -> bool:
    """Whether a string can have ended before `position`."""
    limit = min(len(text), position + 200)
    newline = False
    while position < limit and text[position].isspace():
        newline = newline or text[position] == "\n"
        position += 1
    if position >= len(text) or text[position] in ":}]":
        return True
    if text[position] == ",":
        # `"a "b", c"`: a comma ends a string only where a value or a key follows it.
        rest = text[position + 1 : position + 60].lstrip()
        return (
            not rest or rest[0] in '"{[]}-0123456789' or rest.startswith(("true", "false", "null"))
        )
    return newline and text[position] == '"'
