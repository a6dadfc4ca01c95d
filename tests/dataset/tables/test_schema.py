"""The contracts: complete, one with another, and everything that derives from them equal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.dataset import samples
from twa.dataset.documents import dictionary
from twa.dataset.tables import schema
from twa.dataset.tables.arrow import arrow

HOME = Path(__file__).resolve().parents[3]
NAMES = ("article", "revision", "feed_entry", "reject", "run", "manifest")
FILES = sorted((HOME / "schemas").glob("*.schema.json"))

# Numbers that count or measure nothing.
WITHOUT_UNIT = {"level", "http_status", "position", "number", "exit_status", "status"}


EVERY_FIELD = [
    pytest.param(field, id=f"{name}:{'.'.join(field.path)}")
    for name in NAMES
    for field in schema.fields(schema.load(name))
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_is_json_schema(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(document)


def test_every_file_is_a_contract() -> None:
    assert {path.name.removesuffix(".schema.json") for path in FILES} == {*NAMES, "common"}


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_field_explains_itself(field: schema.Field) -> None:
    assert field.schema["title"]
    assert field.schema["description"].endswith((".", ")."))
    if field.kind in ("integer", "number") and field.path[-1] not in WITHOUT_UNIT:
        assert field.schema["x-unit"]
    if field.kind in ("integer", "number", "string", "boolean"):
        assert field.repeated or field.schema["examples"]


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_examples_are_valid(field: schema.Field) -> None:
    checker = Draft202012Validator(field.schema, format_checker=FormatChecker())
    for example in field.schema.get("examples", ()):
        # The examples of a list that is told in common definitions are lists.
        values = example if field.repeated and isinstance(example, list) else [example]
        for value in values:
            checker.validate(value)


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_values_are_explained(field: schema.Field) -> None:
    if meanings := field.schema.get("x-meanings"):
        assert [value for value in field.schema["enum"] if value is not None] == list(meanings)


@pytest.mark.parametrize("table", schema.TABLES)
def test_rows_are_closed_and_complete(table: str) -> None:
    def objects(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            if "properties" in part and "additionalProperties" in part:
                yield part
            for child in part.values():
                yield from objects(child)

    for part in objects(schema.contract(table)):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])


@pytest.mark.parametrize("table", schema.TABLES)
def test_order_is_of_columns_that_exist_and_ends_with_the_key(table: str) -> None:
    columns = schema.order(table)
    assert columns[-1] == "id"
    assert set(columns) <= set(arrow(table).names)


def test_arrow_types() -> None:
    articles = arrow("articles")
    assert articles.field("published").type == pa.timestamp("us", tz="UTC")
    assert articles.field("word_count").type == pa.int64()
    assert articles.field("is_accessible_for_free").type == pa.bool_()
    assert articles.field("authors").type == pa.list_(pa.string())
    assert articles.field("blocks").type == pa.list_(
        pa.struct([("type", pa.string()), ("text", pa.string()), ("level", pa.int64())])
    )
    assert articles.field("capture").type.field("captured_at").type == pa.timestamp("us", tz="UTC")
    assert articles.field("witnesses").type.field("feed").type == pa.float64()


def test_data_dictionary_is_current() -> None:
    kept = (HOME / "docs" / "data-dictionary.md").read_text("utf-8")
    assert kept == dictionary.render(), (
        "run: python -m twa.dataset.documents.dictionary > docs/data-dictionary.md"
    )


@pytest.mark.parametrize("table", schema.TABLES)
def test_expanded_contract_means_what_the_files_mean(table: str) -> None:
    """Other people's validators, which follow `$ref`, agree with ours."""
    registry: Registry[Any] = Registry().with_resources(
        (path.name, DRAFT202012.create_resource(json.loads(path.read_text("utf-8"))))
        for path in FILES
    )
    theirs = Draft202012Validator(
        {"$ref": f"{schema.TABLES[table]}.schema.json"},
        registry=registry,
        format_checker=FormatChecker(),
    )
    ours = schema.validator(schema.TABLES[table])
    row = samples.ROWS[table](1)
    assert theirs.is_valid(row)
    assert ours.is_valid(row)
    values: tuple[object, ...] = (
        None,
        "",
        7,
        -1,
        [],
        {},
        "x" * 40,
        "2024-01-01T00:00:00Z",
        [None],
        True,
    )
    for name in row:
        for value in values:
            bent = {**row, name: value}
            assert theirs.is_valid(bent) == ours.is_valid(bent), (name, value)


def test_pattern_ends_where_the_text_ends() -> None:
    row = samples.article(language="en\n")
    assert [list(error.path) for error in schema.validator("article").iter_errors(row)] == [
        ["language"]
    ]


def test_unknown_contract_is_named() -> None:
    with pytest.raises(schema.SchemaError, match=r"no such contract: nothing\.schema\.json"):
        schema.load("nothing")
    with pytest.raises(schema.SchemaError, match="no such table: nothing"):
        arrow("nothing")
