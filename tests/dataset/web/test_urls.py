"""URLs as tables: one spelling, one site, one identity, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.web.ip import is_public
from twa.dataset.web.links import identity, refusal
from twa.dataset.web.sites import same_site
from twa.dataset.web.urls import BadUrl, canonical, join

CANONICAL = {
    # RFC 3986, section 6.2.2.1: case
    "HTTP://Example.ORG/Path": "http://example.org/Path",
    "https://example.org/%e6%b8%af": "https://example.org/%E6%B8%AF",
    # 6.2.2.2: percent-encoding
    "https://example.org/%7Eann/%61%2D%5f%2e": "https://example.org/~ann/a-_.",
    "https://example.org/a%2Fb%3Fc%23d": "https://example.org/a%2Fb%3Fc%23d",
    "https://example.org/港?q=船": "https://example.org/%E6%B8%AF?q=%E8%88%B9",
    "https://example.org/a b": "https://example.org/a%20b",
    "https://example.org/100%/x%zz": "https://example.org/100%25/x%25zz",
    "https://example.org/a|b\\c": "https://example.org/a%7Cb%5Cc",
    "https://example.org/(a)'b'!*,;=:@&$+": "https://example.org/(a)'b'!*,;=:@&$+",
    "https://example.org/?a[]=1&b=/?:@": "https://example.org/?a%5B%5D=1&b=/?:@",
    "https://example.org/%ff": "https://example.org/%FF",
    # 6.2.2.3: dot segments, also those in disguise
    "https://example.org/a/./b/../c": "https://example.org/a/c",
    "https://example.org/../../a": "https://example.org/a",
    "https://example.org/a/b/..": "https://example.org/a/",
    "https://example.org/a/.": "https://example.org/a/",
    "https://example.org/a/%2e%2E/b": "https://example.org/b",
    "https://example.org/a/.../b": "https://example.org/a/.../b",
    # 6.2.3: scheme-based
    "http://example.org": "http://example.org/",
    "http://example.org:80/": "http://example.org/",
    "https://example.org:443/a": "https://example.org/a",
    "http://example.org:443/a": "http://example.org:443/a",
    "https://example.org:/": "https://example.org/",
    "http://127.0.0.1:8000/a": "http://127.0.0.1:8000/a",
    "https://example.org./": "https://example.org/",
    # what never reaches the server, or changes nothing there
    "https://example.org/a#comments": "https://example.org/a",
    "https://example.org/a?#x": "https://example.org/a",
    "https://example.org/a?": "https://example.org/a",
    "https://example.org/a?&&": "https://example.org/a",
    "https://ann:secret@example.org/": "https://example.org/",
    # tracking
    "https://example.org/a?utm_source=rss&utm_medium=feed": "https://example.org/a",
    "https://example.org/?b=2&utm_campaign=x&a=1": "https://example.org/?b=2&a=1",
    "https://example.org/a?FBCLID=1&gclid=2&mc_cid=3&mc_eid=4": "https://example.org/a",
    "https://example.org/a?ut%6D_source=x": "https://example.org/a",
    "https://example.org/a?utm=1&fbclids=2&reference=3": (
        "https://example.org/a?utm=1&fbclids=2&reference=3"
    ),
    # what only the server knows stays
    "https://example.org/a/": "https://example.org/a/",
    "https://example.org/a//b": "https://example.org/a//b",
    "https://example.org/?b=1&a=2&b=1": "https://example.org/?b=1&a=2&b=1",
    "https://example.org/?a": "https://example.org/?a",
    "https://example.org/?a=": "https://example.org/?a=",
    "https://example.org/?q=a+b%20c": "https://example.org/?q=a+b%20c",
    # hosts
    "https://BÜCHER.example/": "https://xn--bcher-kva.example/",
    "https://xn--bcher-kva.example/": "https://xn--bcher-kva.example/",
    "https://例え。テスト/": "https://xn--r8jz45g.xn--zckzah/",
    "https://faß.example/": "https://xn--fa-hia.example/",
    "https://ex%61mple.org/": "https://example.org/",
    "https://under_score.example/": "https://under_score.example/",
    "http://[::1]:8000/": "http://[::1]:8000/",
    "http://[2001:DB8:0:0:0:0:0:1]/": "http://[2001:db8::1]/",
    "http://0x7f.1/": "http://127.0.0.1/",
    "http://2130706433/": "http://127.0.0.1/",
    "http://0177.0.0.1/": "http://127.0.0.1/",
    "http://１２７.0.0.1/": "http://127.0.0.1/",
    # white space
    "  https://example.org/a \n": "https://example.org/a",
    "https://example.org/a\n\tb": "https://example.org/ab",
}

BAD = (
    "",
    "   ",
    "/path",
    "example.org/a",
    "http://",
    "http:///a",
    "http:/a",
    "http:\\\\example.org\\a",
    "https://exa mple.org/",
    "https://example..org/",
    "https://-example.org/",
    "https://example.org:port/",
    "https://example.org:99999/",
    "https://[::1/",
    "https://[fe80::1%25eth0]/",
    "https://[not-an-address]/",
    "http://256.1.1.1/",
    "http://1.2.3.4.5/",
    "http://example.1/",
    "http://0xfffffffff/",
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 200 + "example/",
    "https://exa%00mple.org/",
    "https://%ff.example/",
    "https://例 え.example/",
    "https://good.example\\.evil.example/",
    "ftp://example.org/",
    "mailto:ann@example.org",
    "javascript:alert(1)",
    "urn:isbn:1",
)


@pytest.mark.parametrize("url", CANONICAL)
def test_canonical(url: str) -> None:
    assert canonical(url) == CANONICAL[url]


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_url_says_so(url: str) -> None:
    with pytest.raises(BadUrl) as error:
        canonical(url)
    assert url.strip()[:50] in str(error.value)


PIECES = st.text(alphabet="aB1%2eE7./?&=#:@[]-_~ \t\\é港+utm_;'\"<>\u00ad\ud800", max_size=20)


@given(st.one_of(PIECES, st.text(max_size=30)), st.one_of(PIECES, st.text(max_size=30)))
def test_canonical_is_idempotent(host: str, rest: str) -> None:
    for url in (f"http://{host}/{rest}", f"https://example.org/{host}?{rest}", host + rest):
        try:
            once = canonical(url)
        except BadUrl:
            continue
        assert canonical(once) == once
        assert once.isascii()
        assert same_site(once, url)


@given(st.text(max_size=60), st.text(max_size=30))
def test_what_is_not_refused_has_a_canonical_form(link: str, base: str) -> None:
    for one in (link, join("https://example.org/feed/", link), join(base, link)):
        if refusal(one, "https://example.org/feed/", True) is None:
            canonical(one)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/a", "https://example.org/a"),
        ("a", "https://example.org/feed/a"),
        ("?p=1", "https://example.org/feed/?p=1"),
        ("//other.example/a", "https://other.example/a"),
        (" https://example.org/a \n", "https://example.org/a"),
        ("https://example.org/a\n  b", "https://example.org/a  b"),
        ("", "https://example.org/feed/"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("not a link", "not a link"),
        ("http://[broken", "http://[broken"),
        ("//[broken", "//[broken"),
    ],
)
def test_join(link: str, expected: str) -> None:
    assert join("https://example.org/feed/", link) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://example.org/", "http://example.org:8080/a", True),
        ("https://www.example.org/", "https://news.example.org/", True),
        ("https://example.co.uk/", "https://news.example.co.uk/", True),
        ("https://one.co.uk/", "https://two.co.uk/", False),
        ("https://example.org/", "https://example.com/", False),
        ("https://ann.github.io/", "https://ben.github.io/", False),
        ("https://ann.github.io/", "https://www.ann.github.io/", True),
        ("https://github.io/", "https://ann.github.io/", False),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:9000/", True),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("http://1.2.3.4/", "http://5.6.3.4/", False),
        ("http://[::1]/", "http://[::1]:80/", True),
        ("http://[::1]/", "http://[::2]/", False),
        ("http://localhost:8000/", "http://localhost/", True),
        ("http://localhost/", "http://www.localhost/", False),
        ("http://a.site.test/", "http://b.site.test/", True),
        ("http://one.test/", "http://two.test/", False),
        ("https://bücher.example/", "https://www.xn--bcher-kva.example/", True),
        ("https://example.org@evil.example/", "https://example.org/", False),
        ("https://evil.example/example.org", "https://example.org/", False),
        ("https://notexample.org/", "https://example.org/", False),
        ("not a url", "not a url", False),
    ],
)
def test_same_site(one: str, other: str, expected: bool) -> None:
    assert same_site(one, other) is expected
    assert same_site(other, one) is expected


FEED = "https://example.org/category/sea/feed/"


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("https://example.org/2025/03/piano/", None),
        ("https://www.example.org/?p=12", None),
        ("https://example.org/feeding-the-gulls/", None),
        ("https://example.org/embedded/", None),
        ("https://example.org/tag/shared/?page=2", None),
        ("https://example.org/report.pdf", None),
        ("https://example.org/港", None),
        ("https://example.org/a b", None),
        ("", "bad-url"),
        ("   ", "bad-url"),
        ("not a url", "bad-url"),
        ("/relative", "bad-url"),
        ("https://exa mple.org/", "bad-url"),
        ("https://example.org/a\x00b", "bad-url"),
        ("https://example.org/\ufffd", "bad-url"),
        ("https://example.org/" + "a" * 2000, "bad-url"),
        ("http://[broken", "bad-url"),
        ("javascript:alert(1)", "scheme"),
        (" JavaScript:alert(1)", "scheme"),
        ("data:text/html,hello", "scheme"),
        ("mailto:ann@example.org", "scheme"),
        ("ftp://example.org/a", "scheme"),
        ("tel:+1", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://other.example/a", "offsite"),
        ("https://example.org.evil.example/", "offsite"),
        ("https://example.org@evil.example/", "offsite"),
        ("https://example.org\\@evil.example/", "offsite"),
        ("http://127.0.0.1/", "offsite"),
        ("https://example.org/piano/embed/", "not-an-article"),
        ("https://example.org/piano/embed", "not-an-article"),
        ("https://example.org/piano/?embed=true", "not-an-article"),
        ("https://example.org/piano/feed/", "not-an-article"),
        ("https://example.org/feed", "not-an-article"),
        ("https://example.org/feed/atom/", "not-an-article"),
        ("https://example.org/comments/feed/", "not-an-article"),
        ("https://example.org/?feed=rss2", "not-an-article"),
        ("https://example.org/piano/?share=somewhere", "not-an-article"),
        ("https://example.org/piano/?sh%61re=somewhere", "not-an-article"),
        ("https://example.org/piano/?replytocom=7#respond", "not-an-article"),
        ("https://example.org/piano/comment-page-2/", "not-an-article"),
        ("https://example.org/piano/trackback/", "not-an-article"),
        ("https://example.org/wp-json/wp/v2/posts/1", "not-an-article"),
        ("https://example.org/blog/wp-json/", "not-an-article"),
        ("https://example.org/?rest_route=/wp/v2/posts", "not-an-article"),
        ("https://example.org/wp-login.php?redirect_to=x", "not-an-article"),
        ("https://example.org/wp-admin/post.php", "not-an-article"),
        ("https://example.org/xmlrpc.php", "not-an-article"),
    ],
)
def test_refusal(link: str, reason: str | None) -> None:
    assert refusal(link, FEED) == reason
    followed = None if reason == "offsite" else reason
    assert refusal(link, FEED, follow_any=True) == followed


@pytest.mark.parametrize(
    ("canonical_link", "expected"),
    [
        (None, "https://example.org/piano/"),
        ("https://example.org/2025/03/piano/", "https://example.org/2025/03/piano/"),
        ("/2025/03/piano/?utm_source=x", "https://example.org/2025/03/piano/"),
        ("https://www.example.org/piano/", "https://www.example.org/piano/"),
        ("http://example.org/piano/", "http://example.org/piano/"),
        ("https://other.example/piano/", "https://example.org/piano/"),
        ("https://example.org/", "https://example.org/piano/"),
        ("https://example.org/piano/embed/", "https://example.org/piano/"),
        ("javascript:void(0)", "https://example.org/piano/"),
        ("", "https://example.org/piano/"),
        ("http://[broken", "https://example.org/piano/"),
    ],
)
def test_identity_by_canonical_link(canonical_link: str | None, expected: str) -> None:
    assert identity("https://example.org/piano/#top", canonical_link=canonical_link) == expected


def test_identity_by_redirects() -> None:
    hops = ["https://example.org/piano", "https://example.org/2025/piano/?utm_source=feed"]
    assert identity("http://example.org/?p=7", redirects=hops) == "https://example.org/2025/piano/"
    slash = identity("https://example.org/a", redirects=["https://example.org/a/"])
    assert slash == identity("https://example.org/a/")


def test_the_home_page_is_its_own_canonical() -> None:
    assert identity("https://example.org/", canonical_link="/") == "https://example.org/"


ADDRESSES = {
    "8.8.8.8": True,
    "93.184.216.34": True,
    "172.15.255.255": True,
    "172.32.0.0": True,
    "100.63.255.255": True,
    "100.128.0.0": True,
    "2606:2800:220:1::1": True,
    "::ffff:8.8.8.8": True,
    "64:ff9b::8.8.8.8": True,
    "2002:808:808::1": True,
    "0.0.0.0": False,
    "10.1.2.3": False,
    "100.64.0.1": False,
    "127.0.0.1": False,
    "127.255.255.254": False,
    "169.254.169.254": False,
    "172.16.0.1": False,
    "172.31.255.255": False,
    "192.0.0.8": False,
    "192.0.2.1": False,
    "192.168.1.1": False,
    "198.18.0.1": False,
    "198.51.100.7": False,
    "203.0.113.9": False,
    "224.0.0.1": False,
    "239.255.255.250": False,
    "240.0.0.1": False,
    "255.255.255.255": False,
    "::": False,
    "::1": False,
    "::7f00:1": False,
    "::ffff:127.0.0.1": False,
    "::ffff:10.0.0.1": False,
    "::ffff:0:192.168.0.1": False,
    "64:ff9b::7f00:1": False,
    "64:ff9b::10.0.0.1": False,
    "64:ff9b:1::808:808": False,
    "2002:7f00:1::": False,
    "2002:c0a8:101::1": False,
    "2001::1": False,
    "2001:db8::1": False,
    "fc00::1": False,
    "fd12:3456::1": False,
    "fe80::1": False,
    "fe80::1%eth0": False,
    "fec0::1": False,
    "ff02::1": False,
    "100::1": False,
    "not an address": False,
    "": False,
    "0x7f.1": False,
}


@pytest.mark.parametrize("ip", ADDRESSES)
def test_is_public(ip: str) -> None:
    assert is_public(ip) is ADDRESSES[ip]
