"""An archive of several sites, some of them tied to each other, in several WARCs."""

from __future__ import annotations

from pathlib import Path

from tests.dataset.archives import RSS, SENTENCES, Archive, feed, hours, page, prose
from twa.dataset.collection import Collection

SITES = tuple(f"https://www.town-{name}.example" for name in ("a", "b", "c", "d", "e"))
SHORT = "https://short.example"


def entry(link: str, title: str, *, guid: str = "") -> str:
    """An item of a feed that leads to `link`."""
    return (
        f"<item><title>{title}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{guid or link}</guid>'
        "<pubDate>Fri, 17 May 2024 06:30:00 +0000</pubDate></item>"
    )


def texts(site: str, name: str, run: int) -> list[str]:
    """Paragraphs of an article: its own, one new in each run, one that all of a site have."""
    changed = prose(f"{site} {name} {run}") if name == "n1" else prose(f"{site} {name}")
    recurring = f"Meet the editors of {site[8:]} at the harbour fair, free of charge, on Saturday."
    return [SENTENCES[run % 3], prose(f"{site} {name} own"), changed, prose(name), recurring]


def run(number: int) -> Archive:
    """What a day's crawl of all sites wrote."""
    archive = Archive(f"towns-2024051{number + 7}063000000-{number:05d}-host.warc.gz")
    at = 24 * number
    for place, site in enumerate(SITES):
        names = [f"n{name}" for name in range(number, number + 4)]
        links = [f"{site}/{name}/" for name in names]
        # Through the shortener, as many feeds lead; and one entry that is of another site.
        links[0] = f"{SHORT}/{place}-{names[0]}"
        links[1] = f"{SITES[0]}/n{number + 1}/" if place == 1 else links[1]
        items = [entry(link, f"Title {name}") for link, name in zip(links, names, strict=True)]
        items.append("<item><title>No link</title><guid>none</guid></item>")
        archive.get(f"{site}/feed/", feed(*items), at=hours(at + place / 10), **RSS)
        archive.get(
            links[0],
            status="301 Moved Permanently",
            headers=[f"Location: {site}/{names[0]}/"],
            at=hours(at + 1 + place / 10),
            via=f"{site}/feed/",
        )
        # The rules of one site lie on another.
        moved = [f"Location: {SITES[0]}/robots.txt"] if place == 4 else []
        archive.get(
            f"{site}/robots.txt",
            f"User-agent: *\nContent-Signal: run={number}\nDisallow: /n{number}/",
            role="robots",
            status="301 Moved Permanently" if moved else "200 OK",
            headers=moved,
            at=hours(at + place / 1000),
        )
        for order, name in enumerate(names):
            when = hours(at + 2 + place / 10 + order / 100)
            text = texts(site, name, number)
            month = 1 + (place + order) % 5
            shown = page(f"Title {name}", text, published=f"2024-0{month}-03T08:00:00+00:00")
            archive.get(f"{site}/{name}/", shown, at=when, via=f"{site}/feed/")
        archive.get(f"{site}/n0/", status="410 Gone", at=hours(at + 9)) if number == 2 else None
        archive.get(f"{site}/lost{number}", status="404 Not Found", at=hours(at + 3))
        archive.note(f"{site}/ad", role="article", outcome="refused", reason="robots", detail="no")
    return archive


def save(root: Path) -> Collection:
    """The archive in a collection: three runs, a copy of one, and one that is cut off."""
    archives = [run(number) for number in range(3)]
    seen = archives[0].get(f"{SITES[2]}/same/", page("Same", texts(SITES[2], "x", 0)), at=hours(4))
    archives[1].get(
        f"{SITES[3]}/copy/", page("Same", texts(SITES[2], "x", 0)), at=hours(30), earlier=seen
    )
    for archive in archives:
        archive.save(root)
    copy = root / "archive" / "copies" / "again.warc.gz"
    copy.parent.mkdir()
    copy.write_bytes(archives[1].octets())
    cut = Archive("towns-20240520063000000-00003-host.warc.gz")
    cut.get(f"{SITES[4]}/n7/", page("Title n7", texts(SITES[4], "n7", 3)), at=hours(72))
    path = cut.save(root)
    path.write_bytes(path.read_bytes()[:-40])
    return Collection(root)
