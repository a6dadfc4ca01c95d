"""Pieces of articles that go astray easily, each with a page made up for it."""

from __future__ import annotations

import pytest
from lxml import html

from tests.dataset.pages.body.orchard import BODY, SENTENCES, URL, amid, read
from twa.dataset.pages.body.blocks import Index, sizes_around
from twa.dataset.pages.body.corrections.standfirsts import standfirst
from twa.dataset.pages.body.draft import Draft, line_of, lines_of
from twa.dataset.pages.html5 import parse

NOTE = "Whoever wants to graft a tree of their own may ask the gardener for a twig until Easter."


def test_a_line_of_the_text_that_says_the_title_is_no_title() -> None:
    """It is one above the text only."""
    long = f"<p>{SENTENCES[0]} {SENTENCES[1]}</p><p>My old pears are saved</p>"
    assert "My old pears are saved" in read(long + BODY).text
    assert "My old pears are saved" not in read("<p>My old pears are saved</p>" + BODY).text


def test_an_agenda_above_its_one_long_item_stays() -> None:
    agenda = "<p>Host: the mill</p><p>Chair: Ilse Baum</p><ol><li>Roots (an hour)</li>"
    items = "".join(f"<li>{one}</li>" for one in SENTENCES[:3])
    text = read(f"{agenda}{items}</ol>").text
    assert "Chair: Ilse Baum" in text
    assert "Roots (an hour)" in text


def test_slides_that_are_shown_in_turn_are_text() -> None:
    slides = [f"<section class='slide hidden'><h2>{at}</h2><p>{one}</p></section>"
              for at, one in enumerate([*SENTENCES, NOTE])]  # fmt: skip
    text = read(f"<p>{NOTE} So it is said.</p>{''.join(slides)}").text
    assert all(one in text for one in SENTENCES)
    folds = [f"<div class=item><h3>{at}</h3><div class=panel hidden><p>{one}</p></div></div>"
             for at, one in enumerate(SENTENCES)]  # fmt: skip
    text = read(f"<p>{NOTE} So it is said.</p>{''.join(folds)}").text
    assert all(one in text for one in SENTENCES)


def test_captions_that_tell_the_article_are_text() -> None:
    def figure(number: int) -> str:
        told = f"<p>{SENTENCES[number]}</p><p>{SENTENCES[number + 1]}</p>"
        caption = f"<figcaption class=caption>{told}</figcaption>"
        return f"<figure><img src={number}.jpg>{caption}</figure>"

    found = read(f"<p>{NOTE}</p>{''.join(map(figure, range(0, 6, 2)))}")
    assert all(one in found.text for one in SENTENCES)
    assert found.captions == ()


def test_what_stands_with_a_picture_in_an_element_called_so_is_its_caption() -> None:
    found = read(amid("<div class='image top'><img src=a.jpg><p>A cooper with his dog.</p></div>"))
    assert "A cooper with his dog." not in found.text
    assert "A cooper with his dog." in found.captions


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Update 3 March, 8:05: The vote is off.", True),
        ("Updated: 3 March, 8:05 am CET", False),
    ],
)
def test_what_an_update_changed_is_a_sentence(line: str, kept: bool) -> None:
    assert (line in read(f"{BODY}<p><em>{line}</em></p>").text) == kept


def test_a_block_of_which_an_extractor_has_a_part_is_whole() -> None:
    index = Index.of(parse(f"<html><body><p>Most ask for a <b>graft</b>, not for fruit.</p>{BODY}"))
    found = html.fromstring(f"<body><p>graft</p><p>{SENTENCES[0]}</p></body>")
    assert [line.text for line in lines_of(found, index)] == [
        "Most ask for a graft, not for fruit.",
        SENTENCES[0],
    ]


def test_a_heading_from_elsewhere_on_the_page_is_no_standfirst() -> None:
    clip = "<h2>All the singers who came to the gate of the hall on Friday</h2>"
    long = f"<p>{' '.join(SENTENCES[:2])}</p>"
    for page, found in ((clip + long, True), (long + clip, False)):
        index = Index.of(parse(f"<html><body>{page}"))
        lines = sorted(map(line_of, index.nodes), key=lambda line: line.type)
        assert bool(standfirst(Draft(tuple(lines), index, URL)).standfirst) == found


def test_a_question_put_to_several_stays_before_each_answer() -> None:
    asked = "What would you have done with the orchard, had it been yours for thirty years?"
    told = "".join(
        f"<div><h3>Neighbour {n}</h3><p>{asked}</p><p>{one}</p></div>"
        for n, one in enumerate(SENTENCES)
    )
    assert read(told).text.count(asked) == len(SENTENCES)
    wide = f"<p>{asked}</p><p>{SENTENCES[0]}</p>"
    assert read(f"<div>{wide}</div><section>{wide}</section>{BODY}").text.count(asked) == 1


def test_a_refrain_comes_again_and_a_copy_does_not() -> None:
    refrain = f"<p>{NOTE}</p>"
    days = "".join(f"<h3>Day {n}</h3><p>{one}</p>{refrain}" for n, one in enumerate(SENTENCES))
    assert read(days).text.count(NOTE) == len(SENTENCES)
    copies = f"<div class=wide>{BODY}</div><div class=narrow>{BODY}</div>"
    assert read(copies).text.count(SENTENCES[0]) == 1


def test_a_field_for_a_list_makes_no_offer_of_it() -> None:
    items = "".join(f"<li>{one}</li>" for one in ("350 g of pears", "4 spoons of honey", "an egg"))
    field = "<form>For <input type=text value=12> people</form>"
    text = read(amid(f"<section>{field}<ul>{items}</ul></section>")).text
    assert "4 spoons of honey" in text


@pytest.mark.parametrize("tag", ["div", "div class=x y", "p"])
def test_a_block_right_among_the_paragraphs_is_text(tag: str) -> None:
    last = "The mill itself was sold long ago and is lived in by a painter who says little"
    bare = SENTENCES[0] + "".join(f"<p>{one}</p>" for one in SENTENCES[1:])
    assert last in read(f"{bare}<{tag}>{last}").text


@pytest.mark.parametrize(("above", "kept"), [("The papers are:", True), ("Read more:", False)])
def test_a_list_of_links_that_a_paragraph_announces_is_text(above: str, kept: bool) -> None:
    items = "".join(f"<li><a href=/{n}>{n} of the trust</a></li>" for n in ("Deed", "Plan"))
    assert ("Deed of the trust" in read(amid(f"<p>{above}</p><ul>{items}</ul>")).text) == kept


@pytest.mark.parametrize(
    "line",
    [
        *("Folgen Sie uns auf Telegram", "Suivez-nous sur Telegram", "Siguenos en Telegram"),
        *("Foto: Ilse Baum", "Crédits photos : Moulin", "Mehr Themen:", "Lees ook:"),
        "For the latest news from the valley download the Gazette app for your phone.",
    ],
)
def test_what_is_said_below_many_articles_is_none_of_this(line: str) -> None:
    linked = f"<a href=https://mill.example/x>{line}</a>" if line.endswith(".") else line
    assert line not in read(f"{BODY}<p>{linked}</p>").text


def test_a_mirror_is_at_home_where_its_canonical_address_is() -> None:
    line = "<p>Toll: <a href=https://gazette.example/2026/toll>It rises in May</a></p>"
    head = "<link rel=canonical href=https://gazette.example/2026/04/orchard>"
    for url in (URL, "https://mirror.example/copies/17"):
        assert "It rises in May" not in read(amid(line), head=head, url=url).text
    assert "It rises in May" in read(amid(line), url="https://mirror.example/copies/17").text


def test_the_end_of_a_long_article_is_as_much_of_it_as_its_start() -> None:
    told = [f"{one} So it was in {1500 + at}, too." for at in range(90) for one in SENTENCES]
    text = read("".join(f"<p>{one}</p>" for one in told)).text
    assert all(one in text for one in told)


def test_sizes_are_added_up_for_each_element_around() -> None:
    """From within: of elements that hold as much, the inner one is first."""
    page = html.document_fromstring("<main><div><p>1<p>2</div><section><p>3</section></main>")
    first, second, third = page.iter("p")
    found = sizes_around([(first, 1), (second, 2), (third, 4)])
    assert [(element.tag, size) for element, size in found.items()] == [
        *(("div", 3), ("main", 7), ("body", 7), ("html", 7)),
        ("section", 4),
    ]
