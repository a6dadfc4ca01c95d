"""Names of South Asia in all of its scripts: surnames, given names, initials.

The Unicode blocks of Indic scripts but Tamil's are laid out alike (The Unicode Standard, 12.1), so
a name of one is compared with those of all as its letters in Devanagari, without what languages
spell differently: long vowels, nasals, signs that join.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.vocabulary import given_names

_NAMES: Final = """
    कुमार सिंह शर्मा वर्मा गुप्ता मिश्रा मिश्र तिवारी पांडे पाण्डेय त्रिपाठी चतुर्वेदी
    द्विवेदी शुक्ला शुक्ल दुबे यादव चौहान राठौर राठौड़ ठाकुर राजपूत चौधरी अग्रवाल जैन
    बंसल गोयल मित्तल गर्ग सक्सेना श्रीवास्तव माथुर भटनागर नेगी रावत बिष्ट जोशी पंत भट्ट
    कौशिक भारद्वाज वशिष्ठ खान अहमद अंसारी कुरैशी सिद्दीकी शेख सैयद हुसैन पटेल मेहता
    देसाई पारीख त्रिवेदी व्यास सोलंकी परमार पाटील देशमुख जाधव शिंदे कुलकर्णी देशपांडे
    पवार चव्हाण गायकवाड भोसले सावंत नाईक कांबळे साळुंखे गोस्वामी दत्ता घोष बोस मुखर्जी
    मुखोपाध्याय चटर्जी चट्टोपाध्याय बनर्जी बंद्योपाध्याय गांगुली चक्रवर्ती भट्टाचार्य
    मजुमदार रॉय साहा हालदार इस्लाम रहमान होसेन करीम अहमेद उद्दीन चौधुरी सुल्ताना बेगम
    खातून अख्तर यास्मीन कबीर महमूद रेड्डी नायडू मूर्ति शास्त्री गौड़ा हेगडे शेट्टी कामत
    नायर मेनन पिल्लै कुरुप वर्गीस जॉर्ज थॉमस जोसेफ मैथ्यू कुरियन मेनोन पौडेल भट्टराई
    दाहाल ढकाल कोइराला थापा गुरुङ तामाङ लिम्बू महर्जन खनाल घिमिरे अर्याल पोखरेल रेग्मी
    न्यौपाने रिजाल कार्की बस्नेत मोहन्ती पटनायक साहू बेहेरा महापात्र संधू ढिल्लों बराड़
    ग्रेवाल कौर सिंघ गिल तोमस मात्यु आलम आक्तर आक्तार सरदेशमुख गोखले नीरज शिवानी
    देवेंद्र हिमांशु सुरेश रश्मि मंजुनाथ किरण लक्ष्मी वेंकटेश श्रीनिवास कृणाल जिग्नेश
    हेतल वैष्णवी सिंधु নাসরিন শাহরিয়ার আরিফুর আব্দুল্লাহ আবদুল্লাহ আব্দুল আবদুল সুমন্ত
    মোঃ মো মোহাম্মদ মুহাম্মদ তানভীর রফিকুল জাহিদুল শফিকুল সাইফুল মাহবুব নুরুল কামরুল
"""
_TAMIL_NAMES: Final = """
    குமார் ராஜா ராஜன் முருகன் கண்ணன் செல்வம் செல்வன் கார்த்திகேயன் கார்த்திக்
    சுப்ரமணியன் சுப்பிரமணியன் ராஜேஷ் சுரேஷ் ரமேஷ் கணேஷ் கணேசன் மணிகண்டன் மணி விஜய்
    விஜயகுமார் அருண் பிரகாஷ் பாலாஜி சரவணன் செந்தில் செந்தில்குமார் வேல்முருகன் பவித்ரா
    பிரியா லட்சுமி கோபிநாத் கோபாலகிருஷ்ணன் கிருஷ்ணன் கிருஷ்ணமூர்த்தி நாராயணன் ராமன்
    ராமச்சந்திரன் சந்திரசேகர் சந்திரன் பாண்டியன் தமிழரசன் இளங்கோவன் அன்பரசன் சிவகுமார்
    சிவா சங்கர் வெங்கடேஷ் வெங்கடேசன் ஜெயராமன் சீனிவாசன் ஸ்ரீனிவாசன் பழனிசாமி மகேஷ்
    தினேஷ் பிரபு பிரபாகரன் ஆனந்த் ஜோசப் அந்தோணி முகமது அப்துல்
"""
_URDU_NAMES: Final = """
    خان احمد حسین شاہ بٹ چوہدری قریشی صدیقی ہاشمی عباسی رضوی نقوی کاظمی زیدی بخاری
    گیلانی جاوید ملک شیرازی نیازی بھٹی مغل انصاری فاروقی عثمانی رحمان محمود اقبال بلوچ
    مینگل آفریدی خٹک یوسفزئی شنواری
"""
_TAMIL: Final = frozenset(_TAMIL_NAMES.split())
_URDU: Final = frozenset(_URDU_NAMES.split())
"""Surnames: last words, where a language is written in Arabic letters."""

_INITIAL: Final = expression(r"[\u0900-\u0d7f]{1,4}\.\s?[\u0900-\u0d7f]{2}")
_INDIC: Final = expression(r"[\u0900-\u0d7f]")
_TAMIL_LETTER: Final = expression(r"[\u0b80-\u0bff]")
_BLOCK: Final = 0x80
_FIRST: Final = 0x900
_CHILLU: Final = {0xD7A: "न", 0xD7B: "न", 0xD7C: "र", 0xD7D: "ल", 0xD7E: "ल"}
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("ँंः़्ऽ"),
        **{"ी": "ि", "ू": "ु", "ै": "े", "ॆ": "े", "ॅ": "े", "ौ": "ो", "ॊ": "ो", "ॉ": "ो"},
        **{"ण": "न", "ङ": "न", "ळ": "ल", "ष": "स", "श": "स", "व": "ब", "ई": "इ", "ऊ": "उ"},
    }
)


def borne(name: str) -> bool:
    """Whether a name begins or ends as those of people in South Asia do, or with an initial."""
    parts = name.split()
    if not _INDIC.search(name):
        return len(parts) > 1 and parts[-1] in _URDU
    if _INITIAL.match(name):
        return True
    if _TAMIL_LETTER.search(name):
        return any(part in _TAMIL for part in parts)
    return len(parts) > 1 and any(_skeleton(part) in _known() for part in (parts[0], parts[-1]))


@cache
def _known() -> frozenset[str]:
    return frozenset(map(_skeleton, _NAMES.split())) | _given()


def _given() -> frozenset[str]:
    long = (name for name in given_names.every() if _INDIC.match(name) and len(name) > 2)
    return frozenset(_skeleton(name) for name in long if not _TAMIL_LETTER.match(name))


def _skeleton(word: str) -> str:
    """A word of an Indic script in Devanagari, without what languages spell differently."""
    letters = (
        _CHILLU.get(ord(c)) or chr(_FIRST + (ord(c) - _FIRST) % _BLOCK)
        for c in word
        if _INDIC.match(c)
    )
    return "".join(letters).translate(_ALIKE)
