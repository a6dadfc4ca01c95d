"""What a collection is called: after its feed, its sites, or as its maker says."""

from __future__ import annotations

from pathlib import Path

import pytest

from twa.dataset.assemble.naming import name_collection
from twa.dataset.collection_settings import BadStatement, CollectionSettings
from twa.dataset.reduce.history import History

FIRST = "2024-05-17T06:30:00.000000Z"


def feed(host: str, title: str | None = "Harbour News") -> History:
    return History(f"https://{host}/feed/", 1, FIRST, FIRST, title, f"https://{host}/", [])


def test_one_feed_gives_its_title_wherever_it_leads() -> None:
    named = name_collection(
        [], [feed("news.example")], {"a.example": 5, "b.example": 5}, CollectionSettings()
    )
    assert (named["title"], named["homepage"]) == ("Harbour News", "https://news.example/")


def test_several_sites_are_named_and_none_stands_for_all() -> None:
    hosts = {f"news-{number}.example": 10 for number in range(7)} | {"": 1}
    named = name_collection([], [feed(host) for host in hosts if host], hosts, CollectionSettings())
    assert named["title"] == "7 sites: news-0.example, news-1.example, news-2.example and others"
    assert named["homepage"] is None


def test_a_site_with_a_few_guests_is_still_that_site() -> None:
    hosts = {"news.example": 95, "guest.example": 5}
    feeds = [feed("news.example"), feed("news.example", "Sport")]
    assert name_collection([], feeds, hosts, CollectionSettings())["title"] == "Harbour News"


def test_what_the_maker_says_goes_before_all(tmp_path: Path) -> None:
    path = tmp_path / "collection.toml"
    CollectionSettings('Harbour "Lab" \\ 岚桥', "Ferries").write(path)
    stated = CollectionSettings.read(path)
    assert stated == CollectionSettings('Harbour "Lab" \\ 岚桥', "Ferries")
    named = name_collection([], [feed("news.example")], {"news.example": 1}, stated)
    assert (named["title"], named["maker"]) == ("Ferries", 'Harbour "Lab" \\ 岚桥')
    assert CollectionSettings.read(tmp_path / "missing.toml") == CollectionSettings()


@pytest.mark.parametrize("text", ["maker = 7", "maker = ''", "colour = 'red'", "maker"])
def test_another_statement_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "collection.toml"
    path.write_text(text)
    with pytest.raises(BadStatement, match=r"collection\.toml"):
        CollectionSettings.read(path)
