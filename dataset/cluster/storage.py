"""A folder that every machine of a cluster reaches: here, or wherever fsspec goes."""

from __future__ import annotations

import gzip
import json
import os
import posixpath
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.arrow import ArrowFSWrapper
from pyarrow.fs import S3FileSystem

from twa.dataset.errors import TwaError


class StorageError(TwaError):
    """A folder or file of a storage that could not be read or written."""

    message = "storage can't be used"


@dataclass(frozen=True)
class Storage:
    """The folder at `url`: a path, or a URL such as `s3://bucket/folder` or `hf://…`.

    Names are relative to it, with `/`. Files appear whole or not at all, so that
    a task which was killed leaves nothing half. S3 is spoken by Arrow, which takes
    credentials, region and endpoint from the usual environment (`AWS_…`); it
    needs no further package. Values are picklable.
    """

    url: str

    def __getstate__(self) -> dict[str, str]:
        return {"url": self.url}

    @property
    def local(self) -> Path | None:
        """The folder itself where it is on this machine."""
        return None if "://" in self.url else Path(self.url)

    @cached_property
    def _place(self) -> tuple[AbstractFileSystem, str]:
        parts = urlsplit(self.url)
        if parts.scheme == "s3":
            endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
            scheme, _, host = (endpoint or "").rpartition("://")
            options = {"endpoint_override": host, "scheme": scheme or "https"} if host else {}
            with _about(self.url):
                remote = S3FileSystem(allow_bucket_creation=False, **options)
            return ArrowFSWrapper(remote), f"{parts.netloc}{parts.path}".rstrip("/")
        with _about(self.url):
            system, path = url_to_fs(self.url)
        return system, path.rstrip("/")

    @property
    def system(self) -> AbstractFileSystem:
        """The file system that the folder is in."""
        return self._place[0]

    def path(self, name: str = "") -> str:
        """The path of a file of this folder in its file system."""
        return posixpath.join(self._place[1], name) if name else self._place[1]

    def folder(self, name: str) -> Storage:
        """A folder below this one."""
        return Storage(f"{self.url.rstrip('/')}/{name}")

    def names(self, below: str = "") -> list[str]:
        """The files of this folder, at any depth below `below`, sorted."""
        top = self.path(below)
        with _about(self.url):
            self.system.invalidate_cache()
            try:
                found = self.system.find(top)
            except FileNotFoundError:
                return []
        return sorted(path[len(self.path()) :].lstrip("/") for path in found)

    def sizes(self) -> dict[str, int]:
        """Octets of each file, by name."""
        with _about(self.url):
            try:
                found = self.system.find(self.path(), detail=True)
            except FileNotFoundError:
                return {}
        return {
            path[len(self.path()) :].lstrip("/"): int(entry["size"])
            for path, entry in sorted(found.items())
        }

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        with _about(f"{self.url}/{name}"):
            self.system.invalidate_cache()
            return bool(self.system.exists(self.path(name)))

    def fetch(self, name: str, scratch: Path) -> Path:
        """A file of this folder on this machine; a copy below `scratch` where it has to be."""
        if self.local is not None:
            return self.local / name
        target = scratch / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with _about(f"{self.url}/{name}"):
            self.system.get_file(self.path(name), str(target))
        return target

    def store(self, path: Path, name: str) -> None:
        """Put a finished file of this machine under a name."""
        target = self.path(name)
        with _about(f"{self.url}/{name}"):
            if self.local is None:
                self.system.put_file(str(path), target)
                return
            # Another task may be doing the same: each writes a draft of its own.
            draft = Path(f"{target}.{uuid4().hex}.tmp")
            draft.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, draft)
            draft.replace(target)

    def remove(self, name: str) -> None:
        """Remove a file or folder, if it is there."""
        with _about(f"{self.url}/{name}"), suppress(FileNotFoundError):
            self.system.rm(self.path(name), recursive=True)

    def write_json(self, name: str, value: Any, scratch: Path) -> None:
        """Put a JSON value under a name, compressed where the name ends in `.gz`."""
        octets = json.dumps(value, separators=(",", ":")).encode()
        draft = scratch / uuid4().hex
        draft.write_bytes(gzip.compress(octets, 6, mtime=0) if name.endswith(".gz") else octets)
        self.store(draft, name)
        draft.unlink()

    def read_json(self, name: str) -> Any:
        """The value that `write_json` put there."""
        with _about(f"{self.url}/{name}"):
            octets = self.system.cat_file(self.path(name))
        return json.loads(gzip.decompress(octets) if name.endswith(".gz") else octets)


@contextmanager
def _about(subject: str) -> Iterator[None]:
    """Errors of a file system, whichever it is, told as what they are about."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, ValueError, ImportError) as error:
        raise StorageError(subject=subject, cause=error) from error
