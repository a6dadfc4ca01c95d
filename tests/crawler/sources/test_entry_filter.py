"""Keywords and categories of a source."""

from __future__ import annotations

import pytest

from twa.crawler.sources.entry_filter import EntryFilter

URL = "https://news.example/harbour/2026/ferry-stops-at-noon/"


@pytest.mark.parametrize(
    ("wanted", "title", "reason"),
    [
        (EntryFilter(), "Anything", None),
        (EntryFilter(drop_title=("port",)), "A port for all", "keyword"),
        (EntryFilter(drop_title=("PORT",)), "Porto: a port.", "keyword"),
        # A word is a whole one, unless a star says otherwise.
        (EntryFilter(drop_title=("port",)), "Sport today", None),
        (EntryFilter(drop_title=("port",)), "Ports today", None),
        (EntryFilter(drop_title=("port*",)), "Ports today", "keyword"),
        (EntryFilter(drop_title=("night ferry",)), "The  Night\nFerry", "keyword"),
        (EntryFilter(drop_title=("c++",)), "C++ at sea", "keyword"),
        # Where words have no spaces between them, a part of the text is meant.
        (EntryFilter(drop_title=("渡輪",)), "今日渡輪停航", "keyword"),
        (EntryFilter(drop_title=("café",)), "Cafe\u0301 on the quay", "keyword"),
        (EntryFilter(keep_title=("ferry",)), "The ferry", None),
        (EntryFilter(keep_title=("ferry",)), "The train", "keyword"),
        # What has no title has words in its address.
        (EntryFilter(keep_title=("ferry",)), "", None),
        (EntryFilter(keep_title=("train",)), "", "keyword"),
        (EntryFilter(keep_title=("train",), keep_url=("/harbour/",)), "The quay", None),
        (EntryFilter(keep_url=("/sport/",)), "The quay", "keyword"),
        (EntryFilter(keep_url=("/harbour/*/ferry",)), "The quay", None),
        (EntryFilter(drop_url=("/HARBOUR/",)), "The quay", "keyword"),
        # What is to be dropped is, also where it is to be kept.
        (EntryFilter(keep_title=("ferry",), drop_url=("/harbour/",)), "The ferry", "keyword"),
    ],
)
def test_keywords(wanted: EntryFilter, title: str, reason: str | None) -> None:
    found = wanted.refusal(title=title, url=URL, categories=())
    assert (found and found[0]) == reason


def test_the_words_say_which_option_it_was() -> None:
    wanted = EntryFilter(drop_title=("tide", "ferry"))
    assert wanted.refusal(title="A ferry", url=URL, categories=()) == (
        "keyword",
        "drop_title has 'ferry'",
    )


def test_categories_are_those_that_an_entry_names() -> None:
    wanted = EntryFilter(categories=("Harbour", "Küste"))
    assert wanted.refusal(title="x", url=URL, categories=("HARBOUR", "Sport")) is None
    assert wanted.refusal(title="x", url=URL, categories=("KÜSTE",)) is None
    assert wanted.refusal(title="x", url=URL, categories=()) is None
    found = wanted.refusal(title="x", url=URL, categories=("Sport", "City"))
    assert found == ("other-category", "filed under Sport, City")
