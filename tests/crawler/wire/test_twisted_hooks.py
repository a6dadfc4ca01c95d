"""The contract with Scrapy and Twisted: what `crawler/wire/twisted_hooks.py` stands on is there,
and is said to be missing where it is not. That it does what it should, the crawls of test_wire*.py
show.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
import scrapy
from scrapy.core.downloader.handlers import http11
from twisted.web import _newclient, client

from tests.hostile.crawl import crawl
from tests.shared import ROOT
from twa.crawler.wire import twisted_hooks


def test_the_installed_scrapy_is_the_one_that_was_looked_at() -> None:
    assert scrapy.__version__.startswith(twisted_hooks.SERIES)
    twisted_hooks.check()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (client.HTTPConnectionPool, "getConnection"),
        (http11._LenientHTTPClientParser, "headerReceived"),
        (_newclient.HTTP11ClientProtocol, "_finishResponse"),
    ],
)
def test_a_missing_name_is_named(owner: type, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for base in owner.__mro__:
        if name in vars(base):
            monkeypatch.delattr(base, name)
    with pytest.raises(twisted_hooks.Unsupported, match=rf"missing here: {name}"):
        twisted_hooks.check()


def test_another_scrapy_is_refused_before_any_request(tmp_path: Path) -> None:
    crawled = crawl(tmp_path, [{"url": "http://nobody.invalid/"}], sink="Elsewhere")
    assert crawled.outcomes == []
    assert "wire capture needs other versions of Scrapy and Twisted: Scrapy 2.19" in crawled.log


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (client.HTTPConnectionPool.getConnection, ["self", "key", "endpoint"]),
        (client._RetryingHTTP11ClientProtocol.request, ["self", "request"]),
        (_newclient.HTTP11ClientProtocol._finishResponse_WAITING, ["self", "rest"]),
        (_newclient.HTTP11ClientProtocol._giveUp, ["self", "reason"]),
        (_newclient.HTTP11ClientProtocol._disconnectParser, ["self", "reason"]),
        (http11._LenientHTTP11ClientFactory.buildProtocol, ["self", "addr"]),
    ],
)
def test_signatures(method: Callable[..., object], parameters: list[str]) -> None:
    assert list(inspect.signature(method).parameters) == parameters


def test_the_pool_calls_its_factory_as_ours_is_called() -> None:
    pool = inspect.getsource(client.HTTPConnectionPool._newConnection)
    assert "self._factory(quiescentCallback, repr(endpoint))" in pool


def test_the_handler_keeps_its_pool_where_ours_is_put() -> None:
    handler = inspect.getsource(http11.HTTP11DownloadHandler)
    assert "self._pool: HTTPConnectionPool = HTTPConnectionPool(" in handler
    assert "pool=self._pool," in handler


def test_no_other_module_of_ours_names_private_parts() -> None:
    """Imports of names or modules with a leading underscore, from Scrapy or Twisted."""
    found = []
    for path in sorted(ROOT.glob("crawler/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            parts = [*node.module.split("."), *(name.name for name in node.names)]
            foreign = parts[0] in ("scrapy", "twisted")
            if foreign and any(p.startswith("_") and not p.startswith("__") for p in parts):
                found.append(path.name)
    assert set(found) == {"twisted_hooks.py"}
