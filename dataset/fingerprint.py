"""Fingerprint of the code: a digest of the sources and library versions behind a result.

The sources are found, not listed: a module and everything of ours that it
imports, however deep. So a new module can't be forgotten, and a change to the
command line or to the publisher does not throw away what was understood.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import unicodedata
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

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
    "publicsuffixlist",
    "py3langid",
    "pyarrow",
    "pyyaml",
    "rfc3339-validator",
    "rfc3986-validator",
    "selectolax",
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

_VERSION: Final = re.compile(r"^Version: *(\S+) *$", re.MULTILINE)

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
    versions = {name: _version(name) for name in LIBRARIES}
    versions["libxml2"] = ".".join(map(str, etree.LIBXML_VERSION))
    versions["python"] = platform.python_version()
    versions["unicode"] = unicodedata.unidata_version
    return dict(sorted(versions.items()))


def _version(name: str) -> str:
    """The version of a distribution, by the header of its file; parsing all takes long."""
    found = _VERSION.search(metadata.distribution(name).read_text("METADATA") or "")
    return found[1] if found else metadata.version(name)


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
    held = _held()
    while waiting:
        path = held.modules.get(waiting.pop())
        if path is None or path in found:
            continue
        found.add(path)
        package = path.rpartition("/")[0]
        found.update(held.read_by_name.get(package, ()))
        waiting.append(package.replace("/", "."))
        waiting.extend(named_in(path))
    return frozenset(found)


@cache
def _octets(path: str) -> bytes:
    """A source, which several fingerprints are of: each process reads it once."""
    return (_HOME / path).read_bytes()


class _Held(NamedTuple):
    """Paths of sources by the module that each is, and what a package holds beside sources."""

    modules: dict[str, str]
    read_by_name: dict[str, list[str]]


@cache
def _held() -> _Held:
    """All that there is, by one walk: a build asks for each module several times."""
    held = _Held({}, {})
    for tree in ("dataset", "schemas"):
        for folder, folders, names in os.walk(_HOME / tree):
            folders[:] = [name for name in folders if name.isidentifier() and name != "__pycache__"]
            package = Path(folder).relative_to(_HOME).as_posix()
            module = package.replace("/", ".")
            for name in names:
                path = f"{package}/{name}"
                if name == "__init__.py":
                    held.modules.setdefault(module, path)
                elif name.endswith(".py"):
                    held.modules[f"{module}.{name.removesuffix('.py')}"] = path
                elif name.endswith(".json"):
                    held.read_by_name.setdefault(package, []).append(path)
    return held


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
