"""A collection to pack: two runs in two WARCs, revisits between them, pages with all they need."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.warc import cdxj

FIRST = "news-20240517063000000-00000-host.warc.gz"
SECOND = "news-20240614063000000-00000-host.warc.gz"
BRIDGE, FERRY = f"{SITE}/bridge/", f"{SITE}/ferry/"
STYLE, ICON, LOGO = f"{SITE}/style.css", f"{SITE}/icon.png", f"{SITE}/logo.png"
ROBOTS = f"{SITE}/robots.txt"
MAY, JUNE = hours(1), hours(28 * 24)


def fill(root: Path) -> Collection:
    """Write the WARCs and their index; no dataset yet."""
    first = Archive(FIRST, run="20240517T063000.000000Z")
    first.get(FEED, feed(item("bridge", "Bridge"), item("ferry", "Ferry")), **RSS)
    first.get(ROBOTS, "User-agent: *\nAllow: /\n", role="robots", media_type="text/plain")
    first.get(f"{SITE}/?p=1", status="302 Found", headers=[f"Location: {BRIDGE}"], via=FEED)
    first.get(BRIDGE, page("Harbour bridge reopens"), at=MAY, via=FEED)
    style = first.get(
        STYLE,
        f"body{{background:url({ICON})}}",
        role="requisite",
        via=BRIDGE,
        media_type="text/css",
    )
    first.get(ICON, b"\x89PNG\r\n\x1a\n icon", role="requisite", via=STYLE, media_type="image/png")
    ferry = first.get(FERRY, page("Ferry sold at last", FERRIES), at=MAY, via=FEED)
    first.get(LOGO, b"\x89PNG\r\n\x1a\n logo", role="requisite", via=FERRY, media_type="image/png")
    first.save(root)
    second = Archive(SECOND, run="20240614T063000.000000Z")
    second.get(BRIDGE, page("Harbour bridge reopens again"), at=JUNE, via=FEED)
    second.get(
        STYLE,
        role="requisite",
        via=BRIDGE,
        at=JUNE,
        media_type="text/css",
        earlier=replace(style, digest="sha256:" + "0" * 64),
    )
    second.get(FERRY, status="304 Not Modified", at=JUNE, via=FEED, earlier=ferry)
    second.save(root)
    collection = Collection(root)
    cdxj.reindex(collection.archive)
    return collection


FERRIES = (
    "The last of the harbour's ferries went to a yard in the south on Monday, for less than the "
    "price of its engines.",
    "Nobody had bid for it in two auctions, and the council had put money aside for the breakers.",
    "Its new owner means to moor it beside a hotel; the wheelhouse will be a bar, he said, and the "
    "car deck a place for weddings.",
)


def built(root: Path) -> Collection:
    """The same with a dataset."""
    collection = fill(root)
    build(collection, workers=1)
    return collection


def names(package: Path) -> list[str]:
    """The files of a package, in order."""
    with zipfile.ZipFile(package) as opened:
        return opened.namelist()


def member(package: Path, name: str) -> bytes:
    """One file of a package."""
    with zipfile.ZipFile(package) as opened:
        return opened.read(name)


def pages(package: Path, name: str = "pages/pages.jsonl") -> list[dict[str, Any]]:
    """The pages of a package, without the header line."""
    return [json.loads(line) for line in member(package, name).splitlines()[1:]]


def captured(package: Path) -> list[tuple[str, str]]:
    """URL and timestamp of every line of a package's (plain) index."""
    lines = member(package, "indexes/index.cdx").decode().splitlines()
    return [(json.loads(line.split(" ", 2)[2])["url"], line.split(" ")[1]) for line in lines]
