"""Detects the language of a text, offline and reproducibly.

py3langid (naive Bayes over byte n-grams, its model in the package) decides among
languages; for Chinese, characters that exist in one script only decide the rest.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import expression

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE: Final = 0.8
"""Probability above which a text's own evidence outdoes what the page says of itself."""

_SAMPLE: Final = 600
_ENOUGH: Final = 40
"""Letters under which a text is too short to speak for itself."""

_CODE: Final = expression(r"[a-z]{2,3}(?![a-z])")
_HAN: Final = expression(r"[㐀-䶿一-鿿]")
_KANA: Final = expression(r"[぀-ヿ]")
# ISO 639-1 for codes that pages or the model use in their place.
_SAME: Final = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "cmn": "zh",
    "zho": "zh",
}
_SCRIPTS: Final = {
    "hans": "zh-Hans",
    "cn": "zh-Hans",
    "sg": "zh-Hans",
    "hant": "zh-Hant",
    "tw": "zh-Hant",
    "hk": "zh-Hant",
    "mo": "zh-Hant",
}
# Frequent characters that one script has and the other writes differently.
_SIMPLIFIED: Final = frozenset(
    "这个们来时说国对过还会发后间问从动业现进样学开关长门车东马鸟鱼龙书见贝员质购货贸贵费资赛认识语话请让记许论设证评词译试该详误读课谁调谈谢谁钱银铁错镇键闭闻阅队阳阴际陆陈险随难韩页顶项顺须顾预领频题颜额风飞饭饮馆验骗黄齐电脑网线经济给结统绝维绩绿编缘缩罗义习乡买乱争亏云产亲亿仅仓们价众优伤传伦伟侧侨"
)
_TRADITIONAL: Final = frozenset(
    "這個們來時說國對過還會發後間問從動業現進樣學開關長門車東馬鳥魚龍書見貝員質購貨貿貴費資賽認識語話請讓記許論設證評詞譯試該詳誤讀課誰調談謝錢銀鐵錯鎮鍵閉聞閱隊陽陰際陸陳險隨難韓頁頂項順須顧預領頻題顏額風飛飯飲館驗騙黃齊電腦網線經濟給結統絕維績綠編緣縮羅義習鄉買亂爭虧雲產親億僅倉價眾優傷傳倫偉側僑"
)


def detect(text: str, hint: str | None = None) -> str | None:
    """The language of `text` as ISO 639-1; Chinese as `zh-Hans`, `zh-Hant`, or `zh` if untold.

    `hint` is what the page says of itself (any BCP 47 tag); it decides where the
    text is too short or the evidence weak. Null where nobody can tell.
    """
    claimed = normalise(hint)
    language, probability = guess(text)
    if language and probability >= (SURE if claimed else 0.5):
        found: str | None = language
    else:
        found = claimed or None
    if found and found.startswith("zh"):
        return _script(text) or (claimed if claimed and claimed.startswith("zh") else "zh")
    return found


def normalise(tag: str | None) -> str | None:
    """A BCP 47 tag (or `en_US`) as this module writes languages; null for no language."""
    parts = (tag or "").strip().lower().replace("_", "-").split("-")
    if not _CODE.fullmatch(parts[0]) or parts[0] in {"und", "mul", "zxx"}:
        return None
    base = _SAME.get(parts[0], parts[0])
    if base != "zh":
        return base
    return next((_SCRIPTS[part] for part in parts[1:] if part in _SCRIPTS), "zh")


def guess(text: str) -> tuple[str, float]:
    """The likeliest language by the text alone and its probability; `("", 0.0)` if too short."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    han = len(_HAN.findall(sample))
    if letters + 3 * han < _ENOUGH:
        return "", 0.0
    # The model takes kanji for Chinese; kana settle it.
    if han and han > letters / 4:
        return ("ja" if len(_KANA.findall(sample)) > letters / 20 else "zh"), 1.0
    language, probability = load().classify(sample)
    return _SAME.get(language, language), float(probability)


def _script(text: str) -> str | None:
    simplified = sum(c in _SIMPLIFIED for c in text[:_SAMPLE])
    traditional = sum(c in _TRADITIONAL for c in text[:_SAMPLE])
    if simplified == traditional:
        return None
    return "zh-Hans" if simplified > traditional else "zh-Hant"


@cache
def load() -> LanguageIdentifier:
    """One identifier of our own: py3langid's module-level one can be changed by anybody."""
    # Imported late: numpy comes with it, which takes longer than all else that a crawl starts with.
    from twa.dataset.pages import language_model

    return language_model.load()
