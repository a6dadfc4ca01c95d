"""Time zones by their names, summer time included, and those that a text says in words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from twa.dataset.expressions import expression

_FORMS: Final = {
    "Europe/Paris": "heure de Paris|heure française",
    "Europe/Madrid": "hora peninsular(?: española)?|hora de Madrid|hora española",
    "Europe/Rome": "ora italiana|ora di Roma",
    "Europe/Warsaw": "czasu polskiego",
    "Europe/Kyiv": "за київським часом|за Києвом|по киевскому времени|по Киеву",
    "MSK": "по московскому времени|московского времени|по Москве",
    "UTC-03": "hor[aá](?:rio)? de Brasília|hora argentina|hora de Buenos Aires",
    "UTC-05": "hora de Colombia|hora colombiana|hora peruana|hora de Lima",
    "UTC-06": "hora de(?:l centro de)? México",
    "UTC+08": "Beijing time|北京时间|北京時間|Hong Kong time|香港時間|香港时间|台灣時間|臺灣時間",
    "UTC+09": "日本時間|한국 ?시[간각]",
}
"""Name of a zone, as it is read, and the words of those who live in it."""

_SAID: Final = expression(
    "(?<=[0-9hmмн.]),? ?[(–-]? ?(?:"
    + "|".join(f"(?P<z{number}>{forms})" for number, forms in enumerate(_FORMS.values()))
    + ")[)]?",
    re.IGNORECASE,
)
_SIGNS: Final = (
    *("hor", "heure", "ora ", "czasu", "час", "врем", "москв", "києв", "киеву", "time"),
    *("時", "时", "시"),
)


def named(text: str) -> str:
    """A text with the zone that it says in words behind a time as the name of the zone."""
    folded = text.lower()
    # The pattern is slow, and most texts say no zone.
    return _SAID.sub(_zone, text) if any(sign in folded for sign in _SIGNS) else text


def _zone(match: re.Match[str]) -> str:
    return " " + list(_FORMS)[int((match.lastgroup or "z0")[1:])]


EUROPEAN: Final = {
    **dict.fromkeys(("EUROPE/LONDON", "EUROPE/DUBLIN", "EUROPE/LISBON"), 0),
    **dict.fromkeys(
        (
            *("EUROPE/PARIS", "EUROPE/BERLIN", "EUROPE/MADRID", "EUROPE/ROME", "EUROPE/VIENNA"),
            *("EUROPE/WARSAW", "EUROPE/ZURICH", "EUROPE/AMSTERDAM", "EUROPE/BRUSSELS"),
            *("EUROPE/STOCKHOLM", "EUROPE/OSLO", "EUROPE/COPENHAGEN", "EUROPE/PRAGUE"),
            *("EUROPE/BUDAPEST", "EUROPE/BELGRADE"),
        ),
        1,
    ),
    **dict.fromkeys(
        (
            *("EUROPE/KYIV", "EUROPE/KIEV", "EUROPE/ATHENS", "EUROPE/HELSINKI", "EUROPE/SOFIA"),
            *("EUROPE/BUCHAREST", "EUROPE/RIGA", "EUROPE/VILNIUS", "EUROPE/TALLINN"),
        ),
        2,
    ),
}
"""Zones of Europe by their names in the database of zones → hours from UTC in winter."""


def european_summer(local: datetime) -> bool:
    """Whether Europe has summer time on a local day, by the rule since 1996.

    From the last Sunday of March to that of October (Directive 2000/84/EC).
    """
    return _last_sunday(local.year, 3) <= local.date() < _last_sunday(local.year, 10)


def _last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


AMERICAN: Final = {"ET": -5, "CT": -6, "MT": -7, "PT": -8}
"""Names of zones of the United States that leave summer time open → hours east of UTC in winter."""


def american_summer(local: datetime) -> bool:
    """Whether the United States have summer time at a local time, by the rule since 2007.

    From the second Sunday of March to the first of November, at two o'clock (15 U.S.C. 260a).
    """
    return _sunday(local, 3, 2) <= local < _sunday(local, 11, 1)


def _sunday(local: datetime, month: int, number: int) -> datetime:
    first = local.replace(month=month, day=1, hour=2, minute=0, second=0, microsecond=0)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))


ZONES: Final = {
    name: round(hours * 60)
    for hours, names in (
        # RFC 5322, section 4.3, names these and the four zones of North America.
        (0, "Z UT UTC GMT WET"),
        (-5, "EST CDT"),
        (-4, "EDT"),
        (-6, "CST MDT"),
        (-7, "MST PDT"),
        (-8, "PST AKDT"),
        # In use elsewhere, with one meaning among the news of the world.
        (-9, "AKST"),
        (-10, "HST"),
        (-3.5, "NST"),
        (-2.5, "NDT"),
        (-3, "BRT ART"),
        (1, "BST CET MEZ WEST WAT"),
        (2, "CEST MESZ EET SAST CAT"),
        (3, "EEST MSK МСК EAT TRT"),
        (4, "GST"),
        (5, "PKT"),
        (5.5, "IST"),
        (5.75, "NPT"),
        (7, "WIB ICT"),
        (8, "AWST HKT WITA SGT MYT PHT"),
        (9, "JST KST WIT"),
        (9.5, "ACST"),
        (10.5, "ACDT"),
        (10, "AEST"),
        (11, "AEDT"),
        (12, "NZST"),
        (13, "NZDT"),
    )
    for name in names.split()
}
"""Upper-case name of a time zone → minutes east of UTC."""

ARABIC_ZONES: Final = {"مكة": 180, "مكة المكرمة": 180, "غرينتش": 0, "جرينتش": 0, "القدس": None}
"""Place behind `توقيت`, the time of it → minutes east of UTC; None where summer changes it."""

_OFFSET: Final = expression(r"(?:GMT|UTC|UT)? ?(?P<sign>[+\u2212-])(?P<h>\d{1,2}):?(?P<m>\d{2})?")


def offset(zone: str, local: datetime) -> timedelta | None:
    """Offset from UTC, or None where the name says nothing certain.

    RFC 5322, section 4.3: letters of the military and names outside the table
    are to be taken as -0000, "nothing is known about the local zone".
    """
    if zone in ARABIC_ZONES:
        known = ARABIC_ZONES[zone]
        return None if known is None else timedelta(minutes=known)
    match = _OFFSET.fullmatch(re.sub(r"(?<=\d) [A-Za-z]{3,5}\Z", "", zone).upper())
    if match is None:
        name = zone.upper()
        if name in AMERICAN:
            summer = american_summer(local)
            return timedelta(hours=AMERICAN[name] + summer)
        if name in EUROPEAN:
            return timedelta(hours=EUROPEAN[name] + european_summer(local))
        minutes = ZONES.get(name)
        return None if minutes is None else timedelta(minutes=minutes)
    hours, minutes = int(match["h"]), int(match["m"] or 0)
    if hours > 23 or minutes > 59:
        raise ValueError(zone)
    offset = timedelta(hours=hours, minutes=minutes)
    return offset if match["sign"] == "+" else -offset
