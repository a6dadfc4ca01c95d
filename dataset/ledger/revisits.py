"""Finds the original of each revisit record. WARC 1.1, section 6.7.

A revisit names its original in up to four ways. The narrowest that leads anywhere decides: the id
of its record, its URI and date, the digest of its payload at the same URI, that digest anywhere.
Where it names none and only says that nothing has changed (section 6.7.3), that is said of the
capture before it. The newest one at hand is no answer to any other question.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from twa.dataset.errors import RejectReason
from twa.dataset.facts.fates import PENDING
from twa.dataset.facts.model import HeldFact, Refers, RejectFact, RevisitFact, Stage, reject_fact
from twa.dataset.facts.page_content import PageContent
from twa.dataset.ledger.columns import add_reject, dump, move, place, recorded
from twa.dataset.web import links, sites
from twa.dataset.web.spellings import plain_spelling
from twa.dataset.web.urls import url_key

TABLE: Final = """
    CREATE TABLE held (record TEXT, url TEXT, at TEXT, warc TEXT, offset INTEGER, digest TEXT);
    CREATE TABLE unsure (asker TEXT, question TEXT, original TEXT);
"""
"""Records that hold a payload: a line for each digest by which it may be named. And revisits of
which facts to come may say that they saw something else: what was asked, and what was found."""

_INDEXES: Final = (
    "CREATE INDEX IF NOT EXISTS held_by_record ON held (record)",
    "CREATE INDEX IF NOT EXISTS held_by_url ON held (url, at)",
    "CREATE INDEX IF NOT EXISTS held_by_digest ON held (digest, url)",
)
# Of equals the one before the revisit, and of those the newest; of copies the first.
_NEAREST: Final = " ORDER BY at <= ? DESC, at DESC, warc, offset LIMIT 1"


_OTHERS: Final[Mapping[str, tuple[str, Stage, RejectReason, str]]] = {
    "feed": ("page", "feed", "not-a-feed", "the same octets came before as a page"),
    "listing": ("page", "feed", "not-a-feed", "the same octets came before as a page"),
    "article": ("poll", "page", "not-html", "the same octets came before as a feed"),
}
"""Role → the table of what it is not, and the reject that it then is."""


class Original(NamedTuple):
    """The record that a revisit refers to, as `page` and `poll` know theirs."""

    record: str
    at: str
    url: str


def add(db: sqlite3.Connection, warc: str, fact: HeldFact) -> None:
    """Take in a fact of the WARC of this name."""
    where = fact["record_id"], fact["url"], fact["at"], warc, fact["offset"]
    db.executemany(
        "INSERT INTO held VALUES (?, ?, ?, ?, ?, ?)",
        ((*where, digest) for digest in fact["digests"]),
    )


def settle(db: sqlite3.Connection, *, after: int = 0) -> None:
    """Make of each revisit after a row what its original is: a page, a poll, a reject, or nothing.

    Each of these ends is noted in the account of its WARC.
    """
    for index in _INDEXES:
        db.execute(index)
    revisits = db.execute(
        "SELECT warc, body FROM revisit WHERE rowid > ? ORDER BY at, warc, offset, body", (after,)
    )
    for warc, body in revisits.fetchall():
        move(db, warc, "revisit", PENDING, _settle(db, warc, json.loads(body)))


def _settle(db: sqlite3.Connection, warc: str, fact: RevisitFact) -> str:
    """Where the record of a revisit ends."""
    capture = fact["capture"]
    at, status = capture["captured_at"], capture["http_status"]
    original = ask(db, "revisit", fact["refers"], fact["url"], at, status)
    if original is None:
        add_reject(db, warc, _missing(fact))
        return "rejected"
    # It may itself be referred to, and stands for what it saw.
    where = capture["record_id"], fact["url"], at, warc, capture["offset"]
    db.execute("INSERT INTO held VALUES (?, ?, ?, ?, ?, NULL)", where)
    if (misfit := _misfit(db, fact, original)) is not None:
        add_reject(db, warc, misfit)
        return "rejected"
    for ending, made in (("page", _of_page), ("feed", _of_poll)):
        if (fresh := made(db, warc, fact, original)) is not None:
            return ending if fresh else "copy"
    if rejected := _rejected(db, original):
        add_reject(db, warc, _again(rejected, fact, original))
        return "rejected"
    return "other-type"


def ask(
    db: sqlite3.Connection, asker: str, refers: Refers, url: str, at: str, status: int | None
) -> Original | None:
    """As `find`; where later facts might be a better answer, `has_changed` asks again."""
    original = find(db, refers, url, at, status)
    narrowest = next(_names(refers, url, at, status), None)
    sure = narrowest is None or (
        original is not None and original.at <= at and original == _nearest(db, *narrowest, at)
    )
    if not sure:
        question = dump([refers, url, at, status])
        db.execute("INSERT INTO unsure VALUES (?, ?, ?)", (asker, question, dump(original)))
    return original


def has_changed(db: sqlite3.Connection, asker: str = "revisit") -> bool:
    """Whether what was asked before has another answer now."""
    questions = db.execute("SELECT question, original FROM unsure WHERE asker = ?", (asker,))
    return any(
        dump(find(db, *json.loads(question))) != original for question, original in questions
    )


def find(
    db: sqlite3.Connection, refers: Refers, url: str, at: str, status: int | None
) -> Original | None:
    """The original that a revisit names, by the narrowest name that leads to one.

    The revisit is of `url`, at an instant, and its header has a status.
    """
    for condition, values in _names(refers, url, at, status):
        if found := _nearest(db, condition, values, at):
            return found
    return None


def _nearest(
    db: sqlite3.Connection, condition: str, values: tuple[str, ...], at: str
) -> Original | None:
    query = f"SELECT record, at, url FROM held WHERE {condition}{_NEAREST}"  # noqa: S608 (ours)
    found = db.execute(query, (*values, at)).fetchone()
    return Original(*found) if found else None


def _names(
    refers: Refers, url: str, at: str, status: int | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names that a revisit has for its original, as conditions."""
    record_id, named, then, digest = (
        refers["record_id"],
        refers["url"],
        refers["at"],
        refers["digest"],
    )
    if record_id:
        # As it is written: with angle brackets, or without.
        yield "record IN (?, ?)", (f"<{record_id}>", record_id)
    if named and then:
        yield "url = ? AND at = ?", (named, then)
    if digest:
        yield "digest = ? AND url = ?", (digest, named or url)
        yield "digest = ?", (digest,)
    if not (record_id or then or digest) and status == 304:
        yield "url = ? AND at <= ? AND digest IS NOT NULL", (url, at)


def _missing(fact: RevisitFact) -> RejectFact:
    refers = fact["refers"]
    names = [
        f"record {refers['record_id']}" if refers["record_id"] else "",
        f"{refers['url']} at {refers['at']}" if refers["at"] else "",
        f"a payload {refers['digest']}" if refers["digest"] else "",
    ]
    looked_for = ", ".join(filter(None, names)) or "nothing, for it names none"
    return reject_fact(
        "archive",
        "original-missing",
        f"its original is not in these WARC files; looked for {looked_for}",
        url=fact["url"],
        via=fact["via"],
        capture=fact["capture"],
        record_type="revisit",
    )


def _misfit(db: sqlite3.Connection, fact: RevisitFact, original: Original) -> RejectFact | None:
    """What was asked for as one thing and came as another: a page where a feed was, or a feed."""
    if fact["role"] not in _OTHERS:
        return None
    table, stage, reason, detail = _OTHERS[fact["role"]]
    held = f"SELECT 1 FROM {table} WHERE record = ? AND at = ? AND url = ?"  # noqa: S608 (ours)
    if db.execute(held, original).fetchone() is None:
        return None
    return reject_fact(
        stage,
        reason,
        detail,
        url=fact["url"],
        via=fact["via"],
        capture=fact["capture"],
        record_type="revisit",
    )


def _again(rejected: RejectFact, fact: RevisitFact, original: Original) -> RejectFact:
    """What a revisit saw where its original became no row.

    Of what a link led to by redirects, the reject is about the link.
    """
    led = rejected["url"] != original.url and fact["via"] is not None
    url = fact["via"] if led else fact["url"]
    return {
        **rejected,
        "record_type": "revisit",
        "url": url,
        "address": url_key(url),
        "via": fact["via"],
        "detail": rejected["detail"].replace(original.url, fact["url"]),
        "at": fact["capture"]["captured_at"],
        "capture": fact["capture"],
    }


def _rejected(db: sqlite3.Connection, original: Original) -> RejectFact | None:
    rows = db.execute(
        "SELECT body FROM reject WHERE at = ? ORDER BY warc, offset, body", (original.at,)
    )
    for (body,) in rows:
        fact: RejectFact = json.loads(body)
        record = fact["capture"] and fact["capture"]["record_id"]
        if fact["about"] == "record" and record == original.record:
            return fact
    return None


def _of_page(
    db: sqlite3.Connection, warc: str, fact: RevisitFact, original: Original
) -> bool | None:
    """Add what a revisit saw; false if it is there already, null if that is nothing of its kind."""
    found = db.execute(
        "SELECT COALESCE(held.number, page.number), page.address, page.identity, page.site,"
        " COALESCE(page.content, held.content), page.said, page.capture"
        " FROM page LEFT JOIN page AS held ON held.number = page.original"
        " WHERE page.record = ? AND page.at = ? AND page.url = ?",
        original,
    ).fetchone()
    if found is None:
        return None
    number, *named, content, said, capture = found
    here = url_key(fact["url"])
    if here is not None and here != named[0]:
        named = _named(here, named[1], json.loads(content))
    *where, own = place(warc, fact["capture"])
    headers = _freshened(fact, json.loads(said))
    row = db.execute(
        "INSERT OR IGNORE INTO page"
        " VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?)",
        (
            *named,
            fact["url"],
            *where,
            _revisited(own, capture),
            dump(headers),
            number,
            plain_spelling(named[0]),
        ),
    )
    return bool(row.rowcount)


def _named(here: str, identity: str, content: PageContent) -> list[str]:
    """Address, identity and site of a page whose octets were had from another address before.

    It is the same article if the page names it (`rel=canonical`), as if nothing had been before.
    """
    named = identity if content["sources"]["canonical_url"] else None
    return [here, links.identity(here, canonical_link=named), sites.site(here)]


def _freshened(fact: RevisitFact, held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the header of a revisit states; a 304 says only what is new.

    RFC 9111, section 3.2: each field of a 304 takes the place of the stored ones of its name.
    A record without a header states nothing of its own.
    """
    own = recorded(fact["said"], fact["capture"])
    if fact["capture"]["http_status"] not in (304, None):
        return own
    named = {one["name"] for one in own}
    return own + [one for one in held if one["name"] not in named]


def _of_poll(
    db: sqlite3.Connection, warc: str, fact: RevisitFact, original: Original
) -> bool | None:
    """Add what a revisit saw; false if it is there already, null if that is nothing of its kind."""
    found = db.execute(
        "SELECT number, via, capture, title, homepage FROM poll"
        " WHERE record = ? AND at = ? AND url = ?",
        original,
    ).fetchone()
    if found is None:
        return None
    number, via, capture, *named = found
    *where, own = place(warc, fact["capture"])
    row = db.execute(
        "INSERT OR IGNORE INTO poll VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (fact["url"], fact["url"], via, *where, _revisited(own, capture), *named),
    )
    if row.rowcount:
        db.execute(
            "INSERT INTO listed SELECT ?, position, entry FROM listed WHERE poll = ?",
            (row.lastrowid, number),
        )
    return bool(row.rowcount)


def _revisited(capture: str, original: str) -> str:
    """The capture of a revisit, with the record that holds the bytes and what they are."""
    revisit, held = json.loads(capture), json.loads(original)
    holder = {name: held[name] for name in ("warc", "offset", "length", "record_id")}
    return dump(
        {
            **revisit,
            "payload_sha256": held["payload_sha256"],
            "content_type": revisit["content_type"] or held["content_type"],
            "original": held["original"] or holder,
        }
    )
