"""HTTP/1 responses out of octets: RFC 9112 framing, RFC 9110 codings.

Tolerant where browsers are (bare LF, folded fields, lines without a colon, no
reason phrase), clear where they are not. Works as well on what other people
archived: a chunked header over a body that was stored decoded is recognised.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from twa.dataset.errors import MessageError
from twa.dataset.http.coding import CODINGS, PAYLOAD_LIMIT, decode, decode_head

Fields = tuple[tuple[bytes, bytes], ...]
"""Header fields in order, as they stood: name and value without the space around them."""

_STATUS_LINE: Final = re.compile(rb"HTTP/(\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t]+(.*))?", re.I | re.S)
# A header in which no reader finds anything to interpret: they all see the same
# fields, and the same octet as the first of the body.
_PLAIN_HEAD: Final = re.compile(
    rb"HTTP/1\.[01] [2-5]\d\d [^\r\n]*\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*\r\n)*\r\n"
)
_HEADER_END: Final = re.compile(rb"\n\r?\n")
_CHUNK_SIZE: Final = re.compile(
    rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]{0,65536})?(?:\r?\n|\r?\Z)"
)
# A field has room for ten thousand codings, each of which might be a bomb. curl takes off five.
_CODINGS: Final = 5
# What one coding may need of the one around it to give the first octets.
_ROOM: Final = 1 << 14
_NEWLINE: Final = re.compile(rb"\r?\n")
_MEDIA_TYPE: Final = re.compile(r"[\s\"']*([!#$%&*+.^_`|~0-9A-Za-z-]+/[!#$%&*+.^_`|~0-9A-Za-z-]+)")
_CHARSET: Final = re.compile(
    r";[ \t]*charset[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([^;\s]*))", re.I
)

# RFC 9110, section 6.4.1: these have no content, whatever the fields say.
_BODILESS: Final = frozenset({204, 304})


@dataclass(frozen=True)
class Response:
    """A final response. `body` is what stood on the wire after the header, framing included.

    `interim` counts the 1xx responses that came before it; `header_size` is the
    number of octets before the body, theirs included. `plain` says that the
    header is one that all readers read alike.
    """

    status: int
    reason: str
    version: str
    headers: Fields
    body: bytes
    interim: int = 0
    header_size: int = 0
    plain: bool = True

    def get_all(self, name: str) -> list[str]:
        """Every value of a field, in order, octets read as Latin-1."""
        wanted = name.lower().encode("latin-1")
        return [v.decode("latin-1") for k, v in self.headers if k.lower() == wanted]

    def get(self, name: str) -> str | None:
        """The first value of a field, or None."""
        return next(iter(self.get_all(name)), None)

    def tokens(self, name: str) -> list[str]:
        """The members of a comma-separated field over all its lines, lower case."""
        joined = ",".join(self.get_all(name)).lower()
        return [member for part in joined.split(",") if (member := part.strip())]

    @property
    def media_type(self) -> str:
        """Type and subtype of Content-Type in lower case, without parameters; "" if unknown.

        Of several the last that is one (WHATWG Fetch, "extract a MIME type"), and of what servers
        write around it (quotation marks, a list, a charset without a semicolon) nothing.
        """
        for value in reversed(self.get_all("content-type")):
            if match := _MEDIA_TYPE.match(value):
                return match[1].lower()
        return ""

    @property
    def charset(self) -> str | None:
        """The charset parameter of Content-Type as the server wrote it, or None."""
        match = _CHARSET.search(self.get("content-type") or "")
        label = next((group for group in match.groups() if group), "") if match else ""
        return label.strip() or None

    @property
    def codings(self) -> list[str]:
        """Content codings in the order they were applied, `identity` and what is none left out.

        WHATWG Fetch, "handle content codings": where a coding is not supported, the
        octets stand as they are. A label such as `utf-8` or `none` was never a coding.
        """
        return [coding for coding in self.tokens("content-encoding") if coding in CODINGS]

    @property
    def chunked(self) -> bool:
        """Whether the header says that the body is chunked."""
        return "chunked" in self.tokens("transfer-encoding")

    @property
    def complete(self) -> bool:
        """Whether the framing says that the body is whole. True where it cannot say."""
        return self._framed[1]

    @cached_property
    def body_sha256(self) -> str:
        """The digest of `body`, framing included, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    def entity(self) -> bytes:
        """The body with the transfer's framing taken off, content codings still on.

        Of a chunked body that was cut or breaks off in nonsense, the chunks before that.
        """
        return self._framed[0]

    def payload(self, limit: int = PAYLOAD_LIMIT) -> bytes:
        """The body with content codings taken off as well.

        Raises MessageError for a coding we do not know, one that does not
        decode, more than five of them, and more than `limit` octets. Where the
        transfer itself was cut short, what decodes of it is returned.
        """
        data = self.entity()
        transfer = [coding for coding in self.tokens("transfer-encoding") if coding in CODINGS]
        codings = self.codings + transfer
        if len(codings) > _CODINGS:
            raise MessageError("too many codings", subject=len(codings), cause=_CODINGS)
        for coding in reversed(codings):
            data = decode(data, coding, limit=limit, partial=not self.complete)
        if len(data) > limit:
            raise MessageError("body over the limit", subject=f"{len(data)} octets", cause=limit)
        return data

    def payload_head(self, size: int) -> bytes:
        """At most the first `size` octets of the payload; b"" where it does not decode."""
        if len(self.codings) > _CODINGS:
            return b""
        data = self.entity()
        try:
            for within, coding in reversed(list(enumerate(self.codings))):
                data = decode_head(data, coding, size + _ROOM * within)
        except MessageError:
            return b""
        return data[:size]

    @property
    def misstated_length(self) -> int | None:
        """Content-Length where the body has more octets than it says, else None."""
        lengths = set(self.tokens("content-length"))
        if self.status in _BODILESS or self.tokens("transfer-encoding") or len(lengths) != 1:
            return None
        text = lengths.pop()
        stated = int(text[:18]) if text.isascii() and text.isdigit() else len(self.body)
        return stated if stated < len(self.body) else None

    @property
    def _decoded_before(self) -> bool:
        """Whether the body stands here without the coding that the header says it has.

        Archives such as Common Crawl's news of before 2019 hold bodies so, under the length that
        they had on the wire: it says nothing about them.
        """
        named = self.codings or self.tokens("x-crawler-content-encoding")
        try:
            return bool(named) and decode_head(self.body, named[-1], 1) == self.body[:1]
        except MessageError:
            return False

    @cached_property
    def _framed(self) -> tuple[bytes, bool]:
        # RFC 9112, section 6.3, the rules in their order.
        if self.status in _BODILESS:
            return b"", True
        if self.tokens("transfer-encoding"):
            # "Transfer-Encoding overrides the Content-Length."
            return _dechunk(self.body) if self.chunked else (self.body, True)
        lengths = set(self.tokens("content-length"))
        if len(lengths) == 1 and (text := lengths.pop()).isascii() and text.isdigit():
            return self.body, len(self.body) >= int(text[:18]) or self._decoded_before
        # No length, or several that contradict each other: until the connection closed.
        return self.body, True


def parse_response(block: bytes) -> Response:
    """The final response in `block`, after any interim ones.

    Raises MessageError where there is no status line.
    """
    interim = 0
    position = _skip_blank(block, 0)
    while True:
        head, body_at = _split_head(block, position)
        line, _, rest = head.partition(b"\n")
        match = _STATUS_LINE.fullmatch(line.rstrip(b"\r"))
        if match is None:
            raise MessageError("no HTTP status line", subject=_show(line))
        status = int(match[2])
        # RFC 9110, section 15.2: any number of 1xx may come before the final
        # response; after 101 the connection no longer speaks HTTP.
        if not 100 <= status <= 199 or status == 101 or body_at >= len(block):
            return Response(
                status=status,
                reason=(match[3] or b"").strip().decode("latin-1"),
                version=match[1].decode(),
                headers=parse_fields(rest),
                body=block[body_at:],
                interim=interim,
                header_size=body_at,
                plain=not interim and _PLAIN_HEAD.fullmatch(block, 0, body_at) is not None,
            )
        interim += 1
        position = body_at


def parse_fields(head: bytes) -> Fields:
    """Field lines (of HTTP, a WARC record or application/warc-fields) as pairs.

    RFC 9112, section 5.2: a line that starts with space continues the one
    before, and is joined by one space. Lines without a colon are left out.
    """
    fields: list[tuple[bytes, bytes]] = []
    folded = False
    for raw in head.split(b"\n"):
        line = raw.rstrip(b"\r \t")
        if line[:1] in (b" ", b"\t"):
            if folded:
                name, value = fields[-1]
                fields[-1] = (name, b" ".join(filter(None, (value, line.strip(b" \t")))))
            continue
        name, colon, value = line.partition(b":")
        folded = bool(colon)
        if colon:
            fields.append((name.rstrip(b" \t"), value.strip(b" \t")))
    return tuple(fields)


def _skip_blank(block: bytes, position: int) -> int:
    # RFC 9112, section 2.2: empty lines before the start line are ignored.
    while block[position : position + 1] in (b"\r", b"\n"):
        position += 1
    return position


def _split_head(block: bytes, position: int) -> tuple[bytes, int]:
    """Header lines without the empty one that ends them, and where the body begins."""
    end = _HEADER_END.search(block, position)
    return (
        (block[position:], len(block))
        if end is None
        else (block[position : end.start()], end.end())
    )


def _dechunk(body: bytes) -> tuple[bytes, bool]:
    """RFC 9112, section 7.1: the content of the chunks, and whether the last one was reached.

    A body that is not chunked at all was archived decoded, under a header left
    as it was; it is returned as it is.
    """
    pieces: list[bytes] = []
    position = 0
    while size := _CHUNK_SIZE.match(body, position):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces), True
        end = size.end() + length
        pieces.append(body[size.end() : end])
        newline = _NEWLINE.match(body, end)
        if newline is None:
            cut = body[end : end + 2] in (b"", b"\r")
            return (b"".join(pieces), False) if cut or len(pieces) > 1 else (body, True)
        position = newline.end()
    return (b"".join(pieces), False) if pieces or not body else (body, True)


def _show(line: bytes) -> str:
    return repr(line[:60])
