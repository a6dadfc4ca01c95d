"""A collection in which every string that a source could have written wants to do harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tests.dataset.archives import FEED, RSS, Archive, feed, item
from tests.dataset.samples import ROWS, START, WARC, instant
from twa.dataset.assemble.description import describe
from twa.dataset.assemble.figures import Figures
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.reduce.history import History
from twa.dataset.tables import manifest
from twa.dataset.tables.identity import sha256
from twa.dataset.tables.parquet import write_table
from twa.dataset.tables.schema import sort_key
from twa.dataset.takedowns import Takedowns
from twa.dataset.warc import cdxj

RUN: Final = "top.ran=parent.ran=window.ran=true;document.title='ran';alert(1)"
STRINGS: Final = (
    f"<script>{RUN}</script>",
    f"\"'><img src=http://127.0.0.1:9/leak.png onerror={RUN}>",
    f"</title></style></script></textarea><svg/onload={RUN}>",
    f"javascript:{RUN}//",
    f"  JaVaScRiPt&colon;{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "https://leak.example/?<base href=//leak.example><link rel=stylesheet href=//leak.example>",
    f'http://leak.example/" onmouseover="{RUN}" style="background:url(//leak.example/)',
    "//leak.example/protocol-relative.png",
    f"{{{{constructor.constructor('{RUN}')()}}}} ${{{RUN}}} __proto__",
    "\u202eright to left \u2066\u2067 never closed \u200f\u061c",
    "nul \0 escape \x1b[31m bell \x07 \x85 line \u2028 paragraph \u2029 \ufeff \uffff \ufffd",
    "W" * 4000,
    "漢" * 3000,
    "á́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́" * 40,
    "\n\n\n | | \t \n # a\n- b\n" * 200,
    "",
)
"""Each becomes all of what an article, its revisions, its entry and a reject say."""

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT")
# What this code computes, and what a row is found by.
_COMPUTED: Final = {"id", "article_id", "supersedes"}


def tainted(value: Any, text: str, name: str = "") -> Any:
    """The same value with other strings."""
    if isinstance(value, dict):
        return {key: tainted(inner, text, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [tainted(inner, text, name) for inner in value]
    if isinstance(value, str) and name not in _COMPUTED and not _INSTANT.match(value):
        return text
    return value


def hostile(root: Path) -> Collection:
    """Write it; nothing stands behind its rows but a feed."""
    archive = Archive(WARC)
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    archive.save(root)
    collection = Collection(root)
    cdxj.reindex(collection.archive)
    figures = Figures()
    outputs = []
    for table in ROWS:
        rows = sorted(_rows(table), key=lambda row: sort_key(table, row))
        figures.rows[table] = len(rows)
        for row in rows:
            figures.coverage.add(table, row)
        outputs += write_table(table, rows, collection.dataset)
    for number, text in enumerate(STRINGS):
        at = instant(START + timedelta(hours=number))
        # The contract wants URIs here, and this is one.
        url = f"javascript:{number};{quote(text[:900])}"
        gap = {"feed": url, "from": None, "to": at, "evidence": text or "-"}
        figures.histories.append(History(url, 2, instant(START), at, text, url, [gap]))
    size = (collection.archive / WARC).stat().st_size
    inputs = manifest.InputLines.of([manifest.ManifestInput(WARC, sha256(WARC), size, 1)])
    made = describe(
        inputs=inputs,
        warcs=(),
        figures=figures,
        outputs=outputs,
        options=Options(),
        takedowns=Takedowns(),
    )
    (collection.dataset / manifest.FILE).write_bytes(made.octets)
    return collection


def _rows(table: str) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(STRINGS):
        row = ROWS[table](number)
        yield tainted(row, text)
        if table == "revisions":
            # From one to another that has nothing in common with it.
            after = ROWS[table](number + len(STRINGS), number=2)
            other = STRINGS[(number + 1) % len(STRINGS)]
            yield tainted(after, other) | {"article_id": row["article_id"]}
