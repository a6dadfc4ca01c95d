"""A server shows nothing any more of what was withdrawn, or what is damaged."""

from __future__ import annotations

import http.client
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from tests.browse.collections import harbour
from tests.dataset.archives import SITE
from tests.dataset.packages import JUNE
from twa.dataset.assemble.builder import build
from twa.dataset.browse.server import replay
from twa.dataset.browse.server.serve import Served, Shown, opened
from twa.dataset.browse.server.site_cache import PAGES
from twa.dataset.browse.site.shelf import DATABASE
from twa.dataset.browse.site.whole import DATA
from twa.dataset.collection import Collection
from twa.dataset.commands.browsing import browse
from twa.dataset.takedown import take_down
from twa.dataset.verification.files import load

LINES = f"/{DATA}/articles.jsonl"
SEARCH = "/api/search"
TOLLS = b"Tolls stay as they were"


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return harbour(tmp_path / "harbour")


def withdraw(collection: Collection) -> None:
    take_down(collection, f"{SITE}/tolls/", reason="asked to", now=JUNE)
    build(collection, workers=1)


@contextmanager
def running(served: Served) -> Iterator[Callable[[], list[str | None]]]:
    """A server in a thread, and what waits for its end and gives what it told."""
    told: list[str | None] = []
    thread = Thread(target=lambda: told.append(served.run()), daemon=True)
    thread.start()

    def ended() -> list[str | None]:
        thread.join()
        return told

    yield ended
    ended()


@contextmanager
def visiting(served: Served) -> Iterator[Callable[..., bytes]]:
    """One connection that is kept, as a browser's, and what asks for a path by it."""
    with closing(http.client.HTTPConnection("127.0.0.1", served.pages.port, timeout=60)) as one:

        def visit(path: str, status: int = 200) -> bytes:
            one.request("GET", path, headers={"Cookie": f"twa-{one.port}={served.pages.token}"})
            answer = one.getresponse()
            octets = answer.read()
            assert answer.status == status
            assert (answer.getheader("Connection") == "close") is (status == 503)
            return octets

        yield visit


def overwrite(path: Path, table: str) -> None:
    """Damage the page that a table begins on."""
    with closing(sqlite3.connect(path)) as database:
        ((size,),) = database.execute("PRAGMA page_size")
        asked = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        ((page,),) = database.execute(asked, [table])
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


def test_a_server_ends_with_the_build_that_withdraws_what_it_shows(collection: Collection) -> None:
    with (
        opened([Shown.of(collection, load(collection))]) as served,
        running(served) as ended,
        visiting(served) as visit,
        visiting(served) as other,
    ):
        assert TOLLS in visit(SEARCH)
        assert TOLLS in other(SEARCH)
        take_down(collection, f"{SITE}/tolls/", reason="asked to", now=JUNE)
        assert TOLLS in visit(LINES), "nothing was built yet"
        build(collection, workers=1)
        assert TOLLS not in visit(LINES, 503)
        (why,) = ended()
        assert TOLLS not in other(SEARCH, 503), "a connection that is left"
        assert why is not None
        assert "withdrawn" in why


def test_who_shows_archived_pages_ends_with_it(collection: Collection) -> None:
    with opened([Shown.of(collection, load(collection))]) as served, running(served) as ended:
        withdraw(collection)
        last = served.replay.answer(replay.PACKAGE, {})
        assert last is not None
        assert last.status == 503
        assert ended() != [None]


def test_a_build_that_withdraws_nothing_ends_no_server(collection: Collection) -> None:
    withdraw(collection)
    with opened([Shown.of(collection, load(collection))]) as served, running(served) as ended:
        with visiting(served) as visit:
            assert TOLLS not in visit(SEARCH)
            (collection.root / "collection.toml").write_text('title = "Harbour news"\n')
            build(collection, workers=1)
            visit(SEARCH)
        served.pages.server.shutdown()
        assert ended() == [None]


def test_damage_in_the_middle_of_the_database_is_mended(collection: Collection) -> None:
    shown = Shown.of(collection, load(collection))
    with opened([shown]) as served, running(served) as ended, visiting(served) as visit:
        overwrite(shown.shelf / PAGES / DATA / DATABASE, "rejected")
        visit("/data/rejected/0.json", 503)
        (why,) = ended()
        assert why is not None
        assert DATABASE in why
    again = Shown.of(collection, load(collection))
    assert again.shelf != shown.shelf
    with opened([again]) as served, running(served), visiting(served) as visit:
        assert b"lost" in visit("/data/rejected/0.json")
        served.pages.server.shutdown()


def test_the_command_shows_it_anew(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bytes] = []

    def run(served: Served) -> str | None:
        with served.pages.answer(SEARCH.removeprefix("/"), {}).open() as file:  # type: ignore[union-attr]
            told.append(file.read())
        if len(told) == 1:
            withdraw(collection)
            served.pages.answer("", {})
        return served.lifetime.over

    monkeypatch.setattr(Served, "run", run)
    shown = CliRunner().invoke(browse, [str(collection.root), "--no-open"], catch_exceptions=False)
    assert [TOLLS in each for each in told] == [True, False]
    assert shown.output.count("http://127.0.0.1") == 2
    assert "made anew" in shown.output
