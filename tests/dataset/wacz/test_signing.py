"""Signed packages: what wabac.js and openssl make of the signature, and keys that are none."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.browse.chromium import chromium, needs_chromium, tab
from tests.dataset.packages import built
from tests.dataset.proof.authority import openssl
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.proof import keys
from twa.dataset.proof.keys import BadKey
from twa.dataset.wacz import signing

# As wabac.js does it, and so ReplayWeb.page and ArchiveWeb.page.
CHECK = """
async ([key, signature, text]) => {
  const octets = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const kind = { name: "ECDSA", namedCurve: "P-384" };
  const known = await crypto.subtle.importKey("spki", octets(key), kind, true, ["verify"]);
  const how = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(how, known, octets(signature), new TextEncoder().encode(text));
}
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return built(tmp_path_factory.mktemp("signed") / "harbour")


def signed(harbour: Collection, folder: Path) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """A package that the command signed, its manifest, and what was signed."""
    key, out = folder / "key", folder / "harbour.wacz"
    for typed in (
        ("keys", "new", "--package", key),
        ("pack", harbour.root, "-o", out, "--key", key),
    ):
        done = CliRunner().invoke(cli, list(map(str, typed)))
        assert done.exit_code == 0, done.output
    with zipfile.ZipFile(out) as package:
        manifest = json.loads(package.read("datapackage.json"))
        digest = json.loads(package.read("datapackage-digest.json"))
    assert digest["signedData"]["hash"] == digest["hash"]
    return out, manifest, digest["signedData"]


def test_openssl_accepts_the_signature(harbour: Collection, tmp_path: Path) -> None:
    _, manifest, told = signed(harbour, tmp_path)
    assert told["created"] == manifest["created"]
    raw = base64.b64decode(told["signature"])
    r, s = (int.from_bytes(half) for half in (raw[:48], raw[48:]))
    (tmp_path / "signature").write_bytes(encode_dss_signature(r, s))
    (tmp_path / "text").write_text(told["hash"])
    common = ("dgst", "-sha256", "-verify", tmp_path / "key.pub")
    said = openssl(*common, "-signature", tmp_path / "signature", tmp_path / "text")
    assert said == b"Verified OK\n"
    public = openssl("pkey", "-pubin", "-in", tmp_path / "key.pub", "-outform", "DER")
    assert base64.b64decode(told["publicKey"]) == public


def test_a_browser_accepts_the_signature_and_no_other(harbour: Collection, tmp_path: Path) -> None:
    needs_chromium()
    _, _, told = signed(harbour, tmp_path)
    with chromium() as browser, tab(browser) as page:
        # Only a secure context has the API; a page of this machine is one.
        page.route("http://localhost/", lambda route: route.fulfill(body="<title>x</title>"))
        page.goto("http://localhost/")
        asked = [told["publicKey"], told["signature"], told["hash"]]
        assert page.evaluate(CHECK, asked) is True
        assert page.evaluate(CHECK, [*asked[:2], told["hash"][:-1] + "x"]) is False


def test_the_same_key_gives_the_same_package(harbour: Collection, tmp_path: Path) -> None:
    out, _, _ = signed(harbour, tmp_path)
    first = out.read_bytes()
    typed = ("pack", harbour.root, "-o", out, "--key", tmp_path / "key")
    assert CliRunner().invoke(cli, list(map(str, typed))).exit_code == 0
    assert out.read_bytes() == first


def test_a_key_for_seals_is_none_for_packages_and_the_other_way_round(tmp_path: Path) -> None:
    keys.new(tmp_path / "seals")
    signing.new(tmp_path / "packages")
    assert (tmp_path / "packages").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadKey, match="not a key for packages"):
        signing.load(tmp_path / "seals")
    with pytest.raises(BadKey, match="not an Ed25519 key"):
        keys.load(tmp_path / "packages")
