"""What the Hub takes: repositories, large objects, commits, tags."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import yaml

from tests.hub.answers import Answer, Question, on, writable
from tests.hub.store import LARGE, Conflict, Entry, Missing

if TYPE_CHECKING:
    from tests.hub.running import Hub

CHUNK: Final = 20 << 10
"""Octets of one part; files above are uploaded in parts. The real Hub has 20 MB or more."""

LICENSES: Final = {"apache-2.0", "cc0-1.0", "cc-by-4.0", "mit", "other", "unknown"}


@on("POST", "/api/repos/create")
def create(hub: Hub, question: Question) -> Answer:
    account, asked = question.account, question.json()
    if account is None:
        return Answer.error(401, "Invalid username or password.")
    assert asked["type"] == "dataset"
    namespace = asked["organization"] or account.name
    repo = f"{namespace}/{asked['name']}"
    if not account.write or not account.owns(namespace):
        message = (
            f'You don\'t have the rights to create a dataset under the namespace "{namespace}"'
        )
        return Answer.error(403, message)
    private = asked.get("visibility") == "private" or asked.get("private") is True
    hub.store.create(repo, private=private)
    return Answer.json({"url": f"{hub.url}/datasets/{repo}", "name": repo, "id": repo})


@on("POST", "/api/validate-yaml")
def validate_yaml(hub: Hub, question: Question) -> Answer:
    """The rules of the Hub's cards that a card of ours could break."""
    text = question.json()["content"]
    errors = []
    try:
        card = yaml.safe_load(text.split("---\n")[1])
        if card["license"] not in LICENSES:
            errors.append(f'"license" must be one of {sorted(LICENSES)}')
        if card["license"] == "other" and not {"license_name", "license_link"} <= card.keys():
            errors.append('"license_name" and "license_link" are needed for "other"')
        names = [config["config_name"] for config in card["configs"]]
        if sorted(names) != sorted(info["config_name"] for info in card["dataset_info"]):
            errors.append('"configs" and "dataset_info" differ')
    except (yaml.YAMLError, IndexError, KeyError, TypeError) as error:
        errors.append(f"not a card: {error!r}")
    body = {"errors": [{"message": message} for message in errors], "warnings": []}
    return Answer.json(body, 400 if errors else 200)


@on("POST", "/api/datasets/{repo}/preupload/(?P<revision>[^/]+)")
def preupload(hub: Hub, question: Question, repo: str, revision: str) -> Answer:
    tree = writable(hub, question, repo).at(revision).tree
    large = hub.suffixes
    return Answer.json(
        {
            "files": [
                {
                    "path": asked["path"],
                    "uploadMode": "lfs"
                    if asked["path"].endswith(large) or asked["size"] >= LARGE
                    else "regular",
                    "shouldIgnore": False,
                    **({"oid": _known(tree[asked["path"]])} if asked["path"] in tree else {}),
                }
                for asked in question.json()["files"]
            ]
        }
    )


def _known(entry: Entry) -> str:
    return entry.sha256 or entry.oid


@on("POST", "/datasets/{repo}\\.git/info/lfs/objects/batch")
def batch(hub: Hub, question: Question, repo: str) -> Answer:
    """Git LFS Batch API: an object that is here already has no actions."""
    writable(hub, question, repo)
    objects = []
    for asked in question.json()["objects"]:
        oid, size = asked["oid"], asked["size"]
        described: dict[str, Any] = {"oid": oid, "size": size}
        if oid not in hub.store.large:
            place = f"{hub.url}/lfs/{oid}"
            upload: dict[str, Any] = {"href": f"{place}?signature={hub.secret}"}
            if size > CHUNK:
                count = -(-size // CHUNK)
                upload["header"] = {"chunk_size": str(CHUNK)} | {
                    str(number): f"{place}/{number}?signature={hub.secret}"
                    for number in range(1, count + 1)
                }
            verify = {"href": f"{place}/verify", "header": {}}
            described["actions"] = {"upload": upload, "verify": verify}
        objects.append(described)
    return Answer.json({"transfer": "basic", "objects": objects})


@on("PUT", "/lfs/(?P<oid>[0-9a-f]{64})(?:/(?P<part>\\d+))?")
def put(hub: Hub, question: Question, oid: str, part: str | None) -> Answer:
    if question.query.get("signature") != [hub.secret]:
        return Answer.error(403, "no signature")
    if part is None:
        return _keep(hub, oid, question.body)
    hub.parts[oid, int(part)] = question.body
    return Answer(200, b"", {"ETag": f'"{sha256(question.body).hexdigest()}"'})


@on("POST", "/lfs/(?P<oid>[0-9a-f]{64})")
def complete(hub: Hub, question: Question, oid: str) -> Answer:
    numbers = [part["partNumber"] for part in question.json()["parts"]]
    return _keep(hub, oid, b"".join(hub.parts.pop((oid, number)) for number in numbers))


def _keep(hub: Hub, oid: str, octets: bytes) -> Answer:
    if sha256(octets).hexdigest() != oid:
        return Answer.error(400, "the object has another digest")
    hub.store.large[oid] = octets
    hub.uploaded.append(oid)
    return Answer()


@on("POST", "/lfs/(?P<oid>[0-9a-f]{64})/verify")
def verify(hub: Hub, question: Question, oid: str) -> Answer:
    asked = question.json()
    held = hub.store.large.get(oid)
    if held is None or len(held) != asked["size"]:
        return Answer.error(404, "no such object")
    return Answer.json({})


@on("POST", "/api/datasets/{repo}/commit/(?P<revision>[^/]+)")
def commit(hub: Hub, question: Question, repo: str, revision: str) -> Answer:
    found = writable(hub, question, repo)
    if revision != "main":
        raise Missing("RevisionNotFound")
    try:
        made = hub.store.apply(found, question.body.splitlines())
    except Conflict as conflict:
        return Answer.error(412, str(conflict))
    url = f"{hub.url}/datasets/{repo}/commit/{made.oid}"
    return Answer.json({"success": True, "commitOid": made.oid, "commitUrl": url, "hookOutput": ""})


@on("POST", "/api/datasets/{repo}/tag/(?P<revision>[^/]+)")
def tag(hub: Hub, question: Question, repo: str, revision: str) -> Answer:
    writable(hub, question, repo).tag(question.json()["tag"], revision)
    return Answer.json({})
