"""Packages signed by a server: authsign signs, authsign and py-wacz verify."""

from __future__ import annotations

import http.server
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result

from tests.dataset import anchored
from tests.dataset.evidence.test_prove import follow, row_of, unpacked
from tests.dataset.packages import built
from tests.dataset.proof.authority import Authority
from tests.readers import authsign
from tests.readers.authsign import DOMAIN, TOKEN, SigningAddresses
from tests.readers.others import output, run
from twa.dataset.assemble.builder import build
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.evidence.check import check
from twa.dataset.evidence.proof_file import load
from twa.dataset.proof import anchors
from twa.dataset.verification.seals import anchored as verified_anchors


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return built(tmp_path_factory.mktemp("signed") / "harbour")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningAddresses]:
    folder = tmp_path_factory.mktemp("server")
    authority = Authority(folder / "clock")
    with (
        authority.serving() as clock,
        authsign.serving(folder / "authsign", authority, clock) as addresses,
    ):
        yield addresses


def packed(harbour: Collection, out: Path, url: str, token: str | None = TOKEN) -> Result:
    typed = ["pack", str(harbour.root), "-o", str(out), "--signing-server", url]
    return CliRunner().invoke(cli, typed, env={"TWA_SIGNING_TOKEN": token})


def test_a_server_signs_and_others_verify(
    harbour: Collection, server: SigningAddresses, tmp_path: Path
) -> None:
    out = tmp_path / "harbour.wacz"
    done = packed(harbour, out, server.sign)
    assert done.exit_code == 0, done.output
    assert TOKEN not in done.output
    with zipfile.ZipFile(out) as package:
        manifest = json.loads(package.read("datapackage.json"))
        digest = json.loads(package.read("datapackage-digest.json"))
    told = digest["signedData"]
    assert (told["hash"], told["created"]) == (digest["hash"], manifest["created"])
    assert (told["domain"], told["version"]) == (DOMAIN, "0.1.0")
    assert told["software"].startswith("authsigner ")
    verified = run("wacz", "validate", "-f", out, "--verify-auth", "--verifier-url", server.verify)
    assert "Successfully verified signature" in verified
    assert "Validation succeeded" in verified
    # That they would notice.
    changed = tmp_path / "changed.wacz"
    with zipfile.ZipFile(out) as package, zipfile.ZipFile(changed, "w") as other:
        for name in package.namelist():
            octets = package.read(name)
            if name == "datapackage-digest.json":
                told["signature"] = told["signature"][:-8] + "AAAAAAA="
                octets = json.dumps({**digest, "signedData": told}).encode()
            other.writestr(name, octets)
    refused = output(
        "wacz", "validate", "-f", changed, "--verify-auth", "--verifier-url", server.verify
    )
    assert "Signature not verified" in refused.stdout


@pytest.mark.parametrize("token", [None, "another"])
def test_without_its_token_nothing_is_written(
    harbour: Collection, server: SigningAddresses, tmp_path: Path, token: str | None
) -> None:
    done = packed(harbour, tmp_path / "harbour.wacz", server.sign, token)
    assert done.exit_code == 1
    assert str(done.exception).startswith("the signing server gave no signature")
    assert "answered 403" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_server_signs_the_head_and_the_proof_has_it(
    server: SigningAddresses, tmp_path: Path
) -> None:
    made = anchored.harbour(tmp_path / "pier")
    build(made, workers=1)
    typed = ["seal", str(made.root), "--signing-server", server.sign]
    done = CliRunner().invoke(cli, typed, env={"TWA_SIGNING_TOKEN": TOKEN})
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == f"signed by {server.sign}"
    assert CliRunner().invoke(cli, typed, env={"TWA_SIGNING_TOKEN": TOKEN}).exit_code == 0
    (path,) = (made.archive / "seals").glob("*.signed")
    # Its own verifier, and a shell without our package.
    asked = Request(server.verify, path.read_bytes(), {"Content-Type": "application/json"})
    with urlopen(asked) as answer:
        assert json.loads(answer.read())["observer"] == DOMAIN
    folder = unpacked(made, row_of(made, "Northern pier closes"), tmp_path)
    assert follow(folder) == []
    report = check(load(tmp_path / "proof.zip"), trusted=[], subject="proof.zip")
    assert report.holds
    # Nobody here trusts the root that gave it its name.
    assert report.proved == ()
    assert report.doubtful[0].startswith(f"a server that calls itself {DOMAIN} vouches for them")
    assert list(verified_anchors(anchors.every(made.archive))) == []
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps({**told, "hash": f"sha256:{'0' * 64}"}))
    (wrong,) = verified_anchors(anchors.every(made.archive))
    assert str(wrong).endswith(".signed: is of another digest")


# --- Servers that answer something else ---------------------------------------------------------


@contextmanager
def answering(answer: Callable[[Any], bytes]) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            octets = answer(asked)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/sign"
        server.shutdown()


@pytest.fixture(scope="module")
def another(
    harbour: Collection, server: SigningAddresses, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """What the real server said of another package."""
    out = tmp_path_factory.mktemp("another") / "harbour.wacz"
    assert packed(harbour, out, server.sign).exit_code == 0
    with zipfile.ZipFile(out) as package:
        return json.loads(package.read("datapackage-digest.json"))["signedData"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _asked, _told: b"<p>Welcome", "not a signature by a server"),
        (lambda _asked, _told: b"[]", "not a signature by a server"),
        (lambda _asked, told: json.dumps(told).encode(), "is of another digest"),
        (
            lambda asked, told: json.dumps({**told, **asked}).encode(),
            "the signature is not by the key of its certificate",
        ),
        (
            lambda asked, told: json.dumps({**told, **asked, "domainCert": "x"}).encode(),
            "not a signature by a server",
        ),
    ],
)
def test_what_is_no_signature_of_this_package_is_refused(
    harbour: Collection, another: Any, tmp_path: Path, answer: Any, words: str
) -> None:
    with answering(lambda asked: answer(asked, another)) as url:
        done = packed(harbour, tmp_path / "harbour.wacz", url)
    assert done.exit_code == 1
    assert words in str(done.exception)
    assert list(tmp_path.iterdir()) == []
