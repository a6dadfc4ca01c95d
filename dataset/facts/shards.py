"""The map step: turns one WARC into one shard, a file of facts.

A shard is named after the digest of its WARC and of what understood it, so it
never has to be thrown away by hand: what has changed has another name.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, get_args

from twa.dataset.collection import UnreadFile, Warc
from twa.dataset.errors import (
    ArchiveError,
    FeedError,
    MessageError,
    Rejected,
    RejectReason,
)
from twa.dataset.exchange import Locator, Origin
from twa.dataset.facts import origin_rules
from twa.dataset.facts.fates import fate_of
from twa.dataset.facts.model import (
    Captured,
    Fact,
    Place,
    RejectFact,
    RevisitFact,
    ShownFact,
    Stage,
    WarcFact,
    reject_fact,
    say,
)
from twa.dataset.facts.tasks import FEEDS, HTML, VAGUE, Task, held, refers, rejected
from twa.dataset.feeds.decoding import unpacked
from twa.dataset.feeds.sitemaps import LIMIT, NEWS
from twa.dataset.files import DAMAGE, json_lines, opened, read_json_lines
from twa.dataset.http.message import Response, parse_fields
from twa.dataset.pages.notes import Note
from twa.dataset.proof import tree
from twa.dataset.proof.leaf import hash_of
from twa.dataset.warc.captures import (
    IN_GROUP,
    RESPONSE_LIMIT,
    Capture,
    capture_of,
    groups,
    subject_of,
)
from twa.dataset.warc.connections import CHAIN_TYPE
from twa.dataset.warc.records import Record, parse_digest
from twa.dataset.web.answers import NOT_MODIFIED, SUCCESS
from twa.dataset.web.directives import in_headers
from twa.dataset.web.instants import stamp
from twa.dataset.workers.pool import Workers

UNDERSTAND: Final = "twa.dataset.facts.understanding:understand"
"""What the workers of the map step run."""

SKIPPED: Final = frozenset(("robots", "tdmrep", "sitemap", "page", "requisite"))
"""Roles of captures that are archived, and of which no table speaks, sitemaps for news apart."""

_SEEN_AGAIN: Final = SUCCESS | {NOT_MODIFIED}

_NO_RESPONSE: Final[Mapping[str, RejectReason]] = {
    "length": "too-large",
    "time": "timeout",
    "disconnect": "truncated",
    "unspecified": "truncated",
    # The records of the response were there once.
    "complete": "damaged-record",
}
"""How an exchange without a response ended (`exchange.Ended`) → reason, where that differs."""

_REASONS: Final[Mapping[str, RejectReason]] = {
    **{reason: reason for reason in get_args(RejectReason)},
    **_NO_RESPONSE,
}


def write(
    wanted: Iterable[tuple[Warc, Path]],
    workers: Workers,
    prefixes: Iterable[str] = (),
    reached: Callable[[int], None] = lambda _: None,
) -> Generator[Warc, None, None]:
    """Understand WARCs and write the shard of each, whole or not at all; yield each that is done.

    Only captures whose URL begins with one of `prefixes` count, where there are any. Workers
    go on with the next WARC while the last pages of one are understood. `reached` is told how
    far it is in the WARC that is yielded next, in octets.
    """
    begun: deque[_Shard] = deque()

    def tasks() -> Iterator[tuple[_Shard, Task]]:
        for warc, path in wanted:
            begun.append(_Shard(warc, path, tuple(prefixes)))
            for task in begun[-1].reading.tasks():
                yield begun[-1], task

    try:
        for (shard, task), answer in workers.map(tasks(), itemgetter(1)):
            # Answers come in the order of their tasks.
            while begun[0] is not shard:
                yield begun.popleft().finish()
            shard.take(task, answer)
            reached(task.capture["offset"] or 0)
        while begun:
            yield begun.popleft().finish()
    finally:
        for shard in begun:
            shard.abandon()


def intact(path: Path) -> bool:
    """Whether a shard is there, whole and undamaged: gzip says so at its end."""
    try:
        with opened(path) as file:
            begun = file.read(1)
            while file.read(1 << 20):
                pass
    except DAMAGE:
        return False
    # Nothing at all is well-formed, but a shard it is not.
    return bool(begun)


def read(path: Path) -> Iterator[Fact]:
    """The facts of a shard, in the order of the captures."""
    yield from read_json_lines(path)


class _Shard:
    """A shard that is being written, under another name until it is whole.

    It is not forced to disk: who reads it looks first whether it is intact.
    """

    def __init__(self, warc: Warc, path: Path, prefixes: tuple[str, ...]) -> None:
        self.reading = _Reading(warc, prefixes)
        self._warc = warc
        self._path = path
        self._draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        self._file = ExitStack()
        self._ends: Counter[tuple[str, str]] = Counter()

    @cached_property
    def _add(self) -> Callable[[object], None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return self._file.enter_context(json_lines(self._draft))

    def take(self, task: Task, answer: Any) -> None:
        """Add what the WARC itself said up to a task, and what the worker answered to it."""
        self._drain()
        facts: list[Fact] = answer
        if isinstance(answer, Rejected):
            facts = [held(task)] if task.record_type != "revisit" else []
            facts.append(rejected(task, answer.reason, answer.detail))
        fate = fate_of(facts)
        if fate == "other-type" and task.response.status == 304:
            fate = "not-modified"
        self._ends[task.record_type, fate] += 1
        for fact in facts:
            if fact["kind"] == "reject" and fate != "rejected":
                fact["about"] = "remark"
            self._add(fact)

    def finish(self) -> Warc:
        """All answers are there: give the shard its name."""
        self._drain()
        self._add(self.reading.warcinfo(self._ends))
        self._file.close()
        self._draft.replace(self._path)
        return self._warc

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._draft.unlink(missing_ok=True)

    def _drain(self) -> None:
        for fact in self.reading.drain():
            self._add(fact)


class _Reading:
    """One pass over a WARC: tasks for the workers, and the facts that need none."""

    def __init__(self, warc: Warc, prefixes: tuple[str, ...]) -> None:
        self._warc = warc
        self._prefixes = prefixes
        self._facts: list[Fact] = []
        self._leaves: list[bytes] = []
        self._chains: dict[str, Locator] = {}
        self._ends: Counter[tuple[str, str]] = Counter()
        self._fields: dict[str, str] = {}

    def tasks(self) -> Iterator[Task]:
        """What needs a worker; all else is kept for `drain`."""
        try:
            with self._warc.open() as file:
                for group in groups(
                    file,
                    self._warc.name,
                    on_damage=lambda error: self._facts.append(_damage(error)),
                    on_record=self._see,
                    limit=RESPONSE_LIMIT,
                ):
                    yield from self._group(group)
        except ArchiveError as error:
            self._facts.append(_damage(error))

    def _group(self, group: Sequence[Record]) -> Iterator[Task]:
        """The work that the records of one exchange make; where else they end is counted."""
        subject = subject_of(group)
        for record in group:
            if record is not subject:
                self._end(record, "description")
        if subject is None:
            return
        capture = capture_of(group)
        if capture is None:
            self._unplaced(subject)
            return
        if (place := self._chains.get(capture.fields.get("tlsCertificates", ""))) is not None:
            capture = replace(capture, certificates=place)
        match self._step(capture):
            case Task() as task:
                yield task
            case str() as fate:
                self._end(subject, fate)
            case fact:
                self._facts.append(fact)
                self._end(subject, fate_of([fact]))

    def _unplaced(self, subject: Record) -> None:
        """A record of a capture that says of no address, or no time, that it is of it."""
        if subject.type == "metadata":
            self._end(subject, "description")
            return
        self._facts.append(_nowhere(subject))
        self._end(subject, "rejected")

    def _step(self, capture: Capture) -> Task | Fact | str:
        """What to do about a capture: work for a worker, a fact, or where it ended."""
        if (found := origin_rules.fact_of(capture)) is not None:
            self._facts.append(found)
            if (task := task_of(capture)) is not None and task.record_type != "revisit":
                self._facts.append(held(task))
            return "rules"
        if capture.origin.role in SKIPPED and not _is_news(capture):
            return "support"
        if self._prefixes and not capture.url.startswith(self._prefixes):
            return "left-out"
        return _step(capture)

    def _end(self, record: Record, fate: str) -> None:
        self._ends[record.kind, fate] += 1

    def drain(self) -> Iterator[Fact]:
        """The facts that came up since."""
        ready, self._facts = self._facts, []
        yield from ready

    def warcinfo(self, understood: Counter[tuple[str, str]]) -> WarcFact:
        """The fact about the file as a whole; `understood` says where records of tasks ended."""
        account: dict[str, dict[str, int]] = {}
        for (kind, fate), count in sorted((self._ends + understood).items()):
            account.setdefault(kind, {})[fate] = count
        return {
            "kind": "warc",
            "records": len(self._leaves),
            "root": tree.root(self._leaves).hex(),
            "account": account,
            "collection": self._fields.get("ispartof"),
            "operator": self._fields.get("operator"),
            "user_agent": self._fields.get("http-header-user-agent"),
        }

    def _see(self, record: Record) -> None:
        self._leaves.append(hash_of(record))
        if record.get("Content-Type") == CHAIN_TYPE:
            self._chains[record.locator.record_id] = record.locator
        if record.type not in IN_GROUP:
            self._end(record, "description" if record.type == "warcinfo" else "no-capture")
        if record.type == "warcinfo" and not self._fields:
            for name, value in parse_fields(record.block.head(1 << 16)):
                text = value.decode("utf-8", "replace")
                self._fields.setdefault(name.decode("latin-1").lower(), text)


def _is_news(capture: Capture) -> bool:
    """Whether it is a sitemap that says of articles what they are called, and when they came."""
    if capture.origin.role != "sitemap" or capture.response is None or capture.problem:
        return False
    if capture.response.status not in SUCCESS or capture.kind != "response":
        return False
    try:
        octets = unpacked(capture.response.payload(), url=capture.url, limit=LIMIT)
    except (FeedError, MessageError):
        return False
    return NEWS in octets


def _step(capture: Capture) -> Task | Fact | str:
    if capture.problem is not None:
        return _refused(capture, capture.problem.reason, capture.problem.detail)
    if capture.kind == "metadata":
        return _outcome(capture) or "description"
    if capture.kind == "revisit" and _same(capture):
        concerns = _concerns(capture.origin, capture.response)
        return _revisit(capture) if concerns else "other-type"
    task = task_of(capture)
    if task is None:
        return _void(capture)
    if not _concerns(task.origin, task.response):
        return held(task)
    return task


def _revisit(capture: Capture) -> RevisitFact:
    """What a revisit saw again, as far as its record says (WARC 1.1, sections 6.7.2 and 6.7.3)."""
    return {
        "kind": "revisit",
        "url": capture.url,
        "role": capture.origin.role,
        "via": capture.origin.via,
        "refers": refers(capture),
        "said": say(in_headers(capture.response.headers)) if capture.response else [],
        "capture": _captured(capture),
    }


def task_of(capture: Capture) -> Task | None:
    """What a worker is given of a capture; None where it holds neither response nor resource."""
    response = capture.response or capture.resource
    if response is None or capture.kind == "metadata":
        return None
    return Task(
        url=capture.url,
        captured_at=capture.captured_at,
        origin=capture.origin,
        truncated=capture.truncated,
        response=response,
        capture=_captured(capture),
        payload_digest=capture.payload_digest if capture.kind == "response" else None,
        record_type=capture.kind,
        notes=_date_notes(capture),
    )


def _void(capture: Capture) -> RejectFact | str:
    """A capture without an HTTP response that can be read: of another protocol, or of nothing."""
    if capture.kind == "response" and capture.url.lower().startswith(("http:", "https:")):
        return _refused(capture, "empty", "the record holds no octets of a response")
    return "other-type"


def _nowhere(subject: Record) -> RejectFact:
    """That a record of a capture can't be placed: it has no address, or no date."""
    reason: RejectReason = "no-uri" if subject.url is None else "no-warc-date"
    header = "WARC-Target-URI" if subject.url is None else ""
    stated = subject.get(header or "WARC-Date")
    detail = f"{header or 'WARC-Date'} is {stated[:100]}" if stated else ""
    at = subject.locator.offset
    place = (
        f"a {subject.type} record at byte {at}"
        if at is not None
        else f"{subject.locator.record_id}"
    )
    return reject_fact(
        "archive",
        reason,
        f"{detail or 'no ' + (header or 'WARC-Date')}: {place}",
        url=subject.url,
        record_type=subject.kind,
    )


def _same(capture: Capture) -> bool:
    """Whether a revisit says that what came was what had come before.

    A block without octets says no more than that (WARC 1.1, section 6.7.2, lets it be empty).
    """
    return capture.response is None or capture.response.status in _SEEN_AGAIN


def _date_notes(capture: Capture) -> tuple[Note, ...]:
    stated = capture.stated_date
    return () if stated is None else (Note("capture-date-mended", stated[:100]),)


def _concerns(origin: Origin, response: Response | None) -> bool:
    """Whether a response may be a page or a feed."""
    if origin.role or response is None:
        return True
    media_type = response.media_type
    return media_type in HTML or media_type in FEEDS or media_type in VAGUE


def _outcome(capture: Capture) -> RejectFact | None:
    """A decision not to fetch, or an exchange without a response; None for other metadata."""
    outcome = capture.fields.get("outcome")
    if outcome is None:
        return None
    detail = capture.fields.get("detail", "")
    stated = capture.fields.get("reason", outcome)
    if "reason" not in capture.fields:
        detail = detail or "no record of the response can be read"
    if (reason := _REASONS.get(stated)) is not None:
        return _refused(capture, reason, detail)
    # An archive may be of another version than this code.
    return _refused(capture, "unreachable", f"{stated[:100]}: {detail}".removesuffix(": "))


def _refused(capture: Capture, reason: RejectReason, detail: str) -> RejectFact:
    return reject_fact(
        _stage(capture, reason),
        reason,
        detail,
        url=capture.url,
        via=capture.origin.via,
        capture=_captured(capture),
        record_type=capture.kind,
    )


def _stage(capture: Capture, reason: RejectReason) -> Stage:
    if reason == "damaged-record":
        return "archive"
    return "entry" if "entry" in capture.fields else "fetch"


def unread(file: UnreadFile) -> RejectFact:
    """That a file of the archive can't be read at all: nothing else is known of what it holds."""
    return reject_fact("archive", "unread-file", file.detail, about="damaged")


def _damage(error: ArchiveError) -> RejectFact:
    where = "" if error.offset is None else f" at byte {error.offset}"
    return reject_fact("archive", "damaged-record", f"{error.message}{where}", about="damaged")


def _captured(capture: Capture) -> Captured:
    locator, response = capture.locator, capture.response
    sent = response or capture.resource
    return {
        "offset": locator.offset,
        "length": locator.length,
        "record_id": locator.record_id,
        "block_digest": _digest(locator.block_digest),
        "payload_sha256": None,
        "captured_at": stamp(capture.captured_at),
        "http_status": response.status if response else None,
        "content_type": sent.get("content-type") if sent else None,
        "original": None,
        "tls": _shown(capture),
        "position": locator.position,
    }


def _shown(capture: Capture) -> ShownFact | None:
    """What the crawler noted of the chain that a server showed; null where it noted nothing."""
    trusted = capture.fields.get("tlsTrusted")
    if trusted is None:
        return None
    place = capture.certificates
    return {
        "trusted": trusted == "yes",
        "detail": capture.fields.get("tlsTrust", ""),
        "certificates": None if place is None else _place(place),
    }


def _place(at: Locator) -> Place:
    return {"offset": at.offset, "length": at.length, "record_id": at.record_id}


def _digest(label: str | None) -> str | None:
    """A digest as labelled, its algorithm in lower case; null for what is none.

    wget 1.21 without digests writes whatever its memory held.
    """
    if label is None or not parse_digest(label)[1]:
        return None
    algorithm, _, value = label.strip().partition(":")
    return f"{algorithm.lower()}:{value}"
