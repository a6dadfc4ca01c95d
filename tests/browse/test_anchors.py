"""A row's place in the tree and what anchors it, checked by a real browser; the file to take."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browse.chromium import answering, browsing, tab
from tests.dataset.anchored import anchor_all, harbour
from tests.dataset.archives import SITE, Archive, hours, page
from tests.dataset.proof.authority import Authority
from twa.dataset.assemble.builder import build
from twa.dataset.browse.export import export
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.browse.server.serve import Folder
from twa.dataset.collection import Collection
from twa.dataset.evidence.check import check
from twa.dataset.evidence.proof_file import load
from twa.dataset.proof import chain, keys, sealing
from twa.dataset.proof.anchors import roots_of
from twa.dataset.verification import files

TITLE = "Northern pier closes"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Collection:
    """Three WARCs: two below a head that was signed and timestamped, one that came later.

    The seal of that one is of the first version.
    """
    root = tmp_path_factory.mktemp("anchored") / "harbour"
    made = harbour(root)
    keys.new(root.parent / "key")
    list(sealing.seal(made))
    anchor_all(made, authority, root.parent / "key")
    third = Archive("news-3.warc.gz")
    third.get(f"{SITE}/ferry/", page("Ferry stays", ["It stays."]), at=hours(40))
    third.save(root)
    (unsealed,) = sealing.unsealed(made)
    chain.add(made.archive, *sealing.claim_of(unsealed, 1))
    build(made, workers=1)
    return made


def checked(page: Page, address: str, title: str) -> list[str]:
    """What the card of an article says of its place and anchors, when all is checked."""
    page.goto(address)
    page.locator(".rows .title", has_text=title).click()
    expect(page.locator(".verdict[data-settled]")).to_be_attached()
    page.locator(".proof .all").evaluate("details => details.open = true")
    told = page.locator(".check").all_inner_texts()
    return [" | ".join(one.splitlines()) for one in told if "browser" in one]


def test_a_record_is_followed_to_who_vouches_for_it_and_its_proof_taken(
    browser: Browser, address: str, authority: Authority, tmp_path: Path
) -> None:
    with tab(browser) as page:
        told = checked(page, address, TITLE)
        expect(page.locator(".verdict")).to_have_attribute("data-holds", "true")
        with page.expect_download() as coming:
            page.get_by_role("link", name="Download the proof").click()
        coming.value.save_as(tmp_path / "proof.zip")
        later = checked(page, address, "Ferry stays")
        expect(page.locator(".verdict")).to_have_attribute("data-holds", "true")
    claims = [one.split(" | ")[1] for one in told if one.startswith("✓")][-5:]
    assert claims[:3] == [
        "its seal has the root that the row names",
        "the record leads to that root",
        "the seals name each other",
    ]
    assert claims[3].startswith("the timestamp by 127-0-0-1")
    assert claims[3].endswith("is of seal 2")
    assert claims[4].endswith("signed seal 2")
    # A seal of the first version is compared by its own leaves, and says what these lack.
    assert "does not cover the record’s header" in later[-4]
    assert later[-3].startswith("✓")
    assert "the record leads to that root" in later[-3]
    # What nobody anchored yet is said.
    assert [one.split(" | ")[3] for one in later[-2:]] == [
        "not anchored: no timestamp",
        "no signature",
    ]
    held = load(tmp_path / "proof.zip")
    report = check(held, trusted=roots_of([authority.root]), subject="proof.zip")
    assert report.holds
    assert any("these bytes were there before" in one for one in report.proved)
    assert b"openssl ts -verify" in held["README.txt"]


FORGERIES = (
    ("its seal has the root that the row names", "root"),
    ("the record leads to that root", "version"),
    ("the record leads to that root", "tree"),
    ("the seals name each other", "previous"),
    ("is of seal 2", "token"),
    ("signed seal 2", "signature"),
    ("signed seal 2", "revoked"),
)


@pytest.mark.slow
def test_what_does_not_hold_turns_the_mark_red(
    browser: Browser, tmp_path: Path, collection: Collection
) -> None:
    """Each part of an exported site changed by itself."""
    site, seals = tmp_path / "site", tmp_path / "site" / "seals"
    export(collection, files.load(collection), site)
    shutil.copytree(seals, tmp_path / "seals")
    with LoopbackOrigin(Folder(site)) as origin, answering(origin):
        for claim, kind in FORGERIES:
            forge(seals, kind)
            with tab(browser) as page:
                told = checked(page, f"{origin.url}index.html", TITLE)
                expect(page.locator(".verdict")).to_have_attribute("data-holds", "false")
            assert any(one.startswith("✗") and claim in one for one in told), (kind, told)
            shutil.copytree(tmp_path / "seals", seals, dirs_exist_ok=True)


def forge(seals: Path, kind: str) -> None:
    if kind == "root":
        overwrite(seals / "00000001.seal", b"root: sha256:", b"0" * 64)
    elif kind == "version":
        # As if its leaves were of the first version, without the record's header.
        overwrite(seals / "00000001.seal", b"twa seal ", b"1")
    elif kind == "previous":
        overwrite(seals / "00000002.seal", b"previous: sha256:", b"0" * 64)
    elif kind == "tree":
        (seals / "00000001.tree").write_bytes(bytes((seals / "00000001.tree").stat().st_size))
    elif kind == "revoked":
        told = json.loads((seals / "contents.json").read_text())
        told["keys"] = dict.fromkeys(told["keys"], 1)
        (seals / "contents.json").write_text(json.dumps(told))
    elif kind == "token":
        (token,) = seals.glob("*.tsr")
        digest = hashlib.sha256((seals / "00000002.seal").read_bytes()).digest()
        overwrite(token, digest[:16], bytes(16))
    else:
        (signature,) = seals.glob("*.sig")
        signature.write_bytes(bytes(64))


def overwrite(path: Path, after: bytes, octets: bytes) -> None:
    """Put other octets behind what stands there."""
    held = path.read_bytes()
    at = held.index(after) + len(after)
    path.write_bytes(held[:at] + octets + held[at + len(octets) :])


def test_a_collection_without_seals_says_nothing_of_them(
    browser: Browser, tmp_path: Path, collection: Collection
) -> None:
    root = tmp_path / "harbour"
    shutil.copytree(collection.root, root)
    shutil.rmtree(root / "archive" / "seals")
    with browsing(Collection(root)) as origin, tab(browser, ours=origin.url) as page:
        told = checked(page, origin.url, TITLE)
        expect(page.locator(".verdict")).to_have_attribute("data-holds", "true")
        expect(page.get_by_role("link", name="Download the proof")).to_have_count(0)
    assert not any("seal" in one for one in told)
