"""robots.txt: the cases of RFC 9309, its examples, and what sites write instead."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.web.robots import LIMIT, Robots, verdict_of_status

SITE = "https://harbour.example"


def allowed(text: str, path: str, agent: str = "twa") -> bool:
    return Robots.parse(text.encode(), agent).allowed(SITE + path)


STAR = "User-agent: *\n"

RULES = [
    # 2.2.2: longest match
    ("Allow: /example/page/\nDisallow: /example/page/no.gif", "/example/page/no.gif", False),
    ("Allow: /example/page/\nDisallow: /example/page/no.gif", "/example/page/yes.gif", True),
    ("Disallow: /\nAllow: /p", "/page", True),
    ("Allow: /p\nDisallow: /", "/page", True),
    ("Allow: /\nDisallow: /p", "/page", False),
    ("Disallow: /folder\nAllow: /folder/", "/folder", False),
    ("Disallow: /folder\nAllow: /folder/", "/folder/x", True),
    # ... if equivalent, allow
    ("Disallow: /page\nAllow: /page", "/page", True),
    ("Allow: /page\nDisallow: /page", "/page", True),
    # ... starting with the first octet, case-sensitive
    ("Disallow: /fish", "/fish.html", False),
    ("Disallow: /fish", "/catch/fish", True),
    ("Disallow: /fish", "/Fish", True),
    # ... the empty pattern matches nothing
    ("Disallow:", "/a", True),
    ("Disallow: /\nAllow:", "/a", False),
    # ... no match, no rules
    ("Disallow: /a", "/b", True),
    ("", "/b", True),
    # ... robots.txt itself
    ("Disallow: /", "/robots.txt", True),
    ("Disallow: /", "/robots.txt?x=1", True),
    ("Disallow: /", "/folder/robots.txt", False),
    # ... percent-encoding, the RFC's examples
    ("Disallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", False),
    ("Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", False),
    ("Disallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", False),
    ("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
    ("Disallow: /foo/bar/%e3%83%84", "/foo/bar/ツ", False),
    ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
    ("Disallow: /~ann", "/%7Eann", False),
    ("Disallow: /a%2Fb", "/a/b", True),
    ("Disallow: /a/b", "/a%2Fb", True),
    ("Disallow: /a?b", "/a%3Fb", True),
    # 2.2.3: special characters
    ("Disallow: /*.php", "/folder/file.php?x", False),
    ("Disallow: /*.php$", "/folder/file.php", False),
    ("Disallow: /*.php$", "/folder/file.php?x", True),
    ("Disallow: /*.php$", "/file.php5", True),
    ("Disallow: /fish*.php", "/fishes/catch.php", False),
    ("Disallow: /fish*.php", "/Fish.php", True),
    ("Disallow: /fish*", "/fish", False),
    ("Disallow: *fish", "/a/fish", False),
    ("Disallow: /*?", "/a?b", False),
    ("Disallow: /*?", "/a?", False),
    ("Disallow: /*?", "/a", True),
    ("Disallow: /$", "/", False),
    ("Disallow: /$", "/a", True),
    ("Disallow: /a*b*c$", "/aXbYcZbc", False),
    ("Disallow: /a*b*c$", "/aXcYb", True),
    ("Disallow: /aa*aa$", "/aaa", True),
    ("Disallow: /file-with-a-%2A.html", "/file-with-a-*.html", False),
    ("Disallow: /file-with-a-%2A.html", "/file-with-a-b.html", True),
    ("Disallow: /foo-%24", "/foo-$", False),
    ("Disallow: /foo-%24", "/foo-", True),
    ("Disallow: /a$b", "/a$b", False),
    ("Disallow: /*https://", "/out?to=https://x", False),
    ("Disallow: /*%2F", "/out?to=a%2Fb", False),
    # ... and how long a pattern with them is
    ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
    ("Allow: /page\nDisallow: /*.ph", "/page.php5", True),
    # what is no rule of the standard
    ("Disallow: /\nAllow: /index.html", "/", False),
    ("Disallow: private", "/private", True),
    ("Dissallow: /a", "/a", False),
    ("Disallow /a", "/a", False),
    ("DISALLOW : /a # with a comment", "/a", False),
    ("Disallow: /a#b", "/a", False),
    ("Noindex: /a", "/a", True),
]


@pytest.mark.parametrize(("rules", "path", "expected"), RULES)
def test_rules(rules: str, path: str, expected: bool) -> None:
    assert allowed(f"{STAR}{rules}\n", path) is expected


GROUPS = [
    # 2.2.1: the product token, whole and without case; else the star; else everything
    ("User-agent: twa\nDisallow: /", "twa", False),
    ("User-agent: TWA\nDisallow: /", "twa", False),
    ("User-agent: twa/2.0\nDisallow: /", "twa", False),
    ("User-agent: twa\nDisallow: /", "TWA/1.0 (+https://harbour.example/bot)", False),
    ("User-agent: tw\nDisallow: /", "twa", True),
    ("User-agent: twaa\nDisallow: /", "twa", True),
    ("User-agent: other\nDisallow: /", "twa", True),
    ("User-agent: *\nDisallow: /", "twa", False),
    ("User-agent: * anything\nDisallow: /", "twa", False),
    ("User-agent: *\nDisallow: /\nUser-agent: twa\nDisallow: /b", "twa", True),
    ("User-agent: twa\nDisallow: /b\nUser-agent: *\nDisallow: /", "twa", True),
    ("User-agent: twa\n\nUser-agent: *\nDisallow: /", "twa", False),
    ("User-agent: harbour\nAllow: /\nUser-agent: *\nDisallow: /", "twa (+harbour)", False),
    # ... more than one group for a token: combined
    ("User-agent: twa\nDisallow: /b\nUser-agent: twa\nDisallow: /a", "twa", False),
    ("User-agent: *\nAllow: /b\nUser-agent: x\nAllow: /\nUser-agent: *\nDisallow: /a", "", False),
    # ... one group for more tokens, blank lines and comments between
    ("User-agent: x\nUser-agent: twa\nDisallow: /a", "twa", False),
    ("User-agent: x\n\n# and\nUser-agent: twa\n\nDisallow: /a", "twa", False),
    ("User-agent: twa\nUser-agent: x\nDisallow: /a", "twa", False),
    # 2.2.4: other records must not come between
    ("User-agent: twa\nContent-Signal: search=yes\nUser-agent: x\nDisallow: /", "twa", False),
    ("User-agent: twa\nSitemap: https://x/\nUser-agent: x\nDisallow: /", "twa", False),
    ("User-agent: twa\nCrawl-delay: 3\nUser-agent: x\nDisallow: /", "twa", False),
    ("User-agent: twa\nUnknown: 1\nDisallow: /a", "twa", False),
    # rules before any group are of nobody
    ("Disallow: /\nUser-agent: twa\nDisallow: /b", "twa", True),
    ("\ufeffUser-agent: *\nDisallow: /", "twa", False),
    ("User-agent: *\rDisallow: /a\r", "twa", False),
    ("User-agent: *\r\nDisallow: /a\r\n", "twa", False),
    ("User-agent: *\nDisallow: /b\x0bDisallow: /a", "twa", True),
    ("User-agent: *\nDisallow: /b\u2028Disallow: /a", "twa", True),
    ("<html><body>User-agent: *\nDisallow: /</body></html>", "twa", True),
    ("User-agent: *\nDisallow: /", "", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "agent", "expected"), GROUPS)
def test_groups(text: str, agent: str, expected: bool) -> None:
    assert allowed(text, "/a", agent) is expected


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, "parse"), (204, "parse"), (301, "allow"), (304, "allow"), (400, "allow"),
        (401, "allow"), (403, "allow"), (404, "allow"), (410, "allow"), (429, "allow"),
        (500, "disallow"), (503, "disallow"), (599, "disallow"), (None, "disallow"),
    ],
)  # fmt: skip
def test_verdict_of_status(status: int | None, verdict: str) -> None:
    assert verdict_of_status(status) == verdict
    assert Robots.for_status(status).allowed(f"{SITE}/a") is (verdict != "disallow")
    assert Robots.for_status(status).allowed(f"{SITE}/robots.txt")


def test_what_else_stands_in_it() -> None:
    text = (
        b"Sitemap: https://harbour.example/sitemap.xml\n"
        b"User-agent: twa\nCrawl-delay: 2.5\nDisallow: /x\nCrawl-delay: 4 # more\n"
        b"Content-Signal: search=yes, ai-train=no # as agreed\n"
        b"User-agent: *\nCrawl-delay: 10\ncontent-usage: train-ai=n\n"
        b"sitemap: /news.xml\nCrawl-delay: soon\nCrawl-delay: -1\nCrawl-delay: 1e9\n"
    )
    robots = Robots.parse(text, "twa/1.0")
    assert robots.sitemaps == ("https://harbour.example/sitemap.xml", "/news.xml")
    assert [(signal.agents, signal.line) for signal in robots.signals] == [
        ("twa", "Content-Signal: search=yes, ai-train=no # as agreed"),
        ("*", "content-usage: train-ai=n"),
    ]
    assert robots.crawl_delay == 4.0
    assert Robots.parse(text, "other").crawl_delay == 10.0
    assert Robots.parse(b"User-agent: x\nCrawl-delay: 3\n", "twa").crawl_delay is None
    assert Robots.for_status(500).crawl_delay is None


def test_at_least_500_kibibytes_are_parsed() -> None:
    filler = b"# " + b"x" * 97 + b"\n"
    long = filler * (500 * 1024 // len(filler)) + b"User-agent: *\nDisallow: /a\n"
    assert not Robots.parse(long, "twa").allowed(f"{SITE}/a")


def test_half_a_rule_is_no_rule() -> None:
    head = b"User-agent: *\n#"
    whole = head + b"x" * (LIMIT - len(head) - 12) + b"\nDisallow: /a/b/c\n"
    assert len(whole) > LIMIT
    assert Robots.parse(whole, "twa").allowed(f"{SITE}/a/x")


def test_latin_1_is_matched_by_its_octets() -> None:
    robots = Robots.parse("User-agent: *\nDisallow: /é\n".encode("latin-1"), "twa")
    assert not robots.allowed(f"{SITE}/%E9")


@given(st.binary(max_size=500), st.text(max_size=50), st.text(max_size=20))
def test_nothing_raises(body: bytes, path: str, agent: str) -> None:
    robots = Robots.parse(b"User-agent: *\nDisallow: /" + body, agent)
    assert robots.allowed(f"{SITE}/{path}") in (True, False)
    assert robots.allowed(path) in (True, False)


def test_hostile_patterns_cost_little_time() -> None:
    lines = (b"Disallow: /" + b"*a" * 200 + b"b$\n") * 2000
    robots = Robots.parse(STAR.encode() + lines, "twa")
    before = time.process_time()
    assert robots.allowed(SITE + "/" + "a" * 2000)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "line",
    [
        "Disallow: /p{number}",
        "Content-Signal: search={number}",
        "Crawl-delay: {number}",
        "Allow: /",
    ],
)
def test_many_groups_of_many_rules_cost_what_their_octets_cost(line: str) -> None:
    """Twenty thousand tokens over ten thousand lines are no two hundred million rules."""
    agents = "".join(f"User-agent: bot{chr(97 + n % 26)}{_word(n)}\n" for n in range(20_000))
    lines = "".join(line.format(number=n) + "\n" for n in range(10_000))
    turns = "".join(f"User-agent: x{_word(n)}\n{line.format(number=n)}\n" for n in range(5_000))
    tracemalloc.start()
    try:
        text = f"{agents}{lines}{turns}User-agent: *\nDisallow: /q\n"
        robots = Robots.parse(text.encode(), "twa")
        assert not robots.allowed(f"{SITE}/q")
        assert robots.allowed(f"{SITE}/r")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 << 20


def _word(number: int) -> str:
    """A token of letters alone, another for each number."""
    return "".join(chr(97 + int(digit)) for digit in str(number))


def test_of_others_groups_nothing_is_kept() -> None:
    """However many crawlers a file names: ours, and everybody."""
    others = "".join(
        f"User-agent: bot{chr(97 + n % 26)}{_word(n)}\n" + "Disallow: /private/\n" * 20
        for n in range(1_500)
    )
    tracemalloc.start()
    try:
        robots = Robots.parse(f"{others}User-agent: twa\nDisallow: /q\n".encode(), "twa")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (robots.allowed(f"{SITE}/q"), robots.allowed(f"{SITE}/private/x")) == (False, True)
    assert kept < 20_000


def test_a_licence_stands_outside_of_groups_wherever_its_line_is() -> None:
    text = b"User-agent: *\nLicense: https://news.example/terms.xml\nDisallow: /desk/\n"
    robots = Robots.parse(text, "twa")
    [found] = robots.signals
    assert (found.agents, found.line) == (None, "License: https://news.example/terms.xml")
    assert not robots.allowed("https://news.example/desk/")
