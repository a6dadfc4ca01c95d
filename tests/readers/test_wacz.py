"""Other people's readers take our packages: py-wacz, pywb, and the engine of ReplayWeb.page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dataset import leaning
from tests.dataset.packages import BRIDGE, FERRY, ICON, STYLE, built
from tests.readers import pywb, wabac
from tests.readers.others import run
from twa.dataset.wacz import PackagePart, pack
from twa.dataset.wacz import index as package_index

PACKAGES = {
    "whole": PackagePart(),
    "large": PackagePart(),
    "article": PackagePart(article=FERRY),
    "run": PackagePart(run="20240614T063000.000000Z"),
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("wacz")
    collection = built(folder / "harbour")
    made = {"leaning": folder / "leaning.wacz"}
    pack(leaning.built(folder / "leaning"), made["leaning"], PackagePart(article=FERRY))
    for name, part in PACKAGES.items():
        with pytest.MonkeyPatch.context() as patch:
            if name == "large":
                patch.setattr(package_index, "LARGE", 0)
                patch.setattr(package_index, "BLOCK", 3)
            made[name] = pack(collection, folder / f"{name}.wacz", part).path
    return made


@pytest.mark.parametrize("name", [*PACKAGES, "leaning"])
def test_wacz_validate_accepts_it(packages: dict[str, Path], name: str) -> None:
    assert "Validation succeeded" in run("wacz", "validate", "-f", packages[name])


def test_pywb_shows_what_is_in_it(packages: dict[str, Path], tmp_path: Path) -> None:
    run("wb-manager", "init", "news", cwd=tmp_path)
    run("wb-manager", "add", "--unpack-wacz", "news", packages["whole"], cwd=tmp_path)
    with pywb.serving(tmp_path) as port:
        status, body = pywb.replayed(port, BRIDGE, "20240614063000")
        assert (status, b"reopens again" in body) == (200, True)
        status, body = pywb.replayed(port, BRIDGE, "20240517073000")
        assert (status, b"reopens again" in body) == (200, False)
        assert pywb.replayed(port, ICON) == (200, b"\x89PNG\r\n\x1a\n icon")


# What the ferry's page needs and another page's was fetched for, and how each body begins.
NEEDED = {
    STYLE: b"@import",
    leaning.IMPORTED: b"@font-face",
    leaning.FONT: b"wOF2",
    leaning.SHARED: b"\x89PNG",
    leaning.ARRIVED: b"\x89PNG",
    leaning.COPY: b"\x89PNG",
    leaning.OWN: b"\x89PNG",
}


def test_pywb_shows_all_that_the_page_of_a_part_needs(
    packages: dict[str, Path], tmp_path: Path
) -> None:
    run("wb-manager", "init", "news", cwd=tmp_path)
    run("wb-manager", "add", "--unpack-wacz", "news", packages["leaning"], cwd=tmp_path)
    with pywb.serving(tmp_path) as port:
        shown = {url: pywb.replayed(port, url) for url in NEEDED}
    assert {url: (status, body[:4]) for url, (status, body) in shown.items()} == {
        url: (200, begins[:4]) for url, begins in NEEDED.items()
    }
    assert shown[leaning.COPY][1].endswith(b"IEND\xaeB`\x82")


@pytest.fixture(scope="module")
def base(packages: dict[str, Path]) -> Iterator[str]:
    """The URL of the packages' folder."""
    with wabac.served(packages["whole"].parent) as base:
        yield base


@pytest.mark.parametrize("name", ["whole", "large"])
def test_replayweb_shows_what_is_in_it(base: str, name: str) -> None:
    pages = [("20240614063000", BRIDGE), ("20240517073000", BRIDGE), ("20240614063000", STYLE)]
    new, old, style = wabac.replayed(f"{base}/{name}.wacz", pages)
    assert (new[0], b"reopens again" in new[1]) == (200, True)
    assert (old[0], b"reopens again" in old[1]) == (200, False)
    assert style[0] == 200
    assert ICON.encode() in style[1]


def test_replayweb_shows_revisits_by_their_originals(base: str) -> None:
    """A 304 is shown as such, and so the list has the page at the instant of its original."""
    style, ferry = wabac.replayed(
        f"{base}/run.wacz", [("20240614063000", STYLE), ("20240517073000", FERRY)]
    )
    assert (style[0], ICON.encode() in style[1]) == (200, True)
    assert (ferry[0], b"wheelhouse" in ferry[1]) == (200, True)


def test_replayweb_shows_one_article(base: str) -> None:
    ferry, bridge = wabac.replayed(
        f"{base}/article.wacz", [("20240517073000", FERRY), ("20240517073000", BRIDGE)]
    )
    assert (ferry[0], b"wheelhouse" in ferry[1]) == (200, True)
    assert bridge[0] == 404


def test_replayweb_shows_all_that_the_page_of_a_part_needs(base: str) -> None:
    answers = wabac.replayed(f"{base}/leaning.wacz", [("20240517083000", url) for url in NEEDED])
    assert [(status, body[:4]) for status, body in answers] == [
        (200, begins[:4]) for begins in NEEDED.values()
    ]
