"""A version as repositories take it: read by the libraries of the two standards."""

from __future__ import annotations

import hashlib
import json
import subprocess
from importlib.resources import files
from pathlib import Path

import bagit
import pytest
from click.testing import CliRunner
from rocrate.rocrate import ROCrate

from tests.dataset.archives import tree
from tests.dataset.packages import built
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.proof import sealing
from twa.dataset.verification.files import load

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = built(tmp_path_factory.mktemp("deposits") / "harbour")
    list(sealing.seal(made))
    return made


def run(*typed: str | Path) -> str:
    done = CliRunner().invoke(cli, list(map(str, typed)))
    assert done.exit_code == 0, done.output
    return done.output


def test_a_crate_describes_each_file_and_bears_no_clock(
    harbour: Collection, tmp_path: Path
) -> None:
    run("export", "rocrate", harbour.root, "-o", tmp_path / "crate")
    run("export", "rocrate", harbour.root, "-o", tmp_path / "again")
    assert tree(tmp_path / "crate") == tree(tmp_path / "again")
    metadata = json.loads((tmp_path / "crate/ro-crate-metadata.json").read_text())
    assert metadata["@context"] == "https://w3id.org/ro/crate/1.2/context"
    crate = ROCrate(tmp_path / "crate")
    assert crate.root_dataset["version"] == load(harbour).version
    described = {entity.id: entity for entity in crate.get_by_type("File")}
    held = {name for name in tree(tmp_path / "crate") if name != "ro-crate-metadata.json"}
    assert set(described) == held
    assert {"manifest.json", "CITATION.cff", ".zenodo.json", "archive/seals/00000001.seal"} <= held
    for name in held:
        octets = (tmp_path / "crate" / name).read_bytes()
        assert described[name]["sha256"] == hashlib.sha256(octets).hexdigest()
    zenodo = json.loads((tmp_path / "crate/.zenodo.json").read_text())
    assert (zenodo["upload_type"], zenodo["version"]) == ("dataset", load(harbour).version)


@pytest.mark.slow
def test_validators_of_others_find_nothing_wrong(harbour: Collection, tmp_path: Path) -> None:
    python = ROOT / ".venv-deposits" / "bin" / "python"
    if not python.exists():
        pytest.skip("needs roc-validator, which ./scripts/test installs into .venv-deposits")
    run("export", "rocrate", harbour.root, "-o", tmp_path / "crate")
    context = files("rocrate") / "data" / "ro-crate.jsonld"
    checker = ROOT / "tests" / "deposits" / "validate_crate.py"
    typed = list(map(str, (python, checker, context, tmp_path / "crate")))
    found = json.loads(subprocess.run(typed, capture_output=True, check=True, text=True).stdout)
    # Of what it recommends, a collection has no such address; the rest is what nobody knows.
    wanted = {"url", "@id", "ROR", "contactPoint", "ContactPoint"}
    assert [one for one in found if one[0] == "REQUIRED" or not wanted & {*one[1].split()}] == []
    cffconvert, citation = python.with_name("cffconvert"), tmp_path / "crate/CITATION.cff"
    subprocess.run([str(cffconvert), "--validate", "-i", str(citation)], check=True)


def test_a_bag_is_valid_and_notices_a_change(harbour: Collection, tmp_path: Path) -> None:
    run("export", "bagit", harbour.root, "-o", tmp_path / "bag")
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate(processes=1)
    assert bag.info["External-Identifier"] == f"sha256:{load(harbour).version}"
    (tmp_path / "bag/data/CITATION.cff").write_text("x")
    with pytest.raises(bagit.BagValidationError):
        bag.validate(processes=1)


def test_nothing_is_written_over(harbour: Collection, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    done = CliRunner().invoke(cli, ["export", "bagit", str(harbour.root), "-o", str(tmp_path)])
    assert str(done.exception) == f"something is there already: {tmp_path}"
    assert (tmp_path / "there").read_text() == "mine"


def test_rows_are_meant_where_nothing_is_named(harbour: Collection, tmp_path: Path) -> None:
    for typed in (("export",), ("export", "rows")):
        said = run(*typed, harbour.root, "-o", tmp_path / "x.csv", "--columns", "id")
        assert "rows of articles in" in said
