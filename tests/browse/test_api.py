"""What the server gives and takes beside its pages, and to whom."""

from __future__ import annotations

import csv
import http.client
import io
import json
import socket
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from scripts.bench_parts import articles
from tests.browse.chromium import browsing
from tests.browse.collections import harbour
from tests.dataset.archives import table
from twa.dataset.browse.server import derive
from twa.dataset.browse.server.loopback import HEADER, LoopbackOrigin, PortTaken
from twa.dataset.collection import Collection

EVERYTHING: Final = '{"all":[]}'


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return harbour(tmp_path_factory.mktemp("api") / "harbour")


class Visitor:
    """A browser as far as a server can tell."""

    def __init__(self, origin: LoopbackOrigin, cookie: str | None = None) -> None:
        self.origin = origin
        self.cookie = f"twa-{origin.port}={origin.token}" if cookie is None else cookie

    def ask(
        self, path: str, headers: dict[str, str] | None = None, body: str | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.origin.port, timeout=60)
        sent = {"Cookie": self.cookie} if self.cookie else {}
        connection.request("POST" if body else "GET", path, body, {**sent, **(headers or {})})
        answer = connection.getresponse()
        had = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return had

    def json(self, name: str, **parameters: object) -> Any:
        status, _, octets = self.ask(f"/api/{name}?{urlencode(parameters)}")
        assert status == 200, octets
        return json.loads(octets)

    def note(self, value: object, **headers: str) -> tuple[int, dict[str, str], bytes]:
        usual = {
            "Origin": self.origin.name,
            "Content-Type": "application/json",
            HEADER: self.origin.token,
        }
        return self.ask("/api/annotations", {**usual, **headers}, json.dumps(value))


@pytest.fixture
def visitor(origin: LoopbackOrigin) -> Visitor:
    return Visitor(origin)


def test_the_secret_becomes_a_cookie_and_addresses_last(origin: LoopbackOrigin) -> None:
    stranger = Visitor(origin, cookie="")
    assert stranger.ask("/")[0] == 403
    assert stranger.ask("/guess/")[0] == 403
    status, headers, _ = stranger.ask(f"{urlsplit(origin.url).path}api/search?from=1")
    assert (status, headers["Location"]) == (303, "/api/search?from=1")
    kept = headers["Set-Cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert Visitor(origin, kept.partition(";")[0]).ask("/")[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_from_elsewhere_get_nothing_but_the_page_that_a_link_leads_to(
    visitor: Visitor, site: str
) -> None:
    from_there = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert visitor.ask("/data/site.json", from_there)[0] == 403
    assert visitor.ask("/", from_there)[0] == 403
    followed = from_there | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert visitor.ask("/", followed)[0] == 200
    assert visitor.ask("/data/site.json", followed)[0] == 403


def test_the_database_is_not_served(visitor: Visitor) -> None:
    assert visitor.ask("/data/search.sqlite")[0] == 404
    assert visitor.ask("/data/site.json")[0] == 200


def test_a_port_that_another_program_has_is_named(origin: LoopbackOrigin) -> None:
    with pytest.raises(PortTaken, match=str(origin.port)):
        LoopbackOrigin(origin.answer, port=origin.port)


def test_rows_come_by_pages_with_their_number(visitor: Visitor) -> None:
    first = visitor.json("search", ask=EVERYTHING, **{"from": 0, "to": 2})
    assert first["count"] == 3
    assert [row["title"] for row in first["rows"]] == [
        "Harbour bridge reopens, late",
        "岚桥渡轮改用电池",
    ]
    placed = visitor.json("place", id=first["rows"][1]["id"])
    assert placed == {"at": 1, "row": first["rows"][1]}
    assert visitor.ask("/api/place?id=nobody")[0] == 404


@pytest.mark.parametrize(
    "ask",
    [
        "{",
        "[1]",
        '{"words": 7}',
        '{"is": "warc", "value": "x"}',
        "{" * 9000,
        '{"not":' * 60 + "{}" + "}" * 60,
    ],
)
def test_what_is_no_tree_is_refused(visitor: Visitor, ask: str) -> None:
    status, _, octets = visitor.ask(f"/api/search?{urlencode({'ask': ask})}")
    assert status == 400
    assert "query" in json.loads(octets)["error"]


def test_time_is_counted_by_value(visitor: Visitor) -> None:
    told = visitor.json("tally", ask=EVERYTHING, by="language")
    assert (told["per"], told["values"], [sum(each) for each in told["counts"]]) == (
        "day",
        ["en", "zh-Hans"],
        [2, 1],
    )
    assert len(told["periods"]) == len(told["counts"][0])
    assert visitor.ask("/api/tally?by=rights")[0] == 404


def test_what_is_found_can_be_taken_away(visitor: Visitor) -> None:
    ask = '{"words": "渡輪", "field": "title", "prefix": false}'

    def take(suffix: str) -> bytes:
        status, headers, octets = visitor.ask(f"/api/take?{urlencode({'ask': ask, 'as': suffix})}")
        assert status == 200, octets
        assert headers["Content-Disposition"].endswith(f"harbour-articles.{suffix}")
        return octets

    (row,) = csv.DictReader(io.StringIO(take("csv").decode()))
    assert row["title"] == "岚桥渡轮改用电池"
    (row,) = map(json.loads, take("jsonl").splitlines())
    assert row["language"] == "zh-Hans"
    assert pq.read_table(io.BytesIO(take("parquet"))).num_rows == 1
    assert take("bib").startswith(b"@online{")
    assert take("ris").startswith(b"TY  - NEWS")
    assert len(json.loads(take("json"))) == 1
    assert visitor.ask("/api/take?as=exe")[0] == 404


def test_one_article_can_be_taken_as_a_package(visitor: Visitor, collection: Collection) -> None:
    article = next(iter(table(collection.root, "articles")))["id"]
    status, headers, octets = visitor.ask(f"/api/package?id={article}")
    assert status == 200
    assert headers["Content-Disposition"].endswith(f"{article}.wacz")
    row = visitor.ask(
        f"/api/take?{urlencode({'ask': json.dumps({'is': 'id', 'value': article}), 'as': 'bib'})}"
    )
    assert row[1]["Content-Disposition"].endswith(f"harbour-{article}.bib")
    with zipfile.ZipFile(io.BytesIO(octets)) as package:
        assert "datapackage.json" in package.namelist()
    assert visitor.ask("/api/package?id=nobody")[0] == 404
    # No seal closes this archive: it is said, and nothing is sent.
    status, _, octets = visitor.ask(f"/api/bundle?id={article}")
    assert status == 409
    assert "seal" in json.loads(octets)["error"]


def test_notes_are_kept_beside_the_dataset_and_exported(
    visitor: Visitor, collection: Collection
) -> None:
    article = next(iter(table(collection.root, "articles")))["id"]
    note = {"id": article, "tags": [" frames ", "frames", "渡轮"], "note": "=cmd|' /C calc'!A0 <b>"}
    status, _, octets = visitor.note(note)
    assert status == 200, octets
    assert json.loads(octets)["tags"] == ["frames", "渡轮"]
    assert visitor.json("annotations")["tags"] == {"frames": 1, "渡轮": 1}
    assert visitor.json("search", ask='{"is":"tag","value":"frames"}')["count"] == 1
    kept = collection.annotations.read_text("utf-8").splitlines()
    assert json.loads(kept[-1])["id"] == article
    taken = visitor.ask(f"/api/take?{urlencode({'ask': EVERYTHING, 'as': 'jsonl'})}")[2]
    rows = {row["id"]: row for row in map(json.loads, taken.splitlines())}
    assert rows[article]["annotation_tags"] == ["frames", "渡轮"]
    assert [row["annotation_note"] for row in rows.values()].count(None) == 2
    assert visitor.note({"id": article, "tags": [], "note": ""})[0] == 200
    assert visitor.json("annotations") == {"tags": {}, "annotations": []}
    assert visitor.json("search", ask='{"is":"tag","value":"frames"}')["count"] == 0


def test_nobody_else_can_leave_a_note(
    visitor: Visitor, origin: LoopbackOrigin, collection: Collection
) -> None:
    article = next(iter(table(collection.root, "articles")))["id"]
    note = {"id": article, "tags": ["x"], "note": ""}
    assert visitor.note(note, Origin="http://127.0.0.1:1")[0] == 403
    assert visitor.note(note, Origin="null")[0] == 403
    assert visitor.note(note, **{HEADER: "guess"})[0] == 403
    assert visitor.note(note, **{"Sec-Fetch-Site": "same-site"})[0] == 403
    assert visitor.note(note, **{"Content-Type": "text/plain"})[0] == 415
    assert Visitor(origin, cookie="").note(note)[0] == 403
    assert visitor.note({**note, "id": "nobody"})[0] == 404
    wrongs: tuple[object, ...] = (
        [],
        {"id": article},
        {**note, "tags": [""]},
        {**note, "tags": ["x" * 101]},
    )
    for wrong in wrongs:
        assert visitor.note(wrong)[0] == 400
    assert visitor.note({**note, "note": "x" * (1 << 18)})[0] == 413
    assert visitor.json("annotations")["annotations"] == []


def test_the_same_address_serves_again(tmp_path: Path, collection: Collection) -> None:
    from twa.dataset.browse.server.address import BrowseAddress, remember, remembered

    first = remembered([collection])
    assert first.port == 0
    remember([collection], BrowseAddress(8123, first.token))
    assert remembered([collection]) == BrowseAddress(8123, first.token)
    assert remembered([collection, Collection(tmp_path)]).port == 0
    (kept,) = (collection.cache / "addresses").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_an_address_that_another_program_has_is_kept_for_the_next_time(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twa.dataset.browse.server.address import remembered
    from twa.dataset.browse.server.serve import Served
    from twa.dataset.commands.browsing import browse

    monkeypatch.setattr(Served, "run", lambda _: None)
    arguments = [str(collection.root), "--no-open"]
    shown = CliRunner().invoke(browse, arguments, catch_exceptions=False)
    port = remembered([collection]).port
    assert f"http://127.0.0.1:{port}/" in shown.output
    with socket.create_server(("127.0.0.1", port)):
        again = CliRunner().invoke(browse, arguments, catch_exceptions=False)
    assert f"another program has the port: {port}" in again.output
    assert f"http://127.0.0.1:{port}/" not in again.output
    assert remembered([collection]).port == port


def test_a_row_of_another_version_of_the_software_is_told_as_such(
    collection: Collection, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(iter(table(collection.root, "articles")))
    monkeypatch.setattr("twa.dataset.fingerprint.code", lambda _: "another")
    told = visitor.json("proof", table="articles", id=row["id"])["checks"]
    assert derive.OTHER_CODE not in [check["claim"] for check in told]
    wrong = {**row, "quality": 0.0}
    monkeypatch.setattr(derive, "pick", lambda *_: iter([wrong]))
    first, *others = visitor.json("proof", table="articles", id=row["id"])["checks"]
    assert (first["claim"], first["holds"]) == (derive.OTHER_CODE, None)
    assert "quality" in [check["claim"] for check in others if check["holds"] is False]
    page = files("twa.dataset.browse") / "assets" / "evidence.js"
    assert f'"{derive.OTHER_CODE}"' in page.read_text("utf-8")


def test_the_articles_of_the_benchmark_can_be_shown(tmp_path: Path) -> None:
    made = articles.write(tmp_path / "many", 30)
    with browsing(made) as origin:
        assert Visitor(origin).json("search", ask=EVERYTHING)["count"] == 30
