"""Archives of real pages, of any size, for benchmarks: as `twa` writes them, and as bare files.

The pages are those of the article extraction benchmark. Copies are put through a cipher
each, letter by letter and outside of tags and scripts, so that every page has words of its own, as
the pages of real sites have.
"""

from __future__ import annotations

import gzip
import json
import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from twa.dataset.exchange import Block, Exchange, Origin
from twa.dataset.warc.writer import examine, exchange_drafts, member, warcinfo_draft

SITES = 30
"""Sites that the pages are spread over."""

START = datetime(2024, 5, 17, 6, 30, tzinfo=UTC)

_MULTIPLIERS = (1, 3, 5, 7, 9, 11, 15, 17, 19, 21, 23, 25)
_MARKUP = re.compile(rb"(<script.*?</script>|<style.*?</style>|<[^>]*>|&\w+;)", re.DOTALL | re.I)


def pages(data: Path, count: int) -> Iterator[tuple[str, bytes]]:
    """URL and HTML of `count` pages, at most 312 copies of each."""
    names = sorted(json.loads((data / "ground-truth.json").read_text("utf-8")))
    for number in range(count):
        copy, at = divmod(number, len(names))
        html = gzip.decompress((data / "html" / f"{names[at]}.html.gz").read_bytes())
        if copy:
            html = _enciphered(html, copy)
        yield f"https://news-{at % SITES}.example/{copy}/{names[at][:12]}/", html


def write(folder: Path, data: Path, count: int, each: int) -> int:
    """WARCs of `each` pages in `folder`; the octets of HTML in all of them."""
    folder.mkdir(parents=True)
    octets = 0
    for number, (url, html) in enumerate(pages(data, count)):
        path = folder / f"bench-{number // each:05d}.warc.gz"
        octets += len(html)
        with path.open("ab") as file:
            if not number % each:
                info = warcinfo_draft(path.name, {}, date=START, record_id=_id(count + number))
                file.writelines(member(info))
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(html)}\r\n\r\n"
            )
            exchange = Exchange(
                url=url,
                started=START + timedelta(days=number // each, seconds=number % each),
                request=Block(),
                response=Block(head.encode() + html),
                ended="complete",
                ip="192.0.2.1",
                origin=Origin("article"),
            )
            ids = iter(range(8 * (number + count), 8 * (number + count + 1)))
            for draft in exchange_drafts(
                exchange,
                examine(exchange),
                new_id=map(_id, ids).__next__,
                warcinfo_id=_id(0),
            ):
                file.writelines(member(draft))
    return octets


def _id(number: int) -> str:
    return f"<{UUID(int=number, version=4).urn}>"


def _enciphered(html: bytes, copy: int) -> bytes:
    factor, shift = _MULTIPLIERS[copy // 26], copy % 26
    moved = [(factor * place + shift) % 26 for place in range(26)]
    table = bytes.maketrans(
        string.ascii_letters.encode(),
        "".join(
            case[at] for case in (string.ascii_lowercase, string.ascii_uppercase) for at in moved
        ).encode(),
    )
    return b"".join(
        part if number % 2 else part.translate(table)
        for number, part in enumerate(_MARKUP.split(html))
    )
