"""`twa takedown`: an article that leaves every later version of a dataset."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twa.dataset.publish.record import Publication
    from twa.dataset.takedown import RecordPlace, TakedownDone

_FOLDER = click.Path(path_type=Path)

_MOST = 50
"""Rows of a kind that are told one by one."""


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("wanted", metavar="ID|URL")
@click.option(
    "--reason",
    required=True,
    metavar="WORDS",
    help="Why: it stands in the rows that are left, for everybody to read.",
)
@click.option("--output", type=_FOLDER, metavar="DIR", help="Where the dataset lies, as for build.")
def takedown(folder: Path, wanted: str, reason: str, output: Path | None) -> None:
    """Withdraw an article from every later build.

    Nothing is left of it but ids, time and reason. ID is that of any of its rows, URL any address
    that leads to it. It is noted in takedowns.jsonl beside the archive; take the line out to undo
    it. It is not fetched again. What this can't delete by itself is listed: published versions,
    the bytes in the archive, rows of others that have sentences of it, and articles that look like
    copies of it.
    """
    from datetime import UTC, datetime

    from twa.dataset.collection import Collection
    from twa.dataset.takedown import take_down

    if not 0 < len(reason := reason.strip()) <= 1000:
        raise click.UsageError("say a --reason of at most 1,000 characters")
    collection = Collection.find(folder, output)
    done = take_down(collection, wanted, reason=reason, now=datetime.now(UTC))
    said = "withdrawn" if done.new else "already withdrawn"
    click.echo(f"{said}: {done.takedown.id} ({done.takedown.at}: {done.takedown.reason})")
    for place in done.takedown.addresses:
        click.echo(f"  {place}")
    click.echo(f"noted in {collection.takedowns}; to undo it, take the line out and build again")
    for step in (
        _next(folder, output, done),
        _published(done),
        _archived(collection.root, done),
        _elsewhere(folder, done),
        _copied(folder, done),
    ):
        for line in step:
            click.echo(line)


def _next(folder: Path, output: Path | None, done: TakedownDone) -> Iterator[str]:
    where = f" --output {output}" if output else ""
    yield ""
    yield "1. Build the dataset without it:"
    yield f"     twa build {folder}{where}"
    if done.publications:
        yield "   and publish that: twa publish, as before."


def _published(done: TakedownDone) -> Iterator[str]:
    """What people can still load, and how the Hub is made to forget it."""
    yield ""
    if not done.publications:
        yield "2. Nothing was published from here, as far as publications.jsonl knows."
        return
    yield "2. These versions were published before; their tags and commits still serve it:"
    repos: dict[tuple[str, str], list[Publication]] = {}
    for one in done.publications:
        repos.setdefault((one.endpoint, one.repo), []).append(one)
    for (endpoint, repo), versions in repos.items():
        for one in versions:
            held = " with text" if one.text else ""
            held += " with WARCs" if one.archive else ""
            yield f"     {endpoint}/datasets/{repo}  tag {one.tag}  commit {one.commit}{held}"
        yield f"   When the version without it is published, as the owner of {repo}, in Python:"
        yield "     from huggingface_hub import HfApi"
        yield f"     hub, repo = HfApi(endpoint={endpoint!r}), {repo!r}"
        for one in versions:
            yield f"     hub.delete_tag(repo, tag={one.tag!r}, repo_type='dataset')"
        yield "     hub.super_squash_history(repo, repo_type='dataset')"
        yield "     kept = {f.lfs.sha256 for f in hub.list_repo_tree(repo, recursive=True,"
        yield "             repo_type='dataset') if getattr(f, 'lfs', None)}"
        yield "     old = [f for f in hub.list_lfs_files(repo, repo_type='dataset')"
        yield "            if f.file_oid not in kept]"
        yield "     hub.permanently_delete_lfs_files(repo, old, repo_type='dataset')"
        yield "   Pull requests and copies of the repository that others made keep what they have."


def _archived(root: Path, done: TakedownDone) -> Iterator[str]:
    """Where the bytes lie, and how they are cut out."""
    yield ""
    if not done.places:
        yield "3. The index of the archive names no record of it."
        return
    yield "3. The archive still holds the bytes, in these records (file, offset, length):"
    for place in done.places:
        yield f"     {place.warc} {place.offset} {place.length} {place.url}"
    yield "   A record is a gzip member of its own. To cut one out (the last of a file first, as"
    yield "   offsets shift), keep what is before and after it:"
    yield f"     {_cut(done.places[-1])}"
    yield f"   in {root / 'archive'}; a feed's record also holds the other entries of that day."
    yield "   Then `twa reindex` and `twa build`. cache/ holds extracted text: delete it, too."


def _cut(place: RecordPlace) -> str:
    name, start = place.warc, place.offset or 0
    end = start + (place.length or 0)
    return (
        f"(head -c {start} {name}; tail -c +{end + 1} {name}) > {name}.new && mv {name}.new {name}"
    )


def _elsewhere(folder: Path, done: TakedownDone) -> Iterator[str]:
    """Rows that stay and have words of it."""
    yield ""
    traces = done.traces
    if not traces.looked_for:
        yield "4. The dataset has no words of it any more, so they were not looked for elsewhere."
        return
    if not traces.found:
        yield f"4. None of its {traces.looked_for} sentences stands in any other row."
        return
    yield f"4. Of its {traces.looked_for} sentences, some stand in rows of others, and stay:"
    for trace in traces.found[:_MOST]:
        where = f"{trace.table} {trace.row_id}" if trace.row_id else f"dataset/{trace.table}"
        yield f"     {where}  {trace.url or ''}".rstrip()
        yield f"       {trace.sentences} of them, in {', '.join(trace.fields)}"
        yield f"       such as: {_short(trace.example)}"
    if (more := len(traces.found) - _MOST) > 0:
        yield f"     and {more} more"
    yield f"   Look at them; to withdraw one too: twa takedown {folder} ID --reason WORDS"


def _copied(folder: Path, done: TakedownDone) -> Iterator[str]:
    """Other articles that say the same."""
    yield ""
    copies = done.traces.copies
    if not copies:
        yield "5. No other article has its text, or half of it."
        return
    yield "5. These articles have its text, or much of it, under other addresses, and stay:"
    for copy in copies[:_MOST]:
        what = "the same text" if copy.same else f"{copy.share:.0%} of it"
        yield f"     {copy.article_id}  {what}  {copy.url}"
    if (more := len(copies) - _MOST) > 0:
        yield f"     and {more} more"
    yield f"   To withdraw one too: twa takedown {folder} ID --reason WORDS"


def _short(sentence: str) -> str:
    return textwrap.shorten(sentence, 100, placeholder=" …")
