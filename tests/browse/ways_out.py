"""A collection of pages that each try one way out of the pane, and an ear for what gets out.

Every name below `.example` leads the browser to the ear, which takes note of each
connection, also of one over which nothing is asked.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, prose
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.pages.refresh import LONGEST
from twa.dataset.warc import cdxj

LIVE: Final = "live.example"
"""Where the ear listens, as the pages call it: without TLS, so that it hears what is asked."""


@dataclass(frozen=True, slots=True)
class Way:
    """What a page does: in its head, at the end of its article, in its response's headers.

    Its reader clicks on what has the id `go`, or does nothing; what it does by itself takes so
    many `seconds`.
    """

    head: str = ""
    body: str = ""
    headers: tuple[str, ...] = ()
    click: bool = False
    seconds: float = 0.4


def _url(name: str) -> str:
    return f"http://{LIVE}/{name}"


def _split(name: str) -> str:
    """An address that a rewriter does not know, and a browser reads (WHATWG URL, section 4.4)."""
    return f" h\tt\ntp:/\t/{LIVE}/{name}"


def _loud(name: str) -> str:
    return f"HTTP:{LIVE.upper()}/{name}"


def _bent(name: str) -> str:
    """Controls before it, and backslashes for slashes."""
    return f"&#1;\\/{LIVE}/{name}"


def _spelt(spelling: str, url: Callable[[str], str]) -> Iterator[tuple[str, Way]]:
    """The ways that a page has with addresses of one spelling."""

    def at(name: str) -> str:
        return url(f"{name}-{spelling}")

    one_line = at("header-refresh").replace("\n", "").strip()
    # What sends its readers on sooner is no page to be shown, but a redirect.
    late = LONGEST + 1
    header = f"Refresh: {late}; url={one_line}"
    yield f"header-refresh-{spelling}", Way(headers=(header,), seconds=late + 0.5)
    yield (
        f"header-link-{spelling}",
        Way(
            headers=(
                f"Link: <{at('hint').replace(chr(10), '').strip()}>; rel=preconnect",
                f"Link: <{at('hint').replace(chr(10), '').strip()}>; rel=preload; as=image",
            )
        ),
    )
    refresh = f'<meta http-equiv="refresh" content="{late}; url={at("meta-refresh")}">'
    yield f"meta-refresh-{spelling}", Way(head=refresh, seconds=late + 0.5)
    for target in ("_self", "_parent", "_top", "_blank"):
        link = f'<a id="go" href="{at(target)}" target="{target}" ping="{at("ping")}">Go</a>'
        yield f"link{target}-{spelling}", Way(body=link, click=True)
    yield (
        f"download-{spelling}",
        Way(body=f'<a id="go" download="x.html" href="{at("download")}">Go</a>', click=True),
    )
    yield (
        f"base-{spelling}",
        Way(
            head=f'<base href="{at("base/")}" target="_parent">',
            body='<img src="picture.png" alt=""><a id="go" href="deeper/">Go</a>',
            click=True,
        ),
    )
    for method in ("get", "post"):
        form = (
            f'<form action="{at("form")}" method="{method}" target="_parent">'
            f'<input name="a" value="b"><button id="go">Go</button></form>'
        )
        yield f"form-{method}-{spelling}", Way(body=form, click=True)
    yield (
        f"formaction-{spelling}",
        Way(
            body=f'<form><button id="go" formaction="{at("formaction")}">Go</button></form>',
            click=True,
        ),
    )
    framed = f"<meta http-equiv=&quot;refresh&quot; content=&quot;0; url={at('srcdoc')}&quot;>"
    yield (
        f"frames-{spelling}",
        Way(
            body=f'<iframe src="{at("iframe")}"></iframe><iframe srcdoc="{framed}"></iframe>'
            f'<object data="{at("object")}"></object><embed src="{at("embed")}">'
            f'<iframe src="data:text/html,<img src={at("data").strip()}>"></iframe>',
        ),
    )
    yield (
        f"hints-{spelling}",
        Way(
            head="".join(
                f'<link rel="{rel}" href="{at(rel)}" as="image">'
                for rel in (
                    *("preconnect", "dns-prefetch", "prefetch", "prerender", "preload"),
                    *("modulepreload", "stylesheet", "icon", "manifest", "next"),
                )
            )
            + f'<script type="speculationrules">{{"prefetch": [{{"source": "list", '
            f'"urls": ["{at("rules").strip()}"]}}]}}</script>',
        ),
    )
    yield (
        f"media-{spelling}",
        Way(
            body=f'<img src="{at("img")}" srcset="{at("srcset").strip()} 2x" alt="">'
            f'<video src="{at("video")}" poster="{at("poster")}" autoplay></video>'
            f'<audio src="{at("audio")}" autoplay></audio><input type="image" src="{at("in")}">'
            f"<p style=\"background: url('{at('style')}')\">Here.</p>"
            f'<style>@import "{at("import")}"; @font-face {{ font-family: f; '
            f'src: url("{at("font")}") }} p {{ font-family: f }}</style>'
            f'<svg width="9" height="9"><image href="{at("svg")}"/><use href="{at("use")}#a"/>'
            f'</svg><script src="{at("script")}"></script>',
        ),
    )
    js = f"location='{at('js').strip()}';open('{at('open').strip()}');"
    js = js.replace("\n", "").replace("\t", "")
    yield (
        f"window-{spelling}",
        Way(
            body=f'<a id="go" href="java\tscript:{js}" onclick="{js}">Go</a>'
            f'<script>{js}</script><img src="x" onerror="{js}" alt="">',
            click=True,
        ),
    )
    yield (
        f"archived-redirect-{spelling}",
        Way(body=f'<a id="go" href="{SITE}/moved-{spelling}/">Go</a>', click=True),
    )


def _ways() -> Iterator[tuple[str, Way]]:
    yield from _spelt("plain", _url)
    yield from _spelt("split", _split)
    for spelling, url in (("loud", _loud), ("bent", _bent)):
        link = f'<a id="go" href="{url(spelling)}">Go</a>'
        yield f"link_self-{spelling}", Way(body=link, click=True)
        yield f"frames-{spelling}", Way(body=f'<iframe src="{url(spelling)}"></iframe>')
    svg = f'<svg><a id="go" xlink:href="{_url("svg")}"><text y="20">Go</text></a></svg>'
    yield "link-svg", Way(body=svg, click=True)
    yield "xhtml", Way(body=f'<iframe src="{SITE}/page.xhtml"></iframe>')
    reports = (
        f"Content-Security-Policy: img-src 'none'; report-uri {_url('csp')}",
        f"Content-Security-Policy-Report-Only: img-src 'none'; report-uri {_url('csp-only')}",
        f'Reporting-Endpoints: default="{_url("reports")}"',
        'NEL: {"report_to":"default","max_age":99}',
    )
    yield "reports", Way(body='<img src="/x.png" alt="">', headers=reports)
    attached = ("Content-Disposition: attachment; filename=x.html",)
    yield "attachment", Way(body=f'<img src="{_url("attached")}" alt="">', headers=attached)


WAYS: Final = dict(_ways())


def title(name: str) -> str:
    """What a page is called."""
    return f"The way of {name}"


def leaving(root: Path) -> Collection:
    """Write and build the collection: an article for each way."""
    archive = Archive()
    archive.get(FEED, feed(*(item(name, title(name)) for name in WAYS)), **RSS)
    for number, (name, way) in enumerate(WAYS.items()):
        text = page(title(name), [prose(f"{name} {part}") for part in range(4)], head=way.head)
        archive.get(
            f"{SITE}/{name}/",
            text.replace("</article>", f"</article>{way.body}"),
            at=hours(1 + number / 100),
            via=FEED,
            headers=way.headers,
        )
    for spelling, url in (("plain", _url("moved")), ("split", f"ht\ttp://{LIVE}/moved")):
        archive.get(
            f"{SITE}/moved-{spelling}/",
            status="302 Found",
            headers=[f"Location: {url}"],
            at=hours(3),
        )
    archive.get(
        f"{SITE}/page.xhtml",
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body><iframe src="{_url("xhtml")}"></iframe>'
        f'<iframe src="&#104;ttp:&#47;/{LIVE}/x"></iframe></body></html>',
        role="requisite",
        media_type="application/xhtml+xml",
        at=hours(3),
    )
    archive.save(root)
    cdxj.reindex(root / "archive")
    collection = Collection(root)
    build(collection, workers=1)
    return collection


@dataclass
class Ear:
    """Takes note of every connection, and answers with a page that says so."""

    heard: list[str] = field(default_factory=list)
    server: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0)), init=False
    )

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        port: int = self.server.getsockname()[1]
        return port

    def listen(self) -> None:
        """Listen until the socket is closed."""
        with suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                threading.Thread(target=self._hear, args=(connection,), daemon=True).start()

    def _hear(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            number = len(self.heard)
            self.heard.append("a connection")
            connection.settimeout(5)
            if asked := connection.recv(4096):
                self.heard[number] = asked.split(b"\r\n")[0].decode("latin-1")
            body = b"<title>live</title><script>top.ran = true</script>"
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
            connection.sendall(head + body)


@contextmanager
def listening() -> Iterator[Ear]:
    """An ear that listens."""
    ear = Ear()
    thread = threading.Thread(target=ear.listen, daemon=True)
    thread.start()
    try:
        yield ear
    finally:
        with suppress(OSError):
            ear.server.shutdown(socket.SHUT_RDWR)
        ear.server.close()
        thread.join()
