"""What a page needs, by its octets alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from twa.dataset.pages.requisites import MOST, of_page, of_stylesheet
from twa.dataset.web.srcset import taken
from twa.dataset.web.stylesheets import decode, references

HERE = "https://news.example/2024/05/ferries/"
NOON = datetime(2024, 5, 17, 12, tzinfo=UTC)


def names(html: str, url: str = HERE) -> list[tuple[str, str]]:
    found = of_page(url, html.encode(), "text/html; charset=utf-8", NOON)
    return [(one.kind, one.url) for one in found]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="a.png">', [("image", f"{HERE}a.png")]),
        ('<img src="/a.png#top"><img src="/a.png">', [("image", "https://news.example/a.png")]),
        ("<img src='//cdn.example/ä b.png?q=ü'>",
         [("image", "https://cdn.example/%C3%A4%20b.png?q=%C3%BC")]),
        ("<base href='/x/'><img src=a.png>", [("image", "https://news.example/x/a.png")]),
        ("<base target=_top><base href='//b.example/'><base href='/no/'><img src=a.png>",
         [("image", "https://b.example/a.png")]),
        ("<base href='data:text/html,x'><img src=a.png>", [("image", f"{HERE}a.png")]),
        ("<script src=s.js></script><link rel='shortcut icon' href=i.ico>"
         "<link rel=stylesheet href=c.css><img src=p.png>",
         [("stylesheet", f"{HERE}c.css"), ("image", f"{HERE}p.png"), ("script", f"{HERE}s.js"),
          ("icon", f"{HERE}i.ico")]),
        ("<link rel=preload as=font href=f.woff2><link rel=preload as=fetch href=x.json>",
         [("font", f"{HERE}f.woff2")]),
        ("<meta property='og:image' content='/o.png'><meta name='twitter:image' content='/t.png'>",
         [("image", "https://news.example/o.png"), ("image", "https://news.example/t.png")]),
        ("<style>@import 'i.css'; a { background: url(b.png) }</style>",
         [("stylesheet", f"{HERE}i.css"), ("image", f"{HERE}b.png")]),
        ("<link rel=c2pa-manifest href=p.c2pa>", [("provenance", f"{HERE}p.c2pa")]),
        ("<link rel=license type=application/rsl+xml href=l.xml><link rel=license href=t.html>",
         [("licence", f"{HERE}l.xml")]),
        ("<noscript><img src=n.png></noscript>", [("image", f"{HERE}n.png")]),
        ("<svg><image xlink:href='v.png'/><use href='s.svg#i'/></svg>",
         [("image", f"{HERE}v.png"), ("image", f"{HERE}s.svg")]),
        ("<table background=t.png><tr><td style='background:url(d.png)'>",
         [("image", f"{HERE}t.png"), ("image", f"{HERE}d.png")]),
        ("<input type=image src=go.png><input src=no.png>", [("image", f"{HERE}go.png")]),
        ("<img src='data:image/png;base64,AA' data-src=late.png data-srcset='late-2.png 2x'>",
         [("image", f"{HERE}late.png"), ("image", f"{HERE}late-2.png")]),
    ],
)  # fmt: skip
def test_what_a_page_names(html: str, expected: list[tuple[str, str]]) -> None:
    assert names(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>Only words, and <a href=more.html>a link</a>.</p>",
        "<iframe src=f.html></iframe><video src=v.mp4><source src=v.webm></video>",
        "<script type='application/ld+json' src=d.json></script>",
        "<script nomodule src=o.js></script>",
        "<script src='https://www.google-analytics.com/ga.js'></script>",
        "<img src='https://www.facebook.net/tr?id=1' width=1 height=1>",
        "<img src='javascript:alert(1)'><img src='file:///etc/passwd'><img src='http://[::1/'>",
        "<img src='http://'><img src='#'><img src=''><img src='ftp://h.example/x.png'>",
        f"<img src='/{'x' * 3000}.png'>",
        "<!-- <img src=c.png> --><template>",
    ],
)
def test_what_no_page_needs(html: str) -> None:
    assert names(html) == []


def test_a_page_that_names_without_end_is_read_to_a_bound() -> None:
    assert len(names("".join(f"<img src={number}.png>" for number in range(5000)))) == MOST


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_what_is_asked_for_is_spelt_as_scrapy_spells_it(path: str) -> None:
    quoted = path.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    for _, url in names(f'<img src="{quoted}">'):
        assert Request(url).url == url


CSS = """
@charset "utf-8"; @import "one.css" screen; @IMPORT url( two.css ) print; @import/**/'three.css';
@namespace svg url(http://www.w3.org/2000/svg);
a { background: url("x y.png"), URL(z\\29 .png), src(no.png) }
b::after { content: "url(no1.png)" } /* url(no2.png) */ c { background: xurl(no3.png) }
@font-face { src: url(f.eot); src: url('f.eot?#iefix') format("embedded-opentype"),
  url(f.woff2) format('woff2'), url(f.ttf) format("truetype"); font-family: "url(no4.png)" }
@font-face { src: local("F"), url(g.ttf) }
@media print { d { background: url(//cdn.example/p.png) } }
e { background: url(data:image/png;base64,AA); cursor: url(unclosed.png"""


def test_what_a_stylesheet_names() -> None:
    sheet = "https://cdn.example/css/main.css"
    found = of_stylesheet(sheet, CSS.encode(), "text/css")
    assert [(one.kind, one.url.removeprefix("https://cdn.example/")) for one in found] == [
        ("stylesheet", "css/one.css"),
        ("stylesheet", "css/two.css"),
        ("stylesheet", "css/three.css"),
        ("image", "css/x%20y.png"),
        ("image", "css/z).png"),
        ("font", "css/f.woff2"),
        ("font", "css/g.ttf"),
        ("image", "p.png"),
    ]


@given(st.text(alphabet="url(@import'\"\\ )/*;{}\nfontace-:svg", max_size=400))
def test_any_stylesheet_is_read_to_its_end(css: str) -> None:
    marked = f"{css}*/\"\n\"'\n') }} {{}} ; p {{ background: url(last.png) }}"
    for reference in references(marked):
        assert reference.url in marked or "\\" in marked


@pytest.mark.parametrize(
    "piece",
    ["url(", "'", '"\n', "@import ", "/*", "url(\\", "url(" + " " * 99, "@font-face{", "src ", "u"],
)
def test_no_stylesheet_takes_long(piece: str) -> None:
    # Quadratic would be hours.
    assert list(references(piece * 200_000)) == []


def test_stylesheets_in_other_encodings() -> None:
    assert decode(b'@charset "gbk"; a{background:url(\xc4\xe3.png)}', None).endswith("(你.png)}")
    assert decode(b"\xef\xbb\xbfa{}", "text/css; charset=latin-1") == "a{}"
    assert decode(b"\xe4", "text/css; charset=iso-8859-1") == "ä"
    assert decode(b'@charset "utf-16";\xff', None).endswith("\ufffd")


WORDPRESS = "a-300.jpg 300w, a-768.jpg 768w, a-1024.jpg 1024w, a-1536.jpg 1536w, a-2048.jpg 2048w"


@pytest.mark.parametrize(
    ("srcset", "sizes", "expected"),
    [
        (WORDPRESS, "(max-width: 300px) 100vw, 300px", "a-300.jpg a-768.jpg"),
        (WORDPRESS, "(max-width: 768px) 100vw, 768px", "a-300.jpg a-768.jpg a-1024.jpg a-1536.jpg"),
        (WORDPRESS, "auto, 100px",
         "a-300.jpg a-768.jpg a-1024.jpg a-1536.jpg a-2048.jpg"),
        ("a.jpg, b.jpg 2x, c.jpg 3x, d.jpg 4x", None, "a.jpg b.jpg"),
        ("a.jpg 3x", None, "a.jpg"),
        ("a,b.jpg 1x,c.jpg, d.jpg", None, "a,b.jpg c.jpg d.jpg"),
        ("a.jpg 20w, b.jpg 5000w, c.jpg 6000w", "100vw", "b.jpg"),
        (" , ,", None, ""),
        ("a.jpg (1,2) 9q, b.jpg", None, "a.jpg b.jpg"),
    ],
)  # fmt: skip
def test_candidates_that_browsers_take(srcset: str, sizes: str | None, expected: str) -> None:
    assert taken(srcset, sizes) == expected.split()
