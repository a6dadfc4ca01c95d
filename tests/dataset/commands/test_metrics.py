"""`twa status` for programs: what it says is read back by Prometheus' own parser."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.dataset.archives import FEED
from tests.dataset.commands.test_cli import twa
from tests.dataset.packages import built
from tests.dataset.reports.test_run_page import report
from twa.dataset import file_digests
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.commands.holdings import FEW, describe, holdings
from twa.dataset.commands.metrics import render
from twa.dataset.wacz.pack import pack

HOSTILE = 'https://news.example/"}\nevil 1\\'


def samples(text: str) -> dict[tuple[str, str], float]:
    """Values by name and the label that is not the collection's."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        assert family.type == "gauge"
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop("collection")
            found[sample.name, "".join(labels.values())] = sample.value
    return found


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    collection = built(tmp_path / "harbour")
    collection.runs.mkdir()
    path = collection.runs / "20240517T063000.000000Z.json"
    path.write_text(json.dumps(report()), "utf-8")
    return collection


def test_metrics_are_what_status_says(collection: Collection) -> None:
    done = twa("status", collection.root, "--prometheus")
    # The source is silent since 2024, and so not well.
    assert (done.returncode, done.stderr) == (1, "")
    found = samples(done.stdout)
    held = json.loads(twa("status", collection.root, "--json").stdout)
    assert found["twa_archive_warcs", ""] == 2
    assert found["twa_archive_bytes", ""] == held["archive"]["bytes"]
    assert found["twa_dataset_rows", "articles"] == held["dataset"]["rows"]["articles"]
    assert found["twa_feed_polls", FEED] == held["feeds"][0]["polls"]
    assert found["twa_last_run_duration_seconds", ""] == 65.2
    assert found["twa_last_run_responses", "404"] == 1
    assert found["twa_last_run_failures", "timeout"] == 1


def test_names_bear_units_and_each_has_its_lines_together(collection: Collection) -> None:
    lines = twa("status", collection.root, "--prometheus").stdout.splitlines()
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"twa_[a-z]+(_[a-z]+)*", name) for name in names)
    seen = [line.partition("{")[0] for line in lines if not line.startswith("#")]
    assert [
        name for name, before in zip(seen, ["", *seen], strict=False) if name != before
    ] == names


def test_a_copy_is_nothing_new_and_a_package_counts_once(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_digests, "_QUIET_NS", -3_600_000_000_000)
    first, *_ = (warc.path for warc in collection.warcs())
    shutil.copy(first, copy := first.with_name("z-copy.warc.gz"))
    pack(collection, package := collection.archive / "z-package.wacz")
    (broken := collection.archive / "broken.wacz").write_bytes(b"no package")
    build(collection, workers=1)
    held = holdings(collection)
    assert (held["archive"]["warcs"], held["dataset"]["not_built"]) == (6, 0)
    assert held["archive"]["bytes"] == sum(
        path.stat().st_size for path in (package, *collection.archive.glob("*.warc.gz"))
    )
    [unread] = held["archive"]["unread"]
    assert f"         not read: {broken.name}: {unread['detail']}" in describe(held)
    assert samples(render(held, "harbour"))["twa_archive_unread_files", ""] == 1
    notes = pack(collection, collection.root / "all.wacz").notes
    assert [note.partition(":")[0] for note in notes] == ["left out"]
    copy.write_bytes(copy.read_bytes() * 2)
    assert holdings(collection)["dataset"]["not_built"] == 1


def test_a_manifest_that_is_none_hides_nothing_else(collection: Collection) -> None:
    path = collection.dataset / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\n ", 1))
    done = twa("status", collection.root)
    assert (done.returncode, done.stderr) == (1, "")
    assert "archive  2 WARC files" in done.stdout
    assert "dataset  not in the form in which manifests are written: manifest.json; " in done.stdout
    assert samples(render(holdings(collection), "harbour"))["twa_archive_warcs", ""] == 2
    build(collection, workers=1)
    assert holdings(collection)["unreadable"] is None


def test_what_others_wrote_stays_in_its_label(collection: Collection) -> None:
    held: dict[str, Any] = holdings(collection)
    held["feeds"][0]["url"] = HOSTILE
    found = samples(render(held, 'a "collection"\n'))
    assert ("twa_feed_polls", HOSTILE) in found
    assert not any(name == "evil" for name, _ in found)


def test_a_collection_without_anything_has_metrics_too(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    done = twa("status", tmp_path, "--prometheus")
    assert done.returncode == 0
    found = samples(done.stdout)
    assert found["twa_archive_warcs", ""] == 0
    assert ("twa_dataset_rows", "articles") not in found


def test_people_are_shown_a_screen(collection: Collection) -> None:
    build(collection, workers=1)
    held: dict[str, Any] = holdings(collection)
    held["to_retry"] = [
        {"url": f"https://news.example/{n}/", "via": FEED, "tries": 1, "given_up": False}
        for n in range(400)
    ]
    held["feeds"] *= 300
    lines = list(describe(held))
    assert len(lines) <= 24
    assert sum("more: `--json`" in line for line in lines) == 2
    assert sum(line.startswith("missing") for line in lines) == FEW
