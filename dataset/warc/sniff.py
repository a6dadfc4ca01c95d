"""The media type of a payload by its first octets, for WARC-Identified-Payload-Type.

A table after the WHATWG MIME Sniffing Standard, sections 5.2, 6 and 7.1, with
the XML dialects that feeds and sitemaps come in told apart.
"""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 1445
"""Octets worth looking at: the standard's resource header (section 5.2)."""

# Section 7.1: each followed by a tag-terminating octet; "<!--" needs none.
_HTML: Final = re.compile(
    rb"<(?:(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P)"
    rb"[ >]|!--)",
    re.I,
)
_XML_ROOT: Final = re.compile(rb"<(?![?!])(?:[A-Za-z_][\w.-]{0,63}:)?([A-Za-z_][\w.-]{0,63})")
_XML_TYPES: Final = {
    b"rss": "application/rss+xml",
    b"feed": "application/atom+xml",
    b"RDF": "application/rdf+xml",
    b"html": "application/xhtml+xml",
    b"svg": "image/svg+xml",
}

# Sections 6.1, 6.2, 6.4 and 7.1: octets at the start, and what they mean.
_MAGIC: Final = (
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"%!PS-Adobe-"), "application/postscript"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBPVP", re.S), "image/webp"),
    (re.compile(rb"\x00\x00[\x01\x02]\x00"), "image/x-icon"),
    (re.compile(rb"....ftypavi[fs]", re.S), "image/avif"),
    (re.compile(rb"....ftyp", re.S), "video/mp4"),
    (re.compile(rb"\x1aE\xdf\xa3"), "video/webm"),
    (re.compile(rb"OggS\x00"), "application/ogg"),
    (re.compile(rb"ID3"), "audio/mpeg"),
    (re.compile(rb"RIFF....WAVE", re.S), "audio/wave"),
    (re.compile(rb"wOFF"), "font/woff"),
    (re.compile(rb"wOF2"), "font/woff2"),
    (re.compile(rb"\x1f\x8b\x08"), "application/gzip"),
    (re.compile(rb"PK\x03\x04"), "application/zip"),
)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")
_JSON: Final = re.compile(rb"[{\[]\s*(?:[\"{\[\]}]|-?\d|true|false|null)")

# Section 3: octets that no text holds.
_BINARY: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def identify(head: bytes) -> str | None:
    """Media type of a payload that begins with `head`; None if there is nothing to go by.

    Text that begins like nothing in particular has none: replay tools believe this type before
    the server's own, and a style sheet shown as text/plain is no style sheet.
    """
    head = head[:HEAD]
    if not head:
        return None
    for pattern, media_type in _MAGIC:
        if pattern.match(head):
            return media_type
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\t\n\x0c\r ")
    if text[:5].lower() == b"<?xml":
        return _xml(text)
    if _HTML.match(text):
        return "text/html"
    root = _XML_ROOT.match(text)
    if root and root[1] in _XML_TYPES:
        return _XML_TYPES[root[1]]
    if _JSON.match(text):
        return "application/json"
    if head.startswith(_BOMS) or not _BINARY.search(head):
        return None
    return "application/octet-stream"


def _xml(text: bytes) -> str:
    # The first element names the dialect; declarations and comments may come first.
    text = re.sub(rb"<!--.*?-->", b"", text, flags=re.S)
    root = _XML_ROOT.search(text)
    return _XML_TYPES.get(root[1], "text/xml") if root else "text/xml"
