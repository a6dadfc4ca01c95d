"""A site that grew shows what one from nothing shows, whatever came, changed or went."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from tests.dataset.folders import describe
from tests.dataset.samples import article, feed_entry, reject, revision
from twa.dataset.browse.server.serve import Shown, opened
from twa.dataset.browse.server.site_cache import PAGES, kept
from twa.dataset.browse.site import growth, shelf, whole
from twa.dataset.browse.site.shelf import DATABASE
from twa.dataset.browse.site.whole import DATA
from twa.dataset.collection import Collection
from twa.dataset.search import snapshot
from twa.dataset.search.engine import SearchEngine
from twa.dataset.search.snapshot import Snapshot
from twa.dataset.tables import filing
from twa.dataset.tables.schema import TABLES, sort_key
from twa.dataset.verification.files import load
from twa.dataset.warc import cdxj, index_parts

FEED: Final = "https://news.example/feed/"
WORDS: Final = ("bridge", "ferry", "tolls", "lantern", "渡轮", "quay", "pilots")
QUERIES: Final = (
    {"all": []},
    *({"words": word, "prefix": True, "field": None} for word in WORDS),
    {"words": "ferry", "prefix": False, "field": "title"},
    {"not": {"words": "bridge", "prefix": False, "field": None}},
    {"is": "status", "value": "summary"},
    {"is": "author", "value": "Mira Holt"},
    {"revisions": 2},
    {"gone": True},
    {"from": 1715990400, "to": None},
)
SEEDS: Final = range(1, 3)
CODED: Final = ("language", "source", "category", "author", "agency", "status")

Reading = Callable[..., Any]


class Newsroom:
    """Rows of a dataset that change at random, and an index that grows."""

    def __init__(self, root: Path, seed: int) -> None:
        self.collection = Collection(root)
        self.collection.archive.mkdir(parents=True)
        self.collection.dataset.mkdir()
        self._chance = random.Random(seed)
        self._number = 0
        self.rows: dict[str, dict[str, dict[str, Any]]] = {table: {} for table in TABLES}
        self._lines = 0
        self.withdrew = False
        for _ in range(6):
            self._article()
        self.index()

    def step(self, *more: Callable[[], None]) -> None:
        """Some things happen, which may be one of `more`."""
        for _ in range(self._chance.randint(1, 4)):
            self._chance.choice(
                (
                    self._article, self._article, self._edit, self._revise, self._entry,
                    self._delete, self._reject, self.index, self._merge, *more,
                )
            )()  # fmt: skip

    def save(self) -> None:
        """Write the dataset."""
        shutil.rmtree(self.collection.dataset)
        rows = {
            table: sorted(rows.values(), key=lambda row: sort_key(table, row))
            for table, rows in self.rows.items()
        }
        made = describe(rows, self.collection.dataset)
        (self.collection.dataset / "manifest.json").write_bytes(made.octets)

    def _title(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=3))

    def _put(self, table: str, row: dict[str, Any]) -> None:
        self.rows[table][row["id"]] = row

    def _article(self) -> None:
        # Not in the order in which they come.
        self._number += 1
        number = self._number * 37 % 101
        row = article(
            number,
            title=self._title(),
            published=self._chance.choice((None, instant_of(number // 3))),
            quality=self._chance.random(),
            categories=self._chance.sample(WORDS, 2),
            body_status=self._chance.choice(("full", "summary")),
            gone_at=self._chance.choice((None, None, instant_of(number))),
        )
        self._put("articles", row)
        self._put("revisions", revision(number, title=row["title"]))
        self._put("feed_entries", feed_entry(number))

    def _some(self, table: str) -> dict[str, Any] | None:
        rows = list(self.rows[table].values())
        return self._chance.choice(rows) if rows else None

    def _edit(self) -> None:
        if row := self._some("articles"):
            change = self._chance.choice(
                (
                    {"title": self._title()},
                    {"published": instant_of(self._chance.randint(0, 90))},
                    {"authors": [self._title()], "language": "zh"},
                    {"canonical_url": f"https://{self._chance.choice('abc')}.example/x/"},
                    {"first_captured_at": instant_of(self._chance.randint(0, 90))},
                )
            )
            self._put("articles", {**row, **change})

    def _revise(self) -> None:
        if row := self._some("articles"):
            self._number += 1
            title = self._chance.choice((row["title"], self._title(), None))
            later = revision(500 + self._number, article_id=row["id"], title=title, url=row["url"])
            self._put("revisions", later)
            if self._chance.random() < 0.5:
                more = {"revision_count": row["revision_count"] + 1}
                self._put("articles", {**row, **more})

    def _entry(self) -> None:
        if row := self._some("feed_entries"):
            last = instant_of(self._chance.randint(100, 300))
            self._put("feed_entries", {**row, "last_seen": last})

    def withdraw(self) -> None:
        table = self._chance.choice(("articles", "rejects"))
        if row := self._some(table):
            gone = None if row["withdrawn"] else {"at": instant_of(0), "reason": "wish"}
            self.withdrew |= gone is not None
            self._put(table, {**row, "withdrawn": gone})

    def _delete(self) -> None:
        table = self._chance.choice(list(TABLES))
        if row := self._some(table):
            del self.rows[table][row["id"]]

    def _reject(self) -> None:
        self._number += 1
        why = self._chance.choice(("not-html", "http-error"))
        self._put("rejects", reject(self._number * 37 % 101, reason=why))

    def index(self) -> None:
        """A segment is sealed."""
        self._lines += 1
        archive = self.collection.archive
        entry = cdxj.IndexLine(
            f"example,news)/{self._lines % 5}",
            f"202405{10 + self._lines % 9}0{self._lines % 10}0000",
            {
                "url": self._chance.choice((FEED, "https://news.example/1/")),
                "status": self._chance.choice(("200", "304", "-")),
                "length": str(self._lines),
                "offset": str(self._lines),
                "filename": f"{self._lines}.warc.gz",
            },
        )
        if not (archive / "index.cdxj").exists():
            cdxj.write_index(archive / "index.cdxj", [entry.line.encode()])
        else:
            (archive / index_parts.PARTS).mkdir(exist_ok=True)
            part = archive / index_parts.PARTS / f"{self._lines}.cdxj"
            cdxj.write_index(part, [entry.line.encode()])

    def _merge(self) -> None:
        index_parts.complete(self.collection.archive)


def instant_of(hours: int) -> str:
    row: str = reject(hours)["captured_at"]
    return row


def everything(collection: Collection, folder: Path) -> dict[str, Any]:
    """All that the pages of a site read, numbers of words as words, places as what lies there."""
    with opened([Shown(collection, folder, None)]) as served:
        return dict(_read(_reading(served.pages.answer)))


def _reading(answer: Callable[[str, Mapping[str, str]], Any]) -> Reading:
    def read(path: str, place: tuple[int, int] | None = None, **query: object) -> Any:
        reply = answer(path, {name: str(value) for name, value in query.items()})
        assert reply is not None, path
        with reply.open() as file:
            if place is None:
                return json.loads(file.read())
            file.seek(place[0])
            return json.loads(file.read(place[1]))

    return read


def _read(read: Reading) -> Iterator[tuple[str, Any]]:
    about = read("data/site.json")
    words = {**about["rejects"].pop("dictionaries"), **about["articles"].pop("dictionaries")}
    yield "site", about
    yield "figures", read("data/figures.json")
    chunks = [read(f"data/rejected/{number}.json") for number in range(about["rejects"]["chunks"])]
    yield (
        "rejects",
        [
            {
                "id": chunk["id"][at],
                "date": chunk["date"][at],
                "reason": words["reason"][chunk["reason"][at]],
                "row": read("data/rejects.jsonl", (chunk["offset"][at], chunk["length"][at])),
            }
            for chunk in chunks
            for at in range(len(chunk["id"]))
        ],
    )
    for query in QUERIES:
        ask = json.dumps(query)
        found = read("api/search", ask=ask, **{"from": 0, "to": 500})
        yield ask, [_told(read, row, words) for row in found["rows"]]
        facets = {
            name: {words[name][int(code)]: number for code, number in each.items()}
            for name, each in read("api/facets", ask=ask).items()
        }
        yield f"{ask} facets", facets
        for by in ("", *CODED):
            yield f"{ask} by {by}", read("api/tally", ask=ask, by=by)
    for at, row in enumerate(read("api/search", **{"from": 0, "to": 500})["rows"]):
        assert read("api/place", id=row["id"])["at"] == at


def _told(read: Reading, row: dict[str, Any], words: Mapping[str, list[str]]) -> dict[str, Any]:
    line = read("data/articles.jsonl", (row["offset"], row["length"]))
    revisions = [read("data/revisions.jsonl", place) for place in line["revisions"]]
    entries = [read("data/feed_entries.jsonl", place) for place in line["entries"]]
    plain = {name: row[name] for name in row if name not in (*CODED, "offset", "length")}
    coded = {name: words[name][row[name]] for name in ("language", "source", "status")}
    many = {"category": [words["category"][code] for code in row["category"]]}
    return {**plain, **coded, **many, "row": line["row"], "revisions": revisions, "all": entries}


def from_nothing(collection: Collection) -> dict[str, Any]:
    """What a site that is written now shows; the one that grew is left as it is."""
    grown = collection.cache / "browse"
    aside = grown.with_name("aside")
    grown.rename(aside)
    found = everything(collection, kept(collection, load(collection)))
    shutil.rmtree(grown)
    aside.rename(grown)
    return found


def exported(collection: Collection, folder: Path) -> dict[str, Any]:
    """What a site for any web server says of the same."""
    whole.write(collection, load(collection), folder)

    def told(name: str) -> Any:
        return json.loads((folder / "data" / name).read_bytes())

    about, counted = told("site.json"), told("figures.json")
    for name in ("chunks", "dictionaries", "search"):
        del about["articles"][name]
    del about["rejects"]["dictionaries"]
    listed = told("list/0.json")["id"] if about["articles"]["rows"] else []
    rejected = told("rejected/0.json")["id"] if about["rejects"]["rows"] else []
    shutil.rmtree(folder)
    return {"site": about, "figures": counted, "listed": listed, "rejected": rejected}


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "ROWS_PER_FILE", 4)


def first(tmp_path: Path, seed: int = 3) -> tuple[Newsroom, Path]:
    room = Newsroom(tmp_path / "harbour", seed)
    room.save()
    return room, kept(room.collection, load(room.collection))


@pytest.mark.parametrize(
    ("seed", "steps"), [(0, 1), *(pytest.param(seed, 6, marks=pytest.mark.slow) for seed in SEEDS)]
)
def test_what_grew_is_what_is_written_from_nothing(tmp_path: Path, seed: int, steps: int) -> None:
    room, grown = first(tmp_path, seed)
    for _ in range(steps):
        room.withdrew = False
        room.step(room.withdraw)
        room.save()
        before, grown = grown, kept(room.collection, load(room.collection))
        assert (grown == before) or room.withdrew, "it was written anew"
        shown = everything(room.collection, grown)
        assert shown == from_nothing(room.collection)
        assert exported(room.collection, tmp_path / "exported") == {
            "site": shown["site"],
            "figures": shown["figures"],
            "listed": [row["id"] for row in shown[json.dumps(QUERIES[0])]],
            "rejected": [row["id"] for row in shown["rejects"]],
        }


def sizes(site: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in (site / PAGES / DATA).glob("*.jsonl")}


def test_a_row_that_stands_costs_no_line(tmp_path: Path) -> None:
    room, grown = first(tmp_path)
    before = sizes(grown)
    whole = json.dumps(room.rows["rejects"]), dict(room.rows["articles"])
    assert kept(room.collection, load(room.collection)) == grown
    assert sizes(grown) == before
    # A row before all others moves each of them into another place, and the last into another file.
    row = reject(-5)
    room.rows["rejects"][row["id"]] = row
    earlier = article(-5)
    room.rows["articles"][earlier["id"]] = earlier
    room.save()
    kept(room.collection, load(room.collection))
    after = sizes(grown)
    assert {name for name in after if after[name] != before[name]} == {
        "articles.jsonl",
        "rejects.jsonl",
    }
    longest = max(len(json.dumps(each)) for each in whole[1].values())
    assert after["articles.jsonl"] - before["articles.jsonl"] < 2 * longest


def test_who_shows_it_goes_on_showing_what_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, grown = first(tmp_path)
    with opened([Shown(room.collection, grown, None)]) as served:
        read = _reading(served.pages.answer)
        before = dict(_read(read))
        for _ in range(3):
            room.step()
            room.save()
            kept(room.collection, load(room.collection))
        assert dict(_read(read)) == before
        with monkeypatch.context() as patch:
            patch.setattr(shelf, "_refuse_if_worn", worn)
            room._article()
            room.save()
            anew = kept(room.collection, load(room.collection))
        assert anew != grown
        assert dict(_read(read)) == before
        assert grown.exists()
    with monkeypatch.context() as patch:
        patch.setattr(shelf, "_refuse_if_worn", worn)
        room._article()
        room.save()
        kept(room.collection, load(room.collection))
    assert not grown.exists(), "nobody shows it any more"


def worn(_: object) -> None:
    raise shelf.Worn


@pytest.mark.parametrize("at", ["_renew", "_write_documents"])
def test_what_was_killed_half_way_is_taken_up(
    tmp_path: Path, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, grown = first(tmp_path)
    before = everything(room.collection, grown)
    for _ in range(4):
        room.step()
    room._revise()
    room.save()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(growth._Growth, at, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        kept(room.collection, load(room.collection))
        os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert everything(room.collection, grown) == before
    assert kept(room.collection, load(room.collection)) == grown
    assert everything(room.collection, grown) == from_nothing(room.collection)


def test_what_is_damaged_or_worn_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, grown = first(tmp_path)
    lines = grown / PAGES / DATA / "revisions.jsonl"
    os.truncate(lines, lines.stat().st_size - 1)
    room._article()
    room.save()
    second = kept(room.collection, load(room.collection))
    assert second != grown
    assert not grown.exists(), "nobody shows it"
    monkeypatch.setattr(shelf, "_FEW", 0)
    for row in list(room.rows["articles"].values()):
        room._put("articles", {**row, "title": "Lanterns on the quay"})
    room.save()
    third = kept(room.collection, load(room.collection))
    assert third != second, "most articles are others"
    assert kept(room.collection, load(room.collection)) == third
    for title in ("Ferries", "Tolls", "Pilots", "Quays"):
        row = next(iter(room.rows["articles"].values()))
        room._put("articles", {**row, "title": title})
        room.save()
        fourth = kept(room.collection, load(room.collection))
    assert fourth != third, "one by one, a quarter of the numbers was dead"
    assert everything(room.collection, fourth) == from_nothing(room.collection)


@pytest.mark.parametrize("left", [None, 1])
def test_lines_that_are_missing_come_back_though_nothing_is_new(
    tmp_path: Path, left: int | None
) -> None:
    room, grown = first(tmp_path)
    before = everything(room.collection, grown)
    lines = grown / PAGES / DATA / "articles.jsonl"
    lines.unlink() if left is None else os.truncate(lines, left)
    after = kept(room.collection, load(room.collection))
    assert after != grown
    assert everything(room.collection, after) == before


def test_a_damaged_page_of_the_database_ends_no_server(tmp_path: Path) -> None:
    room, site = first(tmp_path)
    before = everything(room.collection, site)
    name = Path(PAGES, DATA, DATABASE)
    whole = (site / name).read_bytes()
    anew = 0
    for place in range(0, len(whole), 4096):
        (site / name).write_bytes(whole[:place] + b"\xa5" * 4096 + whole[place + 4096 :])
        after = kept(room.collection, load(room.collection))
        with closing(Snapshot(after / name)) as seen:
            assert len(SearchEngine(seen)) == len(room.rows["articles"])
        if after != site:
            anew += 1
            whole = (after / name).read_bytes()
            assert everything(room.collection, after) == before
        site = after
    assert anew > 3


def test_where_there_is_no_room_to_grow_no_whole_site_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, site = first(tmp_path)
    before = everything(room.collection, site)
    for _ in range(60):
        room._article()
    room.save()
    opened_to_grow = shelf.kept

    def full(path: Path) -> sqlite3.Connection:
        database = opened_to_grow(path)
        database.execute("PRAGMA max_page_count = 1").fetchall()
        return database

    monkeypatch.setattr(shelf, "kept", full)
    monkeypatch.setattr(whole, "copy_pages", None)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        kept(room.collection, load(room.collection))
    assert everything(room.collection, site) == before
    monkeypatch.undo()
    assert kept(room.collection, load(room.collection)) == site
    assert everything(room.collection, site) == from_nothing(room.collection)


def test_what_a_killed_server_left_is_seen_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, left = tmp_path / "live" / DATABASE, tmp_path / "left" / DATABASE
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA journal_mode = WAL; CREATE TABLE told (word);")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("INSERT INTO told VALUES ('ferry')")
        database.commit()
        shutil.copytree(path.parent, left.parent)
    before = {one.name: one.read_bytes() for one in left.parent.iterdir()}
    monkeypatch.setattr(snapshot, "is_writable", lambda _: False)
    with closing(Snapshot(left)) as seen:
        assert seen.query("SELECT word FROM told") == [("ferry",)]
    assert {one.name: one.read_bytes() for one in left.parent.iterdir()} == before


def test_an_index_of_as_many_octets_is_read_again(tmp_path: Path) -> None:
    room, grown = first(tmp_path)
    index = room.collection.index
    index.write_bytes(index.read_bytes().replace(b" 202405", b" 202406"))
    assert kept(room.collection, load(room.collection)) == grown
    assert everything(room.collection, grown) == from_nothing(room.collection)


def test_nothing_stays_of_what_is_withdrawn(tmp_path: Path) -> None:
    room, grown = first(tmp_path)
    row = next(row for row in room.rows["articles"].values() if row["withdrawn"] is None)
    lines = Path(PAGES, DATA, "articles.jsonl")
    assert row["title"] in (grown / lines).read_text("utf-8")
    wish = {"at": instant_of(0), "reason": "wish"}
    room._put("articles", {**row, "title": None, "withdrawn": wish})
    room.save()
    after = kept(room.collection, load(room.collection))
    assert not grown.exists()
    assert row["id"] not in (after / lines).read_text("utf-8")
    assert everything(room.collection, after) == from_nothing(room.collection)


def test_a_collection_may_be_empty(tmp_path: Path) -> None:
    room = Newsroom(tmp_path / "harbour", 3)
    nothing: dict[str, dict[str, dict[str, Any]]] = {table: {} for table in TABLES}
    whole, room.rows = room.rows, nothing
    room.save()
    grown = kept(room.collection, load(room.collection))
    assert everything(room.collection, grown)[json.dumps(QUERIES[0])] == []
    for rows in (whole, nothing):
        room.rows = rows
        room.save()
        assert kept(room.collection, load(room.collection)) == grown
        assert everything(room.collection, grown) == from_nothing(room.collection)
