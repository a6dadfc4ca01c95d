"""Octets of a feed or sitemap → text: byte order mark, then HTTP, then the XML declaration.

RFC 7303, section 3, with a fall back for those that lie: an encoding that the
octets contradict is passed over, and said so. Where nobody says the truth, the
octets themselves are asked.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from w3lib.encoding import read_bom, to_unicode

from twa.dataset.errors import FeedError, MessageError
from twa.dataset.http import coding
from twa.dataset.web.charsets import codec_in, codec_of, east_asian, is_ascii_superset

_DECLARATION: Final = re.compile(
    rb"""\s{0,64}<\?xml[^<>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([A-Za-z][\w.:-]{0,40})["']"""
)
# XML 1.0, appendix F.1: the first octets of a document without a byte order mark.
_SHAPES: Final = (
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<\0", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
    (b"{\0", "utf-16-le"),
)
# Encodings of two and more octets: short texts in them may be UTF-8 by chance.
_WIDE: Final = re.compile(r"gb|big5|euc|cp9|shift|iso2022|johab", re.IGNORECASE)
_ENOUGH: Final = 4

_GZIP: Final = b"\x1f\x8b"
_LAYERS: Final = 2

DAMAGE: Final = 0.1
"""Share of the characters beyond ASCII that may be broken in what still is UTF-8."""


def unpacked(body: bytes, *, url: str, limit: int) -> bytes:
    """`body` itself, or what is in it where it is a gzip file, packed once or twice.

    Raises FeedError for a broken one, and for more than `limit` octets.
    """
    octets = body
    for _ in range(_LAYERS):
        if octets.startswith(_GZIP):
            try:
                octets = coding.decode(octets, "gzip", limit=limit, partial=True)
            except MessageError as error:
                raise FeedError("can't be unpacked", subject=url, cause=error) from error
    if len(octets) > limit:
        raise FeedError("too large to be read", subject=url, cause=f"{len(octets)} octets")
    return octets


def decode(octets: bytes, content_type: str | None) -> tuple[str, tuple[str, ...]]:
    """The text, without its byte order mark, and in words what was wrong with the encoding."""
    encoding, mark = read_bom(octets)
    if encoding and mark:
        return _replaced(octets[len(mark) :], encoding)
    for shape, wide in _SHAPES:
        if octets.startswith(shape):
            return _replaced(octets, wide)
    # A character cut in two by the end of the octets is no lie about the encoding.
    utf8 = codecs.getincrementaldecoder("utf-8")("replace").decode(octets)
    foreign = len(utf8) - len(utf8.encode("ascii", "ignore"))
    plausible = utf8.count("\ufffd") <= DAMAGE * foreign
    named = list(_named(octets, content_type))
    passed_over: list[str] = []
    for source, label in named:
        said = f"{source} means {label}"
        if label == "utf-8" and plausible:
            return utf8, (*passed_over, *_damage(utf8, label))
        if (text := _strict(octets, label)) is not None:
            if plausible and foreign >= _least(label):
                return utf8, (*passed_over, f"{said}, but the octets are UTF-8")
            return text, tuple(passed_over)
        passed_over.append(f"{said}, but the octets are not")
    if plausible:
        return utf8, (*passed_over, *_damage(utf8, "utf-8"))
    if found := east_asian(octets):
        text, damage = _replaced(octets, found)
        return text, (*passed_over, f"read as {found}, by what the octets look like", *damage)
    label = next((label for _, label in named if label != "utf-8"), "cp1252")
    return to_unicode(octets, label), (*passed_over, f"read as {label} for want of better")


def _named(octets: bytes, content_type: str | None) -> Iterator[tuple[str, str]]:
    """Who names which encoding, in order of trust (RFC 7303, section 3.2)."""
    label = codec_in(content_type)
    if label and is_ascii_superset(label):
        yield "HTTP", label
    match = _DECLARATION.match(octets[:512])
    # A declaration that can be read as ASCII is not written in UTF-16.
    label = codec_of(match[1].decode("ascii")) if match else None
    if label and is_ascii_superset(label):
        yield "the XML declaration", label


def _strict(octets: bytes, label: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(label)("strict").decode(octets)
    except UnicodeError:
        return None


def _least(label: str) -> int:
    """Characters beyond ASCII from which valid UTF-8 outweighs `label`."""
    return _ENOUGH if _WIDE.match(label) else 1


def _replaced(octets: bytes, label: str) -> tuple[str, tuple[str, ...]]:
    text = codecs.getincrementaldecoder(label)("replace").decode(octets)
    return text, _damage(text, label)


def _damage(text: str, label: str) -> tuple[str, ...]:
    broken = text.count("\ufffd")
    return (f"characters that are not {label}: {broken}",) if broken else ()
