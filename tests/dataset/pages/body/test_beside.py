"""What stands beside the sentences of an article: boxes, labels, captions, walls."""

from __future__ import annotations

import json

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, amid, read


@pytest.mark.parametrize(
    ("said", "button"),
    [
        ("Iscriviti alla newsletter", "Iscriviti"),
        ("Meld deg på nyhetsbrevet", "Meld meg på"),
        ("Tilaa uutiskirjeemme", "Tilaa"),
        ("Zapisz się na newsletter", "Zapisz się"),
        ("Bültenimize abone olun", "Abone ol"),
        ("Підпишіться на розсилку", "Так"),
        ("הירשמו לניוזלטר שלנו", "כן"),
        ("Đăng ký nhận bản tin", "Gửi"),
    ],
)
def test_an_offer_with_a_button_goes_in_any_language(said: str, button: str) -> None:
    box = f"<div class=x><p><b>{said}</b></p><p>Pears.</p><button>{button}</button></div>"
    assert said not in read(amid(box)).text


@pytest.mark.parametrize(
    "box",
    [
        "<div class=consent-layer><p>We keep cookies that say who you are.</p><b>Fine</b></div>",
        "<div class=app-promo><p>Read us anywhere.</p><a class=button href=/app>Get it</a></div>",
        "<p>ADVERTISEMENT</p>",
        "<div>Story continues below advertisement</div>",
        "<div class=old><p>You are using an outdated browser. Take another.</p></div>",
        "<div class=player><p>Listen to this article</p></div>",
        "<p>Czytaj też: <a href=/mill>Młyn sprzedany po stu latach</a></p>",
        "<p>Le puede interesar: <a href=/mill>Se vende el molino viejo</a></p>",
        "<p><strong>延伸阅读：<a href=/mill>磨坊在百年之后出售了</a></strong></p>",
        "<p><a href=/mill>The mill is sold again</a></p>",
    ],
)
def test_what_is_no_sentence_of_the_article_goes(box: str) -> None:
    assert read(amid(box)).text == read(BODY).text


@pytest.mark.parametrize(
    "said",
    [
        "Editing by hand took the scribe two years, they said.",
        "Her source: <a href=https://archive.example/pears>the pear book</a>",
        "Advertising in the village began with a sign above the mill.",
    ],
)
def test_sentences_that_begin_like_it_stay(said: str) -> None:
    assert said.split("<")[0].strip() in read(amid(f"<p>{said}</p>")).text


@pytest.mark.parametrize(
    "picture",
    [
        "<div><img src=p.jpg><p class=image__description>{}</p></div>",
        "<div><img src=p.jpg><p class=pie-de-foto>{}</p></div>",
        "<div><img src=p.jpg><span class=photo-caption>{}</span></div>",
        "<div><img src=p.jpg><p itemprop=caption>{}</p></div>",
        "<figure><img src=p.jpg><p>{}</p></figure>",
        "<table><tr><td><img src=p.jpg></td></tr><tr><td class=tr-caption>{}</td></tr></table>",
    ],
)
def test_captions_by_name_and_place(picture: str) -> None:
    said = "Pears on the wall of the mill, in a picture of 1931"
    found = read(amid(picture.format(said)))
    assert said not in found.text
    assert said in found.captions


@pytest.mark.parametrize(
    ("wall", "lang"),
    [
        ("Článek je jen pro předplatitele.", "cs"),
        ("Ez a cikk csak előfizetőknek szól.", "hu"),
        ("Το άρθρο είναι μόνο για συνδρομητές.", "el"),
        ("הכתבה למנויים בלבד.", "he"),
        ("Articolul este doar pentru abonați.", "ro"),
        ("Artikel ini khusus pelanggan.", "id"),
        ("Bài viết chỉ dành cho hội viên.", "vi"),
        ("Članak je dostupan samo pretplatnicima.", "hr"),
    ],
)
def test_walls_of_more_languages(wall: str, lang: str) -> None:
    shown = "".join(f"<p>{one}</p>" for one in SENTENCES[:2])
    found = read(f"{shown}<div class=x><p>{wall}</p></div>", lang=lang)
    assert found.body_status == "paywalled"
    assert wall not in found.text


def test_a_copy_of_the_text_for_other_screens_is_not_added() -> None:
    copy = "".join(f"<p>{one}</p>" for one in SENTENCES)
    found = read(f"{BODY}<div class='entry content'>{copy}</div>").text
    assert all(found.count(one) == 1 for one in SENTENCES)


def test_a_caption_that_article_body_has_is_none_of_the_text() -> None:
    shown = "Windfalls of forty kinds lie below the oldest of the trees above the mill"
    told = json.dumps({"@type": "NewsArticle", "articleBody": f"{' '.join(SENTENCES)} {shown}"})
    head = f"<script type=application/ld+json>{told}</script>"
    found = read(
        amid(f"<figure><img src=a><figcaption><p>{shown}</p></figcaption></figure>"), head=head
    )
    assert (found.text, found.captions) == (read(BODY).text, (shown,))


TOLD_ELSEWHERE = (
    "Quinces that were thought lost are back in the valley",
    "Medlars: how the school cooks what nobody else wants",
    "What the trust has bought before, and what became of it",
)


def test_links_at_the_end_go_though_a_credit_stood_below_them() -> None:
    links = "".join(f"<li><a href=/{at}>{one}</a></li>" for at, one in enumerate(TOLD_ELSEWHERE))
    credit = "<p><i>Ada Moss contributed to this report.</i></p>"
    assert read(f"{BODY}<ul>{links}</ul>{credit}").text == read(BODY).text


def test_what_only_paper_has_is_none_of_the_text() -> None:
    notice = "<p>This copy is for your own use. To have more of them, ask the Gazette's office.</p>"
    assert read(f"<div class=print-header>{notice}</div>{BODY}").text == read(BODY).text
