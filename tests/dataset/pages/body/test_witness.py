"""Agreement of texts: worked cases."""

from __future__ import annotations

import pytest

from twa.dataset.pages.body.alternatives import choose, read
from twa.dataset.pages.body.witness import agreement, containment, outlier, plain

SHORT = "one two three four five"
LONG = "one two three four five six seven eight"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", 1.0),
        ("", "a word", 0.0),
        ("Same words here, always.", "same WORDS here always", 1.0),
        # 2 shingles of the short text, 5 of the long one, 2 shared: 2 · 2 / 7.
        (SHORT, LONG, 4 / 7),
        ("two words", "other words", 0.0),
        # Six characters each, hence three shingles each, two of them shared: 2 · 2 / 6.
        ("市議會週三通", "市議會週三過", 2 / 3),
        ("市议会", "市议会", 1.0),
    ],
)
def test_agreement(one: str, other: str, expected: float) -> None:
    assert agreement(one, other) == pytest.approx(expected)
    assert agreement(other, one) == pytest.approx(expected)


def test_containment_is_one_sided() -> None:
    assert containment(SHORT, LONG) == 1.0
    assert containment(LONG, SHORT) == pytest.approx(2 / 5)
    assert containment("", LONG) == 0.0


def test_plain_keeps_blocks_apart() -> None:
    assert plain("<p>a</p><ul><li>b</li></ul><script>c</script>") == "a\n\nb"
    assert plain("<p>a <!-- not this -->b</p>") == "a b"
    assert plain("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2"
    assert plain("&lt;p&gt;Salt &amp;amp; rope&lt;/p&gt;") == "Salt & rope"


def test_outlier_needs_two_witnesses_that_agree() -> None:
    other = "nothing of the kind was ever said by anybody in this place"
    assert outlier(other, LONG, LONG)
    assert not outlier(LONG, LONG, LONG)
    assert not outlier(other, LONG, None)
    assert not outlier(other, LONG, "yet another text that agrees with no one else at all")


ENTRY = """
<ul><li>A lamp for every quay.</li></ul>
<p>The council bought forty lamps for the old harbour, and none of them has been lit.</p>
<figure><img alt="A lamp"><figcaption>A lamp</figcaption></figure>
<p>The post <a href="https://c.example/lamps/">Lamps</a> appeared first on
<a href="https://c.example/">The Courier</a>.</p>
"""
FEED = plain(ENTRY)
BODY = plain(ENTRY).replace("A lamp\n\n", "")


def test_feed_is_taken_where_the_page_stands_alone() -> None:
    other = "Please turn on scripts to see this page, which is nothing without them, alas."
    assert choose(other, FEED, BODY) == "feed"
    assert choose(other, FEED, f"{BODY} {BODY}".replace("lamps", "lanterns")) == "page"
    assert choose(BODY, FEED, BODY) == "page"
    assert choose(other, FEED, None) == "page"


def test_json_ld_alone_is_taken_where_the_page_shows_little_and_nothing_of_it() -> None:
    assert choose("Loading the story", None, BODY) == "json_ld"
    assert choose("", None, BODY) == "json_ld"
    assert choose("", BODY[:60], BODY) == "json_ld"
    assert choose("Loading the story", None, BODY, free=False) == "page"
    assert choose("The council bought forty lamps for", None, BODY * 2) == "page"


def test_entry_gives_blocks_like_a_page() -> None:
    assert [(block.type, block.text) for block in read(ENTRY, "https://c.example/lamps/")] == [
        ("list-item", "A lamp for every quay."),
        (
            "paragraph",
            "The council bought forty lamps for the old harbour, and none of them has been lit.",
        ),
    ]
    assert [block.text for block in read("One & two.\nThree.", "https://c.example/")] == [
        "One & two.",
        "Three.",
    ]
    assert read("", "https://c.example/") == ()
