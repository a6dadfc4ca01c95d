"""Pages of firms, blogs, clubs and manuals: guests, letters, cards, accounts, titles."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dataset.pages.metadata.test_credits import CAPTURED, credited, ld, metadata
from twa.dataset.pages.metadata.statements import read
from twa.dataset.pages.page import Page

GUESTS = {
    "<p><em>This is a guest post by Ada Moor of Tarn Labs.</em></p>": ("Ada Moor",),
    "<p>Editor’s note: This is a guest article from Ada Moor, CEO at Tarn Labs.</p>": ("Ada Moor",),
    "<p>Today’s post comes from guest blogger Ada Moor.</p>": ("Ada Moor",),
    "<p>Guest columnist <b>Orla Maddoch</b></p>": ("Orla Maddoch",),
    "<p>Staff writer Orla Maddoch</p>": ("Orla Maddoch",),
    "<p>Guest house Orla Maddoch</p>": (),
}


@pytest.mark.parametrize("top", GUESTS)
def test_a_guest_wrote_though_the_house_is_stated(top: str) -> None:
    head = "<meta property='og:site_name' content='Harbour Post'>" + ld('{"name":"Harbour Post"}')
    assert metadata(head, top).authors == GUESTS[top]


def test_a_given_name_that_is_stated_is_spelled_as_readers_see_it() -> None:
    stated = ld('{"name":"Ada"}')
    line = "<p class='byline'>By <a href='/about'>Ada Moor</a></p>"
    assert metadata(stated, line).authors == ("Ada Moor",)


def test_the_account_of_a_program_is_nobody() -> None:
    assert metadata(ld('{"@type":"Person","name":"Shop API"}'), "").credits == ()


def test_an_account_beside_its_bearer_is_not_named_too() -> None:
    line = "<p class='author'>Posted by amoor</p><p class='author'>By Ada Moor</p>"
    assert credited(metadata("", line)) == [("Ada Moor", "person", "author")]


SHOWN = [
    "<p>With Ada Moor, Ben Tarn and Cleo Vance</p><p>3 June 2025</p>",
    "<p>by Ada Moor</p><p>Directed by Ben Tarn</p><p>3 June 2025</p>",
    "<p>Q: My boat leaks. – Ada Moor, Riga</p><p>3 June 2025</p>",
    "<p>The mayor, Ada Moor, opened the new lock herself.</p><p>3 June 2025</p>",
    "<p>Produced by Ada Moor. Edited by Ben Tarn. Music by The Low Tides.</p>",
]


@pytest.mark.parametrize("line", SHOWN)
def test_who_is_on_a_stage_or_made_a_show_wrote_nothing(line: str) -> None:
    assert metadata("", line).credits == ()
    assert metadata("", "", end=line).credits == ()


def test_who_signs_a_letter_wrote_it() -> None:
    close = "<p>With every blessing,</p><p>Revd Ada Moor<br>Rector</p>"
    assert metadata("", "", end=close).authors == ("Revd Ada Moor",)
    assert metadata("", "", end="<p>Among those present:</p><p>Ada Moor<br>x</p>").authors == ()


def test_each_card_of_a_row_is_of_whom_its_heading_says() -> None:
    card = "<div class='person'><p>{0} {1}</p><p>Partner</p><p>Riga</p></div>"
    row = card.format("Ada", "Moor") + card.format("Lindani", "Mbekwe")
    assert metadata("", "", end=f"<h2>Authors</h2>{row}").authors == ("Ada Moor", "Lindani Mbekwe")
    assert metadata("", "", end=f"<h2>Our team</h2>{row}").authors == ()
    items = "<li><h4>Ada Moor</h4><p>Partner</p></li><li><h4>Lindani Mbekwe</h4><p>Counsel</p></li>"
    found = metadata("", "", end=f"<h3>Contributors</h3><ul>{items}</ul>").credits
    assert [one.name for one in found] == ["Ada Moor", "Lindani Mbekwe"]


def test_an_agency_in_brackets_may_stand_behind_an_and() -> None:
    found = metadata("", "<p class='byline'>By Orla Maddoch and (AFP)</p>")
    assert [one.name for one in found.credits] == ["Orla Maddoch", "AFP"]


def test_the_month_that_readers_see_is_made_exact_by_the_page_s_own_data() -> None:
    data = '<script>{"publishDate":"2025-06-15T00:00:00Z"}</script>'
    found = metadata(data, "<p class='date'>June 2025</p>").published
    assert found is not None
    assert found.value.date() == date(2025, 6, 15)
    other = metadata(data, "<p class='date'>May 2025</p>").published
    assert other is not None
    assert other.value.month == 5


def test_two_given_names_are_both_writers_behind_a_date() -> None:
    line = "<div>June 3, 2025 Posted by: <a href='/author/lo'>Lo &amp; Mattias</a> 4 Comments</div>"
    assert metadata("", line).authors == ("Lo", "Mattias")


def test_a_report_of_agencies_is_nobody_beside_who_wrote() -> None:
    head = "<meta name='author' content='Agency Report'>"
    lines = "<p class='byline'>by Agency Report</p><p><b>By Ada Moor, Pellworth</b></p>"
    assert credited(metadata(head, lines)) == [("Ada Moor", "person", "author")]


PROSE = f"<p>{'The boats came back into the harbour with the morning tide. ' * 4}</p>" * 3


def titled(html: str) -> str | None:
    page = Page("https://tarn.example/p", html.encode(), "text/html; charset=utf-8", CAPTURED)
    return read(page.tree, page).title


def test_a_heading_for_search_engines_gives_way_to_the_one_below_it() -> None:
    tag = "Nets and how to mend them | Guides | Tarn Harbour"
    below = f"<h2>Nets and how to mend them</h2>{PROSE}"
    assert titled(f"<title>{tag}</title><h1>{tag}</h1>{below}") == "Nets and how to mend them"
    other = f"<h2>Nets</h2>{PROSE}"
    assert titled(f"<title>{tag}</title><h1>{tag}</h1>{other}") != "Nets"


def test_one_word_is_the_title_of_a_page_of_a_manual() -> None:
    html = (
        "<title>Mooring — boatlib 2.4 documentation</title><div class='wy-nav-wrap'>"
        f"<div role='main'><h1>Mooring<a class='headerlink'>¶</a></h1>{PROSE}</div></div>"
    )
    assert titled(html) == "Mooring"


PEN_NAMES = {
    "tarnlights": ("tarnlights",),
    "admin": (),
    "tarn2lights": (),
    "web_editor": (),
    "harbourpost": (),
}


@pytest.mark.parametrize("name", PEN_NAMES)
def test_a_pen_name_that_a_card_for_sharing_shows_counts_where_nobody_is_named(name: str) -> None:
    site = "<meta property='og:site_name' content='Harbour Post'>"
    stated = ld(f'{{"@type":"Person","name":"{name}"}}')
    card = (
        "<meta name='twitter:label1' content='Written by'>"
        f"<meta name='twitter:data1' content='{name}'>"
    )
    assert metadata(site + stated + card, "").authors == PEN_NAMES[name]
    assert metadata(site + stated, "").credits == ()
    line = "<p class='byline'>By Ada Moor</p>"
    assert metadata(site + stated + card, line).authors == ("Ada Moor",)


def test_who_reviewed_a_book_wrote_the_review_and_not_who_wrote_the_book() -> None:
    html = (
        "<title>Review: The Salt Road by Ypsi Quell</title>"
        "<h1>Review: The Salt Road by Ypsi Quell</h1><p>Reviewed by Ada Moor</p><p>3 June 2025</p>"
        f"<div><p>The Salt Road</p><p>By Ypsi Quell</p></div>{PROSE}"
    )
    page = Page("https://tarn.example/p", html.encode(), "text/html; charset=utf-8", CAPTURED)
    assert credited(read(page.tree, page)) == [("Ada Moor", "person", "author")]
    checked = metadata("", "<p class='byline'>By Ben Tarn</p><p>Reviewed by Ada Moor</p>")
    assert checked.authors == ("Ben Tarn",)


WORDS = [
    ("it", "<div>Testo e foto di Ludovica Ferrari</div>", "Ludovica Ferrari"),
    ("es", "<div>Texto y fotos de Joana Ferrer</div>", "Joana Ferrer"),
    ("pl", "<p>12 lipca 2025 • Autorka: Zofia Wrona • 8 min</p>", "Zofia Wrona"),
    (
        "en",
        "<p>Steel and flux. Words Isla Tarn Photography Ben Moor</p><p>3 May 2025</p>",
        "Isla Tarn",
    ),
]


@pytest.mark.parametrize(("lang", "top", "name"), WORDS)
def test_words_and_pictures_may_be_one_person_s_or_two(lang: str, top: str, name: str) -> None:
    assert metadata("", top, lang=lang).authors == (name,)
