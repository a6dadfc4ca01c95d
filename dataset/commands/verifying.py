"""`twa verify`: checks a collection, or rows of a published dataset."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twa.dataset.errors import VerificationError, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from twa.dataset.collection import Collection
    from twa.dataset.proof.anchors import Anchors
    from twa.dataset.tables.schema import Row
    from twa.dataset.verification.checks import Proof
    from twa.dataset.verification.findings import Finding
    from twa.dataset.verification.fixity import Fixity

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="[DIR]", type=_FOLDER, required=False)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="As for build.")
@click.option(
    "--output", type=_FOLDER, metavar="DIR", help="Where the dataset lies, as given to build."
)
@click.option(
    "--sample",
    "count",
    type=click.IntRange(min=1),
    metavar="N",
    help="A spot check instead: the files, and N rows chosen by chance, each from its record.",
)
@click.option(
    "--fixity",
    is_flag=True,
    help="The bytes only: WARCs, index and files, each read once. No row is derived again.",
)
@click.option("--row", "row_id", metavar="ID", help="Show the proof of one row instead.")
@click.option(
    "--dataset",
    "address",
    metavar="hf://datasets/OWNER/NAME[@REVISION]",
    help="Rows of a published dataset instead: that of --row, or --sample N of them (default: 1).",
)
@click.option(
    "--archive",
    metavar="URL",
    help="Where the WARCs of --dataset lie: a folder on the web, hf://…, or here. Only the records "
    "of the rows are asked for. Default: published with the dataset.",
)
@click.option(
    "--roots",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="Certificates in PEM, one of which a timestamp has to lead to. Default: those of this "
    "system are called trusted.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=_FILE,
    metavar="FILE.pub",
    help="A public key, known from elsewhere, with which seals have to be signed.",
)
def verify(
    folder: Path | None,
    workers: int | None,
    output: Path | None,
    count: int | None,
    fixity: bool,
    row_id: str | None,
    address: str | None,
    archive: str | None,
    roots: tuple[Path, ...],
    keys: tuple[Path, ...],
) -> None:
    """Check a collection to the last byte.

    Exit with 3 if anything is not as it claims. Checked are the WARCs (structure, digests, index),
    every file against the manifest, and every row against the WARCs: the dataset is made anew from
    nothing and compared.
    """
    if (folder is None) is (address is None):
        raise click.UsageError("say what to check: a collection, or --dataset")
    if fixity and (folder is None or count or row_id):
        raise click.UsageError("--fixity checks a collection as a whole")
    if count and row_id:
        raise click.UsageError(
            "--row shows one row, and --sample chooses by chance: say one of them"
        )
    trusted = _Trusted(roots, keys)
    if folder is None:
        _verify_published(address or "", archive, count, row_id, trusted)
    else:
        _verify_collection(folder, workers, output, count, row_id, trusted, fixity=fixity)


class _Trusted:
    """The roots and keys that the caller trusts, by SHA-256, and which of them must be met."""

    def __init__(self, roots: tuple[Path, ...], keys: tuple[Path, ...]) -> None:
        from cryptography.hazmat.primitives.hashes import SHA256

        from twa.dataset.proof.anchors import roots_of
        from twa.dataset.proof.keys import PublicKey

        self.roots = {one.fingerprint(SHA256()).hex() for one in roots_of(roots)}
        self.keys = {PublicKey.of(path.read_bytes(), path).sha256 for path in keys}
        self._named = [kind for kind, paths in (("root", roots), ("key", keys)) if paths]

    def show(self, held: Anchors, subject: str, since: int | None = None) -> int:
        """Print by whose word seals are anchored; how many are wanted and not among these."""
        from twa.dataset.proof.vouching import vouchers

        met: set[str] = set()
        for one in vouchers(held, self.roots, self.keys, since):
            click.echo(f"      {one}")
            met |= {one.kind} if one.trusted else set()
        missing = [kind for kind in self._named if kind not in met]
        for kind in missing:
            click.echo(f"WRONG {subject}: no {kind} that you named vouches for it")
        return len(missing)


def _verify_collection(
    folder: Path,
    workers: int | None,
    output: Path | None,
    count: int | None,
    row_id: str | None,
    trusted: _Trusted,
    *,
    fixity: bool,
) -> None:
    from twa.dataset.collection import Collection
    from twa.dataset.progress import on_terminal
    from twa.dataset.proof.anchors import every
    from twa.dataset.verification.files import files, load

    collection = Collection.find(folder, output)
    claimed = load(collection)
    if row_id is not None or count is not None:
        from twa.dataset.verification.rows import proofs, sample

        wrong = 0 if row_id else _show_findings(files(collection.dataset, claimed))
        held = every(collection.archive)
        wrong += _show_chain(collection, held)
        chosen = {row_id} if row_id else sample(collection, count or 1)
        found = proofs(collection, chosen)
        wrong += _show_proofs(found, collection.archive, held, trusted, in_full=row_id is not None)
        checked = "one row" if row_id else f"every file, and rows by chance: {len(chosen)}"
    else:
        with on_terminal() as progress:
            check = _check(fixity=fixity)
            checked = "every byte" if fixity else "every byte, and every row derived again"
            findings = _Told(check(collection, workers=workers, progress=progress))
            wrong = _show_findings(findings)
            held = findings.value.anchors
    if row_id is None:
        wrong += trusted.show(held, "seals")
    if wrong:
        places = "one place" if wrong == 1 else f"{wrong} places"
        raise VerificationError(f"does not verify in {places}", subject=collection.dataset)
    click.echo(f"verified: {collection.dataset} ({checked})")
    click.echo(f"version {claimed.version}")
    _show_anchored(collection, held)


def _show_chain(collection: Collection, held: Anchors) -> int:
    """Print what is wrong with seals, timestamps and signatures; how many are."""
    from twa.dataset.verification.seals import anchored, linked

    return _show_findings([*linked(collection), *anchored(held)])


def _show_anchored(collection: Collection, held: Anchors) -> None:
    from twa.dataset.proof.anchored import describe, in_sum

    found = in_sum(collection.archive, held)
    none = "none: not anchored"
    if collection.source is not None:
        none = "none beside these WARCs, so that none were checked"
    for line in (none,) if found is None else describe(found):
        click.echo(f"seals {line}")


def _check(*, fixity: bool) -> Callable[..., Generator[Finding, None, Fixity]]:
    """What is asked of a whole collection; what only derives rows is imported only for that."""
    if fixity:
        from twa.dataset.verification.fixity import fixity as bytes_alone

        return bytes_alone
    from twa.dataset.verification.verify import verify as everything

    return everything


def _verify_published(
    address: str, archive: str | None, count: int | None, row_id: str | None, trusted: _Trusted
) -> None:
    from twa.dataset.proof.anchors import every
    from twa.dataset.verification import remote

    published = remote.Remote(address)
    rows = published.find(row_id) if row_id is not None else published.sample(count or 1)
    archive = archive or f"{address.rstrip('/')}/archive"
    with tempfile.TemporaryDirectory(prefix="twa-seals-") as scratch:
        sealed = published.seals(Path(scratch))
        held = every(sealed.archive)
        wrong = _show_chain(sealed, held)
        found = remote.proofs(rows, archive, seals=sealed.archive)
        wrong += _show_proofs(found, sealed.archive, held, trusted, in_full=row_id is not None)
        if row_id is None:
            wrong += trusted.show(held, "seals")
        if wrong:
            places = "one place" if wrong == 1 else f"{wrong} places"
            raise VerificationError(f"does not verify in {places}", subject=address)
        click.echo(f"verified: {address} ({'one row' if row_id else f'{count or 1} rows'})")
        click.echo(f"version {published.manifest.version}")
        _show_anchored(sealed, held)


class _Told:
    """Findings as they come, and the value of what yields them when all have come."""

    value: Fixity

    def __init__(self, findings: Generator[Finding, None, Fixity]) -> None:
        self._findings = findings

    def __iter__(self) -> Generator[Finding]:
        self.value = yield from self._findings


def _show_findings(findings: Iterable[Finding]) -> int:
    """Print findings as they come; how many are wrong."""
    wrong = 0
    for finding in findings:
        click.echo(f"{'note ' if finding.remark else 'WRONG'} {finding}")
        wrong += not finding.remark
    return wrong


def _show_proofs(
    proofs: Iterable[Proof], archive: Path, held: Anchors, trusted: _Trusted, *, in_full: bool
) -> int:
    """Print proofs as they come, `in_full` or by row and what is wrong; how many do not hold."""
    wrong = 0
    for proof in proofs:
        capture = proof.row["capture"]
        where = f"{capture['warc']} at byte {capture['offset']}, {capture['length']} bytes"
        row = one_line(f"{proof.table} {proof.row['id']}: {where}")
        click.echo(f"{_verdict(proof.holds)} {row}")
        if in_full:
            for name, value in proof.headers:
                click.echo(one_line(f"      {name}: {value}"))
        for check in proof.checks:
            if in_full or not check.holds:
                click.echo(f"      {_verdict(check.holds)} {check}")
        if in_full and proof.unchecked:
            click.echo(one_line(f"      not checked: {'; '.join(proof.unchecked)}"))
        wrong += not proof.holds
        wrong += _show_sealed(proof.row, archive, held, trusted, in_full=in_full)
    return wrong


def _show_sealed(
    row: Row, archive: Path, held: Anchors, trusted: _Trusted, *, in_full: bool
) -> int:
    """Print how far a row is anchored, and whether at all; how many are wanted and not there."""
    from twa.dataset.proof import chain

    seal = chain.find(archive, row["capture"]["warc"])
    if seal is None and (chain.count(archive) or in_full):
        click.echo(f"note  {row['id']}: no seal closes this row, so that nothing anchors it")
    return trusted.show(held, row["id"], seal.number if seal else 1 << 62) if in_full else 0


def _verdict(holds: bool) -> str:
    return "ok   " if holds else "WRONG"
