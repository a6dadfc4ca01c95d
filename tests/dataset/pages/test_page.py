"""Octets of a page → text: declared, misdeclared, undeclared."""

from __future__ import annotations

import codecs
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from twa.dataset.pages.encodings import decode
from twa.dataset.pages.page import Page

TONGUES = json.loads((Path(__file__).parents[2] / "data" / "tongues.json").read_text("utf-8"))
WRITTEN = [
    (language, encoding) for language, tongue in TONGUES.items() for encoding in tongue["encodings"]
]


def page(language: str, count: int = 3, head: str = "", lang: str = "") -> str:
    sentences = TONGUES[language]["sentences"][:count]
    return f"<html{lang}><head>{head}</head><body><p>{'</p><p>'.join(sentences)}</p></body></html>"


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
@pytest.mark.parametrize("count", [1, 3])
def test_undeclared_encoding_is_detected(language: str, encoding: str, count: int) -> None:
    octets = page(language, count).encode(encoding, "replace")
    assert decode(octets) == octets.decode(encoding)


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_language_of_the_page_helps(language: str, encoding: str) -> None:
    octets = page(language, 1, lang=f' lang="{language}"').encode(encoding, "replace")
    assert decode(octets) == octets.decode(encoding)


@pytest.mark.parametrize(
    ("octets", "content_type", "expected"),
    [
        # A byte order mark outdoes HTTP, HTTP outdoes meta.
        (codecs.BOM_UTF8 + "é".encode(), "text/html; charset=windows-1251", "é"),
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), None, "é"),
        ("й".encode("cp1251"), "text/html; charset=windows-1251", "й"),
        ("<meta charset=koi8-r>й".encode("cp1251"), "a/b;charset=cp1251", "<meta charset=koi8-r>й"),
        # Labels mean what browsers mean by them.
        (b"\x93quoted\x94", "text/html; charset=iso-8859-1", "“quoted”"),
        ("镕".encode("gb18030"), "text/html; charset=gb2312", "镕"),
        ("①".encode("cp932"), "text/html; charset=Shift_JIS", "①"),
        ("똠".encode("cp949"), "text/html; charset=euc-kr", "똠"),
        # A declaration that the octets contradict is passed over.
        ("déjà vu".encode(), "text/html; charset=iso-8859-1", "déjà vu"),
        ("<meta charset=gbk>中文".encode("gbk"), "a/b; charset=utf-8", "<meta charset=gbk>中文"),
        ("<meta charset=utf-16>é".encode(), None, "<meta charset=utf-16>é"),
        (b"plain", "text/html; charset=no-such-thing", "plain"),
        # A character cut in half at the end of a cut page ruins nothing else.
        ("中文中文中文中文中文中文中文中文中文中文".encode()[:-1], "text/html; charset=utf-8",
         "中文中文中文中文中文中文中文中文中文中\ufffd"),
    ],
)  # fmt: skip
def test_declarations(octets: bytes, content_type: str | None, expected: str) -> None:
    assert decode(octets, content_type) == expected


@pytest.mark.parametrize("taken_for", ["latin-1", "cp1252"])
@pytest.mark.parametrize("meant", ["Ferry’s “late” – 5 €", "Fähre", "паром", "渡轮", "déjà"])
def test_what_was_encoded_twice_is_decoded_twice(meant: str, taken_for: str) -> None:
    octets = meant.encode()
    # As browsers decode it: octets that windows-1252 has not stay controls.
    wrong = "".join(bytes((octet,)).decode(taken_for, "ignore") or chr(octet) for octet in octets)
    assert decode(wrong.encode(), "text/html; charset=utf-8") == meant


@pytest.mark.parametrize("meant", ["Fähre", "“quoted”", "Ã© for é", "Ã", "â€™ and ’", "Ã© и"])
def test_what_was_encoded_once_stays(meant: str) -> None:
    assert decode(meant.encode(), "text/html; charset=utf-8") == meant


def test_meta_far_down_the_head_counts() -> None:
    meta = "<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>"
    head = f"<script>{'x' * 9000}</script>{meta}"
    octets = page("ru", head=head).encode("koi8-r")
    assert decode(octets) == octets.decode("koi8-r")


def test_detection_does_not_depend_on_what_came_before() -> None:
    octets = [page(language).encode(encoding, "replace") for language, encoding in WRITTEN]
    forth = [decode(one) for one in octets]
    back = [decode(one) for one in reversed(octets)]
    assert forth == back[::-1]


def test_tree_is_made_once_and_without_controls() -> None:
    octets = b"<html/><body><p>a\x00b\x0b</p><!-- c --></body>"
    one = Page("https://courier.example/", octets, None, datetime(2024, 7, 1, tzinfo=UTC))
    assert one.tree is one.tree
    assert one.tree.text_content() == "ab"
