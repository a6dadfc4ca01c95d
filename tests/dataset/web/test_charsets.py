"""What documents call their character sets, as browsers understand it."""

from __future__ import annotations

import pytest

from twa.dataset.feeds import polled
from twa.dataset.pages.encodings import decode
from twa.dataset.web.charsets import codec_of
from twa.dataset.web.stylesheets import decode as decode_stylesheet

LABELS = {
    "iso-8859-8-i": ("iso8859-8", "הגשר נפתח מחדש ביום שישי"),
    "x-euc-jp": ("euc_jp", "港の新しい橋が金曜日に開通した"),
    "windows-949": ("cp949", "항구의 다리가 금요일에 다시 열렸다"),
    "x-x-big5": ("big5hkscs", "港口大橋週五重新開放"),
    "X-GBK": ("gb18030", "港口大桥周五重新开放"),
    "koi8-ru": ("koi8-u", "Міст у порту знову відкрито"),
    "iso88592": ("iso8859-2", "Most w porcie otwarto ponownie, mówią służby"),
    "x-mac-cyrillic": ("mac-cyrillic", "Порт закрыт до утра"),
}
LABELLED = pytest.mark.parametrize(("label", "codec", "text"), [(k, *v) for k, v in LABELS.items()])


@LABELLED
def test_a_page_is_read_by_the_label_of_its_field_or_its_meta(
    label: str, codec: str, text: str
) -> None:
    page = f"<!doctype html><title>x</title><p>{text}</p>".encode(codec)
    assert text in decode(page, f"text/html; charset={label}")
    assert text in decode(page, f"text/html;charset='{label}'")
    assert text in decode(f"<meta charset={label}>".encode() + page)


@LABELLED
def test_so_is_a_feed(label: str, codec: str, text: str) -> None:
    item = f"<item><link>https://a.example/1</link><title>{text}</title></item>"
    feed = f"<rss><channel>{item}</channel></rss>"
    said = f'<?xml version="1.0" encoding="{label}"?>{feed}'.encode(codec)
    sent = (feed.encode(codec), f"text/xml; charset={label}")
    for octets, content_type in ((said, None), sent):
        (entry,) = polled.parse(
            octets, url="https://a.example/feed", content_type=content_type
        ).entries
        assert entry.title == text


@LABELLED
def test_so_is_a_stylesheet(label: str, codec: str, text: str) -> None:
    rule = f"p::before {{ content: '{text}' }}"
    assert text in decode_stylesheet(rule.encode(codec), f"text/css; charset={label}")
    assert text in decode_stylesheet(f'@charset "{label}";{rule}'.encode(codec), None)


def test_no_label_means_nothing() -> None:
    assert codec_of("no-such-set") is None
    assert codec_of("utf-7") is None
