"""The ledger: the facts of all WARCs, sorted in one SQLite file.

A ledger is a temporary SQLite file between the shards and the tables. What is
asked of it comes back in an order that the facts alone decide: by instant, then
by file and offset.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple, final

from twa.dataset.facts.model import (
    EntryFact,
    Fact,
    PageFact,
    PollFact,
    RedirectFact,
    RejectFact,
    WarcFact,
)
from twa.dataset.ledger import canonicals, growth, recurring, revisits, rules, withdrawals
from twa.dataset.ledger.columns import add_reject, dump, move, place, recorded
from twa.dataset.ledger.growth import Before, NotGrowth, Touched
from twa.dataset.ledger.linking import article_at, settle
from twa.dataset.ledger.rules import Rules
from twa.dataset.pages.recurrence.boilerplate import Recurring
from twa.dataset.pages.recurrence.outlines import Outline
from twa.dataset.takedowns import Takedowns

_TABLES: Final = """
    CREATE TABLE page (
        number INTEGER PRIMARY KEY, address TEXT, identity TEXT, site TEXT, url TEXT, at TEXT,
        warc TEXT, offset INTEGER, record TEXT, capture TEXT, said TEXT, original INTEGER,
        outlines TEXT, content TEXT,
        UNIQUE (record, at, url)
    );
    CREATE INDEX page_by_address ON page (address);
    CREATE INDEX page_by_site ON page (site, identity);
    CREATE INDEX page_by_identity ON page (identity, at, warc, offset, record);
    CREATE INDEX page_by_url ON page (url, at);
    CREATE INDEX page_by_original ON page (original) WHERE original IS NOT NULL;
    CREATE INDEX page_doubted ON page (site) WHERE instr(outlines, ',');
    CREATE TABLE poll (
        number INTEGER PRIMARY KEY, url TEXT, feed TEXT, via TEXT, at TEXT, warc TEXT,
        offset INTEGER, record TEXT, capture TEXT, title TEXT, homepage TEXT,
        UNIQUE (record, at, url)
    );
    CREATE INDEX poll_by_url ON poll (url, at);
    CREATE INDEX poll_by_feed ON poll (feed, at, warc, offset, record);
    CREATE INDEX poll_by_via ON poll (via, url);
    CREATE INDEX poll_led ON poll (url, via);
    CREATE TABLE feed (url TEXT PRIMARY KEY, feed TEXT) WITHOUT ROWID;
    CREATE TABLE listed (poll INTEGER, position INTEGER, entry TEXT);
    CREATE INDEX listed_by_poll ON listed (poll);
    CREATE INDEX listed_by_entry ON listed (entry);
    CREATE TABLE entry (
        key TEXT PRIMARY KEY, entry_id TEXT, address TEXT, article TEXT, body TEXT
    );
    CREATE INDEX entry_by_address ON entry (address);
    CREATE INDEX entry_by_article ON entry (article);
    CREATE INDEX entry_by_id ON entry (entry_id);
    CREATE TABLE redirect (address TEXT, at TEXT, warc TEXT, offset INTEGER, target TEXT);
    CREATE INDEX redirect_by_address ON redirect (address, at, warc, offset);
    CREATE INDEX redirect_by_target ON redirect (target, address);
    CREATE TABLE gone (address TEXT, at TEXT, article TEXT);
    CREATE INDEX gone_by_address ON gone (address);
    CREATE INDEX gone_by_article ON gone (article, at);
    CREATE TABLE revisit (at TEXT, warc TEXT, offset INTEGER, body TEXT);
    CREATE TABLE moved (
        warc TEXT, kind TEXT, was TEXT, now TEXT, count INTEGER,
        PRIMARY KEY (warc, kind, was, now)
    ) WITHOUT ROWID;
    CREATE TABLE warc (name TEXT, body TEXT);
    CREATE TABLE reject (
        url TEXT, at TEXT, warc TEXT, offset INTEGER, body TEXT,
        address TEXT, stage TEXT, refusal TEXT
    );
    CREATE INDEX reject_by_url ON reject (url, at);
    CREATE INDEX reject_by_address ON reject (address) WHERE address IS NOT NULL;
    CREATE INDEX reject_of_archive ON reject (stage) WHERE stage = 'archive';
    CREATE INDEX reject_by_refusal ON reject (refusal) WHERE refusal IS NOT NULL;
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE VIEW listing AS
        SELECT feed, entry_id, position, at, warc, record, address, article, capture, body, offset
        FROM listed JOIN poll ON poll.number = listed.poll JOIN entry ON entry.key = listed.entry;
"""


@final
@dataclass(frozen=True)
class Sighting:
    """A page as captured once, in JSON as the ledger has it, and read where that is asked for."""

    url: str
    at: str
    capture_json: str
    header_json: str
    outlines_json: str = field(repr=False)
    content_json: str

    @cached_property
    def capture(self) -> dict[str, Any]:
        """Where and when, as in the schemas."""
        return _object(self.capture_json)

    @cached_property
    def outlines(self) -> list[Outline]:
        """Those of the page's `tellings`."""
        return [Outline.of_text(text) for text in json.loads(self.outlines_json)]

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was understood of the page."""
        return _object(self.content_json)

    @cached_property
    def said(self) -> list[dict[str, Any]]:
        """What header and markup state about its use, each with its record."""
        holder: Any = self.capture["original"] or self.capture
        stated: list[dict[str, Any]] = json.loads(self.header_json)
        return stated + recorded(self.content["said"], holder)


@final
@dataclass(frozen=True)
class Listing:
    """An entry as one poll of a feed listed it, in JSON that is read where it is asked for.

    `address` is what the entry links to, `article` the canonical URL of what is there.
    """

    feed: str
    entry_id: str
    position: int
    at: str
    warc: str
    record: str
    address: str | None
    article: str | None
    capture_json: str
    entry_json: str

    @cached_property
    def capture(self) -> dict[str, Any]:
        """The poll's, as in the schemas."""
        return _object(self.capture_json)

    @cached_property
    def entry(self) -> EntryFact:
        """What the feed gave."""
        entry: EntryFact = json.loads(self.entry_json)
        return entry


class InForce(NamedTuple):
    """The user agent that a crawler named, and its origin's rules; null if not archived."""

    agent: str | None
    robots: Rules | None
    tdm: Rules | None


class FiledReject(NamedTuple):
    """Something that became no row: its row in the ledger, the WARC that it is about, and what."""

    row: int
    warc: str
    fact: RejectFact


class Poll(NamedTuple):
    """A feed as read once. `url` is another than `feed` for its further pages."""

    feed: str
    url: str
    at: str
    title: str | None
    homepage: str | None
    entry_ids: list[str]


class Ledger:
    """The facts of a build. Add all, `settle`, `withdraw`, then ask.

    One that was finished takes later facts in when it is opened to `grow`.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._earliest: str | None = None
        self._latest: str | None = None
        self._before: Before | None = None

    @classmethod
    def create(cls, path: Path) -> Ledger:
        """An empty ledger in a new file."""
        db = sqlite3.connect(path, isolation_level=None)
        # Nobody reads this file after a crash.
        tables = _TABLES + revisits.TABLE + rules.TABLE + withdrawals.TABLE + recurring.TABLES
        tables += canonicals.TABLE
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + tables)
        db.execute("BEGIN")
        return cls(db)

    @classmethod
    def settled(cls, path: Path) -> Ledger:
        """A ledger that was finished, only to be asked, by as many processes as like."""
        return cls(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))

    @classmethod
    def growing(cls, path: Path) -> Ledger:
        """A ledger that was finished, to `add` later facts to, `grow`, and ask.

        Where that can't be done, the file is of no use any more.
        """
        db = sqlite3.connect(path, isolation_level=None)
        # What recurs is looked up all over the file: 64 MB of it are kept at hand.
        db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;BEGIN;"
        )
        ledger = cls(db)
        ledger._before = Before.of(db)
        return ledger

    def close(self) -> None:
        """Let go of the file, which is the caller's to delete."""
        self._db.commit()
        self._db.close()

    # --- Facts in --------------------------------------------------------------

    def add(self, warc: str, fact: Fact) -> None:
        """Take in one fact of the WARC of this name."""
        if at := _instant(fact):
            self._earliest = min(self._earliest or at, at)
            self._latest = max(self._latest or at, at)
        match fact["kind"]:
            case "page":
                self._add_page(warc, fact)
            case "poll":
                self._add_poll(warc, fact)
            case "entry":
                self._db.execute(
                    "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, NULL, ?)",
                    (fact["key"], fact["entry_id"], fact["address"], dump(fact)),
                )
            case "redirect":
                self._add_redirect(warc, fact)
            case "rules":
                rules.add(self._db, warc, fact)
            case "held":
                revisits.add(self._db, warc, fact)
            case "revisit":
                self._db.execute(
                    "INSERT INTO revisit VALUES (?, ?, ?, ?)",
                    (fact["capture"]["captured_at"], warc, fact["capture"]["offset"], dump(fact)),
                )
            case "reject":
                self._add_reject(warc, fact)
            case "warc":
                self._db.execute("INSERT INTO warc VALUES (?, ?)", (warc, dump(fact)))

    def _add_page(self, warc: str, fact: PageFact) -> None:
        row = self._db.execute(
            "INSERT OR IGNORE INTO page VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)",
            (
                *(fact["address"], fact["identity"], fact["site"], fact["url"]),
                *place(warc, fact["capture"]),
                dump(recorded(fact["said"], fact["capture"])),
                dump(fact["outlines"]),
                fact["content"],
            ),
        )
        if not row.rowcount:
            move(self._db, warc, fact["record_type"], "page", "copy")

    def _add_poll(self, warc: str, fact: PollFact) -> None:
        row = self._db.execute(
            "INSERT OR IGNORE INTO poll VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(fact["url"], fact["url"], fact["via"]),
                *place(warc, fact["capture"]),
                *(fact["title"], fact["homepage"]),
            ),
        )
        if row.rowcount:
            self._db.executemany(
                "INSERT INTO listed VALUES (?, ?, ?)",
                ((row.lastrowid, place, key) for place, key in enumerate(fact["entries"])),
            )
        else:
            move(self._db, warc, fact["record_type"], "feed", "copy")

    def _add_redirect(self, warc: str, fact: RedirectFact) -> None:
        self._db.execute(
            "INSERT INTO redirect VALUES (?, ?, ?, ?, ?)",
            (fact["address"], fact["at"], warc, fact["offset"], fact["target"]),
        )

    def _add_reject(self, warc: str, fact: RejectFact) -> None:
        add_reject(self._db, warc, fact)
        if fact["gone"]:
            self._db.execute("INSERT INTO gone VALUES (?, ?, NULL)", (fact["address"], fact["at"]))

    def settle(self) -> None:
        """Tie together what stands in different records: revisits, feeds, links, gone pages."""
        settle(self._db)

    def withdraw(self, takedowns: Takedowns) -> None:
        """Note which articles were withdrawn. After `settle`, and then the ledger is finished."""
        withdrawals.withdraw(self._db, takedowns)
        self._finish()
        self._db.execute("COMMIT")

    def grow(self, takedowns: Takedowns) -> Touched:
        """`settle` and `withdraw` for a ledger that is `growing`: what may have other rows now.

        Raises `NotGrowth` where that can't be told.
        """
        assert self._before is not None, "this ledger is not growing"
        touched = growth.settle(self._db, self._before, self._earliest)
        if withdrawals.change(self._db, takedowns):
            raise NotGrowth("other addresses are withdrawn")
        self._finish()
        return touched

    def _finish(self) -> None:
        known = [self._latest, self._before.latest if self._before else None]
        latest = max((at for at in known if at is not None), default=None)
        self._db.execute("INSERT OR REPLACE INTO fact VALUES ('latest', ?)", (latest,))

    def withdrawn(self, *addresses: str | None) -> dict[str, str] | None:
        """When and why the article at one of these addresses was withdrawn; None if none was."""
        return withdrawals.withdrawn(self._db, *addresses)

    def article_at(self, address: str) -> str | None:
        """The canonical URL of the article that an address led to, over archived redirects."""
        return article_at(self._db, address)

    def feed_named_by(self, url: str) -> str | None:
        """The feed that a page led to, where `url` is a page and was never a feed."""
        found = self._db.execute(
            "SELECT MIN(url) FROM poll WHERE via = ?1"
            " AND NOT EXISTS (SELECT 1 FROM poll WHERE url = ?1)",
            (url,),
        ).fetchone()
        return None if found is None else found[0]

    # --- Facts out ---------------------------------------------------------------

    def sizes(self) -> list[tuple[str, int]]:
        """The sites that articles are of, and how many pages were seen of each."""
        return self._db.execute(
            "SELECT site, COUNT(*) FROM page GROUP BY site ORDER BY site"
        ).fetchall()

    def outlines(self, site: str) -> Iterator[Outline]:
        """The outline of each page of a site that was captured with its bytes."""
        rows = self._db.execute(
            "SELECT outlines FROM page WHERE site = ? AND outlines IS NOT NULL", (site,)
        )
        for (outlines,) in rows:
            yield Outline.of_text(json.loads(outlines)[0])

    def articles(self, site: str) -> Iterator[str]:
        """The canonical URL of each article of a site."""
        identities = self._db.execute(
            "SELECT DISTINCT identity FROM page WHERE site = ? ORDER BY identity", (site,)
        )
        for (identity,) in identities:
            yield identity

    def sightings(self, article: str) -> Iterator[Sighting]:
        """How an article was seen, oldest first."""
        rows = self._db.execute(
            "SELECT page.url, page.at, page.capture, page.said,"
            " COALESCE(page.outlines, held.outlines), COALESCE(page.content, held.content)"
            " FROM page"
            " LEFT JOIN page AS held ON held.number = page.original"
            " WHERE page.identity = ? ORDER BY page.at, page.warc, page.offset, page.record",
            (article,),
        )
        for row in rows:
            yield Sighting(*row)

    def gone_after(self, article: str, at: str) -> str | None:
        """When the article was first found gone after an instant."""
        found = self._db.execute(
            "SELECT MIN(at) FROM gone WHERE article = ? AND at > ?", (article, at)
        ).fetchone()
        return None if found is None else found[0]

    def listings(self) -> Iterator[Listing]:
        """Every listing of every entry: by feed and entry id, then oldest first."""
        return self._listings(
            "SELECT feed, entry_id, position, at, warc, record, address, article, capture, body"
            " FROM listing"
            " ORDER BY feed, entry_id, at, warc, offset, record, position"
        )

    def listings_in(self, feed: str, entry_id: str) -> list[Listing]:
        """Every listing of one entry of a feed, oldest first."""
        return list(
            self._listings(
                "SELECT feed, entry_id, position, at, warc, record, address, article, capture, body"
                " FROM listing WHERE entry_id = ? AND feed = ?"
                " ORDER BY at, warc, offset, record, position",
                entry_id,
                feed,
            )
        )

    def listings_of(self, article: str) -> Iterator[Listing]:
        """Every listing of the entries that led to an article, oldest first."""
        return self._listings(
            "SELECT feed, entry_id, position, at, warc, record, address, article, capture, body"
            " FROM listing"
            " WHERE article = ? ORDER BY at, warc, offset, record, position",
            article,
        )

    def _listings(self, query: str, *values: str) -> Iterator[Listing]:
        for row in self._db.execute(query, values):
            yield Listing(*row)

    def polls(self, feed: str | None = None) -> Iterator[Poll]:
        """Every poll of every feed, or of one: by feed, then oldest first."""
        rows = self._db.execute(
            "SELECT feed, url, at, title, homepage, number FROM poll WHERE ?1 IS NULL OR feed = ?1"
            " ORDER BY feed, at, warc, offset, record",
            (feed,),
        )
        for feed, url, at, title, homepage, number in rows:
            entry_ids = self._db.execute(
                "SELECT entry_id FROM listed JOIN entry ON entry.key = listed.entry"
                " WHERE poll = ? ORDER BY position",
                (number,),
            )
            yield Poll(feed, url, at, title, homepage, [entry_id for (entry_id,) in entry_ids])

    @cached_property
    def _agents(self) -> dict[str, str | None]:
        return {name: fact["user_agent"] for name, fact in self.warcs()}

    def rules(self, sighting: Sighting) -> InForce:
        """Whose crawler came to a page, and the rules that were in force then."""
        return InForce(
            agent=self._agents[sighting.capture["warc"]],
            robots=rules.in_force(self._db, "robots", sighting.url, sighting.at),
            tdm=rules.in_force(self._db, "tdmrep", sighting.url, sighting.at),
        )

    def warcs(self) -> Iterator[tuple[str, WarcFact]]:
        """What each WARC says of itself, by name."""
        for name, body in self._db.execute("SELECT name, body FROM warc ORDER BY name"):
            yield name, json.loads(body)

    def moved(self) -> Iterator[tuple[str, str, str, str, int]]:
        """WARC and kind of records that end elsewhere than their WARC tells; where; how many.

        The first place is what the WARC alone could tell.
        """
        yield from self._db.execute("SELECT warc, kind, was, now, count FROM moved")

    def rejects_at(self, rows: Iterable[int]) -> Iterator[FiledReject]:
        """Those of these rows, oldest first, but for what was said of the same entry before."""
        self._db.execute("CREATE TEMP TABLE wanted (row INTEGER PRIMARY KEY)")
        self._db.executemany("INSERT INTO wanted VALUES (?)", ((row,) for row in rows))
        found = self._db.execute(
            "SELECT rowid, warc, body FROM reject AS one WHERE rowid IN (SELECT row FROM wanted)"
            " AND NOT EXISTS (SELECT 1 FROM reject AS other WHERE other.refusal = one.refusal"
            " AND other.rowid NOT IN (SELECT row FROM wanted))"
            " ORDER BY at, warc, offset, body"
        ).fetchall()
        self._db.execute("DROP TABLE wanted")
        for row, warc, body in found:
            yield FiledReject(row, warc, json.loads(body))

    def rejects(self) -> Iterator[FiledReject]:
        """Everything that became no row, oldest first; captures name their WARC."""
        for row, warc, body in self._db.execute(
            "SELECT rowid, warc, body FROM reject ORDER BY at, warc, offset, body"
        ):
            yield FiledReject(row, warc, json.loads(body))

    def recurring(self, sites: Iterable[str]) -> Recurring:
        """What recurs on sites of which pages came since the ledger was finished first."""
        return recurring.recurring(self._db, sites)

    def sites_of(self, article: str) -> list[str]:
        """The sites that captures of an article are of."""
        found = self._db.execute(
            "SELECT DISTINCT site FROM page WHERE identity = ? ORDER BY site", (article,)
        )
        return [site for (site,) in found]

    def damage(self) -> Iterator[str]:
        """What of the archive could not be read, in words."""
        rows = self._db.execute(
            "SELECT body FROM reject WHERE stage = 'archive' ORDER BY at, warc, offset, body"
        )
        for (body,) in rows:
            fact: RejectFact = json.loads(body)
            if fact["reason"] == "damaged-record":
                place: Any = fact["capture"]
                where = (
                    f": {fact['url']}, {place['warc']} at byte {place['offset']}" if place else ""
                )
                yield fact["detail"] + where


def _object(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


def _instant(fact: Fact) -> str | None:
    """When what a fact tells of was captured; null for what has no instant of its own."""
    match fact["kind"]:
        case "page" | "poll" | "revisit":
            return fact["capture"]["captured_at"]
        case "redirect" | "rules" | "held" | "reject":
            return fact["at"]
        case _:
            return None
