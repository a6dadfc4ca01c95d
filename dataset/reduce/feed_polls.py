"""Polls of feeds: how often each was asked, and the gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, takewhile
from typing import Any, Final

from twa.dataset.ledger.found import Poll
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.reduce.history import History

_Tellings = Callable[[int], Iterable[tuple[str | None, str | None]]]
_Dates = Callable[[int], Iterable[str | None]]

MISSED: Final = "none of the entries of this poll was in a poll before it"
"""Evidence of a gap. A feed shows its newest entries: between two polls without a
common one, an unknown number came and went (RFC 5005, section 1)."""

ROLLED: Final = "but for entries that stay at the top, none of this poll was in a poll before it"
"""The same of a feed with pinned entries, which say nothing of what came and went."""

_PINNED: Final = 3
"""Entries that a feed keeps at its top, at most."""


def histories(ledger: Ledger, feed: str | None = None) -> Iterator[History]:
    """The history of each feed of a settled ledger, or of one."""
    for url, group in groupby(ledger.polls(feed), key=lambda poll: poll.feed):
        polls = list(group)
        nothing = History(url, 0, polls[0].at, polls[0].at, None, None, [])
        yield _continued(nothing, polls, None, ledger, lambda _: False)


def continued(ledger: Ledger, before: History) -> History | None:
    """The history of a feed that was polled since, each time later than all of before.

    None where the polls of before have to be looked at again, for what comes first belongs to
    the last of them.
    """
    feed, last = before.url, before.last
    polls = list(ledger.polls(feed, after=last))
    if not polls:
        return before
    if polls[0].url != feed:
        return None
    looks = _looks_back(feed, ledger.polls_before(feed, last))
    look = next((one for one in looks if one.entries), None)
    return _continued(before, polls, look, ledger, lambda one: ledger.has_listed(feed, one, last))


def _continued(
    history: History,
    polls: Sequence[Poll],
    look: _Look | None,
    ledger: Ledger,
    is_known: Callable[[str], bool],
) -> History:
    """A history with the polls that came after it.

    `look` is the last of before that found entries, and `is_known` says of what an entry may be
    known by whether it was listed before.
    """
    titles = (poll.title for poll in reversed(polls) if poll.title)
    homepages = (poll.homepage for poll in reversed(polls) if poll.homepage)
    return replace(
        history,
        polls=history.polls + len(polls),
        last=polls[-1].at,
        title=next(titles, history.title),
        homepage=next(homepages, history.homepage),
        gaps=[*history.gaps, *_gaps(history.url, polls, look, ledger, is_known)],
    )


def _gaps(
    url: str,
    polls: Iterable[Poll],
    before: _Look | None,
    ledger: Ledger,
    is_known: Callable[[str], bool],
) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for look in _looks(url, polls):
        if not look.entries:
            continue
        if before is not None:
            top = _kept_at_top(before, look, ledger.published)
            names = chain(*look.entries[top:])
            new = not any(name in seen or is_known(name) for name in names)
            # A site that moved gives all its entries new ids and new addresses.
            if new and not _has_moved(before, look, top, ledger.tellings):
                evidence = ROLLED if top else MISSED
                yield {"feed": url, "from": before.at, "to": look.at, "evidence": evidence}
        seen.update(chain(*look.entries))
        before = look


def _kept_at_top(before: _Look, look: _Look, published: _Dates) -> int:
    """How many entries are pinned: they stood at the top before as now, with others below.

    Where they were all that there was before, the others must be newer, and the newest first.
    """
    both = zip(before.entries, look.entries, strict=False)
    top = sum(1 for _ in takewhile(lambda pair: pair[0] & pair[1], both))
    if not 0 < top <= _PINNED or top == len(look.entries):
        return 0
    if top < len(before.entries):
        return top
    dates = list(chain(*map(published, look.polls)))
    above, below = dates[:top], dates[top:]
    told = [date for date in below if date is not None]
    is_falling = len(told) == len(below) > 1 and told == sorted(told, reverse=True)
    # Equal dates order nothing.
    is_falling = is_falling and told[0] > told[-1]
    return top if is_falling and all(date and date < told[-1] for date in above) else 0


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


def _looks_back(url: str, polls: Iterable[Poll]) -> Iterator[_Look]:
    """The same of polls that come newest first."""
    later: list[Poll] = []
    for poll in polls:
        later.append(poll)
        if poll.url == url:
            yield from _looks(url, reversed(later))
            later.clear()
    yield from _looks(url, reversed(later))
