"""Heads that are signed and timestamped, by real parts; and everything that can go wrong."""

from __future__ import annotations

import dataclasses
import shutil
import socket
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.dataset.archives import SITE, Archive, page
from tests.dataset.proof.authority import Authority, openssl
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.proof import anchors, chain, keys, sealing
from twa.dataset.proof.anchored import describe, how_far
from twa.dataset.proof.anchoring import Outcome, Wanted, anchor
from twa.dataset.proof.anchors import certificates, roots_of
from twa.dataset.proof.authorities import ask
from twa.dataset.proof.keys import BadKey
from twa.dataset.proof.signing_server import SigningServer
from twa.dataset.proof.timestamps import BadTimestamp, check, request
from twa.dataset.verification.seals import anchored


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("clock"))


@pytest.fixture
def authority(clock: Authority) -> Iterator[Authority]:
    """The authority, as it should be; whatever a test makes of it is undone."""
    yield clock
    clock.answer = clock.stamp


@pytest.fixture
def pier(tmp_path: Path) -> Collection:
    """A collection of two sealed WARCs."""
    for number in range(2):
        archive = Archive(f"pier-{number}.warc.gz")
        archive.get(f"{SITE}/{number}/", page(f"Pier {number}"))
        archive.save(tmp_path / "pier")
    made = Collection(tmp_path / "pier")
    list(sealing.seal(made))
    (made.root / ".lock").touch()
    return made


def now() -> datetime:
    return datetime.now(UTC)


def outcomes(pier: Collection, authority: Authority, **changes: Any) -> list[Outcome]:
    with authority.serving() as url:
        wanted = Wanted(None, (url,), roots_of([authority.root]))
        wanted = Wanted(**{**{n: getattr(wanted, n) for n in wanted.__slots__}, **changes})
        return list(anchor(pier.archive, wanted, ask=ask, now=now()))


def failure(pier: Collection, authority: Authority, **changes: Any) -> str:
    """The words for what went wrong, after which nothing is there that was not before."""
    before = sorted((pier.archive / "seals").rglob("*"))
    (outcome,) = outcomes(pier, authority, **changes)
    assert outcome.error is not None
    assert sorted((pier.archive / "seals").rglob("*")) == before
    subject = str(outcome.error.subject)
    assert subject.startswith("http://127.0.0.1:")
    return str(outcome.error).replace(subject, "URL")


def wrong(pier: Collection) -> list[str]:
    return [str(finding) for finding in anchored(anchors.every(pier.archive))]


# --- Timestamps ---------------------------------------------------------------------------------


def test_the_head_is_timestamped_once(pier: Collection, authority: Authority) -> None:
    (outcome,) = outcomes(pier, authority)
    assert outcome.timestamp is not None
    assert outcome.seal == chain.head(pier.archive)
    assert abs(outcome.timestamp.time - now()) < timedelta(minutes=1)
    assert outcome.timestamp.signer == "O=Harbour Clocks,CN=Harbour Clock"
    (held,) = anchors.every(pier.archive).stamped
    assert held.timestamp == outcome.timestamp
    assert wrong(pier) == []


def test_openssl_agrees(pier: Collection, authority: Authority) -> None:
    outcomes(pier, authority)
    (token,) = chain.anchors(pier.archive, ".tsr")
    seal = pier.archive / "seals" / "00000002.seal"
    common = ("ts", "-verify", "-in", token.path, "-CAfile", authority.root)
    assert b"Verification: OK" in openssl(*common, "-data", seal)
    assert b"Verification: OK" in openssl(*common, "-queryfile", token.path.with_suffix(".tsq"))


def test_an_authority_of_another_make(pier: Collection, authority: Authority) -> None:
    authority.answer = authority.stamp_otherwise
    (outcome,) = outcomes(pier, authority)
    assert outcome.error is None
    assert outcome.timestamp is not None
    assert outcome.timestamp.policy == "1.3.6.1.4.1.4146.2.3"
    assert wrong(pier) == []
    (token,) = chain.anchors(pier.archive, ".tsr")
    seal = pier.archive / "seals" / "00000002.seal"
    common = ("ts", "-verify", "-in", token.path, "-CAfile", authority.root)
    assert b"Verification: OK" in openssl(*common, "-data", seal)


def test_several_authorities_are_asked_and_none_twice(
    pier: Collection, authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other", "Beacon")
    with authority.serving() as one, other.serving() as two:
        wanted = Wanted(None, (one, two), roots_of([authority.root, other.root]))
        before = authority.asked
        for expected in (2, 0):
            made = list(anchor(pier.archive, wanted, ask=ask, now=now()))
            assert [outcome.error for outcome in made] == [None] * expected
        assert (authority.asked - before, other.asked) == (1, 1)
    assert len(chain.anchors(pier.archive, ".tsr")) == 2
    assert wrong(pier) == []


def test_what_comes_later_is_anchored_by_the_next_head(
    pier: Collection, authority: Authority
) -> None:
    outcomes(pier, authority)
    later = Archive("pier-9.warc.gz")
    later.get(f"{SITE}/9/", page("Pier 9"))
    later.save(pier.root)
    (third,) = sealing.seal(pier)
    assert third.after is not None
    found = how_far(pier.archive)
    assert found is not None
    assert (found.seals, found.timestamped) == (3, 2)
    first, second = describe(found)
    assert first.startswith("3, 00000002 and those before it anchored before ")
    assert second.startswith(f"the oldest head without a timestamp is of {now():%Y-%m-%d}")
    outcomes(pier, authority)
    found = how_far(pier.archive)
    assert found is not None
    assert (found.timestamped, found.oldest) == (3, None)


def test_a_wrong_nonce(pier: Collection, authority: Authority) -> None:
    authority.answer = lambda _: authority.stamp(request(head_octets(pier)))
    assert failure(pier, authority) == (
        "does not answer the request that was made: its nonce is another: URL"
    )


def test_a_wrong_imprint(pier: Collection, authority: Authority) -> None:
    authority.answer = lambda _: authority.stamp(request(b"another head"))
    assert failure(pier, authority) == "is of other octets: a timestamp of another head: URL"


def test_a_wrong_policy(pier: Collection, authority: Authority) -> None:
    assert failure(pier, authority, policy="1.2.3.4.5") == (
        "was made by the policy 1.2.3.4.1, not by 1.2.3.4.5: URL"
    )


def test_an_unknown_authority(pier: Collection, authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger", "Stranger")
    told = failure(pier, authority, roots=roots_of([stranger.root]))
    assert told.startswith(
        "its signer's certificate leads to no root that is trusted, or did not sign it: URL"
    )


def test_an_authority_of_the_same_name(
    pier: Collection, authority: Authority, tmp_path: Path
) -> None:
    """One with a root of its own, that calls itself as the one that is trusted."""
    impostor = Authority(tmp_path / "impostor")
    assert "leads to no root that is trusted" in failure(
        pier, impostor, roots=roots_of([authority.root])
    )


def test_an_expired_certificate(pier: Collection, tmp_path: Path) -> None:
    expired = Authority(tmp_path / "expired", "Expired")
    expired.expire(now() - timedelta(days=1))
    assert failure(pier, expired).startswith("its signer's certificate was not valid then, at ")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((503, "text/plain", b"down"), "the authority answered 503: URL"),
        (
            (200, "text/html", b"<p>Welcome"),
            "the authority answered text/html, not application/timestamp-reply: URL",
        ),
        ((200, "application/timestamp-reply", b""), "not a timestamp: URL"),
        ((200, "application/timestamp-reply", b"<p>Welcome"), "not a timestamp: URL"),
        (
            (200, "application/timestamp-reply", b"\x30" * (1 << 19)),
            "the authority's answer does not end: URL",
        ),
    ],
)
def test_an_authority_that_answers_something_else(
    pier: Collection, authority: Authority, answer: tuple[int, str, bytes], words: str
) -> None:
    authority.answer = lambda _: answer
    told = failure(pier, authority)
    assert told.partition(" (")[0] == words


def test_a_refusal(pier: Collection, authority: Authority) -> None:
    # An algorithm that this authority does not take: openssl answers with a refusal.
    query = openssl("ts", "-query", "-digest", "00" * 20, "-sha1")
    authority.answer = lambda _: authority.stamp(query)
    assert failure(pier, authority).startswith("the authority refused: rejection: URL")


def test_an_authority_that_is_down(pier: Collection, authority: Authority) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        told = failure(pier, authority, authorities=(url,))
    assert told.startswith("the authority gave no timestamp: URL")


def test_a_clock_that_is_a_year_off(pier: Collection, authority: Authority) -> None:
    with authority.serving() as url:
        wanted = Wanted(None, (url,), roots_of([authority.root]))
        future = now() + timedelta(days=365)
        (outcome,) = anchor(pier.archive, wanted, ask=ask, now=future)
    assert isinstance(outcome.error, BadTimestamp)
    assert outcome.error.message.startswith(f"says {now():%Y-%m-%d}")
    assert f"where this machine says {future:%Y-%m-%d}" in outcome.error.message
    assert chain.anchors(pier.archive, ".tsr") == []


def test_certificates_in_any_order_are_read(authority: Authority) -> None:
    query = request(b"head")
    answer = authority.reply(query)
    roots = roots_of([authority.root])
    found = check(answer, b"head", roots=roots, query=query, subject="x")
    assert len(found.certificates) == 2
    for cut in range(0, len(answer), 7):
        with pytest.raises(BadTimestamp):
            check(answer[:cut], b"head", roots=roots, query=query, subject="x")


def test_any_changed_octet_is_noticed(authority: Authority) -> None:
    query = request(b"head")
    answer = authority.reply(query)
    roots = roots_of([authority.root])
    held = check(answer, b"head", roots=roots, query=query, subject="x")
    for place in range(len(answer)):
        changed = bytearray(answer)
        changed[place] ^= 0x01
        try:
            found = check(bytes(changed), b"head", roots=roots, query=query, subject="x")
        except TwaError:
            continue
        # What no signature covers: a certificate that is not needed, say. It says the same.
        assert (found.time, found.serial, found.policy) == (held.time, held.serial, held.policy)


def test_of_two_roots_with_one_name_that_is_told_by_which_it_holds(
    authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other")
    query = request(b"head")
    _, _, answer = other.stamp(query)
    for paths in ([authority.root, other.root], [other.root, authority.root]):
        found = check(answer, b"head", roots=roots_of(paths), query=query, subject="x")
        assert roots_of([other.root]) == certificates(found.root, "root")


def test_a_token_for_another_head_is_found(pier: Collection, authority: Authority) -> None:
    outcomes(pier, authority)
    (token,) = chain.anchors(pier.archive, ".tsr")
    moved = token.path.with_name(token.path.name.replace("00000002", "00000001"))
    token.path.rename(moved)
    token.path.with_suffix(".tsq").rename(moved.with_suffix(".tsq"))
    assert wrong(pier) == [f"seals/{moved.name}: is of other octets: a timestamp of another head"]


def test_a_kept_request_with_another_nonce_is_found(pier: Collection, authority: Authority) -> None:
    outcomes(pier, authority)
    (token,) = chain.anchors(pier.archive, ".tsr")
    token.path.with_suffix(".tsq").write_bytes(request(head_octets(pier)))
    (found,) = wrong(pier)
    assert found.endswith("does not answer the request that was made: its nonce is another")


def test_an_anchor_whose_seal_is_gone_is_named(pier: Collection, authority: Authority) -> None:
    """Who cuts off the end of a chain, and forgets what vouches for it."""
    outcomes(pier, authority)
    (token,) = chain.anchors(pier.archive, ".tsr")
    (pier.archive / "seals/00000002.seal").unlink()
    place = f"seals/{token.path.name}"
    assert wrong(pier) == [f"{place}: its seal 2 is not to be had (no such seal)"]


def test_roots_of_this_system_are_there() -> None:
    assert len(roots_of([])) > 10


# --- Signatures ---------------------------------------------------------------------------------


def test_a_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = keys.new(tmp_path / "keys" / "pier")
    path = tmp_path / "keys" / "pier"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.load(path).public == made
    der = openssl("pkey", "-pubin", "-in", f"{path}.pub", "-outform", "DER")
    (tmp_path / "der").write_bytes(der)
    assert openssl("dgst", "-sha256", tmp_path / "der").decode().split()[-1] == made.sha256
    shown = repr(keys.load(path)) + str(keys.load(path).__dict__)
    secret = path.read_text().splitlines()[1]
    assert secret not in shown


@pytest.mark.parametrize("there", ["pier", "pier.pub"])
def test_a_key_is_never_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(BadKey, match="is there already"):
        keys.new(tmp_path / "pier")
    assert (tmp_path / there).read_text() == "mine"


def test_a_key_inside_of_a_collection_is_refused(pier: Collection) -> None:
    for place in (pier.root / "key", pier.archive / "seals" / "key"):
        with pytest.raises(BadKey, match="must not lie inside of a collection"):
            keys.new(place)
        assert not place.exists()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    keys.new(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(BadKey, match="others may read this key"):
        keys.load(tmp_path / "key")


@pytest.mark.parametrize(
    "octets",
    [b"", b"-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n", b"\xff" * 99],
)
def test_what_is_no_key_is_refused_without_quoting_it(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "key"
    path.touch(0o600)
    path.write_bytes(octets)
    with pytest.raises(BadKey) as refused:
        keys.load(path)
    assert str(refused.value) == f"not a private key: {path}"


def test_a_key_of_another_kind_is_refused(tmp_path: Path, authority: Authority) -> None:
    path = tmp_path / "key"
    shutil.copy(authority.folder / "tsa.key", path)
    path.chmod(0o600)
    with pytest.raises(BadKey, match="not an Ed25519 key"):
        keys.load(path)


def test_openssl_agrees_about_signatures(pier: Collection, tmp_path: Path) -> None:
    keys.new(tmp_path / "key")
    wanted = Wanted(keys.load(tmp_path / "key"), (), ())
    (outcome,) = anchor(pier.archive, wanted, ask=ask, now=now())
    assert outcome.error is None
    (signature,) = chain.anchors(pier.archive, ".sig")
    seal = pier.archive / "seals/00000002.seal"
    said = openssl(
        *("pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / "key.pub", "-rawin"),
        *("-in", seal, "-sigfile", signature.path),
    )
    assert b"Signature Verified Successfully" in said
    assert wrong(pier) == []
    assert list(anchor(pier.archive, wanted, ask=ask, now=now())) == []


def test_a_changed_signature_is_found(pier: Collection, tmp_path: Path) -> None:
    keys.new(tmp_path / "key")
    path = anchors.sign(pier.archive, chain.read(pier.archive, 2), keys.load(tmp_path / "key"))
    path.write_bytes(bytes(64))
    assert wrong(pier) == [f"seals/{path.name}: not a signature of this seal"]
    (pier.archive / "seals/keys" / f"{path.name.split('.')[1]}.pem").unlink()
    assert wrong(pier) == [f"seals/{path.name}: was made with a key that is not in keys/"]


def test_what_was_kept_and_does_not_hold_is_said_and_left(
    pier: Collection, authority: Authority, tmp_path: Path
) -> None:
    keys.new(tmp_path / "key")
    key = keys.load(tmp_path / "key")
    with authority.serving() as url:
        wanted = Wanted(key, (url,), roots_of([authority.root]))
        assert all(one.error is None for one in anchor(pier.archive, wanted, ask=ask, now=now()))
        otherwise = dataclasses.replace(wanted, policy="1.2.3.4.9")
        (other,) = anchor(pier.archive, otherwise, ask=ask, now=now())
        assert "was made by the policy 1.2.3.4.1, not by 1.2.3.4.9: seals/" in str(other.error)
        (signature,) = chain.anchors(pier.archive, ".sig")
        (token,) = chain.anchors(pier.archive, ".tsr")
        signature.path.write_bytes(bytes(64))
        token.path.write_bytes(b"")
        made = anchor(pier.archive, wanted, ask=ask, now=now())
        assert [str(outcome.error) for outcome in made] == [
            f"not a signature of this seal: seals/{signature.path.name}",
            f"not a timestamp: seals/{token.path.name}",
        ]
        assert token.path.read_bytes() == b""
        token.path.unlink()
        signature.path.unlink()
        assert all(one.error is None for one in anchor(pier.archive, wanted, ask=ask, now=now()))
    assert wrong(pier) == []


def test_what_a_server_said_and_does_not_hold_is_said(pier: Collection) -> None:
    server = SigningServer("https://signer.example/sign", None, now)
    path = pier.archive / "seals" / "00000002.signer-example-sign.signed"
    path.write_bytes(b"{}")
    (outcome,) = anchor(pier.archive, Wanted(None, (), (), servers=(server,)), ask=ask, now=now())
    assert outcome.error is not None
    assert outcome.error.subject == f"seals/{path.name}"


def test_a_public_key_signs_nothing(pier: Collection, tmp_path: Path) -> None:
    keys.new(tmp_path / "key")
    failed = run("seal", pier.root, "--key", tmp_path / "key.pub")
    assert str(failed.exception) == f"not a private key: {tmp_path / 'key.pub'}"


def test_a_revoked_key_signs_nothing_more(pier: Collection, tmp_path: Path) -> None:
    made = keys.new(tmp_path / "key")
    anchors.revoke(pier.archive, made, 1)
    failed = run("seal", pier.root, "--key", tmp_path / "key")
    assert isinstance(failed.exception, BadKey)
    assert "was revoked after seal 1" in failed.output
    assert chain.anchors(pier.archive, ".sig") == []


def test_a_revoked_key_is_good_for_what_it_signed_before(pier: Collection, tmp_path: Path) -> None:
    made = keys.new(tmp_path / "key")
    key = keys.load(tmp_path / "key")
    for number in (1, 2):
        path = anchors.sign(pier.archive, chain.read(pier.archive, number), key)
    anchors.revoke(pier.archive, made, 1)
    assert wrong(pier) == [f"seals/{path.name}: was made with a key that was revoked after seal 1"]


# --- Commands -----------------------------------------------------------------------------------


def run(*typed: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, typed)))


def test_the_commands(pier: Collection, authority: Authority, tmp_path: Path) -> None:
    key = tmp_path / "safe" / "key"
    made = run("keys", "new", key)
    assert made.exit_code == 0
    with authority.serving() as url:
        typed = ("seal", pier.root, "--key", key, "--authority", url, "--roots", authority.root)
        told = run(*typed).output.splitlines()
        assert told[0].startswith("head   00000002.seal sha256:")
        assert told[1].startswith("signed by key ")
        assert told[2].endswith(" UTC by O=Harbour Clocks,CN=Harbour Clock")
        again = run(*typed)
        assert (again.exit_code, again.output.splitlines()) == (0, told[:1])
    status = run("status", pier.root).output
    assert "seals    2, anchored before " in status
    revoked = run("keys", "revoke", pier.root, f"{key}.pub").output
    assert revoked.endswith("is revoked for every seal after 00000002\n")
    for path in pier.root.rglob("*"):
        assert path.is_dir() or b"PRIVATE KEY" not in path.read_bytes()


def test_an_authority_that_fails_is_told_of_and_the_key_signs_all_the_same(
    pier: Collection, authority: Authority, tmp_path: Path
) -> None:
    keys.new(tmp_path / "key")
    authority.answer = lambda _: (200, "text/html", b"<p>Welcome")
    with authority.serving() as url:
        key = ("--key", tmp_path / "key")
        failed = run("seal", pier.root, *key, "--authority", url, "--roots", authority.root)
    assert isinstance(failed.exception, TwaError)
    assert failed.exception.exit_status == 1
    assert str(failed.exception).startswith(f"the head lacks an anchor: {url} (")
    assert "signed by key" in failed.output
    authority.answer = lambda _: authority.stamp(request(b"another head"))
    with authority.serving() as url:
        failed = run("seal", pier.root, "--authority", url, "--roots", authority.root)
    assert isinstance(failed.exception, TwaError)
    assert failed.exception.exit_status == 3


def test_roots_that_are_none_are_refused(pier: Collection, tmp_path: Path) -> None:
    (tmp_path / "roots").write_text("no certificates")
    authority = ("--authority", "http://127.0.0.1:9/", "--roots", tmp_path / "roots")
    failed = run("seal", pier.root, *authority)
    assert str(failed.exception) == f"holds no certificates in PEM: {tmp_path / 'roots'}"


def head_octets(pier: Collection) -> bytes:
    head = chain.head(pier.archive)
    assert head is not None
    return head.octets
