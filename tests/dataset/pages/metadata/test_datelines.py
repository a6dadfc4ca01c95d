"""Lines of dates as papers of some eighty languages write them, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from twa.dataset.pages.metadata.dates import lines

if TYPE_CHECKING:
    from twa.dataset.dates.instants import Instant

# Language, line, published, changed: the day, or the minute in UTC.
LINES = Path(__file__).parents[3] / "data" / "datelines.txt"


def _written(instant: Instant | None) -> str:
    if instant is None:
        return ""
    stated = instant.value if instant.timed else instant.local
    return stated.isoformat()[:16]


def test_a_line_is_read_as_its_readers_read_it() -> None:
    wrong = []
    for case in LINES.read_text("utf-8").splitlines():
        language, text, *expected = (part.strip() for part in case.split("¦"))
        found = list(lines.in_line(text, language=language))
        published = (one.instant for one in found if one.said != "modified")
        changed = (one.instant for one in found if one.said == "modified")
        said = [_written(next(dates, None)) for dates in (published, changed)]
        if said != expected:
            wrong.append((language, text, expected, said))
    assert not wrong
