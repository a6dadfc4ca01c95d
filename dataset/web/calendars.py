"""Names that dates are written with: months, time zones, halves of the day.

Only names that mean one thing: a name that two languages give to two months
(`listopad`), or two regions of news to two offsets (`AST`), is not here; `IST` is India's, which
writes it under nearly all of its news.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Final

_MONTH_NAMES: Final = (
    # Of the languages of news: as they stand in a date (many are inflected there), abbreviations
    # without their last dot.
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января"
    " янв stycznia ocak يناير جانفي ledna Ιανουαρίου січня ianuarie január tammikuuta"
    " jaanuar janvāris janvārī januára januarja siječnja sausio януари јануар јануари"
    " yanvar janar gener xaneiro janúar students студзеня қаңтар იანვარი հունվարի ינואר"
    " בינואר जनवरी জানুয়ারি জানুয়ারী ஜனவரி جنوری ژانویه มกราคม ม.ค",
    "february feb februar feber février fevrier févr fevr fév febrero febbraio fevereiro"
    " fev februari февраля фев февр lutego şubat فبراير فيفري شباط února Φεβρουαρίου"
    " лютого februarie február helmikuuta veebruar februāris februārī februára februarja"
    " veljače vasario февруари фебруар fevral shkurt febrer febreiro febrúar pebrero"
    " лютага ақпан თებერვალი փետրվարի פברואר בפברואר फरवरी फ़रवरी ফেব্রুয়ারি ফেব্রুয়ারী"
    " பிப்ரவரி فروری فوریه กุมภาพันธ์ ก.พ",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt марта мар marca mart"
    " maret مارس آذار března Μαρτίου березня martie március maaliskuuta märts marts martā"
    " ožujka kovo март març marso machi mac сакавіка наурыз მარტი մարտի מרץ במרץ मार्च"
    " মার্চ மார்ச் مارچ มีนาคม มี.ค",
    "april apr avril avr abril abr aprile апреля апр kwietnia nisan أبريل ابريل إبريل"
    " أفريل نيسان dubna Απριλίου квітня aprilie április huhtikuuta aprill aprīlis aprīlī"
    " apríla travnja balandžio април prill apríl aprili красавіка сәуір აპრილი ապրիլի"
    " אפריל באפריל अप्रैल এপ্রিল ஏப்ரல் اپریل آوریل เมษายน เม.ย",
    "may mai mayo maggio mag maio mei maj мая maja mayıs مايو ماي أيار května Μαΐου"
    " травня május toukokuuta maijs maijā mája svibnja gegužės май мај maí мамыр მაისი"
    " մայիսի מאי במאי मई মে மே مئی พฤษภาคม พ.ค",
    "june jun juni juin junio giugno giu junho июня июн czerwca haziran يونيو جوان حزيران"
    " června Ιουνίου червня iunie június kesäkuuta juuni jūnijs jūnijā júna junija lipnja"
    " birželio юни јун јуни iyun qershor xuño júní hunyo чэрвеня маусым ივნისი հունիսի"
    " יוני ביוני जून জুন ஜூன் جون ژوئن มิถุนายน มิ.ย",
    "july jul juli juillet juil julio luglio lug julho июля июл lipca temmuz يوليو جويلية"
    " تموز července Ιουλίου липня iulie július heinäkuuta juuli jūlijs jūlijā júla julija"
    " srpnja liepos юли јул јули iyul korrik juliol xullo júlí hulyo julai ліпеня шілде"
    " ივლისი հուլիսի יולי ביולי जुलाई জুলাই ஜூலை جولائی ژوئیه กรกฎาคม ก.ค",
    "august aug août aout agosto ago augustus augusti августа авг sierpnia ağustos"
    " agustus أغسطس اغسطس أوت آب srpna Αυγούστου серпня augusztus elokuuta augusts"
    " augustā avgusta kolovoza rugpjūčio август avqust avgust gusht ágúst ogos agosti"
    " жніўня тамыз აგვისტო օգոստոսի אוגוסט באוגוסט अगस्त আগস্ট আগষ্ট ஆகஸ்ட் اگست اوت"
    " สิงหาคม ส.ค",
    "september sep sept septembre septiembre setiembre settembre set setembro сентября"
    " сен сент września eylül سبتمبر أيلول září Σεπτεμβρίου вересня septembrie szeptember"
    " syyskuuta septembris septembrī septembra rujna rugsėjo септември септембар sentyabr"
    " sentabr shtator setyembre septemba верасня қыркүйек სექტემბერი սեպտեմբերի ספטמבר"
    " בספטמבר सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் ستمبر سپتامبر กันยายน ก.ย",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября окт"
    " października ekim أكتوبر اكتوبر října Οκτωβρίου жовтня octombrie október lokakuuta"
    " oktoober oktobris oktobrī októbra oktobra spalio октомври октобар oktyabr oktabr"
    " tetor oktubre oktoba кастрычніка қазан ოქტომბერი հոկտեմբերի אוקטובר באוקטובר"
    " अक्टूबर अक्तूबर অক্টোবর அக்டோபர் اکتوبر اکتبر ตุลาคม ต.ค",
    "november nov novembre noviembre novembro ноября ноя нояб listopada kasım نوفمبر"
    " listopadu Νοεμβρίου листопада noiembrie marraskuuta novembris novembrī novembra"
    " studenoga studenog lapkričio ноември новембар noyabr nëntor nóvember nobyembre"
    " novemba лістапада қараша ნოემბერი նոյեմբերի נובמבר בנובמבר नवंबर नवम्बर নভেম্বর"
    " நவம்பர் نومبر نوامبر พฤศจิกายน พ.ย",
    "december dec dezember dez décembre decembre déc diciembre dicembre dic dezembro"
    " desember декабря дек grudnia aralık ديسمبر prosince Δεκεμβρίου грудня decembrie"
    " joulukuuta detsember decembris decembrī decembra prosinca gruodžio декември"
    " децембар dekabr dhjetor decembro disyembre disember desemba снежня желтоқсан"
    " დეკემბერი դեկտեմբերի דצמבר בדצמבר दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் دسمبر دسامبر"
    " ธันวาคม ธ.ค",
)

MONTHS: Final = {
    unicodedata.normalize("NFKC", name).casefold(): number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}
"""Name in NFKC, case folded → month, 1 to 12."""

ERAS: Final = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "民國": 1911,
    "民国": 1911,
    "中華民國": 1911,
}
"""Era of Japan or of the Republic of China → the year before its first, in the common era."""

BUDDHIST: Final = 543
"""Years by which the Buddhist era of Thailand is ahead of the common era."""

HALVES: Final = {
    "上午": "a",
    "午前": "a",
    "오전": "a",
    "下午": "p",
    "午後": "p",
    "오후": "p",
    "凌晨": "a",
    "早上": "a",
    "晚上": "p",
    "ص": "a",
    "م": "p",
    "πμ": "a",
    "μμ": "p",
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
