"""Serves sites on this machine: from the cache, the WARCs, and the database that is searched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib import resources
from itertools import chain, count
from pathlib import Path
from threading import Thread
from typing import Any, Final, Self

from twa.dataset.annotations import Annotations
from twa.dataset.browse.policy import REPLAYING, policy
from twa.dataset.browse.server.api import CollectionApi
from twa.dataset.browse.server.derive import Deriver
from twa.dataset.browse.server.lifetime import DamagedSite, Lifetime, TakedownWatch
from twa.dataset.browse.server.loopback import LoopbackOrigin, Reply, new_secret, of_file, of_octets
from twa.dataset.browse.server.replay import PACKAGE, LatePackage
from twa.dataset.browse.server.seals import SealFiles
from twa.dataset.browse.server.shown import ShelfDocuments
from twa.dataset.browse.server.site_cache import PAGES, REPLAY, kept
from twa.dataset.browse.site.files import encoded
from twa.dataset.browse.site.shelf import DATABASE
from twa.dataset.browse.site.whole import ASSETS, DATA, PAIRS
from twa.dataset.collection import Collection
from twa.dataset.facts.shards import UNDERSTAND
from twa.dataset.files import in_use
from twa.dataset.progress import Progress
from twa.dataset.search.engine import SearchEngine
from twa.dataset.search.snapshot import Snapshot
from twa.dataset.tables.manifest import Manifest
from twa.dataset.workers.pool import Workers

_API: Final = "api/"
_ARCHIVE: Final = "archive/"
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Shown:
    """A collection to show, and the shelf that `site_cache.kept` gave of it.

    `takedowns` is the digest of those that its dataset honours, null for none.
    """

    collection: Collection
    shelf: Path
    takedowns: str | None

    @classmethod
    def of(
        cls, collection: Collection, claimed: Manifest, progress: Progress | None = None
    ) -> Self:
        """The collection as it is now; `claimed` is the manifest of its dataset."""
        shelf = kept(collection, claimed, progress)
        return cls(collection, shelf, claimed.document["takedowns"]["sha256"])


@contextmanager
def opened(shown: Sequence[Shown], port: int = 0, token: str | None = None) -> Iterator[Served]:
    """Both origins, bound and not yet answering.

    One collection stands at the top; of several, each has a folder of its name, and the top
    compares them. Raises PortTaken.
    """
    with Workers(UNDERSTAND, count=1) as workers, ExitStack() as stack:
        names = _names([each.collection for each in shown])
        sites = {name: stack.enter_context(_site(one, workers))
                 for name, one in zip(names, shown, strict=True)}  # fmt: skip
        top = _Top(sites)
        watches = [TakedownWatch(one.collection.dataset, one.takedowns) for one in shown]
        lifetime = Lifetime(watches, lambda: ours.server.shutdown())
        answer, take = lifetime.bound(top.answer), lifetime.bound(top.take)
        ours = stack.enter_context(
            LoopbackOrigin(answer, take=take, lasting=True, port=port, token=token or new_secret())
        )
        replays: dict[str, Path] = {}
        packages: dict[str, LatePackage] = {}
        for name, one in zip(names, shown, strict=True):
            place = f"{name}/" if name else ""
            found = files_of(one.shelf / REPLAY)
            replays |= {f"{place}{file}": path for file, path in found.items()}
            if found:
                late = LatePackage(one.collection, one.shelf / REPLAY, sites[name].contents)
                packages[f"{place}{PACKAGE}"] = stack.enter_context(closing(late))
        theirs = stack.enter_context(LoopbackOrigin(lifetime.bound(_Replays(replays, packages))))
        for name, site in sites.items():
            frame = f"{name}/frame.html" if name else "frame.html"
            site.config |= {
                "replay": f"{theirs.url}{frame}" if frame in replays else None,
                "token": ours.token,
                "others": len(sites) > 1,
            }
        ours.headers = {
            "Content-Security-Policy": policy(theirs.name),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        theirs.headers = {
            "Content-Security-Policy": f"{REPLAYING}; frame-ancestors {ours.name} {theirs.name}"
        }
        yield Served(ours, theirs, lifetime)


def _names(collections: Sequence[Collection]) -> list[str]:
    """A folder for each; none for one alone. Those of one name are numbered."""
    if len(collections) == 1:
        return [""]
    names: list[str] = []
    for collection in collections:
        name = collection.root.name or "collection"
        numbered = (f"{name}~{number}" for number in count(2))
        names.append(next(each for each in chain([name], numbered) if each not in names))
    return names


@contextmanager
def _site(shown: Shown, workers: Workers) -> Iterator[_Site]:
    noted = Annotations(shown.collection.annotations)
    folder = shown.shelf / PAGES
    database = folder / DATA / DATABASE
    with in_use(shown.shelf), closing(Snapshot(database)) as snapshot:
        engine = SearchEngine(snapshot, noted.tagged)
        api = CollectionApi(shown.collection, engine, Deriver(shown.collection, workers), noted)
        yield _Site(shown.collection, folder, api, ShelfDocuments(snapshot))


@dataclass(frozen=True, slots=True)
class Served:
    """Two origins, so that what was archived is never in ours: `pages`, and `replay` in a frame."""

    pages: LoopbackOrigin
    replay: LoopbackOrigin
    lifetime: Lifetime

    def run(self) -> str | None:
        """Answer until interrupted, or until `pages` is shut down; why that is to be shown anew
        which was shown, null where it is not."""
        thread = Thread(target=self.replay.serve, daemon=True)
        thread.start()
        try:
            self.pages.serve()
        finally:
            self.replay.server.shutdown()
            thread.join()
        return self.lifetime.over


def files_of(folder: Path) -> dict[str, Path]:
    """The files below a folder, by their whole names; none where it is not there."""
    return {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }


class _Files:
    """Files by name, and nothing else."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files

    def __call__(self, path: str, _: Mapping[str, str]) -> Reply | None:
        file = self._files.get(path)
        return None if file is None else of_file(file)


class _Replays(_Files):
    """What shows archived pages, and the package of each collection."""

    def __init__(self, files: Mapping[str, Path], packages: Mapping[str, LatePackage]) -> None:
        super().__init__(files)
        self._packages = packages

    def __call__(self, path: str, query: Mapping[str, str]) -> Reply | None:
        package = self._packages.get(path)
        return super().__call__(path, query) if package is None else package.answer()


class Folder(_Files):
    """The files that were in a folder at the start."""

    def __init__(self, folder: Path) -> None:
        super().__init__(files_of(folder))


class _Site:
    """The pages of one collection."""

    def __init__(
        self,
        collection: Collection,
        folder: Path,
        api: CollectionApi,
        documents: ShelfDocuments,
    ) -> None:
        self._api = api
        self._documents = documents
        self._database = folder / DATA / DATABASE
        self.contents = documents.contents
        self._seals = SealFiles(collection.archive)
        self._warcs = {warc.name: warc for warc in collection.warcs()}
        self._files = _Files(
            {
                name: path
                for name, path in files_of(folder).items()
                # With what SQLite keeps beside it.
                if not path.name.startswith(DATABASE)
            }
        )
        self.config: dict[str, Any] = {
            "api": _API,
            "sealed": bool(self._seals),
            "warcs": {
                name: {"path": f"{_ARCHIVE}{name}", "pieces": [(0, warc.size(), 0)]}
                for name, warc in self._warcs.items()
            },
        }

    def answer(self, path: str, query: Mapping[str, str]) -> Reply | None:
        """What is at a path. Raises DamagedSite where the database can't be read: it is gone then,
        so that the site is written anew."""
        try:
            return self._found(path, query)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            damaged = DamagedSite(subject=self._database, cause=error)
            try:
                self._database.unlink(missing_ok=True)
            except OSError:
                return of_octets(encoded({"error": str(damaged)}), ".json", 409)
            raise damaged from error

    def _found(self, path: str, query: Mapping[str, str]) -> Reply | None:
        if path.startswith(_API):
            return self._api.answer(path.removeprefix(_API), query)
        if path == "config.json":
            return of_octets(encoded(self.config), ".json")
        if path.startswith(_ARCHIVE):
            warc = self._warcs.get(path.removeprefix(_ARCHIVE))
            return None if warc is None else Reply(warc.open)
        return (
            self._documents.answer(path)
            or self._seals.answer(path)
            or self._files(path or "index.html", query)
        )

    def take(self, path: str, value: Any) -> Reply | None:
        """What becomes of a value sent to a path."""
        return self._api.post(path.removeprefix(_API), value) if path.startswith(_API) else None


class _Top:
    """The one site, or a page that compares several, each below its name."""

    def __init__(self, sites: Mapping[str, _Site]) -> None:
        self._sites = sites
        with resources.as_file(ASSETS) as assets, resources.as_file(PAIRS) as pairs:
            self._pages = _Files({**files_of(assets), pairs.name: pairs})

    def answer(self, path: str, query: Mapping[str, str]) -> Reply | None:
        """What is at a path."""
        name, rest = self._split(path)
        if name in self._sites:
            return self._sites[name].answer(rest, query)
        if path == "config.json":
            return of_octets(encoded({"collections": list(self._sites)}), ".json")
        return self._pages(path or "index.html", query)

    def take(self, path: str, value: Any) -> Reply | None:
        """What becomes of a value sent to a path."""
        name, rest = self._split(path)
        return self._sites[name].take(rest, value) if name in self._sites else None

    def _split(self, path: str) -> tuple[str, str]:
        if "" in self._sites:
            return "", path
        name, slash, rest = path.partition("/")
        return (name if slash else "/"), rest
