"""Polls of feeds: how often each was asked, and the gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from twa.dataset.ledger.found import Poll

MISSED: Final = "none of the entries of this poll was in a poll before it"
"""Evidence of a gap. A feed shows its newest entries: between two polls without a
common one, an unknown number came and went (RFC 5005, section 1)."""


@dataclass(frozen=True, slots=True)
class History:
    """All polls of one feed, its further pages included. Instants as text, UTC.

    `gaps` are as in `schemas/manifest.schema.json`.
    """

    url: str
    polls: int
    first: str
    last: str
    title: str | None
    homepage: str | None
    gaps: list[dict[str, Any]]


def histories(polls: Iterable[Poll]) -> Iterator[History]:
    """The history of each feed. Polls come by feed, oldest first."""
    for url, group in groupby(polls, key=lambda poll: poll.feed):
        yield _history(url, list(group))


def _history(url: str, polls: list[Poll]) -> History:
    newest = polls[-1]
    return History(
        url=url,
        polls=len(polls),
        first=polls[0].at,
        last=newest.at,
        title=next((poll.title for poll in reversed(polls) if poll.title), None),
        homepage=next((poll.homepage for poll in reversed(polls) if poll.homepage), None),
        gaps=list(_gaps(url, polls)),
    )


def _gaps(url: str, polls: Iterable[Poll]) -> Iterator[dict[str, Any]]:
    known: set[str] = set()
    before = None
    for at, entry_ids in _visits(url, polls):
        if not entry_ids:
            continue
        if known and known.isdisjoint(entry_ids):
            yield {"feed": url, "from": before, "to": at, "evidence": MISSED}
        known.update(entry_ids)
        before = at


def _visits(url: str, polls: Iterable[Poll]) -> Iterator[tuple[str, list[str]]]:
    """Each look at a feed: its own address, and with it the further pages read after that."""
    at: str | None = None
    entry_ids: list[str] = []
    for poll in polls:
        if at is not None and poll.url == url:
            yield at, entry_ids
            at, entry_ids = None, []
        at = at or poll.at
        entry_ids = entry_ids + poll.entry_ids
    if at is not None:
        yield at, entry_ids
