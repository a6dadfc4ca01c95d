"""Bylines and the names in them."""

from __future__ import annotations

import pytest

from twa.dataset.pages.metadata.credits.wording import parsing
from twa.dataset.pages.metadata.credits.wording.names import alone, kind


def names(byline: str, *, structured: bool = False, language: str | None = None) -> tuple[str, ...]:
    """The people in a byline who wrote."""
    found = parsing.read(byline, structured=structured, language=language)
    return tuple(n.name for n in found if n.role == "author" and n.kind != "organisation")


BYLINES = """
By Ada Moor                                  | Ada Moor
BY ADA MOOR                                  | ADA MOOR
Written by Ada Moor and Ben Tarn             | Ada Moor; Ben Tarn
Ada Moor, Ben Tarn and Cleo Vance            | Ada Moor; Ben Tarn; Cleo Vance
Ada Moor & Ben Tarn                          | Ada Moor; Ben Tarn
Ada Moor / Ben Tarn                          | Ada Moor; Ben Tarn
Ada Moor, Ada Moor                           | Ada Moor
Ada Moor / Pellworth                         | Ada Moor
Ada Moor - Pellworth                         | Ada Moor
Contributed by Ada Moor                      | Ada Moor
Words and photos by Ada Moor                 | Ada Moor
Ada Moor (text) and Ben Tarn (photos)        | Ada Moor
編集委員 山本花子                            | 山本花子
Ada Moor, Senior Reporter                    | Ada Moor
Senior Political Correspondent Ada Moor      | Ada Moor
Ada Moor Health Editor                       | Ada Moor
Ada Moor, Political Editor, London           | Ada Moor
Ada Moor in Kyiv                             | Ada Moor
Ada Moor (AFP)                               | Ada Moor
Ada Moor, Reuters                            | Ada Moor
Ada Moor AP Sports Writer                    | Ada Moor
Ada Moor Special to the Harbour Post         | Ada Moor
Ada Moor | For the Harbour Post              | Ada Moor
Ada Moor and AFP                             | Ada Moor
Ada Moor March 4, 2025                       | Ada Moor
Ada Moor Monday                              | Ada Moor
Ada Moor @adamoor                            | Ada Moor
Ada Moor ada@harbour-post.example            | Ada Moor
Ada Moor, Professor, University of Tarn      | Ada Moor
Ada Moor, Jr.                                | Ada Moor, Jr.
4 March 2025 - by Ada Moor                   | Ada Moor
4 March 2025 / in News / by Ada Moor         | Ada Moor
By Rev. Salomon Tarn                         | Rev. Salomon Tarn
Ada Moor, Vice President                     | Ada Moor
Ada Moor, Registered Nurse                   | Ada Moor
Ada Moor | Extension Educator                | Ada Moor
Ada Moor, Edith Head                         | Ada Moor; Edith Head
Par Élodie Marchand, avocate associée        | Élodie Marchand
RAin Dr. Eva Hof                             | Dr. Eva Hof
Ada Freitag                                  | Ada Freitag
By Ada Domingo                               | Ada Domingo
Ada Moor Reading time: 3 minutes             | Ada Moor
Boten-Redakteurin Ada Moor                   | Ada Moor
dpa-Korrespondent Ben Tarn                   | Ben Tarn
Ada (Keel) Moor                              | Ada (Keel) Moor
Ada Moor, MD, and Ben Tarn                   | Ada Moor, MD; Ben Tarn
Dr. Ada Moor                                 | Dr. Ada Moor
A. B. Moor                                   | A. B. Moor
Moor, Ada                                    | Ada Moor
Van der Berg, Jan                            | Jan Van der Berg
Reporting by Ada Moor; Editing by Ben Tarn   | Ada Moor
Text: Eva Braun-Hof, Fotos: Max Kant         | Eva Braun-Hof
Von Eva Hof und Max Kant                     | Eva Hof; Max Kant
Eine Analyse von Eva Hof, Berlin             | Eva Hof
Ursula von der Aue                           | Ursula von der Aue
Par Élodie Marchand et Paul Besson           | Élodie Marchand; Paul Besson
Propos recueillis par Élodie Marchand        | Élodie Marchand
Por Ana Gómez y Luis Pérez                   | Ana Gómez; Luis Pérez
José Ortega y Gasset                         | José Ortega y Gasset
di Luigi Rossi                               | Luigi Rossi
Por João da Silva e Rita Melo                | João da Silva; Rita Melo
Door Jan de Vries                            | Jan de Vries
Анна Петрова и Иван Сидоров                  | Анна Петрова; Иван Сидоров
بقلم: سلمى الحداد                            | سلمى الحداد
张三、李四                                    | 张三; 李四
记者 张三 李四                                | 张三; 李四
本报记者 张 三                                | 张三
文/王小明                                     | 王小明
作者：李小四 编辑：王五                        | 李小四
李小四记者                                    | 李小四
"""

NOBODY = """
admin
undefined
https://social.example/adamoor
ada@harbour-post.example
2024-05-03
By
View All
See full bio
RSS feed
Share on Twitter
"""


def _cases() -> list[tuple[str, tuple[str, ...]]]:
    rows = (line.rsplit(" | ", 1) for line in BYLINES.strip().splitlines())
    return [(raw.strip(), tuple(expected.strip().split("; "))) for raw, expected in rows]


@pytest.mark.parametrize(("byline", "expected"), _cases(), ids=[raw for raw, _ in _cases()])
@pytest.mark.parametrize("structured", [True, False])
def test_the_names_are_left(byline: str, expected: tuple[str, ...], structured: bool) -> None:
    assert names(byline, structured=structured) == expected


@pytest.mark.parametrize("byline", NOBODY.strip().splitlines())
@pytest.mark.parametrize("structured", [True, False])
def test_nobody_is_better_than_a_guess(byline: str, structured: bool) -> None:
    assert parsing.read(byline, structured=structured) == ()


SCRIPTS = [
    ("記者林小文／高雄報導", "zh-TW", ("林小文",)),
    ("文／林小文", "zh-TW", ("林小文",)),
    ("作者：张小文 来源：某某网 2025-03-04", "zh", ("张小文",)),
    ("本报记者 张三 李小四", "zh", ("张三", "李小四")),
    ("文・鈴木 一郎", "ja", ("鈴木 一郎",)),
    ("執筆：高橋花", "ja", ("高橋花",)),
    ("鈴木 一郎", "ja", ("鈴木 一郎",)),
    ("정수민 기자 sumin@press.example", "ko", ("정수민",)),
    ("정수민·한지우 기자", "ko", ("정수민", "한지우")),
    ("파리=정수민 특파원", "ko", ("정수민",)),
    ("Na Halima Juma na Otieno Were", "sw", ("Halima Juma", "Otieno Were")),
    ("रिपोर्ट: सुरेश तिवारी", "hi", ("सुरेश तिवारी",)),
    ("Yazan: Ayşe Demir", "tr", ("Ayşe Demir",)),
    ("Tác giả: Trần Minh Khoa", "vi", ("Trần Minh Khoa",)),
    ("Автор: Ольга Морозова", "ru", ("Ольга Морозова",)),
    ("بقلم: نادية السيد", "ar", ("نادية السيد",)),
    ("17 June 2025 | By Ada Moor | 5 min read", "en", ("Ada Moor",)),
    ("Posted by Ada on 17 June 2025", "en", ("Ada",)),
    ("Por Rita Melo | Lisboa", "pt", ("Rita Melo",)),
    ("Fotos: Max Kant | Text: Eva Hof", "de", ("Eva Hof",)),
]


@pytest.mark.parametrize(("byline", "language", "expected"), SCRIPTS)
def test_names_go_by_the_customs_of_their_script(
    byline: str, language: str, expected: tuple[str, ...]
) -> None:
    assert names(byline, language=language) == expected


ROLES = [
    ("By Ada Moor Photographs by Ben Tarn", [("Ada Moor", "author"), ("Ben Tarn", "photographer")]),
    ("Ada Moor (Text), Ben Tarn (Fotos)", [("Ada Moor", "author"), ("Ben Tarn", "photographer")]),
    ("Written by Ada Moor; edited by Ben Tarn", [("Ada Moor", "author"), ("Ben Tarn", "editor")]),
    ("Traduit par Ben Tarn", [("Ben Tarn", "translator")]),
    ("责任编辑：王芳", [("王芳", "editor")]),
    ("Par Élodie Marchand avec AFP", [("Élodie Marchand", "author"), ("AFP", "source")]),
    ("Medically reviewed by Ben Tarn", [("Ben Tarn", "reviewer")]),
]


@pytest.mark.parametrize(("byline", "expected"), ROLES)
def test_a_label_says_what_somebody_did(byline: str, expected: list[tuple[str, str]]) -> None:
    assert [(n.name, n.role) for n in parsing.read(byline)] == expected


KINDS = {
    "Ada Moor": "person",
    "Ursula von der Aue": "person",
    "AFP": "organisation",
    "新华社": "organisation",
    "The Northern Coast Press": "organisation",
    "Friends of the Harbour Association": "organisation",
    "Polizei Pellworth": "organisation",
    "Organization for Transforming Harbours": "organisation",
    "北岸国際特許事務所": "organisation",
    "moor_ada": "unknown",
    "Top Stories": None,
    "Revised Edition": None,
}


@pytest.mark.parametrize("name", KINDS)
def test_words_say_what_kind_of_somebody_bears_them(name: str) -> None:
    assert kind(name) == KINDS[name]


@pytest.mark.parametrize(
    ("value", "house"),
    [
        ("Board of Health and Welfare", "Board of Health and Welfare"),
        ("Nets & i", "Nets & i"),
        ("Ships and Sails", "Ships and Sails"),
        ("Ships and Sails, Pellworth, Coastland", "Ships and Sails"),
        (
            "Coastal Ministry for Ships, Nets and Sails",
            "Coastal Ministry for Ships, Nets and Sails",
        ),
        ("Kantonales Ressort für Küste und Hafen", "Kantonales Ressort für Küste und Hafen"),
        ("Coastal Times Trade & Shipping", "Coastal Times Trade & Shipping"),
    ],
)
def test_one_house_is_not_taken_for_two(value: str, house: str) -> None:
    assert [n.name for n in parsing.read(value, structured=True)] == [house]


@pytest.mark.parametrize("value", ["Coastal Times Trade & Shipping", "Sailing & Fishing Desk"])
def test_a_house_that_readers_see_is_one_too(value: str) -> None:
    assert [(n.name, n.kind) for n in parsing.read(value)] == [(value, "organisation")]


@pytest.mark.parametrize("value", ["Ada & Ben Tarn", "Ada Moor & Tarn", "Ada Moor & AFP"])
def test_people_on_both_sides_are_no_house(value: str) -> None:
    assert value not in {n.name for n in parsing.read(value)}


def test_whose_editor_it_is_is_no_name() -> None:
    assert "AAA Travel" not in names("AAA Travel Editor, SMT")


@pytest.mark.parametrize(
    "words", ["Business News", "Latest Updates", "New York", "Table of Contents"]
)
def test_words_of_sections_and_places_are_no_person_s_name(words: str) -> None:
    assert not alone(words)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Owl2", "unknown"),
        ("Tim Redaksi", "organisation"),
        ("Nhóm PV", "organisation"),
        ("PDF Version", None),
        ("Jumapili", None),
        ("Rafael Lima", "person"),
    ],
)
def test_what_kind_of_somebody_words_name(name: str, expected: str | None) -> None:
    assert kind(name) == expected


def test_an_agency_whose_name_has_a_slash_is_one() -> None:
    found = parsing.read("Port News - RFE/RL", structured=True)
    said = [(one.name, one.role) for one in found]
    assert said == [("Port News", "author"), ("RFE/RL", "source")]
