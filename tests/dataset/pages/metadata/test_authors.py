"""Bylines and the names in them."""

from __future__ import annotations

import pytest

from twa.dataset.pages.metadata.bylines import names
from twa.dataset.pages.metadata.titles import sites

KNOWN = sites(["The Harbour Post"], "www.harbour-post.example")

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
Ada Moor and AFP                             | Ada Moor
Ada Moor. The Harbour Post                   | Ada Moor
Ada Moor | The Harbour Post                  | Ada Moor
Ada Moor, Harbour Post Business              | Ada Moor
Ada Moor March 4, 2025                       | Ada Moor
Ada Moor Monday                              | Ada Moor
Ada Moor @adamoor                            | Ada Moor
Ada Moor ada@harbour-post.example            | Ada Moor
Ada Moor, Professor, University of Tarn      | Ada Moor
Ada Moor, Jr.                                | Ada Moor
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
The Harbour Post
Harbour Post Staff
Harbour Post News Desk
harbour-post
admin
Redaktion
La Rédaction
Staff Writer
web desk
jsmith
https://social.example/adamoor
@adamoor
ada@harbour-post.example
2024-05-03
By
By 3 of us
编辑部
"""


def _cases() -> list[tuple[str, tuple[str, ...]]]:
    rows = (line.split(" | ") if line.count("|") == 1 else line.rsplit(" | ", 1)
            for line in BYLINES.strip().splitlines())  # fmt: skip
    return [(raw.strip(), tuple(expected.strip().split("; "))) for raw, expected in rows]


@pytest.mark.parametrize(("byline", "expected"), _cases(), ids=[raw for raw, _ in _cases()])
@pytest.mark.parametrize("structured", [True, False])
def test_the_names_are_left(byline: str, expected: tuple[str, ...], structured: bool) -> None:
    assert names([byline], KNOWN, structured=structured) == expected


@pytest.mark.parametrize("byline", NOBODY.strip().splitlines())
@pytest.mark.parametrize("structured", [True, False])
def test_nobody_is_better_than_a_guess(byline: str, structured: bool) -> None:
    assert names([byline], KNOWN, structured=structured) == ()


def test_an_agency_is_an_author_only_where_stated_as_one() -> None:
    assert names(["AFP"], KNOWN, structured=True) == ("AFP",)
    assert names(["AFP"], KNOWN) == ()


def test_running_text_is_no_name() -> None:
    assert names(["The ministry said on"], KNOWN) == ()
    assert names(["Ada Moor has covered ships for thirty years"], KNOWN) == ()
