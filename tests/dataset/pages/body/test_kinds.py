"""Kinds of pages that extractors get wrong, each with a page made up for it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, URL, amid, read
from twa.dataset.errors import Rejected
from twa.dataset.pages.article import full_text
from twa.dataset.pages.extract import extract
from twa.dataset.pages.notes import Note
from twa.dataset.pages.page import Page


@pytest.mark.parametrize(
    ("inserted", "expected"),
    [
        ("<time datetime=2026-03-01>1 March</time>", "1 March"),
        ("<label>the list</label>", "the list"),
        ("<kbd>crates</kbd>", "crates"),
        ("<samp>three</samp>", "three"),
        ("<tt>soon</tt>", "soon"),
        ("<var>weight</var>", "weight"),
        ('<span style="color:red;font-size:0">unseen</span>', ""),
        ('<span style="font-size: 0.9em">plainly</span>', "plainly"),
        ('<span style="content-visibility:hidden">unseen</span>', ""),
        ('<span class="author">Ada Quill</span>', "Ada Quill"),
        ('<span style="display: none">unseen</span>', ""),
        ('<span style="visibility:hidden">unseen</span>', ""),
        ("<span hidden>unseen</span>", ""),
        ('<span class="sr-only">unseen</span>', ""),
        ('<span style="position:absolute;clip:rect(0 0 0 0)">unseen</span>', ""),
        ('<span aria-hidden="true">unseen</span>', ""),
        ("<template>unseen</template>", ""),
        ("<q>ripe</q>", "\u201cripe\u201d"),
        ("<x-term>perry</x-term>", "perry"),
        ("<math><mi>a</mi><mo>=</mo><mn>2</mn></math>", "a=2"),
        (
            "<math><semantics><mi>a</mi><annotation encoding='application/x-tex'>\\alpha"
            "</annotation></semantics></math>",
            "\\alpha",
        ),
        ("<ruby>pear<rp>(</rp><rt>nashi</rt><rp>)</rp></ruby>", "pear"),
        ("or\u00adchard", "orchard"),
        ("or<wbr>chard", "orchard"),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_a_sentence_is_whole_and_there_once(inserted: str, expected: str) -> None:
    sentence = (
        f"The trust wrote {inserted} in its letter, which was read out in the tithe barn twice."
    )
    text = read(amid(f"<p>{sentence}</p>")).text
    said = f"The trust wrote {expected} in its letter".replace("  ", " ")
    assert said in text.replace("  ", " ")
    assert text.count("read out in the tithe barn") == 1
    assert "unseen" not in text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div hidden><p>{}</p></div>', '<p style="display:none">{}</p>',
        '<div class="d-none"><p>{}</p></div>', '<div class="visually-hidden"><p>{}</p></div>',
        '<dialog><p>{}</p></dialog>',
    ],
)  # fmt: skip
def test_what_is_hidden_is_no_text(hidden: str) -> None:
    note = "Nobody who looks at this page will ever see the sentence that stands here, whole."
    assert note not in read(amid(hidden.format(note))).text


def test_a_page_that_a_script_unveils_keeps_its_text() -> None:
    article = read(f'<div style="visibility: hidden">{BODY}</div>')
    assert SENTENCES[0] in article.text


def test_copies_for_two_screens_are_one() -> None:
    article = read(
        f'<div class="d-none d-lg-block">{BODY}</div><div class="d-lg-none">{BODY}</div>'
    )
    assert article.text.count(SENTENCES[2]) == 1


@pytest.mark.parametrize(
    "last",
    [
        "Copyright judges will hear the case of the pear's name before the end of the year.",
        "Research by the trust will go on for ten years.",
        "Related claims were settled in March.",
        "Follow the path at Mill Lane up to the gate.",
        "Who picks the first pear, nobody at the gate would say...",
        "Weitere Meldungen aus dem Tal gab es bis zum Abend nicht.",
        "Fehler gefunden haben die Prüfer in fast jeder zweiten Rechnung.",
        "Our newsroom has known the gardener since the spring of 2012.",
        "Source photo: nobody could name it.",
    ],
)
def test_a_last_sentence_is_not_dropped_for_its_beginning(last: str) -> None:
    article = read(f"{BODY}<p>{last}</p>")
    assert article.text.endswith(last)
    assert article.body_status == "full"


def test_a_last_sentence_with_a_link_to_where_gifts_are_made_stays() -> None:
    sold = "Subscribers of the trust pay for it on its page, which the council has linked to."
    linked = sold.replace("its page", "<a href=https://give.example/donate>its page</a>")
    assert read(f"{BODY}<p>{linked}</p>").text.endswith(sold)


@pytest.mark.parametrize(
    "lines",
    [
        ["3 May 2026 \u2013 Mill Lane", "5 May 2026 \u2013 Upper Gate", "9 May 2026 \u2013 Barn"],
        ["1911: first trees", "1968: a hard frost"],
    ],
)
def test_lists_of_dates_are_text(lines: list[str]) -> None:
    items = "".join(f"<li>{line}</li>" for line in lines)
    for body in (f"{BODY}<ul>{items}</ul>", f"<ul>{items}</ul>{BODY}"):
        text = read(body).text
        assert all(line in text for line in lines)


@pytest.mark.parametrize(
    "sentence",
    [
        "The trust wrote on its <a href=https://t.me/x>Telegram channel</a> that the gate is open.",
        "She joined <a href=https://facebook.com/x>Facebook</a> to ask who knows the pear's name.",
        "<a href=/2026/03/gate>The gate at Mill Lane was shut in March for the first time since the"
        " flood of the year before</a>, the gardener said.",
        "Related claims, it said, were read by nobody but the <a href=/cooper>cooper</a> himself.",
        "Ilse Baum wrote on 3 May 2026 at 10:30:",
        "<b>Read-along evenings in the barn</b>",
        "At the barn, on 3 May 2026 at 10:30, the list was read out to everybody who had come.",
    ],
)
def test_sentences_that_look_like_furniture_stay(sentence: str) -> None:
    said = re.sub("<[^>]+>", "", sentence)
    assert said in read(amid(f"<p>{sentence}</p>")).text


def test_an_instruction_amid_the_text_is_no_promotion() -> None:
    line = "Sign up for a morning at the gate, where a list hangs, and bring a basket of your own."
    assert line in read(amid(f"<p>{line}</p>")).text


@pytest.mark.parametrize(
    "box",
    [
        "<div class=nb><h4>Gazette by mail</h4><p>Five stories each day, while the kettle boils."
        "</p><form><input type=email><button>Go</button></form></div>",
        "<div class='notice'><p>It seems that a tool on your device blocks advertising. Take a"
        " subscription to support us.</p></div>",
    ],
)
def test_boxes_amid_the_text_go(box: str) -> None:
    article = read(amid(box))
    assert [block.text for block in article.blocks] == list(SENTENCES)


@pytest.mark.parametrize(
    "wall",
    [
        "<div class=x><h3>Read on with Gazette Plus</h3><p>Four weeks for a crown.</p>"
        "<a class=btn href=/p>Subscribe</a></div>",
        "<div class=lock><p>R\u00e9serv\u00e9 aux abonn\u00e9s</p></div>",
        "<div class=lock><p>Nur f\u00fcr Abonnenten</p></div>",
        "<div class=lock><p>\u4f1a\u54e1\u9650\u5b9a\u8a18\u4e8b\u3067\u3059</p></div>",
    ],
)
def test_a_wall_is_known_by_its_words_and_is_no_text(wall: str) -> None:
    article = read("".join(f"<p>{one}</p>" for one in SENTENCES[:3]) + wall)
    assert article.body_status == "paywalled"
    assert [block.text for block in article.blocks] == list(SENTENCES[:3])


@pytest.mark.parametrize(
    "none",
    [
        "<div class=paywall hidden><p>Subscribe to continue reading.</p></div>",
        "<div class=piano><p>You have three free articles left this month. Log in?</p></div>",
    ],
)
def test_a_hidden_wall_or_a_meter_is_none(none: str) -> None:
    article = read(BODY + none)
    assert article.body_status == "full"
    assert [block.text for block in article.blocks] == list(SENTENCES)


def test_a_name_that_begins_with_live_is_not_live() -> None:
    assert read(BODY, url="https://gazette.example/2026/live-oak-felled").body_status == "full"


STORY = {
    "headline": "Old pears are saved",
    "body": [{"type": "text", "html": s} for s in SENTENCES],
}
NEXT = json.dumps({"props": {"page": {"story": STORY, "more": [{"title": "x", "url": "/x"}]}}})
FLIGHT = json.dumps(
    [
        1,
        "2:"
        + json.dumps([["$", "p", str(n), {"children": s}] for n, s in enumerate(SENTENCES)])
        + "\n",
    ]
)
NUXT: list[object] = [
    {"story": 1},
    {"headline": 2, "body": 3},
    "Old pears are saved",
    list(range(4, 10)),
]


@pytest.mark.parametrize(
    "data",
    [
        f"<script id=__NEXT_DATA__ type=application/json>{NEXT}</script>",
        f"<script>self.__next_f.push({FLIGHT})</script>",
        f"<script>window.__APOLLO_STATE__ = {json.dumps({'S:1': {'html': BODY}})};</script>",
        f"<script id=__NUXT_DATA__ type='x/json'>{json.dumps([*NUXT, *SENTENCES])}</script>",
        "<script id=gazette-state type=application/json>"
        + json.dumps({"G": {"html": BODY}}).replace('"', "&q;").replace("<", "&l;")
        + "</script>",
        f"<noscript>{BODY}</noscript>",
        f"<div><template shadowrootmode=open>{BODY}</template></div>",
        "<script type=application/ld+json>"
        + json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(SENTENCES)})
        + "</script>",
    ],
    ids=("next", "flight", "apollo", "nuxt", "angular", "noscript", "shadow", "json-ld"),
)
@pytest.mark.parametrize("shown", [0, 2])
def test_text_that_scripts_would_draw_is_found(data: str, shown: int) -> None:
    start = "".join(f"<p>{one}</p>" for one in SENTENCES[:shown]) or "<p>Loading...</p>"
    if ("noscript" in data and shown) or ("shadowroot" in data and shown):
        pytest.skip("what is shown and these stand apart")
    article = read(f"<div id=app>{start}</div>{data}", around=bool(shown))
    text = article.text if article.alternative is None else article.alternative.text
    assert all(sentence in text for sentence in SENTENCES)
    assert text.count(SENTENCES[0]) == 1


def test_blocks_keep_what_they_are() -> None:
    table = "<table><tr><th>Kind<th>Trees<th>Age</tr><tr><td>Perry<td><td>90</tr></table>"
    code = (
        "<table><tr><td class=gutter><pre>1\n2</pre></td><td class=code><pre>def pick(tree):\n"
        "    return tree.pears</pre></td></tr></table>"
    )
    note = "<section class=footnotes><ol><li id=fn1><p>Deed 7 of the mill.</p></li></ol></section>"
    body = amid(f"{table}<p>The tally is kept so:</p><figure>{code}</figure>")
    article = read(f"{body}<p>The deed is old.<sup><a href='#fn1'>1</a></sup></p>{note}")
    said = {block.type: block.text for block in article.blocks}
    assert said["table"] == "Kind | Trees | Age\nPerry |  | 90"
    assert said["code"] == "def pick(tree):\n    return tree.pears"
    assert "Deed 7 of the mill." in article.text


def test_captions_of_other_names_are_captions() -> None:
    caption = (
        "<p class=pc><span class=cutline>The oldest tree in its first snow of the year.</span></p>"
    )
    article = read(amid(f"<div><img src=t.jpg>{caption}</div>"))
    assert article.captions == ("The oldest tree in its first snow of the year.",)
    assert "oldest tree" not in article.text


def test_a_link_that_was_never_closed_takes_no_text_along() -> None:
    body = "<p>It began with <a href=/pear>a pear.<p>" + "<p>".join(SENTENCES)
    assert all(one in read(body).text for one in SENTENCES)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Just a moment...", "Checking your browser before you go on to gazette.example."),
        ("One moment", "We look whether your visit to gazette.example is one of a reader."),
        ("The Gazette", "Show us that you are not a robot, and you may go on to the page."),
        (
            "Page not found",
            "There is nothing here, or there is nothing here any more, we are sorry.",
        ),
        (
            "Seite nicht gefunden",
            "Diese Seite gibt es nicht oder nicht mehr, bitte suchen Sie neu.",
        ),
        (
            "The Gazette",
            "We could not find what you were looking for. Perhaps it is elsewhere now.",
        ),
        ("Error", "Oops, something went wrong with the page that you asked the Gazette for."),
        ("Log in", "Enter your mail address and your password in order to come to your account."),
    ],
)
def test_a_notice_in_an_articles_place_is_refused(title: str, said: str) -> None:
    html = (
        f"<title>{title}</title><body><main><h1>{title}</h1><p>{said}</p><p>{said[::-1]}</p></main>"
    )
    page = Page(URL, html.encode(), "text/html", datetime(2026, 5, 1, tzinfo=UTC))
    with pytest.raises(Rejected) as caught:
        extract(page)
    assert caught.value.reason in ("no-article", "no-text")


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        (f"{URL}?page=2", "excerpt"),
        (f"{URL}?page=02", "excerpt"),
        (f"{URL}/2", "excerpt"),
        (f"{URL}/12", "full"),
        ("/2026/04/another-story", "full"),
    ],
)
def test_the_first_of_several_pages_says_so(following: str, expected: str) -> None:
    assert read(BODY, head=f"<link rel=next href='{following}'>").body_status == expected


def test_the_standfirst_is_joined_once() -> None:
    assert (
        full_text("Pears stay.", "The orchard was sold.") == "Pears stay.\n\nThe orchard was sold."
    )
    assert full_text("Pears stay.", "Pears stay. They do.") == "Pears stay. They do."
    assert full_text(None, "Pears.") == "Pears."


LEAD = "A trust pays for forty kinds of pears, and the hill above the mill stays as it is."


@pytest.mark.parametrize(
    "lead",
    [
        f"<p class=teaser-text>{LEAD}</p>",
        f"<div class='article__lead'>{LEAD}</div>",
        f"<h2 class=subtitle>{LEAD}</h2>",
        f"<div class=story-intro><p>{LEAD}</p></div>",
    ],
)
def test_what_stands_between_headline_and_text_and_is_called_so_is_the_standfirst(
    lead: str,
) -> None:
    page = f"<main><header><h1>Old pears are saved</h1>{lead}</header><div class=text>{BODY}</div>"
    found = read(page, around=False)
    assert found.full_text.count(LEAD) == 1
    assert found.standfirst == LEAD
    assert SENTENCES[0] in found.text


def test_what_the_description_says_between_headline_and_text_is_the_standfirst() -> None:
    page = f"<main><header><h1>Old pears are saved</h1><div><div>{LEAD}</div></div></header>"
    found = read(
        f"{page}<div class=text>{BODY}</div></main>",
        around=False,
        head=f'<meta name=description content="{LEAD}">',
    )
    assert found.standfirst == LEAD


@pytest.mark.parametrize(
    "other",
    [
        "<div class=author-teaser>Ilse Baum writes about gardens, weather and old trees.</div>",
        "<figure class=teaser><figcaption>Pears in the last light of an October day.</figcaption>"
        "</figure>",
        "<p>We earn money if you buy a ladder by the links on this page, you know.</p>",
    ],
)
def test_other_lines_between_headline_and_text_are_no_standfirst(other: str) -> None:
    page = f"<main><header><h1>Old pears are saved</h1>{other}</header><div class=text>{BODY}</div>"
    assert read(page, around=False).standfirst is None


def test_sections_of_an_article_may_be_articles() -> None:
    sections = "".join(
        f"<article class=part><h2>The kind of number {at}</h2><p>{one}</p></article>"
        for at, one in enumerate(SENTENCES)
    )
    page = f"<main><article><h1>Old pears are saved</h1></article>{sections}</main>"
    found = read(page, around=False)
    assert all(one in found.text for one in SENTENCES)


def test_comments_beside_a_text_go() -> None:
    page = (
        f"<main><div class=all><h1>Old pears are saved</h1>{BODY}<div class='comment-item'>"
        "<p>My grandmother had two of these trees, and I still have her recipe for the perry.</p>"
        "</div></div></main>"
    )
    assert "grandmother" not in read(page, around=False).full_text


def test_a_list_with_a_field_for_numbers_is_no_offer() -> None:
    items = "".join(
        f"<li>{at} pounds of pears of the kind {at}, peeled</li>" for at in range(2, 14)
    )
    box = f"<section class=things><input name=portions value=4><ul>{items}</ul></section>"
    assert "7 pounds" in read(amid(box)).text


@pytest.mark.parametrize(
    "body",
    [
        "<article><h1>Old pears are saved</h1></article>",
        "<article><p>Read also: <a href=/2>The cooper of the next valley</a></p></article>",
    ],
)
def test_a_page_with_little_text_is_never_said_to_have_none(body: str) -> None:
    found = read(body, around=False)
    assert found.text
    assert found.notes == (Note("kept-as-extracted"),)


def test_text_that_the_extractor_gives_in_a_shape_of_its_own_is_the_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("twa.dataset.pages.body.reading.read", lambda *_: ())
    found = read(BODY)
    assert found.notes == (Note("kept-as-extracted"),)
    assert all(one in found.text for one in SENTENCES)
