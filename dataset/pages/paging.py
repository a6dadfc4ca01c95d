"""Further pages of an article: which page says that it goes on, and where.

An article that is cut into pages stands at its own address and at that address with a number:
`?page=2`, `/2/`, `/page/2`, `-2.html`. A page leads on if it links to itself with the next number,
by `rel=next`, by the number itself, or by a word for it. The crawl asks here, and the build.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from twa.dataset.errors import Rejected
from twa.dataset.pages.page import Page
from twa.dataset.web import sites, urls

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml import html

READ: Final = "twa.dataset.pages.paging:read"
"""What a process runs that reads pages of strangers."""

MOST: Final = 60
"""Pages of one article."""

_PAGED: Final = re.compile(
    r"[?&](?:page|p|pg|seite|pagina|strona|sida|paged)=(?P<query>\d{1,3})(?=&|$)"
    r"|/(?:(?:page|seite|pagina|strona|sida|teil|part)[/-]|p/?)?(?P<path>\d{1,2})/?$"
    r"|[-_,](?:p|page|seite-?)?(?P<name>\d{1,2})(?P<kind>\.[sp]?html?)$",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(
    r"\W*(?:next(?: page)?|continue(?: reading)?|weiter|nächste seite|(?:page )?suivante?|siguiente"
    r"|(?:pagina )?successiva|próxima|volgende(?: pagina)?|nästa(?: sida)?|neste|næste|seuraava"
    r"|następna(?: strona)?|далее|следующая|下一[页頁]|次(?:の?ページ)?へ?|다음(?: 페이지)?|sonraki"
    r"|التالي)\W*",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"\W*(?:page|seite|pagina|página|strona|sida|side|стр\w*|第)?\W*\d*\W*(?:[页頁]|ページ)?\W*$",
    re.IGNORECASE,
)


class PagedDocument(NamedTuple):
    """A page as a process is given it: its address, its decoded octets, and their type as sent."""

    url: str
    octets: bytes
    content_type: str | None
    captured_at: datetime


def read(document: PagedDocument) -> str | None:
    """Where an article goes on; null where it does not. Nothing for what can't be read."""
    try:
        return following(Page(*document).tree, document.url)
    except (Rejected, etree.LxmlError):
        return None


def may_lead_on(url: str, octets: bytes) -> bool:
    """Whether the octets of a page name its next number at all: quick, and not sure."""
    number = str(number_of(url) + 1).encode()
    return re.search(rb"href=[^>]{0,2000}?[/=_,p-]" + number + rb"[/\"'\s>.&]", octets) is not None


def following(tree: html.HtmlElement, url: str) -> str | None:
    """The address of the next page of the article at `url`, by a page's tree; None for none."""
    own, number = _unpaged(url), number_of(url) + 1
    for href in _links(tree, str(number)):
        try:
            link = urls.join(url, href).partition("#")[0]
            if number_of(link) == number and sites.same_site(link, url) and _unpaged(link) == own:
                return link
        except ValueError:
            continue
    return None


def number_of(url: str) -> int:
    """Which page of an article an address is of: 1 for one without a number."""
    found = _PAGED.search(url.partition("#")[0])
    if found is None:
        return 1
    return int(found["query"] or found["path"] or found["name"])


def are_of_one(title: str | None, other: str | None) -> bool:
    """Whether titles are of pages of one article: equal, but for a number at the end."""
    one, two = (
        _NUMBERED.sub("", " ".join((told or "").casefold().split())) for told in (title, other)
    )
    return not one or not two or one == two


def _links(tree: html.HtmlElement, number: str) -> Iterator[str]:
    """Where links lead that are said to lead to the page of this number, and have it."""
    # Most addresses have the digits in a year, or in a number that is longer.
    numbered = re.compile(rf"(?<![1-9])(?<![1-9]0){number}(?!\d)")
    for element in tree.iter("link", "a"):
        href = element.get("href")
        if not href or number not in href or not numbered.search(href):
            continue
        if "next" in (element.get("rel") or "").lower().split():
            yield href
        elif element.tag == "a":
            words = "".join(element.itertext()).strip()
            if words == number or (len(words) < 40 and _says_next(words)):
                yield href


def _says_next(words: str) -> bool:
    return bool(words) and (words in "›»→>" or _NEXT.fullmatch(words) is not None)


def _unpaged(url: str) -> str:
    bare = url.partition("#")[0]
    if (found := _PAGED.search(bare)) is not None:
        front, back = bare[: found.start()], bare[found.end() :]
        # What follows the number in a query takes its place.
        bare = f"{front}{found[0][0]}{back[1:]}" if back else front + (found["kind"] or "")
    return bare.rstrip("/?&").removesuffix("/page")
