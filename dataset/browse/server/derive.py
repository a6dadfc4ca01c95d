"""Derives one row again for the page that shows it."""

from __future__ import annotations

from typing import Any, Final

from twa.dataset import fingerprint
from twa.dataset.assemble.description import CODE
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.tables.parquet import pick
from twa.dataset.tables.schema import TABLES, Row
from twa.dataset.verification.files import load
from twa.dataset.verification.proof import prove
from twa.dataset.verification.rows import fetch_from
from twa.dataset.workers.pool import Workers

OTHER_CODE: Final = "the dataset was made by another version of this software"
"""A claim beside those that fail: what one version derives, another need not."""


class Deriver:
    """Proves rows of a collection; `workers` run `shards.UNDERSTAND`."""

    def __init__(self, collection: Collection, workers: Workers) -> None:
        self._collection = collection
        self._workers = workers

    def checks(self, table: str, row_id: str) -> list[dict[str, Any]] | None:
        """Every claim of a row, whether it holds (None: can't be told), and what was found.

        None for no such row, or one without a capture.
        """
        row = self._row(table, row_id) if table in TABLES else None
        if row is None or row["capture"] is None:
            return None
        try:
            proof = prove(table, row, fetch_from(self._collection), self._workers.run)
        except TwaError as error:
            # Not the row's fault: the archive moved away, or no process could be started.
            return [{"claim": "the row is derived again", "holds": None, "found": str(error)}]
        checks = [
            {"claim": check.claim, "holds": check.holds, "found": check.found}
            for check in proof.checks
        ]
        if not proof.holds and self._made_by_others():
            checks.insert(
                0, {"claim": OTHER_CODE, "holds": None, "found": "twa build makes it anew"}
            )
        return checks

    def _made_by_others(self) -> bool:
        claimed: str = load(self._collection).document["code"]["fingerprint"]
        return claimed != fingerprint.code(CODE)

    def _row(self, table: str, row_id: str) -> Row | None:
        found = pick(table, self._collection.dataset, ["id"], lambda row: row["id"] == row_id)
        return next(found, None)
