"""Fingerprint of the code: a digest of the sources and library versions behind a result.

The sources are found, not listed: a module and everything of ours that it
imports, however deep. So a new module can't be forgotten, and a change to the
command line or to the publisher does not throw away what was understood.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import unicodedata
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from lxml import etree

_OURS: Final = re.compile(r"twa\.((?:dataset|schemas)(?:\.\w+)*)(?::\w+)?")
"""A module of the packages that can affect a row, or (`module:name`) something in one."""

LIBRARIES: Final = (
    "brotli",
    "charset-normalizer",
    "courlan",
    "dateparser",
    "htmldate",
    "idna",
    "isal",
    "jsonpointer",
    "jsonschema",
    "jsonschema-rs",
    "justext",
    "lxml",
    "lxml-html-clean",
    "numpy",
    "py3langid",
    "pyarrow",
    "pyyaml",
    "rfc3339-validator",
    "rfc3986-validator",
    "selectolax",
    "tldextract",
    "trafilatura",
    "w3lib",
    "warcio",
)
"""Distributions whose version can change what stands in a row or how it is written."""

_IMPORT: Final = re.compile(
    r"^[ \t]*(?:import ([\w.]+(?:, [\w.]+)*)|from ([\w.]+) import (?:\(([^)]*)\)|(.+)))",
    re.MULTILINE,
)
_STRING: Final = re.compile(rf'"({_OURS.pattern})"')

_HOME: Final = Path(__file__).resolve().parent.parent


@cache
def code(module: str) -> str:
    """Lower-case hex SHA-256 over the sources of `module` and of all of ours that it imports."""
    digest = hashlib.sha256()
    for name in sorted(sources(module)):
        octets = _octets(name)
        digest.update(f"{name} {len(octets)}\n".encode())
        digest.update(octets)
    return digest.hexdigest()


@cache
def libraries() -> dict[str, str]:
    """Versions of everything not ours that can affect a row, by name."""
    versions = {name: metadata.version(name) for name in LIBRARIES}
    versions["libxml2"] = ".".join(map(str, etree.LIBXML_VERSION))
    versions["python"] = platform.python_version()
    versions["unicode"] = unicodedata.unidata_version
    return dict(sorted(versions.items()))


@cache
def fingerprint(module: str) -> str:
    """One digest of `code` and `libraries`: the same fingerprint, the same result."""
    parts = json.dumps([code(module), libraries()], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()


@cache
def sources(module: str) -> frozenset[str]:
    """Paths, from the root of the project, of the sources `code` is taken over."""
    found: set[str] = set()
    waiting = [module.removeprefix("twa.")]
    while waiting:
        path = _file(waiting.pop())
        if path is None or path in found:
            continue
        found.add(path)
        package = Path(path).parent
        found.update(_read_by_name(package))
        waiting.append(".".join(package.parts))
        waiting.extend(named_in(path))
    return frozenset(found)


@cache
def _octets(path: str) -> bytes:
    """A source, which several fingerprints are of: each process reads it once."""
    return (_HOME / path).read_bytes()


@cache
def _read_by_name(package: Path) -> frozenset[str]:
    """What a package holds beside sources."""
    folder = _HOME / package
    return frozenset(file.relative_to(_HOME).as_posix() for file in folder.glob("*.json"))


@cache
def _file(module: str) -> str | None:
    path = _HOME.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate.relative_to(_HOME).as_posix()
    return None


@cache
def named_in(path: str) -> frozenset[str]:
    """Modules of ours that a source names.

    `from a import b` may mean the module a.b; what runs in a worker, and packages
    whose files are read, are named in strings. Found by pattern, because every process of
    a build asks, and a parser takes half a second for all of them.
    """
    source = _octets(path).decode()
    names = {match[1] for match in _STRING.finditer(source)}
    for plain, module, several, one in _IMPORT.findall(source):
        members = re.findall(r"^\s*(\w+)|,\s*(\w+)", several or one)
        names.update(plain.split(", "), (module,), (f"{module}.{a or b}" for a, b in members))
    return frozenset(match[1] for name in names if (match := _OURS.fullmatch(name)))
