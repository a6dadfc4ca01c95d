"""Records about the connections of a crawl: what a server showed for its name, and where it was.

    metadata  urn:certificates:news.example:443   application/pem-certificate-chain (RFC 8555, 9.1)
    metadata  urn:ocsp-staple:news.example:443    application/ocsp-response (RFC 6960, C.1)
    response  dns:news.example                    text/dns (RFC 4027), as Heritrix writes it

They stand once in each WARC, before the first exchange that they are about. None is a page: no
reader takes their URIs for addresses of the web.
"""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final

from twa.dataset.exchange import Block, Handshake
from twa.dataset.warc.records import Headers, RecordDraft, format_date

CHAIN_TYPE: Final = "application/pem-certificate-chain"
STAPLE_TYPE: Final = "application/ocsp-response"
DNS_TYPE: Final = "text/dns"


def handshake_drafts(
    shown: Handshake, *, date: datetime, new_id: Callable[[], str], warcinfo_id: str
) -> list[RecordDraft]:
    """The records of what a server showed: its chain first, then the OCSP response, if any."""
    chain_id, staple_id = new_id(), new_id() if shown.staple else None
    chain = Block(b"".join(map(_pem, shown.certificates)))
    uri = f"urn:certificates:{shown.name}"
    also = [("WARC-Concurrent-To", staple_id)] if staple_id else []
    around = [("WARC-Date", format_date(date)), ("WARC-Warcinfo-ID", warcinfo_id)]
    drafts = [_draft("metadata", chain_id, uri, [*around, *also], CHAIN_TYPE, chain)]
    if staple_id:
        uri, staple = f"urn:ocsp-staple:{shown.name}", Block(shown.staple)
        around.append(("WARC-Concurrent-To", chain_id))
        drafts.append(_draft("metadata", staple_id, uri, around, STAPLE_TYPE, staple))
    return drafts


def resolution_draft(
    host: str, addresses: Sequence[str], *, date: datetime, record_id: str, warcinfo_id: str
) -> RecordDraft:
    """The record of what the resolver answered for a host: a line each, in master file format.

    The system's resolver tells neither how long that holds nor who said it, so that no line has a
    TTL (RFC 1035, section 5.1, lets it be left out), and no header an address of a server.
    """
    lines = [f"{date.astimezone(UTC):%Y%m%d%H%M%S}"]
    for address in addresses:
        kind = "A" if ip_address(address).version == 4 else "AAAA"
        lines.append(f"{host}.\tIN\t{kind}\t{address}")
    block = Block("".join(f"{line}\n" for line in lines).encode())
    around = [("WARC-Date", format_date(date)), ("WARC-Warcinfo-ID", warcinfo_id)]
    return _draft("response", record_id, f"dns:{host}", around, DNS_TYPE, block)


def _draft(
    kind: str,
    record_id: str,
    uri: str,
    around: Iterable[tuple[str, str]],
    content_type: str,
    block: Block,
) -> RecordDraft:
    headers = (
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        ("WARC-Target-URI", uri),
        *around,
        ("Content-Type", content_type),
        ("WARC-Block-Digest", f"sha256:{block.sha256}"),
    )
    return RecordDraft(record_id, Headers(headers), block)


def _pem(der: bytes) -> bytes:
    """A certificate in PEM (RFC 7468)."""
    lines = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n".encode()
