"""Nepal's calendar, Bikram Sambat: how long its months were is published, not computed."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Final

_FIRST: Final = 2060
_NEW_YEAR: Final = date(2003, 4, 14)
"""The first of Baisakh of the first year of the table."""

# A line for each year, from `_FIRST`: days of its months beyond 29.
_LENGTHS: Final = (
    "223321101011 232321110012 222322010102 223222101011 223321101011 "
    "232321110012 222322011002 223222101011 223321101011 232321110012 "
    "222322011011 223222101011 232321101011 232321110012 222322101011 "
    "223222101011 232321110011 232321110102 222322101011 223222101011 "
    "232321110011 232321110102 223222101011 223222101011 223221110111 "
    "232312110111 132321110111 223222101111 123312110111 132321110111 "
    "132321110111"
)
_YEARS: Final = _LENGTHS.split()

MONTHS: Final = {
    unicodedata.normalize("NFKC", name): number
    for number, names in enumerate(
        (
            "वैशाख बैशाख",
            "जेठ जेष्ठ ज्येष्ठ",
            "असार आषाढ",
            "साउन श्रावण",
            "भदौ भाद्र",
            "असोज आश्विन",
            "कात्तिक कार्तिक",
            "मंसिर मङ्सिर मार्ग",
            "पुस पुष पौष",
            "माघ",
            "फागुन फाल्गुन",
            "चैत चैत्र",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month → its number, by the names that Nepali papers write."""


def day(year: int, month: int, number: int) -> date:
    """A day of the calendar, in the common era. Raises ValueError for one that it has not.

    Years 2060 to 2090 (A.D. 2003 to 2034) are known.
    """
    if not (_FIRST <= year < _FIRST + len(_YEARS) and 1 <= month <= 12):
        raise ValueError(f"no month of Bikram Sambat that is known: {year}-{month}")
    months = [29 + int(beyond) for row in _YEARS[: year - _FIRST + 1] for beyond in row]
    before = 12 * (year - _FIRST) + month - 1
    if not 1 <= number <= months[before]:
        raise ValueError(f"no day of Bikram Sambat: {year}-{month}-{number}")
    return date.fromordinal(_NEW_YEAR.toordinal() + sum(months[:before]) + number - 1)
