"""One pass over a WARC: tasks for the workers, and the facts that need none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from twa.dataset.errors import ArchiveError, RejectReason
from twa.dataset.exchange import Locator
from twa.dataset.facts import dispatch, origin_rules
from twa.dataset.facts.fates import fate_of
from twa.dataset.facts.model import Fact, RejectFact, WarcFact, reject_fact
from twa.dataset.facts.tasks import Task, held
from twa.dataset.holdings import UnreadFile, Warc
from twa.dataset.http.message import parse_fields
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
from twa.dataset.warc.records import Record


class WarcReading:
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
        if capture.method in dispatch.SHOWS_NOTHING and capture.problem is None:
            return "other-type"
        if (found := origin_rules.fact_of(capture)) is not None:
            self._facts.append(found)
            if (task := dispatch.task_of(capture)) is not None and task.record_type != "revisit":
                self._facts.append(held(task))
            return "rules"
        if capture.origin.role in dispatch.SKIPPED and not dispatch.is_news(capture):
            return "support"
        if self._prefixes and not capture.url.startswith(self._prefixes):
            return "left-out"
        return dispatch.step(capture)

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
        if not record.type:
            self._facts.append(_untyped(record))
            self._end(record, "rejected")
        elif record.type not in IN_GROUP:
            self._end(record, "description" if record.type == "warcinfo" else "no-capture")
        if record.type == "warcinfo" and not self._fields:
            for name, value in parse_fields(record.block.head(1 << 16)):
                text = value.decode("utf-8", "replace")
                self._fields.setdefault(name.decode("latin-1").lower(), text)


def _nowhere(subject: Record) -> RejectFact:
    """That a record of a capture can't be placed: it has no address, or no date."""
    reason: RejectReason = "no-uri" if subject.url is None else "no-warc-date"
    header = "WARC-Target-URI" if subject.url is None else ""
    stated = subject.get(header or "WARC-Date")
    detail = f"{header or 'WARC-Date'} is {stated[:100]}" if stated else ""
    return reject_fact(
        "archive",
        reason,
        f"{detail or 'no ' + (header or 'WARC-Date')}: {_place(subject)}",
        url=subject.url,
        record_type=subject.kind,
    )


def _untyped(record: Record) -> RejectFact:
    """That nobody knows what a record is: it has no type, which every record must have."""
    return reject_fact(
        "archive",
        "damaged-record",
        f"no WARC-Type: {_place(record)}",
        url=record.url,
        record_type=record.kind,
    )


def _place(record: Record) -> str:
    at = record.locator.offset
    kind = f"{record.type} record".strip()
    return record.locator.record_id if at is None else f"a {kind} at byte {at}"


def unread(file: UnreadFile) -> RejectFact:
    """That a file of the archive can't be read at all: nothing else is known of what it holds."""
    return reject_fact("archive", "unread-file", file.detail, about="damaged")


def _damage(error: ArchiveError) -> RejectFact:
    where = "" if error.offset is None else f" at byte {error.offset}"
    return reject_fact("archive", "damaged-record", f"{error.message}{where}", about="damaged")
