"""CDXJ index lines: where the captures of a URL lie.

What `cdxj-indexer --sort` makes of the same files, to the octet, so that pywb
and every tool that reads its index read ours. Where the two could differ on
odd headers, warcio's parser (which it uses) decides.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from twa.dataset.errors import ArchiveError
from twa.dataset.exchange import Block
from twa.dataset.files import written_whole
from twa.dataset.warc import INDEX
from twa.dataset.warc.reader import OnDamage, read
from twa.dataset.warc.records import FIELDS_TYPE, Record, RecordDraft
from twa.dataset.warc.surt import surt

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeadersParser

Opened = Mapping[str, Callable[[], AbstractContextManager[BinaryIO]]]
"""WARC files by name, and how to open each."""

_WARCS: Final = (".warc", ".warc.gz")
_INDEXED: Final = frozenset({"response", "revisit", "resource", "metadata"})
_HEADER: Final = 1 << 20
_RUN: Final = 200_000
# A header in which warcio's parser, which takes five times as long, sees what stands there.
_PLAIN: Final = re.compile(
    rb"HTTP/1\.[01] (\d\d\d) [ -~]*\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~]*\r\n)*\r\n"
)
_CONTENT_TYPE: Final = re.compile(rb"\ncontent-type:([^\r]*)", re.I)
_TYPE_END: Final = re.compile(r"[;\s]")


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line of an index: key (SURT), 14-digit timestamp, and the JSON fields, all text."""

    key: str
    timestamp: str
    fields: dict[str, str]

    @property
    def line(self) -> str:
        """The line, with its line feed."""
        return f"{self.key} {self.timestamp} {json.dumps(self.fields)}\n"


def line_of(record: RecordDraft | Record, *, filename: str, offset: int, length: int) -> str | None:
    """The line of a record that lies there, with its line feed; None if it is not indexed."""
    if record.type not in _INDEXED:
        return None
    block_type = record.get("Content-Type")
    if record.type in ("resource", "metadata") and block_type == FIELDS_TYPE:
        return None
    url, date = record.url, record.date
    if url is None or date is None:
        return None
    url = url.replace(" ", "%20")
    status, content_type, body_at = _http(record, url)
    if record.type == "revisit":
        mime: str | None = "warc/revisit"
    elif record.type == "response":
        mime = _mime(content_type)
    else:
        mime = _mime(block_type)
    fields = {
        "url": url,
        "mime": mime,
        "status": status,
        "digest": _digest(record, body_at),
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    present = {name: value for name, value in fields.items() if value is not None}
    return IndexLine(_key(url), f"{date:%Y%m%d%H%M%S}", present).line


def line_at(record: Record) -> str | None:
    """The line of a record where it lies; None if it is not indexed, or can't be addressed."""
    at = record.locator
    if at.offset is None or at.length is None:
        return None
    return line_of(record, filename=at.warc, offset=at.offset, length=at.length)


def payload_digest(record: RecordDraft | Record) -> str | None:
    """The digest that the index has for a record: its own claim, or SHA-1 as indexers take it."""
    return _digest(record, _http(record, record.url or "")[2])


def lines(
    source: Path | BinaryIO, filename: str | None = None, *, on_damage: OnDamage | None = None
) -> Iterator[str]:
    """The lines of a WARC file in the order of its records, which is not that of an index.

    `filename` is what they call the file: the last part of its path unless given.
    """
    for record in read(source, filename, on_damage=on_damage):
        if (line := line_at(record)) is not None:
            yield line
        record.block.close()


def read_index(path: Path) -> Iterator[IndexLine]:
    """The entries of an index. Raises ArchiveError, with the offset, for a line that is none."""
    with path.open("rb") as file:
        yield from parsed(file, path)


def parsed(lines: Iterable[bytes], path: Path) -> Iterator[IndexLine]:
    """The entries that lines are, of the index at `path`. Raises ArchiveError, with the offset."""
    offset = 0
    for line in lines:
        try:
            key, timestamp, text = line.decode().split(" ", 2)
            yield IndexLine(key, timestamp, json.loads(text))
        except ValueError as error:
            raise ArchiveError("no CDXJ line", file=path, offset=offset, cause=error) from error
        offset += len(line)


def merge(path: Path, more: Iterable[str]) -> None:
    """Merge lines, in any order, into the index at `path`, which need not exist yet."""
    fresh = sorted(line.encode() for line in more)
    with ExitStack() as stack:
        old = stack.enter_context(path.open("rb")) if path.exists() else ()
        write_index(path, heapq.merge(old, fresh))


def reindex(folder: Path, warcs: Opened | None = None, *, on_damage: OnDamage | None = None) -> int:
    """Make the index of WARC files in `folder` anew; the number of its lines.

    `warcs` are those that it is of, by name, and how each is opened; by default all that stand in
    the folder itself. Damage is raised or handed to `on_damage` as `warc.read` does.
    """
    if warcs is None:
        paths = sorted(path for path in folder.iterdir() if path.name.endswith(_WARCS))
        warcs = {path.name: partial(_open, path) for path in paths}
    found = chain.from_iterable(_lines(name, warcs[name], on_damage) for name in sorted(warcs))
    with in_order(found) as ordered:
        return write_index(folder / INDEX, ordered)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _lines(
    name: str, opening: Callable[[], AbstractContextManager[BinaryIO]], on_damage: OnDamage | None
) -> Iterator[str]:
    """The lines of one WARC, whatever is wrong with it."""
    try:
        with opening() as file:
            yield from lines(file, name, on_damage=on_damage)
    except ArchiveError as error:
        if on_damage is None:
            raise
        on_damage(error)


@contextmanager
def in_order(lines: Iterable[str]) -> Iterator[Iterator[bytes]]:
    """Lines in the order of an index. Past some 200,000 they are sorted in runs on disk."""
    with ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        run: list[bytes] = []
        for line in lines:
            run.append(line.encode())
            if len(run) == _RUN:
                file = stack.enter_context(tempfile.TemporaryFile())
                file.writelines(sorted(run))
                file.seek(0)
                runs.append(file)
                run = []
        yield heapq.merge(*runs, sorted(run))


def write_index(path: Path, ordered: Iterable[bytes]) -> int:
    """Write lines in order, each once, to a file in one step; how many there are."""
    count = 0
    with written_whole(path) as file:
        for line in distinct(ordered):
            file.write(line)
            count += 1
    return count


def distinct(ordered: Iterable[bytes]) -> Iterator[bytes]:
    """Lines in order, each once."""
    last = None
    for line in ordered:
        if line != last:
            yield line
        last = line


def _key(url: str) -> str:
    try:
        return surt(url)
    except ValueError:
        return url


def _mime(content_type: str | None) -> str | None:
    return _TYPE_END.split(content_type, maxsplit=1)[0].strip() if content_type else content_type


def _http(record: RecordDraft | Record, url: str) -> tuple[str | None, str | None, int]:
    """Status and Content-Type of a record as warcio sees them, and where it sees the body begin."""
    head = record.block.head(_HEADER)
    if not head or record.type not in ("response", "revisit"):
        return None, None, 0
    if not url.startswith(("http:", "https:")):
        return None, None, 0
    if plain := _PLAIN.match(head):
        typed = _CONTENT_TYPE.search(head, 0, plain.end())
        return plain[1].decode(), typed and typed[1].decode().strip(), plain.end()
    stream = io.BytesIO(head)
    parsed = _parser().parse(stream)
    # What has neither status line nor fields is false.
    status = parsed.get_statuscode() if parsed else None
    return status, parsed.get_header("content-type"), stream.tell()


@cache
def _parser() -> StatusAndHeadersParser:
    # Imported late: fsspec and asyncio come with it, half of what a writer needs to start.
    from warcio.statusandheaders import StatusAndHeadersParser

    return StatusAndHeadersParser([], verify=False)


def _digest(record: RecordDraft | Record, body_at: int) -> str | None:
    claimed = record.get("WARC-Payload-Digest")
    if claimed or record.type == "revisit":
        return claimed
    return "sha1:" + base64.b32encode(_sha1_from(record.block, body_at)).decode()


def _sha1_from(block: Block, start: int) -> bytes:
    digest = hashlib.sha1(usedforsecurity=False)
    position = 0
    for piece in block.chunks():
        digest.update(piece[max(0, start - position) :])
        position += len(piece)
    return digest.digest()
