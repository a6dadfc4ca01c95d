"""Starts the site as a process of its own, and speaks to it.

with running(theme="classic") as site:
    crawl(site.feed)
    site.control.edit("some-slug", append="<p>More.</p>")
    assert [line.path for line in site.log.requests()] == [...]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from tests.site.server import CONTROL
from tests.site.themes import Variant

ROOT: Final = Path(__file__).resolve().parent.parent.parent
_DIRECT = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Line:
    """One logged request: seconds since the epoch, and how many were under way."""

    time: float
    method: str
    path: str
    status: int
    active: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Log:
    """The requests the site has answered, in the order of answering."""

    file: Path

    def requests(self, path: str | None = None) -> list[Line]:
        """All requests, or those of one path (with its query)."""
        lines = [Line(**json.loads(line)) for line in self.file.read_text("utf-8").splitlines()]
        return [line for line in lines if path in (None, line.path)]

    def clear(self) -> None:
        """Forget what was asked so far."""
        self.file.write_text("")


@dataclass(frozen=True, slots=True)
class Control:
    """Changes the site while it runs, as an editor would, or as a bad day would.

    A change that is not dated happens one minute after the last one.
    """

    url: str

    def edit(
        self,
        slug: str,
        *,
        title: str | None = None,
        content: str | None = None,
        append: str | None = None,
        modified: str | None = None,
    ) -> dict[str, Any]:
        """Change a post. Its pubDate, id and place in the feed stay, as in WordPress."""
        return self._order(
            do="edit", slug=slug, title=title, content=content, append=append, modified=modified
        )

    def add(
        self,
        title: str,
        content: str,
        *,
        slug: str | None = None,
        published: str | None = None,
        author: str = "Mara Lindqvist",
        categories: Sequence[str] = ("Chinese",),
    ) -> dict[str, Any]:
        """Publish a post; what comes back says its path and times."""
        return self._order(
            do="add",
            title=title,
            content=content,
            slug=slug,
            published=published,
            author=author,
            categories=list(categories),
        )

    def comment(self, slug: str, author: str, text: str) -> dict[str, Any]:
        """Add a reader's comment: the page changes, the article does not."""
        return self._order(do="comment", slug=slug, author=author, text=text)

    def delete(self, slug: str) -> dict[str, Any]:
        """Take a post away: its page is 404, and it is in no feed."""
        return self._order(do="delete", slug=slug)

    def answer(
        self,
        path: str,
        status: int = 200,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | str = b"",
        delay: float = 0.0,
        fault: str = "",
        times: int | None = None,
    ) -> None:
        """Answer `path` (with its query, or for any query) like this, `times` times or always.

        `fault` is `hang`, `stall` or `cut`: see `tests.site.reply.Fault`.
        """
        octets = body.encode() if isinstance(body, str) else body
        self._order(
            do="answer",
            path=path,
            status=status,
            headers=[list(pair) for pair in headers],
            body=b64encode(octets).decode(),
            delay=delay,
            fault=fault,
            times=times,
        )

    def restore(self, path: str) -> None:
        """Undo `answer`."""
        self._order(do="restore", path=path)

    def posts(self) -> list[dict[str, Any]]:
        """Every post, newest first: id, path, title, author, times, content, guid."""
        found: list[dict[str, Any]] = self._order(do="posts")["posts"]
        return found

    def _order(self, **order: Any) -> dict[str, Any]:
        request = Request(self.url, json.dumps(order).encode(), method="POST")
        try:
            with _DIRECT.open(request, timeout=30) as response:
                result: dict[str, Any] = json.load(response)
        except HTTPError as error:
            raise ValueError(error.read().decode()) from error
        return result


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: `url` without a slash at the end."""

    url: str
    log: Log
    control: Control

    @property
    def feed(self) -> str:
        """The feed the project was started for, on this site."""
        return f"{self.url}/category/chinese/feed/"


@contextmanager
def running(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    base: str | None = None,
    feed: Path | None = None,
    theme: Variant = "block",
    delay: float = 0.0,
    plain: bool = False,
) -> Iterator[Site]:
    """The site in a process of its own; stopped on leaving. Options as `python -m tests.site`."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "requests.jsonl"
        log.touch()
        command = [sys.executable, "-m", "tests.site", "--host", host, "--port", str(port)]
        command += ["--theme", theme, "--delay", str(delay), "--log", str(log)]
        command += ["--base", base] if base else []
        command += ["--feed", str(feed.resolve())] if feed else []
        command += ["--plain"] if plain else []
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                bound = process.stdout.readline().strip()
                if not bound:
                    raise RuntimeError(f"the site did not start: {' '.join(command)}")
                yield Site(base or bound, Log(log), Control(bound + CONTROL))
            finally:
                process.terminate()
