"""The manifest of a dataset: its inputs, code, options and files.

Its SHA-256 is the dataset's version, so `sha256sum manifest.json` is all it
takes to know which version one holds. It names every file of rows by digest;
card, Croissant and citation are functions of it. It holds no clock and no path.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from twa.dataset.errors import TwaError
from twa.dataset.tables.account import Account
from twa.dataset.tables.json_text import plain, written
from twa.dataset.tables.schema import TABLES, texts
from twa.dataset.tables.validate import check_document

FILE: Final = "manifest.json"
"""Its name in the dataset's folder."""

_EXACT: Final = 2**53


class ManifestError(TwaError):
    """Not a manifest, or one that was changed by hand."""

    message = "not a manifest"


@dataclass(frozen=True, slots=True)
class ManifestInput:
    """One WARC file: its name in rows, what it takes to recognise it, and its account.

    `account` says of its records by kind what became of them, `damaged` how many of its places
    could not be read, `remarks` how many rejects are about something that ended otherwise, and
    `rows` how many rows of each table are about it (`twa.dataset.tables.account`).
    """

    file: str
    sha256: str
    bytes: int
    records: int
    account: Account = field(default_factory=dict)
    damaged: int = 0
    remarks: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputLines:
    """All WARCs as their `lines` in a manifest, by name; octets and records of all.

    `fresh` are the members of those that nobody has held against the contract yet. One after the
    other, they are what the lines say.
    """

    lines: list[str]
    bytes: int
    records: int
    fresh: list[dict[str, Any]]

    @classmethod
    def of(cls, inputs: Iterable[ManifestInput]) -> InputLines:
        """These WARCs, whatever their order."""
        fresh = _by_file(inputs)
        octets, records = (sum(item[what] for item in fresh) for what in ("bytes", "records"))
        return cls(list(map(_item, fresh)), octets, records, fresh)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(json.loads, self.lines)


class Archived(NamedTuple):
    """How many WARCs were taken in, and octets and records of all."""

    files: int
    bytes: int
    records: int


@dataclass(frozen=True, slots=True)
class Written:
    """One Parquet file: path below the dataset's folder, rows, bytes on disk and in memory."""

    file: str
    table: str
    rows: int
    bytes: int
    memory: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """A file of the archive that was not read: its name, its size, and why."""

    file: str
    bytes: int
    detail: str


@dataclass(frozen=True)
class Manifest:
    """A manifest that keeps its contract (`schemas/manifest.schema.json`).

    Its file has the keys in order, a member of an object a line and an item of a list a line. One
    `in_values`, of an earlier version of this software, has a value a line. Of one that was just
    built `inputs` are `InputLines`: to make as many objects of them takes longer than all else.
    """

    document: Mapping[str, Any]
    in_values: bool = False

    @cached_property
    def octets(self) -> bytes:
        """The file, which has no other spelling."""
        form = _in_values if self.in_values else _in_lines
        return form(self.document).encode() + b"\n"

    @cached_property
    def version(self) -> str:
        """The version of the dataset: the SHA-256 of the file, in lower-case hexadecimal."""
        return hashlib.sha256(self.octets).hexdigest()

    @property
    def inputs(self) -> dict[str, str]:
        """The SHA-256 of each WARC that was taken in, by name."""
        return {item["file"]: item["sha256"] for item in self.document["inputs"]}

    @property
    def archived(self) -> Archived:
        """What was taken in, in figures."""
        told = self.document["inputs"]
        if isinstance(told, InputLines):
            return Archived(len(told.lines), told.bytes, told.records)
        octets, records = (sum(item[what] for item in told) for what in ("bytes", "records"))
        return Archived(len(told), octets, records)

    @property
    def title(self) -> str:
        """The title of the dataset."""
        title: str = self.document["collection"]["title"]
        return title

    @property
    def released(self) -> str | None:
        """The day of the last capture (`YYYY-MM-DD`): what there is of a date without a clock."""
        last = self.document["coverage"]["captured"]["last"]
        return None if last is None else last[:10]

    @property
    def text(self) -> bool:
        """Whether the rows have the columns that hold what the sources wrote."""
        projection = self.document.get("projection")
        return projection is None or not any(projection["left_out"].values())

    def whole(self) -> Manifest:
        """The manifest of the full version: itself, or what its projection was made from."""
        if "projection" not in self.document:
            return self
        document = {**self.document, "outputs": self.document["projection"]["outputs"]}
        del document["projection"]
        return Manifest(document, self.in_values)

    def project(self, outputs: Iterable[Written], *, text: bool = False) -> Manifest:
        """The manifest of a projection of this full version into the files `outputs`.

        With `text` none of the columns is left out, though some texts may be null.
        """
        left_out = {} if text else {table: list(texts(table)) for table in TABLES if texts(table)}
        return checked(
            {
                **self.document,
                "outputs": _described(outputs),
                "projection": {
                    "version": self.version,
                    "left_out": left_out,
                    "outputs": self.document["outputs"],
                },
            }
        )

    def outputs(self, table: str) -> list[Written]:
        """The files of a table."""
        return [Written(**item) for item in self.document["outputs"] if item["table"] == table]

    def rows(self, table: str) -> int:
        """The rows of a table."""
        return sum(output.rows for output in self.outputs(table))


def compose(
    *,
    collection: Mapping[str, Any],
    code: Mapping[str, str],
    environment: Mapping[str, str],
    options: Mapping[str, Any],
    inputs: InputLines,
    files: Iterable[ManifestFile] = (),
    takedowns: Mapping[str, Any],
    outputs: Iterable[Written],
    coverage: Mapping[str, Any],
    feeds: Iterable[Mapping[str, Any]],
    gaps: Iterable[Mapping[str, Any]],
) -> Manifest:
    """The manifest of these facts, whatever their order. Raises ManifestError.

    `options` are the options of the build by name; `coverage` comes from
    `Coverage.figures`.
    """
    return checked(
        {
            "collection": dict(collection),
            "code": dict(code),
            "environment": dict(environment),
            "options": {
                "fingerprint": hashlib.sha256(canonical(dict(options))).hexdigest(),
                "values": dict(options),
            },
            "inputs": inputs,
            "files": _by_file(files),
            "takedowns": dict(takedowns),
            "outputs": _described(outputs),
            "coverage": dict(coverage),
            "feeds": sorted(map(dict, feeds), key=lambda feed: feed["url"]),
            "gaps": sorted(
                map(dict, gaps),
                key=lambda gap: (gap["feed"], gap["from"] or "", gap["to"] or "", gap["evidence"]),
            ),
        }
    )


def parse(octets: bytes) -> Manifest:
    """The manifest in a file. Raises ManifestError where it is none, or not as we write it."""
    try:
        document = json.loads(octets, parse_float=_refused)
    except ValueError as error:
        raise ManifestError(subject=FILE, cause=error) from error
    manifest = checked(document)
    if manifest.octets != octets:
        manifest = Manifest(document, in_values=True)
    if manifest.octets != octets:
        raise ManifestError("not in the form in which manifests are written", subject=FILE)
    if "projection" in document and manifest.whole().version != document["projection"]["version"]:
        raise ManifestError("not the projection of the version that it names", subject=FILE)
    return manifest


class ManifestNames(NamedTuple):
    """What a manifest names: its WARCs with their digests, and its files of rows."""

    inputs: Mapping[str, str]
    outputs: Set[str]


def names_in(folder: Path) -> ManifestNames | None:
    """What the manifest of a dataset names, which nobody has checked; None where there is none.

    For who looks at what was there before.
    """
    try:
        document = json.loads((folder / FILE).read_bytes())
        inputs = {str(item["file"]): str(item["sha256"]) for item in document["inputs"]}
        return ManifestNames(inputs, frozenset(str(item["file"]) for item in document["outputs"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON (RFC 8785), of the values that have one form without floats.

    Raises ManifestError for a float, or an integer that JSON numbers can't hold
    exactly.
    """
    return _written(value).encode()


def _described(outputs: Iterable[Written]) -> list[dict[str, Any]]:
    tables = list(TABLES)
    return sorted(
        (members(item) for item in outputs),
        key=lambda item: (tables.index(item["table"]), item["file"]),
    )


def line_of(item: ManifestInput) -> str:
    """The line about a WARC."""
    return _item(members(item))


def _by_file(items: Iterable[ManifestInput] | Iterable[ManifestFile]) -> list[dict[str, Any]]:
    return sorted(map(members, items), key=lambda item: item["file"])


def members(item: ManifestInput | ManifestFile | Written) -> dict[str, Any]:
    """Its fields by name, not copied: there may be a hundred thousand inputs."""
    return {name: getattr(item, name) for name in _NAMES[type(item)]}


_NAMES: Final = {
    kind: tuple(one.name for one in fields(kind)) for kind in (ManifestInput, ManifestFile, Written)
}


def checked(document: dict[str, Any]) -> Manifest:
    """The manifest that a document is. Raises ManifestError where it breaks the contract."""
    told = document.get("inputs") if isinstance(document, dict) else None
    lately = {**document, "inputs": told.fresh} if isinstance(told, InputLines) else document
    if problems := check_document("manifest", lately):
        made = isinstance(document, dict) and isinstance(document.get("code"), dict)
        hint = "; where an earlier version of this software wrote it, build the dataset anew"
        raise ManifestError(subject=FILE, cause=f"{problems[0]}{hint if made else ''}")
    return Manifest(document)


def _written(value: Any, margin: str = "") -> str:
    """`value` with the keys of all objects in order, and nothing that has two spellings."""
    return written(value, margin, order=_in_order, leaf=_exact)


def _in_values(value: Any) -> str:
    """`value` with a value a line, as manifests were written."""
    return _written(value, "\n")


def _in_lines(value: Any, margin: str = "\n") -> str:
    """`value` with a member of its objects a line, and an item of its lists."""
    inner = f"{margin} "
    if isinstance(value, Mapping) and value:
        members = [
            f"{plain(key)}: {_in_lines(value[key], inner)}" for key in _in_order(tuple(value))
        ]
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}"
    if isinstance(value, (list, InputLines)):
        items = value.lines if isinstance(value, InputLines) else map(_item, value)
        told = f",{inner}".join(items)
        return f"[{inner}{told}{margin}]" if told else "[]"
    return _written(value)


_item: Final[Callable[[Any], str]] = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
).encode
"""`_written`, in C, of what has no key beyond ASCII and no float: the contract sees to that."""


def _exact(value: Any) -> str:
    # RFC 8785, section 3.2.2.3: numbers are IEEE 754 doubles.
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > _EXACT):
        _refused(value)
    return str(value) if type(value) is int else plain(value)


def _refused(number: object) -> NoReturn:
    raise ManifestError("a number without one exact form", subject=number)


@lru_cache(1 << 10)
def _in_order(keys: tuple[str, ...]) -> list[str]:
    """Each input has the same ones."""
    # RFC 8785, section 3.2.3: by UTF-16 code units.
    return sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
