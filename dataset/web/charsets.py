"""Character sets: what their labels mean, and what octets look like where none tells the truth."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    resolve_encoding,
)

# Labels of WHATWG Encoding, section 4.2, that w3lib and Python do not know, by codec.
_LABELS: Final = {
    label: codec
    for codec, labels in {
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        "iso8859-2": "iso88592",
        "iso8859-3": "iso88593",
        "iso8859-4": "iso88594",
        "iso8859-5": "iso88595",
        "iso8859-6": "csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i iso88596",
        "iso8859-7": "iso88597 sun_eu_greek",
        "iso8859-8": "csiso88598e csiso88598i iso-8859-8-e iso-8859-8-i iso88598 logical visual",
        "iso8859-10": "iso885910",
        "iso8859-13": "iso885913",
        "iso8859-14": "iso885914",
        "iso8859-15": "csisolatin9 iso885915",
        "koi8-r": "koi koi8",
        "koi8-u": "koi8-ru",
        "mac-roman": "csmacintosh mac x-mac-roman",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "cp874": "dos-874 iso885911",
        "cp1250": "x-cp1250",
        "cp1251": "x-cp1251",
        "cp1252": "iso88591 x-cp1252",
        "cp1253": "x-cp1253",
        "cp1254": "iso88599 x-cp1254",
        "cp1255": "x-cp1255",
        "cp1256": "x-cp1256",
        "cp1257": "x-cp1257",
        "cp1258": "x-cp1258",
        "gb18030": "csgb2312 gb_2312 x-gbk",
        "big5hkscs": "cn-big5 x-x-big5",
        "euc_jp": "cseucpkdfmtjapanese x-euc-jp",
        "cp949": "cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601 windows-949",
    }.items()
    for label in labels.split()
}
_CHARSET: Final = re.compile(
    r"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{2,40})""", re.IGNORECASE
)
_META: Final = re.compile(
    rb"""<meta\b[^<>]{0,300}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{2,40})""", re.IGNORECASE
)
_HEAD: Final = 1 << 16

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


def codec_of(label: str) -> str | None:
    """The codec of what a label means to browsers; null where it means nothing to them."""
    return resolve_encoding(_LABELS.get(label.lower(), label))


def codec_in(content_type: str | None) -> str | None:
    """The codec of the character set that a Content-Type names; null where it names none."""
    found = http_content_type_encoding(content_type)
    match = None if found else _CHARSET.search(content_type or "")
    return codec_of(match[1]) if match else found


def codec_in_page(octets: bytes) -> str | None:
    """The codec of the character set that the meta of a page names; null where it names none."""
    head = octets[:_HEAD]
    found = html_body_declared_encoding(head)
    match = None if found else _META.search(head)
    return codec_of(match[1].decode("ascii")) if match else found


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
