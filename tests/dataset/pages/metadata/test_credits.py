"""Whom whole pages credit, and when they say that they were published: a page a kind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from twa.dataset.pages.metadata.statements import Metadata, read
from twa.dataset.pages.page import Page

CAPTURED = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "<p>" + "The boats came back into the harbour with the morning tide. " * 4 + "</p>"


def metadata(head: str, top: str, *, lang: str = "en", end: str = "") -> Metadata:
    html = (
        f"<html lang='{lang}'><head>{head}</head><body><nav><a href='/about'>About us</a></nav>"
        f"<main><article><h1>Boats are back in the harbour</h1>{top}{TEXT * 3}{end}"
        "</article></main>"
        "<aside class='related'><a href='/authors/x' rel='author'>Someone Else</a></aside>"
        "<footer>© 2025 Harbour Post</footer></body></html>"
    )
    url = "https://harbour-post.example/boats"
    page = Page(url, html.encode(), "text/html; charset=utf-8", CAPTURED)
    return read(page.tree, page)


def credited(found: Metadata) -> list[tuple[str, str, str]]:
    return [(one.name, one.kind, one.role) for one in found.credits]


PLACES = {
    "<p class='byline'>By Regan</p>": ["Regan"],
    "<div class='meta'>Written by <b>Ada Moor</b> on June 3, 2025</div>": ["Ada Moor"],
    "<span id='author'>The Coast Press</span>": ["The Coast Press"],
    "<p>Ada Moor, June 3, 2025</p>": ["Ada Moor"],
    "<div>Written by</div><p>Ada Moor</p><p>Reviewed by</p><p>Ben Tarn</p>": ["Ada Moor"],
    "<a href='/author/ada-moor'>Ada Moor</a> <a href='/author/ben-tarn'>Ben Tarn</a>": [
        "Ada Moor",
        "Ben Tarn",
    ],
    "<address class='author'>by Ada Moor <a href='/x'>More stories by Ada Moor</a></address>": [
        "Ada Moor"
    ],
    "<p class='author'>View All</p><p class='share'>Twitter Facebook</p>": [],
    "<p>Frankfurt</p><p>3 June 2025</p>": [],
    "<p>Blue Harbour</p><p>3 June 2025</p>": [],
    "<p>Ada Moor</p>": ["Ada Moor"],
    "<p class='byline'>By Ada Moor - Staff Writer 2025-06-03T09:35:00Z Coast</p>": ["Ada Moor"],
    "<p class='byline'>By Staff Writer</p>": ["Staff Writer"],
    "<p>Riga, <a href='/byline/coast-bureau'>Coast Bureau</a> | 3 June 2025</p>": ["Coast Bureau"],
    "<p class='author'>by Coast Weekly 0 Comments</p>": ["Coast Weekly"],
    # A wrapper that says more than the name, in words that no list has.
    "<p itemprop='author' itemscope>Ysgrifennwyd: <span itemprop='name'>Ada Moor</span></p>": [
        "Ada Moor"
    ],
    "<a class='rich_media_meta_nickname' href='#'>The Coast Press</a>": ["The Coast Press"],
    "<p class='byline'>The Coast Press and Reuters</p>": ["The Coast Press"],
    "<p><span>Ada Moor</span> <small>Harbour Post</small></p><p>3 June 2025</p>": ["Ada Moor"],
    "<p>Edited by: Ben Tarn Reporter: Ada Moor</p>": ["Ada Moor"],
    "<p class='author'>By the Coast Team 2–3 minutes</p>": ["the Coast Team"],
    "<p class='author'><a href='/a'>Ada Moor</a> <a class='author' href='/@am'>@adamoor</a></p>": [
        "Ada Moor"
    ],
    "<table><tr><th>Original author</th><td>Ada Moor</td></tr></table>": [],
    # Under a picture, in a table, on a copyright line.
    "<div class='wp-caption'><p>Ada Moor</p></div><p>3 June 2025</p>": [],
    "<table><tr><td>Ada Moor</td><td>3 June 2025</td></tr></table>": [],
    "<figure><figcaption>A boat (AFP)</figcaption></figure><p>3 June 2025</p>": [],
    "<p>© Ada Moor</p><p>3 June 2025</p>": [],
}


@pytest.mark.parametrize("top", PLACES)
def test_the_byline_is_found_by_place_label_and_markup(top: str) -> None:
    assert [name for name, _, role in credited(metadata("", top)) if role == "author"] == PLACES[
        top
    ]


SCRIPTS = {
    ("zh-TW", "<p class='reporter'>記者林小文／高雄報導</p>"): "林小文",
    ("zh-TW", "<p class='author'>文／林小文</p>"): "林小文",
    ("ja", "<p class='writer'>文・鈴木一郎</p>"): "鈴木一郎",
    ("ko", "<p class='reporter'>정수민 기자</p>"): "정수민",
    ("de", "<p>Von Eva Hof, Berlin</p>"): "Eva Hof",
    ("tr", "<p>Haber: Ayşe Demir</p>"): "Ayşe Demir",
    ("ar", "<p>بقلم: نادية السيد</p>"): "نادية السيد",
    ("ru", "<p>Автор: Ольга Морозова</p>"): "Ольга Морозова",
    ("zh-TW", "<p>【記者林小文高雄報導】</p>"): "林小文",
    ("zh-TW", "<p>中央社記者林小文高雄3日電</p>"): "林小文",
    ("ja", "<p>【パリ=鈴木一郎】</p>"): "鈴木一郎",
    ("ja", "<p>鈴木 一郎 記者</p>"): "鈴木 一郎",
    ("ko", "<p>[서울=뉴시스] 정수민 기자 =</p>"): "정수민",
    ("de", "<p>Aus Riga berichtet Eva Hof</p>"): "Eva Hof",
    ("el", "<p>Της Ελένης Νικολάου</p>"): "Ελένης Νικολάου",
    ("fa", "<p>نویسنده: مریم رضایی</p>"): "مریم رضایی",
    ("fi", "<p>Teksti: Aino Laine</p>"): "Aino Laine",
    ("he", "<p>מאת נועה לוי</p>"): "נועה לוי",
    ("hi", "<p>लेखक: अनिता वर्मा</p>"): "अनिता वर्मा",
    ("bn", "<p>লেখক: করিম হাসান</p>"): "করিম হাসান",
    ("th", "<p>โดย มานี รักดี</p>"): "มานี รักดี",
    ("vi", "<p>Bài và ảnh: Trần Thị An</p>"): "Trần Thị An",
    ("ro", "<p>de Ioana Marin</p>"): "Ioana Marin",
    ("hu", "<p>Szerző: Nagy Éva</p>"): "Nagy Éva",
    ("pl", "<p>Opracowanie: Ewa Lis</p>"): "Ewa Lis",
}


@pytest.mark.parametrize(("lang", "top"), SCRIPTS)
def test_bylines_of_many_languages(lang: str, top: str) -> None:
    assert metadata("", top, lang=lang).authors == (SCRIPTS[lang, top],)


def test_a_name_may_stand_in_brackets_behind_the_last_sentence() -> None:
    last = (
        "<p>"
        + "漁船は朝の潮とともに港に戻り、市場では多くの魚が並んだという。" * 4
        + "【鈴木一郎】</p>"
    )
    assert metadata("", "", lang="ja", end=last).authors == ("鈴木一郎",)


SIGNED = [
    # Signed as the line beside the date: by a portal in brackets, by the site itself.
    (
        "港の渡船が再開（みなと新聞） - 総合ニュース",
        "<p>1月11日 7:30</p><p>みなと新聞</p>",
        ["みなと新聞"],
    ),
    ("老渡口恢复通航_江北观察", "<p>2031-02-02</p><p>江北观察</p>", ["江北观察"]),
    # A section, a house far from any date, another one.
    ("老渡口恢复通航_江北观察", "<p>2031-02-02</p><p>本地</p>", []),
    ("老渡口恢复通航_江北观察", "<p>分享</p><p>江北观察</p>", []),
    # Where a paper shows its name without crediting it.
    ("Boats are back – Coast Weekly", "<p>3 June 2025</p><p>Coast Weekly</p>", []),
]


@pytest.mark.parametrize(("tag", "top", "expected"), SIGNED)
def test_who_signs_a_page_is_credited_beside_its_date(
    tag: str, top: str, expected: list[str]
) -> None:
    found = metadata(f"<title>{tag}</title>", top, lang="ja")
    assert [one.name for one in found.credits] == expected


@pytest.mark.parametrize("called", ["author", "writer"])
def test_who_comments_wrote_nothing_whatever_the_page_calls_them(called: str) -> None:
    rows = "".join(
        f"<div class='row'><span class='{called}'>{name}</span><p>Well done.</p></div>"
        for name in ("Ben Tarn", "Anna Vance")
    )
    assert metadata("", "", end=f"<div class='replies'>{rows}</div>").credits == ()
    cards = rows.replace("Well done", "Ben and Anna wrote this")
    assert metadata("", "", end=f"<div>{cards}</div>").authors == ("Ben Tarn", "Anna Vance")


def test_a_link_to_all_that_somebody_wrote_is_no_name() -> None:
    top = "<p><strong>Murat Şener</strong> <a href='/yazarlar/murat-sener'>Tüm Yazıları</a></p>"
    found = metadata("", f"<div class='author-head'>{top}</div><p>3 June 2025</p>", lang="tr")
    assert found.authors == ("Murat Şener",)


def test_a_login_may_sign_below_a_text_by_the_word_of_a_standard() -> None:
    last = "<footer class='entry-footer'><span class='author vcard'>kamome55</span></footer>"
    assert [one.name for one in metadata("", "", end=last).credits] == ["kamome55"]


def test_who_reported_may_sign_off_behind_a_break() -> None:
    spoken = "The boats came back into the harbour with the morning tide. " * 4
    last = f"<div>{spoken}<br><br>{spoken}<br>Ada Moor, Coast World Radio News.</div>"
    assert metadata("", "", end=last).authors == ("Ada Moor",)


def test_an_agency_s_reporters_sign_below_in_brackets() -> None:
    signed = "<p>(Reporting by Ada Moor in Pellworth; Editing by Ben Tarn)</p>"
    found = metadata("<meta name=author content=Reuters>", "<p>REUTERS</p>", end=signed)
    assert credited(found) == [
        ("Ada Moor", "person", "author"),
        ("Ben Tarn", "person", "editor"),
        ("Reuters", "organisation", "source"),
    ]


def test_links_to_share_by_make_no_card_of_another_article() -> None:
    signed = "<footer><p>Posted by Ada Moor.</p>{}</footer>"
    shared = signed.format("<a href='https://chat.example/1'>Share this with friends!</a>")
    assert metadata("", "", end=shared).authors == ("Ada Moor",)
    other = signed.format("<a href='https://harbour-post.example/2'>The mill is sold</a>")
    assert metadata("", "", end=other).authors == ()


def test_who_is_thanked_wrote_nothing() -> None:
    thanks = "<p>Thanks to <a href='/@ben-tarn'>Ben Tarn</a>.</p>"
    found = metadata("<meta name=author content='Ada Moor'>", "", end=f"<p>Ada Moor</p>{thanks}")
    assert found.authors == ("Ada Moor",)


def test_the_source_of_a_quotation_is_not_the_article_s() -> None:
    quoted = f"{TEXT}<p>Source: Pellworth Harbour Ministry, October 25, 2019</p>"
    assert metadata("", quoted).credits == ()
    assert metadata("", "<p>Source: Pellworth Harbour Ministry</p>").credits != ()


def test_a_chinese_editor_who_is_stated_as_the_author_is_the_editor() -> None:
    head = "<meta name=author content='王芳'>"
    signed = "<p>来源：北岸科学网</p>", "<p>[责任编辑:王芳]</p>"
    found = metadata(head, signed[0], lang="zh", end=signed[1])
    assert credited(found) == [
        ("北岸科学网", "organisation", "source"),
        ("王芳", "person", "editor"),
    ]


def test_a_weekday_is_no_label() -> None:
    filed = (
        "<p>Do 24. Mai 2018, 08:30 | <a rel='category tag' href='/a'>ANZEIGE</a>, "
        "<a rel='category tag' href='/u'>UNTERWEGS</a> | 1 Kommentar</p>"
    )
    assert metadata("", filed, lang="de").credits == ()


def test_a_stressed_line_of_no_names_signs_nothing() -> None:
    last = "<p><b>Weitere Informationen</b></p>"
    assert metadata("", "", lang="de", end=last).credits == ()


@pytest.mark.parametrize(
    ("line", "role"), [("– von Ada Moor", "author"), ("- Redaktion: Ada Moor", "editor")]
)
def test_right_above_a_headline_a_label_may_stand_behind_a_date(line: str, role: str) -> None:
    html = f"<div><div>03.06.2025 {line}</div><h1>Die Boote sind zurück</h1>{TEXT * 3}</div>"
    page = Page("https://hafenbote.example/b", html.encode(), "text/html; charset=utf-8", CAPTURED)
    assert credited(read(page.tree, page)) == [("Ada Moor", "person", role)]


def test_a_word_of_a_sentence_is_no_label() -> None:
    prose = (
        "<p>다만 그 배우는 작가의 글 솜씨를 많이 타는 편이다. "
        + "배는 항구로 돌아왔다. " * 20
        + "</p>"
    )
    assert metadata("", prose, lang="ko").credits == ()


def test_what_an_institution_is_for_is_of_its_name() -> None:
    name = "Landesanstalt für Küste, Hafen und Fischerei"
    assert credited(metadata(ld(f'"{name}"'), "")) == [(name, "organisation", "author")]


def test_a_paper_states_each_of_its_writers() -> None:
    head = "".join(
        f"<meta name='citation_author' content='{n}'>" for n in ("Moor, Ada", "Ben Tarn")
    )
    found = metadata("<meta name='author' content='Ada Moor'>" + head, "")
    assert found.authors == ("Ada Moor", "Ben Tarn")


def test_where_metas_name_a_house_and_a_writer_readers_tell_who_wrote() -> None:
    head = (
        "<meta name='author' content='Tarn Holm'>"
        "<meta property='article:author' content='Ada Moor'>"
    )
    assert metadata(head, "<p class='byline'>By Ada Moor</p>").authors == ("Ada Moor",)
    # Where readers are told of nobody, the first to name somebody is believed.
    assert metadata(head, "").authors == ("Tarn Holm",)


def test_works_that_a_page_cites_have_writers_of_their_own() -> None:
    cited = (
        "<ol><li itemprop='citation' itemscope itemtype='https://schema.org/Article'>"
        "<meta itemprop='author' content='Ben Tarn'>A book</li></ol>"
    )
    found = metadata("<meta name='dc.creator' content='Ada Moor'>", "", end=cited)
    assert found.authors == ("Ada Moor",)


def test_the_data_of_scripts_names_who_wrote_beside_the_title() -> None:
    data = (
        '<script id="__NEXT_DATA__" type="application/json">{"props":{"teasers":[{"title":"Another'
        ' one","author":"Ben Tarn"}],"article":{"headline":"Boats are back in the harbour",'
        '"byline":[{"name":"Ada Moor"}]}}}</script>'
    )
    assert [(c.name, c.source) for c in metadata(data, "").credits] == [("Ada Moor", "script")]


def test_who_checked_it_is_no_writer_though_the_name_is_a_link() -> None:
    line = (
        "<div class='byline'>By <a href='/author/ada-moor'>Ada Moor</a> | Fact-checked by "
        "<a href='/author/ben-tarn'>Ben Tarn</a></div>"
    )
    assert credited(metadata("", line)) == [
        ("Ada Moor", "person", "author"),
        ("Ben Tarn", "person", "reviewer"),
    ]


def test_a_list_of_names_is_whole_where_one_of_them_is_stated() -> None:
    line = "<p class='byline'><a href='/author/am'>Ada Moor</a>, Ypsi Quell &amp; Tork Vann</p>"
    found = metadata(ld('{"name":"Ada Moor"}'), line)
    assert found.authors == ("Ada Moor", "Ypsi Quell", "Tork Vann")


def test_a_title_before_a_name_is_kept_as_readers_see_it() -> None:
    found = metadata(ld('{"name":"Ada Moor"}'), "<p class='byline'>By Dr. Ada Moor</p>")
    assert found.authors == ("Dr. Ada Moor",)


def test_a_box_below_tells_who_wrote_where_nothing_else_does() -> None:
    box = "<div class='bio'><h4>Ada Moor</h4><p>Ada is a writer at the coast. She sails.</p></div>"
    other = "<div class='bio'><h4>Ben Tarn</h4><p>Ben writes about boats.</p></div>"
    assert metadata("", "", end=box).authors == ("Ada Moor",)
    assert metadata("", "", end=box + other).credits == ()


def test_microdata_in_a_menu_of_the_article_is_read() -> None:
    line = "<nav class='by'>Riga <b itemprop='author'><i itemprop='name'>Ada Moor</i></b></nav>"
    assert metadata("", line).authors == ("Ada Moor",)


def test_the_link_to_the_home_page_may_bear_the_writer_s_name() -> None:
    html = f"<div><a href='/'>Elin Tarnby</a></div><h1>Boats are back today</h1>{TEXT}"
    page = Page("https://tarnby.example/b", html.encode(), "text/html; charset=utf-8", CAPTURED)
    assert credited(read(page.tree, page)) == [("Elin Tarnby", "person", "author")]


NAMES = {
    '"Austin Page"': ["Austin Page"],
    '"Maria & Katerina"': ["Maria", "Katerina"],
    '"Moor, A"': ["A Moor"],
    '"Berg, Michiel de"': ["Michiel de Berg"],
}


@pytest.mark.parametrize("stated", NAMES)
def test_names_as_they_are_stated(stated: str) -> None:
    assert list(metadata(ld(stated), "").authors) == NAMES[stated]


def test_a_byline_may_stand_at_the_end() -> None:
    assert metadata("", "", end="<p>Posted by Ada Moor</p>").authors == ("Ada Moor",)


def ld(author: str) -> str:
    return (
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        f'"headline":"Boats are back in the harbour","author":{author}}}</script>'
    )


def test_people_and_houses_are_told_apart() -> None:
    head = ld(
        '[{"@type":"Person","name":"Ada Moor (AFP)"},{"@type":"Organization","name":"Coast"}]'
    )
    found = metadata(head, "<p class='byline'>By Ada Moor (AFP)</p>")
    assert found.authors == ("Ada Moor",)
    assert set(found.agencies) == {"AFP", "Coast"}
    assert found.byline == "By Ada Moor (AFP)"


def test_suffixes_stay_with_their_names() -> None:
    head = ld('[{"name":"Jon Tarn, Jr."},{"name":"Ada Moor, MD"}]')
    assert metadata(head, "").authors == ("Jon Tarn, Jr.", "Ada Moor, MD")


def test_a_branch_of_the_paper_beside_a_writer_is_no_person() -> None:
    site = "<meta property='og:site_name' content='Pellworth'>"
    head = site + ld('{"@type":"Person","name":"Ada Moor, Pellworth Insight"}')
    assert credited(metadata(head, "")) == [
        ("Ada Moor", "person", "author"),
        ("Pellworth Insight", "organisation", "author"),
    ]


def test_a_body_of_contributors_is_one_organisation() -> None:
    head = ld('{"@type":"Organization","name":"Contributors to the Coast Atlas"}')
    assert credited(metadata(head, "")) == [
        ("Contributors to the Coast Atlas", "organisation", "author")
    ]


def test_a_login_gives_way_to_whom_readers_see() -> None:
    found = metadata(ld('{"name":"hp_admin"}'), "<p class='byline'>By Ada Moor</p>")
    assert found.authors == ("Ada Moor",)
    assert metadata(ld('{"name":"hp_admin"}'), "").credits == ()
    spelled = metadata(ld('{"name":"adamoor"}'), "<p class='byline'>By Ada Moor</p>")
    assert credited(spelled) == [("Ada Moor", "person", "author")]


def test_the_site_itself_is_no_author_that_readers_do_not_see() -> None:
    head = "<meta property='og:site_name' content='Harbour Post'>" + ld('{"name":"Harbour Post"}')
    assert metadata(head, "").credits == ()


def test_a_blog_named_after_a_person_is_that_person_s() -> None:
    html = (
        "<meta property='og:site_name' content='Elin Tarn'><h1>Boats are back today</h1>"
        f"{TEXT}<footer>© 2025 Elin Tarn</footer>"
    )
    page = Page("https://a.example/b", html.encode(), "text/html; charset=utf-8", CAPTURED)
    assert credited(read(page.tree, page)) == [("Elin Tarn", "person", "author")]


DATES = {
    ("fr", "Publié le 3 juin 2025 à 09h35 - Mis à jour le 4 juin 2025 à 11h20"): (
        "2025-06-03T09:35",
        "2025-06-04T11:20",
    ),
    ("pt-BR", "03/06/2025 09h35 · Atualizado em 04/06/2025 11h20"): (
        "2025-06-03T09:35",
        "2025-06-04T11:20",
    ),
    ("ko", "입력 2025-06-03 오후 9:35 수정 2025-06-03 오후 11:20"): (
        "2025-06-03T21:35",
        "2025-06-03T23:20",
    ),
    ("en", "First published on Tue 3 Jun 2025 09.35 GMT | Last modified on Wed 4 Jun 2025"): (
        "2025-06-03T09:35",
        "2025-06-04T00:00",
    ),
    ("en", "Published: 3 Jun 2025, 09:35 AM IST"): ("2025-06-03T04:05", None),
    ("ru", "3 июня 2025, 09:35 (МСК)"): ("2025-06-03T06:35", None),
    ("de", "Veröffentlicht am 3. Juni 2025, 9:35 Uhr | Stand: 4. Juni 2025, 11:20 Uhr"): (
        "2025-06-03T09:35",
        "2025-06-04T11:20",
    ),
    ("es", "Publicado el 3 de junio de 2025 | Actualizado el 4 de junio de 2025"): (
        "2025-06-03T00:00",
        "2025-06-04T00:00",
    ),
    ("zh", "发布时间：2025-06-03 09:35 更新时间：2025-06-04 11:20"): (
        "2025-06-03T09:35",
        "2025-06-04T11:20",
    ),
}


@pytest.mark.parametrize(("lang", "line"), DATES)
def test_lines_of_publication_and_change(lang: str, line: str) -> None:
    found = metadata("", f"<p class='date'>{line}</p>", lang=lang)
    said = [one and f"{one.value:%Y-%m-%dT%H:%M}" for one in (found.published, found.modified)]
    assert tuple(said) == DATES[lang, line]


def test_a_date_may_be_kept_for_scripts() -> None:
    found = metadata("", "<span class='ts' data-timestamp='1748943300'>two hours ago</span>")
    assert found.published is not None
    assert found.published.value == datetime(2025, 6, 3, 9, 35, tzinfo=UTC)


def test_the_time_of_a_change_is_no_time_of_publication() -> None:
    found = metadata("", "<p class='date'>Published 3 June 2025. Updated 4 June 2025 11:20</p>")
    assert found.published is not None
    assert found.published.precision == "day"


@pytest.mark.parametrize("broken", ["http://[", "//[::1/ada-moor"])
def test_an_address_that_is_none_hides_no_writer_behind_it(broken: str) -> None:
    stated = "<meta property='article:author' content='{}'>"
    writer = "https://harbour-post.example/people/ada-moor"
    html = (
        f"<title>Boats</title>{stated.format(broken)}{stated.format(writer)}<body>"
        f"<nav><a href='{broken}'>Harbour plans</a></nav>"
        f"<article><h1>Boats are back in the harbour</h1>{TEXT}</article>"
        "<footer><a href='/people/ada-moor'>Ada Moor</a> <a href='/terms'>Terms</a></footer>"
    )
    url = "https://harbour-post.example/boats"
    page = Page(url, html.encode(), "text/html; charset=utf-8", CAPTURED)
    assert credited(read(page.tree, page)) == [("Ada Moor", "person", "author")]
