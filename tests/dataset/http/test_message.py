"""HTTP messages out of octets, the awkward ones above all."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.errors import MessageError
from twa.dataset.http.message import parse_fields, parse_response

PAGE = b"<!DOCTYPE html><title>Harbour</title><p>The ferry is late.</p>"


def response(*lines: str | bytes, body: bytes = b"", end: bytes = b"\r\n") -> bytes:
    head = b"".join((line.encode() if isinstance(line, str) else line) + end for line in lines)
    return head + end + body


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(body) + stream.flush()


def test_fields_keep_order_case_duplicates_and_octets() -> None:
    parsed = parse_response(
        response(
            "HTTP/1.1 200 OK",
            "SET-cookie: a=1",
            b"X-Name:  caf\xe9 ",
            "Set-Cookie: b=2",
            body=PAGE,
        )
    )
    assert parsed.headers == (
        (b"SET-cookie", b"a=1"),
        (b"X-Name", b"caf\xe9"),
        (b"Set-Cookie", b"b=2"),
    )
    assert parsed.get_all("set-cookie") == ["a=1", "b=2"]
    assert parsed.get("x-name") == "café"
    assert parsed.get("missing") is None
    assert (parsed.status, parsed.reason, parsed.version) == (200, "OK", "1.1")
    assert parsed.payload() == parsed.entity() == parsed.body == PAGE
    assert parsed.complete


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        ("HTTP/1.1 200", 200, ""),
        ("HTTP/1.1 404 ", 404, ""),
        ("HTTP/1.0 301 Moved  Permanently", 301, "Moved  Permanently"),
        ("http/1.1 200 ok", 200, "ok"),
        ("HTTP/1.1\t200\tOK", 200, "OK"),
        ("HTTP/2 200", 200, ""),
        (b"HTTP/1.1 200 Trouv\xe9", 200, "Trouvé"),
    ],
)
def test_status_lines_that_browsers_take(line: str | bytes, status: int, reason: str) -> None:
    parsed = parse_response(response(line, body=b"x"))
    assert (parsed.status, parsed.reason, parsed.body) == (status, reason, b"x")


@pytest.mark.parametrize("block", [b"", b"<html>no header at all", b"HTTP/1.1 2000 OK\r\n\r\n"])
def test_what_is_no_response_is_refused(block: bytes) -> None:
    with pytest.raises(MessageError, match="no HTTP status line"):
        parse_response(block)


def test_bare_line_feeds_folding_and_nonsense_in_the_header() -> None:
    block = response(
        "HTTP/1.1 200 OK",
        "Content-Type: text/html;",
        "\tcharset=utf-8",
        "this line has no colon",
        "  and goes on",
        "X-After : spaced",
        end=b"\n",
        body=PAGE,
    )
    parsed = parse_response(b"\r\n" + block)
    assert parsed.headers == (
        (b"Content-Type", b"text/html; charset=utf-8"),
        (b"X-After", b"spaced"),
    )
    assert parsed.payload() == PAGE
    assert not parsed.plain


def test_interim_responses_are_counted_and_skipped() -> None:
    hint = response("HTTP/1.1 103 Early Hints", "Link: </style.css>")
    block = hint + hint + response("HTTP/1.1 200 OK", "Content-Length: 3", body=b"end")
    parsed = parse_response(block)
    assert (parsed.status, parsed.interim, parsed.payload()) == (200, 2, b"end")
    assert block[parsed.header_size :] == b"end"
    assert not parsed.plain


def test_nothing_but_interim_responses_is_the_last_of_them() -> None:
    parsed = parse_response(response("HTTP/1.1 100 Continue"))
    assert (parsed.status, parsed.interim, parsed.body) == (100, 0, b"")


def test_a_header_that_was_cut_has_no_body() -> None:
    parsed = parse_response(b"HTTP/1.1 200 OK\r\nContent-Type: text/ht")
    assert parsed.media_type == "text/ht"
    assert parsed.body == b""


@pytest.mark.parametrize(
    ("content_type", "media_type", "charset"),
    [
        ("text/html", "text/html", None),
        ("Text/HTML ; Charset=UTF-8", "text/html", "UTF-8"),
        ('text/html;charset="iso-8859-1"', "text/html", "iso-8859-1"),
        ("text/html; charset='koi8-r'", "text/html", "koi8-r"),
        ("text/html; foo=bar; charset=big5; x=y", "text/html", "big5"),
        ("text/html; charset=", "text/html", None),
        ("", "", None),
        ("TEXT/HTML;charset", "text/html", None),
        ("text/html charset=utf-8", "text/html", None),
        ("text/html,text/html;charset=utf-8", "text/html", "utf-8"),
        ('"text/html"', "text/html", None),
        ("html", "", None),
    ],
)
def test_media_type_and_charset(content_type: str, media_type: str, charset: str | None) -> None:
    parsed = parse_response(response("HTTP/1.1 200 OK", f"Content-Type: {content_type}"))
    assert (parsed.media_type, parsed.charset) == (media_type, charset)


def test_no_content_type_is_no_media_type() -> None:
    assert parse_response(response("HTTP/1.1 200 OK")).media_type == ""


# --- framing: RFC 9112, section 6.3 ------------------------------------------------------


def test_the_block_bounds_the_body_and_content_length_tells_what_is_missing() -> None:
    longer = parse_response(response("HTTP/1.1 200 OK", "Content-Length: 4", body=b"pagemore"))
    assert (longer.entity(), longer.complete) == (b"pagemore", True)
    assert longer.misstated_length == 4
    whole = parse_response(response("HTTP/1.1 200 OK", "Content-Length: 4", body=b"page"))
    assert (whole.entity(), whole.complete, whole.misstated_length) == (b"page", True, None)
    shorter = parse_response(response("HTTP/1.1 200 OK", "Content-Length: 9", body=b"page"))
    assert (shorter.entity(), shorter.complete, shorter.misstated_length) == (b"page", False, None)


@pytest.mark.parametrize("name", ["Content-Encoding", "X-Crawler-Content-Encoding"])
def test_the_length_of_a_coding_says_nothing_of_what_was_stored_decoded(name: str) -> None:
    fields = [f"{name}: gzip", "Content-Length: 900"]
    decoded = parse_response(response("HTTP/1.1 200 OK", *fields, body=b"<p>page</p>"))
    assert (decoded.entity(), decoded.complete) == (b"<p>page</p>", True)
    assert decoded.payload() == b"<p>page</p>"
    cut = parse_response(
        response("HTTP/1.1 200 OK", *fields, body=gzip.compress(b"<p>page</p>")[:-3])
    )
    assert not cut.complete


@pytest.mark.parametrize("values", [("4", "4"), ("4, 4",)])
def test_repeated_equal_lengths_are_one(values: tuple[str, ...]) -> None:
    fields = [f"Content-Length: {value}" for value in values]
    assert not parse_response(response("HTTP/1.1 200 OK", *fields, body=b"pag")).complete
    assert parse_response(response("HTTP/1.1 200 OK", *fields, body=b"page")).complete


@pytest.mark.parametrize("values", [("4", "5"), ("-1",), ("4x",), ("²",), ("",)])
def test_lengths_that_contradict_or_are_none_do_not_count(values: tuple[str, ...]) -> None:
    fields = [f"Content-Length: {value}".encode("latin-1") for value in values]
    parsed = parse_response(response("HTTP/1.1 200 OK", *fields, body=b"pageX"))
    assert (parsed.entity(), parsed.complete) == (b"pageX", True)


@pytest.mark.parametrize("status", [204, 304])
def test_statuses_without_content(status: int) -> None:
    parsed = parse_response(response(f"HTTP/1.1 {status} X", "Content-Length: 5", body=b"12345"))
    assert (parsed.entity(), parsed.complete) == (b"", True)


@pytest.mark.parametrize(
    ("body", "entity", "complete"),
    [
        (b"4\r\npage\r\n0\r\n\r\n", b"page", True),
        (b'4;ext=1;q="a"\r\npage\r\n00\r\nTrailer: yes\r\n\r\n', b"page", True),
        (b"4\npage\n0\n\n", b"page", True),
        (b"0\r\n\r\n", b"", True),
        (b"4\r\npage\r\n0\r\n\r\nGARBAGE", b"page", True),
        # cut off, at each kind of place
        (b"4\r\npage\r\n5\r\nab", b"pageab", False),
        (b"4\r\npage\r\n5", b"page", False),
        (b"4\r\npage\r\n", b"page", False),
        (b"4\r\npage\r", b"page", False),
        (b"4\r\npa", b"pa", False),
        (b"4\r\n", b"", False),
        (b"4", b"", False),
        # nonsense in the middle
        (b"4\r\npage\r\nZZ\r\nmore\r\n0\r\n\r\n", b"page", False),
        (b"4\r\npageXX4\r\nmore\r\n0\r\n\r\n", b"4\r\npageXX4\r\nmore\r\n0\r\n\r\n", True),
        # archived decoded, header left as it was
        (PAGE, PAGE, True),
        (b"", b"", False),
    ],
)
def test_chunked_bodies(body: bytes, entity: bytes, complete: bool) -> None:
    parsed = parse_response(response("HTTP/1.1 200 OK", "Transfer-Encoding: Chunked", body=body))
    assert (parsed.entity(), parsed.complete) == (entity, complete)


def test_transfer_encoding_overrides_content_length() -> None:
    fields = ("Content-Length: 2", "Transfer-Encoding: chunked")
    parsed = parse_response(response("HTTP/1.1 200 OK", *fields, body=chunked(PAGE)))
    assert parsed.payload() == PAGE


# --- codings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("GZIP", gzip.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:])),
        ("gzip", gzip.compress(PAGE) + b"\0\0 padding"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", raw_deflate(PAGE)),
        ("br", brotli.compress(PAGE)),
        ("identity", PAGE),
        ("gzip, identity, br", brotli.compress(gzip.compress(PAGE))),
        # archived decoded, header left as it was
        ("gzip", PAGE),
        ("deflate", PAGE),
        ("br", PAGE),
        ("gzip", b""),
    ],
)
def test_content_codings(coding: str, body: bytes) -> None:
    parsed = parse_response(response("HTTP/1.1 200 OK", f"Content-Encoding: {coding}", body=body))
    assert parsed.payload() == (PAGE if body else b"")
    assert parsed.payload_head(10) == (PAGE[:10] if body else b"")


def test_chunked_and_compressed_and_compressed_for_the_transfer() -> None:
    fields = ("Content-Encoding: gzip", "Transfer-Encoding: deflate, chunked")
    body = chunked(zlib.compress(gzip.compress(PAGE)))
    parsed = parse_response(response("HTTP/1.1 200 OK", *fields, body=body))
    assert parsed.payload() == PAGE


def test_an_unknown_coding_is_no_page() -> None:
    fields = ("Content-Encoding: compress",)
    parsed = parse_response(response("HTTP/1.1 200 OK", *fields, body=b"\x1f\x9d\x90"))
    with pytest.raises(MessageError, match="unknown content coding: 'compress'"):
        parsed.payload()
    assert parsed.payload_head(10) == b""


def test_codings_without_end_are_not_taken_off() -> None:
    # Each might be a bomb, and what is left of the last is in none of the others.
    fields = (f"Content-Encoding: {'gzip, ' * 30_000}gzip",)
    bomb = gzip.compress(bytes(100 << 20), 1)
    parsed = parse_response(response("HTTP/1.1 200 OK", *fields, body=bomb))
    with pytest.raises(MessageError, match=r"too many codings: 30001 \(5\)"):
        parsed.payload()
    assert parsed.payload_head(10) == b""


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE)[:-12] + b"\xff" * 12),
        ("gzip", gzip.compress(PAGE)[:-4]),
        ("gzip", b"\x1f\x8b\x08"),
        ("deflate", zlib.compress(PAGE)[:-6]),
        ("br", brotli.compress(PAGE * 50)[:-3]),
    ],
)
def test_a_body_that_does_not_decode_raises(coding: str, body: bytes) -> None:
    fields = (f"Content-Encoding: {coding}", f"Content-Length: {len(body)}")
    with pytest.raises(MessageError, match="body"):
        parse_response(response("HTTP/1.1 200 OK", *fields, body=body)).payload()


@pytest.mark.parametrize("header", [b"\x1f\x8b\x07\x00", b"\x1f\x8b\x08\xe0 and more"])
def test_a_broken_header_is_broken_where_the_transfer_was_cut_too(header: bytes) -> None:
    fields = ("Content-Encoding: gzip", "Content-Length: 400")
    with pytest.raises(MessageError, match="broken gzip body"):
        parse_response(response("HTTP/1.1 200 OK", *fields, body=header)).payload()


def test_of_a_transfer_that_was_cut_what_decodes_is_given() -> None:
    whole = gzip.compress(PAGE * 200)
    fields = ("Content-Encoding: gzip", f"Content-Length: {len(whole)}")
    parsed = parse_response(response("HTTP/1.1 200 OK", *fields, body=whole[:-20]))
    assert not parsed.complete
    assert (PAGE * 200).startswith(parsed.payload())
    assert parsed.payload()


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress, raw_deflate, brotli.compress])
def test_a_bomb_stops_at_the_limit(compress: object) -> None:
    assert callable(compress)
    bomb = compress(b"\0" * (40 << 20))
    coding = {gzip.compress: "gzip", brotli.compress: "br"}.get(compress, "deflate")
    parsed = parse_response(response("HTTP/1.1 200 OK", f"Content-Encoding: {coding}", body=bomb))
    with pytest.raises(MessageError, match="over the limit"):
        parsed.payload(1 << 20)
    assert parsed.payload_head(100) == b"\0" * 100


def test_a_plain_body_has_the_same_limit() -> None:
    parsed = parse_response(response("HTTP/1.1 200 OK", body=b"x" * 100))
    with pytest.raises(MessageError, match="over the limit"):
        parsed.payload(99)


# --- fields -------------------------------------------------------------------------------


def test_fields_of_a_warcinfo() -> None:
    fields = parse_fields("software: x/1\r\nOperator:  Zoë\r\n\r\n".encode())
    assert fields == ((b"software", b"x/1"), (b"Operator", "Zoë".encode()))


@given(st.binary(max_size=300))
def test_no_octets_do_harm(octets: bytes) -> None:
    for block in (octets, b"HTTP/1.1 200 OK\r\n" + octets, b"HTTP/1.1 200 OK\r\n\r\n" + octets):
        try:
            parsed = parse_response(block)
            parsed.payload_head(50)
            parsed.payload()
        except MessageError:
            pass


@given(st.binary(max_size=2000), st.integers(1, 300))
def test_dechunking_undoes_chunking(body: bytes, size: int) -> None:
    head = "Transfer-Encoding: chunked"
    parsed = parse_response(response("HTTP/1.1 200 OK", head, body=chunked(body, size)))
    assert (parsed.entity(), parsed.complete) == (body, True)
