"""What stands before and behind an article's text: of kinds that were seen on old real pages."""

from __future__ import annotations

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, amid, read

WRITER = "<meta name=author content='Ada Moss'>"
LETTERS = "".join(
    f"<div class=item><h3>{title}</h3><p>{said}</p><p class=when>Posted by: {who}, 3 May</p></div>"
    for title, said, who in (
        ("Well done", "My grandfather grafted two of those trees when he was an apprentice.", "Jo"),
        ("Not so fast", "Who pays for the fence, I ask, if the trust has spent all it had?", "Li"),
        ("Perry!", "The cooper makes the best perry of the valley, and that is the truth.", "Bo"),
    )
)


@pytest.mark.parametrize(
    "last",
    [
        "Ada Moss can be reached at ada.moss@gazette.example.",
        "ada.moss@gazette.example (END)",
        "By Tom Reed Follow @tomreed",
        "Contributing: Tom Reed, Ann Vale.",
        "Questions? Comments? Email us at",
        "Some of the links in this story are affiliate links. We earn a commission if you buy.",
        "You must be logged in to write a letter",
        "【纠错】 【责任编辑:苏木】",
        "（原标题：老梨树得救）",
        "免责声明：本文转载自其它媒体，并不代表本网赞同其观点。",
        "扫一扫在手机打开当前页",
        "الآراء الواردة أدناه لا تعبر عن رأي الصحيفة",
    ],
)
def test_what_is_said_of_the_page_below_its_text_goes(last: str) -> None:
    assert read(f"{BODY}<div><p>{last}</p></div>", head=WRITER).text == read(BODY).text


@pytest.mark.parametrize(
    "last",
    [
        "Ada Moss has heard that they mean to keep their word, and will go and see in June.",
        "By then Tom Reed will have pruned them, with the saw of his father, he said.",
        "The commission that examines the sale has not said when it will be done with that.",
        "Growers now earn a commission of some eight per cent on each tree, an auditor found.",
        "Affiliate links made up a third of what the trust took last year, its treasurer said.",
        "Questions? None were asked, and those who wanted to e-mail us the plan were told to wait.",
        "Contributing: A Guide to Pears, a book by two growers, is to be published in May.",
        "扫一扫就能付费的新系统将在果园安装，发言人周二说。",
    ],
)
def test_sentences_that_begin_so_stay(last: str) -> None:
    assert read(f"{BODY}<p>{last}</p>", head=WRITER).text.endswith(last)


def test_comments_below_their_heading_go_whatever_they_are_called() -> None:
    heading = "<div id=comments><p>What readers say <a href=#add>Add yours</a></p></div>"
    found = read(f"{BODY}</div>{heading}<div class=inner>{LETTERS}</div>")
    assert found.text == read(BODY).text
    assert "comments" in {one.reason for one in found.removed}


def test_what_goes_on_below_a_count_of_comments_stays() -> None:
    counted = amid("<div class=comments><a href=#c>3 comments</a></div>")
    assert read(counted).text == read(BODY).text


def test_the_footer_of_a_page_is_none_of_its_text() -> None:
    said = "".join(f"<div class=slide><p>{one} And so on.</p></div>" for one in reversed(SENTENCES))
    page = f"<main><h1>Old pears are saved</h1>{BODY}</main><footer>{said}</footer>"
    assert read(page, around=False).text == read(BODY).text


def test_a_box_that_opens_at_a_click_is_hidden_though_it_is_long() -> None:
    rules = "".join(f"<p>If you print this story, rule {at}: {SENTENCES[2]}</p>" for at in range(8))
    hidden = f"<div id=reprint-modal style='display:none'>{rules}</div>"
    assert read(f"{BODY}{hidden}").text == read(BODY).text


def test_a_link_alone_in_a_table_leads_away() -> None:
    boxed = "<table><tr><td></td></tr><tr><td><a href=/m>How perry is made</a></td></tr></table>"
    assert read(amid(boxed)).text == read(BODY).text


def test_a_wall_is_one_though_links_follow() -> None:
    wall = "<p>この記事は会員限定です。登録すると続きをお読みいただけます。</p>"
    links = "".join(f"<p><a href=/x{at}>もっと読む {at}</a></p>" for at in range(6))
    found = read(f"{BODY}</div><div class=regist>{wall}{links}")
    assert found.text == read(BODY).text
    assert found.body_status == "paywalled"


def test_an_appeal_for_gifts_is_a_box() -> None:
    appeal = (
        "<div class=x><b>Apoya el periodismo local</b> Somos un periódico pequeño y decimos lo "
        "que otros no cuentan. Únete a nuestra comunidad: con tu membresía mensual o anual, que "
        "puedes cancelar cuando quieras, podremos pagar a quien escribe, a quien corrige y a quien "
        "reparte el periódico. Te necesitamos para seguir. <a href=https://apoyo.gaceta.example>Sí"
        "</a></div>"
    )
    assert read(f"{BODY}{appeal}").text == read(BODY).text


def test_subtitles_below_the_headline_are_the_standfirst_however_far_the_text() -> None:
    deks = ("A trust has bought the garden above the mill", "Nobody will ever build on the hill")
    tools = "<ul>" + "".join(f"<li><a href=/t{at}>tag {at}</a></li>" for at in range(20)) + "</ul>"
    found = read(
        f"<main><h1>Old pears are saved</h1><div>{''.join(f'<h2>{one}</h2>' for one in deks)}"
        f"</div>{tools}<div class=t>{BODY}</div></main>",
        around=False,
    )
    assert found.standfirst == "\n".join(deks)


def test_a_headline_that_says_more_than_the_title_is_no_standfirst() -> None:
    more = "After years of quarrel and a vote that went wrong: Old pears are saved"
    found = read(
        f"<main><h1>{more}</h1><div class=t>{BODY}</div></main>",
        head=f"<meta property=og:description content='{more}'>",
        around=False,
    )
    assert found.standfirst is None
    assert found.full_text == read(BODY).text


FIGURE = "<figure><img src=a><figcaption>{}</figcaption></figure>"
SHOWN = "The garden in May"


@pytest.mark.parametrize(
    "page",
    [
        f"<main><h1>Old pears are saved</h1>{FIGURE.format(SHOWN)}<article>{BODY}</article></main>",
        f"<h1>Old pears are saved</h1><div class='widget Blog'><table class=tr-captions><tr>"
        f"<td><img src=a></td></tr><tr><td class=tr-caption>{SHOWN}</td></tr></table>{BODY}</div>",
        f"<h1>Old pears are saved</h1><div><div class=image><div><img src=a><div>{SHOWN}</div>"
        f"</div></div>{BODY}</div>",
        f"<h1>Old pears are saved</h1><div>{FIGURE.format(SHOWN)}{FIGURE.format('Hide caption')}"
        f"{BODY}</div>"
        + "".join(FIGURE.format(f"<a href=/g{at}>Gallery {at}</a>") for at in range(4)),
    ],
)
def test_captions_are_those_of_the_article(page: str) -> None:
    found = read(page, around=False)
    assert found.captions == (SHOWN,)
    assert found.text == read(BODY).text


def test_what_stands_between_arrows_is_a_heading() -> None:
    pictured = f"<p>{SENTENCES[0]}</p><p><img src=a></p><p>▼ What comes now ▼</p>"
    assert "What comes now" in read(f"{pictured}{BODY}").text
