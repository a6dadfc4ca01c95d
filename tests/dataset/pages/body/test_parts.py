"""What belongs to a part of an article, and what is told at its ends: headings, posts, notices."""

from __future__ import annotations

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, amid, read

PARTS = tuple(f"<p>{SENTENCES[at]}</p><p>{SENTENCES[at + 1]}</p>" for at in (0, 2, 4))


def test_headings_of_a_part_come_back_though_another_part_kept_its_own() -> None:
    told = "".join(f"<p>{one} It was said again in the hall.</p>" for one in SENTENCES[:2])
    later = (
        f"<div class=responsive-table><h3>Who buys it</h3>{told}<h3>What comes</h3>{PARTS[2]}</div>"
    )
    text = read(f"<h2>The hill</h2>{PARTS[0]}{PARTS[1]}{later}").text
    assert "Who buys it" in text
    assert "What comes" in text


@pytest.mark.parametrize("around", ["social-media-embed", "share-embed", "post"])
def test_a_post_that_is_quoted_is_text_whatever_is_around_it(around: str) -> None:
    post = "<p>We walked up at dawn and counted forty trees, all of them in flower, every one.</p>"
    quoted = f"<blockquote class=twitter-tweet>{post}— Ada Holm (@ada)</blockquote>"
    assert "counted forty trees" in read(amid(f"<div class={around}>{quoted}</div>")).text


def test_a_sentence_that_cites_a_comment_stays_and_a_call_to_comment_goes() -> None:
    cited = "One <a href='#comment-7'>reader</a> wrote that the pears were sour in her youth."
    call = "Was it right? <a href='#comments'>Write a comment of your own</a>"
    text = read(amid(f"<p>{cited}</p><p>{call}</p>")).text
    assert "wrote that the pears were sour" in text
    assert "Was it right" not in text


@pytest.mark.parametrize("name", ["disclaimer", "affiliate-disclosure"])
@pytest.mark.parametrize("last", [True, False])
def test_a_disclaimer_at_an_end_is_no_text(name: str, *, last: bool) -> None:
    notice = (
        f"<p class={name}>What is told here is no advice to those who plant trees on hills.</p>"
    )
    body = BODY + notice if last else notice + BODY
    read_ = read(body)
    assert read_.text == read(BODY).text
    assert "no advice" in "".join(one.text for one in read_.removed)


def test_a_text_that_is_called_a_disclaimer_as_a_whole_stays() -> None:
    assert read(f"<div class=disclaimer>{BODY}</div>").text == read(BODY).text


def test_a_box_that_is_called_a_call_to_action_goes_and_its_name_alone_is_no_sign() -> None:
    said = "<p>Would you like a pear tree of your own before the autumn comes?</p>"
    box = f"<div class=blog-cta>{said}<a href=/trees>Have one</a></div>"
    assert read(amid(box)).text == read(BODY).text
    assert "a pear tree of your own" in read(amid(f"<div class=blog-cta>{said}</div>")).text


@pytest.mark.parametrize(
    "name", ["saboxplugin-wrap", "abh_box abh_box_down", "molongui-author-box"]
)
def test_boxes_that_systems_add_for_writers_go_with_all_that_they_say(name: str) -> None:
    bio = "<p>Ilse has written of gardens for the Gazette since the mill was sold, and before.</p>"
    lists = "<ul><li><a href=/a>How a wall is limed by hand</a> - May 3, 2025</li></ul>"
    box = f"<div class='{name}'><div class=x><div>{bio * 9}{lists}</div></div></div>"
    assert read(BODY + box).text == read(BODY).text


def long_part(at: int) -> str:
    """Paragraphs that none of the other parts has."""
    said = [
        f"{one} That was in the year {1900 + at}, of which {SENTENCES[at]}" for one in SENTENCES
    ]
    return "".join(f"<p>{one}</p>" for one in said)


def test_headings_of_a_list_may_be_links() -> None:
    headings = [f"Number {at} of the pears that are saved" for at in range(5)]
    parts = (f"<h2><a href=/p/{at}>{headings[at]}</a></h2>{long_part(at)}" for at in range(5))
    assert headings[2] in read(long_part(5) + "".join(parts)).text


def test_a_heading_of_a_part_may_say_the_title() -> None:
    headings = ["Who buys them", "Why old pears are saved", "What comes of it"]
    parts = (f"<h2>{heading}</h2>{long_part(at)}" for at, heading in enumerate(headings))
    read_ = read(long_part(5) + "".join(parts))
    assert headings[1] in read_.text
    assert headings[1] not in [one.text for one in read_.removed]
