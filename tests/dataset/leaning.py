"""Two articles that share what they need to be looked at: most was fetched for the first alone."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.dataset.archives import FEED, RSS, SENTENCES, SITE, Archive, feed, hours, item, page
from tests.dataset.packages import BRIDGE, FERRIES, FERRY, STYLE
from tests.site.pictures import png
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.warc import cdxj

COLOUR: Final = "rgb(1, 2, 3)"
IMPORTED, FONT = f"{SITE}/base.css", f"{SITE}/harbour.woff2"
SHARED, MOVED, ARRIVED = f"{SITE}/shared.png", f"{SITE}/moved.png", f"{SITE}/arrived.png"
FIRST, COPY = f"{SITE}/first.png", f"{SITE}/copy.png"
LONE, OWN = f"{SITE}/lone.png", f"{SITE}/own.png"
TOGETHER: Final = {STYLE, IMPORTED, FONT, SHARED, MOVED, ARRIVED, COPY}
"""What both name, or what that needs."""

_PNG: Final = png("bridge-30x20.png")
_LINK: Final = "<link rel='stylesheet' href='/style.css'>"


def built(root: Path) -> Collection:
    """The collection, with its dataset."""
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge"), item("ferry", "Ferry")), **RSS)
    archive.get(BRIDGE, _page("bridge", FIRST, LONE), at=hours(1), via=FEED)
    archive.get(FERRY, _page("ferry", COPY, OWN), at=hours(2), via=FEED)
    css: dict[str, Any] = {"role": "requisite", "media_type": "text/css", "at": hours(3)}
    image: dict[str, Any] = {"role": "requisite", "media_type": "image/png", "at": hours(3)}
    sheet = f"@import 'base.css'; h1 {{ color: {COLOUR} }}"
    archive.get(STYLE, sheet, via=BRIDGE, **css)
    archive.get(
        IMPORTED, "@font-face { font-family: H; src: url(harbour.woff2) }", via=STYLE, **css
    )
    archive.get(FONT, b"wOF2", via=IMPORTED, **{**image, "media_type": "font/woff2"})
    archive.get(SHARED, _PNG + b"shared", via=BRIDGE, **image)
    archive.get(MOVED, status="302 Found", headers=["Location: /arrived.png"], via=BRIDGE, **image)
    archive.get(ARRIVED, _PNG + b"arrived", via=MOVED, **image)
    first = archive.get(FIRST, _PNG, via=BRIDGE, **image)
    archive.get(LONE, _PNG + b"lone", via=BRIDGE, **image)
    again = replace(first, digest=f"sha256:{sha256(_PNG).hexdigest()}")
    archive.get(COPY, _PNG, via=FERRY, earlier=again, **image)
    archive.get(OWN, _PNG + b"own", via=FERRY, **image)
    archive.save(root)
    collection = Collection(root)
    cdxj.reindex(collection.archive)
    build(collection, workers=1)
    return collection


def _page(name: str, *images: str) -> str:
    paragraphs = FERRIES if name == "ferry" else SENTENCES
    shown = "".join(f"<img src='{one}' id='i{number}'>"
                    for number, one in enumerate((*images, SHARED, MOVED)))  # fmt: skip
    text = page(f"The {name} of today", paragraphs, head=_LINK)
    return text.replace("</article>", f"{shown}</article>")
