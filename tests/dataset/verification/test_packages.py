"""Packages of others in an archive: who signed them, and what is wrong with them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rfc3161_client import TimestampRequestBuilder

from tests.dataset.anchored import signed_as
from tests.dataset.packages import FIRST, fill
from tests.dataset.proof.authority import Authority
from twa.dataset.holdings import holdings_of
from twa.dataset.verification.packages import DIGEST, MANIFEST, signatures
from twa.dataset.wacz import signing
from twa.dataset.wacz.pack import pack

Told = dict[str, Any]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a package that was signed with a key."""
    root = tmp_path_factory.mktemp("packages")
    pack(fill(root / "harbour"), root / "of-others.wacz", signer=signing.new(root / "key"))
    with zipfile.ZipFile(root / "of-others.wacz") as package:
        return {name: package.read(name) for name in package.namelist()}


def said(files: dict[str, bytes], folder: Path) -> list[str]:
    """What is said of a package with these files, remarks in parentheses."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "of-others.wacz", "w") as package:
        for name, octets in files.items():
            package.writestr(name, octets)
    found = {warc: warc.sha256() for warc in holdings_of(folder).warcs}
    return [f"({one})" if one.remark else str(one) for one in signatures(found)]


def changed(files: dict[str, bytes], change: Callable[[Told], None]) -> dict[str, bytes]:
    told = json.loads(files[DIGEST])
    change(told)
    return {**files, DIGEST: json.dumps(told).encode()}


def test_who_signed_is_told_by_the_digest_of_the_key(
    signed: dict[str, bytes], tmp_path: Path
) -> None:
    (line,) = said(signed, tmp_path)
    assert line.startswith("(of-others.wacz: is signed by who has the key sha256:")
    assert line.endswith(", made at 2024-06-14T06:30:00Z by their own word)")


def test_what_nobody_signed_is_told_and_is_not_wrong(
    signed: dict[str, bytes], tmp_path: Path
) -> None:
    unsigned = changed(signed, lambda told: told.pop("signedData"))
    assert said(unsigned, tmp_path) == ["(of-others.wacz: is not signed)"]
    del unsigned[DIGEST]
    (line,) = said(unsigned, tmp_path)
    assert line.startswith("(of-others.wacz: is not signed: it has no ")


def _other_signature(told: Told) -> None:
    told["signedData"]["signature"] = "A" * 128


def _other_hash(told: Told) -> None:
    told["signedData"]["hash"] = f"sha256:{'0' * 64}"


def _no_key(told: Told) -> None:
    told["signedData"]["publicKey"] = "AAAA"


def _neither(told: Told) -> None:
    del told["signedData"]["publicKey"]


def _all_else(told: Told) -> None:
    told["signedData"] = ["x"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_other_signature, "has a signature that does not hold: it is not by the key beside it"),
        (_other_hash, "has a signature of another package"),
        (_no_key, f"has a {MANIFEST} or {DIGEST} that can't be read (ValueError)"),
        (_neither, "has a signature that does not hold: not a signature by a server"),
        (_all_else, f"has a {MANIFEST} or {DIGEST} that can't be read (TypeError)"),
    ],
)
def test_a_wrong_signature_is_told(
    signed: dict[str, bytes], tmp_path: Path, change: Callable[[Told], None], words: str
) -> None:
    assert said(changed(signed, change), tmp_path) == [f"of-others.wacz: {words}"]


def test_a_signature_covers_the_warcs(signed: dict[str, bytes], tmp_path: Path) -> None:
    warc = f"archive/{FIRST}"
    first, second = said({**signed, warc: signed[warc] + signed[warc]}, tmp_path / "changed")
    assert first == f"of-others.wacz: holds another {warc} than its {MANIFEST} says"
    assert second.startswith("(of-others.wacz: is signed by ")
    first, _ = said({**signed, "archive/more.warc.gz": signed[warc]}, tmp_path / "more")
    assert first == "of-others.wacz: is signed without archive/more.warc.gz, which no digest covers"
    manifest = signed[MANIFEST].replace(b"harbour", b"bridge")
    (line,) = said({**signed, MANIFEST: manifest + b" "}, tmp_path / "manifest")
    assert line == f"of-others.wacz: has another {MANIFEST} than its {DIGEST} says"


def test_a_server_is_told_by_its_name_and_whether_that_is_known(
    signed: dict[str, bytes], authority: Authority, tmp_path: Path
) -> None:
    sha256 = hashlib.sha256(signed[MANIFEST]).hexdigest()
    answer = json.loads(signed_as("news.example", sha256, authority))
    by_server = changed(signed, lambda told: told.update(signedData=answer))
    (line,) = said(by_server, tmp_path)
    assert line.startswith(
        "(of-others.wacz: is signed by a server that calls itself news.example, whose key is not"
        " the domain's by a root of this system, before 20"
    )
    stamped = answer["signature"].encode()
    query = TimestampRequestBuilder().data(stamped).cert_request(cert_request=False).build()
    bare = authority.reply(query.as_bytes())
    for held, words in (
        (("tsa.pem", "ca.pem"), "(of-others.wacz: is signed by a server"),
        (("ca.pem",), "of-others.wacz: has a signature that does not hold: the timestamp of"),
        (("tsa.pem",), "of-others.wacz: has a signature that does not hold: the timestamp of"),
    ):
        answer["timeSignature"] = b64encode(bare).decode()
        answer["timestampCert"] = "".join((authority.folder / one).read_text() for one in held)
        (line,) = said(changed(signed, lambda told: told.update(signedData=answer)), tmp_path)
        assert line.startswith(words)
    answer["timeSignature"] = answer["signature"]
    (line,) = said(changed(signed, lambda told: told.update(signedData=answer)), tmp_path)
    assert line.startswith("of-others.wacz: has a signature that does not hold: the timestamp of")
