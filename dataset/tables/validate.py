"""Validates rows: by their schema, and by rules that a schema can't express.

A row that fails is not dropped: each `Problem` names the field and says why, and
the build turns it into a row of `rejects`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from twa.dataset.dates.instants import possible
from twa.dataset.pages.article import TextBlock, render
from twa.dataset.tables.identity import IDENTITY, sha256, words
from twa.dataset.tables.schema import TABLES, Row, texts, validator, verdict
from twa.dataset.tables.tombstones import withdraw

if TYPE_CHECKING:
    from jsonschema import ValidationError


LONGEST_VALUE: Final = 200
"""Characters of an offending value that a message shows."""


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One way in which a row breaks its contract.

    `pointer` is a JSON Pointer (RFC 6901) into the row, `message` a sentence for
    people.
    """

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message}"


class Checker:
    """Checks the rows of one table, one after the other.

    `warcs` gives the size in bytes of each archive file by name: rows may point
    nowhere else. Identifiers are remembered, 16 bytes each, so that no two rows
    of a table share one.
    """

    def __init__(self, table: str, warcs: Mapping[str, int]) -> None:
        self._contract = TABLES[table]
        self._stands = verdict(self._contract)
        self._texts = frozenset(texts(table))
        self._rules = [rule for rule in RULES if table in rule.tables]
        self._identity = IDENTITY[table]
        self._warcs = warcs
        self._seen: set[bytes] = set()

    def check(self, row: Row) -> list[Problem]:
        """All problems of a row, in order of place; none means that the row stands."""
        problems = [] if self._stands(row) else self._unlike(row)
        if not problems:
            problems = [*self._unwritable(row), *self._broken(row), *self._misplaced(row)]
        if not problems:
            problems = self._named(row)
        return sorted(set(problems), key=lambda problem: (problem.pointer, problem.message))

    def _unlike(self, row: Row) -> list[Problem]:
        errors = validator(self._contract).iter_errors(row)
        return [_problem(error, self._texts) for error in errors]

    def _broken(self, row: Row) -> Iterable[Problem]:
        for rule in self._rules:
            if not rule.holds(row):
                yield Problem(rule.pointer, rule.message)

    def _unwritable(self, row: Row) -> Iterable[Problem]:
        try:
            json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
        except ValueError:
            for pointer, value in _leaves(row, ""):
                # RFC 8259, section 8.2: a lone surrogate is no character, and UTF-8 has
                # no place for it. Section 6: infinity and NaN are no numbers.
                if isinstance(value, str) and _SURROGATE.search(value):
                    yield Problem(pointer, "holds half of a surrogate pair, which is no character")
                if isinstance(value, float) and not math.isfinite(value):
                    yield Problem(pointer, f"{value} is no number")

    def _misplaced(self, row: Row) -> Iterable[Problem]:
        capture = row["capture"]
        rights = row.get("rights") or {}
        for pointer, record in (
            ("/capture", capture),
            ("/capture/original", capture and capture["original"]),
            ("/capture/tls/certificates", capture and (capture["tls"] or {}).get("certificates")),
            ("/rights/robots_record", rights.get("robots_record")),
            ("/rights/tdm_record", rights.get("tdm_record")),
        ):
            if record is None:
                continue
            size = self._warcs.get(record["warc"])
            offset, length = record["offset"], record["length"]
            if size is None:
                yield Problem(f"{pointer}/warc", f"no such archive file: {record['warc']}")
            elif (offset is None) != (length is None):
                yield Problem(f"{pointer}/length", "offset and length are both null or neither")
            elif offset is not None and offset + length > size:
                yield Problem(
                    f"{pointer}/offset",
                    f"{offset} + {length} bytes lie outside {record['warc']} ({size} bytes)",
                )

    def _named(self, row: Row) -> list[Problem]:
        # What made the id of a withdrawn row is gone: the derivation of the whole proves it.
        if row["withdrawn"] is None and row["id"] != (expected := self._identity(row)):
            return [Problem("/id", f"is {row['id']}, its row's fields make {expected}")]
        if self.knows(row["id"]):
            return [Problem("/id", f"another row has the id {row['id']}")]
        self.admit(row["id"])
        return []

    def knows(self, row_id: str) -> bool:
        """Whether a row of this id stands already."""
        return bytes.fromhex(row_id) in self._seen

    def admit(self, row_id: str) -> None:
        """Take note of a row that stands."""
        self._seen.add(bytes.fromhex(row_id))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule between the fields of one row, for some tables."""

    tables: tuple[str, ...]
    pointer: str
    message: str
    holds: Callable[[Row], bool]


def _not_after_capture(column: str) -> Callable[[Row], bool]:
    def holds(row: Row) -> bool:
        claimed = row[column]
        captured_at = row["capture"]["captured_at"]
        # Instants have one form and one zone, so that their text sorts as they do.
        return (
            claimed is None
            or claimed <= captured_at
            or possible(datetime.fromisoformat(claimed), datetime.fromisoformat(captured_at))
        )

    return holds


def _empty(table: str) -> Rule:
    return Rule(
        (table,),
        "/withdrawn",
        "is there, and so is something that the source wrote",
        lambda row: row["withdrawn"] is None or row == withdraw(table, row, row["withdrawn"]),
    )


def _both_or_neither(one: str, other: str) -> Callable[[Row], bool]:
    return lambda row: (row[one] is None) == (row[other] is None)


def _ordered(earlier: str, later: str) -> Callable[[Row], bool]:
    return lambda row: row[later] is None or row[earlier] <= row[later]


def _rendered(row: Row) -> str:
    return render(
        TextBlock(block["type"], block["text"], block["level"]) for block in row["blocks"]
    )


_DATED = {"articles": ("published", "modified"), "feed_entries": ("published", "updated")}
_LATE = "lies more than a day after the capture, which can't be"

RULES: Final[tuple[Rule, ...]] = (
    *map(_empty, TABLES),
    Rule(
        ("articles", "revisions"),
        "/text_sha256",
        "is not the SHA-256 of text",
        lambda row: bool(row["text_sha256"] == sha256(row["text"])),
    ),
    Rule(
        ("articles", "revisions"),
        "/character_count",
        "is not the number of characters of text",
        lambda row: bool(row["character_count"] == len(row["text"])),
    ),
    Rule(
        ("articles", "revisions"),
        "/word_count",
        "is not the number of words of text",
        lambda row: bool(row["word_count"] == words(row["text"])),
    ),
    Rule(
        ("articles",),
        "/blocks",
        "do not make up text",
        lambda row: bool(row["text"] == _rendered(row)),
    ),
    *(
        Rule((table,), f"/{column}", _LATE, _not_after_capture(column))
        for table, columns in _DATED.items()
        for column in columns
    ),
    Rule(("revisions",), "/modified", _LATE, _not_after_capture("modified")),
    *(
        Rule(
            (table,),
            f"/{column}_precision",
            f"and {column} are both null or neither",
            _both_or_neither(column, f"{column}_precision"),
        )
        for table, columns in _DATED.items()
        for column in columns
    ),
    Rule(
        ("articles",),
        "/first_captured_at",
        "is later than the capture of this row",
        lambda row: bool(row["first_captured_at"] <= row["capture"]["captured_at"]),
    ),
    Rule(
        ("articles",),
        "/gone_at",
        "is earlier than the first capture",
        _ordered("first_captured_at", "gone_at"),
    ),
    Rule(
        ("revisions",),
        "/captured_at",
        "is not the instant of the capture",
        lambda row: bool(row["captured_at"] == row["capture"]["captured_at"]),
    ),
    Rule(
        ("revisions",),
        "/supersedes",
        "is null for the first revision and for no other",
        lambda row: (row["number"] == 1) == (row["supersedes"] is None),
    ),
    Rule(
        ("feed_entries",),
        "/last_seen",
        "is earlier than first_seen",
        _ordered("first_seen", "last_seen"),
    ),
    Rule(
        ("feed_entries",),
        "/last_seen",
        "is not the instant of the capture",
        lambda row: bool(row["last_seen"] == row["capture"]["captured_at"]),
    ),
    Rule(
        ("rejects",),
        "/captured_at",
        "is not the instant of the capture",
        lambda row: row["capture"] is None or row["captured_at"] == row["capture"]["captured_at"],
    ),
)
"""What must hold between the fields of a row whose schema holds."""


def check_document(name: str, document: object) -> list[Problem]:
    """All problems of a single document, for a contract that is no table (`run`, `manifest`)."""
    if verdict(name)(document):
        return []
    return [_problem(error) for error in validator(name).iter_errors(document)]


def _problem(error: ValidationError, texts: Collection[str] = ()) -> Problem:
    """What a validator found; of the columns in `texts`, nothing of what they hold."""
    message = error.message
    value = repr(error.instance)
    if not error.absolute_path and texts:
        message = message.replace(value, "the row")
    elif error.absolute_path and error.absolute_path[0] in texts:
        # `rejects` is published where the sources' prose is not.
        message = f"breaks {error.validator}: {error.validator_value!r}"
    elif len(value) > LONGEST_VALUE:
        message = message.replace(value, f"{value[:LONGEST_VALUE]}…")
    return Problem("".join(f"/{_token(part)}" for part in error.absolute_path), message)


def _token(part: str | int) -> str:
    # RFC 6901, section 3.
    return str(part).replace("~", "~0").replace("/", "~1")


def _leaves(value: Any, pointer: str) -> Iterable[tuple[str, Any]]:
    """Everything in `value` that is neither object nor list, with the way to it."""
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from _leaves(child, f"{pointer}/{_token(name)}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _leaves(child, f"{pointer}/{index}")
    else:
        yield pointer, value
