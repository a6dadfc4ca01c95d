"""How far a chain is anchored, in figures and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from twa.dataset.dates.instants import stamp
from twa.dataset.proof import chain
from twa.dataset.proof.chain import FOLDER, SEAL, SIGNATURE, TIMESTAMP, Anchor, stem

if TYPE_CHECKING:
    from twa.dataset.proof.anchors import Anchors, Signed, Stamped

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Anchored:
    """Seals of a collection, the last that has a timestamp and the last that is signed.

    `anchored_before` and `by` are of the last timestamp that holds; `oldest` is when the first
    seal after it was written, by the file system's word: null where none is.
    """

    seals: int
    timestamped: int
    signed: int
    anchored_before: datetime | None
    by: str | None
    oldest: datetime | None

    def as_json(self) -> dict[str, object]:
        """The same as JSON; `words` are those of `describe`."""
        return {
            "seals": self.seals,
            "timestamped": self.timestamped,
            "signed": self.signed,
            "anchored_before": self.anchored_before and stamp(self.anchored_before),
            "by": self.by,
            "oldest_unanchored": self.oldest and stamp(self.oldest),
            "words": list(describe(self)),
        }


def how_far(archive: Path) -> Anchored | None:
    """How far the chain of the folder `archive` is anchored; None where there is no seal."""
    if not chain.count(archive):
        return None
    stamps, signatures = _newest(archive, TIMESTAMP), _newest(archive, SIGNATURE)
    if not stamps and not signatures:
        return _summed(archive, None, None)
    # What reads certificates takes longer to load than all else that is told of a collection.
    from twa.dataset.proof import anchors

    roots = anchors.kept_roots(archive)
    keys = {key.name: key for key in anchors.public_keys(archive)}
    last = _last(anchors.Stamped, (anchors.stamped_by(archive, one, roots) for one in stamps))
    signed = _last(anchors.Signed, (anchors.signed_by(archive, one, keys) for one in signatures))
    return _summed(archive, last, signed)


def in_sum(archive: Path, found: Anchors) -> Anchored | None:
    """The same of anchors that were looked at before."""
    if not chain.count(archive):
        return None
    return _summed(
        archive,
        found.stamped[-1] if found.stamped else None,
        found.signed[-1] if found.signed else None,
    )


def _summed(archive: Path, last: Stamped | None, signed: Signed | None) -> Anchored:
    timestamped = 0 if last is None else last.seal.number
    return Anchored(
        seals=chain.count(archive),
        timestamped=timestamped,
        signed=0 if signed is None else signed.seal.number,
        anchored_before=last.timestamp.time if last else None,
        by=last.timestamp.signer if last else None,
        oldest=_written(archive, timestamped + 1),
    )


def _newest(archive: Path, suffix: str) -> list[Anchor]:
    return chain.anchors(archive, suffix)[::-1]


def _last(kind: type[T], found: Iterable[object]) -> T | None:
    """The first that holds, of those that are looked at one by one."""
    return next((one for one in found if isinstance(one, kind)), None)


def describe(found: Anchored) -> Iterator[str]:
    """The same in lines for people."""
    if found.anchored_before is None:
        anchored = "none of them timestamped"
    else:
        anchored = f"anchored before {_moment(found.anchored_before)} by {found.by}"
        if found.timestamped < found.seals:
            anchored = f"{stem(found.timestamped)} and those before it {anchored}"
    yield f"{found.seals:,}, {anchored}"
    if found.oldest is not None:
        written = _moment(found.oldest)
        asked = "`twa seal --authority URL` asks for one"
        yield f"the oldest head without a timestamp is of {written}: {asked}"


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _written(archive: Path, number: int) -> datetime | None:
    try:
        status = (archive / FOLDER / f"{stem(number)}{SEAL}").stat()
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(status.st_mtime, UTC)
