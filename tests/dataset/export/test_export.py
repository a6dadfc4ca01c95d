"""Rows taken out of a dataset: chosen in SQL, written for other programs, drawn again by a seed."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.dataset.published import collection
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.export.references import write_bibtex, write_csl, write_ris
from twa.dataset.export.sampling import draw
from twa.dataset.export.selection import BadSelection, Selection, select
from twa.dataset.export.write import export
from twa.dataset.tables.arrow import arrow
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import TABLES


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return collection(tmp_path_factory.mktemp("export") / "harbour")


PAGE = Path(__file__).parents[3] / "docs" / "export.md"
EXAMPLES = re.findall(r"^twa .+$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_the_examples_of_its_page_run_as_they_stand(
    made: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made.root, tmp_path / "data" / "twa")
    monkeypatch.chdir(tmp_path)
    for example in EXAMPLES:
        _, *arguments = shlex.split(example, comments=True)
        done = CliRunner().invoke(cli, arguments)
        assert done.exit_code == 0, (example, done.output, done.exception)
        assert Path(arguments[arguments.index("-o") + 1]).exists()
    assert len(EXAMPLES) > 6


def titles(made: Collection, where: str | None) -> list[str]:
    return [row["title"] for row in select(made.dataset, Selection("articles", where, ("title",)))]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (None, ["Harbour bridge reopens", "Last ferry leaves"]),
        ("title LIKE 'Last%'", ["Last ferry leaves"]),
        ("revision_count > 1 -- a remark", ["Harbour bridge reopens"]),
        ("capture.http_status = 404", []),
        ("capture.captured_at > '2100-01-01'", []),
    ],
)
def test_rows_are_chosen_by_a_condition(
    made: Collection, where: str | None, expected: list[str]
) -> None:
    assert titles(made, where) == expected


@pytest.mark.parametrize(
    "where",
    [
        "titel = 'x'",
        "title =",
        "1); COPY articles TO 'out.csv' --",
        "1; DROP VIEW articles",
        "(SELECT count(*) FROM read_text('/etc/hostname')) > 0",
        "(SELECT count(*) FROM files) > 0",
    ],
)
def test_what_is_no_condition_over_the_table_is_refused(
    made: Collection, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = ["out.csv"]
    assert files
    with pytest.raises(BadSelection, match="can't select"):
        titles(made, where)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("table", TABLES)
def test_parquet_has_the_rows_and_types_of_the_dataset(
    made: Collection, table: str, tmp_path: Path
) -> None:
    target = tmp_path / f"{table}.parquet"
    export(made.dataset, Selection(table), target)
    assert pq.read_table(target).equals(pq.read_table(made.dataset / table))


def test_json_lines_have_the_rows_of_the_dataset(made: Collection, tmp_path: Path) -> None:
    target = tmp_path / "rows.jsonl"
    assert export(made.dataset, Selection("revisions"), target) == 3
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert rows == list(read_table("revisions", made.dataset))


def test_csv_is_read_back_by_a_reader_of_csv(made: Collection, tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    columns = ("id", "title", "authors", "published", "text", "gone_at")
    export(made.dataset, Selection("articles", None, columns), target)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = list(read_table("articles", made.dataset, columns))
    assert [row["text"] for row in rows] == [row["text"] for row in expected]
    assert [json.loads(row["authors"]) for row in rows] == [row["authors"] for row in expected]
    assert [row["published"] for row in rows] == [row["published"] or "" for row in expected]
    assert list(rows[0]) == list(columns)


def test_an_export_that_fails_leaves_what_was_there(made: Collection, tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("mine")
    with pytest.raises(BadSelection):
        export(made.dataset, Selection("articles", "nonsense("), target)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("rows.csv", "mine")]


@pytest.mark.parametrize(
    ("name", "selection", "message"),
    [
        ("rows.xls", Selection("articles"), "no format has this suffix"),
        ("rows.bib", Selection("rejects"), "references are of articles"),
        (
            "rows.csv",
            Selection("articles", None, ("titel",)),
            r"titel \(did you mean title\? ",
        ),
    ],
)
def test_what_can_not_be_written_is_said(
    made: Collection, tmp_path: Path, name: str, selection: Selection, message: str
) -> None:
    with pytest.raises(TwaError, match=message):
        export(made.dataset, selection, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


ROW: dict[str, object] = {
    "id": "0123456789abcdef0123456789abcdef",
    "url": "https://harbour.example/a_b/?q={1}",
    "title": "50% of ferries & one\nbridge",
    "authors": ["Mira Holt", "Jonas Adebayo"],
    "published": "2025-03-14T09:00:00.000000Z",
    "publisher": "Harbour Wire",
    "language": "en",
    "capture": {"captured_at": "2025-03-15T00:00:00.000000Z"},
}
BARE: dict[str, object] = ROW | {
    "title": None,
    "authors": [],
    "published": None,
    "publisher": None,
    "language": None,
}


def written(write: object, tmp_path: Path, *rows: dict[str, object]) -> str:
    path = tmp_path / "references"
    with path.open("wb") as file:
        assert write(rows, arrow("articles"), file) == len(rows)  # type: ignore[operator]
    return path.read_text("utf-8")


def test_bibtex(tmp_path: Path) -> None:
    assert written(write_bibtex, tmp_path, ROW, BARE) == (
        "@online{twa-0123456789ab,\n"
        "  title = {{50\\% of ferries \\& one bridge}},\n"
        "  author = {{Mira Holt} and {Jonas Adebayo}},\n"
        "  date = {2025-03-14},\n"
        "  organization = {Harbour Wire},\n"
        "  url = {https://harbour.example/a_b/?q=%7B1%7D},\n"
        "  urldate = {2025-03-15},\n"
        "  langid = {en},\n"
        "}\n\n"
        "@online{twa-0123456789ab,\n"
        "  title = {{https://harbour.example/a\\_b/?q=\\{1\\}}},\n"
        "  url = {https://harbour.example/a_b/?q=%7B1%7D},\n"
        "  urldate = {2025-03-15},\n"
        "}\n\n"
    )


def test_ris(tmp_path: Path) -> None:
    assert written(write_ris, tmp_path, ROW).splitlines() == [
        "TY  - NEWS",
        "ID  - twa-0123456789ab",
        "TI  - 50% of ferries & one bridge",
        "AU  - Mira Holt",
        "AU  - Jonas Adebayo",
        "PY  - 2025",
        "DA  - 2025/03/14",
        "PB  - Harbour Wire",
        "LA  - en",
        "UR  - https://harbour.example/a_b/?q={1}",
        "Y2  - 2025/03/15",
        "ER  - ",
    ]


def test_csl(tmp_path: Path) -> None:
    full, bare = json.loads(written(write_csl, tmp_path, ROW, BARE))
    assert full["issued"] == {"date-parts": [[2025, 3, 14]]}
    assert full["author"] == [{"literal": "Mira Holt"}, {"literal": "Jonas Adebayo"}]
    assert full["container-title"] == "Harbour Wire"
    assert set(bare) == {"id", "type", "title", "author", "URL", "accessed"}


POPULATION = [
    {"id": f"{number:03}", "language": "en" if number % 4 else "zh"} for number in range(100)
]


def test_a_sample_is_drawn_again_whatever_the_order() -> None:
    drawn = draw(POPULATION, 12, seed="tide", by=["language"])
    assert drawn == draw(reversed(POPULATION), 12, seed="tide", by=["language"])
    assert drawn != draw(POPULATION, 12, seed="ebb", by=["language"])
    chosen = [row["language"] for row in POPULATION if row["id"] in drawn]
    assert (chosen.count("en"), chosen.count("zh")) == (9, 3)


def test_a_larger_sample_holds_the_smaller() -> None:
    assert draw(POPULATION, 5, seed="tide", by=()) < draw(POPULATION, 30, seed="tide", by=())
    assert len(draw(POPULATION, 500, seed="tide", by=())) == 100
    assert draw([], 5, seed="tide", by=()) == set()


def test_the_commands_say_what_they_wrote(made: Collection, tmp_path: Path) -> None:
    def run(*arguments: object) -> str:
        return CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False).output

    target = tmp_path / "new" / "rows.csv"
    assert "2 rows of articles in" in run("export", made.root, "-o", target)
    arguments = ("sample", made.root, "--count", 1, "--seed", "tide", "--by", "language")
    first = run(*arguments, "-o", target)
    assert "1 row of articles" in first
    assert "with seed 'tide', by language" in first
    before = target.read_bytes()
    run(*arguments, "-o", target)
    assert target.read_bytes() == before
