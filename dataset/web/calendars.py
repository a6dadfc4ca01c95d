"""Names that dates are written with: months, time zones, halves of the day.

Only names that mean one thing: a name that two languages give to two months
(`listopad`), or two regions of news to two offsets (`AST`), is not here; `IST` is India's, which
writes it under nearly all of its news.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

_MONTH_NAMES: Final = (
    # English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Russian, Polish,
    # Turkish, Indonesian, Arabic (both sets of names), Czech, Greek, Ukrainian, Romanian,
    # Hungarian, Finnish; abbreviations without their dot.
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января янв"
    " stycznia ocak يناير جانفي"
    " ledna Ιανουαρίου січня ianuarie január tammikuuta",
    "february feb februar feber février fevrier févr fevr fév febrero febbraio fevereiro fev"
    " februari февраля фев февр lutego şubat فبراير فيفري شباط"
    " února Φεβρουαρίου лютого februarie február helmikuuta",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt марта мар marca mart maret مارس"
    " آذار"
    " března Μαρτίου березня martie március maaliskuuta",
    "april apr avril avr abril abr aprile апреля апр kwietnia nisan أبريل ابريل إبريل أفريل نيسان"
    " dubna Απριλίου квітня aprilie április huhtikuuta",
    "may mai mayo maggio mag maio mei maj мая maja mayıs مايو ماي أيار"
    " května Μαΐου травня május toukokuuta",
    "june jun juni juin junio giugno giu junho июня июн czerwca haziran يونيو جوان حزيران"
    " června Ιουνίου червня iunie június kesäkuuta",
    "july jul juli juillet juil julio luglio lug julho июля июл lipca temmuz يوليو جويلية تموز"
    " července Ιουλίου липня iulie július heinäkuuta",
    "august aug août aout agosto ago augustus augusti августа авг sierpnia ağustos agustus أغسطس"
    " اغسطس أوت آب"
    " srpna Αυγούστου серпня augusztus elokuuta",
    "september sep sept septembre septiembre setiembre settembre set setembro сентября сен сент"
    " września eylül سبتمبر أيلول"
    " září Σεπτεμβρίου вересня septembrie szeptember syyskuuta",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября окт"
    " października ekim أكتوبر اكتوبر"
    " října Οκτωβρίου жовтня octombrie október lokakuuta",
    "november nov novembre noviembre novembro ноября ноя нояб listopada kasım نوفمبر"
    " listopadu Νοεμβρίου листопада noiembrie marraskuuta",
    "december dec dezember dez décembre decembre déc diciembre dicembre dic dezembro desember"
    " декабря дек grudnia aralık ديسمبر"
    " prosince Δεκεμβρίου грудня decembrie joulukuuta",
)

MONTHS: Final = {
    name.casefold(): number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}
"""Case-folded name → month, 1 to 12."""

HALVES: Final = {
    "上午": "a",
    "午前": "a",
    "오전": "a",
    "下午": "p",
    "午後": "p",
    "오후": "p",
}
"""Words for before and after noon → `a`, `p`."""

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
