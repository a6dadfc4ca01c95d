"""The code says each reason for which something becomes no row, and each where it belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, get_args

import pytest
from scrapy import Request
from twisted.python.failure import Failure

from tests.dataset.archives import FEED, SITE, feed, hours, item, page, table
from tests.dataset.raw import record, response, revisit, save
from twa.crawler.archive.archive import Archive
from twa.crawler.archive.extension import NotArchived
from twa.crawler.context import CrawlContext, share
from twa.crawler.discovery.options import CrawlOptions
from twa.crawler.discovery.plan import Candidate
from twa.crawler.discovery.window import TimeSpan, Window
from twa.crawler.failures import Refused
from twa.crawler.middlewares.robots import RobotsMiddleware
from twa.crawler.middlewares.withdrawn import Withdrawn
from twa.crawler.reporting.recorder import Recorder
from twa.crawler.reporting.report import RunReport
from twa.crawler.requests.articles import ArticleRequests
from twa.crawler.sources.entry_filter import EntryFilter
from twa.crawler.sources.source import Source
from twa.crawler.state import CrawlState
from twa.dataset.assemble.builder import build
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.errors import RejectReason
from twa.dataset.exchange import Block, Exchange, Origin
from twa.dataset.facts.model import Stage
from twa.dataset.reduce import rows
from twa.dataset.takedowns import Takedown, Takedowns
from twa.dataset.workers.pool import Limits

REPORTED: Final = {
    "not-archived": "what the archive could not take, the archive can't tell",
    "withdrawn": "what takedowns.jsonl says the archive need not say again",
}
"""Reasons that stand in the report of a run alone, where no build can read them; and why."""


def _at(reason: str) -> str:
    return f"{SITE}/{reason}/"


# --- Answers --------------------------------------------------------------------------

LINK: Final = Origin("article", FEED, "L")
PAGE: Final = page("Harbour bridge reopens")
HALF: Final = {"body": PAGE[:900]}
FEEDS: Final[dict[str, Any]] = {"origin": Origin("feed"), "media_type": "application/rss+xml"}
LISTED: Final = feed(
    item("no-date", "Bridge", published=None),
    item("bad-date", "Ferry", published="Fri, 17 May 2099 06:30:00 +0000"),
)

ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "dns": {"ended": "dns"},
    "refused": {"ended": "refused"},
    "tls": {"ended": "tls"},
    "unreachable": {"ended": "unreachable"},
    "private-address": {"ended": "private-address"},
    "timeout": {**HALF, "ended": "time"},
    "too-large": {**HALF, "ended": "length"},
    "truncated": {**HALF, "ended": "disconnect"},
    "http-status": {"body": "not here", "status": "404 Not Found"},
    "payment-required": {"body": "two coins", "status": "402 Payment Required"},
    "bad-url": {"status": "301 Moved Permanently", "headers": "Location: javascript:void(0)"},
    "not-html": {"body": "%PDF-1.7", "media_type": "application/pdf"},
    "empty": {"body": " "},
    "undecodable": {"body": b"<html><p>" + bytes((*range(1, 9), 0xFF)) * 500},
    "no-text": {"body": "<html><body><img src=a></body></html>"},
    "no-article": {"body": "<title>Please log in</title><h1>Log in</h1><p>Enter your name here."},
    "other-category": {
        "body": page("Rowing", head='<meta property="article:section" content="Sport">'),
        "origin": Origin("article", FEED, "L", ("City",)),
    },
    "deadline": {"body": page("poison: burn")},
    "worker-died": {"body": page("poison: kill")},
    "invalid-row": {"body": PAGE},
    "not-a-feed": {**FEEDS, "body": page("No feed")},
    "truncated-feed": {**FEEDS, "body": feed(item("ferry", "Ferry"))[:-40]},
    "names-a-feed": {**FEEDS, "body": page("Front page")},
    "past-the-end": {**FEEDS, "status": "404 Not Found", "origin": Origin("feed", FEED, "L")},
}
"""A reason, and what a server answers that deserves it."""


def _exchange(
    url: str,
    body: str | bytes = b"",
    *,
    at: datetime,
    status: str = "200 OK",
    media_type: str = "text/html; charset=utf-8",
    headers: str = "X-Harbour: 1",
    origin: Origin = LINK,
    ended: Any = "complete",
) -> Exchange:
    octets = body.encode() if isinstance(body, str) else body
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {media_type}", headers)
    head = "\r\n".join((*lines, f"Content-Length: {len(octets)}", "", ""))
    silent = ended in ("dns", "refused", "tls", "unreachable", "private-address")
    return Exchange(
        url=url,
        started=at,
        request=Block(f"GET {url} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()),
        response=Block(b"" if silent else head.encode() + octets),
        ended=ended,
        origin=origin,
    )


def _exchanges() -> Iterator[Exchange]:
    for number, (reason, answer) in enumerate(ANSWERS.items()):
        yield _exchange(_at(reason), at=hours(number), **answer)
    yield _exchange(FEED, LISTED, at=hours(0), **FEEDS)
    # A page that was given for a feed, and led to one; a page that was there once.
    led = FEEDS | {"origin": Origin("feed", _at("names-a-feed"), "L")}
    yield _exchange(f"{SITE}/other-feed/", feed(item("other", "Pier")), at=hours(30), **led)
    yield _exchange(_at("gone"), page("Ferry pier closes"), at=hours(30))
    # Three articles that redirect to one page.
    shared = [f"shared-page/{name}" for name in ("pier", "quay", "lock")]
    yield _exchange(
        f"{SITE}/walls/", feed(*(item(one, one) for one in shared)), at=hours(30), **FEEDS
    )
    for one in shared:
        moved: dict[str, Any] = {"status": "302 Found"}
        moved["headers"] = f"Location: {SITE}/why-we-ask/"
        yield _exchange(_at(one), at=hours(30), **moved)
    yield _exchange(f"{SITE}/why-we-ask/", page("Why we ask"), at=hours(31))
    yield _exchange(_at("gone"), "gone", at=hours(60), status="410 Gone")


# --- Records --------------------------------------------------------------------------

RECORDS: Final = {
    "no-uri": record("response", PAGE),
    "no-warc-date": response(_at("no-warc-date"), PAGE, WARC_Date="yesterday"),
    "original-missing": revisit(
        _at("original-missing"), WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000000>"
    ),
    "damaged-record": response(
        _at("damaged-record"), PAGE, WARC_Block_Digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    ),
}
"""A reason, and a record of others' that deserves it. A file that can't be read lies beside."""


# --- Decisions ------------------------------------------------------------------------

SINCE: Final = datetime(2024, 5, 1, tzinfo=UTC)
DECIDED: Final = {
    "scheme": "ftp://news.example/scheme/",
    "offsite": "https://other.example/offsite/",
    "not-an-article": f"{SITE}/not-an-article/embed/",
    "duplicate": _at("duplicate"),
    "keyword": _at("keyword"),
    "outside-window": _at("outside-window"),
}
"""A reason, and a link of a feed that deserves it; that of `duplicate` stands there twice."""

ASKED: Final = ("robots", "withdrawn", "not-archived", "redirect-loop")
"""Reasons that come up only when an article is asked for."""


def _context(collection: Collection, archive: Archive, state: CrawlState) -> CrawlContext:
    withdrawn = _at("withdrawn")
    takedown = Takedown("a" * 32, (withdrawn,), "2024-05-20T00:00:00Z", "asked for")
    report = RunReport("1", "feed", "news", FEED, SINCE, "test/1")

    async def flush() -> None:
        raise AssertionError

    return CrawlContext(
        source=Source("news", FEED, wanted=EntryFilter(drop_url=("/keyword/",))),
        options=CrawlOptions(window=Window(since=SINCE)),
        collection=collection,
        takedowns=Takedowns((takedown,), "", frozenset({withdrawn})),
        ages=(),
        state=state,
        # It asks of an archive only to take notes.
        recorder=Recorder(report, archive, state),  # type: ignore[arg-type]
        flush=flush,
        send=lambda _: None,
    )


def _run(collection: Collection, archive: Archive, state: CrawlState) -> RunReport:
    """What a crawl decides, noted in the archive as a crawl does; and its report."""
    rules = _exchange(
        f"{SITE}/robots.txt",
        "User-agent: *\nDisallow: /robots/\n",
        at=datetime.now(UTC),
        media_type="text/plain",
        origin=Origin("robots", FEED, "P"),
    )
    state.apply([archive.write(rules)])
    context = _context(collection, archive, state)
    links = [*DECIDED.values(), DECIDED["duplicate"], *map(_at, ASKED)]
    candidates = [
        Candidate(
            link,
            FEED,
            f"entry {number}",
            TimeSpan(None, SINCE) if "outside-window" in link else TimeSpan(),
        )
        for number, link in enumerate(links)
    ]
    articles = ArticleRequests(context)
    requests = {request.url: request for request in articles.of_candidates(candidates)}
    crawler: Any = SimpleNamespace(settings={"USER_AGENT": "test/1"})
    share(crawler, context)

    def fails(reason: str, error: BaseException) -> None:
        request = requests[_at(reason)]
        failure = Failure(error)  # type: ignore[no-untyped-call]
        # Scrapy does so.
        vars(failure)["request"] = request
        assert request.errback is not None
        request.errback(failure)

    with pytest.raises(Refused) as caught:
        asyncio.run(RobotsMiddleware(crawler).process_request(requests[_at("robots")]))
    fails("robots", caught.value)
    with pytest.raises(Refused) as caught:
        Withdrawn(crawler).process_request(requests[_at("withdrawn")])
    fails("withdrawn", caught.value)
    fails("not-archived", NotArchived("the disk is full"))
    looped: Request = requests[_at("redirect-loop")]
    looped.meta["redirect_urls"] = [looped.url]
    articles.dropped(looped)
    articles.close()
    report: RunReport = vars(context.recorder)["_report"]
    return report


# --- What is said ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], RunReport]:
    """The rejects of a build of all that, and the report of the run."""
    collection = Collection(tmp_path_factory.mktemp("rejects") / "harbour")
    collection.archive.mkdir(parents=True)
    archive = Archive(collection.archive, prefix="news", info={"software": "test/1"}, floor_bytes=0)
    for exchange in _exchanges():
        archive.write(exchange)
    with closing(CrawlState.open(collection.state, collection.archive)) as state:
        report = _run(collection, archive, state)
    archive.checkpoint(seal=True).commit()
    save(collection.archive, *RECORDS.values())
    (collection.archive / "unread-file.warc.gz").symlink_to("nowhere")
    make = rows.article

    def broken(*args: Any, **named: Any) -> dict[str, Any]:
        row = make(*args, **named)
        return row | {"text": "other"} if "invalid-row" in row["url"] else row

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[1]))
        patch.setattr("twa.dataset.facts.shards.UNDERSTAND", "poisoned_pages:understand")
        patch.setattr(rows, "article", broken)
        options = Options(limits=Limits(deadline=2, memory=512 << 20))
        build(collection, workers=1, options=options)
    return table(collection.root, "rejects"), report


@pytest.mark.parametrize("reason", sorted({*get_args(RejectReason)} - {*REPORTED}))
def test_the_code_says_each_reason(
    built: tuple[list[dict[str, Any]], RunReport], reason: str
) -> None:
    assert reason in {row["reason"] for row in built[0]}


def test_nothing_is_said_of_what_deserves_another_reason(
    built: tuple[list[dict[str, Any]], RunReport],
) -> None:
    said = [(row["url"], row["reason"]) for row in built[0] if row["url"]]
    assert [one for one in said if f"/{one[1]}/" not in one[0]] == []


def test_the_code_says_each_stage(built: tuple[list[dict[str, Any]], RunReport]) -> None:
    assert {row["stage"] for row in built[0]} == {*get_args(Stage)}


def test_what_no_build_can_say_the_report_of_the_run_says(
    built: tuple[list[dict[str, Any]], RunReport],
) -> None:
    rejects, report = built
    assert {row["reason"] for row in rejects}.isdisjoint(REPORTED)
    assert {*REPORTED} <= {one["reason"] for one in (*report.refused, *report.failures)}
