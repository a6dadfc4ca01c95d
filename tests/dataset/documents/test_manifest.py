"""The manifest: one form, one digest, everything in it."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dataset import folders
from tests.dataset.samples import START, article, instant, reject
from twa.dataset.tables import manifest
from twa.dataset.tables.coverage import Coverage
from twa.dataset.tables.manifest import ManifestError, ManifestInput, Written, canonical, parse
from twa.dataset.tables.manifest_glance import glance

OUTPUT = Written("articles/2024-05-0000.parquet", "articles", 3, 900, 1800, "a" * 64)


def test_version_is_the_digest_of_the_file(tmp_path: Path) -> None:
    made = folders.write(folders.sample_rows(), tmp_path)
    octets = (tmp_path / "manifest.json").read_bytes()
    assert made.version == hashlib.sha256(octets).hexdigest()
    assert parse(octets) == made


def test_names_every_file_that_holds_rows(tmp_path: Path) -> None:
    made = folders.describe(folders.sample_rows(), tmp_path)
    named = {item["file"]: item["sha256"] for item in made.document["outputs"]}
    assert named == {
        path.relative_to(tmp_path).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in tmp_path.rglob("*.parquet")
    }
    assert made.rows("articles") == 3


def test_order_of_facts_does_not_matter(tmp_path: Path) -> None:
    inputs = [ManifestInput(f"{name}.warc.gz", "1" * 64, 1, 1) for name in "abcdefgh"]
    gaps = [{**folders.GAP, "to": None}, folders.GAP, {**folders.GAP, "from": None}]
    environment = dict.fromkeys("abcdefgh", "1")
    versions = set()
    for seed in range(5):
        shuffle = random.Random(seed).sample
        versions.add(
            folders.describe(
                folders.sample_rows(),
                tmp_path,
                inputs=shuffle(inputs, 8),
                gaps=shuffle(gaps, 3),
                environment=dict(shuffle(sorted(environment.items()), 8)),
            ).version
        )
    assert len(versions) == 1


def test_every_fact_changes_the_version(tmp_path: Path) -> None:
    rows = folders.sample_rows()
    facts: tuple[dict[str, Any], ...] = (
        {},
        {"collection": {**folders.COLLECTION, "contact": None}},
        {"code": {"name": "twa", "version": "0.1.0", "fingerprint": "1" * 64}},
        {"environment": {}},
        {"options": {"sources": "https://news.example/"}},
        {"inputs": []},
        {"outputs": [OUTPUT]},
        {"gaps": []},
        {"feeds": []},
    )
    versions = [folders.describe(rows, tmp_path, **changes).version for changes in facts]
    assert len(set(versions)) == len(versions)


def test_options_have_a_fingerprint_anyone_can_make(tmp_path: Path) -> None:
    made = folders.describe({}, tmp_path, options={"b": 1, "a": "x"})
    expected = hashlib.sha256(b'{"a":"x","b":1}').hexdigest()
    assert made.document["options"]["fingerprint"] == expected


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"options": {"limit": 0.5}}, "a number without one exact form: 0.5"),
        ({"options": {"limit": 2**53 + 1}}, "a number without one exact form"),
        ({"code": {"name": "twa"}}, "/code: 'version' is a required property"),
        ({"collection": {**folders.COLLECTION, "name": "a b"}}, "/collection/name: 'a b' does not"),
        ({"inputs": [ManifestInput("a", "abc", 1, 1)]}, "/inputs/0/sha256: 'abc' does not match"),
    ],
)
def test_facts_that_break_the_contract_are_named(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError) as caught:
        folders.describe({}, tmp_path, **changes)
    assert message in str(caught.value)


def test_a_manifest_of_an_earlier_version_says_what_to_do(tmp_path: Path) -> None:
    document = json.loads(folders.describe({}, tmp_path).octets)
    del document["files"]
    with pytest.raises(ManifestError, match=r"'files' is a required .* build the dataset anew"):
        parse(canonical(document))


@pytest.mark.parametrize(
    "octets",
    [b"", b"{}", b"[]", b"\xff", b'{"collection": NaN}'],
)
def test_what_is_no_manifest_is_refused(octets: bytes) -> None:
    with pytest.raises(ManifestError):
        parse(octets)


def test_two_versions_differ_by_a_line_a_warc(tmp_path: Path) -> None:
    inputs = [ManifestInput(f"{name}.warc.gz", "1" * 64, 1, 1) for name in "abd"]
    before = folders.describe({}, tmp_path, inputs=inputs).octets.splitlines()
    inputs.append(ManifestInput("c.warc.gz", "2" * 64, 1, 1, {"response": {"page": 1}}))
    after = folders.describe({}, tmp_path, inputs=inputs).octets.splitlines()
    (new,) = set(after) - set(before)
    assert json.loads(new.strip(b" ,"))["file"] == "c.warc.gz"
    assert len(after) == len(before) + 1


def test_a_number_with_another_spelling_is_refused(tmp_path: Path) -> None:
    octets = folders.describe({}, tmp_path, inputs=[ManifestInput("a", "1" * 64, 1, 1)]).octets
    with pytest.raises(ManifestError, match=r"without one exact form: 1\.0"):
        parse(octets.replace(b'"bytes":1,', b'"bytes":1.0,'))


def test_no_other_spelling_is_taken(tmp_path: Path) -> None:
    octets = folders.describe(folders.sample_rows(), tmp_path).octets
    assert parse(octets).octets == octets
    for other in (octets.strip(), octets.replace(b"\n", b"\r\n"), json.dumps(json.loads(octets))):
        with pytest.raises(ManifestError):
            parse(other if isinstance(other, bytes) else other.encode())


def test_a_manifest_with_a_value_a_line_is_read_as_it_is(tmp_path: Path) -> None:
    document = folders.describe(folders.sample_rows(), tmp_path).document
    octets = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    found = parse(octets)
    assert found.octets == octets
    assert found.version == hashlib.sha256(octets).hexdigest()
    assert found.document == document


def test_one_changed_byte_is_another_version_or_no_manifest(tmp_path: Path) -> None:
    made = folders.describe(folders.sample_rows(), tmp_path)
    dice = random.Random(7)
    for _ in range(200):
        octets = bytearray(made.octets)
        octets[dice.randrange(len(octets))] ^= 1 << dice.randrange(8)
        try:
            found = parse(bytes(octets))
        except ManifestError:
            continue
        assert found.version != made.version


def test_canonical_json() -> None:
    # RFC 8785, section 3.2.3, the example of sorting.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]
    assert canonical({"b": [True, None, "é"], "a": -1}) == '{"a":-1,"b":[true,null,"é"]}'.encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_canonical_json_loses_nothing(value: Any) -> None:
    try:
        octets = canonical(value)
    except UnicodeEncodeError:
        return
    assert json.loads(octets) == value
    assert canonical(json.loads(octets)) == octets


def test_coverage_does_not_depend_on_order() -> None:
    rows = [
        ("articles", article(1)),
        ("articles", article(2, bare=True)),
        ("articles", article(3, revision_count=2, language="zh-Hans", publisher="Other")),
        ("articles", article(4, gone_at=instant(START.replace(year=2025)))),
        ("rejects", reject(5)),
        ("rejects", reject(6, capture=None, captured_at=None)),
    ]
    figures = []
    for order in (rows, rows[::-1]):
        coverage = Coverage()
        for table, row in order:
            coverage.add(table, row)
        figures.append(json.dumps(coverage.figures()))
    assert figures[0] == figures[1]
    found = json.loads(figures[0])
    assert found["languages"] == {"en": 2, "und": 1, "zh-Hans": 1}
    assert found["months"] == {"2024-05": 3, "undated": 1}
    assert found["publishers"] == {"": 1, "Harbour News": 2, "Other": 1}
    assert found["hosts"] == {"news.example": 4}
    assert found["rejects"] == {"not-html": 2}
    assert (found["revised"], found["gone"]) == (1, 1)
    assert found["filled"]["authors"] == 3
    assert found["filled"]["license"] == 0
    assert found["captured"] == {
        "first": article(1)["capture"]["captured_at"],
        "last": reject(5)["capture"]["captured_at"],
    }


def test_who_glances_at_a_manifest_sees_what_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = {"response": {"page": 1, "not-modified": 2}, "metadata": {}}
    inputs = [
        ManifestInput(name, digit * 64, 7, 3, account, rows={"feed_entries": 2})
        for name, digit in (("b.warc.gz", "1"), ('p\u00e4per "a"\\.warc', "2"))
    ]
    made = folders.describe(folders.sample_rows(), tmp_path, inputs=inputs)
    read = manifest.parse
    monkeypatch.setattr(manifest, "parse", None)
    seen = glance(made.octets)
    monkeypatch.undo()
    assert seen.inputs == seen.manifest.inputs == made.inputs
    assert seen.manifest.version == made.version
    assert seen.manifest.archived == made.archived == (2, 14, 6)
    assert seen.manifest.rows("articles") == made.rows("articles")
    places = range(made.octets.index(b'"inputs"'), made.octets.index(b'"options": {'))
    dice = random.Random(7)
    for _ in range(300):
        octets = bytearray(made.octets)
        place = dice.randrange(len(octets))
        octets[place] ^= 1 << dice.randrange(8)
        try:
            expected = read(bytes(octets))
        except ManifestError:
            # Of what is in the lines it is not held against the contract what words they have.
            if place not in places:
                with pytest.raises(ManifestError):
                    glance(bytes(octets))
            continue
        assert glance(bytes(octets)).manifest.version == expected.version
        assert glance(bytes(octets)).inputs == expected.inputs
    older = json.dumps(made.document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    for other in (older.encode(), folders.describe({}, tmp_path, inputs=[]).octets):
        assert glance(other).inputs == read(other).inputs
    for odd in (b"7.0", b"7" * 5_000):
        with pytest.raises(ManifestError):
            glance(made.octets.replace(b'"bytes":7,', b'"bytes":%s,' % odd))
