"""What the Hub keeps: accounts, repositories, commits, and objects by digest."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

MAIN: Final = "main"

GITATTRIBUTES: Final = b"".join(
    f"*.{suffix} filter=lfs diff=lfs merge=lfs -text\n".encode()
    for suffix in ("arrow", "bin", "gz", "parquet", "tar", "zip", "zst")
)
"""What a new repository of the Hub begins with (shortened)."""

LARGE: Final = 10 << 20
"""Octets from which a file is kept as a large one, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who a token stands for, and what it may do."""

    name: str
    write: bool = True
    organizations: tuple[str, ...] = ()

    def owns(self, namespace: str) -> bool:
        return namespace in (self.name, *self.organizations)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree: `oid` is git's name of it, `sha256` is there for large files."""

    oid: str
    size: int
    sha256: str | None = None

    def described(self, path: str) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "type": "file",
            "path": path,
            "oid": self.oid,
            "size": self.size,
        }
        if self.sha256:
            entry["lfs"] = {"oid": self.sha256, "size": self.size, "pointerSize": 134}
        return entry


Tree = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Commit:
    """A tree and how it came about."""

    oid: str
    parent: str | None
    title: str
    tree: Tree


class Conflict(Exception):
    """Somebody else has committed, or the name is taken."""


class Missing(Exception):
    """`code` is the Hub's X-Error-Code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Repository:
    """One repository of data: its commits, branches and tags."""

    id: str
    private: bool
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        return self.id.partition("/")[0]

    @property
    def head(self) -> Commit:
        return self.commits[self.branches[MAIN]]

    def at(self, revision: str) -> Commit:
        """The commit that a branch, a tag or an object name stands for."""
        oid = self.branches.get(revision) or self.tags.get(revision) or revision
        if oid not in self.commits:
            raise Missing("RevisionNotFound")
        return self.commits[oid]

    def commit(self, title: str, tree: Tree, parent: str | None) -> Commit:
        before = self.branches.get(MAIN)
        if parent is not None and parent != before:
            raise Conflict("A commit has happened since. Please refresh and try again.")
        text = json.dumps([before, title, {path: entry.oid for path, entry in tree.items()}])
        oid = hashlib.sha1(text.encode()).hexdigest()
        self.commits[oid] = Commit(oid, before, title, dict(sorted(tree.items())))
        self.branches[MAIN] = oid
        return self.commits[oid]

    def tag(self, name: str, revision: str) -> None:
        commit = self.at(revision)
        if name in self.tags:
            raise Conflict(f'Tag reference "refs/tags/{name}" already exists')
        self.tags[name] = commit.oid


class Store:
    """All repositories and objects."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.blobs: dict[str, bytes] = {}
        self.large: dict[str, bytes] = {}

    def create(self, repo_id: str, *, private: bool) -> Repository:
        if repo_id in self.repositories:
            raise Conflict("You already created this dataset repo")
        repository = Repository(repo_id, private)
        repository.commit("initial commit", {".gitattributes": self.blob(GITATTRIBUTES)}, None)
        self.repositories[repo_id] = repository
        return repository

    def blob(self, octets: bytes) -> Entry:
        """An ordinary file."""
        oid = hashlib.sha1(b"blob %d\0" % len(octets) + octets).hexdigest()
        self.blobs[oid] = octets
        return Entry(oid, len(octets))

    def pointer(self, sha256: str, size: int) -> Entry:
        """A large file, whose octets must be here already."""
        if len(self.large.get(sha256, b"")) != size:
            raise Missing("LfsObjectNotFound")
        text = (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n"
        ).encode()
        oid = hashlib.sha1(b"blob %d\0" % len(text) + text).hexdigest()
        return Entry(oid, size, sha256)

    def octets(self, entry: Entry) -> bytes:
        return self.large[entry.sha256] if entry.sha256 else self.blobs[entry.oid]

    def files(self, repo_id: str, revision: str = MAIN) -> dict[str, bytes]:
        """Every file of a revision, for tests to look at."""
        tree = self.repositories[repo_id].at(revision).tree
        return {path: self.octets(entry) for path, entry in tree.items()}

    def apply(self, repository: Repository, lines: Iterable[bytes]) -> Commit:
        """One commit, as the client describes it: a JSON object a line."""
        tree = dict(repository.head.tree)
        header: dict[str, Any] = {}
        for line in lines:
            item = json.loads(line)
            value = item["value"]
            match item["key"]:
                case "header":
                    header = value
                case "file":
                    tree[value["path"]] = self.blob(base64.b64decode(value["content"]))
                case "lfsFile":
                    tree[value["path"]] = self.pointer(value["oid"], value["size"])
                case "deletedFile":
                    if tree.pop(value["path"], None) is None:
                        raise Missing("EntryNotFound")
        return repository.commit(header["summary"], tree, header.get("parentCommit"))
