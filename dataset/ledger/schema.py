"""The tables and indexes that facts are added to."""

from __future__ import annotations

from typing import Final

TABLES: Final = """
    CREATE TABLE page (
        number INTEGER PRIMARY KEY, address TEXT, identity TEXT, site TEXT, url TEXT, at TEXT,
        warc TEXT, offset INTEGER, record TEXT, capture TEXT, said TEXT, original INTEGER,
        outlines TEXT, content TEXT, passage TEXT, spelling TEXT,
        UNIQUE (record, at, url)
    );
    CREATE INDEX page_by_address ON page (address);
    CREATE INDEX page_by_site ON page (site, identity);
    CREATE INDEX page_by_identity ON page (identity, at, warc, offset, record);
    CREATE INDEX page_by_url ON page (url, at);
    CREATE INDEX page_by_original ON page (original) WHERE original IS NOT NULL;
    CREATE INDEX page_by_passage ON page (passage) WHERE passage IS NOT NULL;
    CREATE INDEX page_by_spelling ON page (spelling, address);
    CREATE INDEX page_doubted ON page (site) WHERE instr(outlines, ',');
    CREATE TABLE poll (
        number INTEGER PRIMARY KEY, url TEXT, feed TEXT, via TEXT, at TEXT, warc TEXT,
        offset INTEGER, record TEXT, capture TEXT, title TEXT, homepage TEXT,
        UNIQUE (record, at, url)
    );
    CREATE INDEX poll_by_url ON poll (url, at);
    CREATE INDEX poll_by_feed ON poll (feed, at, warc, offset, record);
    CREATE INDEX poll_by_via ON poll (via, url);
    CREATE TABLE feed (url TEXT PRIMARY KEY, feed TEXT, via TEXT) WITHOUT ROWID;
    CREATE TABLE listed (poll INTEGER, position INTEGER, entry TEXT);
    CREATE INDEX listed_by_poll ON listed (poll, position);
    CREATE INDEX listed_by_entry ON listed (poll, entry);
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
    CREATE TABLE warc (name TEXT, root TEXT, body TEXT);
    CREATE INDEX warc_by_name ON warc (name, root);
    CREATE TABLE reject (
        url TEXT, at TEXT, warc TEXT, offset INTEGER, body TEXT,
        address TEXT, stage TEXT, refusal TEXT
    );
    CREATE INDEX reject_by_url ON reject (url, at);
    CREATE INDEX reject_by_at ON reject (at);
    CREATE INDEX reject_by_address ON reject (address) WHERE address IS NOT NULL;
    CREATE INDEX reject_of_archive ON reject (stage) WHERE stage = 'archive';
    CREATE INDEX reject_by_refusal ON reject (refusal) WHERE refusal IS NOT NULL;
    CREATE UNIQUE INDEX reject_once ON reject (refusal) WHERE stage = 'entry';
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE VIEW listing AS
        SELECT poll, feed, entry_id, position, at, warc, record, address, article, capture, body,
            (SELECT root FROM warc WHERE name = poll.warc) AS root
        FROM listed JOIN poll ON poll.number = listed.poll JOIN entry ON entry.key = listed.entry;
"""
