"""Decodes a page: byte order mark, HTTP, meta element, then detection.

Labels and their order are those of browsers (WHATWG Encoding; HTML, "Determining
the character encoding"; `twa.dataset.web.charsets`). Three things browsers leave to their
reader are added: a declaration that the octets contradict is passed over, what
nobody declared is detected from the visible text, and what was encoded twice is
decoded twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from w3lib.encoding import read_bom, resolve_encoding, to_unicode

from twa.dataset.errors import Rejected
from twa.dataset.pages.body.blocks import words
from twa.dataset.pages.language import guess
from twa.dataset.web.charsets import codec_in, codec_in_page, is_ascii_superset

DOUBT: Final = 0.02
"""Share of a page's non-ASCII octets that may be undecodable under a declared encoding."""

RUIN: Final = 0.3
"""Share of undecodable or control characters above which octets are no text at all."""

_HEAD: Final = 1 << 16
_SAMPLE: Final = 1 << 13
_LANG: Final = re.compile(
    rb"""<html\b[^<>]{0,2000}?\blang\s{0,9}=\s{0,9}["']?([\w-]{2,20})""", re.IGNORECASE
)
_MARKUP: Final = re.compile(
    rb"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_NON_ASCII: Final = re.compile(rb"[\x80-\xff]")
_FOREIGN_LINE: Final = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
# Controls, private use, replacement: what no page means to say.
_ODD: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x9f\ue000-\uf8ff�]")
# An accented Latin letter within a word of another alphabet.
_MIXED: Final = re.compile(r"(?<=[\u0370-\u1cff])[\xc0-\u024f]|[\xc0-\u024f](?=[\u0370-\u1cff])")

_CENTRAL: Final = ("iso8859-2", "cp1250")
_CYRILLIC: Final = ("cp1251", "koi8-r", "iso8859-5")
_GREEK: Final = ("iso8859-7", "cp1253")
_SIMPLIFIED: Final = ("gb18030", "big5hkscs")
_TRADITIONAL: Final = ("big5hkscs", "gb18030")
# HTML, "suggested default encoding" by locale, and what is in use beside it.
_BY_LANGUAGE: Final = {
    "ar": ("cp1256", "iso8859-6"),
    "be": _CYRILLIC,
    "bg": _CYRILLIC,
    "cs": _CENTRAL,
    "el": _GREEK,
    "et": ("cp1257",),
    "fa": ("cp1256",),
    "he": ("cp1255",),
    "hr": _CENTRAL,
    "hu": _CENTRAL,
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "lt": ("cp1257",),
    "lv": ("cp1257",),
    "pl": _CENTRAL,
    "ro": _CENTRAL,
    "ru": _CYRILLIC,
    "sk": _CENTRAL,
    "sl": _CENTRAL,
    "sr": _CYRILLIC,
    "th": ("cp874",),
    "tr": ("cp1254",),
    "uk": ("cp1251", "koi8-u"),
    "zh": _SIMPLIFIED,
    "zh-hans": _SIMPLIFIED,
    "zh-hant": _TRADITIONAL,
    "zh-hk": _TRADITIONAL,
    "zh-tw": _TRADITIONAL,
}
_WESTERN: Final = words("ca da de en es eu fi fr gl is it nl no pt sv")


def decode(octets: bytes, content_type: str | None = None, subject: object = None) -> str:
    """Text of a page. `content_type` is the HTTP field, null if none came.

    Raises Rejected (`undecodable`) where no encoding makes text of the octets.
    """
    utf8 = _utf8(octets)
    text = _decode(octets, content_type, utf8)
    sample = text[:_HEAD]
    if utf8 is None and len(_ODD.findall(sample)) > RUIN * len(sample):
        raise Rejected("undecodable", "no encoding makes text of the octets", subject=subject)
    return text


def _decode(octets: bytes, content_type: str | None, utf8: str | None) -> str:
    # HTML, encoding sniffing algorithm, step 1: a byte order mark outdoes all else.
    encoding, mark = read_bom(octets)
    if encoding and mark:
        return to_unicode(octets[len(mark) :], encoding)
    if utf8 is not None and not octets.isascii():
        # No text in another encoding happens to be valid UTF-8.
        return decoded_once(utf8)
    foreign = 0 if utf8 is not None else len(_NON_ASCII.findall(octets))
    for label in _declared(octets, content_type):
        text = to_unicode(octets, label)
        if text.count("�") <= DOUBT * foreign:
            return text
    if utf8 is not None:
        return utf8
    broken = octets.decode("utf-8", "replace")
    if broken.count("�") <= DOUBT * foreign:
        return broken
    return to_unicode(octets, _detect(octets) or "utf-8")


def decoded_once(text: str) -> str:
    """A text that was UTF-8 taken for Latin-1 and encoded anew (`Ã©`), as it was meant.

    Every character of such a page is one of an octet, and the octets are UTF-8 again, which
    nothing is that somebody means to write in those characters.
    """
    try:
        octets = text.encode("latin-1")
    except UnicodeEncodeError as error:
        # WHATWG Encoding has the controls of Latin-1 where windows-1252 has nothing.
        first, before = text[error.start], text[error.start - 1 : error.start]
        if ord(first) not in _OCTETS or not "\x80" <= before <= "\xf4":
            return text
        try:
            octets = text.translate(_OCTETS).encode("latin-1")
        except UnicodeEncodeError:
            return text
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return text


_OCTETS: Final = {
    ord(character): octet
    for octet in range(0x80, 0xA0)
    if (character := bytes((octet,)).decode("cp1252", "ignore"))
}
"""The characters that windows-1252 has for octets and Latin-1 has not."""


def _utf8(octets: bytes) -> str | None:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _declared(octets: bytes, content_type: str | None) -> Iterator[str]:
    """Encodings that somebody names, in order of trust."""
    label = codec_in(content_type)
    if label and (label.startswith(("utf-16", "utf-32")) or is_ascii_superset(label)):
        yield _ascii_compatible(label)
    if label := codec_in_page(octets):
        # HTML, prescan: a page whose meta can be read as ASCII is not UTF-16.
        label = "utf-8" if label.startswith(("utf-16", "utf-32")) else label
        if is_ascii_superset(label):
            yield label


def _ascii_compatible(label: str) -> str:
    return f"{label}-le" if label in {"utf-16", "utf-32"} else label


def _detect(octets: bytes) -> str | None:
    """The encoding of undeclared octets, from the page's language and its visible text."""
    zeros = octets[:400].count(0)
    if zeros > 100:
        return "utf-16-be" if octets[:400:2].count(0) > zeros // 2 else "utf-16-le"
    lines = _FOREIGN_LINE.findall(_MARKUP.sub(b"\n", octets))
    sample = b"\n".join(lines)[:_SAMPLE]
    match = _LANG.search(octets[:_HEAD])
    if match and (found := _fitting(sample, match.group(1).decode("ascii").lower())):
        return found
    # Slow to load, and nearly all pages say what they are.
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        return None
    # Letters tell a language more surely than its encoding: take the usual one for it.
    language, _ = guess(sample.decode(best.encoding, "replace"))
    return _fitting(sample, language) or resolve_encoding(best.encoding)


def _fitting(sample: bytes, language: str) -> str | None:
    """The usual encoding of a language under which the sample reads best; null if none does."""
    base = language.partition("-")[0]
    usual = _BY_LANGUAGE.get(language) or _BY_LANGUAGE.get(base, ())
    if base in _WESTERN:
        usual = ("cp1252",)
    marks = {encoding: _strangeness(to_unicode(sample, encoding)) for encoding in usual}
    best = min(usual, key=marks.__getitem__, default=None)
    return best if best and marks[best] <= DOUBT * len(sample) else None


def _strangeness(text: str) -> int:
    """How many characters look like text read in the wrong encoding."""
    letters = [c for c in text if c.isalpha()]
    shouting = sum(map(str.isupper, letters)) - sum(map(str.islower, letters))
    return 4 * len(_ODD.findall(text.rstrip("�"))) + len(_MIXED.findall(text)) + max(0, shouting)
