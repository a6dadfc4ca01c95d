"""What points to other articles: "Read also" in the languages of the world's newspapers."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from twa.dataset.expressions import expression

LONGEST: Final = 200
"""Characters of a line that points to another article."""

_CHAPTER: Final = "see also"
"""What alone is the heading of a chapter in encyclopedias."""

_WORDS: Final = (
    # English, German, Dutch, Afrikaans
    r"(?:also |must |next |now )?read(?: also| more| next| too| this(?: also)?)?|see also"
    r"|(?:also )?related(?: (?:articles?|stor(?:y|ies)|news|posts?|coverage|reading|topics?))?"
    r"|more (?:on this(?: story| topic)?|from|stories|news|like this|to read)|also in the news"
    r"|latest (?:stories|news|articles|posts|headlines)"
    r"|(?:people|others|readers) (?:are )?(?:also )?read(?:ing)?"
    r"|más información"
    r"|you (?:may|might) (?:also )?(?:like|be interested in|enjoy)(?: this| these)?|don.t miss"
    r"|recommended(?: for you| stories| reading| articles)?|(?:most|top) (?:read|stories)"
    r"|lesen sie (?:auch|dazu|hier|mehr|hierzu)(?: auch)?|auch interessant|lesetipps?"
    r"|mehr (?:zum thema|dazu|lesen)|das könnte (?:sie|dich) (?:auch )?interessieren"
    r"|lees (?:ook|meer|verder|hier)|bekijk ook|zie ook"
    # French, Spanish, Catalan, Galician, Portuguese, Italian, Romanian
    r"|(?:à )?(?:lire|voir|écouter) (?:aussi|également)|à lire|sur le même (?:sujet|thème)"
    r"|(?:tambi[ée]n )?[lt]e (?:puede|podría) (?:interesar|gustar)"
    r"|(?:l[ée]e|lea|leer|leé|ver|ve|vea|mira|mirá|consult[ae]|escuch[ae])"
    r" (?:tambi[ée]n|además|más|aquí)|también lee"
    r"|(?:noticias?|notas?|contenidos?|artículos?|temas?) (?:relacionad[ao]s?|recomendad[ao]s?)"
    r"|llegi[ur] (?:també|més)|llegeix també|le(?:a|e) tamén"
    r"|(?:leia|veja|confira|ouça|assista)(?: também| mais| ainda| a seguir)|ler também|saiba mais"
    r"|(?:notícias?|matérias?|artigos?) relacionad[ao]s?|relacionad[ao]s"
    r"|(?:leggi|vedi|guarda|ascolta) anche|leggi (?:di più|pure)"
    r"|potrebbe interessarti(?: anche)?|(?:articoli|notizie) correlat[ie]|per approfondire"
    r"|cite[sș]te (?:[sș]i|mai mult)|vezi [sș]i|[sș]tiri similare|articole (?:similare|recomandate)"
    # Swedish, Norwegian, Danish, Icelandic, Finnish, Estonian, Latvian, Lithuanian
    r"|läs (?:också|även|mer)|les (?:også|mer)|læs (?:også|mere)|se (?:også|även|också)"
    r"|lest?u (?:líka|meira|einnig)|lesa (?:líka|einnig)|lue (?:myös|lisää)|katso myös"
    r"|loe (?:ka|lisaks|veel)|las(?:i|iet) (?:arī|vēl|vairāk)"
    r"|(?:taip pat )?skaitykite(?: taip pat| daugiau)?|susiję straipsniai"
    # Polish, Czech, Slovak, Slovenian, Croatian, Serbian, Macedonian, Bulgarian, Albanian
    r"|(?:czytaj|przeczytaj|zobacz|sprawdź)(?: też| także| również| więcej)|warto przeczytać"
    r"|(?:čtěte|přečtěte si|podívejte se) (?:také|též|i|více)|související(?: články)?"
    r"|(?:čítajte|prečítajte si|pozrite si)(?: tiež| aj| viac)|súvisiace(?: články)?"
    r"|mohlo by (?:vás|sa vám) .{3,20}|preberite (?:tudi|še|več)|berite tudi"
    r"|(?:pro)?čita(?:j|jte)(?: i| još| više)|povezan[ei] (?:vijesti|vesti|članci)"
    r"|(?:про)?читај(?:те)?(?: и| још| више| повеќе)|прочетете (?:още|също|и)|виж(?:те)? (?:още|и)"
    r"|още по темата|lexo(?:ni)? (?:edhe|më shumë|gjithashtu)"
    # Russian, Ukrainian, Belarusian, Kazakh, Mongolian, Uzbek, Azerbaijani, Turkish
    r"|(?:читайте|смотрите)(?: также| ещё| еще| по теме)|(?:материалы )?по теме"
    r"|читайте (?:також|ще)|дивіться також|(?:більше )?за темою|чытайце (?:таксама|яшчэ)"
    r"|(?:тағы|сондай-ақ|сонымен қатар) оқ(?:ыңыз|и отырыңыз)(?:дар)?|мөн унш(?:аарай|ина уу)"
    r"|(?:shuningdek|yana|bu ham) o.qi(?:ng|shingiz mumkin)|həmçinin oxuyun|bunu da oxuyun"
    r"|(?:ilgili|benzer) haber(?:ler)?|bunlar da ilginizi çekebilir|ayrıca (?:okuyun|bakınız)"
    # Hungarian, Greek, Georgian, Armenian, Hebrew, Arabic, Persian, Urdu, Pashto, Kurdish
    r"|(?:olvass[ao]d?|olvassa|nézd|nézze)(?: el)? (?:ezt )?(?:is|tovább)"
    r"|kapcsolódó(?: cikk(?:ek|ünk)?)?"
    r"|διαβάστε (?:επίσης|ακόμ[αη]|και|περισσότερα|σχετικά)|δείτε (?:επίσης|ακόμ[αη]|και)"
    r"|(?:ასევე )?წაიკითხეთ(?: ასევე| აგრეთვე| მეტი)?|(?:կարդացե՛?ք|կարդալ) (?:նաև|ավելին)"
    r"|(?:קראו|צפו|האזינו) (?:גם|עוד)|(?:כתבות|ידיעות) (?:קשורות|נוספות)|עוד בנושא"
    r"|(?:[اإ]قر[أئا](?:ي|وا|وا)?|شاهد(?:وا)?|طالع)(?: (?:أيض[اًا]+|ايضا|المزيد|كذلك))"
    r"|قد يهمك(?: أيض[اًا]+)?"
    r"|(?:أخبار|مواضيع|مقالات) (?:ذات صلة|متعلقة)"
    r"|(?:بیشتر|همچنین|حتما|اینجا) بخوانید|(?:مطالب|اخبار|خبرهای) مرتبط"
    r"|(?:یہ بھی|مزید) پڑھیں|مزید پڑھیے"
    # Hindi, Marathi, Nepali, Bengali, Gujarati, Punjabi, Tamil, Telugu, Kannada, Malayalam, Sinhala
    r"|(?:यह|ये|इसे|यहां)(?: खबर(?:ें)?)? भी (?:पढ़ें|पढ़े|देखें)|और पढ़ें|संबंधित (?:खबरें|खबर|बातम्या)"
    r"|(?:हे|हेही|हे ही|आणखी) (?:पण |देखील )?वाचा|यो पनि (?:पढ्नुहोस्|पढ्नुस्)|थप पढ्नुहोस्"
    r"|আর[ওো] (?:পড়ুন|পড়ুন|দেখুন)|আরও খবর|এটিও পড়ুন|આ પણ વાંચો|ਇਹ ਵੀ ਪੜ੍ਹੋ"
    r"|(?:இதையும்|மேலும்) (?:படிக்க|படிங்க|படியுங்கள்|வாசிக்க)|(?:ఇది|ఇవి) కూడా చదవండి"
    r"|ಇದನ್ನೂ ಓದಿ|(?:ഇതും|കൂടുതൽ) വായിക്ക(?:ൂ|ുക|ാം)|(?:මෙයත්|තවත්) කියවන්න"
    # Thai, Lao, Khmer, Burmese, Vietnamese, Indonesian, Malay, Filipino, Swahili, Amharic, Basque
    r"|อ่าน(?:เพิ่มเติม|ข่าวเพิ่มเติม|ข่าวต้นฉบับ|ต่อ|ประกอบ)|(?:อ่าน)?(?:ข่าว|เรื่อง)ที่เกี่ยวข้อง|อ่านข่าว(?:อื่น)?"
    r"|ອ່ານ(?:ເພີ່ມ(?:ຕື່ມ|ເຕີມ)?|ຂ່າວທີ່ກ່ຽວຂ້ອງ)|អាន(?:បន្ថែម|បន្ត)|អត្ថបទ(?:ទាក់ទង|ពាក់ព័ន្ធ)"
    r"|ဆက်စပ်(?:သတင်း|ဖတ်ရှုရန်)|(?:xem|đọc) (?:thêm|tiếp)|tin liên quan|có thể bạn quan tâm"
    r"|(?:baca|simak|lihat|tonton) (?:juga|pula|selengkapnya|lagi)|(?:artikel|berita) terkait"
    r"|basahin(?: din| rin)|soma (?:pia|zaidi)|ተጨማሪ ያንብቡ|irakurri (?:gehiago|ere)"
    # Japanese, Korean, Chinese
    r"|関連(?:記事|ニュース|リンク)|あわせて読みたい|こちらもおすすめ|(?:関連|合わせて)読みたい"
    r"|관련\s?(?:기사|뉴스)|함께\s?보면\s?좋은\s?(?:기사|글)|[相関关][关關連]\s?(?:阅读|閱讀|新闻|新聞|报道|報導|链接|連結|推荐|推薦)"
    r"|(?:延伸|推荐|推薦)(?:阅读|閱讀)|更多(?:新闻|新聞|报道|報導)|看更多(?:新聞|文章)?"
)


_WHOSE: Final = "(?:from|on|about|aus|von|bei|sur|su|van|op|om|på|fra|från)"
"""What leads to the name of a paper or a topic behind such a label."""

_IN: Final = "(?:en|em|no|na|su|sur)"
"""What leads to the name of a paper in the label of links."""


def _with_capitals(pattern: str) -> str:
    """The pattern where accents of Greek and Latin letters may be left out, as in capitals."""
    parts: list[str] = []
    listed = False
    for letter in unicodedata.normalize("NFC", pattern):
        listed = letter == "[" or (listed and letter != "]")
        bare = unicodedata.normalize("NFD", letter)[0]
        if bare != letter and ("a" <= bare <= "z" or "α" <= bare <= "ω"):
            parts.append(letter + bare if listed else f"[{letter}{bare}]")
        else:
            parts.append(letter)
    return "".join(parts)


_LABEL: Final = expression(
    _with_capitals(rf"\W{{0,9}}(?:{_WORDS})(?: {_IN} [^:：.!?]{{1,30}}[:：])?\W{{0,5}}"),
    re.IGNORECASE,
)
_POINTER: Final = expression(
    _with_capitals(rf"\W{{0,9}}(?:{_WORDS})\s?\W{{0,5}}(?: ?\b{_WHOSE} [^:：]{{1,30}})?")
    + r"(?:[:：|/>»›＞】』\]]\s?|[–—-]\s)\S.*",
    re.IGNORECASE | re.DOTALL,
)


def is_label(text: str) -> bool:
    """Whether all that a text says is that other articles follow."""
    if len(text) > LONGEST or text.casefold() == _CHAPTER:
        return False
    return _LABEL.fullmatch(text) is not None


def is_pointer(text: str) -> bool:
    """Whether a text is such a label, a sign that parts, and what may be another's headline."""
    return len(text) <= LONGEST and _POINTER.fullmatch(text) is not None
