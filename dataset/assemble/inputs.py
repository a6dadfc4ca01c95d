"""The input WARCs of a build, with their digests, and which of them were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from twa.dataset import file_digests
from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.file_digests import Stamp, Taken
from twa.dataset.holdings import UnreadFile, Warc, unfinished_in
from twa.dataset.progress import Progress
from twa.dataset.tables.manifest import ManifestNames
from twa.dataset.workers.pool import available_cpus

_SHOWN: Final = 5

NONE: Final[Mapping[Warc, str]] = MappingProxyType({})
"""No digests that anybody has taken."""


@dataclass(frozen=True, slots=True)
class Input:
    """A WARC as it is now. Copies of one file are one input, under the first name.

    `taken` is its digest with the state of the file that it was taken in; null where a change since
    would not show.
    """

    warc: Warc
    sha256: str
    bytes: int
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The WARCs of a collection by name, and how their digests are known.

    `read` counts the WARCs that were read to the end for it. The digests of all others were
    taken earlier, the oldest at the instant `oldest_digest`; it is null where there are no others.
    `unread` are the files that may be archives and can't be read.
    """

    warcs: list[Input]
    unread: list[UnreadFile]
    read: int
    oldest_digest: str | None


def find(
    collection: Collection,
    progress: Progress,
    *,
    digests: Mapping[Warc, str] = NONE,
    kept_in: Path | None = None,
    before: Mapping[str, Taken] | None = None,
    read_all: bool = False,
) -> Inputs:
    """The WARCs of a collection. `digests` are those that the caller has just taken.

    `kept_in` is the file of digests that were taken before (`file_digests`): of a WARC that has
    not changed since, that one is believed, unless `read_all`; all others are read, and kept there.
    In it is looked for what is not among those that the build `before` knew, if there was one.
    Raises `TwaError` where there is none.
    """
    holdings = collection.holdings()
    warcs, unread = holdings.warcs, holdings.unread
    if not warcs:
        if unread:
            why = f"{unread[0].name}: {unread[0].detail}"
            raise ArchiveError("no WARC files", file=collection.archive, cause=why)
        begun = unfinished_in(collection.archive)
        cause = f"{begun[0]}: not sealed yet; the next crawl does it" if begun else None
        raise TwaError("no WARC files", subject=collection.archive, cause=cause)
    progress.start("Looking at the archive", len(warcs), "WARCs")
    # By name: to tell a path from others takes as long as all else that is done with it.
    stamps = {warc.name: Stamp.of(warc.place) for warc in warcs}
    kept = {} if read_all else _kept(kept_in, before, stamps)
    known = {
        name: taken
        for name, stamp in stamps.items()
        if (taken := kept.get(name)) and taken.stamp == stamp
    }
    fresh: dict[str, Taken] = {}
    inputs: dict[str, Input] = {}
    unknown = [warc for warc in warcs if warc.name not in known]
    # Hashing lets go of the interpreter's lock.
    with ThreadPoolExecutor(available_cpus()) as threads:
        taken_anew = threads.map(lambda warc: digest_of(warc, digests), unknown)
        for warc in warcs:
            name, stamp = warc.name, stamps[warc.name]
            taken = known.get(name)
            sha256 = next(taken_anew) if taken is None else taken.sha256
            progress.advance()
            if isinstance(sha256, UnreadFile):
                unread.append(sha256)
                continue
            if taken is None and warc not in digests and stamp.is_quiet:
                fresh[name] = file_digests.taken_now(stamp, sha256)
            size = stamp.size if warc.member is None else warc.size()
            inputs.setdefault(sha256, Input(warc, sha256, size, taken))
    unchanged = _unchanged(fresh, warcs)
    if kept_in is not None:
        file_digests.keep(kept_in, unchanged, kept.keys() - stamps.keys())
    return Inputs(
        [
            replace(item, taken=unchanged[item.warc.name]) if item.warc.name in unchanged else item
            for item in inputs.values()
        ],
        unread=unread,
        read=sum(warc not in digests for warc in unknown),
        oldest_digest=min((taken.taken_at for taken in known.values()), default=None),
    )


def _kept(
    kept_in: Path | None, before: Mapping[str, Taken] | None, stamps: Mapping[str, Stamp]
) -> Mapping[str, Taken]:
    """The digests that were taken before, of the files whose stamps are these, and of others."""
    if kept_in is None or before is None:
        return {} if kept_in is None else file_digests.read(kept_in)
    others = [
        name
        for name, stamp in stamps.items()
        if (taken := before.get(name)) is None or taken.stamp != stamp
    ]
    return {**before, **file_digests.read(kept_in, others)}


def refuse_to_forget(found: Inputs, before: ManifestNames) -> None:
    """Raise `TwaError` where WARCs are gone of which the dataset before was made."""
    names = {item.warc.name for item in found.warcs} | {file.name for file in found.unread}
    digests = {item.sha256 for item in found.warcs}
    gone = [
        name
        for name, sha256 in before.inputs.items()
        if name not in names and sha256 not in digests
    ]
    if gone:
        shown = ", ".join(gone[:_SHOWN]) + (", …" if gone[_SHOWN:] else "")
        raise TwaError(
            f"{len(gone)} WARC files of the last build are missing; to build without them, say "
            "--allow-missing",
            subject=shown,
        )


def digest_of(warc: Warc, digests: Mapping[Warc, str] = NONE) -> str | UnreadFile:
    """The SHA-256 of a WARC, as one of `digests` or of its octets; or why it can't be read."""
    try:
        return digests.get(warc) or warc.sha256()
    except (ArchiveError, OSError) as error:
        size = warc.path.stat().st_size if warc.member is None else warc.size()
        return UnreadFile(warc.name, size, str(error.__cause__ or error))


def _unchanged(fresh: Mapping[str, Taken], warcs: Iterable[Warc]) -> dict[str, Taken]:
    """The digests of files that did not change while they were read."""
    places = {warc.name: warc.place for warc in warcs} if fresh else {}
    return {
        name: taken
        for name, taken in fresh.items()
        if file_digests.is_same_file(places[name], taken.stamp)
    }
