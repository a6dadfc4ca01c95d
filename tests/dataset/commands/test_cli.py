"""`twa` as a person meets it: help, one line of error, an exit status that tells."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, table
from twa.crawler.cli import cli as everything
from twa.crawler.discovery.options import ARGUMENTS
from twa.dataset.cli import cli, main
from twa.dataset.collection import Collection, NoCollection
from twa.dataset.progress import OCTETS, in_units
from twa.dataset.warc import cdxj

ROOT = Path(__file__).parents[3]


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def twa(*arguments: object) -> Done:
    """Run the console script's own function, as the shell would."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["twa", *map(str, arguments)])
        with pytest.raises(SystemExit) as ending:
            main()
    return Done(int(ending.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with an index and a dataset."""
    root = tmp_path_factory.mktemp("cli") / "harbour"
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    archive.get(f"{SITE}/lost/", "no", status="404 Not Found", at=hours(2))
    archive.save(root)
    cdxj.reindex(root / "archive")
    assert twa("build", root).returncode == 0
    return root


def test_help_shows_every_command() -> None:
    shown = twa("--help")
    assert shown.returncode == 0
    assert all(f"\n  {name} " in shown.stdout for name in cli.commands)


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_has_help_and_so_has_every_option(name: str) -> None:
    command = cli.commands[name]
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_build_says_what_came_out(root: Path) -> None:
    done = twa("build", root)
    assert done.returncode == 0
    assert "1 articles" in done.stdout
    assert "rejected: 1 http-status" in done.stdout
    assert str(root / "dataset") in done.stdout
    assert done.stderr == ""


def test_build_says_what_it_passes_over_as_still_written(root: Path) -> None:
    below = root / "archive/sub"
    below.mkdir()
    for name in ("a.warc.gz.open", "b.WARC.tmp", "c.wacz.partial", "notes.txt.tmp", ".d.warc.open"):
        (below / name).touch()
    passed = [line for line in twa("build", root).stdout.splitlines() if "still written" in line]
    assert [line.rpartition("/")[2] for line in passed] == [
        "a.warc.gz.open",
        "b.WARC.tmp",
        "c.wacz.partial",
    ]


def test_verify_says_that_all_is_well(root: Path) -> None:
    done = twa("verify", root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "verified" in done.stdout


def test_verify_of_the_bytes_alone_says_so_too(root: Path) -> None:
    done = twa("verify", root, "--fixity")
    assert (done.returncode, done.stderr) == (0, "")
    assert "verified" in done.stdout
    assert twa("verify", root, "--fixity", "--sample", "2").returncode == 2
    assert twa("verify", root, "--row", "bridge", "--sample", "2").returncode == 2


def test_verify_ends_with_3_and_names_the_place(root: Path) -> None:
    card = root / "dataset/README.md"
    octets = card.read_bytes()
    card.write_bytes(octets.replace(b"1", b"2", 1))
    done = twa("verify", root)
    card.write_bytes(octets)
    assert done.returncode == 3
    assert "README.md" in done.stdout
    assert len(done.stderr.splitlines()) == 1


def test_a_row_shows_its_proof(root: Path) -> None:
    (row,) = table(root, "articles")
    done = twa("verify", root, "--row", row["id"])
    assert done.returncode == 0
    assert "WARC-Target-URI: https://news.example/bridge/" in done.stdout
    assert f"payload_sha256: {row['capture']['payload_sha256']}" in done.stdout
    assert "WRONG" not in done.stdout


def test_a_sample_is_checked_row_by_row(root: Path) -> None:
    done = twa("verify", root, "--sample", "2")
    assert done.returncode == 0
    assert done.stdout.count("\nok ") + done.stdout.startswith("ok ") == 2


def test_status_says_what_there_is(root: Path) -> None:
    done = twa("status", root)
    # The source was last asked long ago, which is longer than its rhythm allows.
    assert done.returncode == 1
    assert "longer than its rhythm allows" in done.stdout
    assert "1 WARC file," in done.stdout
    assert FEED in done.stdout


def test_reindex_makes_the_index_again(root: Path) -> None:
    before = (root / "archive/index.cdxj").read_bytes()
    (root / "archive/index.cdxj").unlink()
    assert twa("reindex", root).returncode == 0
    assert (root / "archive/index.cdxj").read_bytes() == before


def test_what_is_only_called_a_warc_is_in_nobodys_way(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root, tmp_path / "harbour")
    archive = copy / "archive"
    (archive / "away.warc.gz").symlink_to("nowhere")
    (archive / "june.warc.gz").mkdir()
    os.mkfifo(archive / "pipe.warc.gz")
    with zipfile.ZipFile(archive / "zipped.warc.gz", "w") as packed:
        packed.writestr("archive/news.warc", "WARC/1.1")
    done = twa("reindex", copy)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("not read: ") == 2
    assert done.stdout.count("damaged: a zip file") == 1
    (copy / "state.sqlite").unlink()
    told = twa("status", copy)
    assert "away.warc.gz: a link that leads nowhere" in told.stdout
    assert FEED in told.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "/no/such/folder"], "twa: no such file or folder: /no/such/folder"),
        (["build", "."], "twa: not a collection"),
        (["verify", "/no/such/folder"], "twa: no such file or folder: /no/such/folder"),
        (["status", "."], "twa: not a collection"),
        (["reindex", "."], "twa: not a collection"),
        (["export", ".", "-o", "rows.csv"], "twa: not a collection: it has no folder archive/: ."),
        (["build"], "Error: "),
        (["build", ".", "--workers", "none"], "Error: "),
        (["no-such-command"], "Error: "),
    ],
)
def test_errors_are_short_and_have_a_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = twa(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith(said)


@pytest.mark.parametrize(
    "wrong",
    [("-o", "rows.xls"), ("-o", "rows.csv", "--columns", "titel"), ("-o", "a.csv", "--where", "(")],
)
def test_a_selection_that_nobody_knows_is_wrong_usage(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert twa("export", root, *wrong).returncode == 2


def test_a_crawl_from_any_folder_tells_its_arguments() -> None:
    shown = CliRunner().invoke(everything, ["crawl", "--help"]).output
    assert {name for name in ARGUMENTS if f"{name}=" in shown} == {*ARGUMENTS} - {
        "url",
        "name",
        "retry",
    }


def test_each_command_is_told_in_a_whole_line() -> None:
    def groups(group: click.Group) -> Iterator[click.Group]:
        yield group
        for command in group.commands.values():
            if isinstance(command, click.Group):
                yield from groups(command)

    for group in groups(everything):
        told = CliRunner().invoke(group, ["--help"]).output.partition("Commands:")[2]
        assert "..." not in told


def test_it_runs_as_a_process_of_its_own(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "twa.dataset.cli", "status", root],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "1 WARC file," in done.stdout


def test_progress_is_silent_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    from twa.dataset.progress import on_terminal

    with on_terminal() as progress:
        progress.start("Pages", 2)
        progress.advance(2)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("command", ["due", "status"])
def test_who_looks_at_a_collection_waits_for_nothing_large(root: Path, command: str) -> None:
    script = (
        "import sys\n"
        "from twa.dataset.cli import cli\n"
        "cli(sys.argv[1:], standalone_mode=False)\n"
        "large = 'numpy', 'pyarrow', 'scrapy', 'trafilatura', 'twisted'\n"
        "print([name for name in large if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, command, str(root)], capture_output=True, text=True
    )
    assert ran.stdout.splitlines()[-1] == "[]", ran.stderr


def test_the_process_that_builds_brings_nothing_that_extracts_text() -> None:
    script = (
        "import sys, twa.dataset.assemble.builder\n"
        "print([name for name in ('htmldate', 'py3langid', 'trafilatura') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ran.stdout == "[]\n", ran.stderr


def test_a_collection_nearby_is_offered(tmp_path: Path) -> None:
    there = tmp_path / "data" / "demo" / "twa"
    (there / "archive").mkdir(parents=True)
    data = tmp_path / "data"
    for given in (data / "twa", data, data / "demo", data / "demo" / "tw", data / "demo" / "wta"):
        with pytest.raises(NoCollection, match=f"did you mean {re.escape(str(there))}"):
            Collection.find(given)
    with pytest.raises(NoCollection) as told:
        Collection.find(tmp_path / "data" / "bbc")
    assert "did you mean" not in str(told.value)


def test_progress_is_told_in_units() -> None:
    assert in_units(3, 10, "WARCs") == "3 of 10 WARCs"
    assert in_units(12_500_000, 80_000_000, OCTETS) == "12.5 of 80.0 MB"
    assert in_units(7, 0, "rows") == "7 rows"
