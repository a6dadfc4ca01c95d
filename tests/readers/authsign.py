"""A signing server of others (authsign), with a domain certificate of a root of our own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.dataset.proof.authority import Authority
from tests.readers.others import program

DOMAIN = "signing.example"
TOKEN = "a-token"
_PASSPHRASE = b"passphrase"


@dataclass(frozen=True)
class SigningAddresses:
    """Where the server signs, and where it verifies."""

    sign: str
    verify: str


@contextmanager
def serving(folder: Path, authority: Authority, clock: str) -> Iterator[SigningAddresses]:
    """The server, whose timestamps are of the authority that answers at `clock`."""
    folder.mkdir()
    _write(folder, authority, clock)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (program("uvicorn"), "authsign.main:app", "--host", "127.0.0.1", "--port", str(port))
    environment = {**os.environ, "CONFIG": str(folder / "config.yaml"), "NO_RENEW": "1"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        base = f"http://127.0.0.1:{port}"
        _await(f"{base}/openapi.json", server, folder / "log")
        yield SigningAddresses(f"{base}/sign", f"{base}/verify")
    finally:
        server.terminate()
        server.wait()


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            with urlopen(url):
                return
        except URLError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(log.read_text())


def _write(folder: Path, authority: Authority, clock: str) -> None:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Signing Root", root_key, "Signing Root", root_key)
    mine = _certificate(DOMAIN, key, "Signing Root", root_key)
    data = folder / "data"
    data.mkdir()
    (data / "cert.pem").write_bytes(
        mine.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    )
    (data / "private-key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_PASSPHRASE))
    )
    stamps = x509.load_pem_x509_certificate(authority.root.read_bytes())
    trusted = {"domain_cert_roots": [_print(root)], "timestamp_cert_roots": [_print(stamps)]}
    # JSON is YAML.
    (folder / "trusted.yaml").write_text(json.dumps(trusted))
    signing = {
        "domain": DOMAIN,
        "email": "nobody@signing.example",
        "port": 80,
        "output": str(data),
        "auth_token": TOKEN,
        "timestamping": [{"url": clock}],
    }
    config = {"signing": signing, "trusted_roots": str(folder / "trusted.yaml")}
    (folder / "config.yaml").write_text(json.dumps(config))


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(_named(issuer), _named(name), key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1))
    return builder.not_valid_after(now + timedelta(days=30)).sign(signer, SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _print(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(SHA256()).hex()
