"""Recurring blocks: found at the edges, whatever the order, and never an article's own text."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from twa.dataset.pages.recurrence.boilerplate import ARTICLES, Edges, Recurring
from twa.dataset.pages.recurrence.boilerplate import recurring as recurring_in
from twa.dataset.pages.recurrence.outlines import Outline

SITE = "courier.example"
NOUNS = "harbour ferry council winter lamp bridge market gull baker snow mill tide glass stone"
PROMOTION = (
    "Want to hear more about boats from people who build them? Come to {} in Low Sands, in"
    " Pellworth and online, together with other fairs of the season. See all events of Harbour"
    " Media here."
)
FAIRS = ["Boat Week", "the Rope and Sail Fair", "Boat Week", "Boat Week", "the Lighthouse Days"]


def article(number: int, *tail: str, head: tuple[str, ...] = ()) -> list[str]:
    """An article of its own words, with what else stands at its ends."""
    words = [f"{word}{number}" for word in NOUNS.split()]
    body = [" ".join(words[n:] + words[:n]) + f" {n}." for n in range(10)]
    return [*head, *body, *tail]


def recurring(articles: Iterable[tuple[str, list[str]]]) -> Recurring:
    """What recurs in texts, whose outlines go through a shard."""
    return recurring_in((site, passed_on(texts)) for site, texts in articles)


def passed_on(texts: list[str]) -> Outline:
    """What a shard has of a text, in which a heading begins with a sharp."""
    kinds = ["heading" if text.startswith("#") else "paragraph" for text in texts]
    return Outline.of_text(Outline.of(texts, kinds).as_text())


def amid(number: int, *box: str) -> list[str]:
    """A long article with something in its midst."""
    texts = article(number) + article(number + 100)
    return [*texts[:9], *box, *texts[9:]]


def test_boxes_amid_that_offer_nothing_go_and_what_the_article_says_stays() -> None:
    box = (
        "# What the tide brings",
        "Each Friday one of us walks the beach and says what lay there.",
    )
    boxed = [amid(n, *box) for n in range(4)]
    found = recurring((SITE, texts) for texts in boxed)
    assert [kept(found, texts) for texts in boxed] == [amid(n) for n in range(4)]
    line = "Send what you have seen to the man on the quay"
    lined = [amid(n, line) for n in range(4)]
    found = recurring((SITE, texts) for texts in lined)
    assert [kept(found, texts) for texts in lined] == [amid(n) for n in range(4)]


def test_headings_and_sentences_of_background_that_recur_amid_stay() -> None:
    background = "The old harbour was given up in 1974, when the river had filled it with sand."
    told = [amid(n, background) for n in range(4)]
    found = recurring((SITE, texts) for texts in told)
    assert [kept(found, texts) for texts in told] == told
    headed = [amid(n, "# Background", f"A sentence of its own stands here, the {n}th.")
              for n in range(4)]  # fmt: skip
    found = recurring((SITE, texts) for texts in headed)
    assert [kept(found, texts) for texts in headed] == headed
    # What recurs amid articles is no reason to cut the end of another.
    boxed = [amid(n, "# Background", background) for n in range(4)]
    found = recurring((SITE, texts) for texts in [*boxed, article(9, background)])
    assert kept(found, article(9, background)) == article(9, background)


def kept(found: Recurring, texts: list[str]) -> list[str]:
    gone = set(found.positions(SITE, passed_on(texts)))
    return [text for at, text in enumerate(texts) if at not in gone]


def test_similar_promotions_go_and_last_paragraphs_stay() -> None:
    articles = [article(n, PROMOTION.format(FAIRS[n])) for n in range(5)]
    articles += [article(n) for n in range(5, 10)]
    found = recurring((SITE, texts) for texts in articles)
    for number, texts in enumerate(articles):
        assert kept(found, texts) == article(number)


def test_two_articles_are_not_enough() -> None:
    articles = [article(n, PROMOTION.format("Boat Week")) for n in range(ARTICLES - 1)]
    found = recurring((SITE, texts) for texts in articles)
    assert all(kept(found, texts) == texts for texts in articles)


def test_once_only_invitation_among_what_recurs_goes_too() -> None:
    footer = "All fairs and webinars of Harbour Media stand in the calendar on our pages."
    invitation = "Learn more about the workshops of the net makers, taking place in Low Sands."
    articles = [article(n, footer) for n in range(4)] + [article(4, footer, invitation, footer)]
    found = recurring((SITE, texts) for texts in articles)
    assert kept(found, articles[4]) == article(4)
    alone = article(5, invitation)
    assert kept(found, alone) == alone


def test_one_long_promotion_below_short_notes_goes_too() -> None:
    footer = "All fairs and webinars of Harbour Media stand in the calendar on our pages."
    notes = [[f"The {noun} came late and left early, said a man on the quay.",
              f"Nobody had seen a {noun} there before, nor has anyone since.",
              f"The council wants to know more of the {noun} by the winter."]
             for noun in NOUNS.split()]  # fmt: skip
    articles = [[*note, PROMOTION.format("Boat Week"), footer] for note in notes]
    found = recurring((SITE, texts) for texts in articles)
    assert [kept(found, texts) for texts in articles] == notes
    weather = [[*note, "The wind comes from the west and the sea is calm, as it was all week." * 5]
               for note in notes]  # fmt: skip
    found = recurring((SITE, texts) for texts in weather)
    assert [kept(found, texts) for texts in weather] == weather
    longer = [[*note, *note, PROMOTION.format("Boat Week"), footer] for note in notes]
    found = recurring((SITE, texts) for texts in longer)
    assert [kept(found, texts) for texts in longer] == [[*note, *note] for note in notes]


def test_question_that_leads_over_to_what_recurs_goes_too() -> None:
    question = "Planning your next step in boat building?"
    articles = [article(n, PROMOTION.format(FAIRS[n])) for n in range(4)]
    articles.append(article(4, question, PROMOTION.format("Boat Week")))
    found = recurring((SITE, texts) for texts in articles)
    assert kept(found, articles[4]) == article(4)
    for own in ("Who, then, will mend the net?", "The ferry sails, and what will you do?" * 4):
        last = article(5, own, PROMOTION.format("Boat Week"))
        assert kept(found, last) == article(5, own)
    assert kept(found, article(6, question)) == article(6, question)


def test_start_of_articles_too() -> None:
    articles = [article(n, head=("Listen to this article in our app.",)) for n in range(4)]
    found = recurring((SITE, texts) for texts in articles)
    assert [kept(found, texts) for texts in articles] == [article(n) for n in range(4)]


def test_what_recurs_within_stays() -> None:
    refrain = "And so the tide came in again over the sands of Pellworth."
    articles = [[*article(n)[:9], refrain, *article(n)[:9]] for n in range(4)]
    found = recurring((SITE, texts) for texts in articles)
    assert all(kept(found, texts) == texts for texts in articles)


def test_offers_that_recur_within_go_with_what_belongs_to_them() -> None:
    box = ["The tide in your hands", "Subscribe to our letter and know the hour before it turns."]
    articles = [[*article(n)[: 4 + n], *box, *article(n)[4 + n :], *article(n)] for n in range(5)]
    found = recurring((SITE, texts) for texts in articles)
    for number, texts in enumerate(articles):
        own = article(number)
        assert kept(found, texts) == [*own, *own]
    once = "He asked them to subscribe to the letter of the harbour, and none of the eight did."
    alone = [*article(5), once, *article(6), *article(7)]
    assert kept(found, alone) == alone


def test_copies_of_one_article_do_not_vote() -> None:
    texts = article(1)
    found = recurring((SITE, [*texts, *more]) for more in ([], ["Updated."], ["Corrected."]))
    assert kept(found, texts) == texts


def test_an_article_is_never_cut_by_half() -> None:
    forecasts = [[f"Rain on the {day} and wind from the west over all the harbours of the coast."]
                 for day in ("first", "second", "third", "fourth")]  # fmt: skip
    found = recurring((SITE, texts) for texts in forecasts)
    assert all(kept(found, texts) == texts for texts in forecasts)


def test_sites_do_not_mix() -> None:
    articles = [article(n, PROMOTION.format("Boat Week")) for n in range(3)]
    found = recurring((f"{n}.example", texts) for n, texts in enumerate(articles))
    assert found.sites == {}


texts = st.lists(st.text("ab 中", max_size=8), max_size=12)
articles = st.lists(st.tuples(st.sampled_from(["a.example", "b.example"]), texts), max_size=12)


@settings(max_examples=60)
@given(articles, st.randoms(use_true_random=False), st.integers(0, 12))
def test_order_and_shards_do_not_matter(
    given_articles: list[tuple[str, list[str]]], dice: Random, cut: int
) -> None:
    whole = recurring(given_articles)
    shuffled = list(given_articles)
    dice.shuffle(shuffled)
    shards = [Edges(), Edges()]
    for number, (site, blocks) in enumerate(shuffled):
        shards[number < cut].add(site, Outline.of(blocks))
    # An article met twice, as by two shards that share a capture, changes nothing.
    for site, blocks in shuffled[:3]:
        shards[0].add(site, Outline.of(blocks))
    shards[1].merge(shards[0])
    assert shards[1].recurring() == whole
