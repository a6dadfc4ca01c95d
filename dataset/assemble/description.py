"""The manifest of a dataset, from what was built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import Final

from twa.dataset import fingerprint
from twa.dataset.assemble.figures import Figures
from twa.dataset.assemble.naming import name_collection
from twa.dataset.assemble.options import Options
from twa.dataset.collection_settings import CollectionSettings
from twa.dataset.facts.model import WarcFact
from twa.dataset.holdings import UnreadFile
from twa.dataset.tables import manifest
from twa.dataset.tables.account import Changes, settled
from twa.dataset.tables.manifest import InputLines, Written
from twa.dataset.takedowns import Takedowns

CODE: Final = "twa.dataset.assemble.builder"
"""The module whose sources, with all they import, are the code of a version."""

DISTRIBUTION: Final = "twa"


def describe(
    *,
    inputs: Iterable[manifest.ManifestInput] | InputLines,
    warcs: Iterable[WarcFact],
    figures: Figures,
    outputs: Iterable[Written],
    options: Options,
    takedowns: Takedowns,
    files: Iterable[manifest.ManifestFile] = (),
    stated: CollectionSettings | None = None,
) -> manifest.Manifest:
    """The manifest of a dataset. What the WARCs say of themselves comes in the order of inputs.

    Lines of inputs have in them what all WARCs together know; to others it is added here.
    """
    coverage = figures.coverage.figures()
    return manifest.compose(
        collection=name_collection(
            warcs, figures.histories, coverage["hosts"], stated or CollectionSettings()
        ),
        code={
            "name": DISTRIBUTION,
            "version": metadata.version(DISTRIBUTION),
            "fingerprint": fingerprint.code(CODE),
        },
        environment=fingerprint.libraries(),
        options=options.values(),
        inputs=inputs if isinstance(inputs, InputLines) else _accounted(inputs, figures.changes),
        files=files,
        takedowns={"sha256": takedowns.sha256, "entries": len(takedowns.entries)},
        outputs=outputs,
        coverage=coverage,
        feeds=figures.feeds(),
        gaps=figures.gaps(),
    )


def manifest_input(name: str, sha256: str, size: int, said: WarcFact) -> manifest.ManifestInput:
    """A WARC in the manifest, with the account that it gives of itself."""
    return manifest.ManifestInput(name, sha256, size, said["records"], said["account"])


def manifest_file(file: UnreadFile) -> manifest.ManifestFile:
    """A file that was not read in the manifest."""
    return manifest.ManifestFile(file.name, file.size, file.detail)


def _accounted(
    inputs: Iterable[manifest.ManifestInput], changes: Changes
) -> Iterator[manifest.ManifestInput]:
    """The WARCs with what all of them together know about the account of each."""
    for item in inputs:
        ends = settled(item.account, changes.of_warc(item.file))
        yield manifest.ManifestInput(item.file, item.sha256, item.bytes, item.records, **ends)
