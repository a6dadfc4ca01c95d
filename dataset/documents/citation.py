"""How to cite a version of the dataset: `CITATION.cff` and BibTeX, from the manifest."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from twa.dataset.tables.manifest import Manifest

FILE: Final = "CITATION.cff"
"""Its name in the dataset's folder."""

_NO_KEY: Final = re.compile(r"[^A-Za-z0-9]+")
_TEX: Final = str.maketrans(
    {
        **{letter: f"\\{letter}" for letter in "{}%&$#_"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def creator(manifest: Manifest) -> str:
    """Who made the collection; where nobody said, the collection stands for itself."""
    maker: str | None = manifest.document["collection"]["maker"]
    return maker or f"The {manifest.title} collection"


def render(manifest: Manifest) -> str:
    """`CITATION.cff` (Citation File Format 1.2.0)."""
    collection = manifest.document["collection"]
    citation: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it with its version.",
        "type": "dataset",
        "title": manifest.title,
        "authors": [{"name": creator(manifest)}],
        "version": manifest.version,
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{manifest.version}",
                "description": "SHA-256 of manifest.json, which names every file by its own",
            }
        ],
        "keywords": ["news", "web archive", "WARC"],
    }
    if manifest.released:
        citation["date-released"] = manifest.released
    if collection["homepage"]:
        citation["url"] = collection["homepage"]
    return yaml.safe_dump(citation, sort_keys=False, allow_unicode=True, width=1000)


def bibtex(manifest: Manifest) -> str:
    """A BibTeX entry."""
    collection = manifest.document["collection"]
    key = _NO_KEY.sub("-", collection["name"]).strip("-")
    fields = {
        "title": f"{{{tex(manifest.title)}}}",
        "author": f"{{{tex(creator(manifest))}}}",
        "version": manifest.version,
    }
    if manifest.released:
        fields["year"] = manifest.released[:4]
    if collection["homepage"]:
        fields["url"] = collection["homepage"]
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def tex(text: str) -> str:
    """`text` on one line, with what TeX would take for a command escaped."""
    return " ".join(text.split()).translate(_TEX)
