"""Verifies the files of a dataset against its manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from twa.dataset.collection import Collection
from twa.dataset.documents.all_documents import documents
from twa.dataset.errors import TwaError, VerificationError
from twa.dataset.files import sha256
from twa.dataset.tables import manifest
from twa.dataset.tables.schema import TABLES
from twa.dataset.verification.differences import differing_bytes
from twa.dataset.verification.findings import Finding

BESIDE: Final = (".gitattributes", ".git/", ".cache/", "archive/")
"""What a publication holds beside the dataset: the Hub's own, and the WARCs."""


def load(collection: Collection) -> manifest.Manifest:
    """The manifest of a dataset.

    Raises `TwaError` where there is none, `VerificationError` where it is not one of ours.
    """
    path = collection.dataset / manifest.FILE
    if not path.is_file():
        raise TwaError("no dataset here: it has no manifest", subject=path)
    try:
        return manifest.parse(path.read_bytes())
    except manifest.ManifestError as error:
        raise VerificationError(subject=path, cause=error) from error


def files(folder: Path, claimed: manifest.Manifest) -> Iterator[Finding]:
    """The files of a dataset against its manifest."""
    texts = dict(documents(claimed))
    outputs = {item.file: item for table in TABLES for item in claimed.outputs(table)}
    present = {
        name
        for path in folder.rglob("*")
        if not path.is_dir()
        and not (name := path.relative_to(folder).as_posix()).startswith(BESIDE)
    }
    # One of these cites the manifest's own digest, so a changed manifest shows here.
    for name in sorted(present & texts.keys()):
        if (difference := differing_bytes([texts[name]], folder / name)) is not None:
            yield Finding(name, f"is not what {manifest.FILE} makes {difference}")
    for name in sorted((outputs.keys() | texts.keys()) - present):
        yield Finding(name, "is missing")
    for name in sorted(present - outputs.keys() - texts.keys()):
        yield Finding(name, "is not part of the dataset")
    for name in sorted(present & outputs.keys()):
        if (digest := sha256(folder / name)) != outputs[name].sha256:
            yield Finding(name, f"is not the file of the manifest: its SHA-256 is {digest}")
