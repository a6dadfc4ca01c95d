"""What a package says of itself: WACZ 1.1.1, "datapackage.json" and "datapackage-digest.json"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib import metadata
from typing import Any, Final, Protocol

from twa.dataset.wacz.container import Container, Resource
from twa.dataset.wacz.pages import Page

MANIFEST: Final = "datapackage.json"
SOFTWARE: Final = "twa"
"""How the name of the software begins in packages of ours."""

_DIGEST: Final = "datapackage-digest.json"
_UNFIT: Final = re.compile(r"[^a-z0-9._-]+")


class Signer(Protocol):
    """Who signs packages: a key, or a server."""

    def created(self, newest: datetime, /) -> datetime:
        """The instant of a package whose newest capture is of `newest`."""

    def signed(self, digest: str, *, created: str, software: str) -> Mapping[str, Any]:
        """`signedData` for a manifest with this digest (`sha256:` and hex)."""


def put(
    container: Container,
    *,
    title: str,
    description: str,
    created: datetime,
    version: str | None,
    main: Page | None,
    signer: Signer | None = None,
) -> str:
    """Put the two documents into a package that has all else; the SHA-256 of the first, in hex.

    `version` is that of the dataset that the pages are rows of, `main` the page to open first;
    `signer` signs the package, if there is one.
    """
    if signer is not None:
        created = signer.created(created)
    document: dict[str, Any] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "description": description,
        "created": f"{created:%Y-%m-%dT%H:%M:%SZ}",
        "software": f"{SOFTWARE} {metadata.version('twa')}",
    }
    if version is not None:
        document["version"] = version
    if main is not None:
        document |= {"mainPageUrl": main["url"], "mainPageDate": main["ts"]}
    document["resources"] = list(_described(container.resources))
    octets = _octets(document)
    made = container.put(MANIFEST, [octets], len(octets))
    # The digest of the manifest, and thereby of all that it names.
    told: dict[str, Any] = {"path": MANIFEST, "hash": f"sha256:{made.sha256}"}
    if signer is not None:
        told["signedData"] = signer.signed(
            told["hash"], created=document["created"], software=document["software"]
        )
    digest = _octets(told)
    container.put(_DIGEST, [digest], len(digest))
    return made.sha256


def _described(resources: Iterable[Resource]) -> Iterator[Mapping[str, Any]]:
    """Frictionless Data Package, "name": lower case, of a few characters, and each once."""
    taken: set[str] = set()
    for resource in resources:
        name = base = _UNFIT.sub("-", resource.path.rpartition("/")[2].lower())
        number = 1
        while name in taken:
            number += 1
            name = f"{number}-{base}"
        taken.add(name)
        yield {
            "name": name,
            "path": resource.path,
            "hash": f"sha256:{resource.sha256}",
            "bytes": resource.bytes,
        }


def _octets(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
