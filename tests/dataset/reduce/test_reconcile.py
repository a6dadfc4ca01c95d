"""Where page and feed both date an article."""

from __future__ import annotations

from pathlib import Path

from tests.dataset.archives import FEED, RSS, SENTENCES, SITE, Archive, feed, hours, item, table
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection

TITLE = "Divers free the lock gate by hand"


def test_a_page_that_dates_but_its_change_gives_way_to_the_feed(tmp_path: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("gate", TITLE, published="Fri, 10 May 2024 06:30:00 +0000")), **RSS)
    story = "".join(f"<p>{text}</p>" for text in SENTENCES)
    shown = f"<article><h1>{TITLE}</h1><p>Updated: 16 May 2024</p>{story}</article>"
    archive.get(f"{SITE}/gate/", shown, at=hours(1))
    archive.save(tmp_path)
    build(Collection(tmp_path), workers=1)
    (row,) = table(tmp_path, "articles")
    assert (row["published"].isoformat(), row["modified"].day) == ("2024-05-10T06:30:00+00:00", 16)
