"""The ledger: the facts of all WARCs, sorted in one SQLite file.

It stands between the shards and the tables, and is a cache: kept from build to
build, and made from the shards where it is missing. What is asked of it comes back
in an order that the facts alone decide: by instant, then by file and offset.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from twa.dataset.errors import at_byte
from twa.dataset.facts.model import Fact, RejectFact
from twa.dataset.ledger import (
    accounts,
    adding,
    canonicals,
    further,
    growth,
    recurring,
    revisits,
    rules,
    shared_pages,
    shown,
    withdrawals,
)
from twa.dataset.ledger.accounts import Accounts
from twa.dataset.ledger.columns import proved
from twa.dataset.ledger.found import FiledReject, InForce, ListedEntry, Poll, SeenEntry, Sighting
from twa.dataset.ledger.growth import Before, NotGrowth, Touched
from twa.dataset.ledger.linking import article_at, settle
from twa.dataset.ledger.schema import TABLES
from twa.dataset.pages.recurrence.boilerplate import Recurring
from twa.dataset.pages.recurrence.outlines import Outline
from twa.dataset.takedowns import Takedowns
from twa.dataset.web.urls import url_key


class Ledger:
    """The facts of a build. Add all, `settle`, `withdraw`, then ask.

    One that was finished takes later facts in when it is opened to `grow`.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.accounts = Accounts(db)
        # It is looked up all over the file: 64 MB of it are kept at hand.
        db.execute("PRAGMA cache_size = -65536")
        self._earliest: str | None = None
        self._latest: str | None = None
        self._before: Before | None = None

    @classmethod
    def create(cls, path: Path) -> Ledger:
        """An empty ledger in a new file."""
        db = sqlite3.connect(path, isolation_level=None)
        # Nobody reads this file after a crash.
        tables = TABLES + revisits.TABLE + rules.TABLE + withdrawals.TABLE + recurring.TABLES
        tables += canonicals.TABLE + further.TABLES + shown.TABLE + shared_pages.TABLES
        tables += accounts.TABLES
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
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
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
        if at := adding.instant(fact):
            self._earliest = min(self._earliest or at, at)
            self._latest = max(self._latest or at, at)
        adding.add(self._db, warc, fact)

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
            "SELECT DISTINCT identity FROM page WHERE site = ?"
            " AND substr(identity, 1, 8) != 'further '"
            " AND address NOT IN (SELECT address FROM shared_page) ORDER BY identity",
            (site,),
        )
        for (identity,) in identities:
            yield identity

    def sightings(self, article: str) -> Iterator[Sighting]:
        """How an article was seen, oldest first."""
        rows = self._db.execute(
            "SELECT page.url, page.at, page.capture, page.said,"
            " COALESCE(page.outlines, held.outlines), COALESCE(page.content, held.content),"
            " (SELECT root FROM warc WHERE name = page.warc)"
            " FROM page"
            " LEFT JOIN page AS held ON held.number = page.original"
            " WHERE page.identity = ? AND page.address NOT IN (SELECT address FROM shared_page)"
            " ORDER BY page.at, page.warc, page.offset, page.record",
            (article,),
        )
        for row in rows:
            yield Sighting(*row)

    def further(self, sighting: Sighting) -> Iterator[Sighting]:
        """The further pages of an article that was seen so, each as it was captured with it.

        That is first after the first page, or where it was not, last before.
        """
        pages = self._db.execute(
            "SELECT address FROM further WHERE first = ? ORDER BY place", (url_key(sighting.url),)
        )
        for (address,) in pages.fetchall():
            found = self._db.execute(
                "SELECT page.url, page.at, page.capture, page.said,"
                " COALESCE(page.outlines, held.outlines), COALESCE(page.content, held.content),"
                " (SELECT root FROM warc WHERE name = page.warc)"
                " FROM page LEFT JOIN page AS held ON held.number = page.original"
                " WHERE page.address = ?1 ORDER BY page.at < ?2,"
                " CASE WHEN page.at < ?2 THEN NULL ELSE page.at END, page.at DESC,"
                " page.warc, page.offset LIMIT 1",
                (address, sighting.at),
            ).fetchone()
            if found is not None:
                yield Sighting(*found)

    def gone_after(self, article: str, at: str) -> str | None:
        """When the article was first found gone after an instant."""
        found = self._db.execute(
            "SELECT MIN(at) FROM gone WHERE article = ? AND at > ?", (article, at)
        ).fetchone()
        return None if found is None else found[0]

    def entries(self) -> Iterator[SeenEntry]:
        """Every entry that a feed listed, by feed and id."""
        return shown.entries(self._db)

    def entry(self, feed: str, entry_id: str) -> SeenEntry:
        """An entry that a feed listed."""
        return shown.entry(self._db, feed, entry_id)

    def leading(self, article: str, at: str) -> ListedEntry | None:
        """The entry that led to an article first, as it was at an instant; None where none did."""
        return shown.leading(self._db, article, at)

    def has_listed(self, feed: str, name: str, until: str) -> bool:
        """Whether a poll of a feed up to an instant listed an entry of this id or address."""
        return shown.has_listed(self._db, feed, name, until)

    def polls(self, feed: str | None = None, after: str = "") -> Iterator[Poll]:
        """Every poll of every feed, or of one after an instant: by feed, then oldest first."""
        if feed is None:
            return self._polls("ORDER BY feed, at, warc, offset, record")
        return self._polls(
            "WHERE feed = ? AND at > ? ORDER BY at, warc, offset, record", feed, after
        )

    def polls_before(self, feed: str, until: str) -> Iterator[Poll]:
        """The polls of a feed up to an instant, newest first."""
        return self._polls(
            "WHERE feed = ? AND at <= ? ORDER BY at DESC, warc DESC, offset DESC, record DESC",
            *(feed, until),
        )

    def _polls(self, which: str, *values: str) -> Iterator[Poll]:
        rows = self._db.execute(
            f"SELECT feed, url, at, title, homepage, number FROM poll {which}",  # noqa: S608 (ours)
            values,
        )
        for feed, url, at, title, homepage, number in rows:
            entries = self._db.execute(
                "SELECT entry_id, address FROM listed JOIN entry ON entry.key = listed.entry"
                " WHERE poll = ? ORDER BY position",
                (number,),
            )
            known_by = [frozenset(filter(None, entry)) for entry in entries]
            yield Poll(number, feed, url, at, title, homepage, known_by)

    def tellings(self, poll: int) -> list[tuple[str | None, str | None]]:
        """Title and date of each entry of a poll, in its order, as the feed gave them."""
        return self._db.execute(
            "SELECT json_extract(body, '$.title'), json_extract(body, '$.published_raw')"
            " FROM listed JOIN entry ON entry.key = listed.entry WHERE poll = ? ORDER BY position",
            (poll,),
        ).fetchall()

    def published(self, poll: int) -> list[str | None]:
        """When each entry of a poll was published, in its order; in one form, UTC."""
        found = self._db.execute(
            "SELECT json_extract(body, '$.published.value')"
            " FROM listed JOIN entry ON entry.key = listed.entry WHERE poll = ? ORDER BY position",
            (poll,),
        )
        return [date for (date,) in found]

    def rules(self, sighting: Sighting) -> InForce:
        """Whose crawler came to a page, and the rules that were in force then."""
        return InForce(
            agent=self._agent(sighting.capture["warc"]),
            robots=rules.in_force(self._db, "robots", sighting.url, sighting.at),
            tdm=rules.in_force(self._db, "tdmrep", sighting.url, sighting.at),
        )

    def _agent(self, warc: str) -> str | None:
        agent = "SELECT json_extract(body, '$.user_agent') FROM warc WHERE name = ?"
        ((found,),) = self._db.execute(agent, (warc,))
        return cast("str | None", found)

    def rejects_at(self, rows: Iterable[int]) -> Iterator[FiledReject]:
        """Those of these rows, oldest first, but for what was said of the same entry before."""
        self._db.execute("CREATE TEMP TABLE wanted (row INTEGER PRIMARY KEY)")
        self._db.executemany("INSERT INTO wanted VALUES (?)", ((row,) for row in rows))
        found = self._db.execute(
            "SELECT rowid, warc, body, (SELECT root FROM warc WHERE name = reject.warc) FROM reject"
            " WHERE rowid IN (SELECT row FROM wanted)"
            " AND NOT EXISTS (SELECT 1 FROM reject AS other WHERE other.refusal = reject.refusal"
            " AND other.rowid NOT IN (SELECT row FROM wanted))"
            " ORDER BY at, warc, offset, body"
        ).fetchall()
        self._db.execute("DROP TABLE wanted")
        yield from (_filed(*one) for one in found)

    def rejects(self) -> Iterator[FiledReject]:
        """Everything that became no row, oldest first; captures name their WARC."""
        found = self._db.execute(
            "SELECT rowid, warc, body, (SELECT root FROM warc WHERE name = reject.warc) FROM reject"
            " ORDER BY at, warc, offset, body"
        )
        yield from (_filed(*one) for one in found)

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
            if fact["reason"] == "unread-file":
                yield f"not read: {fact['detail']}"
            elif fact["reason"] == "damaged-record":
                at: Any = fact["capture"]
                where = f": {fact['url']}, {at_byte(at['warc'], at['offset'])}" if at else ""
                yield fact["detail"] + where


def _filed(row: int, warc: str, body: str, root: str) -> FiledReject:
    fact = json.loads(body)
    if fact["capture"] is not None:
        fact["capture"] = proved(fact["capture"], root)
    return FiledReject(row, warc, fact)
