"""Titles without their sites."""

from __future__ import annotations

import pytest

from twa.dataset.pages.metadata.titles import choose, signature, sites, strip

KNOWN = sites(["The Harbour Post", "云岭新闻网"], "www.harbour-post.example")

STRIPPED = {
    "Boats are back | The Harbour Post": "Boats are back",
    "Boats are back - Harbour Post": "Boats are back",
    "Boats are back – HARBOUR POST ONLINE": "Boats are back",
    "The Harbour Post | Boats are back": "Boats are back",
    "Harbour Post: Boats are back": "Boats are back",
    "Boats are back :: The Harbour Post :: harbour-post.example": "Boats are back",
    "Boats - and nets - are back": "Boats - and nets - are back",
    "Well-known post in the harbour": "Well-known post in the harbour",
    "What The Harbour Post says": "What The Harbour Post says",
    "山城轻轨新线开通_云岭新闻网": "山城轻轨新线开通",
    "山城轻轨新线开通--云岭网": "山城轻轨新线开通",
    "The Harbour Post": "The Harbour Post",
}


@pytest.mark.parametrize("title", STRIPPED)
def test_the_site_is_not_part_of_the_title(title: str) -> None:
    assert strip(title, KNOWN) == STRIPPED[title]


VOTES = [
    # Readers' headline and its JSON-LD against the title made for search engines.
    (
        [("opengraph", "Boats: all you need"), ("html", "Boats are back"),
         ("json-ld", "Boats are back"), ("title", "Boats: all you need | Harbour")],
        "Boats are back",
    ),
    # Nobody else says whose page it is.
    ([("title", "山城轻轨新线开通 - 山城日报")], "山城轻轨新线开通"),
    # A logo in the heading has no vote.
    ([("html", "The Harbour Post"), ("title", "Boats are back")], "Boats are back"),
    # What others state without it is not the title's: section and unknown site.
    ([("title", "Boats are back | Coast | Unknown"), ("html", "Boats are back")], "Boats are back"),
    ([("opengraph", "Opinion | Boats are back"), ("html", "Boats are back")], "Boats are back"),
    # A cut headline votes for the whole one.
    (
        [("json-ld", "Boats are back in the harbour of the old town after …"),
         ("html", "Boats are back in the harbour of the old town after a winter away")],
        "Boats are back in the harbour of the old town after a winter away",
    ),
    # Escaped twice, with markup and line breaks.
    ([("opengraph", "Boats &amp;amp; nets\n <b>are</b> back")], "Boats & nets are back"),
    # Alone, with names behind it that nobody confirms.
    ([("title", "山城轻轨新线开通_本地_某某网")], "山城轻轨新线开通"),
    ([("title", "Boats are back | Some Paper")], "Boats are back"),
    ([("title", "Boats - back again")], "Boats - back again"),
]  # fmt: skip


@pytest.mark.parametrize(("candidates", "expected"), VOTES)
def test_the_title_is_what_most_state(candidates: list[tuple[str, str]], expected: str) -> None:
    title = choose(candidates, KNOWN)
    assert title is not None
    assert title.value == expected


@pytest.mark.parametrize("raw", ["", "  ", "Home", "The Harbour Post", "x" * 600])
def test_nothing_is_better_than_no_title(raw: str) -> None:
    assert choose([("title", raw)], KNOWN) is None


def test_a_site_signs_its_titles() -> None:
    assert signature("Boats are back – Coast – Lakeside", "Boats are back") == "Lakeside"
    assert signature("Boats are back", "Boats are back") is None
