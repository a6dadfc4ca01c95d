"""Names that are known to be somebody's, though neither label nor markup says so."""

from __future__ import annotations

import pytest

from twa.dataset.pages.metadata.credits.vocabulary import toponyms
from twa.dataset.pages.metadata.credits.wording import names

BORNE = (
    *("नीरज कुमार", "অনির্বাণ ঘোষ", "নিরঞ্জন চৌধুরী", "નિરવ ત્રિવેદી", "రమేష్ రెడ్డి", "ಸುರೇಶ ಹೆಗಡೆ"),
    *("സിന്ധു മേനോൻ", "செ. இளங்கோவன்", "மு.செல்வம்", "கோபிநாத் முருகன்", "ਹਰਜੀਤ ਕੌਰ", "سحر بلوچ"),
)
NOBODYS = (
    *("उत्तर प्रदेश", "विशेष संवाददाता", "খেলার খবর", "স্টাফ রিপোর্টার", "தமிழ் நாடு", "తాజా వార్తలు"),
    *("ಬೆಂಗಳೂರು ನಗರ", "കേരള വാർത്ത", "تازہ ترین", "اسلام آباد"),
)


@pytest.mark.parametrize("name", BORNE)
def test_a_name_of_south_asia_is_known_in_its_script(name: str) -> None:
    assert names.borne(name)


@pytest.mark.parametrize("words", NOBODYS)
def test_a_place_a_section_and_a_desk_are_not(words: str) -> None:
    assert not names.borne(words)


@pytest.mark.parametrize(
    "words",
    ["Bad Harzstein", "St. Olaf", "Karlovy Lesy", "Велика Брана", "Copa Verde", "Morning Brief"],
)
def test_a_word_of_places_or_sections_is_none_of_somebody(words: str) -> None:
    assert toponyms.has_one(words)
    assert not toponyms.has_one("Hollis Tanaghan")


@pytest.mark.parametrize(
    "house",
    [
        "AWK Prom Sp. z o.o.",
        "Pomol d.o.o.",
        "Kotva s.r.o.",
        "Molo S.p.A.",
        "Grupa Pomost",
        "ООО Причал",
    ],
)
def test_what_law_adds_to_a_name_is_a_house(house: str) -> None:
    assert names.kind(house) == "organisation"
