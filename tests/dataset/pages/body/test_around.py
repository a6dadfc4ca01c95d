"""What stands around an article's text, and within: siblings of kinds that went wrong elsewhere."""

from __future__ import annotations

import json

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, amid, read

CARD = "<div><h4><a href=/m{0}>Headline {0} of another day</a></h4><p>{1}</p></div>"
TEASER = "What this card tells is long enough to be taken for a paragraph, and leads to page {}."
CARDS = "".join(CARD.format(at, TEASER.format(at)) for at in range(4))
LETTER = "<p>Every morning what the orchards say, on your desk.</p><a href={}>Yes please</a>"


@pytest.mark.parametrize("short", [SENTENCES[:1], SENTENCES[:2]])
def test_cards_that_lead_to_others_are_no_text_of_a_short_article(short: tuple[str, ...]) -> None:
    told = "".join(f"<p>{one}</p>" for one in short)
    found = read(f"{told}<section class=related><h3>More of this</h3>{CARDS}</section>")
    assert found.text.split("\n\n") == list(short)


def test_a_list_of_cards_that_is_the_article_stays() -> None:
    assert TEASER.format(2) in read(f"{CARDS}<p>{SENTENCES[0]}</p>").text


def test_an_article_with_a_small_heading_that_leads_elsewhere_is_no_card() -> None:
    told = "".join(f"<p>{one}</p>" for one in SENTENCES)
    steps = f"<h2>Grafting</h2><h5><a href=/knives>Knives</a></h5>{told}"
    assert SENTENCES[0] in read(f"<p>{TEASER.format(0)}</p><article>{steps}</article>").text


@pytest.mark.parametrize(
    "address",
    ["/newsletter/orchards", "https://t.me/orchards", "https://play.google.com/store/apps/x"],
)
def test_a_box_whose_one_link_leads_to_an_offer_is_none_of_the_text(address: str) -> None:
    assert read(amid(f"<div class=x>{LETTER.format(address)}</div>")).text == read(BODY).text


def test_a_box_whose_link_leads_to_a_page_stays() -> None:
    boxed = amid(f"<div class=x>{LETTER.format('/pears')}</div>")
    assert "Every morning what the orchards say" in read(boxed).text


def test_points_and_a_subtitle_below_the_headline_are_the_standfirst() -> None:
    points = ("Forty kinds of pear are saved.", "The school has the windfalls.")
    listed = "<ul>" + "".join(f"<li>{one}</li>" for one in points) + "</ul>"
    dek = "A trust has bought the garden above the mill, and nobody will ever build there"
    for above, wanted in ((listed, "\n".join(points)), (f"<p class=sub-title>{dek}</p>", dek)):
        found = read(
            f"<main><h1>Old pears are saved</h1>{above}<div>By Ada Moss, May 2026</div>"
            f"<div class=t>{BODY}</div></main>",
            around=False,
        )
        assert found.full_text.startswith(wanted)
        assert found.text.endswith(read(BODY).text)


def test_all_that_stands_in_the_cells_of_a_row_is_kept() -> None:
    table = (
        "<table><tr><th>Tree</th><th>Use</th></tr><tr><td>Perry</td><td>drink</td></tr>"
        "<tr><td>Warden</td><td><ul><li>to bake</li><li>to keep over the winter</li></ul></td></tr>"
        "</table>"
    )
    assert "to keep over the winter" in read(amid(table)).text


def test_a_layout_of_tables_parted_by_breaks_is_text() -> None:
    cell = "<br><br>".join(SENTENCES)
    laid = f"<table><tr><td><a href=/>Home</a></td><td>{cell}</td></tr></table>"
    assert read(laid, around=False).text.split("\n\n") == list(SENTENCES)


def test_line_numbers_in_elements_of_their_own_are_no_code() -> None:
    lines = [f"<span class=ln>{at}</span><span>pear = {at + 40}\n</span>" for at in (1, 2, 3)]
    text = read(amid(f"<pre>{''.join(lines)}</pre>")).text
    assert "pear = 41\npear = 42\npear = 43" in text


def test_an_answer_that_script_data_keeps_as_its_text_is_read() -> None:
    story = json.dumps({"title": "Old pears are saved", "html": BODY})
    kept = json.dumps({"status": 200, "body": story}).replace("</", "<\\/")
    data = f"<script type=application/json data-url=/api>{kept}</script>"
    assert SENTENCES[3] in read(f"<div id=app></div>{data}", around=False).text


def test_a_row_of_flight_data_may_begin_in_a_script_of_its_own() -> None:
    head = json.dumps([1, f"7:T{len(BODY.encode()):x},"])
    pushed = "".join(
        f"<script>self.__next_f.push({one})</script>" for one in (head, json.dumps([1, BODY]))
    )
    assert SENTENCES[3] in read(f"<h1>Old pears are saved</h1>{pushed}", around=False).text


def test_a_page_nested_a_hundred_thousand_deep_has_its_text() -> None:
    assert SENTENCES[5] in read("<div>" * 100_000 + BODY, around=False).text


def test_a_page_of_thousands_of_siblings_has_its_text() -> None:
    assert SENTENCES[5] in read(BODY + "<p>leaf</p>" * 5_000, around=False).text
