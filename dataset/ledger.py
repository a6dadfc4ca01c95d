"""Facts of all WARCs in one place for a while: sorted on disk, so that memory does not matter.

A ledger is a temporary SQLite file between the shards and the tables. What is
asked of it comes back in an order that the facts alone decide: by instant, then
by file and offset.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from dataset.facts import (
    Captured,
    EntryFact,
    Fact,
    PageFact,
    PollFact,
    RedirectFact,
    RejectFact,
    RevisitFact,
    WarcFact,
    address,
)

MAX_HOPS: Final = 20
"""Redirects followed from a link to its page; browsers give up at 20 too."""

_TABLES: Final = """
    CREATE TABLE page (
        number INTEGER PRIMARY KEY, address TEXT, identity TEXT, url TEXT, at TEXT, warc TEXT,
        offset INTEGER, record TEXT, capture TEXT, content TEXT, original INTEGER,
        UNIQUE (record, at, url)
    );
    CREATE INDEX page_by_address ON page (address);
    CREATE INDEX page_by_identity ON page (identity, at, warc, offset, number);
    CREATE INDEX page_by_url ON page (url, at);
    CREATE TABLE poll (
        number INTEGER PRIMARY KEY, url TEXT, feed TEXT, via TEXT, at TEXT, warc TEXT,
        offset INTEGER, record TEXT, capture TEXT, title TEXT, homepage TEXT,
        UNIQUE (record, at, url)
    );
    CREATE INDEX poll_by_url ON poll (url, at);
    CREATE TABLE listed (poll INTEGER, position INTEGER, entry TEXT);
    CREATE INDEX listed_by_poll ON listed (poll);
    CREATE INDEX listed_by_entry ON listed (entry);
    CREATE TABLE entry (
        key TEXT PRIMARY KEY, entry_id TEXT, address TEXT, article TEXT, body TEXT
    );
    CREATE INDEX entry_by_address ON entry (address);
    CREATE INDEX entry_by_article ON entry (article);
    CREATE TABLE redirect (address TEXT, at TEXT, warc TEXT, offset INTEGER, target TEXT);
    CREATE INDEX redirect_by_address ON redirect (address, at, warc, offset);
    CREATE TABLE gone (address TEXT, at TEXT, article TEXT);
    CREATE INDEX gone_by_address ON gone (address);
    CREATE INDEX gone_by_article ON gone (article, at);
    CREATE TABLE revisit (at TEXT, warc TEXT, offset INTEGER, body TEXT);
    CREATE TABLE warc (name TEXT, body TEXT);
    CREATE TABLE reject (at TEXT, warc TEXT, offset INTEGER, body TEXT);
    CREATE VIEW listing AS
        SELECT feed, entry_id, position, capture, article, body, at, warc, offset, number
        FROM listed JOIN poll ON poll.number = listed.poll JOIN entry ON entry.key = listed.entry;
"""

_LINKS: Final = (
    ("SELECT DISTINCT address FROM entry", "UPDATE entry SET article = ? WHERE address = ?"),
    ("SELECT DISTINCT address FROM gone", "UPDATE gone SET article = ? WHERE address = ?"),
)

_ARRIVALS: Final = (
    "SELECT identity FROM page WHERE address = ? ORDER BY at DESC, warc DESC, offset DESC LIMIT 1",
    "SELECT identity FROM page WHERE identity = ? LIMIT 1",
)
_HOP: Final = (
    "SELECT target FROM redirect WHERE address = ? ORDER BY at DESC, warc DESC, offset DESC LIMIT 1"
)


class Sighting(NamedTuple):
    """A page as captured once; `content` is what was understood of it."""

    capture: dict[str, Any]
    content: dict[str, Any]


class Listing(NamedTuple):
    """An entry as one poll of a feed listed it."""

    feed: str
    entry_id: str
    position: int
    capture: dict[str, Any]
    article: str | None
    entry: EntryFact


class Poll(NamedTuple):
    """A feed as read once. `url` is another than `feed` for its further pages."""

    feed: str
    url: str
    at: str
    title: str | None
    homepage: str | None
    entry_ids: list[str]


class Ledger:
    """The facts of a build. Add all, `settle`, then ask."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # Nobody reads this file after a crash.
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file, which is the caller's to delete."""
        self._db.close()

    # --- Facts in --------------------------------------------------------------

    def add(self, warc: str, fact: Fact) -> None:
        """Take in one fact of the WARC of this name."""
        match fact["kind"]:
            case "page":
                self._add_page(warc, fact)
            case "poll":
                self._add_poll(warc, fact)
            case "entry":
                self._db.execute(
                    "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, NULL, ?)",
                    (fact["key"], fact["entry_id"], fact["address"], _dump(fact)),
                )
            case "redirect":
                self._add_redirect(warc, fact)
            case "revisit":
                self._db.execute(
                    "INSERT INTO revisit VALUES (?, ?, ?, ?)",
                    (fact["capture"]["captured_at"], warc, fact["capture"]["offset"], _dump(fact)),
                )
            case "reject":
                self._add_reject(warc, fact)
            case "warc":
                self._db.execute("INSERT INTO warc VALUES (?, ?)", (warc, _dump(fact)))

    def _add_page(self, warc: str, fact: PageFact) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO page VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (
                fact["address"],
                fact["identity"],
                fact["url"],
                *_place(warc, fact["capture"]),
                _dump(fact["content"]),
            ),
        )

    def _add_poll(self, warc: str, fact: PollFact) -> None:
        row = self._db.execute(
            "INSERT OR IGNORE INTO poll VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(fact["url"], fact["url"], fact["via"]),
                *_place(warc, fact["capture"]),
                *(fact["title"], fact["homepage"]),
            ),
        )
        if row.rowcount:
            self._db.executemany(
                "INSERT INTO listed VALUES (?, ?, ?)",
                ((row.lastrowid, place, key) for place, key in enumerate(fact["entries"])),
            )

    def _add_redirect(self, warc: str, fact: RedirectFact) -> None:
        self._db.execute(
            "INSERT INTO redirect VALUES (?, ?, ?, ?, ?)",
            (fact["address"], fact["at"], warc, fact["offset"], fact["target"]),
        )

    def _add_reject(self, warc: str, fact: RejectFact) -> None:
        capture = fact["capture"]
        located = {**fact, "capture": _located(warc, capture)}
        if capture is None:
            located["detail"] = f"{fact['detail']} of {warc}"
        self._db.execute(
            "INSERT INTO reject VALUES (?, ?, ?, ?)",
            (fact["at"], warc, capture and capture["offset"], _dump(located)),
        )
        if fact["gone"]:
            self._db.execute("INSERT INTO gone VALUES (?, ?, NULL)", (fact["address"], fact["at"]))

    # --- Settling what one fact alone can't say ----------------------------------

    def settle(self) -> None:
        """Tie together what stands in different records: revisits, feeds, links, gone pages."""
        self._settle_revisits()
        self._settle_feeds()
        for addresses, update in _LINKS:
            for (linked,) in self._db.execute(addresses).fetchall():
                if linked is not None:
                    self._db.execute(update, (self.article_at(linked), linked))

    def _settle_revisits(self) -> None:
        """A revisit saw again what the record it refers to holds (WARC 1.1, section 6.7)."""
        revisits = self._db.execute(
            "SELECT warc, body FROM revisit ORDER BY at, warc, offset, rowid"
        ).fetchall()
        for warc, body in revisits:
            fact = json.loads(body)
            if not self._revisit_page(warc, fact) and not self._revisit_poll(warc, fact):
                self._add_reject(warc, _unresolved(fact))

    def _revisit_page(self, warc: str, fact: RevisitFact) -> bool:
        found = self._db.execute(
            "SELECT number, address, identity, capture FROM page WHERE url = ? AND at <= ?"
            " AND original IS NULL ORDER BY at = ? DESC, at DESC, number DESC LIMIT 1",
            (fact["refers_url"], fact["capture"]["captured_at"], fact["refers_at"]),
        ).fetchone()
        if found is None:
            return False
        number, address, identity, original = found
        *place, capture = _place(warc, fact["capture"])
        self._db.execute(
            "INSERT OR IGNORE INTO page VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            (address, identity, fact["url"], *place, _revisited(capture, original), number),
        )
        return True

    def _revisit_poll(self, warc: str, fact: RevisitFact) -> bool:
        found = self._db.execute(
            "SELECT number, via, capture, title, homepage FROM poll WHERE url = ? AND at <= ?"
            " ORDER BY at = ? DESC, at DESC, number DESC LIMIT 1",
            (fact["refers_url"], fact["capture"]["captured_at"], fact["refers_at"]),
        ).fetchone()
        if found is None:
            return False
        number, via, original, *named = found
        *place, capture = _place(warc, fact["capture"])
        row = self._db.execute(
            "INSERT OR IGNORE INTO poll VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (fact["url"], fact["url"], via, *place, _revisited(capture, original), *named),
        )
        if row.rowcount:
            self._db.execute(
                "INSERT INTO listed SELECT ?, position, entry FROM listed WHERE poll = ?",
                (row.lastrowid, number),
            )
        return True

    def _settle_feeds(self) -> None:
        """The further pages of a feed (RFC 5005) are the feed that led to them."""
        led_by = dict(
            self._db.execute("SELECT url, MIN(via) FROM poll WHERE via IS NOT NULL GROUP BY url")
        )
        polled = {url for (url,) in self._db.execute("SELECT DISTINCT url FROM poll")}
        for url in sorted(polled):
            root, passed = url, {url}
            while (via := led_by.get(root)) in polled and via not in passed:
                root = via
                passed.add(via)
            if root != url:
                self._db.execute("UPDATE poll SET feed = ? WHERE url = ?", (root, url))

    def article_at(self, address: str) -> str | None:
        """The canonical URL of the article that an address led to, over archived redirects."""
        for _ in range(MAX_HOPS + 1):
            for arrival in _ARRIVALS:
                if found := self._db.execute(arrival, (address,)).fetchone():
                    return str(found[0])
            hop = self._db.execute(_HOP, (address,)).fetchone()
            if hop is None:
                return None
            address = hop[0]
        return None

    # --- Facts out ---------------------------------------------------------------

    def count(self) -> int:
        """Articles."""
        return int(self._db.execute("SELECT COUNT(DISTINCT identity) FROM page").fetchone()[0])

    def contents(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Canonical URL and content of every page that was captured with its bytes."""
        rows = self._db.execute(
            "SELECT identity, content FROM page WHERE content IS NOT NULL"
            " ORDER BY identity, at, warc, offset, number"
        )
        for identity, content in rows:
            yield identity, json.loads(content)

    def articles(self) -> Iterator[tuple[str, Iterator[Sighting]]]:
        """Canonical URL of each article, and how it was seen, oldest first."""
        identities = self._db.execute("SELECT DISTINCT identity FROM page ORDER BY identity")
        for (identity,) in identities:
            yield identity, self._sightings(identity)

    def _sightings(self, identity: str) -> Iterator[Sighting]:
        rows = self._db.execute(
            "SELECT page.capture, COALESCE(page.content, held.content) FROM page"
            " LEFT JOIN page AS held ON held.number = page.original"
            " WHERE page.identity = ? ORDER BY page.at, page.warc, page.offset, page.number",
            (identity,),
        )
        for capture, content in rows:
            yield Sighting(json.loads(capture), json.loads(content))

    def gone_after(self, article: str, at: str) -> str | None:
        """When the article was first found gone after an instant."""
        found = self._db.execute(
            "SELECT MIN(at) FROM gone WHERE article = ? AND at > ?", (article, at)
        ).fetchone()
        return None if found is None else found[0]

    def listings(self) -> Iterator[Listing]:
        """Every listing of every entry: by feed and entry id, then oldest first."""
        return self._listings(
            "SELECT feed, entry_id, position, capture, article, body FROM listing"
            " ORDER BY feed, entry_id, at, warc, offset, number, position"
        )

    def listings_of(self, article: str) -> Iterator[Listing]:
        """Every listing of the entries that led to an article, oldest first."""
        return self._listings(
            "SELECT feed, entry_id, position, capture, article, body FROM listing"
            " WHERE article = ? ORDER BY at, warc, offset, number, position",
            article,
        )

    def _listings(self, query: str, *values: str) -> Iterator[Listing]:
        for feed, entry_id, position, capture, article, body in self._db.execute(query, values):
            yield Listing(feed, entry_id, position, json.loads(capture), article, json.loads(body))

    def polls(self) -> Iterator[Poll]:
        """Every poll of every feed: by feed, then oldest first."""
        rows = self._db.execute(
            "SELECT feed, url, at, title, homepage, number FROM poll"
            " ORDER BY feed, at, warc, offset, number"
        )
        for feed, url, at, title, homepage, number in rows:
            entry_ids = self._db.execute(
                "SELECT entry_id FROM listed JOIN entry ON entry.key = listed.entry"
                " WHERE poll = ? ORDER BY position",
                (number,),
            )
            yield Poll(feed, url, at, title, homepage, [entry_id for (entry_id,) in entry_ids])

    def warcs(self) -> Iterator[tuple[str, WarcFact]]:
        """What each WARC says of itself, by name."""
        for name, body in self._db.execute("SELECT name, body FROM warc ORDER BY name"):
            yield name, json.loads(body)

    def rejects(self) -> Iterator[RejectFact]:
        """Everything that became no row, oldest first; captures name their WARC."""
        for (body,) in self._db.execute("SELECT body FROM reject ORDER BY at, warc, offset, rowid"):
            yield json.loads(body)

    def damage(self) -> Iterator[str]:
        """What of the archive could not be read, in words."""
        for fact in self.rejects():
            if fact["stage"] == "archive":
                yield fact["detail"] if fact["url"] is None else f"{fact['url']}: {fact['detail']}"


def _place(warc: str, capture: Captured) -> tuple[str, str, int | None, str, str]:
    located = _located(warc, capture)
    return (
        capture["captured_at"],
        warc,
        capture["offset"],
        capture["record_id"],
        _dump(located),
    )


def _located(warc: str, capture: Captured | None) -> dict[str, Any] | None:
    return None if capture is None else {"warc": warc, **capture}


def _unresolved(fact: RevisitFact) -> RejectFact:
    return {
        "kind": "reject",
        "url": fact["url"],
        "address": address(fact["url"]),
        "stage": "archive",
        "reason": "damaged-record",
        "detail": f"the capture that it refers to, of {fact['refers_at']}, was not read here",
        "via": fact["via"],
        "pointer": None,
        "at": fact["capture"]["captured_at"],
        "gone": False,
        "capture": fact["capture"],
    }


def _revisited(capture: str, original: str) -> str:
    """The capture of a revisit, with the record that holds the bytes and what they are."""
    revisit, held = json.loads(capture), json.loads(original)
    return _dump(
        {
            **revisit,
            "payload_sha256": held["payload_sha256"],
            "content_type": revisit["content_type"] or held["content_type"],
            "original": held["original"]
            or {name: held[name] for name in ("warc", "offset", "length", "record_id")},
        }
    )


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
