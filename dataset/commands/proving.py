"""`twa prove`: one row as a file that outsiders can check."""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twa.dataset.evidence.check import Report
    from twa.dataset.evidence.derivation import Derive

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="[DIR]", type=_FILE, required=False)
@click.argument("row_id", metavar="[ROW]", required=False)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where the proof goes (a zip).")
@click.option(
    "--quote",
    "words",
    metavar="WORDS",
    help="Say instead where in the page these words stand, to the byte, and what cuts them out.",
)
@click.option(
    "--check",
    "proof",
    type=_FILE,
    metavar="FILE",
    help="Check a proof instead, and say what it proves and what not.",
)
@click.option(
    "--roots",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="The only certificates (PEM) that are trusted, one of which a timestamp has to lead to. "
    "Default: this system's.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=_FILE,
    metavar="FILE.pub",
    help="A public key, known from elsewhere, with which the seals have to be signed.",
)
def prove(
    folder: Path | None,
    row_id: str | None,
    output: Path | None,
    words: str | None,
    proof: Path | None,
    roots: tuple[Path, ...],
    keys: tuple[Path, ...],
) -> None:
    """Write all that proves one row to a file, or check such a file.

    ROW is its id, in any table of the collection DIR. The file has the row, its records, their
    places in the hash tree, the seals, timestamps, signatures and certificates, and a page that
    says how to check it with sha256sum, openssl and a text editor. Exit with 3 if a proof does not
    hold, or if nobody whom you name with --roots or --key vouches for it; then none is written.
    """
    # It loads modules, looks at one row, and ends.
    gc.disable()
    if proof is not None:
        if folder is not None or output is not None or words is not None:
            raise click.UsageError("--check takes a proof, and nothing else")
        _check(proof, roots, keys)
    elif folder is None or row_id is None or (output is None) is (words is None):
        raise click.UsageError(
            "say which row of which collection, and -o FILE or --quote WORDS; or --check FILE"
        )
    elif words is not None:
        if roots or keys:
            raise click.UsageError("--quote asks nobody who vouches")
        _quote(folder, row_id, words)
    elif output is not None:
        _make(folder, row_id, output, roots, keys)


def _make(
    folder: Path, row_id: str, output: Path, roots: tuple[Path, ...], keys: tuple[Path, ...]
) -> None:
    from twa.dataset.assemble.kept_rows import kept_row
    from twa.dataset.collection import Collection
    from twa.dataset.errors import VerificationError
    from twa.dataset.evidence.derivation import as_built, derived, hired

    collection = Collection.ours(folder)
    built = kept_row(collection, row_id)
    with hired() as workers:
        if built is None:
            # It imports what it needs while this process does.
            workers.start()
        from twa.dataset.evidence.bundle import Gatherer
        from twa.dataset.evidence.bundle_files import files, save
        from twa.dataset.evidence.finding import find

        bundle = Gatherer(collection).gather(*(built or find(collection, row_id)))
        known = built is not None and bundle.is_bound
        derive = as_built if known else partial(derived, workers=workers)
        report = _report(files(bundle), row_id, roots, keys, derive)
    if not report.holds:
        for one in report.checks:
            if not one.holds:
                click.echo(f"WRONG {one}")
        raise VerificationError(
            "its proof would not hold, and is not written; `twa build` makes the row anew",
            subject=row_id,
        )
    for words in (*report.proved, *report.doubtful):
        click.echo(f"anchored: {words}")
    if not bundle.stamped:
        click.echo("not anchored: no timestamp covers this row; `twa seal --authority URL`")
    for error in bundle.doubted:
        click.echo(f"passed over: {error}")
    _want(report, row_id)
    save(bundle, output)
    click.echo(f"proof {output}")


def _quote(folder: Path, row_id: str, words: str) -> None:
    from twa.dataset.collection import Collection
    from twa.dataset.errors import VerificationError
    from twa.dataset.evidence.cutting import cut, describe
    from twa.dataset.evidence.finding import find

    collection = Collection.ours(folder)
    _, row = find(collection, row_id)
    quotation, pieces = cut(collection, row, words)
    if quotation.found == "absent":
        raise VerificationError("these words do not stand in the page", subject=row_id)
    for line in describe(quotation, pieces):
        click.echo(line)


def _report(
    files: Mapping[str, bytes],
    subject: object,
    roots: tuple[Path, ...],
    keys: tuple[Path, ...],
    derive: Derive,
) -> Report:
    """What the files of a proof prove to who trusts these roots and keys."""
    from twa.dataset.evidence.check import check
    from twa.dataset.proof.anchors import roots_of
    from twa.dataset.proof.keys import PublicKey

    known = {PublicKey.of(path.read_bytes(), path).sha256 for path in keys}
    trusted = roots_of(roots)
    return check(
        files, trusted=trusted, subject=subject, named=bool(roots), keys=known, derive=derive
    )


def _want(report: Report, subject: object) -> None:
    """Raise VerificationError where a root or a key was named, and none of these vouches."""
    from twa.dataset.errors import VerificationError

    if report.unmet:
        kinds = " and no ".join(report.unmet)
        raise VerificationError(f"no {kinds} that you named vouches for it", subject=subject)


def _check(proof: Path, roots: tuple[Path, ...], keys: tuple[Path, ...]) -> None:
    from twa.dataset.errors import VerificationError, one_line
    from twa.dataset.evidence.derivation import derived, hired
    from twa.dataset.evidence.proof_file import load

    held = load(proof)
    with hired() as workers:
        workers.start()
        report = _report(held, proof, roots, keys, partial(derived, workers=workers))
    for one in report.checks:
        click.echo(f"{'ok   ' if one.holds else 'WRONG'} {one}")
    wrong = sum(not one.holds for one in report.checks)
    if wrong:
        places = "one place" if wrong == 1 else f"{wrong} places"
        raise VerificationError(f"does not hold in {places}", subject=proof)
    click.echo("")
    for words in report.proved or ("nothing: nobody who is trusted here says anything of it",):
        click.echo(f"proved: {words}")
    for words in report.doubtful:
        click.echo(f"not proved: {words}")
    if report.unchecked:
        click.echo(one_line(f"not checked: {'; '.join(report.unchecked)}"))
    click.echo("not proved: that the server sent this. TLS proves that to the crawler alone.")
    click.echo("not proved: when it was captured, beyond what stands above.")
    _want(report, proof)
