"""A version of a dataset as repositories take it: an RO-Crate 1.2 or a bag (BagIt, RFC 8493).

Dataset, anchors and papers are copied as they are. No clock enters: the day that a crate or a bag
bears is the one that the manifest has, that of the newest capture.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import bagit
from rocrate.rocrate import ROCrate

from twa.dataset.collection import Collection
from twa.dataset.documents.all_documents import documents
from twa.dataset.documents.card import LICENSE_FILE
from twa.dataset.documents.citation import creator
from twa.dataset.errors import TwaError
from twa.dataset.files import sha256
from twa.dataset.proof import chain
from twa.dataset.tables.manifest import FILE, Manifest, ManifestError, parse
from twa.dataset.tables.schema import TABLES

ZENODO: Final = ".zenodo.json"
_NO_DAY: Final = "1970-01-01"
"""The day of a dataset of nothing: both standards ask for one."""

_KINDS: Final = {
    ".parquet": (
        "application/vnd.apache.parquet",
        "Rows of a table, that of its folder",
    ),
    ".json": ("application/json", "What describes the dataset to programs"),
    ".md": ("text/markdown", "What describes the dataset to people"),
    ".cff": ("application/x-yaml", "How to cite the dataset"),
    ".seal": (
        "text/plain",
        "A seal of a WARC: its digest, and the root of its tree",
    ),
    ".tsq": ("application/timestamp-query", "What a timestamping authority was asked (RFC 3161)"),
    ".tsr": ("application/timestamp-reply", "A timestamp of a seal (RFC 3161)"),
    ".sig": ("application/octet-stream", "A signature of a seal (Ed25519)"),
    ".signed": ("application/json", "What a signing server said of a seal"),
    ".pem": (
        "application/x-pem-file",
        "A public key, or the root of a timestamp",
    ),
    ".revoked": ("text/plain", "The last seal that a key is good for"),
}
"""Of each suffix the media type and what such a file is."""


def rocrate(collection: Collection, target: Path) -> Path:
    """Write the dataset of a collection as an RO-Crate to the new folder `target`.

    Raises TwaError where there is something already, or no dataset.
    """
    made = _copied(collection, target)
    crate = ROCrate(version="1.2")
    crate.name = made.title
    crate.description = f"News articles, each with its record in a web archive: {made.title}"
    terms = _described(target / LICENSE_FILE) | {"@type": ["File", "CreativeWork"]}
    crate.license = crate.add_file(target / LICENSE_FILE, LICENSE_FILE, properties=terms)
    crate.datePublished = made.released or _NO_DAY
    root = crate.root_dataset
    root["version"] = made.version
    named = {"name": "SHA-256 of manifest.json", "propertyID": "sha256", "value": made.version}
    root["identifier"] = crate.add_jsonld({"@id": "#version", "@type": "PropertyValue", **named})
    root["keywords"] = ["news", "web archive", "WARC"]
    owner = {"@type": "Organization", "name": creator(made)}
    root["creator"] = root["publisher"] = crate.add_jsonld({"@id": "#creator", **owner})
    for path in _files(target):
        name = path.relative_to(target).as_posix()
        if name != LICENSE_FILE:
            crate.add_file(path, name, properties=_described(path))
    crate.metadata.write(str(target))
    return target


def bag(collection: Collection, target: Path) -> Path:
    """Write the dataset of a collection as a bag to the new folder `target`; raises as above."""
    made = _copied(collection, target)
    about = {
        "External-Identifier": f"sha256:{made.version}",
        "External-Description": made.title,
        "Source-Organization": creator(made),
        "Bagging-Date": made.released or _NO_DAY,
    }
    bagit.make_bag(str(target), about, processes=1, checksums=["sha256", "sha512"])
    return target


def zenodo(made: Manifest) -> bytes:
    """`.zenodo.json`: what Zenodo asks of a deposit (its developers' page "Deposit metadata")."""
    said: dict[str, Any] = {
        "title": made.title,
        "upload_type": "dataset",
        "description": f"<p>{made.title}. SHA-256 of its manifest: {made.version}</p>",
        "creators": [{"name": creator(made)}],
        "version": made.version,
        "keywords": ["news", "web archive", "WARC"],
        # The pages belong to whoever wrote them: no licence can be given for them.
        "access_right": "restricted",
        "access_conditions": f"Rights remain with the publishers; see {LICENSE_FILE}.",
    }
    if made.released:
        said["publication_date"] = made.released
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def _copied(collection: Collection, target: Path) -> Manifest:
    """The files of the dataset, its papers and its anchors, brought to a new folder."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise TwaError("something is there already", subject=target)
    try:
        made = parse((collection.dataset / FILE).read_bytes())
    except (OSError, ManifestError) as error:
        raise TwaError("no dataset: `twa build` makes it", subject=collection.dataset) from error
    names = [output.file for table in TABLES for output in made.outputs(table)]
    names += [name for name, _ in documents(made)]
    wanted = {name: collection.dataset / name for name in names}
    wanted |= {f"archive/{name}": path for name, path in chain.to_give(collection.archive).items()}
    for name, path in wanted.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
    (target / ZENODO).write_bytes(zenodo(made))
    return made


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _described(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": path.name,
        "contentSize": str(path.stat().st_size),
        "sha256": sha256(path),
    }
    if path.suffix in _KINDS:
        said["encodingFormat"], said["description"] = _KINDS[path.suffix]
    return said
