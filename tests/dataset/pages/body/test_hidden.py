"""What a reader does not see is no text, by the ways in which pages hide it."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement, fromstring

from tests.dataset.pages.body.orchard import BODY, amid, read
from twa.dataset.pages.body import mending
from twa.dataset.pages.body.mending import TURNS, Measured, length
from twa.dataset.pages.body.visible import shown

SAID = "Two men looked at the roots"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "u-visuallyHidden",
            "VisuallyHidden__Root-x1",
            "govuk-visually-hidden",
            "hidden-visually",
        ),
        *("is-sr-only", "usa-sr-only", "a11y-only", "off-screen", "slds-assistive-text"),
        *("ScreenReaderText", "pf-u-screen-reader", "accessibly-hidden", "displayNone"),
        *("u-hidden", "js-hidden", "ng-hide", "uk-hidden", "hide-text", "vh", "clipped"),
    ],
)
def test_classes_that_hide_a_few_words(name: str) -> None:
    hidden = f"<span class='{name}'> (leads to a map)</span>"
    assert f"{SAID}." in read(amid(f"<p>{SAID}{hidden}.</p>")).text


@pytest.mark.parametrize("name", ["module nocontent", "robots-nocontent"])
def test_what_is_marked_as_no_content_is_none(name: str) -> None:
    box = f"<div class='{name}'><p>{SAID}, and each of them wrote a paper about it.</p></div>"
    assert read(BODY + box).text == read(BODY).text


@pytest.mark.parametrize(
    "name",
    ["not-sr-only", "md:hidden", "hidden md:inline", "clip-board", "vh-100", "overflow-hidden"],
)
def test_classes_that_hide_nothing(name: str) -> None:
    assert f"{SAID} there." in read(amid(f"<p>{SAID}<b class='{name}'> there</b>.</p>")).text


@pytest.mark.parametrize(
    "style",
    [
        "position:absolute;top:-9999px",
        "position:fixed;right:-5000px",
        "Left: -9999PX",
        "Font-Size: 0",
        "opacity:0",
        "width:1px;height:1px;overflow:hidden",
        "overflow:hidden;max-height:0",
        "transform:scale(0)",
    ],
)
def test_styles_that_hide_a_few_words(style: str) -> None:
    hidden = f"<span style='{style}'> (leads to a map)</span>"
    assert f"{SAID}." in read(amid(f"<p>{SAID}{hidden}.</p>")).text


@pytest.mark.parametrize("style", ["opacity:0", "height:0;overflow:hidden"])
def test_what_a_script_fades_in_or_unfolds_is_text(style: str) -> None:
    assert f"{SAID}." in read(amid(f"<p style='{style}'>{SAID}.</p>")).text


def test_a_popover_is_hidden() -> None:
    assert "map" not in read(amid(f"<p>{SAID}<span popover>the map</span>.</p>")).text


CONSENT = "".join(
    f"<p>We and our {number} partners keep things on your device and use what they tell of you, to"
    f" measure, to choose what you are offered, and to learn whom we reach. Choice {number}.</p>"
    for number in range(9)
)
ARTICLE = f"<main><h1>Old pears are saved</h1><div>{amid(f'<p>{SAID}.</p>')}</div></main>"


@pytest.mark.parametrize(
    "opened",
    [
        f"<dialog open>{CONSENT}</dialog>",
        f"<div role='dialog'><div role='alertdialog'>{CONSENT}</div></div>",
        f"<section aria-modal='true'>{CONSENT}</section>",
    ],
)
def test_what_opens_over_the_page_is_no_text(opened: str) -> None:
    text = read(opened + ARTICLE, around=False).text
    assert f"{SAID}." in text
    assert "partners" not in text


def test_an_article_that_opens_over_the_page_is_text() -> None:
    opened = f"<div role='dialog' aria-modal='true'>{ARTICLE}</div><p>Gazette, Mill Lane</p>"
    assert f"{SAID}." in read(opened, around=False).text


def test_elements_that_nest_without_end_are_measured_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured = []

    def counted(element: HtmlElement) -> int:
        measured.append(length(element))
        return measured[-1]

    monkeypatch.setattr(mending, "length", counted)
    nested, said = 300, amid(f"<p>{SAID}.</p>")
    for hides in ("hidden", "role=dialog", "class=sr-only", "aria-hidden=true", "style=opacity:0"):
        del measured[:]
        page = f"{f'<span {hides}>' * nested}{f'<div {hides}>' * nested}{said}"
        shown(fromstring(f"<html><body>{page}</body></html>"))
        assert sum(measured) <= 2 * (TURNS + 3) * len(said)


def test_lengths_are_the_same_one_by_one_and_at_once() -> None:
    tree = fromstring(f"<div>Of <b>roots</b> and <p>pears {ARTICLE} <i></i> here</p> there</div>")
    lengths = Measured(tree)
    one_by_one = [lengths(element) for element in tree.iter()]
    assert one_by_one == [length(element) for element in tree.iter()]
    for _ in range(TURNS + 1):
        lengths(tree)
    assert [lengths(element) for element in tree.iter()] == one_by_one
