"""The archive while it grows: what is written stays, whatever happens."""

from __future__ import annotations

import errno
import fcntl
import gzip
import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.exchanges import (
    AWKWARD,
    NOON,
    PAGE,
    awkward,
    chunked,
    clock,
    exchange,
    gzipped,
    ids,
    page,
)
from tests.readers.others import accepted_by_all
from twa.crawler.archive.archive import Archive, DiskFull, NotWritable, WriteFailed
from twa.crawler.archive.recovery import recover
from twa.crawler.archive.run_history import RunHistory
from twa.crawler.archive.stored_history import StoredHistory
from twa.dataset.crawl_state.database import Memory
from twa.dataset.holdings import Warc
from twa.dataset.proof import chain
from twa.dataset.proof.seal import Seal
from twa.dataset.proof.sealing import claim_of
from twa.dataset.warc import cdxj, index_parts, read
from twa.dataset.warc.captures import Capture, captures

INFO = {"software": "test/1", "operator": "M. Holt"}


def archive(folder: Path, **changes: Any) -> Archive:
    """An archive whose names and ids are always the same."""
    return Archive(
        folder,
        **{
            "prefix": "news",
            "info": INFO,
            "host": "host",
            "clock": clock(),
            "new_id": ids(),
            "floor_bytes": 0,
            **changes,
        },
    )


def seal(opened: Archive, *, room: bool = True) -> list[Path]:
    files = opened.checkpoint(seal=True).commit()
    for file in files:
        octets = file.path.read_bytes()
        assert (file.size, file.sha256) == (len(octets), hashlib.sha256(octets).hexdigest())
        assert file.records == sum(1 for _ in read(file.path))
        if room:
            assert_sealed(file.path)
    return [file.path for file in files]


def assert_sealed(path: Path) -> None:
    """What the writer knew of a file is what anybody reads in it."""
    claim, leaves = claim_of(Warc(path.name, str(path)))
    found = [seal for seal in chain.seals(path.parent) if isinstance(seal, Seal)]
    (seal,) = (seal for seal in found if seal.claim.warc == path.name)
    assert seal.claim == claim
    assert chain.leaves(path.parent, seal) == leaves


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def everything(folder: Path) -> list[Capture]:
    return [c for path in sorted(folder.glob("*.warc.gz")) for c in captures(path)]


def is_sound(folder: Path) -> None:
    """Every file is whole, every digest right, and the index is that of the files."""
    for path in folder.glob("*.warc.gz"):
        assert all(record.intact() for record in read(path))
    index_parts.complete(folder)
    kept = (folder / "index.cdxj").read_bytes() if (folder / "index.cdxj").exists() else b""
    cdxj.reindex(folder)
    assert (folder / "index.cdxj").read_bytes() == kept


# --- a quiet life ---------------------------------------------------------------------------


def test_exchanges_become_a_sealed_and_indexed_file(tmp_path: Path) -> None:
    opened = archive(tmp_path)
    assert names(tmp_path) == ["news-20240517120000123-00000-host.warc.gz.open"]
    written = [opened.write(whole) for _, whole in awkward()]
    checkpoint = opened.checkpoint(seal=True)
    assert list(checkpoint.captures) == written
    (path,) = (file.path for file in checkpoint.commit())
    assert path.name == "news-20240517120000123-00000-host.warc.gz"
    assert names(tmp_path) == ["index.cdxj", path.name, "seals"]
    is_sound(tmp_path)
    first = next(read(path))
    assert first.type == "warcinfo"
    assert first.get("WARC-Filename") == path.name
    assert "operator: M. Holt" in first.block.bytes().decode()


def test_what_the_writer_says_of_a_capture_is_what_a_reader_says(tmp_path: Path) -> None:
    opened = archive(tmp_path, history=RunHistory())
    written = [opened.write(whole) for _, whole in awkward()]
    written += [opened.write(exchange(AWKWARD["page"], f"http://other.example/{i}")) for i in "ab"]
    written.append(opened.note("http://e.example/", {"outcome": "refused", "reason": "offsite"}))
    seal(opened)

    def shown(capture: Capture) -> tuple[Capture, str]:
        return replace(capture, problem=None), str(capture.problem)

    assert list(map(shown, everything(tmp_path))) == list(map(shown, written))


def test_a_url_of_any_length_is_kept_whole_and_bears_reading(tmp_path: Path) -> None:
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 9000
    words = "海潮の表 " * 9000
    opened = archive(tmp_path)
    for url in (picture, words.strip()):
        opened.note(url, {"outcome": "refused", "reason": "scheme"})
        opened.write(exchange(b"", url, ended="refused"))
    seal(opened)
    assert [c.url for c in everything(tmp_path)] == [picture, picture, words.strip(), words.strip()]
    accepted_by_all(tmp_path)


def test_the_same_exchanges_make_the_same_file(tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        opened = archive(folder)
        for _, whole in awkward():
            opened.write(whole)
        made.append(seal(opened)[0].read_bytes())
    assert made[0] == made[1]


def test_one_gzip_member_a_record(tmp_path: Path) -> None:
    opened = archive(tmp_path)
    opened.write(exchange(page()))
    (path,) = seal(opened)
    octets = path.read_bytes()
    for one in read(path):
        offset, length = one.locator.offset, one.locator.length
        assert offset is not None
        assert length is not None
        member = gzip.decompress(octets[offset : offset + length])
        assert member.startswith(b"WARC/1.1\r\n")
        assert member.endswith(b"\r\n\r\n")


def test_files_are_rotated_and_each_begins_with_its_warcinfo(tmp_path: Path) -> None:
    opened = archive(tmp_path, segment_bytes=3000)
    for number in range(12):
        opened.write(exchange(page(os.urandom(500)), f"http://harbour.example/{number}"))
    seal(opened)
    paths = sorted(tmp_path.glob("*.warc.gz"))
    assert len(paths) > 2
    for path in paths:
        records = list(read(path))
        assert [r.type for r in records].count("warcinfo") == 1
        assert records[0].type == "warcinfo"
        assert {r.get("WARC-Warcinfo-ID") for r in records[1:]} == {records[0].locator.record_id}
    assert len(everything(tmp_path)) == 12
    is_sound(tmp_path)


def test_an_archive_nothing_was_written_to_leaves_nothing(tmp_path: Path) -> None:
    assert seal(archive(tmp_path)) == []
    assert names(tmp_path) == []


def test_blocks_are_let_go_of(tmp_path: Path) -> None:
    whole = exchange(page())
    archive(tmp_path).write(whole)
    with pytest.raises(ValueError, match="closed file"):
        whole.response.bytes()


def test_the_folder_is_made(tmp_path: Path) -> None:
    archive(tmp_path / "not" / "yet")
    assert len(names(tmp_path / "not" / "yet")) == 1


# --- revisits -------------------------------------------------------------------------------


def test_the_same_octets_again_are_a_revisit(tmp_path: Path) -> None:
    opened = archive(tmp_path, history=RunHistory())
    for response in (page(), gzipped(), chunked(PAGE)):
        first = opened.write(exchange(response))
        again = opened.write(exchange(response, started=NOON + timedelta(1)))
        elsewhere = opened.write(exchange(response, "http://other.example/"))
        assert first.kind == "response"
        for revisit in (again, elsewhere):
            assert revisit.kind == "revisit"
            assert revisit.refers_to == (first.url, first.captured_at)
            assert revisit.refers_to_id == first.locator.record_id


def test_304_refers_to_the_capture_that_gave_the_validators(tmp_path: Path) -> None:
    opened = archive(tmp_path, history=RunHistory())
    nothing_before = opened.write(exchange(AWKWARD["not-modified"]))
    assert nothing_before.kind == "response"
    first = opened.write(exchange(page()))
    revisit = opened.write(exchange(AWKWARD["not-modified"]))
    assert (revisit.kind, revisit.profile) == ("revisit", "server-not-modified")
    assert revisit.refers_to_id == first.locator.record_id
    assert opened.write(exchange(AWKWARD["not-modified"], "http://o.example/")).kind == "response"


def test_a_304_that_was_cut_is_no_revisit(tmp_path: Path) -> None:
    opened = archive(tmp_path, history=RunHistory())
    opened.write(exchange(page()))
    assert opened.write(exchange(AWKWARD["not-modified"], ended="time")).kind == "response"


def test_memory_of_a_run_is_bounded(tmp_path: Path) -> None:
    opened = archive(tmp_path, history=RunHistory(limit=3))
    for number in range(5):
        opened.write(exchange(page(b"%d" % number), f"http://harbour.example/{number}"))
    again = [opened.write(exchange(page(b"%d" % number))).kind for number in (4, 3, 2, 1, 0)]
    assert again[:2] == ["revisit", "revisit"]
    assert again[-1] == "response"


# --- names: never overwritten, whatever the clock says ---------------------------------------


def stopped() -> datetime:
    """A clock that stands still."""
    return NOON


def test_a_clock_that_stands_still_or_goes_back(tmp_path: Path) -> None:
    backwards = iter(NOON - timedelta(seconds=n) for n in range(1000))
    for tell in (stopped, stopped, lambda: next(backwards)):
        opened = archive(tmp_path, clock=tell, segment_bytes=1)
        for number in range(3):
            opened.write(exchange(page(), f"http://harbour.example/{number}"))
        seal(opened)
    assert len(list(tmp_path.glob("*.warc.gz"))) == 9
    assert len(everything(tmp_path)) == 9
    is_sound(tmp_path)


def test_two_archives_in_one_folder(tmp_path: Path) -> None:
    both = [archive(tmp_path, clock=stopped, segment_bytes=4000) for _ in range(2)]
    for number in range(20):
        for opened in both:
            opened.write(exchange(page(), f"http://harbour.example/{number}"))
            opened.checkpoint().commit()
    for opened in both:
        assert opened.recovered == []
        seal(opened)
    assert len(everything(tmp_path)) == 40
    is_sound(tmp_path)


def test_a_name_that_somebody_took_is_left_alone(tmp_path: Path) -> None:
    opened = archive(tmp_path)
    opened.write(exchange(page()))
    taken = tmp_path / "news-20240517120000123-00000-host.warc.gz"
    taken.write_bytes(b"theirs")
    with pytest.raises(WriteFailed, match="File exists"):
        seal(opened)
    assert taken.read_bytes() == b"theirs"
    assert (tmp_path / (taken.name + ".open")).exists()


def test_names_are_fit_for_every_file_system(tmp_path: Path) -> None:
    archive(tmp_path, prefix="../Zeitung für/alle", host="a b")
    assert names(tmp_path) == [".._Zeitung_f_r_alle-20240517120000123-00000-a_b.warc.gz.open"]


# --- what a dead process left ------------------------------------------------------------------


def abandoned(folder: Path, captures: int = 3) -> Path:
    """A file that is `.open` while nobody holds it, as after `kill -9`."""
    opened = archive(folder)
    for number in range(captures):
        opened.write(exchange(page(), f"http://harbour.example/{number}"))
    del opened
    (path,) = folder.glob("*.open")
    return path


def test_whole_records_are_sealed_and_indexed(tmp_path: Path) -> None:
    path = abandoned(tmp_path)
    size = path.stat().st_size
    (recovered,) = archive(tmp_path).recovered
    assert (recovered.kept, recovered.cut, recovered.problem) == (size, 0, None)
    assert recovered.records == 10
    assert recovered.path == path.with_suffix("")
    assert len(everything(tmp_path)) == 3


@pytest.mark.parametrize("tail", [b"\x1f\x8b\x08\0half a member", b"\0" * 4096, b"junk"])
def test_what_is_not_whole_is_cut_off_and_kept_beside(tmp_path: Path, tail: bytes) -> None:
    path = abandoned(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + tail)
    (recovered,) = recover(tmp_path)
    assert recovered.cut == len(tail)
    assert f"{len(tail)} octets after them stand in" in str(recovered)
    assert path.with_suffix("").read_bytes() == whole
    assert path.with_suffix(".cut").read_bytes() == tail
    is_sound(tmp_path)


def test_cut_anywhere_the_records_before_are_kept(tmp_path: Path) -> None:
    octets = abandoned(tmp_path / "from").read_bytes()
    ends = [0]
    for one in read(tmp_path / "from" / "news-20240517120000123-00000-host.warc.gz.open"):
        ends.append((one.locator.offset or 0) + (one.locator.length or 0))
    for cut in range(0, len(octets), 37):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / "a-1-0-h.warc.gz.open").write_bytes(octets[:cut])
        (recovered,) = recover(folder)
        assert recovered.kept == max(end for end in ends if end <= cut)
        assert recovered.kept + recovered.cut == cut
        assert not list(folder.glob("*.open"))
        is_sound(folder)
        assert recover(folder) == []


def test_a_file_with_nothing_but_warcinfo_is_removed(tmp_path: Path) -> None:
    abandoned(tmp_path, captures=0)
    (recovered,) = recover(tmp_path)
    assert recovered.path is None
    assert names(tmp_path) == []
    assert "it held no capture" in str(recovered)


def test_a_recovery_that_was_interrupted_is_done_again(tmp_path: Path) -> None:
    path = abandoned(tmp_path)
    whole = path.read_bytes()
    # It died after the link and before the unlink.
    os.link(path, path.with_suffix(""))
    recover(tmp_path)
    assert names(tmp_path) == ["index.cdxj", path.with_suffix("").name, "seals"]
    assert path.with_suffix("").read_bytes() == whole
    is_sound(tmp_path)


def test_a_file_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.crawler.archive.test_archiver import *\n"
        "opened = archive(Path(sys.argv[1])); opened.write(exchange(page()))\n"
        "print('ready', flush=True); sys.stdin.read(); seal(opened)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as living:
        assert living.stdout is not None
        assert living.stdout.readline() == b"ready\n"
        assert recover(tmp_path) == []
        opened = archive(tmp_path)
        opened.write(exchange(page()))
        seal(opened)
        living.communicate()
    assert living.returncode == 0
    assert len(everything(tmp_path)) == 2
    is_sound(tmp_path)


# --- the disk ----------------------------------------------------------------------------------


class Failing(FileIO):
    """A disk that takes so many octets and then answers with an error, or fails to sync."""

    room: int
    code: int

    def write(self, octets: Any) -> int:
        view = memoryview(octets)
        if self.room <= 0:
            raise OSError(self.code, os.strerror(self.code))
        taken = super().write(view[: self.room])
        type(self).room -= taken
        return taken


def failing(room: int, code: int) -> Any:
    kind = type("Failing", (Failing,), {"room": room, "code": code})
    return lambda path: kind(path, "x+")


def fill(opened: Archive, written: list[Capture], size: int) -> None:
    """Write pages of so many octets until the disk says no."""
    for number in range(1000):
        whole = exchange(page(os.urandom(size)), f"http://harbour.example/{number}")
        written.append(opened.write(whole))


@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, DiskFull), (errno.EIO, WriteFailed)])
@pytest.mark.parametrize("room", [900, 1300, 1500, 2000, 2600])
def test_a_disk_that_fails_in_mid_record_leaves_a_valid_file(
    tmp_path: Path, room: int, code: int, error: type[WriteFailed]
) -> None:
    opened = archive(tmp_path, opener=failing(room, code))
    written: list[Capture] = []
    with pytest.raises(error) as caught:
        fill(opened, written, 200)
    assert str(tmp_path) in str(caught.value)
    with pytest.raises(error):  # and it stays that way
        opened.write(exchange(page()))
    with pytest.raises(error):
        opened.note("http://e.example/", {})
    seal(opened)
    assert everything(tmp_path) == written
    is_sound(tmp_path)
    assert not list(tmp_path.glob("*.open"))


def test_a_disk_that_is_full_from_the_start_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="No space left"):
        archive(tmp_path, opener=failing(10, errno.ENOSPC))
    assert names(tmp_path) == []


def test_what_could_not_be_synced_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = archive(tmp_path)
    durable = opened.write(exchange(page()))
    opened.checkpoint().commit()
    opened.write(exchange(page(), "http://harbour.example/lost"))
    checkpoint = opened.checkpoint()

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(WriteFailed, match="Input/output error") as caught:
            checkpoint.commit()
    opened.fail(caught.value)
    seal(opened)
    assert everything(tmp_path) == [durable]
    is_sound(tmp_path)


def test_below_the_floor_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="octets are free, the floor is"):
        archive(tmp_path, floor_bytes=1 << 60)
    opened = archive(tmp_path)
    whole = opened.write(exchange(page()))
    opened._floor_bytes = 1 << 60
    written = [whole]
    # The disk is asked again after each MiB.
    with pytest.raises(DiskFull, match="the floor is"):
        fill(opened, written, 400_000)
    assert len(written) < 5
    opened._floor_bytes = 0
    with pytest.raises(DiskFull):  # what failed once has failed
        opened.write(exchange(page()))
    seal(opened)
    assert everything(tmp_path) == written


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A small disk of its own; a skip where we may not mount."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_small_disk_runs_full_in_mid_record(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=300k") as disk:
        disk_archive = archive(disk)
        written: list[Capture] = []
        with pytest.raises(DiskFull, match="No space left on device"):
            fill(disk_archive, written, 7000)
        assert len(written) > 20
        seal(disk_archive, room=False)
        assert everything(disk) == written
        assert not list(disk.glob("*.open"))
        for path in disk.glob("*.warc.gz"):
            assert all(record.intact() for record in read(path))
        # And on it goes, once there is room.
        subprocess.run(["mount", "-o", "remount,size=2m", str(disk)], check=True)
        opened = archive(disk)
        opened.write(exchange(page()))
        seal(opened)
        cdxj.reindex(disk)
        assert len(everything(disk)) == len(written) + 1


def test_a_read_only_disk_is_said_at_the_start(tmp_path: Path) -> None:
    with (
        mounted(tmp_path / "disk", "ro,size=300k") as disk,
        pytest.raises(NotWritable, match="Read-only file system") as caught,
    ):
        archive(disk)
    assert str(disk) in str(caught.value)


def test_a_file_in_the_place_of_the_folder_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("")
    with pytest.raises(NotWritable, match="cannot write the archive"):
        archive(tmp_path / "archive")


def test_an_index_that_cannot_be_written_loses_no_archive(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = archive(tmp_path)
    opened.write(exchange(page()))
    (tmp_path / "index.cdxj.tmp").mkdir()
    (path,) = seal(opened)
    assert len(list(captures(path))) == 1
    assert "`twa reindex` makes it anew" in caplog.text
    (tmp_path / "index.cdxj.tmp").rmdir()
    assert cdxj.reindex(tmp_path) == 1


def test_locks_of_dead_processes_do_not_last(tmp_path: Path) -> None:
    path = abandoned(tmp_path)
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert recover(tmp_path) == []
    assert len(recover(tmp_path)) == 1


def test_what_an_earlier_run_captured_is_pointed_back_to(tmp_path: Path) -> None:
    folder, database = tmp_path / "archive", tmp_path / "state.sqlite"
    opened = archive(folder)
    first = opened.write(exchange(page()))
    (path,) = seal(opened)
    memory = Memory.open(database, folder)
    history = pickle.loads(pickle.dumps(partial(StoredHistory, database)))()
    again = archive(folder, history=history, clock=lambda: NOON + timedelta(days=1))
    same = again.write(exchange(page(), started=NOON + timedelta(days=1)))
    not_modified = again.write(exchange(AWKWARD["not-modified"], started=NOON + timedelta(days=2)))
    for revisit in (same, not_modified):
        assert revisit.kind == "revisit"
        assert revisit.refers_to_id == first.locator.record_id
    seal(again)
    memory.close()
    assert path.exists()
    is_sound(folder)


def test_what_a_dead_process_left_is_sealed_when_it_is_recovered(tmp_path: Path) -> None:
    path = abandoned(tmp_path)
    with path.open("ab") as file:
        file.write(b"\x1f\x8b half a member")
    (recovered,) = recover(tmp_path)
    assert recovered.path is not None
    assert_sealed(recovered.path)


def test_a_seal_that_can_not_be_written_costs_no_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = archive(tmp_path)
    opened.write(exchange(page(), "http://harbour.example/"))
    # Where the folder should be stands a file.
    (tmp_path / "seals").write_text("")
    (file,) = opened.checkpoint(seal=True).commit()
    assert file.path.is_file()
    assert "has no seal, since that could not be written; `twa seal` makes it" in caplog.text
