"""Every command has help and a place in `docs/using.md`; README leads to every page."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from twa.crawler.cli import cli
from twa.dataset.facts.values import slug
from twa.dataset.pages.body.corrections.phrase_table import PHRASES
from twa.dataset.pages.recurrence.boilerplate import REASON

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
USING = (ROOT / "docs" / "using.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(group: click.Group, path: str = "twa") -> Iterator[tuple[str, click.Command]]:
    """Every command as it is typed, groups included."""
    for name, command in sorted(group.commands.items()):
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


ALL = list(commands(cli))


def test_help_shows_every_command() -> None:
    shown = CliRunner().invoke(cli, ["--help"], catch_exceptions=False).output
    assert cli.commands
    assert [
        name for name in cli.commands if not re.search(rf"^  {name} ", shown, re.MULTILINE)
    ] == []


@pytest.mark.parametrize(("typed", "command"), ALL, ids=[typed for typed, _ in ALL])
def test_command_has_help(typed: str, command: click.Command) -> None:
    assert command.help
    assert command.help.strip()
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [each.name for each in options if not each.help and each.name != "help"] == []


@pytest.mark.parametrize("typed", [typed for typed, _ in ALL])
def test_command_stands_in_the_table(typed: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(typed)}(?![\w-])", USING)


@pytest.mark.parametrize("script", ["./scripts/demo", "./scripts/test"])
def test_script_stands_at_the_top_of_the_readme(script: str) -> None:
    assert script in "\n".join(README.splitlines()[:40])
    assert (ROOT / script).stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_what_a_page_points_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_leads_to_every_page() -> None:
    links = set(re.findall(r"\]\(docs/([\w-]+\.md)\)", README))
    assert links == {page.name for page in (ROOT / "docs").glob("*.md")}


# The data dictionary names columns, which look like modules.
PROSE = [page for page in PAGES if page.name != "data-dictionary.md"]


@pytest.mark.parametrize("page", PROSE, ids=[page.name for page in PROSE])
def test_a_page_names_code_that_is_there(page: Path) -> None:
    named = re.findall(
        r"`((?:crawler|dataset|schemas|scripts|tests|docs)[./][\w./-]+)", page.read_text("utf-8")
    )
    assert [name for name in named if not _is_there(name)] == []
    assert len(named) > 20 or page.name != "CONTRIBUTING.md"


def _is_there(name: str) -> bool:
    """Whether a path, a module, or something in a module has this name."""
    path = ROOT / name.replace(".", "/")
    if (ROOT / name).exists() or path.is_dir():
        return True
    within = path.parent != ROOT / path.relative_to(ROOT).parts[0] and path.parent.is_dir()
    return within or any(one.with_suffix(".py").is_file() for one in (path, path.parent))


def test_every_reason_of_a_removal_is_explained_as_the_rows_have_it() -> None:
    explained = (ROOT / "docs" / "extraction.md").read_text("utf-8")
    for reason in {REASON, *(phrase.reason for phrase in PHRASES)}:
        assert f"`{slug(reason)}`" in explained
