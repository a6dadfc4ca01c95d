"""What in the markup says that an element names who wrote: rel, itemprop, class, a link's path."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from twa.dataset.expressions import SignedExpression, expression
from twa.dataset.pages.metadata.markup import names_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What those who write are called, in many languages.
_WRITER: Final = (
    r"author|autore?|auteur|avtor|writer|journalist|jornalista|periodista|reporter|contributor"
    r"|columnist|signature|signataire|firma|giornalista|redactor|creator|kreator|yazar|muhabir"
    r"|muallif|penulis|pewarta|jurnalis|wartawan|tac-?gia|forfatter|skribent|kirjoittaja|toimittaja"
    r"|szerzo|egilea|meta_nickname"
)
_CLASS: Final = expression(
    rf"(?:^|[\s_-]|(?<=[a-z])(?=[A-Z]))(?:by-?line|{_WRITER}"
    r"|(?:posted|writt?e?n?|published|article)-?_?by|vcard|credit-name)e?s?"
    r"(?:[_-]{0,2}(?:name|names|link|text|info|by|line|adi|list|block|wrapper|container|item"
    r"|details?|head(?:er)?|meta|url|title|box|data|area|inner|content))*"
    r"(?=$|[\s_-]|[A-Z])",
    re.IGNORECASE,
)
# What one of those has in it, in lower case: a search for words alone is quick.
_SIGN: Final = SignedExpression(rf"by|line|vcard|credit|{_WRITER}")
_NOT_NAMES: Final = SignedExpression(
    r"bio(?![a-z])|biograph|desc|avatar|image|img|photo|picture|social|follow|email"
    r"|author(?:s?[_-]{0,2}(?:title|role|job|position))"
    r"|writer(?:s?[_-]{0,2}(?:title|role|job|position))"
    r"|contributor(?:s?[_-]{0,2}(?:title|role|job|position))"
    r"|(?:author|writer|contributor)s?[_-]{0,2}(?:company|employer|organi[sz]ation|affiliation)"
    r"|job|position|icon|comment|related|share|newsletter|popover|tooltip|modal|designation"
    r"|occupation"
)
_PATH: Final = expression(
    r"/(?:authors?|bylines?|profiles?|people|autore?s?|autoren|auteurs?|auteurice|contributors?|staff|by"
    r"|autorzy|autori|autory|avtor|redakteure?|redaktoren|journalistes?|periodistas?|jornalistas?"
    r"|journalists?|team"
    r"|firmas?|writers?|correspondents?|reporters?|yazar(?:lar)?|author-profile|bio|columnist"
    r"|expert|experts|users?|creators?|autor|redaktion|tac-gia|journalisten|person)"
    r"/[^/]|/auth?or/?\Z|/@[\w.]+|[?&]_?author(?:_name|id)?=|/author-",
    re.IGNORECASE,
)
_ELSEWHERE: Final = expression(
    r"/(?:categor(?:y|ies|ia|ias|ie|ies?|ías?|ía)|tags?|topics?|sections?|kategorien?|kategori|temas?"
    r"|themen?|rubrik|rubrique|ressort|etiquetas?|etiket(?:ler)?|labels?|sujet|keywords?|hashtags?"
    r"|mots?-cles?|stichwort(?:e)?|schlagwort(?:e)?|emner?|aihe|avainsana|cimkek?|stite?k|znacka"
    r"|oznake?|tagovi|tegi?|teqler|konu(?:lar)?)/",
    re.I,
)


def stated(element: HtmlElement) -> bool:
    """Whether an element is marked by a standard's word: `rel`, `itemprop`, hAtom."""
    if (prop := element.get("itemprop")) and "author" in prop.lower().split():
        return True
    called = element.get("class") or ""
    if "vcard" in called and {"author", "vcard"}.issubset(called.split()):
        return True
    return element.tag in ("a", "link") and "author" in (element.get("rel") or "").lower().split()


def linked(element: HtmlElement) -> bool:
    """Whether an element links to a page about a writer."""
    return element.tag == "a" and _PATH.search(element.get("href") or "") is not None


def leads_to_another(link: HtmlElement, name: str) -> bool:
    """Whether the address of a writer's page spells a name, and it is another (`All stories`)."""
    if not linked(link):
        return False
    slug = (link.get("href") or "").rstrip("/").rpartition("/")[2].casefold()
    if not _SPELLED.fullmatch(slug):
        return False
    bare = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return bare.isascii() and not any(part in slug for part in bare.split() if len(part) > 2)


_SPELLED: Final = re.compile(r"[a-z]{3,20}-[a-z]{3,20}")
"""Two words of an address: a given name and a surname."""


class Marks(NamedTuple):
    """What an element's markup says of writers.

    `stated`, by a standard's word; `called`, by a class or id that a writer's name is in it;
    `names` is what the element is called.
    """

    stated: bool
    called: bool
    names: str

    @property
    def is_writer(self) -> bool:
        """Whether a writer's name is in the element."""
        return self.stated or self.called

    @property
    def barred(self) -> bool:
        """Whether the element is called after something else about a writer."""
        return _is_barred(self.names)


def of(element: HtmlElement) -> Marks:
    """The marks of an element."""
    if _MARKING.isdisjoint(element.keys()):
        return _UNMARKED
    return _marks(names_of(element), stated(element))


@lru_cache(maxsize=8192)
def _marks(names: str, stated: bool) -> Marks:
    called = _SIGN.search(names.lower()) is not None and any(
        _CLASS.search(name) is not None and not _is_barred(name) for name in names.split()
    )
    return Marks(stated, called, names)


_MARKING: Final = frozenset(("class", "id", "data-testid", "itemprop", "rel"))
_UNMARKED: Final = Marks(stated=False, called=False, names="")


def filed(element: HtmlElement) -> bool:
    """Whether an element links to a section or a tag."""
    if element.tag != "a":
        return False
    rel = (element.get("rel") or "").lower()
    return (
        "tag" in rel.split()
        or "category" in rel
        or bool(_ELSEWHERE.search(element.get("href") or ""))
    )


@lru_cache(maxsize=8192)
def _is_barred(names: str) -> bool:
    return _NOT_NAMES.search(names.lower()) is not None
