"""One browser for all tests here: what they may not share is a profile (`chromium.tab`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browse.chromium import answering, browsing, chromium, needs_chromium
from twa.dataset.browse.export import export
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.browse.server.serve import Folder
from twa.dataset.collection import Collection
from twa.dataset.verification.files import load


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    needs_chromium()
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def origin(collection: Collection) -> Iterator[LoopbackOrigin]:
    """The module's `collection` in `twa browse`."""
    with browsing(collection) as origin:
        yield origin


@pytest.fixture(scope="module")
def served(origin: LoopbackOrigin) -> str:
    """The address of `origin`."""
    return origin.url


@pytest.fixture(scope="module")
def exported(collection: Collection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site exported of the module's `collection`: its address."""
    target = tmp_path_factory.mktemp("export") / "site"
    export(collection, load(collection), target)
    with LoopbackOrigin(Folder(target)) as origin, answering(origin):
        yield f"{origin.url}index.html"


@pytest.fixture(params=["served", "exported"])
def address(request: pytest.FixtureRequest) -> str:
    """Each of both, one after the other."""
    address: str = request.getfixturevalue(request.param)
    return address
