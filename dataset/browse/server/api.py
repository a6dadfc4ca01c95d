"""What the server answers for one collection, beside its files: search, figures, things to take.

    api/search?ask=…&from=0&to=60    rows of a list, and how many there are
    api/facets?ask=…                 how many of them have each value
    api/tally?ask=…&by=source        how many there are over time
    api/place?id=…                   where one article stands in the list of all
    api/proof?table=…&id=…           a row derived again
    api/take?ask=…&as=csv            the rows as a file: csv jsonl parquet bib ris json
    api/package?id=…                 one article as WACZ
    api/bundle?id=…                  the proof of a row for others, as `twa prove` writes it
    api/health                       how the source was at the end of the last crawl, if one told
    api/annotations                  all of them; POST keeps one

`ask` is a query as `twa.dataset.search.query` reads it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from twa.dataset.annotations import Annotations, BadAnnotation, parse
from twa.dataset.browse.server.derive import Deriver
from twa.dataset.browse.server.loopback import Reply, of_octets
from twa.dataset.browse.site.files import encoded
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.evidence.bundle import Gatherer
from twa.dataset.evidence.bundle_files import save
from twa.dataset.evidence.finding import NoSuchRow, find
from twa.dataset.export.selection import Selection
from twa.dataset.export.write import FORMATS, export
from twa.dataset.reports.last_run import last_run
from twa.dataset.search.engine import SearchEngine
from twa.dataset.search.query import BadQuery, Is, Query, decoded
from twa.dataset.wacz import PackagePart, pack

_PAGE: Final = 500
"""Rows at once."""

_VALUES: Final = 12
"""Values that a tally tells apart."""

_BY: Final = ("source", "language", "category", "author", "agency", "status")

Parameters = Mapping[str, str]


class CollectionApi:
    """Answers for one collection. `engine` searches it; `deriver` proves its rows."""

    def __init__(
        self,
        collection: Collection,
        engine: SearchEngine,
        deriver: Deriver,
        annotations: Annotations,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._collection = collection
        self._engine = engine
        self._deriver = deriver
        self._annotations = annotations
        self._clock = clock
        self._answers: dict[str, Callable[[Parameters], Reply | None]] = {
            "search": self._search,
            "facets": self._facets,
            "tally": self._tally,
            "place": self._place,
            "proof": self._proof,
            "take": self._take,
            "package": self._package,
            "bundle": self._bundle,
            "health": self._health,
            "annotations": self._noted,
        }

    def answer(self, name: str, parameters: Parameters) -> Reply | None:
        """The answer of this name; None where there is none, or nothing of what it asks for."""
        answer = self._answers.get(name)
        if answer is None:
            return None
        try:
            return answer(parameters)
        except BadQuery as error:
            return _refused(error, 400)
        except TwaError as error:
            return _refused(error, 409)

    def post(self, name: str, value: Any) -> Reply | None:
        """Keep an annotation."""
        if name != "annotations":
            return None
        try:
            given = parse(value, subject="what was sent")
        except BadAnnotation as error:
            return _refused(error, 400)
        if self._engine.place(given.id) is None:
            return _refused(BadAnnotation("no article has this id", subject=given.id), 404)
        try:
            return _json(asdict(self._annotations.add(given, self._clock())))
        except OSError as error:
            return _refused(TwaError("can't be kept", subject=error.filename, cause=error), 409)

    # --- The list ---

    def _search(self, parameters: Parameters) -> Reply:
        found = self._engine.find(_query(parameters))
        first = _whole(parameters.get("from", "0"))
        last = min(_whole(parameters.get("to", "60")), first + _PAGE)
        return _json({"count": len(found), "rows": self._engine.rows(found[first:last])})

    def _facets(self, parameters: Parameters) -> Reply:
        return _json(self._engine.facets(self._engine.find(_query(parameters))))

    def _tally(self, parameters: Parameters) -> Reply | None:
        by = parameters.get("by") or None
        if by is not None and by not in _BY:
            return None
        found = self._engine.find(_query(parameters))
        return _json(asdict(self._engine.tally(found, by, _VALUES)))

    def _place(self, parameters: Parameters) -> Reply | None:
        placed = self._engine.place(parameters.get("id", ""))
        return None if placed is None else _json({"at": placed[0], "row": placed[1]})

    def _proof(self, parameters: Parameters) -> Reply | None:
        checks = self._deriver.checks(parameters.get("table", ""), parameters.get("id", ""))
        return None if checks is None else _json({"checks": checks})

    def _health(self, _: Parameters) -> Reply:
        run = last_run(self._collection) or {}
        return _json({"health": run.get("health"), "at": run.get("finished")})

    # --- What can be taken away ---

    def _take(self, parameters: Parameters) -> Reply | None:
        suffix = f".{parameters.get('as', '')}"
        if suffix not in FORMATS:
            return None
        query = _query(parameters)
        found = self._engine.find(query)
        whole = len(found) == len(self._engine)
        name = query.value if isinstance(query, Is) and query.field == "id" else "articles"
        ids = None if whole else set(self._engine.ids(found))
        return self._file(
            f"{self._collection.root.name}-{name}{suffix}",
            lambda path: export(
                self._collection.dataset,
                Selection("articles"),
                path,
                among=ids,
                annotations=self._annotations,
            ),
        )

    def _package(self, parameters: Parameters) -> Reply | None:
        article = parameters.get("id", "")
        if self._engine.place(article) is None:
            return None
        return self._file(
            f"{self._collection.root.name}-{article}.wacz",
            lambda path: pack(self._collection, path, PackagePart(article=article)),
        )

    def _bundle(self, parameters: Parameters) -> Reply | None:
        try:
            table, row = find(self._collection, parameters.get("id", ""))
        except NoSuchRow:
            return None
        bundle = Gatherer(self._collection).gather(table, row)
        return self._file(
            f"{self._collection.root.name}-{row['id']}-proof.zip", lambda path: save(bundle, path)
        )

    def _file(self, name: str, write: Callable[[Path], object]) -> Reply:
        """A file made now, gone when it was sent. Errors of `write` come before any answer."""
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="twa-"))
            path = Path(folder) / name
            write(path)
            kept = stack.pop_all()
        return Reply(lambda: _sent(path, kept), download=name)

    # --- Annotations ---

    def _noted(self, _: Parameters) -> Reply:
        return _json(
            {
                "tags": self._annotations.tags(),
                "annotations": [asdict(each) for each in self._annotations.all()],
            }
        )


@contextmanager
def _sent(path: Path, made: ExitStack) -> Iterator[BinaryIO]:
    with made, path.open("rb") as file:
        yield file


def _query(parameters: Parameters) -> Query:
    return decoded(parameters.get("ask") or '{"all":[]}')


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _json(value: Any) -> Reply:
    return of_octets(encoded(value), ".json")


def _refused(error: TwaError, status: int) -> Reply:
    return of_octets(encoded({"error": str(error)}), ".json", status)
