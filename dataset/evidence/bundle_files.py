"""A bundle as files that anybody can read, the page of instructions first."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from twa.dataset.evidence.bundle import Bundle, Exhibit
from twa.dataset.evidence.instructions import page, root_name, seal_file
from twa.dataset.files import write_whole
from twa.dataset.proof.anchors import REQUEST, DomainSigned, Stamped

PAGE: Final = "README.txt"
FACTS: Final = "proof.json"
ROW: Final = "row.json"

FORM: Final = 2
"""Which form a bundle has: the first had no headers of records."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def save(bundle: Bundle, path: Path) -> None:
    """Write a bundle as a zip file, durably."""
    write_whole(path, zipped(bundle))


def zipped(bundle: Bundle) -> bytes:
    """A bundle as a zip file; the same bundle gives the same octets."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, octets in files(bundle).items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, octets)
    return buffer.getvalue()


def files(bundle: Bundle) -> dict[str, bytes]:
    """Every file of a bundle by its name, the page first."""
    found: dict[str, bytes] = {PAGE: page(bundle).encode()}
    found[ROW] = json_of(bundle.row)
    found[FACTS] = json_of(
        {
            "twa-proof": FORM,
            "table": bundle.table,
            "exhibits": [
                {"name": one.name, "position": one.position, "seal": one.seal.number}
                for one in bundle.exhibits
            ],
        }
    )
    for exhibit in bundle.exhibits:
        found.update(_exhibit_files(exhibit))
    for stamp in (*bundle.earlier, *bundle.stamped):
        found[seal_file(stamp.seal)] = stamp.seal.octets
        found.update(_stamp_files(stamp))
    for seal in bundle.seals:
        found[seal_file(seal)] = seal.octets
    for signature in bundle.signed:
        found[f"anchors/{signature.anchor.path.name}"] = signature.anchor.path.read_bytes()
        found[f"keys/{signature.key.name}.pem"] = signature.key.pem
    for answer in bundle.domain_signed:
        found.update(_answer_files(answer))
    return found


def _exhibit_files(exhibit: Exhibit) -> Iterator[tuple[str, bytes]]:
    suffix = ".warc.gz" if exhibit.stored.startswith(b"\x1f\x8b") else ".warc"
    yield f"{exhibit.name}/stored{suffix}", exhibit.stored
    yield f"{exhibit.name}/header", exhibit.header
    yield f"{exhibit.name}/block", exhibit.block
    if exhibit.payload is not None:
        yield f"{exhibit.name}/payload", exhibit.payload
    yield f"{exhibit.name}/leaf.txt", exhibit.leaf
    for number, step in enumerate(exhibit.steps, 1):
        yield f"{exhibit.name}/path/{number:02}", step.hash


def _stamp_files(stamp: Stamped) -> Iterator[tuple[str, bytes]]:
    path = stamp.anchor.path
    yield f"anchors/{path.name}", path.read_bytes()
    query = path.with_suffix(REQUEST)
    if query.is_file():
        yield f"anchors/{query.name}", query.read_bytes()
    yield f"anchors/{path.stem}.certificates.pem", b"".join(stamp.timestamp.certificates)
    yield f"roots/{root_name(stamp)}", stamp.timestamp.root


def _answer_files(answer: DomainSigned) -> Iterator[tuple[str, bytes]]:
    """What a server said, and its parts as files of their own."""
    name, told = f"anchors/{answer.anchor.path.name}", answer.found
    yield name, answer.anchor.path.read_bytes()
    yield f"{name}.text", f"sha256:{answer.seal.sha256}".encode()
    yield f"{name}.signature", told.signature
    yield f"{name}.certificates.pem", told.chain
    yield f"{name}.base64", told.stamped
    yield f"{name}.timestamp", told.token
    yield f"{name}.authority.pem", told.authority


def json_of(value: Mapping[str, object]) -> bytes:
    """A value as it is written in a bundle: the same value gives the same octets."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
