"""Polls of feeds: how often each was asked, and the gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, takewhile
from typing import Any, Final

from twa.dataset.ledger.found import Poll
from twa.dataset.ledger.ledger import Ledger

_Tellings = Callable[[int], Iterable[tuple[str | None, str | None]]]

MISSED: Final = "none of the entries of this poll was in a poll before it"
"""Evidence of a gap. A feed shows its newest entries: between two polls without a
common one, an unknown number came and went (RFC 5005, section 1)."""

ROLLED: Final = "but for entries that stay at the top, none of this poll was in a poll before it"
"""The same of a feed with pinned entries, which say nothing of what came and went."""

_PINNED: Final = 3
"""Entries that a feed keeps at its top, at most."""


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


def histories(ledger: Ledger, feed: str | None = None) -> Iterator[History]:
    """The history of each feed of a settled ledger, or of one."""
    for url, group in groupby(ledger.polls(feed), key=lambda poll: poll.feed):
        yield _history(url, list(group), ledger.tellings)


def _history(url: str, polls: list[Poll], tellings: _Tellings) -> History:
    newest = polls[-1]
    return History(
        url=url,
        polls=len(polls),
        first=polls[0].at,
        last=newest.at,
        title=next((poll.title for poll in reversed(polls) if poll.title), None),
        homepage=next((poll.homepage for poll in reversed(polls) if poll.homepage), None),
        gaps=list(_gaps(url, polls, tellings)),
    )


def _gaps(url: str, polls: Iterable[Poll], tellings: _Tellings) -> Iterator[dict[str, Any]]:
    known: set[str] = set()
    before: _Look | None = None
    for look in _looks(url, polls):
        if not look.entries:
            continue
        if before is not None:
            top = _kept_at_top(before, look)
            new = known.isdisjoint(chain(*look.entries[top:]))
            # A site that moved gives all its entries new ids and new addresses.
            if new and not _has_moved(before, look, top, tellings):
                evidence = ROLLED if top else MISSED
                yield {"feed": url, "from": before.at, "to": look.at, "evidence": evidence}
        known.update(chain(*look.entries))
        before = look


def _kept_at_top(before: _Look, look: _Look) -> int:
    """How many entries are pinned: they stood at the top before as now, with others below."""
    both = zip(before.entries, look.entries, strict=False)
    top = sum(1 for _ in takewhile(lambda pair: pair[0] & pair[1], both))
    return top if top <= _PINNED and top < min(len(before.entries), len(look.entries)) else 0


def _has_moved(before: _Look, look: _Look, top: int, tellings: _Tellings) -> bool:
    """Whether an entry below the pinned ones has title and date of one that was there before."""
    told = [list(chain(*map(tellings, one.polls))) for one in (before, look)]
    both = {*told[0]} & {*told[1][top:]}
    return any(title and published for title, published in both)


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at a feed: its own address, and with it the further pages read after that."""

    at: str
    polls: list[int]
    entries: list[frozenset[str]]


def _looks(url: str, polls: Iterable[Poll]) -> Iterator[_Look]:
    look: _Look | None = None
    for poll in polls:
        if look is not None and poll.url == url:
            yield look
            look = None
        look = look or _Look(poll.at, [], [])
        look.polls.append(poll.number)
        look.entries.extend(poll.entries)
    if look is not None:
        yield look
