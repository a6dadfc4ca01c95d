"""What is remembered of hosts: when they answered, and what their robots.txt said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from twa.dataset.crawl_state import sql
from twa.dataset.warc.records import parse_date
from twa.dataset.web.answers import SUCCESS, follow
from twa.dataset.web.schedule import BUSY, retry_after


class HostMemory:
    """The hosts that the crawls of one collection spoke to, as its crawl state has them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def answers(self, netloc: str) -> Iterator[tuple[datetime, int, str | None]]:
        """When a host answered, with which status and Retry-After; newest first."""
        with closing(self._db.execute(sql.ANSWERS, (netloc,))) as rows:
            for text, status, retry_after in rows:
                if at := parse_date(text):
                    yield at, status, retry_after

    def left_alone(self, url: str) -> datetime | None:
        """Until when `url` itself asked to be left alone, when it last answered; None if never."""
        row = self._db.execute(sql.LAST_ANSWER, (url,)).fetchone()
        at = parse_date(row[0]) if row and row[1] in BUSY else None
        return retry_after(row[2], at) if at is not None else None

    def last_asked(self, netloc: str) -> tuple[datetime, str] | None:
        """When a host was last asked for something other than its rules, and as what."""
        row = self._db.execute(sql.LAST_OF_HOST, (netloc,)).fetchone()
        at = parse_date(row[0]) if row else None
        return (at, row[1]) if at is not None else None

    def robots(self, url: str) -> tuple[datetime, int, bytes] | None:
        """When the robots.txt at `url` was last got, its status after redirects, its payload.

        None where it was not, or not whole.
        """
        found: list[tuple[Any, ...]] = []
        for address in follow(url, lambda _: found[-1][2]):
            row = self._db.execute(sql.ROBOTS, (address,)).fetchone()
            if row is None or row[3] != "complete" or row[1] is None:
                return None
            found.append(row)
        first = parse_date(found[0][0])
        _, status, location, _, payload = found[-1]
        unread = status in SUCCESS and payload is None
        if first is None or unread or location is not None:
            return None
        return first, status, payload or b""


def host_of(url: str) -> str:
    """Host and port of a URL as it stands: what is spoken to; empty for what is no URL."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def host_name(url: str) -> str:
    """The host of a URL, without its port; empty for what is no URL."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
