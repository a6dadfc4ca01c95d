"""What stands beside an article's prose for other ends: cards, lists, players, offers below it."""

from __future__ import annotations

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, amid, read

TOLD = (
    "Quinces that were thought lost are back in the valley, and the school has planted the first.",
    "Medlars are eaten when they look spoilt, which is why nobody has bought any since the war.",
)
LONG = BODY + "".join(f"<p>{one} So it was said again.</p>" for one in SENTENCES)
CARD = "<div class=promo><img src=q><a href=/q>Quinces are back in the valley</a><p>{}</p></div>"


@pytest.mark.parametrize("label", ["Related", "推荐阅读", "Mehr zum Thema", "Читайте также"])
def test_a_part_that_begins_with_related_goes_though_it_tells_something(label: str) -> None:
    told = "".join(f"<p>{one} <a href=/t>More</a></p>" for one in TOLD)
    part = f"<div class=b><h2>{label}</h2><div class=n>{told}</div></div>"
    assert read(f"{BODY}</div>{part}<div>").text == read(BODY).text


def test_a_part_that_is_called_related_and_leads_nowhere_stays() -> None:
    told = "".join(f"<p>{one}</p>" for one in TOLD)
    assert TOLD[1] in read(amid(f"<section><h3>Related news</h3>{told}</section>")).text


def test_a_card_amid_the_text_goes_with_what_it_says() -> None:
    found = read(LONG.replace("</p>", f"</p>{CARD.format(TOLD[0])}", 1))
    assert TOLD[0] not in found.text
    assert found.text == read(LONG).text


def test_cards_that_are_much_of_the_text_stay() -> None:
    cards = "".join(
        CARD.format(f"{one} Number {at}.").replace("/q", f"/q{at}")
        for at, one in enumerate(SENTENCES)
    )
    assert "Number 3." in read(f"{LONG}{cards}").text


def test_a_box_with_a_picture_and_links_in_its_sentences_is_no_card() -> None:
    box = f"<div class=x><img src=q><p>{TOLD[0]} <a href=/q>More of the quinces here</a></p></div>"
    assert TOLD[0] in read(LONG.replace("</p>", f"</p>{box}", 1)).text


@pytest.mark.parametrize(
    "said",
    [
        "To display this content from Tube, you must enable tracking.",
        "Pour afficher ce contenu, vous devez accepter les cookies de ce tiers.",
        "Empfohlener redaktioneller Inhalt: hier ist ein Film.",
        "Om deze inhoud te zien, moet je toestemming geven.",
    ],
)
def test_what_stands_for_a_player_until_its_reader_agrees_goes(said: str) -> None:
    box = f"<div class=x><p>{said}</p><button>OK</button></div>"
    assert read(amid(box)).text == read(BODY).text
    assert said in read(amid(f"<p>{said}</p>")).text


def test_what_a_player_plays_is_none_of_the_text() -> None:
    player = "<div class=jw-player><p>A village waits for its pears</p></div>"
    assert read(amid(player)).text == read(BODY).text


def test_an_offer_with_a_link_below_the_text_goes_and_amid_it_stays() -> None:
    offer = "<div class=j><p>Your subscription is used elsewhere</p><a href=/u>Add a user</a></div>"
    assert "subscription" not in read(BODY + offer).text
    assert "subscription" in read(amid(offer)).text


def test_a_page_whose_paragraphs_are_spans_in_boxes_has_its_lines() -> None:
    told = "".join(
        f"<div class=r data-block=true><div class=d><span><span>{one}</span></span></div></div>"
        for one in SENTENCES
    )
    body = f"<div><h1>Old pears are saved</h1></div><div class=c><div>{told}</div></div>"
    assert read(body, around=False).text.split("\n\n") == list(SENTENCES)
