"""What a seal says: which WARC it closes, by digest and root, and which seal stands before it.

    twa seal 2
    number: 3
    previous: sha256:…     the SHA-256 of seal 2, as a file; "none" for the first
    after: sha256:…        the SHA-256 of the newest timestamp that was there; "none" where none was
    warc: twa-20240517063000000-00000-host.warc.gz
    digest: sha256:…       of the WARC as stored
    bytes: 48213113
    records: 2048
    root: sha256:…         of the tree over its records: `twa.dataset.proof.leaf`, RFC 9162

So whoever knows the digest of one seal knows those of all before it. A seal holds no clock: the
instant before which it was there is for others to say, and that after which it was made follows
from the timestamp that it names.

Seals of version 1 say the same in the same lines; the leaves below their root do not cover the
headers of records.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from twa.dataset.errors import TwaError

VERSION: Final = 2
"""The version of the seals that are made; those of all before it are read."""

_FIRST: Final = re.compile(r"twa seal ([12])")
_NAMES: Final = (*("number", "previous", "after", "warc", "digest", "bytes", "records", "root"),)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"0|[1-9]\d{0,17}")
_NAME: Final = re.compile(r"\S(?:.*\S)?")

LONGEST: Final = 1 << 16
"""Octets of a seal at most."""


class NotASeal(TwaError):
    """A file that should be a seal. The subject is the file."""

    message = "not a seal"
    exit_status = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """What is sealed of a WARC: its name in rows, and what it takes to recognise it.

    Digests are lower-case hex; `root` is that of the tree over its records, whose leaves are those
    of a version of seals.
    """

    warc: str
    sha256: str
    bytes: int
    records: int
    root: str
    version: int = VERSION


@dataclass(frozen=True)
class Seal:
    """A seal. `previous` and `after` are SHA-256 as lower-case hex, null for none."""

    number: int
    previous: str | None
    after: str | None
    claim: Claim

    @cached_property
    def octets(self) -> bytes:
        """The file. There is no other form."""
        claim = self.claim
        values = (
            self.number,
            _label(self.previous),
            _label(self.after),
            claim.warc,
            _label(claim.sha256),
            claim.bytes,
            claim.records,
            _label(claim.root),
        )
        lines = (f"{name}: {value}\n" for name, value in zip(_NAMES, values, strict=True))
        return f"twa seal {claim.version}\n{''.join(lines)}".encode()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file, which the next seal names and others sign and timestamp."""
        return hashlib.sha256(self.octets).hexdigest()


def holds_name(warc: str) -> bool:
    """Whether a WARC has a name that a seal can hold: one line, without blanks around it."""
    return _NAME.fullmatch(warc) is not None


def parse(octets: bytes, file: object) -> Seal:
    """The seal in a file. Raises NotASeal where it is none, or not in the form of seals."""
    try:
        first, *lines = octets[:LONGEST].decode().split("\n")
        fields = dict(line.split(": ", 1) for line in lines[:-1])
        version = _FIRST.fullmatch(first)
        seal = _read(int(version[1]), fields) if version else None
    except (ValueError, KeyError) as error:
        raise NotASeal(subject=file) from error
    if seal is None or seal.octets != octets:
        raise NotASeal(subject=file)
    return seal


def _read(version: int, fields: Mapping[str, str]) -> Seal:
    root, sha256 = _digest(fields["root"]), _digest(fields["digest"])
    if root is None or sha256 is None or not holds_name(fields["warc"]):
        raise ValueError(fields)
    size, records = _number(fields["bytes"]), _number(fields["records"])
    claim = Claim(fields["warc"], sha256, size, records, root, version)
    return Seal(
        _number(fields["number"]), _digest(fields["previous"]), _digest(fields["after"]), claim
    )


def _label(digest: str | None) -> str:
    return "none" if digest is None else f"sha256:{digest}"


def _digest(text: str) -> str | None:
    if text == "none":
        return None
    if not _DIGEST.fullmatch(text):
        raise ValueError(text)
    return text.removeprefix("sha256:")


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)
