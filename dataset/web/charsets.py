"""Names of character sets in documents, and the wrong ones among them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_ASCII: Final = bytes(range(0x20, 0x7F))

_SAMPLE: Final = 1 << 13
# From the first octet beyond ASCII to the end of its line.
_FOREIGN: Final = re.compile(rb"[\x80-\xff][^\r\n]{0,%d}" % _SAMPLE)
# Punctuation and full-width forms, which say nothing: all of these character sets have them.
_NEUTRAL: Final = re.compile(r"[\x00-\x7f·—‘’“”…　-〟！-～]")
_KANA: Final = re.compile(r"[぀-ヿ]")
_HANGUL: Final = re.compile(r"[가-힣]")

SURE: Final = 0.9
"""Share of the characters that have to be frequent ones of a language."""

ENOUGH: Final = 4
"""Characters under which a text is too short to tell."""


@lru_cache(maxsize=256)
def is_ascii_superset(label: str) -> bool:
    """Whether `label` is a codec that reads ASCII as itself.

    True of every legacy character set that the web uses. False of UTF-16, which
    can't be declared in ASCII, and of what else Python calls a codec: hex, idna,
    punycode (whose decoding is quadratic), unicode_escape.
    """
    try:
        return _ASCII.decode(label) == _ASCII.decode("ascii")
    except (LookupError, UnicodeError):
        return False


def east_asian(octets: bytes) -> str | None:
    """The East Asian character set that makes frequent characters of nearly all octets, or null.

    Their encodings are full: octets of one are characters in another too, but
    rare ones. Each standard has its frequent characters in rows of their own.
    Deterministic; looks at the first lines that are not ASCII.
    """
    sample = bytearray()
    for line in _FOREIGN.finditer(octets):
        sample += line[0] + b"\n"
        if len(sample) >= _SAMPLE:
            break
    shares = {label: _share(bytes(sample), label, usual) for label, usual in _USUAL}
    # Of equals the first: what reads as Korean throughout could be Chinese too, but hardly
    # is, and kana throughout could be Big5. Kana are no Chinese of GB/T 2312.
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= SURE else None


def _share(sample: bytes, label: str, usual: Callable[[str], bool]) -> float:
    text = codecs.getincrementaldecoder(label)("replace").decode(sample)
    characters = _NEUTRAL.sub("", text)
    if len(characters) < ENOUGH:
        return 0.0
    return sum(map(usual, characters)) / len(characters)


def _in_rows(character: str, label: str, first: int, last: int) -> bool:
    try:
        octets = character.encode(label)
    except UnicodeEncodeError:
        return False
    return len(octets) == 2 and first <= octets[0] <= last


def _korean(character: str) -> bool:
    """KS X 1001, rows 16 to 40: the syllables in use."""
    return bool(_HANGUL.match(character)) and _in_rows(character, "euc_kr", 0xB0, 0xC8)


def _japanese(character: str) -> bool:
    """Kana, and JIS X 0208, rows 16 to 47: the characters of level 1."""
    return bool(_KANA.match(character)) or _in_rows(character, "euc_jp", 0xB0, 0xCF)


def _traditional(character: str) -> bool:
    """Big5, level 1: the 5,401 characters in use."""
    return _in_rows(character, "big5", 0xA4, 0xC6)


def _simplified(character: str) -> bool:
    """GB/T 2312, rows 16 to 55: the 3,755 characters of level 1."""
    return _in_rows(character, "gb2312", 0xB0, 0xD7)


_USUAL: Final = (
    ("cp949", _korean),
    ("gb18030", _simplified),
    ("euc_jp", _japanese),
    ("cp932", _japanese),
    ("big5hkscs", _traditional),
)
