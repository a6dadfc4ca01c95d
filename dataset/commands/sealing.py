"""`twa seal` and `twa keys`: WARCs closed by one chain of seals, and what anchors its head."""

from __future__ import annotations

import os
from pathlib import Path

import click

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_FILE)
@click.option("--key", type=_FILE, metavar="FILE", help="Sign the head with this key: `twa keys`.")
@click.option(
    "--authority",
    "authorities",
    multiple=True,
    metavar="URL",
    help="Have this authority timestamp the head (RFC 3161). May be repeated.",
)
@click.option(
    "--roots",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="Certificates in PEM that timestamps must lead to. Default: those of this system.",
)
@click.option(
    "--signing-server",
    "servers",
    multiple=True,
    metavar="URL",
    help="Have this server sign the head, one that speaks WACZ's auth spec (authsign: …/sign). "
    "What it asks for stands in the variable TWA_SIGNING_TOKEN. May be repeated.",
)
@click.option("--policy", metavar="OID", help="The policy that a timestamp must be made by.")
def seal(
    folder: Path,
    key: Path | None,
    authorities: tuple[str, ...],
    roots: tuple[Path, ...],
    policy: str | None,
    servers: tuple[str, ...],
) -> None:
    """Seal the WARCs, and have the newest seal signed and timestamped.

    Only WARCs that no seal closes yet. A seal names a WARC, the root of a hash tree over its
    records, and the seal before it. Crawls seal what they write. Whoever knows the last seal, the
    head, knows them all: that is what is signed and timestamped, unless it was before. All lies in
    archive/seals. An authority that gives no timestamp is named, and asked again the next time.
    """
    from datetime import UTC, datetime

    from twa.dataset.collection import Collection
    from twa.dataset.errors import TwaError
    from twa.dataset.proof import chain, sealing

    collection = Collection.ours(folder)
    with collection.locked():
        for made in sealing.seal(collection):
            click.echo(f"sealed {made.claim.warc}: {made.claim.records} records")
    head = chain.head(collection.archive)
    if head is None:
        click.echo("no seals: there is no WARC")
        return
    click.echo(f"head   {chain.stem(head.number)}{chain.SEAL} sha256:{head.sha256}")
    if key is None and not authorities and not servers:
        return

    from twa.dataset.proof import keys
    from twa.dataset.proof.anchoring import Wanted, anchor
    from twa.dataset.proof.anchors import roots_of
    from twa.dataset.proof.authorities import ask
    from twa.dataset.proof.signing_server import SigningServer

    token = os.environ.get("TWA_SIGNING_TOKEN") or None
    signing = tuple(SigningServer(url, token, lambda: datetime.now(UTC)) for url in servers)
    signer = None if key is None else keys.load(key)
    wanted = Wanted(signer, authorities, roots_of(roots), policy, signing)
    failed: list[TwaError] = []
    for outcome in anchor(collection.archive, wanted, ask=ask, now=datetime.now(UTC)):
        if outcome.error is not None:
            failed.append(outcome.error)
            click.echo(f"not anchored: {outcome.error}")
        elif outcome.timestamp is None:
            click.echo(f"signed by {outcome.by}")
        else:
            stamp = outcome.timestamp
            click.echo(f"timestamped {stamp.moment} by {stamp.signer}")
    if failed:
        worst = max(failed, key=lambda error: error.exit_status)
        raise type(worst)("the head lacks an anchor", subject=worst.subject, cause=worst.message)


@click.group()
def keys() -> None:
    """Make, show and revoke keys, to sign seals and requests with."""


@keys.command("new")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--package", is_flag=True, help="For `twa pack --key`: ECDSA on P-384.")
def new(file: Path, *, package: bool) -> None:
    """Make a key at FILE, and FILE.pub to be made known.

    Ed25519, readable for its owner alone. Outside of every collection. Who has FILE can sign in
    your name: keep it as such.
    """
    import hashlib

    from twa.dataset.proof import keys
    from twa.dataset.wacz import signing

    if package:
        sha256 = hashlib.sha256(signing.new(file).public).hexdigest()
    else:
        sha256 = keys.new(file).sha256
    click.echo(f"private key {file}")
    click.echo(f"public key  {file}{keys.PUBLIC}")
    click.echo(f"sha256:{sha256}  publish this where others find it without you")


@keys.command("jwks")
@click.argument("public", metavar="FILE.pub", type=_FILE)
def jwks(public: Path) -> None:
    """Print a public key as a set of JSON Web Keys.

    For sites that check signed requests. Serve it at
    /.well-known/http-message-signatures-directory of your site, as
    application/http-message-signatures-directory+json.
    """
    from twa.dataset.proof import jwk
    from twa.dataset.proof.keys import PublicKey

    click.echo(jwk.directory(PublicKey.of(public.read_bytes(), public)))


@keys.command("revoke")
@click.argument("folder", metavar="DIR", type=_FILE)
@click.argument("public", metavar="FILE.pub", type=_FILE)
def revoke(folder: Path, public: Path) -> None:
    """Note that a key is good for no seal that is made from now on.

    Of the collection DIR alone.
    """
    from twa.dataset.collection import Collection
    from twa.dataset.proof import anchors, chain
    from twa.dataset.proof.keys import PublicKey

    collection = Collection.ours(folder)
    key = PublicKey.of(public.read_bytes(), public)
    head = chain.head(collection.archive)
    last = 0 if head is None else head.number
    anchors.revoke(collection.archive, key, last)
    click.echo(f"key {key.name} is revoked for every seal after {chain.stem(last)}")
