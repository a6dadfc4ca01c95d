"""The manifest of a dataset, from what was built."""

from __future__ import annotations

from collections.abc import Iterable
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
    inputs: InputLines,
    warcs: Iterable[WarcFact],
    figures: Figures,
    outputs: Iterable[Written],
    options: Options,
    takedowns: Takedowns,
    files: Iterable[manifest.ManifestFile] = (),
    stated: CollectionSettings | None = None,
) -> manifest.Manifest:
    """The manifest of a dataset. What the WARCs say of themselves comes in the order of inputs."""
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
        inputs=inputs,
        files=files,
        takedowns={"sha256": takedowns.sha256, "entries": len(takedowns.entries)},
        outputs=outputs,
        coverage=coverage,
        feeds=figures.feeds(),
        gaps=figures.gaps(),
    )


def manifest_input(
    name: str, sha256: str, size: int, said: WarcFact, changes: Changes
) -> manifest.ManifestInput:
    """A WARC in the manifest, with what all WARCs together know about the account it gives."""
    ends = settled(said["account"], changes.of_warc(name))
    return manifest.ManifestInput(name, sha256, size, said["records"], **ends)


def manifest_file(file: UnreadFile) -> manifest.ManifestFile:
    """A file that was not read in the manifest."""
    return manifest.ManifestFile(file.name, file.size, file.detail)
