"""A dataset built and verified from Python."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from twa.dataset.collection import Collection

if TYPE_CHECKING:
    from twa.dataset.assemble.builder import BuildReport
    from twa.dataset.verification.findings import Finding


def build(
    path: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    *,
    workers: int | None = None,
) -> BuildReport:
    """Build the dataset of the collection or of the WARCs at `path`, as `twa build` does.

    `output` is where the dataset goes, needed for WARCs that are no collection; `workers` the
    number of processes, by default one a core. Raises TwaError.
    """
    from twa.dataset.assemble import builder

    return builder.build(_collection(path, output), workers=workers)


def verify(
    path: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    *,
    workers: int | None = None,
) -> list[Finding]:
    """Everything in a collection that is not as it claims, as `twa verify` finds it.

    Every byte is read and every row derived again; an empty list says that all holds.
    """
    from twa.dataset.verification.verify import verify as findings

    return list(findings(_collection(path, output), workers=workers))


def _collection(path: str | PathLike[str], output: str | PathLike[str] | None) -> Collection:
    return Collection.find(Path(path), None if output is None else Path(output))
