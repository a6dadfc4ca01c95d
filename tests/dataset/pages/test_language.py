"""Languages of texts, found offline and alike everywhere."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from twa.dataset.pages.language import detect, normalise

TONGUES = json.loads((Path(__file__).parents[2] / "data" / "tongues.json").read_text("utf-8"))
WRITTEN_AS = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}


@pytest.mark.parametrize("language", TONGUES)
def test_text_speaks_for_itself(language: str) -> None:
    text = " ".join(TONGUES[language]["sentences"])
    assert detect(text) == WRITTEN_AS.get(language, language)
    assert detect(text, "en-US" if language != "en" else "de") == WRITTEN_AS.get(language, language)


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("", None, None),
        ("", "fr-CA", "fr"),
        ("12:30", "pt_BR", "pt"),
        ("Ja.", "nb-NO", "no"),
        ("中文", "zh-HK", "zh-Hant"),
        ("中文", "zh", "zh"),
        ("...", "x-default", None),
        ("...", "und", None),
    ],
)
def test_hint_decides_where_the_text_is_too_short(
    text: str, hint: str | None, expected: str | None
) -> None:
    assert detect(text, hint) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en_US", "en"), ("ZH-hant-TW", "zh-Hant"), ("cmn-Hans", "zh-Hans"), ("iw", "he"), ("", None),
     ("english", None), (None, None)],
)  # fmt: skip
def test_tags_are_normalised(tag: str | None, expected: str | None) -> None:
    assert normalise(tag) == expected


def test_threads_agree() -> None:
    texts = [" ".join(tongue["sentences"]) for tongue in TONGUES.values()] * 5
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect, texts)) == [detect(text) for text in texts]
