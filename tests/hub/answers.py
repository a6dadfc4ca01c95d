"""Questions, answers, and the table of routes; who may see and who may change what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.hub.store import Account, Repository

if TYPE_CHECKING:
    from tests.hub.running import Hub


@dataclass
class Answer:
    """A response in the making."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Any, status: int = 200, **headers: str) -> Answer:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json"} | named)

    @classmethod
    def error(cls, status: int, message: str, code: str = "") -> Answer:
        answer = cls.json({"error": message}, status, X_Error_Message=message)
        if code:
            answer.headers["X-Error-Code"] = code
        return answer


@dataclass
class Question:
    """A request, read."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    account: Account | None

    def json(self) -> Any:
        return json.loads(self.body)


class Refused(Exception):
    """An answer that ends the handling."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


Route = Callable[..., Answer]
ROUTES: list[tuple[str, re.Pattern[str], Route]] = []
_REPO: Final = r"(?P<repo>[\w.-]+/[\w.-]+)"


def on(method: str, pattern: str) -> Callable[[Route], Route]:
    compiled = re.compile(pattern.replace("{repo}", _REPO))

    def register(function: Route) -> Route:
        ROUTES.append((method, compiled, function))
        return function

    return register


def matching(method: str, path: str) -> tuple[Route, re.Match[str]] | None:
    """The route of a request."""
    for verb, pattern, function in ROUTES:
        if verb == method and (match := pattern.fullmatch(path)):
            return function, match
    return None


def readable(hub: Hub, question: Question, repo: str) -> Repository:
    """A repository that this account may see; what it may not see is not there."""
    found = hub.store.repositories.get(repo)
    account = question.account
    if found is None or (found.private and not (account and account.owns(found.namespace))):
        if account is None:
            raise Refused(Answer.error(401, "Repository not found", "RepoNotFound"))
        raise Refused(Answer.error(404, "Repository not found", "RepoNotFound"))
    return found


def writable(hub: Hub, question: Question, repo: str) -> Repository:
    found = readable(hub, question, repo)
    account = question.account
    if account is None:
        raise Refused(Answer.error(401, "Repository not found", "RepoNotFound"))
    if not account.write or not account.owns(found.namespace):
        raise Refused(Answer.error(403, "You don't have the rights to write to this repository"))
    return found
