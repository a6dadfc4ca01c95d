"""Bylines in Chinese, Japanese and Korean, where labels and names touch each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.model import Role
from twa.dataset.pages.metadata.credits.vocabulary import (
    agencies,
    collectives,
    given_names,
    menus,
    words,
)
from twa.dataset.pages.metadata.credits.wording import names
from twa.dataset.pages.metadata.credits.wording.names import HAN, HANGUL, KANA
from twa.dataset.pages.metadata.markup import squeeze

_ROLES: Final[tuple[tuple[Role, str], ...]] = (
    ("photographer", r"摄影(?:记者)?|攝影(?:記者)?|撮影|写真|图片?|圖片?|摄|攝|사진|영상"),
    ("illustrator", r"插画|插圖|イラスト|그림|制图|製圖"),
    ("translator", r"翻译|翻譯|编译|編譯|翻訳|译者?|譯者?|訳|번역"),
    (
        "editor",
        r"责任编辑|責任編輯|执行编辑|執行編輯|值班编辑|实习编辑|见习编辑|责编|責編|编辑|編輯"
        r"|編集(?:者)?|校对|校對|审核|審核|监制|主编|編審|편집(?:자)?",
    ),
    ("source", r"来源|來源|稿源|信息来源|文章来源|出典|提供|출처|제공"),
    (
        "author",
        r"(?:(?:本报|本報|本刊|本台|本网|本網|新华社|新華社|中新社|中新网|中央社|特约|特約|实习"
        r"|實習|见习|見習|首席|专职|文字|驻\w{1,6}?|駐\w{1,6}?|共同)\s?)*(?:记者|記者|通讯员"
        r"|通訊員|特派员|特派員)"
        # `港口晚报记者 陈大文`: the house, at the head of a line or behind a label, and a gap
        # before the name.
        r"|(?:\A|(?<=[\s:：]))[\u3400-\u9fff]{2,8}(?:首席|见习|見習|实习|實習)?(?:记者|記者)(?=\s)"
        r"|实习生|實習生"
        r"|編集委員|論説委員|作者|撰文|撰稿(?:人)?|采写|採訪|采访|專訪|专访|採訪撰文|文字|文稿|執筆(?:者)?"
        r"|取材[・･]?(?:文|執筆)?|ライター|著者|筆者|投稿者|聞き手|文責"
        r"|글쓴이|작성자|취재|기자명?|저자|글|文",
    ),
)
_SEP: Final = r"\s{0,3}[:：／/|｜・･·丨︱┃▕]\s{0,3}"
_NAME: Final = rf"(?:[{HAN}{KANA}{HANGUL}A-Za-z][{HAN}{KANA}{HANGUL}A-Za-z·‧・.]{{0,20}})"


@cache
def _labelled_as() -> re.Pattern[str]:
    """A label and what parts it from the names; made when first asked for."""
    return expression(
        "|".join(
            rf"(?P<r{number}_{role}>(?<![{HAN}])(?:{form}))(?:{_SEP}|\s{{1,3}}(?=[{HAN}{HANGUL}{KANA}])"
            + (
                r"|(?<=者)(?=[\u3400-\u9fff])|(?<=员)(?=[\u3400-\u9fff])|(?<=員)(?=[\u3400-\u9fff])"
                if role == "author"
                else ""
            )
            + ")"
            for number, (role, form) in enumerate(_ROLES)
        )
    )


_PLACES: Final = tuple(
    place for place in words.PLACES if re.fullmatch("[\u3400-\u9fff]{2,3}", place)
)
# What ends a run of names: the place and the verb of a dateline. Where nothing parts them, two
# characters that are no known place are one behind the three of a name.
_VERB: Final = (
    r"(?:綜合|综合|專訪|专访|現場|即時|特稿)?"
    r"(?:報導|报道|報道|报导|電|电|讯|訊|撰文|攝影|摄影|採訪|采访|攝)"
)
_REPORTED: Final = expression(
    rf"(?:[／/|｜\s]\s*(?:[{HAN}]{{2,4}})?|{'|'.join(_PLACES)}|(?<=[{HAN}]{{3}})[{HAN}]{{2}}|)"
    rf"(?:\d{{1,2}}日)?{_VERB}\Z"
)
# `记者 陈大文 摄`: who took the picture.
_TAKEN: Final = expression(r"(?:[\s/／]|(?<=[^\W\d_]))(?:摄|攝|摄影|攝影)[)）】\]。\s]*\Z")
_BETWEEN: Final = expression(r"\s*[、,，;；&／/|｜]\s*|\s+(?:and|和|與|与|及)\s+|\s{2,}")
_ORIGINAL: Final = expression(r"\A(?:原创|原創)\s+")
_HAN_NAME: Final = expression(rf"[{HAN}]{{2,4}}\Z")
_KOREAN: Final = expression(
    rf"(?P<name>[{HANGUL}]{{2,4}})\s?(?P<title>(?:선임|전문|수석|인턴|객원|취재|사진|영상|여행"
    rf"|의학|시민|명예|편집)?\s?"
    r"(?:기자|특파원|통신원|논설위원|편집위원|해설위원|앵커|에디터|칼럼니스트|PD|피디"
    r"|리포터))(?![가-힣])"
)
_KOREAN_BETWEEN: Final = expression(
    rf"(?P<names>(?:[{HANGUL}]{{2,4}}\s?[·ㆍ・,]\s?"
    rf"|(?<![{HANGUL}])[{HANGUL}]{{3}}(?<![부팀시군구도국실]) )+)"
    rf"(?P<last>[{HANGUL}]{{2,4}})\s?(?:기자|특파원)"
)
_JAPANESE: Final = expression(
    rf"(?P<name>[{HAN}{KANA}]{{1,4}}[ \u3000]?[{HAN}{KANA}]{{1,5}})[ \u3000]?(?:記者|特派員"
    rf"|編集委員|論説委員|支局長|論説主幹)?\Z"
)
_AFTER: Final = expression(
    rf"\A(?P<name>[{HAN}]{{1,3}}[ \u3000]?[{HAN}]{{1,3}})\s?[／/]?\s?"
    rf"(?:记者|記者|報導|报道|撰|编辑|編輯|通讯员|特派員"
    rf"|特派员|编译|編譯)\Z"
)
_HONOUR: Final = expression(r"\s?(?:さん|氏|先生|님)\Z|[ \u3000](?:著|編著|共著|監修|監訳|訳|編)\Z")
_WRAP: Final = " \u3000:：／/|｜・･·•⋅∙[]【】()（）《》〈〉「」『』-–—,，。.;"
_NOT: Final = (
    "時間",
    "时间",
    "発佈",
    "發佈",
    "发布",
    "分享",
    "評論",
    "评论",
    "報導",
    "报道",
    "記者",
    "新聞",
    "新闻",
    "綜合",
    "综合",
    "出版",
    "更新",
)


def read(text: str, *, language: str | None, structured: bool) -> list[tuple[str, Role]]:
    """The names in a line, each with its role; none where the line is no byline."""
    text = _whole_bracket(text)
    guest = _GUEST.fullmatch(text.strip(_WRAP)) or _GUEST_HAN.fullmatch(text.strip(_WRAP))
    if guest and _is_borne(guest["name"]):
        return [(guest["name"], "author")]
    found = list(_korean(text)) or list(_labelled(text, language))
    if found:
        return [*found, *_wires(text, found)]
    bracket = _DATELINE.fullmatch(text) or _ABROAD.match(text)
    if bracket:
        several = re.split("[、・,，]", bracket["names"])
        return [(name, "author") for name in several if _possible(name)]
    match = _AFTER.match(text.strip(_WRAP))
    if match and _possible(match["name"]):
        return [(match["name"], "author")]
    if structured:
        return [(name, "author") for name in _names(text, language, structured=True)]
    return []


def _is_borne(name: str) -> bool:
    """Whether words begin with a surname, and are no desk's (`사회부`)."""
    return name[-1] not in "부팀실국" and names.borne(name)


_BRACKET: Final = expression(r"\A[【〔［\[（(]([^【】〔〕\[\]（）()]{2,40})[】〕］\]）)]\Z")
# `【ワシントン=山田太郎】`: the place, and who is there; `【山田太郎、佐藤花子】`,
# `[山田太郎，Port News]`.
_IN_DATELINE: Final = rf"[{HAN}]{{1,3}}[ \u3000]?[{HAN}{KANA}]{{1,4}}"
_DATELINE: Final = expression(
    rf"[【〔［\[（(]\s?(?:[{HAN}{KANA}]{{2,10}}[=＝・])?"
    rf"(?P<names>{_IN_DATELINE}(?:[、・,，]{_IN_DATELINE}){{0,4}})"
    r"(?:[,，]\s?\w[\w. ]{1,20})?\s?[】〕］\]）)]"
)
# `【ワシントン=山田太郎】…`: the same at the head of a paragraph, where the place is told.
_ABROAD: Final = expression(
    rf"【[{HAN}{KANA}]{{2,10}}[=＝](?P<names>{_IN_DATELINE}(?:[、・,，]{_IN_DATELINE}){{0,4}})】"
)
# `[서울=연합뉴스]`: the place, and whose wire it is.
_WIRE: Final = expression(r"[(（\[]\s?\w{2,10}\s?[=＝]\s?(?P<wire>[^()（）\[\]=＝]{2,12})[)）\]]")


def _whole_bracket(text: str) -> str:
    """A line that is one bracket with a label in it, without the bracket."""
    match = _BRACKET.fullmatch(text.strip())
    return match[1] if match and _labelled_as().search(match[1]) else text


def _wires(text: str, found: list[tuple[str, Role]]) -> Iterator[tuple[str, Role]]:
    for match in _WIRE.finditer(text):
        wire = match["wire"].strip()
        if squeeze(wire) in agencies.NAMES and all(wire != name for name, _ in found):
            yield wire, "source"


# `김나루 물길대 교수`: a guest writer, the house, and what she is.
_GUEST: Final = expression(
    rf"(?P<name>[{HANGUL}]{{2,4}}) (?:[{HANGUL}A-Za-z·]{{1,14}} ){{0,3}}[{HANGUL}]{{0,8}}"
    r"(?:교수|칼럼니스트|작가|변호사|연구원|연구위원|대표|소장|의사|평론가|시인|소설가|전문위원|원장|이사장|박사|회장|감독|논설위원)"
)
# `陈大文 港口大学海洋学院院长`: the same in Chinese.
_GUEST_HAN: Final = expression(
    rf"(?P<name>[{HAN}]{{2,4}})[ \u3000]+[{HAN}]{{0,24}}(?:院长|院長|教授|主任"
    r"|研究员|研究員|评论员|評論員|专栏作者|專欄作者|专栏作家|專欄作家|作家|学者|學者|律师|律師|专家|專家|所长|所長|主席|总裁|總裁|博士|秘书长|秘書長|会长|會長)"
)

_OFFICES: Final = ("기자명", "기자", "특파원", "선임기자", "전문기자")


def _korean(text: str) -> Iterator[tuple[str, Role]]:
    if match := _KOREAN_BETWEEN.search(text):
        several = re.split(r"\s?[·ㆍ・,]\s?| ", match["names"].strip(" ·ㆍ・,"))
        for name in several:
            if name[0] in given_names.HANGUL_SURNAMES and name not in _OFFICES:
                yield name, "author"
        yield match["last"], "author"
        return
    for match in _KOREAN.finditer(text):
        role: Role = "photographer" if "사진" in match["title"] else "author"
        yield match["name"], role


def _labelled(text: str, language: str | None) -> Iterator[tuple[str, Role]]:
    marks = [mark for mark in _labelled_as().finditer(text) if not _is_word(text, mark)]
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        role: Role = (mark.lastgroup or "r_author").partition("_")[2]  # type: ignore[assignment]
        behind = text[mark.end() : end]
        if role == "author" and _TAKEN.search(behind):
            role = "photographer"
        if role == "source":
            # Behind a gap stands another thing: the province, a button.
            behind = re.split(r"(?<=\S)\s+", behind.strip(), maxsplit=1)[0]
        for name in _names(behind, language, structured=role == "source"):
            yield name, role


def _is_word(text: str, mark: re.Match[str]) -> bool:
    """Whether a label of one character with a mere space behind it stands within a sentence."""
    label = mark.group()
    return len(label.strip()) == 1 and label[-1:].isspace() and text[: mark.start()].strip() != ""


def _names(text: str, language: str | None, *, structured: bool = False) -> Iterator[str]:
    text = re.sub(r"[(（【\[][^()（）【】\[\]]{0,40}[)）】\]]", " ", text)
    # The end of a bracket that began before the label: `（記者王小明）`.
    text = re.split(r"[)）】〕］\]]", text, maxsplit=1)[0]
    text = _ORIGINAL.sub("", _REPORTED.sub("", text.strip(_WRAP)))
    text = re.split(r"\d{2}", text, maxsplit=1)[0].strip(_WRAP)
    text = text.strip(_WRAP)
    for part in _BETWEEN.split(text):
        piece = _HONOUR.sub("", part.strip(_WRAP))
        if not piece:
            continue
        yield from _spaced(piece, language, structured)


def _spaced(piece: str, language: str | None, structured: bool) -> Iterator[str]:
    """A space parts Chinese names, and stands within a Japanese one."""
    parts = re.split(r"[ \u3000]+", piece)
    japanese = (language or "").lower().startswith("ja") or re.search(f"[{KANA}]", piece)
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        piece = "".join(parts)
    elif len(parts) > 1 and japanese and all(len(part) >= 3 for part in parts):
        # No half of a name is as long: `山田太郎 佐藤花子` are two.
        yield from (part for part in parts if _possible(part))
        return
    elif len(parts) > 1 and not japanese and all(_HAN_NAME.match(part) for part in parts):
        yield from (part for part in parts if _possible(part))
        return
    elif len(parts) > 1 and not structured and not japanese:
        # What stands behind a gap is another thing.
        piece = parts[0]
    if len(parts) > 1 and japanese and (match := _JAPANESE.match(piece)):
        piece = match["name"]
    title = re.search(r"[ \u3000]?(?:記者|记者|特派員|特派员|編集委員|論説委員|编辑|編輯)\Z", piece)
    if title and len(piece) - len(title.group()) >= 2:
        piece = piece[: title.start()].rstrip()
    if _possible(piece) and (structured or len(piece) <= 12 or "·" in piece):
        yield piece


def _possible(piece: str) -> bool:
    key = squeeze(piece)
    if len(key) < 2 or len(key) > 24 or key in menus.NOBODY or menus.SYSTEMS_CJK.search(piece):
        return False
    return (
        not any(word in piece for word in (*_NOT, *menus.CHROME_CJK))
        or key in agencies.NAMES
        or bool(collectives.CJK.search(piece))
    )
