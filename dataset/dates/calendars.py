"""Calendars and names that dates are written with: months, eras, time zones, halves of the day.

Only names that mean one thing: what two regions of news give to two offsets (`AST`) is not here;
`IST` is India's, which writes it under nearly all of its news. A month that two languages
have (`listopada`) is Poland's where the language is not known to be the other.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTH_NAMES: Final = (
    # Of the languages of news: as they stand in a date (many are inflected there) and alone,
    # abbreviations without their last dot.
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari января янв"
    " stycznia ocak يناير جانفي ledna Ιανουαρίου січня ianuarie január tammikuuta jaanuar"
    " janvāris janvārī januára januarja siječnja sausio януари јануар јануари yanvar janar"
    " gener xaneiro janúar students студзеня қаңтар იანვარი հունվարի ינואר בינואר जनवरी"
    " জানুয়ারি জানুয়ারী ஜனவரி جنوری ژانویه มกราคม ม.ค జనవరి ಜನವರಿ ജനുവരി જાન્યુઆરી ਜਨਵਰੀ"
    " ଜାନୁଆରୀ जानेवारी ජනවාරි ဇန်နဝါရီ មករា ມັງກອນ urtarrilaren januarie студзень leden ionawr"
    " ιανουάριος jannewaris eanáir janairu siječanj հնվ январь ມ.ກ sausis jannar styczeń جنوري"
    " janaayo ýanwar гыйнвар січень januwari rêbendan জানুৱাৰী ژانویهٔ urtarrilak",
    "february feb februar feber février fevrier févr fevr fév febrero febbraio fevereiro fev"
    " februari февраля фев февр lutego şubat فبراير فيفري شباط února Φεβρουαρίου лютого"
    " februarie február helmikuuta veebruar februāris februārī februára februarja veljače"
    " vasario февруари фебруар fevral shkurt febrer febreiro febrúar pebrero лютага ақпан"
    " თებერვალი փետրվարի פברואר בפברואר फरवरी फ़रवरी ফেব্রুয়ারি ফেব্রুয়ারী ఫిబ్రవరి ಫೆಬ್ರವರಿ"
    " ഫെബ്രുവരി ફેબ્રુઆરી ਫਰਵਰੀ ଫେବୃଆରୀ फेब्रुवारी පෙබරවාරි ဖေဖော်ဝါရီ កុម្ភៈ ກຸມພາ பிப்ரவரி"
    " فروری فوریه กุมภาพันธ์ ก.พ otsailaren люты chwefror φεβρουάριος febrewaris feabhra"
    " fabrairu veljača փտվ февраль ກ.ພ vasaris frar फेब्रुअरी ਫ਼ਰਵਰੀ luty فبروري febraayo"
    " fewral лютий februwari sibat ফেব্ৰুৱাৰী فوریهٔ otsailak",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt марта мар marca mart maret"
    " مارس آذار března Μαρτίου березня martie március maaliskuuta märts marts martā ožujka kovo"
    " март març marso machi mac сакавіка наурыз მარტი մարտի מרץ במרץ मार्च మార్చి ಮಾರ್ಚ್"
    " മാർച്ച് માર્ચ ਮਾਰਚ ମାର୍ଚ୍ଚ මාර්තු မတ် មីនា ມີນາ মার্চ மார்ச் مارچ มีนาคม มี.ค martxoaren"
    " březen mawrth μάρτιος ožujak մրտ ມ.ນ kovas marzu marzec marec maarso березень adar মাৰ্চ"
    " martxoak",
    "april apr avril avr abril abr aprile апреля апр kwietnia nisan أبريل ابريل إبريل أفريل"
    " نيسان dubna Απριλίου квітня aprilie április huhtikuuta aprill aprīlis aprīlī apríla"
    " travnja balandžio април prill apríl aprili красавіка сәуір აპრილი ապրիլի אפריל באפריל"
    " अप्रैल এপ্রিল ஏப்ரல் اپریل آوریل เมษายน เม.ย ఏప్రిల్ ಏಪ್ರಿಲ್ ഏപ്രിൽ એપ્રિલ ਅਪ੍ਰੈਲ ଅପ୍ରେଲ"
    " एप्रिल අප්‍රේල් ဧပြီ មេសា ເມສາ apirilaren aprel duben ebrill απρίλιος aibreán afirilu"
    " travanj апрель abrëll ມ.ສ balandis अप्रिल kwiecień abriil квітень এপ্ৰিল apirilak",
    "may mai mayo maggio mag maio mei maj мая maja mayıs مايو ماي أيار května Μαΐου травня"
    " május toukokuuta maijs maijā mája svibnja gegužės май мај maí мамыр მაისი մայիսի מאי במאי"
    " मई মে மே مئی พฤษภาคม พ.ค మే ಮೇ മേയ് મે ਮਈ ମଇ मे මැයි မေ ឧសភា ພຶດສະພາ maiatzaren maig"
    " květen μάιος مه مهٔ maaie mee bealtaine svibanj մյս ພ.ພ mejju травень gulan maiatzak",
    "june jun juni juin junio giugno giu junho июня июн czerwca haziran يونيو جوان حزيران"
    " června Ιουνίου червня iunie június kesäkuuta juuni jūnijs jūnijā júna junija lipnja"
    " birželio юни јун јуни iyun qershor xuño júní hunyo чэрвеня маусым ივნისი հունիսի יוני"
    " ביוני जून জুন ஜூன் جون ژوئن มิถุนายน มิ.ย జూన్ ಜೂನ್ ജൂൺ જૂન ਜੂਨ ଜୁନ ජූනි ဇွန် មិថុនា"
    " ມິຖຸນາ ekainaren junie iyn чэрвень juny čvn mehefin ιούνιος meitheamh yuni lipanj հնս"
    " июнь ມິ.ຖ birželis ġunju जुन czerwiec червень hezîran ekainak",
    "july jul juli juillet juil julio luglio lug julho июля июл lipca temmuz يوليو جويلية"
    " يوليوز تموز července Ιουλίου липня iulie július heinäkuuta juuli jūlijs jūlijā júla"
    " julija srpnja liepos юли јул јули iyul korrik juliol xullo júlí hulyo julai ліпеня шілде"
    " ივლისი հուլիսի יולי ביולי जुलाई জুলাই ஜூலை جولائی ژوئیه กรกฎาคม ก.ค జులై జూలై ಜುಲೈ ജൂലൈ"
    " જુલાઈ ਜੁਲਾਈ ଜୁଲାଇ जुलै ජූලි ဇူလိုင် កក្កដា ກໍລະກົດ uztailaren julie iyl ліпень čvc"
    " červenec gorffennaf ιούλιος iúil ژوئیهٔ yuli srpanj հլս июль ກ.ລ liepa lulju lipiec جولای"
    " luulyo липень tîrmeh uztailak",
    "august aug août aout agosto ago augustus augusti августа авг sierpnia ağustos agustus"
    " أغسطس اغسطس غشت أوت آب srpna Αυγούστου серпня augusztus elokuuta augusts augustā avgusta"
    " kolovoza rugpjūčio август avqust avgust gusht ágúst ogos agosti жніўня тамыз აგვისტო"
    " օգոստոսի אוגוסט באוגוסט अगस्त আগস্ট আগষ্ট ஆகஸ்ட் اگست اوت ఆగస్టు ಆಗಸ್ಟ್ ഓഗസ്റ്റ് ઑગસ્ટ"
    " ઓગસ્ટ ਅਗਸਤ ଅଗଷ୍ଟ ऑगस्ट අගෝස්තු ဩဂုတ် សីហា ສິງຫາ สิงหาคม ส.ค abuztuaren жнівень আগ аугуст"
    " srpen awst αύγουστος lúnasa agusta օգս ສ.ຫ rugpjūtis awwissu अगस्ट sierpień اګست agoosto"
    " awgust серпень agt tebax abuztuak",
    "september sep sept septembre septiembre setiembre settembre set setembro сентября сен сент"
    " września eylül سبتمبر شتنبر أيلول září Σεπτεμβρίου вересня septembrie szeptember"
    " syyskuuta septembris septembrī septembra rujna rugsėjo септември септембар sentyabr"
    " sentabr shtator setyembre septemba верасня қыркүйек სექტემბერი սեպտեմբերի ספטמבר בספטמבר"
    " सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் ستمبر سپتامبر กันยายน ก.ย సెప్టెంబరు సెప్టెంబర్"
    " ಸೆಪ್ಟೆಂಬರ್ സെപ്റ്റംബർ સપ્ટેમ્બર ਸਤੰਬਰ ସେପ୍ଟେମ୍ବର सप्टेंबर සැප්තැම්බර් စက်တင်ဘာ កញ្ញា"
    " ກັນຍາ irailaren верасень septembar setembre σεπτέμβριος septimber satumba rujan сентябрь"
    " ກ.ຍ rugsėjis settembru सेप्टेम्बर wrzesień سپتمبر sebtembar вересень îlon irailak",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября окт października"
    " ekim أكتوبر اكتوبر října Οκτωβρίου жовтня octombrie október lokakuuta oktoober oktobris"
    " oktobrī októbra oktobra spalio октомври октобар oktyabr oktabr tetor oktubre oktoba"
    " кастрычніка қазан ოქტომბერი հոկտեմբերի אוקטובר באוקטובר अक्टूबर अक्तूबर অক্টোবর அக்டோபர்"
    " اکتوبر اکتبر ตุลาคม ต.ค అక్టోబరు అక్టోబర్ ಅಕ್ಟೋಬರ್ ഒക്ടോബർ ઑક્ટોબર ઓક્ટોબર ਅਕਤੂਬਰ ଅକ୍ଟୋବର"
    " ऑक्टोबर ඔක්තෝබර් အောက်တိုဘာ តុលា ຕຸລາ urriaren oktobar říjen hydref οκτώβριος октябрь ຕ.ລ"
    " spalis ottubru अक्टोबर oktoobar жовтень cotmeh urriak",
    "november nov novembre noviembre novembro ноября ноя нояб listopada kasım نوفمبر نونبر"
    " listopadu Νοεμβρίου листопада noiembrie marraskuuta novembris novembrī novembra studenoga"
    " studenog lapkričio ноември новембар noyabr nëntor nóvember nobyembre novemba лістапада"
    " қараша ნოემბერი նոյեմբերի נובמבר בנובמבר नवंबर नवम्बर নভেম্বর నవంబరు నవంబర్ ನವೆಂಬರ್ നവംബർ"
    " નવેમ્બર ਨਵੰਬਰ ନଭେମ୍ବର नोव्हेंबर නොවැම්බර් နိုဝင်ဘာ វិច្ឆិកា ພະຈິກ நவம்பர் نومبر نوامبر"
    " พฤศจิกายน พ.ย azaroaren nopember novembar tachwedd νοέμβριος novimber samhain nuwamba"
    " studeni ноябрь ພ.ຈ lapkritis novembru नोभेम्बर nofembar noofeembar mijdar azaroak",
    "december dec dezember dez décembre decembre déc diciembre dicembre dic dezembro desember"
    " декабря дек grudnia aralık ديسمبر دجنبر prosince Δεκεμβρίου грудня decembrie joulukuuta"
    " detsember decembris decembrī decembra prosinca gruodžio декември децембар dekabr dhjetor"
    " decembro disyembre disember desemba снежня желтоқсан დეკემბერი դեկտեմբերի דצמבר בדצמבר"
    " दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் دسمبر دسامبر డిసెంబరు డిసెంబర్ ಡಿಸೆಂಬರ್ ഡിസംബർ ડિસેમ્બર"
    " ਦਸੰਬਰ ଡିସେମ୍ବର डिसेंबर දෙසැම්බර් ဒီဇင်ဘာ ធ្នូ ທັນວາ ธันวาคม ธ.ค abenduaren снежань"
    " decembar desembre prosinec rhagfyr δεκέμβριος desimber nollaig disamba prosinac декабрь"
    " ທ.ວ gruodis diċembru डिसेम्बर diseembar grudzień грудень disemba abenduak",
)


def _joinerless(name: str) -> str:
    """A name in NFKC, case folded, without the signs that part letters or join them."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


MONTHS: Final = {
    _joinerless(name): number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}
"""Name in NFKC, case folded → month, 1 to 12."""

_CROATIAN: Final = {"listopad": 10, "listopada": 10, "lis": 10, "lip": 6, "srp": 7, "stu": 11}

_MONTHS_OF: Final[Mapping[str, Mapping[str, int]]] = {
    **dict.fromkeys(("hr", "bs", "sh"), _CROATIAN),
    "pl": {"lip": 7},
    "cs": {"srp": 8},
}
"""Language → its months that are called as another's elsewhere."""

# The months of the Levant and Iraq have two words; those of Egypt and the Gulf, one.
_LEVANT: Final = {
    "كانون الثاني": "يناير",
    "تشرين الأول": "أكتوبر",
    "تشرين الاول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
    "كانون الاول": "ديسمبر",
}


def month(name: str, language: str | None) -> int | None:
    """The month of this name, 1 to 12, in a text of this language (a BCP 47 tag)."""
    folded = name.casefold().rstrip("׳'॰")
    own = _MONTHS_OF.get(re.split("[-_]", (language or "").casefold())[0], {})
    return own.get(folded) or MONTHS.get(folded) or _abbreviated(folded)


@lru_cache(maxsize=512)
def _abbreviated(folded: str) -> int | None:
    """The one month that names begin so: `ное`, `груд`, `lapkr`. None where several do."""
    if number := _plain_months().get(_plain(folded)):
        return number
    # Vowels of Indic scripts are marks on the letter before.
    least = _SHORTEST - (_INDIC[0] <= folded[:1] <= _INDIC[1])
    if len(folded) < least or not all(unicodedata.category(c)[0] in "LM" for c in folded):
        return None
    found = {number for name, number in MONTHS.items() if name.startswith(folded)}
    return found.pop() if len(found) == 1 else None


_SHORTEST: Final = 3
"""Letters of an abbreviation that is read though no table has it; one less in Indic scripts."""

_INDIC: Final = ("\u0900", "\u0dff")


@cache
def _plain_months() -> Mapping[str, int]:
    return {_plain(name): number for name, number in MONTHS.items()}


def _plain(folded: str) -> str:
    """A name as capitals have it, which drop the accents of Greek and the dots of Turkish."""
    if folded[:1] > _EUROPEAN:
        return folded
    apart = unicodedata.normalize("NFD", folded.replace("ı", "i"))
    return "".join(c for c in apart if unicodedata.category(c) != "Mn")


_EUROPEAN: Final = "\u03ff"
"""The last letter of Greek; Latin letters stand before it."""


def levant(text: str) -> str:
    """A text with the two words of a month of the Levant as one of the same meaning."""
    if "تشرين" in text or "كانون" in text:
        for name, other in _LEVANT.items():
            text = text.replace(name, other)
    return _TWICE.sub(_once, text) if "/" in text or "(" in text else text


# `آب/أغسطس`, `تشرين الثاني (نوفمبر)`: the month by both of its names.
_TWICE: Final = re.compile(r"([\u0621-\u064a]{2,8}) ?(?:/|(\()) ?([\u0621-\u064a]{2,8})(?(2)\))")


def _once(match: re.Match[str]) -> str:
    first, second = MONTHS.get(match[1]), MONTHS.get(match[3])
    return match[3] if first is not None and first == second else match.group()


# Languages in which a date with slashes has the day first, in every country; and the
# countries where English does.
_DAY_FIRST: Final = re.compile(
    r"(?:ar|az|bg|bn|bs|ca|cs|da|de|el|es|et|fi|fr|gl|he|hi|hr|id|is|it|ka|kk|lv|mk|ms|nb|nl|nn|no"
    r"|pl|pt|ro|ru|sk|sl|sq|sr|th|tr|uk|ur|vi)(?:[-_]|\Z)|en[-_](?:AU|GB|IE|IN|KE|MY|NG|NZ|PK|SG)\b",
    re.IGNORECASE,
)


def day_first(language: str | None) -> bool:
    """Whether a page in this language (a BCP 47 tag) writes `03/04/2025` for the third of April."""
    return language is not None and _DAY_FIRST.match(language) is not None


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

JALALI: Final = {
    unicodedata.normalize("NFKC", name): number
    for number, names in enumerate(
        (
            "فروردین حمل وری",
            "اردیبهشت ثور غویی",
            "خرداد جوزا غبرګولی",
            "تیر سرطان چنګاښ",
            "مرداد امرداد اسد زمری",
            "شهریور سنبله وږی",
            "مهر میزان تله",
            "آبان عقرب لړم",
            "آذر قوس لیندۍ",
            "دی جدی مرغومی",
            "بهمن دلو سلواغه",
            "اسفند حوت کب",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month of the solar calendar of Iran and Afghanistan → its number; in Persian, Dari, Pashto."""


def jalali_month(name: str) -> int | None:
    """The month of the solar calendar of this name, with or without the word for month."""
    folded = name.replace("ي", "ی").replace("ك", "ک")
    return JALALI.get(folded) or JALALI.get(folded.removesuffix("ماه"))


def from_jalali(year: int, month: int, day: int) -> date:
    """A day of the solar calendar of Iran, in the common era.

    By the cycle of 33 years with eight leap years, which is the calendar's own from 1206 to 1498
    (A.D. 1827 to 2119). Raises ValueError for a day that it has not.
    """
    if not (1206 <= year <= 1498 and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        raise ValueError(f"no day of the solar calendar: {year}-{month}-{day}")
    before = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    ordinal = _nowruz(year) + before + day - 1
    if ordinal >= _nowruz(year + 1):
        raise ValueError(f"not a leap year of the solar calendar: {year}")
    return date.fromordinal(ordinal)


def _nowruz(year: int) -> int:
    """The first day of a year of the solar calendar, as days of the common era."""
    past = year + 1595
    return 365 * past + past // 33 * 8 + (past % 33 + 3) // 4 - 356032


_HALVES: Final = {
    word.casefold(): part
    for part, words in (
        (
            "a",
            "上午 午前 오전 凌晨 早上 清晨 새벽 아침 ص صباحا πμ قظ صبح PD पूर्वाह्न सुबह सकाळी बिहान"
            " পূর্বাহ্ন সকাল এএম முற்பகல் காலை ఉదయం ಬೆಳಿಗ್ಗೆ രാവിലെ સવારે ਸਵੇਰੇ sáng SA pagi PG umaga am",
        ),
        (
            "p",
            "下午 午後 오후 傍晚 저녁 م مساء μμ بظ MD بعدازظهر عصر عصرا شام अपराह्न शाम दुपारी"
            " सायंकाळी संध्याकाळी दिउँसो बेलुका অপরাহ্ন বিকাল বিকেল সন্ধ্যা পিএম பிற்பகல் மாலை సాయంత్రం ಸಂಜೆ"
            " വൈകിട്ട് સાંજે ਸ਼ਾਮ chiều tối CH petang PTG hapon pm",
        ),
        ("m", "中午 낮 ظهرا ظهر دوپہر दोपहर দুপুর మధ్యాహ్నం બપોરે trưa siang"),
        ("n", "晚上 晚间 晚間 深夜 밤 ليلا شب رات रात रात्री राति রাত malam gabi"),
    )
    for word in words.split()
}
"""Words for the parts of a day, without their dots: `a` and `p`, before and after noon; `m`, around
it; `n`, night."""


def half(stated: str) -> str | None:
    """The part of the day that a word or abbreviation says, None where it says none."""
    folded = stated.replace(".", "").replace(" ", "").casefold()
    return _HALVES.get(folded)


def of_day(hour: int, half: str) -> int:
    """The hour of the day of one to twelve in a part of it (`a`, `p`, `m`, `n`)."""
    if half == "m":
        half = "a" if _MORNING <= hour < _NOON else "p"
    elif half == "n":
        half = "p" if _EVENING <= hour < _NOON else "a"
    return hour % _NOON + (_NOON if half == "p" else 0)


_NOON: Final = 12
_MORNING: Final = 9
_EVENING: Final = 6
