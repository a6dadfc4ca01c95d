"""What is said around a text: who may be asked, what its readers wrote, what shares it."""

from __future__ import annotations

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, amid, read

SAID = "I have kept pears for forty years, and not one of them was sweet before October."


@pytest.mark.parametrize("heading", ["COMMENTS", "Comments (3)", "3 Kommentare"])
def test_what_stands_below_a_heading_of_comments_is_none_of_the_text(heading: str) -> None:
    posts = "".join(
        f"<div class=post><h3>{name}</h3><div><p>{SAID} So {name} knows.</p></div></div>"
        for name in ("Keel", "Tarn", "Vance")
    )
    forum = f"<div id=x1><div class=top><h2>{heading}</h2></div><div id=x2>{posts}</div></div>"
    assert read(f"<div id=x0>{BODY}</div>{forum}").text == read(BODY).text


def test_a_heading_of_comments_amid_the_text_is_one_of_its_parts() -> None:
    parts = f"{BODY}<h2>Comments</h2><p>{SAID}</p><p>{SENTENCES[0]} He said it twice.</p>"
    assert SAID in read(parts).text


@pytest.mark.parametrize(
    "line",
    [
        "To contact the reporter on this story: Ada Holm in Pellworth at aholm@post.example",
        "Ada Holm on Twitter: https://social.example/adaholm",
        "Twitter: @adaholm5427",
        "With files from The Pellworth Press",
        "Keywords: pears, hills, late frost",
    ],
)
def test_whom_to_ask_and_what_it_is_filed_under_are_none_of_the_text(line: str) -> None:
    assert read(f"{BODY}<p>{line}</p>").text == read(BODY).text


def test_an_invitation_to_like_a_page_is_none_of_the_text() -> None:
    box = "<p>Like us on <a href='https://social.example/orchard'>Facebook</a></p>"
    assert read(amid(box)).text == read(BODY).text


def test_a_bar_to_share_by_is_not_added_to_the_text() -> None:
    tools = "".join(f"<span>{word}</span>" for word in ("SHARE", "CONNECT 31 ", "TWEET", "EMAIL"))
    assert read(amid(f"<p class=inline-share-tools>{tools}</p>")).text == read(BODY).text


def test_a_text_in_what_is_called_a_teaser_is_whole() -> None:
    heading = "<h3>What the frost left</h3>"
    text = read(f"<div class=teaser_text>{BODY}{heading}<p>{SAID}</p></div>").text
    assert "What the frost left" in text


def test_bare_text_of_what_holds_the_paragraphs_begins_the_text() -> None:
    assert read(f"<div class=x>{SAID} And so it was.{BODY}</div>").text.startswith(SAID)


def test_the_byline_of_an_agencys_writer_is_none_of_the_text() -> None:
    head = "<meta name=author content='Ada Holm, Associated Press'>"
    byline = "<p>By Ada Holm, Associated Press | April 19, 2026 | Updated: 3:55am</p>"
    assert read(byline + BODY, head=head).text == read(BODY).text


def test_the_first_line_is_no_box_about_the_writer() -> None:
    top = f"<p>Ada Holm</p><h1>Old pears are saved</h1><div class=intro><p>{SAID}</p></div>"
    told = "".join(f"<div class=part><p>{one}</p></div>" for one in SENTENCES[:3])
    page = f"<main><div class=top>{top}</div>{told}</main>"
    head = "<meta name=author content='Ada Holm'>"
    assert SAID in read(page, head=head, around=False).full_text
