"""What pages had wrong that nobody had tuned to: posts, comments, pictures, offers, notices."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, amid, read

POST = (
    "<blockquote class=twitter-tweet><p>Sign up the whole valley, we said, and they came.</p>"
    "— Ada Holm (@ada)</blockquote>"
)
_JAPANESE = (
    "粉ひき小屋の上の果樹園が火曜日に売られた。買ったのは古い梨を残したいという財団で、町の人は胸をなで下ろした。",
    "園には四十種の梨があり、ほかの土地では知られていないものもあると、園丁のイルゼさんは話す。",
    "買い手は秋からこうした庭を探していて、ほとんどあきらめかけていたという。",
    "隣の谷の桶屋が酒を造り、落ちた実は学校の子どもたちに配られることになった。",
)


def captioned(text: str, said: str) -> bool:
    article = read(text)
    return said in "".join(article.captions) and said not in article.text


@pytest.mark.parametrize("around", ["{}", "<div class=embed-twitter><div>{}</div></div>"])
def test_a_post_below_the_last_sentence_is_text(around: str) -> None:
    text = read(BODY + around.format(POST)).text
    assert text.index(SENTENCES[-1]) < text.index("the whole valley") < text.index("Ada Holm")


def test_a_post_that_is_gone_is_no_text() -> None:
    link = "<a href=https://twitter.com/ada/status/1>Tweet may have been deleted</a>"
    assert (
        read(amid(f"<blockquote class=twitter-tweet>{link}</blockquote>")).text == read(BODY).text
    )


def test_a_post_that_says_what_offers_do_is_none() -> None:
    assert "the whole valley" in read(amid(f"<figure><div>{POST}</div></figure>")).text


def test_comments_that_are_half_of_the_text_bring_nothing_of_theirs_back() -> None:
    told = "".join(f"<p>{one} So it was told in the hall.</p>" for one in SENTENCES)
    readers = "".join(
        f"<li class=xf-comment><p>{one} I was there, and the rain was the worst.</p></li>"
        for one in SENTENCES[:5]
    )
    letter = (
        "<section class=newsletter-signup><p>The best of our orchard in your inbox!</p></section>"
    )
    article = read(f"{told}<ul>{readers}</ul>{letter * 3}")
    assert article.text == read(told).text
    assert not article.notes


def test_a_counter_of_comments_above_a_text_makes_no_comments_of_it() -> None:
    story = f"<div class=commentCount>12 comments</div><div class=story>{BODY}</div>"
    assert read(story).text == read(BODY).text


def test_a_word_that_all_paragraphs_are_called_by_sets_none_apart() -> None:
    first = "".join(f"<p class=paywall>{one}</p>" for one in SENTENCES[:4])
    drop = "<p class='dropcap heading paywall'>It was in May that the trust first wrote to her.</p>"
    last = "".join(f"<p class=paywall>{one}</p>" for one in SENTENCES[4:])
    assert "It was in May" in read(first + drop + last).text


def test_a_paragraph_in_an_element_called_as_the_one_before_goes_on_with_the_text() -> None:
    parts = [f"<div class='article-text grey'><p>{one}</p></div>" for one in SENTENCES[:-1]]
    last = f"<div class='article-text grey no-review'><p>{SENTENCES[-1]}</p></div>"
    assert SENTENCES[-1] in read("".join(parts) + last).text


def test_cells_that_are_set_right_stay_in_their_table() -> None:
    rows = (("Pears", "forty"), ("Apples", "nine"))
    cells = "".join(
        f"<tr><td>{one}</td><td style='text-align: right'>{other}</td></tr>" for one, other in rows
    )
    text = read(f"{BODY}<table>{cells}</table>").text
    assert all(one in text for row in rows for one in row)


def test_small_print_beside_a_picture_alone_is_its_caption() -> None:
    pictured = "<div id=w600><a href=l.jpg><img src=s.jpg></a> <small>{}</small></div>"
    assert captioned(amid(pictured.format("The mill pond at noon.")), "The mill pond at noon")
    assert (
        "at noon" in read(amid("<div><small>The pond froze at noon, they said.</small></div>")).text
    )


@pytest.mark.parametrize("name", ["cmp-image__title", "img_cptn"])
def test_names_of_captions_that_systems_give(name: str) -> None:
    caption = f"<span class={name}>Old trees behind the press house.</span>"
    assert captioned(amid(f"<div class=x><img src=a.jpg>{caption}</div>"), "Old trees behind")


@pytest.mark.parametrize(
    "line",
    [
        "Images: Pixly; Ada Holm/Gazette",
        "[Featured Image by Ada Holm/Pixly Images]",
        "(image taken from https://pears.example)",
        "VIDEO COURTESY OF THE MILL TRUST",
        "题图来自 Pixly",
        "Advertisement - story continues below",
        "Table of Contents",
        "###",
        "Gazette reporter Ada Holm contributed to this report.",
        "Get Windfall, the Gazette’s orchard newsletter",
    ],
)
def test_lines_that_are_none_of_the_text_wherever_they_stand(line: str) -> None:
    assert read(amid(f"<p>{line}</p>")).text == read(BODY).text


@pytest.mark.parametrize(
    "line",
    [
        "Images: Pixly; Ada Holm, Jo Venter, Ilse Baum, Rory Finch, Sam Okoro/Gazette",
        "Image: pixly.example",
        "— With assistance by Ada Holm and Jo Venter",
        "Media contact: Rory Finch, rory@mill.example, 555-0199",
        "Be sure to tell your friends – share this story with them!",
        "喜欢这篇文章？去商店搜果园日报。",
        "تابعونا على <a href=/g>أخبار جوجل</a>",
        "Interested in showing your trees? Write to us by our <a href=/f>Submission Form</a>.",
    ],
)
def test_lines_that_are_none_of_the_text_at_its_end(line: str) -> None:
    assert read(f"{BODY}<p>{line}</p>").text == read(BODY).text


def test_what_lines_like_these_say_in_sentences_stays() -> None:
    said = (
        "Images of the pears were shown in the hall, and nobody could name the third of them.",
        "With assistance from the school the list of the trees was finished in April, she said.",
        "He would share this story with the council only when the vote was over, he told them.",
    )
    text = read(amid("".join(f"<p>{one}</p>" for one in said))).text
    assert all(one in text for one in said)


def test_a_link_elsewhere_that_offers_a_letter_is_promotion() -> None:
    line = "<p><a href=https://letters.example/?u=4f>Evening: The vote in brief | Sign up</a></p>"
    assert read(amid(line)).text == read(BODY).text


def test_what_affiliates_add_to_addresses_is_no_subscription() -> None:
    shop = "https://shop.example/dp/B01%3FSubscriptionId%3DAKIA%26tag%3Dgazette"
    line = f"<p><a href='{shop}'>A ladder of ash wood with nine rungs</a> for $39.99</p>"
    assert "A ladder of ash wood" in read(amid(line)).text


def test_a_box_that_is_called_a_call_to_action_in_three_words_goes() -> None:
    said = "<span>Tried this perry?</span><span>Tell <a href=/i>@gazette</a> of it!</span>"
    boxed = f"<div class=wp-recipe><p>{SENTENCES[0]} So it was.</p>{{}}</div>"
    call = f"<div class='wp-call-to-action simple'>{said}</div>"
    assert read(amid(boxed.format(call))).text == read(amid(boxed.format(""))).text


def test_an_address_below_a_paragraph_is_what_that_is_about() -> None:
    parts = "".join(
        f"<p>{one}</p><p>https://pears.example/{at}</p>" for at, one in enumerate(SENTENCES)
    )
    text = read(parts).text
    assert all(f"https://pears.example/{at}" in text for at in range(len(SENTENCES) - 1))


def test_a_sentence_that_is_set_as_a_heading_above_a_picture_stays() -> None:
    told = "The trust answered with a picture of the hill as it was a hundred years ago."
    text = read(f"{BODY}<h2>{told}</h2><img src=a.jpg><p>Source: Pixly</p>").text
    assert text == f"{read(BODY).text}\n\n{told}"


def test_a_byline_above_another_line_of_the_end_goes() -> None:
    head = '<meta name="author" content="Ada Holm">'
    signed = "<p><em>Ada Holm writes on trees. Write to ada@gazette.example.</em></p>"
    source = "<p>She learned of the sale from a gardener of the valley.</p>"
    made = "<p>Published on May 3, 2026.</p>"
    text = read(BODY + signed + source + made, head=head).text
    assert "ada@" not in text
    assert "from a gardener" in text


def test_a_standfirst_within_the_text_is_set_apart_where_the_page_says_the_same() -> None:
    said = "The gardener asks for quick help from all who have a ladder and a free day."
    head = f'<meta name="description" content="{said}">'
    article = read(f"<p class=dek>{said}</p>{BODY}", head=head)
    assert article.standfirst == said
    assert article.text == read(BODY).text


def test_titles_in_the_heads_of_entries_of_a_live_blog_stay() -> None:
    entry = (
        "<article class=entry><header><time datetime=2026-04-0{0}T09:00Z>9:0{0}</time>"
        "<h2>Part {0} of the hill</h2></header><div><p>{1}</p></div></article>"
    )
    entries = "".join(entry.format(at, one) for at, one in enumerate(SENTENCES))
    head = (
        '<script type="application/ld+json">{"@type": "LiveBlogPosting",'
        ' "headline": "Old pears are saved"}</script>'
    )
    text = read(entries, head=head).text
    places = [text.index(f"Part {at} of the hill") for at in range(len(SENTENCES))]
    assert all(one < other for one, other in pairwise(places))


@pytest.mark.parametrize(
    "notice",
    [
        "果園新聞の有料会員になると、すべての記事が読めます。<a href=/s>登録はこちら</a>",
        "<a href=/members>会員限定記事特集をもっと見る</a>",
    ],
)
def test_what_members_may_read_elsewhere_is_no_wall(notice: str) -> None:
    body = "".join(f"<p>{one}</p>" for one in _JAPANESE)
    offer = "<p>この記事は会員限定です。続きを読むには<a href=/s>登録</a>が必要です。</p>"
    assert read(f"{body}<div class=note><p>{notice}</p></div>", lang="ja").body_status == "full"
    assert read(f"{body}<div class=note>{offer}</div>", lang="ja").body_status == "paywalled"


def test_contacts_for_the_press_at_the_end_go_with_their_heading() -> None:
    people = "<ul><li>Jonas Vik</li><li>Phone: <a href=tel:1>+32 555 01 02 03</a></li></ul>"
    assert read(f"{BODY}<h2>Contacts for media</h2>{people}").text == read(BODY).text
    told = f"<h2>Contacts for media</h2><p>{SENTENCES[0]} Nobody could say who it was.</p>"
    assert "Nobody could say" in read(BODY + told).text


def test_whom_a_quote_quotes_stays_with_it() -> None:
    quote = "<blockquote><p>A tree costs less than a fence, and it gives more.</p>{}</blockquote>"
    signed = quote.format("<footer>Mirela Stan, councillor</footer>")
    assert "Mirela Stan, councillor" in read(amid(f"<div class=quotes>{signed}</div>")).text
