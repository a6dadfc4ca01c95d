"""What the crawl state is told and asked, in SQL; the tables stand in `file`."""

from __future__ import annotations

from typing import Final

# Where `reason` is null it was an exchange; a decision of ours has one.
INSERT: Final = """
INSERT OR IGNORE INTO captures
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
INSERT_LISTED: Final = """
INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
LISTED_BEFORE: Final = """
SELECT address, title, published FROM listed
WHERE source = ? AND entry = ? AND address != ? ORDER BY captured_at DESC LIMIT 1
"""
STANDS: Final = "SELECT article FROM stands WHERE address = ?"
LIST_AGAIN: Final = """
INSERT OR IGNORE INTO listed
SELECT ?, position, current, ?, role, ?, link, address, mark, entry, title, published FROM listed
WHERE list = ?
"""
TOUCH_LISTED: Final = "INSERT OR IGNORE INTO stale SELECT address FROM listed WHERE list = ?"
ATTEMPTS: Final = """
SELECT captured_at, kind, status, location, outcome, reason FROM captures
WHERE address = ? AND role NOT IN ('feed', 'sitemap', 'robots', 'requisite')
AND NOT (role = 'wall' AND reason IS NULL AND location IS NULL)
AND coalesce(reason, '') != 'duplicate' ORDER BY captured_at
"""
# What was asked for as a feed and listed nothing is no feed, and must not come to stand for one:
# a site in trouble would be told that its excuse is known already.
NEWEST_WHOLE: Final = """
SELECT etag, last_modified, coalesce(refers_to, record_id) AS held, captured_at FROM captures
WHERE url = ? AND status IN (200, 203) AND outcome = 'complete' AND kind != 'metadata'
AND (role != 'feed' OR EXISTS (SELECT 1 FROM listed WHERE list = held))
ORDER BY captured_at DESC LIMIT 1
"""
BY_RECORD: Final = """
SELECT url, dated, record_id, digest FROM captures
WHERE record_id = ? AND body_key IS NOT NULL
"""
BY_BODY: Final = """
SELECT url, dated, record_id, digest FROM captures
WHERE body_key = ? ORDER BY captured_at LIMIT 1
"""
MARKS: Final = """
SELECT source, captured_at, mark FROM listed WHERE address = ?1 OR address IN (
    SELECT address FROM stands WHERE article = ?1 AND NOT EXISTS (
        SELECT 1 FROM captures WHERE captures.address = stands.address AND reason IS NULL
    )
) ORDER BY captured_at
"""
LAST_EXCHANGE: Final = """
SELECT captured_at, status, location, coalesce(refers_to, record_id), retry_after, cache_control,
       age
FROM captures WHERE url = ? AND reason IS NULL ORDER BY captured_at DESC LIMIT 1
"""
# The further pages of a feed are led to by a feed.
FEED: Final = """
SELECT url FROM captures WHERE role = 'feed' AND reason IS NULL
AND NOT EXISTS (SELECT 1 FROM listed WHERE source = captures.via AND listed.role = 'feed')
ORDER BY captured_at DESC LIMIT 1
"""
# The entries of a list, and those of them that were decided against and never asked for.
SHUT_OUT: Final = """
SELECT COUNT(*), SUM(
    EXISTS (SELECT 1 FROM captures WHERE captures.address = listed.address
        AND reason IN (SELECT value FROM json_each(?2)))
    AND NOT EXISTS (SELECT 1 FROM captures WHERE captures.address = listed.address
        AND reason IS NULL)
) FROM listed WHERE list = ?1
"""
# The plus, here and below, keeps SQLite from going through all feeds to find one address.
IS_FEED: Final = "SELECT 1 FROM captures WHERE url = ? AND +role = 'feed' LIMIT 1"
HINTS: Final = """
SELECT hints FROM hints JOIN captures ON coalesce(refers_to, record_id) = list
WHERE url = ? ORDER BY captured_at DESC LIMIT 1
"""
BUILT: Final = """
SELECT captured_at, built, list FROM captures JOIN hints ON coalesce(refers_to, record_id) = list
WHERE url = ? AND +role = 'feed' AND status IN (200, 203) ORDER BY captured_at DESC LIMIT 2
"""
LISTED_LAST: Final = """
SELECT address FROM listed WHERE source = ? AND role = 'feed' GROUP BY address
HAVING (MAX(captured_at) >= ?) = ? ORDER BY MAX(captured_at) DESC, MIN(position) LIMIT ?
"""
# What had been had before, and was another then.
FOUND_CHANGED: Final = """
SELECT 1 FROM captures AS one WHERE role = 'article' AND captured_at BETWEEN ? AND ?
AND kind = 'response' AND status IN (200, 203) AND EXISTS (
    SELECT 1 FROM captures AS other WHERE other.address = one.address
    AND other.captured_at < one.captured_at AND other.reason IS NULL
    AND other.body_key IS NOT one.body_key
) LIMIT 1
"""
ANSWERS: Final = """
SELECT captured_at, status, retry_after FROM captures
WHERE host = ? AND status IS NOT NULL ORDER BY captured_at DESC
"""
LAST_ANSWER: Final = """
SELECT captured_at, status, retry_after FROM captures
WHERE url = ? AND status IS NOT NULL ORDER BY captured_at DESC LIMIT 1
"""
LAST_OF_HOST: Final = """
SELECT captured_at, role FROM captures WHERE host = ? AND reason IS NULL
AND role NOT IN ('robots', 'tdmrep') ORDER BY captured_at DESC LIMIT 1
"""
HEARD: Final = """
SELECT captured_at FROM captures WHERE url = ? AND outcome = 'complete'
AND status IN (200, 203, 304) ORDER BY captured_at DESC LIMIT ?
"""
POLLS: Final = """
SELECT captured_at, status, outcome,
    status IS NULL OR status NOT IN (200, 203)
    OR EXISTS (SELECT 1 FROM hints WHERE list = coalesce(refers_to, record_id)), reason,
    location
FROM captures WHERE url = ? AND +role = 'feed' AND (reason IS NULL OR reason = 'robots')
ORDER BY captured_at DESC
"""
NEWS_LOOK: Final = 20_000
"""Requests for articles, the last ones, among which news are looked for."""

NEWS: Final = """
SELECT captured_at, NOT EXISTS (
    SELECT 1 FROM captures AS other
    WHERE other.address = one.address AND other.captured_at < one.captured_at
) FROM captures AS one WHERE role = 'article' AND reason IS NULL
ORDER BY captured_at DESC LIMIT ?
"""
SINCE_WHOLE: Final = """
SELECT captured_at FROM captures WHERE url = ?1 AND status = 304 AND captured_at > (
    SELECT MAX(captured_at) FROM captures
    WHERE url = ?1 AND status IN (200, 203) AND outcome = 'complete'
) ORDER BY captured_at
"""
# A validator that stood for two lists says nothing of what is listed.
TWO_LISTS: Final = """
SELECT 1 FROM captures AS one JOIN captures AS other ON other.url = one.url
WHERE one.record_id = ?1 AND other.captured_at < one.captured_at AND other.kind = 'response'
AND other.status = 200 AND other.etag IS one.etag
AND (one.etag IS NOT NULL OR other.last_modified = one.last_modified)
AND EXISTS (
    SELECT 1 FROM listed AS new WHERE new.list = one.record_id AND NOT EXISTS (
        SELECT 1 FROM listed AS old
        WHERE old.list = other.record_id AND old.address = new.address
    )
) AND EXISTS (SELECT 1 FROM listed WHERE list = other.record_id) LIMIT 1
"""
ROBOTS: Final = """
SELECT captured_at, status, location, outcome, payload FROM captures
LEFT JOIN robots ON robots.record_id = coalesce(refers_to, captures.record_id)
WHERE url = ? AND reason IS NULL ORDER BY captured_at DESC LIMIT 1
"""
