"""An archive that grows in whatever steps gives at each the bytes of a build from nothing.

What a step adds is drawn; that most builds grow (and are not made from nothing) is held as well.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Final, Self

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, prose, tree
from twa.dataset import file_digests
from twa.dataset.annotations import Annotation, Annotations
from twa.dataset.assemble import accounting, builder, growth, mapping
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.dates.instants import stamp
from twa.dataset.errors import Rejected
from twa.dataset.facts import shards
from twa.dataset.facts.understanding import understand
from twa.dataset.ledger import shown
from twa.dataset.proof import chain
from twa.dataset.proof.sealing import seal
from twa.dataset.reduce import row_sink
from twa.dataset.tables import filing, parquet
from twa.dataset.tables.identity import identify
from twa.dataset.tables.manifest import ManifestInput, line_of
from twa.dataset.takedowns import Takedown, append
from twa.dataset.warc.revisits import Earlier
from twa.dataset.workers.pool import Workers

FOOTERS = [
    f"Come to our {what} in October and hear {what} speakers on {what} bridges and ferries."
    for what in ("conference", "supper")
]
NAMES = [f"story-{number}" for number in range(14)]
OTHER = "https://other.example"


class Here:
    """Workers that work in this process: for pages that harm nobody."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        pass

    def start(self) -> None:
        pass

    def map(
        self, items: Iterable[Any], task_of: Callable[[Any], Any] = lambda one: one
    ) -> Iterator[tuple[Any, Any]]:
        for one in items:
            try:
                yield one, understand(task_of(one))
            except Rejected as rejected:
                yield one, rejected


class World:
    """A collection and what happens to it, drawn from `chance`."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.clock = 0.0
        self.count = 0
        self.seen: dict[str, Earlier] = {}
        self.bodies: dict[str, int] = {}
        self.saved: list[Path] = []

    def step(self) -> None:
        """Most steps are a crawl; of some, no build that goes on from the last could know."""
        chance = self.chance.random()
        if chance < 0.06 and len(self.saved) > 1:
            self.saved.pop(self.chance.randrange(len(self.saved))).unlink()
        elif chance < 0.10 and self.saved:
            path = self.saved.pop()
            self.saved.append(path.rename(path.with_name(f"renamed-{self.count}.warc.gz")))
        elif chance < 0.16:
            self.takedown()
        elif chance < 0.20:
            self.beside()
        elif chance < 0.23 and self.saved:
            # As a restored backup is, or a disk that another machine wrote.
            path = self.chance.choice(self.saved)
            shutil.copy(path, copy := path.with_suffix(".copy"))
            copy.replace(path)
        elif chance < 0.25 and self.saved:
            path = self.chance.choice(self.saved)
            name = f"{self.chance.choice('0z')}-copy-{self.count}.warc.gz"
            self.saved.append(Path(shutil.copy(path, path.with_name(name))))
        elif chance < 0.28:
            self.hurt()
        elif chance < 0.30:
            (Collection(self.root).archive / f"broken-{self.count}.wacz").write_bytes(b"no package")
        else:
            self.crawl(back=chance > 0.95)

    def hurt(self) -> None:
        """A file of the cache or of rows is lost, cut short, or has another octet."""
        kept = Collection(self.root).cache.rglob("*.*"), (self.root / "dataset").rglob("*.parquet")
        path = self.chance.choice(sorted(one for part in kept for one in part if one.is_file()))
        octets = bytearray(path.read_bytes())
        if not octets or self.chance.random() < 0.3:
            path.unlink()
            return
        place = self.chance.randrange(len(octets))
        octets[place] ^= 1
        path.write_bytes(octets[: self.chance.choice((None, place))])

    def takedown(self) -> None:
        path = Collection(self.root).takedowns
        if path.exists():
            path.unlink()
            return
        address = f"{SITE}/{self.chance.choice(NAMES)}/"
        taken = Takedown(identify(address), (address,), stamp(hours(9_000)), "asked for")
        append(path, taken)

    def beside(self) -> None:
        """Seals, an anchor and a note: what stands beside WARCs and rows, and in none of them."""
        collection = Collection(self.root)
        for made in seal(collection):
            anchored = collection.archive / chain.FOLDER / f"{chain.stem(made.number)}.nobody.tsr"
            anchored.write_bytes(b"by nobody")
        note = Annotation(identify(self.url()), ("harbour",), f"as seen at {self.clock}")
        Annotations(collection.annotations).add(note, hours(self.clock))

    def crawl(self, *, back: bool) -> None:
        """One WARC more, of what is later than all before, or of long ago."""
        self.count += 1
        archive = Archive(f"{self.chance.choice('abc')}-{self.count:03}.warc.gz")
        at = self.clock - 200.0 if back else self.clock
        for _ in range(self.chance.randint(1, 5)):
            at += self.chance.choice((0.01, 0.5, 300.0))
            self.chance.choice(self.events)(self, archive, at)
        self.clock = max(self.clock, at) + 1
        self.saved.append(archive.save(self.root))

    def url(self) -> str:
        site = OTHER if self.chance.random() < 0.15 else SITE
        return f"{site}/{self.chance.choice(NAMES)}/"

    def visit(self, archive: Archive, at: float) -> None:
        """A page: new, as before, or edited."""
        url = self.url()
        self.bodies[url] = self.bodies.get(url, 0) + (self.chance.random() < 0.5)
        paragraphs = [prose(f"{url} {n}") for n in range(6)]
        paragraphs[2] = prose(f"{url} {self.bodies[url]}")
        head = ""
        if self.chance.random() < 0.2:
            head = f"<link rel='canonical' href='{self.url()}'>"
        if self.chance.random() < 0.5:
            paragraphs.append(self.chance.choice(FOOTERS))
        if self.chance.random() < 0.15:
            paragraphs = ["This page needs scripts. Please allow them in your browser, or leave."]
        body = page(url[-9:], paragraphs, head=head)
        self.seen[url] = archive.get(url, body, at=hours(at))

    def again(self, archive: Archive, at: float) -> None:
        """A revisit, most often of what was there."""
        if self.seen:
            url = self.chance.choice(sorted(self.seen))
            earlier = self.seen[url]
            if self.chance.random() < 0.1:
                earlier = Earlier(url, hours(at + 400), f"<urn:uuid:{'0' * 8}-{self.count}>", "")
            archive.get(url, page(url), at=hours(at), earlier=earlier)

    def moved(self, archive: Archive, at: float) -> None:
        archive.get(
            self.url(), at=hours(at), status="301 Moved", headers=[f"Location: {self.url()}"]
        )

    def walled(self, archive: Archive, at: float) -> None:
        """Links that are led to one page, which may be asked for too, or through a gate."""
        wall, gate = f"{SITE}/subscribe/", f"{SITE}/gate/"
        for _ in range(self.chance.randint(1, 2)):
            target = gate if self.chance.random() < 0.2 else wall
            archive.get(
                self.url(), at=hours(at), status="302 Found", headers=[f"Location: {target}"]
            )
        if self.chance.random() < 0.3:
            target = self.chance.choice((wall, wall, self.url()))
            archive.get(gate, at=hours(at), status="302 Found", headers=[f"Location: {target}"])
        if self.chance.random() < 0.5:
            text = [prose(f"wall {n}") for n in range(4)]
            archive.get(
                wall,
                page(
                    "Wall",
                    text,
                    head=self.chance.choice(("", f"<link rel='canonical' href='{self.url()}'>")),
                ),
                at=hours(at),
            )

    def continued(self, archive: Archive, at: float) -> None:
        """One page of an article of several, or of one that no longer goes on."""
        name, number = self.chance.choice(NAMES), self.chance.randint(1, 3)
        urls = [f"{SITE}/{name}/", *(f"{SITE}/{name}/?page={more}" for more in (2, 3, 4))]
        goes_on = self.chance.random() < 0.8
        head = f"<link rel='next' href='{urls[number]}'>" if goes_on else ""
        body = page(f"Of {name}", [prose(f"{name} {number} {n}") for n in range(4)], head=head)
        self.seen[urls[number - 1]] = archive.get(urls[number - 1], body, at=hours(at))

    def gone(self, archive: Archive, at: float) -> None:
        archive.get(self.url(), at=hours(at), status=self.chance.choice(("404 No", "500 No")))

    def rules(self, archive: Archive, at: float) -> None:
        lines = self.chance.choice(
            ("Disallow: /story-1", "Disallow:", "Content-Signal: ai-train=no")
        )
        text = f"User-agent: *\n{lines}\n"
        archive.get(
            f"{SITE}/robots.txt", text, role="robots", at=hours(at), media_type="text/plain"
        )

    def poll(self, archive: Archive, at: float) -> None:
        """A feed, or a further page of it, or what was given for one."""
        names = self.chance.sample(NAMES, self.chance.randint(1, 4))
        if self.chance.random() < 0.3:
            # So many came and went that none is known, or only what stays at the top.
            names = [*NAMES[: self.chance.randint(0, 1)], *(f"{self.count}-{at}" for _ in "ab")]
        if self.chance.random() < 0.2:
            # Nobody keeps a feed from listing an entry twice.
            names.append(names[0])
        told = [
            item(name, f"{name} {self.chance.choice('ab')}", content=[prose(name)])
            for name in names
        ]
        kind = self.chance.random()
        url, via = (f"{FEED}?paged=2", FEED) if kind < 0.2 else (FEED, None)
        if kind > 0.9:
            archive.get(FEED, page("no feed"), at=hours(at), role="feed")
            return
        if kind > 0.8:
            url, via = f"{SITE}/rss/", FEED
        self.seen[url] = archive.get(url, feed(*told), at=hours(at), via=via, **RSS)

    def refused(self, archive: Archive, at: float) -> None:
        reason = self.chance.choice(("offsite", "robots", "duplicate"))
        fields = {"entry": "x"} if self.chance.random() < 0.6 else {}
        archive.note(self.url(), at=hours(at), outcome="refused", reason=reason, **fields)

    events: tuple[Callable[..., None], ...] = (
        *(visit, visit, visit, visit, again, again, moved, walled, continued),
        *(gone, rules, poll, poll, refused),
    )


def from_nothing(root: Path) -> dict[str, bytes]:
    """The dataset of a build that finds only what was understood of each WARC."""
    with tempfile.TemporaryDirectory() as name:
        other = Path(name) / "nothing"
        shutil.copytree(root, other, ignore=shutil.ignore_patterns("rows-*", "dataset"))
        build(Collection(other), workers=1)
        return tree(other / "dataset")


class Counted:
    """Whether builds grew."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.grown = self.anew = 0
        grow = builder._grow

        def watched(*told: Any) -> Any:
            made = grow(*told)
            self.grown += made is not None
            self.anew += made is None
            return made

        monkeypatch.setattr(builder, "_grow", watched)


FEW: Final = settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ANY: Final = given(seed=st.integers(0, 1 << 32), steps=st.integers(2, 9))


@FEW
@ANY
def test_each_step_gives_the_bytes_of_a_build_from_nothing(
    monkeypatch: pytest.MonkeyPatch, seed: int, steps: int
) -> None:
    grow_and_compare(monkeypatch, seed, steps)


@pytest.mark.slow
@settings(FEW, max_examples=30)
@ANY
def test_many_steps_give_the_bytes_of_builds_from_nothing(
    monkeypatch: pytest.MonkeyPatch, seed: int, steps: int
) -> None:
    grow_and_compare(monkeypatch, seed, steps)


def grow_and_compare(monkeypatch: pytest.MonkeyPatch, seed: int, steps: int) -> None:
    with monkeypatch.context() as patch, tempfile.TemporaryDirectory() as name:
        patch.setattr(mapping, "Workers", Here)
        # A month has files that stand and one that grows.
        patch.setattr(filing, "ROWS_PER_FILE", 3)
        root = Path(name) / "harbour"
        world = World(root, random.Random(seed))
        world.crawl(back=False)
        for number in range(steps):
            build(Collection(root), workers=1, allow_missing=True)
            assert tree(root / "dataset") == from_nothing(root), (seed, number)
            world.step()


def test_most_builds_grow(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    counted = Counted(monkeypatch)
    world = World(root, random.Random(7))
    # A page of before that turns out to be one of several is no growth.
    world.events = tuple(one for one in World.events if one is not World.continued)
    for _ in range(12):
        world.crawl(back=False)
        build(Collection(root), workers=1)
    assert counted.grown >= 8
    assert tree(root / "dataset") == from_nothing(root)


class Killed(BaseException):
    """Nobody catches it."""


@pytest.mark.parametrize("place", ["change", "_figures"])
def test_a_build_that_is_killed_in_the_middle_costs_only_time(
    root: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    world = World(root, random.Random(11))
    work, kills = getattr(growth, place), 0

    def killed(*values: Any) -> None:
        work(*values)
        raise Killed

    for _ in range(12):
        world.crawl(back=False)
        with monkeypatch.context() as patch, suppress(Killed):
            patch.setattr(growth, place, killed)
            build(Collection(root), workers=1)
            continue
        kills += 1
        build(Collection(root), workers=1)
    assert kills
    build(Collection(root), workers=1)
    assert tree(root / "dataset") == from_nothing(root)


@pytest.mark.parametrize(
    "name", ["ledger.sqlite", "rows-0.sqlite", "build.jsonl", "files.jsonl.gz"]
)
def test_what_was_kept_and_damaged_costs_only_time(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    world = World(root, random.Random(12))
    for flip in range(6):
        world.crawl(back=False)
        build(Collection(root), workers=1)
        (kept,) = Collection(root).shards.glob(f"rows-*/{name}")
        octets = bytearray(kept.read_bytes())
        octets[len(octets) * (flip + 1) // 7] ^= 1 << flip
        kept.write_bytes(octets)
    build(Collection(root), workers=1)
    assert tree(root / "dataset") == from_nothing(root)


def test_a_build_after_which_nothing_came_reads_no_warc_and_writes_no_rows(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    monkeypatch.setattr(file_digests, "_QUIET_NS", -3_600_000_000_000)
    World(root, random.Random(13)).crawl(back=False)
    build(Collection(root), workers=1)
    before = tree(root / "dataset")
    nothing = Counted(monkeypatch)
    monkeypatch.setattr(row_sink, "write_file", None)
    monkeypatch.setattr(shards, "read", None)
    assert build(Collection(root), workers=1).read == 0
    assert (nothing.grown, nothing.anew) == (1, 0)
    assert tree(root / "dataset") == before


def test_only_of_warcs_of_which_something_changed_the_account_is_made_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    made: list[str] = []

    def noted(item: ManifestInput) -> str:
        made.append(item.file)
        return line_of(item)

    monkeypatch.setattr(accounting, "line_of", noted)
    for month in range(4):
        made.clear()
        archive = Archive(f"news-{month}.warc.gz")
        text = [prose(f"{month} {line}") for line in range(4)]
        archive.get(f"{SITE}/{month}/", page("Pier", text), at=hours(24 * 40 * month))
        archive.save(root)
        build(Collection(root), workers=1)
    assert made == ["news-3.warc.gz"]
    assert tree(root / "dataset") == from_nothing(root)


def test_digests_that_the_build_before_knew_are_not_looked_up(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    monkeypatch.setattr(file_digests, "_QUIET_NS", -3_600_000_000_000)
    world = World(root, random.Random(13))
    for _ in range(3):
        world.crawl(back=False)
    build(Collection(root), workers=1)
    asked: list[list[str]] = []
    read = file_digests.read

    def noted(path: Path, names: Iterable[str] | None = None) -> Any:
        asked.append([] if names is None else list(names))
        return read(path, asked[-1])

    monkeypatch.setattr(file_digests, "read", noted)
    assert build(Collection(root), workers=1).read == 0
    os.utime(world.saved[1])
    assert build(Collection(root), workers=1).read == 1
    assert build(Collection(root), workers=1).read == 0
    assert asked == [[], [world.saved[1].name], []]


def test_a_build_to_which_no_page_came_starts_no_process_and_others_may_keep_theirs(
    tmp_path: Path,
) -> None:
    first = Archive("news-20240517063000000-00000-host.warc.gz")
    listed = first.get(FEED, feed(item("bridge", "Bridge")), at=hours(0), **RSS)
    first.get(f"{SITE}/bridge/", page("Bridge", [prose("bridge")]), at=hours(1))
    first.save(tmp_path)
    hired: list[int] = []
    with Workers(shards.UNDERSTAND, count=1) as pool:

        def hire(count: int) -> nullcontext[Workers]:
            hired.append(count)
            return nullcontext(pool)

        build(Collection(tmp_path), hire=hire)
        assert not pool.is_closed
        later = Archive("news-20240518063000000-00000-host.warc.gz")
        later.get(FEED, status="304 Not Modified", at=hours(24), earlier=listed, **RSS)
        later.save(tmp_path)
        pool.close()
        # Who asked it for anything would be told that it is closed.
        report = build(Collection(tmp_path), hire=hire)
    assert report.mapped == 1
    assert hired == [1, 1]


def test_of_a_month_that_goes_on_only_the_end_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    monkeypatch.setattr(filing, "ROWS_PER_FILE", 3)
    written: list[str] = []

    def noted(table: str, file: str, *more: Any) -> Any:
        written.append(file)
        return parquet.write_file(table, file, *more)

    def add(name: str, *captured: tuple[int, float]) -> set[str]:
        """Archive pages by number and hour, and build; the files of articles that were written."""
        archive = Archive(f"news-{name}-00000-host.warc.gz")
        for number, at in captured:
            text = [prose(f"{number} {line}") for line in range(4)]
            archive.get(f"{SITE}/{number}/", page(f"Ferry {number}", text), at=hours(at))
        archive.save(tmp_path)
        written.clear()
        build(Collection(tmp_path), workers=1)
        return {file for file in written if file.startswith("articles")}

    def files(*numbers: int) -> set[str]:
        return {f"articles/2024-05-{number:04d}.parquet" for number in numbers}

    monkeypatch.setattr(row_sink, "write_file", noted)
    assert add("20240517063000000", *((n, n) for n in range(8))) == files(0, 1, 2)
    assert add("20240518063000000", (8, 8)) == files(2)
    assert add("20240519063000000", (9, 9)) == files(3)
    # One that was captured between the others shifts what comes after it.
    assert add("20240520063000000", (10, 4.5)) == files(1, 2, 3)
    assert tree(tmp_path / "dataset") == from_nothing(tmp_path)


class Explained(sqlite3.Connection):
    """Notes how SQLite goes about each query that it is asked."""

    plans: ClassVar[dict[str, list[str]]] = {}

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        asks = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
        if query.split()[0] in asks and query not in self.plans:
            told = super().execute(f"EXPLAIN QUERY PLAN {query}", *values)
            self.plans[query] = [line[3] for line in told]
        return super().execute(query, *values)


def test_no_question_about_what_is_new_goes_through_all_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    for day in range(4):
        archive = Archive(f"news-2024051{day}063000000-00000-host.warc.gz")
        items = (item(str(number), f"Ferry {number}") for number in range(day + 1))
        archive.get(FEED, feed(*items), at=hours(24 * day), **RSS)
        text = [prose(f"{day} {line}") for line in range(4)]
        archive.get(f"{SITE}/{day}/", page(f"Ferry {day}", text), at=hours(24 * day + 1))
        archive.save(tmp_path)
        if day < 3:
            build(Collection(tmp_path), workers=1)
    counted = Counted(monkeypatch)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Explained))
    build(Collection(tmp_path), workers=1)
    assert (counted.grown, counted.anew) == (1, 0)
    # A query may have names of its own for tables, so what may be gone through is named: what there
    # is of feeds, of WARCs, or of what is odd.
    large = re.compile(
        r"SCAN (?!(?:account|feed|json_each|moved|unsure|warc|withdrawn|CONSTANT)\b)\w"
        r"|\((site|feed)=\?\)"
    )
    found = {query: plan for query, plan in Explained.plans.items() if large.search(str(plan))}
    assert found == {}


class Stepped(sqlite3.Connection):
    """Counts the steps that SQLite takes for all that it is asked."""

    steps = 0

    def __init__(self, *values: Any, **more: Any) -> None:
        super().__init__(*values, **more)
        self.set_progress_handler(self._step, 10)

    @classmethod
    def _step(cls) -> int:
        cls.steps += 1
        return 0


def test_a_poll_costs_what_it_lists_and_not_the_polls_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Stepped))
    steps = []
    for polls in (20, 200):
        root = tmp_path / str(polls)
        for name, number in (("a", polls), ("b", 1), ("c", 1)):
            archive = Archive(f"{name}.warc.gz")
            first = {"a": 0, "b": 200, "c": 201}[name]
            for at in range(first, first + number):
                # One is new each time, one stays at the top, and half of them are edited.
                items = [item(f"{n}", f"Ferry {n} {at % 2 * n % 2}") for n in range(at, at + 6)]
                archive.get(FEED, feed(item("top", "Top"), *items), at=hours(at), **RSS)
            archive.save(root)
            Stepped.steps = 0
            build(Collection(root), workers=1)
        steps.append(Stepped.steps)
        assert tree(root / "dataset") == from_nothing(root)
    few, many = steps
    # Rows of the month are read again, up to a file of them.
    assert many < 2 * few


def test_an_article_costs_the_same_however_long_the_listing_that_led_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "Workers", Here)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Stepped))
    steps = []
    for entries in (50, 1_000):
        listing = feed(*(item(f"{n}", f"Ferry {n}") for n in range(entries)))
        archive = Archive("news.warc.gz")
        archive.get(FEED, listing, at=hours(0), **RSS)
        archive.get(f"{SITE}/7/", page("Ferry 7", [prose(str(n)) for n in range(4)]), at=hours(1))
        archive.save(tmp_path / str(entries))
        build(Collection(tmp_path / str(entries)), workers=1)
        [key] = (tmp_path / str(entries) / "cache").rglob("ledger*.sqlite")
        with closing(sqlite3.connect(key)) as db:
            [(article,)] = db.execute("SELECT article FROM entry WHERE article IS NOT NULL")
            Stepped.steps = 0
            assert shown.leading(db, article, stamp(hours(2))) is not None
            steps.append(Stepped.steps)
    few, many = steps
    assert many <= few + 2
