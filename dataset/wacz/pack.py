"""A collection, or a part of it, as one WACZ file: a function of the archive and its dataset.

No clock: what a package says of when it was made is the instant of its newest capture.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.files import resolved, sync
from twa.dataset.progress import OCTETS, Progress, Silent
from twa.dataset.proof import chain
from twa.dataset.tables import manifest
from twa.dataset.takedowns import Takedowns
from twa.dataset.wacz import documents, index, pages
from twa.dataset.wacz.container import Container
from twa.dataset.wacz.contents import Contents, Piece, octets, whole
from twa.dataset.wacz.excerpt import excerpt
from twa.dataset.wacz.part import PackagePart


@dataclass(frozen=True, slots=True)
class Packed:
    """A package: its file, what it holds, and the SHA-256 of its `datapackage.json`.

    `pieces` are what it has of each WARC of the archive, by the name that rows know that by.
    `notes` say in words what there is to know of it: damage, pages that are not listed.
    """

    path: Path
    bytes: int
    warcs: int
    pieces: Mapping[str, Sequence[Piece]]
    captures: int
    articles: int
    digest: str
    notes: tuple[str, ...]


def pack(
    collection: Collection,
    out: Path,
    part: PackagePart | None = None,
    *,
    progress: Progress | None = None,
    signer: documents.Signer | None = None,
) -> Packed:
    """Write a collection, or `part` of it, to the file `out`, whole or not at all.

    `signer` signs it, if there is one. What was withdrawn is left out: its pages and what
    only they need, not the feeds that list it. The same archive and dataset give the same octets.
    Memory does not grow with the archive; a part needs room for itself beside `out`. Raises
    `TwaError` where there is no WARC or nothing of the part, where `out` holds what no `pack`
    wrote, and `ArchiveError` where the WARCs do not hold what the index says.
    """
    part = part or PackagePart()
    progress = progress or Silent()
    _refuse_to_overwrite(out)
    out = resolved(out)
    if not collection.warcs():
        raise TwaError("no WARC files", subject=collection.archive)
    made = _manifest(collection)
    withdrawn = Takedowns.read(collection.takedowns)
    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.")
        scratch = Path(stack.enter_context(folder))
        if part.whole and not withdrawn.entries:
            contents = whole(collection, scratch)
        else:
            contents = stack.enter_context(excerpt(collection, part, withdrawn, scratch, progress))
        draft = scratch / "package"
        articles, digest = _write(draft, collection, contents, part, made, progress, signer)
        draft.replace(out)
    sync(out.parent)
    return Packed(
        path=out,
        bytes=out.stat().st_size,
        warcs=len(contents.warcs),
        pieces=contents.pieces,
        captures=contents.captures,
        articles=articles,
        digest=digest,
        notes=(*contents.damage, *_unlisted(collection, made)),
    )


def _write(
    draft: Path,
    collection: Collection,
    contents: Contents,
    part: PackagePart,
    made: manifest.Manifest | None,
    progress: Progress,
    signer: documents.Signer | None,
) -> tuple[int, str]:
    """The file, forced to disk; how many articles it lists, and the digest of its manifest."""
    progress.start("Packing", sum(warc.size() for warc in contents.warcs), OCTETS)
    with draft.open("wb") as file, Container(file, contents.newest) as container:
        for warc in contents.warcs:
            with octets(warc) as pieces:
                container.put(f"archive/{warc.name}", pieces, warc.size())
            progress.advance(warc.size())
        if part.whole:
            for name, path in chain.to_give(collection.archive).items():
                # `wacz validate` knows a file by its name and that of one folder.
                container.deflate("/".join(name.split("/")[-2:]), [path.read_bytes()])
        index.put(container, contents.index, contents.captures)
        listed = pages.put(container, collection.dataset, contents.holds)
        digest = documents.put(
            container,
            title=made.title if made else collection.root.resolve().name,
            description=part.words,
            created=contents.newest,
            version=made.version if made else None,
            main=listed.first if part.article else None,
            signer=signer,
        )
        container.finish()
        file.flush()
        os.fsync(file.fileno())
    return listed.articles, digest


def _manifest(collection: Collection) -> manifest.Manifest | None:
    path = collection.dataset / manifest.FILE
    return manifest.parse(path.read_bytes()) if path.is_file() else None


def _unlisted(collection: Collection, made: manifest.Manifest | None) -> list[str]:
    """WARCs that are newer than the dataset, so that their pages are not in the list."""
    newer = len(collection.newer(collection.warcs(), made.inputs if made else {}))
    return (
        [
            f"{newer} WARC files are not in the dataset, so that their pages are not listed:"
            " `twa build` takes them in"
        ]
        if newer
        else []
    )


def _refuse_to_overwrite(out: Path) -> None:
    """Raises `TwaError` unless there is nothing at `out`, or a package of ours."""
    if not out.parent.is_dir():
        raise TwaError("no such folder", subject=out.parent)
    if out.exists() and not out.is_file():
        # A device may be read without end.
        raise TwaError("this is no file, and a package is one", subject=out)
    if out.exists() and not _ours(out):
        raise TwaError("this file is no package that `twa pack` wrote", subject=out)


def _ours(out: Path) -> bool:
    with suppress(OSError, ValueError, KeyError, AttributeError, zipfile.BadZipFile):
        with zipfile.ZipFile(out) as package:
            document: Any = json.loads(package.read(documents.MANIFEST))
        return str(document["software"]).startswith(f"{documents.SOFTWARE} ")
    return False
