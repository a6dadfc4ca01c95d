"""A timestamping authority on loopback: `openssl ts -reply` behind a small HTTP server."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from ssl import PEM_cert_to_DER_cert

from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from certomancer.services import TimeStamper
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
CN = {name}
O = Harbour Clocks
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa_config]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*arguments: str | Path) -> bytes:
    """What openssl prints; fails where it fails."""
    ran = subprocess.run(["openssl", *map(str, arguments)], capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


class Authority:
    """Its files, and what it answers; `answer` may be replaced by something worse."""

    def __init__(self, folder: Path, name: str = "Harbour Clock") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.config = folder / "openssl.cnf"
        self.config.write_text(CONFIG.format(name=name, folder=folder))
        (folder / "serial").write_text("01\n")
        self.root = folder / "ca.pem"
        self._certificate("ca", f"/CN={name} Root", days=3650)
        self._certificate("tsa", f"/CN={name}/O=Harbour Clocks", days=30, issuer="ca")
        self.answer: Callable[[bytes], tuple[int, str, bytes]] = self.stamp
        self.asked = 0

    def _certificate(self, name: str, subject: str, *, days: int, issuer: str = "") -> None:
        key, out, config = self.folder / f"{name}.key", self.folder / f"{name}.pem", self.config
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
        request = self.folder / f"{name}.csr"
        openssl("req", "-new", "-config", config, "-key", key, "-subj", subject, "-out", request)
        common = ("x509", "-req", "-in", request, "-out", out, "-extfile", config)
        signer: tuple[str | Path, ...] = ("-signkey", key)
        if issuer:
            ca = self.folder / issuer
            signer = ("-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-CAcreateserial")
        openssl(*common, "-extensions", name, *signer, "-days", str(days))

    def expire(self, at: datetime) -> None:
        """Have the certificate end at an instant, and begin a month before."""
        old = x509.load_pem_x509_certificate((self.folder / "tsa.pem").read_bytes())
        key = load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        assert isinstance(key, EllipticCurvePrivateKey)
        builder = x509.CertificateBuilder(old.issuer, old.subject, old.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(at - timedelta(days=30)).not_valid_after(at)
        for extension in old.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        made = builder.sign(key, SHA256())
        (self.folder / "tsa.pem").write_bytes(made.public_bytes(Encoding.PEM))

    def reply(self, query: bytes, *options: str) -> bytes:
        """The answer of openssl to a request."""
        asked, answered = self.folder / "query", self.folder / "reply"
        asked.write_bytes(query)
        config = ("-config", self.config, "-section", "tsa_config")
        openssl("ts", "-reply", *config, "-queryfile", asked, "-out", answered, *options)
        return answered.read_bytes()

    def stamp(self, query: bytes) -> tuple[int, str, bytes]:
        """A timestamp, as it should be: status, media type, octets."""
        return 200, "application/timestamp-reply", self.reply(query)

    def stamp_otherwise(self, query: bytes) -> tuple[int, str, bytes]:
        """A timestamp by another make than OpenSSL, with the same key: Certomancer's."""
        certificates = [
            asn1_x509.Certificate.load(PEM_cert_to_DER_cert((self.folder / name).read_text()))
            for name in ("tsa.pem", "ca.pem")
        ]
        key = load_pem_private_key((self.folder / "tsa.key").read_bytes(), None)
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = TimeStamper(
            certificates[0], PrivateKeyInfo.load(der), certs_to_embed=certificates[1:]
        )
        answer = stamper.request_tsa_response(tsp.TimeStampReq.load(query))
        return 200, "application/timestamp-reply", answer.dump()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its URL, while it answers."""
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                authority.asked += 1
                query = self.rfile.read(int(self.headers["Content-Length"]))
                status, kind, octets = authority.answer(query)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
            server.shutdown()
