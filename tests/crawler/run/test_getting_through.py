"""Sites that send their readers round: cookies, refreshes, home pages, prices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crawler.answering import Answer, Answering, answering, page, reply
from tests.crawler.crawling import Crawl, crawl, twa

pytestmark = pytest.mark.slow


def follow(server: Answering, tmp_path: Path, **settings: object) -> Crawl:
    """A crawl of the server's feed, whose collection verifies."""
    done = crawl(
        tmp_path, "feed", collection="x", url=f"{server.url}/feed", name="x", settings=settings
    )
    checked = twa("verify", done.folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return done


def found(location: str, *fields: str) -> bytes:
    """A redirect. What it leads to is asked for at once, so it says that the server hangs up."""
    told = ("Connection: close", f"Location: {location}", *fields)
    return reply(b"", *told, status="302 Found")


def wants(cookie: str, otherwise: bytes, then: bytes) -> Callable[[Answering], bytes]:
    """An answer for who brings a cookie, and another for who does not."""

    def answer(server: Answering) -> bytes:
        return then if cookie in server.asked[-1][1].get("cookie", "") else otherwise

    return answer


SHOWN = reply(page("Tide tables"))


def _twice(server: Answering) -> bytes:
    brought = server.asked[-1][1].get("cookie", "")
    if "one=1" not in brought:
        return found("/s/twice", "Set-Cookie: one=1; Path=/s/twice")
    return SHOWN if "two=2" in brought else found("/s/twice", "Set-Cookie: two=2; Path=/s/twice")


FORBIDDEN = reply(b"", status="403 Forbidden")
ROUNDS: dict[str, Answer] = {
    "/s/itself": wants("seen=1", found("/s/itself", "Set-Cookie: seen=1; Path=/"), SHOWN),
    "/s/pathless": wants("less=1", found("/s/pathless", "Set-Cookie: less=1"), SHOWN),
    "/s/host": wants("b=2", found("/s/host", "Set-Cookie: b=2; Domain=127.0.0.1; Path=/"), SHOWN),
    "/s/by": wants("ok=y", found("/consent?back=/s/by", "Set-Cookie: from=a; Path=/"), SHOWN),
    "/consent?back=/s/by": wants("from=a", FORBIDDEN, found("/s/by", "Set-Cookie: ok=y; Path=/")),
    "/s/twice": _twice,
}


def test_a_cookie_goes_back_to_who_set_it_on_a_redirect(tmp_path: Path) -> None:
    with answering(ROUNDS) as server:
        articles = [path for path in ROUNDS if path.startswith("/s/")]
        server.rss(*articles)
        done = follow(server, tmp_path)
        assert done.status == 0
        assert {row["url"] for row in done.rows()} == {server.url + path for path in articles}
        assert not done.rows("rejects")


@pytest.mark.parametrize(
    "back", ["{0}/s/a", "%2Fs%2Fa", "https%253A%252F%252Fx.example%252Fs%252Fa"]
)
def test_a_wall_of_another_site_is_told(tmp_path: Path, back: str) -> None:
    def ask(server: Answering) -> bytes:
        consent = server.url.replace("127.0.0.1", "localhost")
        return found(f"{consent}/ask?back={back.format(server.url)}")

    with answering({"/s/a": ask, "/s/b": reply(page("Dredging"))}) as server:
        server.rss("/s/a", "/s/b")
        done = follow(server, tmp_path)
        (row,) = done.rows("rejects")
        told = "a wall of localhost, for consent or a login, stands before the page"
        assert (row["reason"], row["detail"]) == ("offsite", told)
        assert "/ask" not in "".join(server.targets())


def test_a_wall_of_another_site_that_sends_back_is_passed(tmp_path: Path) -> None:
    with answering() as server:
        here, wall = server.url, server.url.replace("127.0.0.1", "localhost")

        def ask(path: str) -> bytes:
            return found(f"{wall}/ask?back={here}{path}")

        asked: dict[str, Answer] = {
            # What it is sent back with becomes a cookie, or is the page's address from then on.
            "/s/a": wants("ok=1", ask("/s/a"), SHOWN),
            f"/ask?back={here}/s/a": found(f"{wall}/on?back=/s/a", "Set-Cookie: w=1"),
            "/on?back=/s/a": wants("w=1", FORBIDDEN, found(f"{here}/s/a?seen=1")),
            "/s/a?seen=1": found("/s/a", "Set-Cookie: ok=1; Path=/s/a"),
            "/s/b": ask("/s/b"),
            f"/ask?back={here}/s/b": found(f"{here}/s/b?pass=7"),
            "/s/b?pass=7": reply(page("Dredging")),
            # This one shows what it wants to be told.
            "/s/c": ask("/s/c"),
            f"/ask?back={here}/s/c": reply(page("We value your privacy")),
            "/s/d": ask("/s/d"),
            f"/ask?back={here}/s/d": FORBIDDEN,
            "/none": reply(b"<rss version='2.0'><channel><title>None</title></channel></rss>"),
        }
        server.answers.update(asked)
        server.rss("/s/a", "/s/b", "/s/c", "/s/d")
        # Only what the user names may be at a private address.
        source = f"[x]\nurl = '{here}/feed'\nfeeds = ['{wall}/none']\n"
        (tmp_path / "sources.toml").write_text(source)
        done = crawl(tmp_path, "feed", collection="x", name="x")
        assert {row["url"] for row in done.rows()} == {f"{here}/s/a", f"{here}/s/b?pass=7"}
        assert done.rejects() == {
            "offsite": {f"{wall}/ask?back={here}/s/{name}" for name in "cd"},
        }
        checked = twa("verify", done.folder)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        # They are known by their links: only what was refused may be asked for again.
        server.asked.clear()
        crawl(tmp_path, "feed", collection="x", name="x")
        assert not {"/s/a", "/s/b"} & {*server.targets()}


def test_cookies_of_pages_are_not_kept(tmp_path: Path) -> None:
    shown = reply(page("Tide tables"), "Set-Cookie: reader=17; Path=/")
    with answering({"/s/a": shown, "/s/b": reply(page("Dredging"))}) as server:
        server.rss("/s/a", "/s/b")
        follow(server, tmp_path)
        assert all("cookie" not in fields for _, fields in server.asked)


def test_cookies_can_be_left_off(tmp_path: Path) -> None:
    with answering(ROUNDS) as server:
        server.rss("/s/itself")
        done = follow(server, tmp_path, COOKIES_ENABLED=False)
        assert done.rejects() == {"redirect-loop": {f"{server.url}/s/itself"}}


def test_a_page_that_waits_for_its_cookie_is_no_page(tmp_path: Path) -> None:
    wait = "<!doctype html><title>Wait</title><meta http-equiv=refresh content='2;url={}'><p>Wait."
    asks = {
        path: wants(f"{path[-1]}=1", reply(wait.format(path).encode(), *fields), SHOWN)
        for path, fields in {
            "/s/a": ("Set-Cookie: a=1; Path=/",),
            "/s/b": ("Set-Cookie: b=1; Domain=boats.example",),
        }.items()
    }
    with answering(asks) as server:
        server.rss(*asks)
        done = follow(server, tmp_path)
        assert [row["url"] for row in done.rows()] == [f"{server.url}/s/a"]
        assert done.rejects() == {"redirect-loop": {f"{server.url}/s/b"}}


def test_a_new_cookie_for_each_redirect_comes_to_an_end(tmp_path: Path) -> None:
    def again(server: Answering) -> bytes:
        return found("/s/a", f"Set-Cookie: visit={len(server.asked)}; Path=/")

    with answering({"/s/a": again}) as server:
        server.rss("/s/a")
        done = follow(server, tmp_path)
        assert done.rejects() == {"redirect-loop": {f"{server.url}/s/a"}}
        assert server.targets().count("/s/a") < 10


def test_redirects_without_end_are_told(tmp_path: Path) -> None:
    hops: dict[str, Answer] = {f"/s/{n}": found(f"/s/{n + 1}") for n in range(50)}
    with answering(hops) as server:
        server.rss("/s/0")
        done = follow(server, tmp_path)
        assert done.rejects() == {"redirect-loop": {f"{server.url}/s/0"}}
        server.asked.clear()
        follow(server, tmp_path)
        assert server.targets() == ["/feed"]


def refreshing(content: str) -> bytes:
    """A page that refreshes."""
    return reply(f"<!doctype html><title>Moved</title>{content}<p>Moved.".encode())


META = "<meta http-equiv={} content='{}'>"


MOVED = (
    refreshing(META.format("refresh", "0;url=/new/0")),
    refreshing(META.format('"Refresh"', "5; URL=/new/1#top")),
    refreshing("<meta content='0,url=\"/new/2\"' http-equiv=refresh>"),
    refreshing(META.format("refresh", "1 /new/3")),
    refreshing("<base href='/s/'>" + META.format("refresh", "0;url=../new/4")),
    reply(b"<p>Moved.", "Refresh: 0; url=/new/5"),
)


def test_a_page_that_refreshes_to_another_is_a_redirect(tmp_path: Path) -> None:
    places = range(len(MOVED))
    answers = {f"/s/{n}": MOVED[n] for n in places}
    answers |= {f"/new/{n}": reply(page(f"Tide table {n}")) for n in places}
    with answering(answers) as server:
        server.rss(*(f"/s/{n}" for n in places))
        done = follow(server, tmp_path)
        rows = {row["feed"]["entry_id"]: row["canonical_url"] for row in done.rows()}
        assert rows == {f"entry-{n}": f"{server.url}/new/{n}" for n in places}
        assert all(entry["article_id"] for entry in done.rows("feed_entries"))
        assert not done.rows("rejects")
        # What the memory of the archive makes of it, asks for no more.
        server.asked.clear()
        follow(server, tmp_path)
        assert server.targets() == ["/feed"]


STAYS = (
    META.format("refresh", "300;url=/"),
    META.format("refresh", "0"),
    META.format("refresh", "0;url=/p/2#x"),
    f"<noscript>{META.format('refresh', '0;url=/no-script')}</noscript>",
    "<!-- " + META.format("refresh", "0;url=/new") + " -->",
    META.format("refresh", "soon;url=/new"),
    META.format("refresh", "0;url=mailto:x@boats.example"),
)


def test_a_page_that_renews_itself_is_a_page(tmp_path: Path) -> None:
    places = range(len(STAYS))
    answers = {f"/p/{n}": reply(page(f"Tide table {n}", head=STAYS[n])) for n in places}
    with answering(answers) as server:
        server.rss(*answers)
        done = follow(server, tmp_path)
        assert {row["url"] for row in done.rows()} == {server.url + path for path in answers}


def test_refreshes_in_a_circle_are_told(tmp_path: Path) -> None:
    answers = {
        "/s/a": refreshing(META.format("refresh", "0;url=/s/b")),
        "/s/b": refreshing(META.format("refresh", "0;url=/s/a")),
    }
    with answering(answers) as server:
        server.rss("/s/a")
        done = follow(server, tmp_path)
        assert done.rejects() == {"redirect-loop": {f"{server.url}/s/a"}}


def test_a_removed_article_that_leads_elsewhere_is_told(tmp_path: Path) -> None:
    fronts = ("/", "/en/", "/index.html", "/404.html", "/error/not-found")
    gone = {f"/s/{n}": found(to) for n, to in enumerate((*fronts, "/"))}
    fronts_shown = {to: reply(page("All the news")) for to in fronts}
    with answering({"/s/a": reply(page("Tide tables")), **gone, **fronts_shown}) as server:
        server.rss("/s/a", *gone)
        done = follow(server, tmp_path)
        assert [row["url"] for row in done.rows()] == [f"{server.url}/s/a"]
        assert done.rejects() == {"no-article": {server.url + path for path in gone}}


def test_an_article_that_is_removed_later_is_gone(tmp_path: Path) -> None:
    with answering({"/s/a": reply(page("Tide tables")), "/": reply(page("News"))}) as server:
        server.rss("/s/a")
        follow(server, tmp_path, REVISIT_AFTER="0s")
        server.answers["/s/a"] = found("/")
        done = follow(server, tmp_path, REVISIT_AFTER="1s")
        (row,) = done.rows()
        assert row["gone_at"] is not None
        assert done.rejects() == {"gone": {f"{server.url}/s/a"}}


def notice(title: str) -> bytes:
    """A page that says with 200 that it is not there."""
    body = f"<!doctype html><title>{title}</title><h1>{title}</h1><p>…</p><p>Menu, search.</p>"
    return reply(body.encode())


SAID = (
    notice("Before you continue to Boats"),
    reply(
        b"<!doctype html><title>Boats</title><h1>Boats</h1>"
        b"<p>We and our 731 partners store and access information on a device.</p><p>OK?</p>"
    ),
    reply(
        b"<!doctype html><title>Boats</title><h1>This story is no longer available</h1>"
        b"<p>It may have been taken off.</p>"
    ),
    reply(b"<!doctype html><title>Moved</title><script>location='/b'</script><a href=/b>On</a>"),
)


def test_a_consent_page_and_a_page_that_says_nothing_are_no_articles(tmp_path: Path) -> None:
    with answering({f"/s/{n}": body for n, body in enumerate(SAID)}) as server:
        server.rss(*list(server.answers))
        done = follow(server, tmp_path)
        assert not done.rows()
        told = {row["url"].rpartition("/")[2]: row["detail"] for row in done.rows("rejects")}
        assert told == {
            "0": "a question for consent",
            "1": "a question for consent",
            "2": "a notice that the page is not there",
            "3": "hardly a word",
        }


NOTICES = (
    "Error 404: page not found",
    "Oops! That page can’t be found.",
    "Die Seite wurde nicht gefunden",
    "Cette page n'existe plus",
    "La página no existe",
    "Esta página não foi encontrada",
    "找不到网页",
    "お探しのページは見つかりません",
    "Страница не существует",
)


def test_a_notice_of_absence_is_no_article(tmp_path: Path) -> None:
    with answering({f"/s/{n}": notice(title) for n, title in enumerate(NOTICES)}) as server:
        server.rss(*list(server.answers))
        done = follow(server, tmp_path)
        assert done.status == 0
        assert not done.rows()
        told = done.rejects()
        assert set(told) <= {"no-article", "no-text"}
        assert len(set().union(*told.values())) == len(NOTICES)


def test_a_page_that_costs_is_told_with_its_price_and_not_asked_for_again(tmp_path: Path) -> None:
    costs = reply(b"", "Crawler-Price: USD 0.02", status="402 Payment Required")
    with answering({"/s/a": costs}) as server:
        server.rss("/s/a")
        done = follow(server, tmp_path)
        (row,) = done.rows("rejects")
        assert (row["reason"], row["stage"]) == ("payment-required", "fetch")
        assert row["detail"] == "402 Payment Required; Crawler-Price: USD 0.02"
        server.asked.clear()
        follow(server, tmp_path)
        assert server.targets() == ["/feed"]


def test_a_feed_without_entries_is_a_poll_with_none(tmp_path: Path) -> None:
    with answering() as server:
        server.rss()
        done = follow(server, tmp_path)
        assert done.status == 0
        assert not done.rows("rejects")
        assert [feed["entries"] for feed in done.report()["feeds"]] == [0]


def atom(*updated: str) -> bytes:
    """A feed of articles, each with its instant of change."""
    entries = "".join(
        f"<entry><id>tag:{place}</id><title>Tide {place}</title><link href='/s/{place}'/>"
        f"<published>2025-03-14T06:00:00Z</published><updated>{instant}</updated></entry>"
        for place, instant in enumerate(updated)
    )
    document = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>x</id>{entries}</feed>"
    )
    return reply(document.encode(), kind="application/atom+xml")


def test_an_entry_that_changed_leads_to_a_look(tmp_path: Path) -> None:
    with answering({f"/s/{n}": reply(page(f"Tide {n}")) for n in range(2)}) as server:
        server.answers["/feed"] = atom("2025-03-14T06:00:00Z", "2025-03-14T07:00:00Z")
        follow(server, tmp_path)
        server.asked.clear()
        server.answers["/s/1"] = reply(page("Tide 1, again"))
        server.answers["/feed"] = atom("2025-03-14T06:00:00Z", "2025-03-14T09:30:00Z")
        done = follow(server, tmp_path)
        assert server.targets() == ["/feed", "/s/1"]
        assert sorted(row["revision_count"] for row in done.rows()) == [1, 2]


def test_an_instant_that_all_entries_share_is_that_of_the_feed(tmp_path: Path) -> None:
    with answering({f"/s/{n}": reply(page(f"Tide {n}")) for n in range(2)}) as server:
        server.answers["/feed"] = atom("2025-03-14T08:00:00Z", "2025-03-14T08:00:00Z")
        follow(server, tmp_path)
        server.asked.clear()
        server.answers["/feed"] = atom("2025-03-14T08:05:00Z", "2025-03-14T08:05:00Z")
        follow(server, tmp_path)
        assert server.targets() == ["/feed"]
