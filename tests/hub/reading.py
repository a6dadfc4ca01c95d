"""What the Hub tells: accounts, repositories, trees, files and ranges of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from tests.hub.answers import Answer, Question, on, readable
from tests.hub.store import Entry, Missing

if TYPE_CHECKING:
    from tests.hub.running import Hub

PAGE: Final = 5
"""Entries on one page of a tree; the real Hub has 1000. Few, so that paging is always met."""


@on("GET", "/api/whoami-v2")
def whoami(hub: Hub, question: Question) -> Answer:
    account = question.account
    if account is None:
        return Answer.error(401, "Invalid username or password.")
    orgs = [{"name": name, "type": "org"} for name in account.organizations]
    role = "write" if account.write else "read"
    auth = {"type": "access_token", "accessToken": {"displayName": "test", "role": role}}
    return Answer.json({"type": "user", "name": account.name, "orgs": orgs, "auth": auth})


@on("GET", "/api/datasets/{repo}")
@on("GET", "/api/datasets/{repo}/revision/(?P<revision>[^/]+)")
def info(hub: Hub, question: Question, repo: str, revision: str = "main") -> Answer:
    found = readable(hub, question, repo)
    commit = found.at(revision)
    return Answer.json(
        {
            "_id": "0" * 24,
            "id": repo,
            "author": found.namespace,
            "sha": commit.oid,
            "private": found.private,
            "gated": False,
            "disabled": False,
            "tags": [],
            "downloads": 0,
            "likes": 0,
            "lastModified": "2024-05-17T06:30:00.000Z",
            "createdAt": "2024-05-17T06:30:00.000Z",
            "siblings": [{"rfilename": path} for path in commit.tree],
        }
    )


@on("GET", "/api/datasets/{repo}/refs")
def refs(hub: Hub, question: Question, repo: str) -> Answer:
    found = readable(hub, question, repo)

    def listed(kind: str, names: dict[str, str]) -> list[dict[str, str]]:
        return [
            {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": oid}
            for name, oid in names.items()
        ]

    return Answer.json(
        {
            "branches": listed("heads", found.branches),
            "tags": listed("tags", found.tags),
            "converts": [],
        }
    )


@on("GET", "/api/datasets/{repo}/tree/(?P<revision>[^/]+)(?:/(?P<path>.*))?")
def tree(hub: Hub, question: Question, repo: str, revision: str, path: str | None) -> Answer:
    commit = readable(hub, question, repo).at(revision)
    recursive = question.query.get("recursive", ["false"])[0].lower() == "true"
    inside = f"{path.strip('/')}/" if path else ""
    entries = _listed({n: e for n, e in commit.tree.items() if n.startswith(inside)}, inside)
    if not recursive:
        entries = [entry for entry in entries if "/" not in entry["path"][len(inside) :]]
    if inside and not entries:
        raise Missing("EntryNotFound")
    start = int(question.query.get("cursor", ["0"])[0])
    answer = Answer.json(entries[start : start + PAGE])
    if start + PAGE < len(entries):
        again = "&".join(f"{k}={v[0]}" for k, v in question.query.items() if k != "cursor")
        link = f"{hub.url}{question.path}?{again}&cursor={start + PAGE}"
        answer.headers["Link"] = f'<{link}>; rel="next"'
    return answer


def _listed(files: dict[str, Entry], inside: str) -> list[dict[str, Any]]:
    """Files and the folders they stand in."""
    folders = {
        name[:at]
        for name in files
        for at, letter in enumerate(name)
        if letter == "/" and at >= len(inside)
    }
    listed = [
        {"type": "directory", "path": name, "oid": "0" * 40, "size": 0} for name in folders
    ] + [entry.described(name) for name, entry in files.items()]
    return sorted(listed, key=lambda entry: str(entry["path"]))


@on("POST", "/api/datasets/{repo}/paths-info/(?P<revision>[^/]+)")
def paths_info(hub: Hub, question: Question, repo: str, revision: str) -> Answer:
    commit = readable(hub, question, repo).at(revision)
    wanted = parse_qs(question.body.decode()).get("paths", [])
    listed = {entry["path"]: entry for entry in _listed(dict(commit.tree), "")}
    return Answer.json([listed[path.strip("/")] for path in wanted if path.strip("/") in listed])


@on("GET", "/datasets/{repo}/resolve/(?P<revision>[^/]+)/(?P<path>.+)")
def resolve(hub: Hub, question: Question, repo: str, revision: str, path: str) -> Answer:
    commit = readable(hub, question, repo).at(revision)
    if path not in commit.tree:
        return Answer.error(404, "Entry not found", "EntryNotFound")
    entry = commit.tree[path]
    headers = {"X-Repo-Commit": commit.oid, "Accept-Ranges": "bytes"}
    if entry.sha256 is None:
        return ranged(hub.store.octets(entry), question, headers | {"ETag": f'"{entry.oid}"'})
    return Answer(
        302,
        b"",
        headers
        | {
            "Location": f"{hub.cdn}/cdn/{entry.sha256}?signature={hub.secret}",
            "X-Linked-Etag": f'"{entry.sha256}"',
            "X-Linked-Size": str(entry.size),
        },
    )


@on("GET", "/cdn/(?P<oid>[0-9a-f]{64})")
def cdn(hub: Hub, question: Question, oid: str) -> Answer:
    """Where large files lie: anybody with a signed address may have them."""
    if question.query.get("signature") != [hub.secret]:
        return Answer.error(403, "no signature")
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{oid}"'}
    return ranged(hub.store.large[oid], question, headers)


def ranged(octets: bytes, question: Question, headers: dict[str, str]) -> Answer:
    """All of it, or the one range asked for (RFC 9110, section 14)."""
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", question.headers.get("range", ""))
    if asked is None:
        return Answer(200, octets, headers)
    first = int(asked[1])
    last = min(int(asked[2] or len(octets)), len(octets) - 1)
    if first >= len(octets):
        return Answer(416, b"", headers | {"Content-Range": f"bytes */{len(octets)}"})
    part = {"Content-Range": f"bytes {first}-{last}/{len(octets)}"}
    return Answer(206, octets[first : last + 1], headers | part)
