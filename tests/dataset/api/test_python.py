"""The library that `import twa` gives: the examples of its page run, and its rows are typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import twa
from tests.dataset.published import collection
from twa.dataset.api import rows
from twa.dataset.documents import row_types
from twa.dataset.errors import ArchiveError, Rejected

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = [
    example
    for page in ("README.md", "docs/python.md", "docs/using.md")
    for example in re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a collection in data/twa."""
    folder = tmp_path_factory.mktemp("home")
    collection(folder / "data" / "twa")
    # And where the demo leaves one, which README reads.
    shutil.copytree(folder / "data" / "twa", folder / "data" / "demo" / "twa")
    return folder


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs_as_it_stands(example: str, home: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", example],
        cwd=home,
        env=dict(os.environ) | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home / "hub")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout or "print" not in example


def test_every_public_name_is_there_and_explained() -> None:
    assert set(twa.__all__) == set(twa._HOMES)
    assert [name for name in twa.__all__ if not getattr(twa, name).__doc__] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = twa.nothing


def test_importing_it_loads_nothing_else() -> None:
    script = "import sys, twa; print([n for n in sys.modules if n.startswith('twa.')])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"


def test_the_row_types_are_those_of_the_contracts() -> None:
    assert Path(rows.__file__).read_text("utf-8") == row_types.render()


def test_rows_are_typed_values(home: Path) -> None:
    opened = twa.open(home / "data" / "twa")
    bridge, ferry = opened.articles()
    assert isinstance(bridge, twa.ArticleRow)
    assert (bridge.title, ferry.title) == ("Harbour bridge reopens", "Last ferry leaves")
    assert isinstance(bridge.capture.captured_at, datetime)
    assert bridge.capture.captured_at.tzinfo is not None
    assert bridge.blocks[0].type == "paragraph"
    assert bridge.rights is not None
    assert bridge.rights.statements == ()
    assert [reject.reason for reject in opened.rejects()] == ["http-status"]
    assert len(list(opened.revisions())) == 3
    assert len(list(opened.feed_entries())) == 2


def test_an_article_is_found_by_id_and_by_address(home: Path) -> None:
    opened = twa.open(home / "data" / "twa")
    ferry = list(opened.articles())[1]
    assert opened.article(ferry.id) == opened.article(f"{ferry.url}?utm_source=x") == ferry
    with pytest.raises(twa.TwaError, match="no article has this id or address: nobody"):
        opened.article("nobody")


def test_a_proof_and_the_octets_behind_it(home: Path) -> None:
    opened = twa.open(home / "data" / "twa")
    bridge = next(opened.articles())
    assert opened.prove(bridge.id).holds
    assert opened.record(bridge.capture).startswith(b"HTTP/1.1 200 OK\r\n")
    lost = next(opened.rejects())
    assert lost.capture is not None
    assert b"404 Not Found" in opened.record(lost.capture)
    with pytest.raises(twa.TwaError, match="no row has this id"):
        opened.prove("0" * 32)


def test_what_is_no_collection_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(twa.TwaError, match="no such file or folder"):
        twa.open(tmp_path / "nowhere")
    (tmp_path / "archive").mkdir()
    with pytest.raises(twa.TwaError, match="no dataset was built of this"):
        twa.open(tmp_path)


def test_captures_stop_at_damage_with_file_and_offset(home: Path, tmp_path: Path) -> None:
    (warc,) = (home / "data" / "twa" / "archive").glob("*.warc.gz")
    whole = list(twa.captures(warc))
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(warc.read_bytes()[:-30])
    seen: list[object] = []
    with pytest.raises(ArchiveError, match=r"cut\.warc\.gz at byte \d+"):
        seen.extend(twa.captures(cut))
    assert len(whole) == 5


def test_what_is_no_archive_is_told_and_what_can_not_be_read_at_the_end(
    home: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Nothing archived.</p>")
    for nothing in (page, tmp_path):
        with pytest.raises(twa.TwaError, match="no WARC or WACZ"):
            next(twa.captures(nothing))
    (tmp_path / "packed.warc.lz4").write_bytes(b"\x04\x22\x4d\x18" + bytes(40))
    with pytest.raises(twa.TwaError, match=r"no WARC or WACZ.*lz4"):
        next(twa.captures(tmp_path / "packed.warc.lz4"))
    (warc,) = (home / "data" / "twa" / "archive").glob("*.warc.gz")
    shutil.copy(warc, tmp_path)
    seen: list[object] = []
    with pytest.raises(ArchiveError, match=r"packed\.warc\.lz4"):
        seen.extend(twa.captures(tmp_path))
    assert len(seen) == 5


def test_a_page_without_a_date_and_with_one() -> None:
    paragraph = "The council of the harbour town met on Monday to talk about the new bridge. "
    other = "Nobody spoke against it, and the mayor said that work would begin in the spring. "
    html = f"""<!doctype html><title>Bridge</title>
    <meta property="article:published_time" content="2030-05-01T10:00:00Z">
    <article><h1>Bridge</h1><p>{paragraph * 3}</p><p>{other * 4}</p></article>"""
    url = "https://harbour.example/bridge/"
    later = twa.extract(html, url)
    assert later == twa.extract(html.encode(), url, content_type="text/html; charset=utf-8")
    assert later.metadata.notes == ()
    before = twa.extract(html, url, captured_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert before.metadata.notes != ()
    with pytest.raises(Rejected):
        twa.extract("", url)


def test_a_build_and_its_verification_from_code(tmp_path: Path) -> None:
    made = collection(tmp_path / "harbour")
    report = twa.build(made.root, workers=1)
    assert report.rows["articles"] == 2
    assert report.version == twa.open(made.root).version
    assert twa.verify(made.root, workers=1) == []
    (warc,) = made.archive.glob("*.warc.gz")
    octets = bytearray(warc.read_bytes())
    octets[len(octets) // 2] ^= 1
    warc.write_bytes(bytes(octets))
    assert twa.verify(made.root, workers=1) != []
