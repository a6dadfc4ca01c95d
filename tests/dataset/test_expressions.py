"""Patterns that are compiled when they are first used."""

import re

import pytest

from twa.dataset.expressions import BRIEF, SignedExpression, any_of, expression, signs


def test_answers_as_a_pattern_does() -> None:
    """Whatever it is asked, first or later."""
    made = expression(r"(?P<word>h\w+)", re.IGNORECASE)
    plain = re.compile(r"(?P<word>h\w+)", re.IGNORECASE)
    text = "The Harbour has ferries"
    assert [found["word"] for found in made.finditer(text)] == ["he", "Harbour", "has"]
    assert made.findall(text) == plain.findall(text)
    assert made.sub("-", text) == plain.sub("-", text)
    assert made.split(text) == plain.split(text)
    assert made.pattern == plain.pattern
    assert made.groupindex == plain.groupindex
    assert made.fullmatch(text) is None


def test_a_faulty_one_is_found_at_its_first_use() -> None:
    """Nothing is compiled before."""
    faulty = expression("(")
    with pytest.raises(re.error):
        faulty.search("")


def test_it_has_nothing_else() -> None:
    """What is no part of a pattern is none of this."""
    assert not hasattr(expression("a"), "__deepcopy__")


def test_any_of_words_is_the_longest_that_fits() -> None:
    """As their alternation finds them, whatever their order, and where case does not count."""
    words = ["may", "mayo", "m.c", "mar", "j", "juni", "jun"]
    flat = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    text = "Mayo, may mars JUNI jun j m.c mxc"
    found = re.findall(rf"{any_of(words)}", text, re.IGNORECASE)
    assert found == re.findall(flat, text, re.IGNORECASE)
    assert found == ["Mayo", "may", "mar", "JUNI", "jun", "j", "m.c"]
    assert re.findall(rf"\b{any_of(words)}\b", text) == ["may", "jun", "j", "m.c"]


def test_signs_are_a_part_of_whatever_is_found() -> None:
    """Of each alternative its longest run of letters; of an alternation in it, those of all."""
    assert signs(r"(?:sign|log) in to (?:read|go on)|abo\w*|会員") == (" in to ", "abo", "会員")
    assert signs(r"\b(?:ferr(?:y|ies)|barges?)\b") == ("ferr", "barge")
    assert signs(r"(?:tide)?x|\d(?:ab|cd)+|(?i:Q)ue{2}") == ("x", "ab", "cd", "e")
    with pytest.raises(ValueError, match="no sign"):
        signs(r"ferry|\d+")


def test_a_signed_expression_finds_what_the_pattern_finds() -> None:
    """Where it has the sign and is not found, too."""
    pattern = r"\b(?:join|like) us\b|ferr(?:y|ies) at \d|\bабон\w+"
    made = SignedExpression(pattern)
    for text in ("do join us", "like userland", "the ferries at 9", "ferry", "абонемент", ""):
        for said in (text, "of ours " * BRIEF + text):
            found, plain = made.search(said), re.search(pattern, said)
            assert (found and found.span()) == (plain and plain.span())
