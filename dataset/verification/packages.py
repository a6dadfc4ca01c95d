"""Packages of others (WACZ): whether who signed one signed this very one.

"WACZ Signing and Verification" 0.1.0: `datapackage-digest.json` has the digest of
`datapackage.json`, which has those of all files, and a signature of the first: by a key that comes
along, or by a server with the key of its domain, which an authority timestamped.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from twa.dataset.errors import ArchiveError
from twa.dataset.holdings import Warc
from twa.dataset.proof import domain_signature
from twa.dataset.proof.anchors import roots_of
from twa.dataset.proof.domain_signature import BadDomainSignature
from twa.dataset.verification.findings import Finding
from twa.dataset.warc import packages

MANIFEST: Final = "datapackage.json"
DIGEST: Final = "datapackage-digest.json"

LONGEST: Final = 64 << 20
"""Octets of a manifest at most."""

_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def signatures(found: Mapping[Warc, str]) -> Iterator[Finding]:
    """What is to be said of each package that holds WARCs, whose SHA-256 are given in hex."""
    held: dict[tuple[Path, str], dict[str, str]] = {}
    names: dict[tuple[Path, str], str] = {}
    for warc, sha256 in found.items():
        if warc.member is not None:
            head, inner, name = warc.member.rpartition(packages.INNER)
            place = warc.path, head + inner
            held.setdefault(place, {})[name] = sha256
            names[place] = warc.path.name + (f"/{head}" if head else "")
    for (path, within), digests in held.items():
        yield from _signature(path, within, names[path, within], digests)


def _signature(path: Path, within: str, name: str, digests: Mapping[str, str]) -> Iterator[Finding]:
    try:
        manifest, told = (_octets(path, f"{within}{one}") for one in (MANIFEST, DIGEST))
    except ArchiveError:
        yield Finding(name, f"is not signed: it has no {MANIFEST} with a {DIGEST}", remark=True)
        return
    try:
        said = json.loads(told)
        digest = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
        if said["hash"] != digest:
            yield Finding(name, f"has another {MANIFEST} than its {DIGEST} says")
            return
        stated = {one["path"]: one.get("hash") for one in json.loads(manifest)["resources"]}
        signed = said.get("signedData")
        for member, sha256 in digests.items():
            if stated.get(member) not in (f"sha256:{sha256}", None):
                yield Finding(name, f"holds another {member} than its {MANIFEST} says")
            elif stated.get(member) is None and signed:
                yield Finding(name, f"is signed without {member}, which no digest covers")
        yield _said(name, signed, digest)
    except _UNREADABLE as error:
        problem = f"has a {MANIFEST} or {DIGEST} that can't be read ({type(error).__name__})"
        yield Finding(name, problem)


def _said(name: str, signed: Any, digest: str) -> Finding:
    """Who signed a package with a manifest of this digest."""
    if not signed:
        return Finding(name, "is not signed", remark=True)
    if signed["hash"] != digest:
        return Finding(name, "has a signature of another package")
    if "publicKey" in signed:
        return _by_key(name, signed, digest)
    try:
        found = domain_signature.read(json.dumps(signed).encode(), digest, name)
    except BadDomainSignature as error:
        cause = f" ({error.cause})" if error.cause else ""
        return Finding(name, f"has a signature that does not hold: {error.message}{cause}")
    is_known = domain_signature.is_of_its_domain(found, roots_of(()))
    known = "is" if is_known else "is not"
    words = (
        f"is signed by a server that calls itself {found.domain}, whose key {known} the domain's"
    )
    at = f"before {found.time:%Y-%m-%d %H:%M:%S} UTC by an authority that only the package names"
    return Finding(name, f"{words} by a root of this system, {at}", remark=True)


def _by_key(name: str, signed: Mapping[str, str], digest: str) -> Finding:
    der, octets = (base64.b64decode(signed[one]) for one in ("publicKey", "signature"))
    key = load_der_public_key(der)
    if not isinstance(key, EllipticCurvePublicKey):
        return Finding(name, "has a signature that does not hold: its key is no ECDSA key")
    # r and s, as the Web Cryptography API has them.
    half = len(octets) // 2
    signature = encode_dss_signature(int.from_bytes(octets[:half]), int.from_bytes(octets[half:]))
    try:
        key.verify(signature, digest.encode(), ECDSA(SHA256()))
    except InvalidSignature:
        return Finding(name, "has a signature that does not hold: it is not by the key beside it")
    created = str(signed.get("created"))[:40]
    by = f"is signed by who has the key sha256:{hashlib.sha256(der).hexdigest()}"
    return Finding(name, f"{by}, made at {created} by their own word", remark=True)


def _octets(path: Path, member: str) -> bytes:
    if packages.size_of(path, member) > LONGEST:
        raise ArchiveError(f"{member} is too long", file=path)
    with packages.opened(path, member) as file:
        return file.read(LONGEST)
