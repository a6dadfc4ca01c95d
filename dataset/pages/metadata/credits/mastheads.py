"""The house or account that stands in the byline's place, and in the title of the page too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.bylines import belief, places
from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.credits.wording import names, noise
from twa.dataset.pages.metadata.markup import plain, squeeze
from twa.dataset.pages.metadata.titles.sites import split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twa.dataset.pages.metadata.lines import PagePlace
    from twa.dataset.pages.metadata.titles.sites import Sites

LONGEST: Final = 40
"""Characters of a house's name."""

_MARKS: Final = " |,;·•–—-:："
# `標題（みなと新聞）`
_IN_BRACKETS: Final = re.compile(r"[(（]([^()（）]{2,40})[)）]\s*\Z")
_SCRIPTS: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def read(
    place: PagePlace, known: Sites, names_of_site: Iterable[str], tag: str | None
) -> list[Credit]:
    """Whom a line beside the date names, below the headline, and whom the page is signed with.

    So sites and portals of East Asia and Thailand show whose article it is; elsewhere sections
    stand there, and the paper that has no author to name. `tag` is the `<title>`.
    """
    head = place.head
    if head.line is None:
        return []
    segments = [segment for segment, _ in split(plain(tag or ""))]
    bracketed = (match[1] for one in segments if (match := _IN_BRACKETS.search(one)))
    keys = set(map(squeeze, (*names_of_site, *segments[1:][-1:], *bracketed))) - known.sections
    for number in range(head.line + 1, min(head.first, len(place.lines))):
        line = place.lines[number]
        text = noise.dateless(line.text).strip(_MARKS) if len(line.text) <= 2 * LONGEST else ""
        if not 2 <= len(text) <= LONGEST or squeeze(text) not in keys or not _SCRIPTS.match(text):
            continue
        beside = place.lines[number - 1 : number + 2]
        if places.is_caption(line.block) or not any(belief.is_dated(one.text) for one in beside):
            continue
        is_person = names.alone(text) and names.borne(text)
        return [Credit(text, "person" if is_person else "organisation", "author", "html", text)]
    return []
