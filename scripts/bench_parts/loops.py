"""What others would write: pages of WARCs to rows, with as many processes as there are cores.

python loops.py trafilatura|datatrove WARCS OUT CORES
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path


def main(argv: list[str]) -> None:
    """Run one of them."""
    name, warcs, out, cores = argv
    {"trafilatura": bare, "datatrove": datatrove}[name](Path(warcs), Path(out), int(cores))


def bare(warcs: Path, out: Path, cores: int) -> None:
    """A loop over all pages, extracted with metadata, a JSON line each."""
    logging.disable(logging.CRITICAL)
    out.mkdir()
    with Pool(cores) as pool, (out / "rows.jsonl").open("w", encoding="utf-8") as rows:
        for row in pool.imap(_extracted, _pages(warcs), chunksize=8):
            rows.write(json.dumps(row) + "\n")


def _pages(warcs: Path) -> Iterator[tuple[str, bytes]]:
    from warcio.archiveiterator import ArchiveIterator

    for path in sorted(warcs.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    yield url, record.content_stream().read()


def _extracted(page: tuple[str, bytes]) -> dict[str, str | None]:
    from trafilatura import bare_extraction

    url, html = page
    found = bare_extraction(html.decode(), url=url, with_metadata=True, include_comments=False)
    names = ("title", "author", "date", "text")
    return {"url": url} | {name: getattr(found, name, None) for name in names}


def datatrove(warcs: Path, out: Path, cores: int) -> None:
    """Its reader, its extractor, its writer; without logs of its own."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import WarcReader
    from datatrove.pipeline.writers import ParquetWriter

    LocalPipelineExecutor(
        pipeline=[
            WarcReader(str(warcs), glob_pattern="*.warc.gz"),
            Trafilatura(favour_precision=False, deduplicate=False, timeout=30),
            ParquetWriter(str(out / "rows")),
        ],
        tasks=cores,
        workers=cores,
        logging_dir=str(out / "logs"),
    ).run()


if __name__ == "__main__":
    main(sys.argv[1:])
