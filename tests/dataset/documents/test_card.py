"""The dataset's README: accepted by the Hub's own parser, true to the manifest, safe to render."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from datasets import DatasetDict, load_dataset
from datasets.exceptions import NonMatchingSplitsSizesError
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard

from tests.dataset import folders
from tests.dataset.samples import article, reject
from twa.dataset.documents import card, card_text, citation, training_summary
from twa.dataset.documents.markdown import code, table, text
from twa.dataset.tables.schema import TABLES, contract, verdict


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return folders.describe(folders.sample_rows(), tmp_path_factory.mktemp("dataset"))


def front_matter(rendered: str) -> dict[str, Any]:
    match = re.match(r"---\n(.*?)\n---\n", rendered, re.DOTALL)
    assert match is not None
    head: dict[str, Any] = yaml.safe_load(match[1])
    return head


def test_hub_reads_the_head(made: Any) -> None:
    data: Any = DatasetCard(card.render(made)).data
    assert data.license == "other"
    assert data.license_name == "rights-remain-with-the-publishers"
    assert data.license_link == "LICENSE.md"
    assert data.language == ["en"]
    assert data.size_categories == ["n<1K"]
    assert data.pretty_name == "Harbour News"
    configs = MetadataConfigs.from_dataset_card_data(data)
    assert list(configs) == list(TABLES)
    assert configs.get_default_config_name() == "articles"


def test_dataset_info_says_what_the_files_hold(made: Any) -> None:
    infos = DatasetInfosDict.from_dataset_card_data(DatasetCard(card.render(made)).data)
    for name in TABLES:
        info = infos[name]
        outputs = made.outputs(name)
        assert info.splits["train"].num_examples == sum(item.rows for item in outputs) == 3
        assert info.splits["train"].num_bytes == info.dataset_size
        assert info.download_size == sum(item.bytes for item in outputs)


def test_wrong_number_of_rows_does_not_load(tmp_path: Path) -> None:
    """`num_examples` is a claim that `datasets` checks."""
    folders.write(folders.sample_rows(), tmp_path / "dataset")
    path = tmp_path / "dataset" / "README.md"
    path.write_text(path.read_text("utf-8").replace("num_examples: 3", "num_examples: 4", 1))
    with pytest.raises(NonMatchingSplitsSizesError):
        load_dataset(str(path.parent), cache_dir=str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("rows", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**11, "10B<n<100B")],
)
def test_size_category(rows: int, category: str) -> None:
    assert card._size(rows) == category


def test_languages_are_codes_that_the_hub_takes(tmp_path: Path) -> None:
    rows = [
        article(1, language="zh-Hans"),
        article(2, language="zh-Hant"),
        article(3, language=None),
        article(4, language="en"),
    ]
    made = folders.describe({"articles": rows}, tmp_path)
    assert front_matter(card.render(made))["language"] == ["en", "zh"]


def test_body_tells_figures_gaps_and_where_to_write(made: Any) -> None:
    body = card.render(made)
    assert f"Version `{made.version}`: 3 articles, captured 2024-05-17 06:30 UTC to" in body
    assert "| `articles` | 3 |" in body
    assert "| `en` | 3 (100 %) |" in body
    assert "| `not-html` | 3 (100 %) |" in body
    assert "| Captured | 2024-05-17 06:30 UTC to 2024-05-17 08:30 UTC |" in body
    assert "`https://news.example/feed/` | 31 |" in body
    assert "2024-05-17 08:00 UTC | 2024-05-17 20:00 UTC | `the oldest entry of this poll" in body
    assert "write to archive@news.example, naming its `id` or `url`" in body
    assert "1 WARC file with 99 records, 10,000,000 bytes" in body
    assert "`pyarrow` 26.0.1" in body
    assert f"sha256sum manifest.json    # {made.version}" in body
    assert "| `capture.payload_sha256` |" not in body
    page = card_text.fields_page(made)
    assert "| `capture.payload_sha256` | string or null |" in page
    assert "| `title` | 3 (100 %) |" in page


def test_what_a_summary_of_training_content_asks_is_answered(made: Any) -> None:
    words = made.document["coverage"]["host_words"]
    assert words == {"news.example": made.document["coverage"]["words"]}
    rows = dict(
        re.findall(r"^\| ([^|]+) \| (.+) \|$", training_summary.section(made), re.MULTILINE)
    )
    assert rows["Domains, the largest tenth by words"] == (
        f"`news.example` ({words['news.example']:,} words)"
    )
    assert rows["Crawler, purpose, behaviour"].startswith("`twa`, to archive what feeds announce")
    assert rows["Period of collection"] == "05/2024"
    assert rows["Content"].endswith(" characters, in `en`")
    assert rows["Reservations of rights"].endswith("each statement stands in its row (`rights`)")
    assert training_summary.section(made) in card_text.body(made)


def test_the_card_can_be_read_at_once(tmp_path: Path) -> None:
    rows = [
        article(
            number,
            publisher=f"Paper {number}",
            language=f"{'abcdefghij'[number % 10]}e",
            canonical_url=f"https://news-{number}.example/",
            published=f"20{10 + number % 12}-03-0{1 + number % 9}T00:00:00.000000Z",
        )
        for number in range(50)
    ]
    feeds = [
        {
            "url": f"https://news-{number}.example/feed/",
            "polls": 9,
            "first_polled_at": "2024-05-17T06:30:00.000000Z",
            "last_polled_at": "2024-06-17T06:30:00.000000Z",
            "entries": 9,
            "articles": 9,
        }
        for number in range(50)
    ]
    told = {"articles": rows, "rejects": [reject(number) for number in range(50)]}
    made = folders.describe(told, tmp_path, feeds=feeds, gaps=[folders.GAP] * 50)
    assert len(card.render(made).splitlines()) <= 250


def test_the_example_is_of_the_contract(made: Any) -> None:
    example = json.loads(re.findall(r"```json\n(.*?)```", card.render(made), re.DOTALL)[0])
    shape = contract("articles")
    assert set(example) <= set(shape["properties"])
    whole = article(1)
    capture = {**whole["capture"], **example["capture"]}
    assert verdict("article")({**whole, **example, "capture": capture})


def test_the_maker_is_cited(tmp_path: Path) -> None:
    maker = {**folders.COLLECTION, "maker": "Harbour Lab"}
    made = folders.describe({}, tmp_path, collection=maker)
    assert "author = {{Harbour Lab}}" in card.render(made)
    assert yaml.safe_load(citation.render(made))["authors"] == [{"name": "Harbour Lab"}]


def test_card_of_nothing(tmp_path: Path) -> None:
    made = folders.describe(
        {},
        tmp_path,
        feeds=[],
        gaps=[],
        collection={**folders.COLLECTION, "homepage": None, "contact": None},
    )
    body = card.render(made)
    assert ": nothing yet." in body
    assert "No window was found of which" in body
    assert "open a discussion in the Community tab" in body
    assert front_matter(body)["language"] == []


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    rows = [article(number, publisher=f"Paper {number:02d}") for number in range(50)]
    body = card.render(folders.describe({"articles": rows}, tmp_path))
    assert "| `Paper 03` |" in body
    assert "| `Paper 04` |" not in body
    assert "and 46 more, in `manifest.json`." in body


EVIL = '<script>alert(1)</script>`</td>|[x](javascript:alert(1))\n---\n# "no"'


def test_what_sources_say_is_never_markup(tmp_path: Path) -> None:
    rows = {
        "articles": [article(1, publisher=EVIL)],
        "rejects": [reject(1, url=EVIL, detail=EVIL)],
    }
    made = folders.describe(
        rows,
        tmp_path,
        collection={**folders.COLLECTION, "title": EVIL, "contact": EVIL},
        gaps=[{**folders.GAP, "feed": EVIL, "evidence": EVIL}],
    )
    rendered = card.render(made)
    assert front_matter(rendered)["pretty_name"] == EVIL
    body = rendered.partition("\n---\n\n")[2]
    outside = re.sub(r"^```\w*$.*?^```$", "", body, flags=re.DOTALL | re.MULTILINE)
    outside = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", outside)
    assert "<script" not in outside
    assert "](javascript" not in outside
    assert "\n---\n" not in body
    lines = [line for line in body.splitlines() if "alert" in line and line.startswith("| ")]
    assert lines
    for line in lines:
        assert re.search(r"(?<!\\)\|\[x\]", line) is None


def test_markdown_of_values() -> None:
    assert text("a *b* [c](d) <e> & `f`\ng") == r"a \*b\* \[c\]\(d\) &lt;e> &amp; \`f\` g"
    assert code("a") == "`a`"
    assert code("a ` b") == "`` a ` b ``"
    assert code("") == ""
    assert table(("a",), [(code("x | y"),)]) == "| a |\n| --- |\n| `x \\| y` |"


def test_folder_loads_by_its_card(tmp_path: Path) -> None:
    folders.write(folders.sample_rows(), tmp_path / "dataset")
    loaded = load_dataset(str(tmp_path / "dataset"), "revisions", cache_dir=str(tmp_path / "cache"))
    assert isinstance(loaded, DatasetDict)
    assert loaded["train"].num_rows == 3


def test_examples_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders.write(folders.sample_rows(), tmp_path / "dataset")
    body = (tmp_path / "dataset" / "README.md").read_text("utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$", body, re.DOTALL | re.MULTILINE)
    assert len(examples) == 2
    for example in examples:
        exec(example, {"path": str(tmp_path / "dataset")})
    assert "Bridge opens for the 2th time" in capsys.readouterr().out


def test_tables_without_rows_are_named(tmp_path: Path) -> None:
    made = folders.describe({"articles": [article()]}, tmp_path)
    assert "Without rows in this version: `revisions`, `feed_entries`, `rejects`." in (
        card.render(made)
    )


def test_citation_file(made: Any) -> None:
    cited = yaml.safe_load(citation.render(made))
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] == "dataset"
    assert cited["title"] == "Harbour News"
    assert cited["version"] == made.version
    assert cited["date-released"] == "2024-05-17"
    assert cited["authors"] == [{"name": "The Harbour News collection"}]
    assert cited["url"] == "https://news.example/"


def test_bibtex(tmp_path: Path) -> None:
    made = folders.describe(
        {}, tmp_path, collection={**folders.COLLECTION, "title": "50 % {of} A_B & C"}
    )
    entry = citation.bibtex(made)
    assert entry.startswith("@misc{harbour-news,\n  title = {{50 \\% \\{of\\} A\\_B \\& C}},\n")
    assert f"version = {{{made.version}}}" in entry
    assert "year" not in entry
