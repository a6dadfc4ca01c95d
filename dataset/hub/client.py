"""The Hub, by way of its own client: nothing else here knows that there is one.

The token is the client's business: it takes it from the environment or from its
own login. Nothing of ours ever holds it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    HfApi,
    HfFileSystem,
    RepoFile,
    constants,
    snapshot_download,
)
from huggingface_hub.errors import (
    HfHubHTTPError,
    LocalTokenNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils.tqdm import disable_progress_bars

from twa.dataset.errors import TwaError
from twa.dataset.tables import manifest
from twa.dataset.tables.schema import TABLES

KIND: Final = "dataset"

_TAG: Final = "sha256-"
"""The type of all our repositories."""

SCHEME: Final = "hf://"

_NAME: Final = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)
_ADDRESS: Final = re.compile(
    r"hf://datasets/(?P<repo>\w[\w.-]*/\w[\w.-]*)(?:@(?P<revision>[\w.-]+))?(?:/(?P<path>.*))?",
    re.ASCII,
)

_QUERY: Final = re.compile(r"\?\S+")
_LOGIN: Final = "set HF_TOKEN or run `hf auth login`"
_SAID: Final = {
    400: "the Hub refuses what was sent",
    401: f"the Hub does not know this token: {_LOGIN}",
    403: "this token has no right to do that",
    409: "the Hub has this already, or is at work on it",
    412: "somebody else has changed the dataset meanwhile: look at it, then run again",
    413: "too large for the Hub",
    429: "the Hub asks for patience: run again later",
}
"""HTTP status → what it means to who publishes."""


class HubError(TwaError):
    """What the Hub refused, or how the way to it failed."""

    message = "the Hub refuses"


class Unreachable(HubError):
    """The Hub can't be reached, or the connection broke."""

    message = "the connection to the Hub broke: run again"


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file on the Hub: git's name of it, and its SHA-256 where it is kept as a large one."""

    oid: str
    sha256: str | None
    bytes: int


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """A repository as it is: its newest commit, its files, and which commit each tag names."""

    commit: str
    private: bool
    files: Mapping[str, HubFile]
    tags: Mapping[str, str]


class Hub:
    """One dataset's repository on the Hub."""

    def __init__(self, repo: str, endpoint: str | None = None) -> None:
        """Raises HubError for what is no name, and for an endpoint that would show the token."""
        self.repo = repo
        self.endpoint = _safe(endpoint or constants.ENDPOINT)
        if not _NAME.fullmatch(repo):
            raise HubError("a repository is named OWNER/NAME", subject=repo)
        self._api = HfApi(endpoint=self.endpoint, library_name="twa")

    @property
    def url(self) -> str:
        """Where people look at it."""
        return f"{self.endpoint}/datasets/{self.repo}"

    def login(self) -> str:
        """The name of who is logged in. Raises HubError where nobody is."""
        with speaking(self.repo):
            name: str = self._api.whoami()["name"]
            return name

    def state(self) -> RepositoryState | None:
        """The repository as it is now; None where there is none, or none for this token."""
        try:
            with speaking(self.repo):
                info = self._api.dataset_info(self.repo)
                tree = self._api.list_repo_tree(
                    self.repo, recursive=True, revision=info.sha, repo_type=KIND
                )
                files = {
                    item.path: HubFile(
                        item.blob_id, item.lfs.sha256 if item.lfs else None, item.size
                    )
                    for item in tree
                    if isinstance(item, RepoFile)
                }
                refs = self._api.list_repo_refs(self.repo, repo_type=KIND)
        except HubError as error:
            if isinstance(error.__cause__, RepositoryNotFoundError):
                return None
            raise
        tags = {tag.name: tag.target_commit for tag in refs.tags}
        return RepositoryState(str(info.sha), bool(info.private), files, tags)

    def create(self, *, private: bool) -> None:
        """Make the repository."""
        with speaking(self.repo):
            self._api.create_repo(self.repo, private=private, repo_type=KIND)

    def commit(
        self, add: Mapping[str, Path], remove: tuple[str, ...], *, parent: str, message: str
    ) -> str:
        """All changes as one commit on top of `parent`, or nothing; the name of the commit.

        Large files are sent first, and what has arrived is not sent again.
        """
        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            *(CommitOperationDelete(name, is_folder=False) for name in remove),
            *(CommitOperationAdd(name, path) for name, path in add.items()),
        ]
        with speaking(self.repo):
            made = self._api.create_commit(
                self.repo,
                operations,
                commit_message=message,
                parent_commit=parent,
                repo_type=KIND,
            )
            return str(made.oid)

    def tag(self, name: str, commit: str) -> None:
        """Name a commit."""
        with speaking(self.repo):
            self._api.create_tag(self.repo, tag=name, revision=commit, repo_type=KIND)

    def read(self, name: str, revision: str) -> bytes | None:
        """A small file of a revision; None where it has none of this name."""
        files = HfFileSystem(endpoint=self.endpoint, use_listings_cache=False)
        try:
            with speaking(self.repo):
                octets: bytes = files.cat_file(f"datasets/{self.repo}@{revision}/{name}")
                return octets
        except FileNotFoundError:
            return None


@dataclass(frozen=True, slots=True)
class HubFolder:
    """A folder on the Hub, to be read by name and range."""

    files: HfFileSystem
    root: str
    revision: str | None = None

    def path(self, name: str) -> str:
        """Where a file of the folder lies. Raises HubError for a name that leads out of it."""
        if "\\" in name or any(part in ("", ".", "..") for part in name.split("/")):
            raise HubError("not the name of a file in a dataset", subject=name)
        return f"{self.root}/{name}"


def place(address: str, endpoint: str | None = None) -> HubFolder:
    """The folder at `hf://datasets/OWNER/NAME[@REVISION][/PATH]`. Raises HubError."""
    repo, revision, path = _parts(address)
    hub = Hub(repo, endpoint)
    files = HfFileSystem(endpoint=hub.endpoint, use_listings_cache=False)
    root = f"datasets/{repo}" + (f"@{revision}" if revision else "") + (f"/{path}" if path else "")
    return HubFolder(files, root, revision)


def download(address: str, folder: Path, endpoint: str | None = None) -> None:
    """Write manifest and tables of the dataset at `address` (`hf://datasets/…`) to `folder`.

    Raises HubError.
    """
    fetch(address, folder, [manifest.FILE, *(f"{table}/*.parquet" for table in TABLES)], endpoint)


def fetch(address: str, folder: Path, patterns: list[str], endpoint: str | None = None) -> None:
    """Write the files at `address` whose names match one of the patterns to `folder`.

    Raises HubError.
    """
    repo, revision, _ = _parts(address)
    hub = Hub(repo, endpoint)
    with speaking(address):
        snapshot_download(
            repo,
            repo_type=KIND,
            revision=revision,
            local_dir=folder,
            endpoint=hub.endpoint,
            allow_patterns=patterns,
        )


def no_bars() -> None:
    """The client shows no bars."""
    disable_progress_bars()


def _parts(address: str) -> tuple[str, str | None, str]:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise HubError("write hf://datasets/OWNER/NAME, or …/NAME@REVISION", subject=address)
    return match["repo"], match["revision"], (match["path"] or "").strip("/")


@contextmanager
def speaking(subject: str) -> Iterator[None]:
    """What the client raises becomes a HubError about `subject`; what it logs signs nothing."""
    _hold_its_tongue()
    try:
        yield
    except LocalTokenNotFoundError as error:
        raise HubError(f"not logged in to the Hub: {_LOGIN}", subject=subject) from error
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        message = "no such dataset or version on the Hub, or not for this token"
        raise HubError(message, subject=subject) from error
    except HfHubHTTPError as error:
        raise _refused(error, subject) from error
    except (httpx2.HTTPError, ConnectionError) as error:
        raise _broken(error, subject) from error
    except RuntimeError as error:
        # How the client wraps what went wrong with one of several files.
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise _refused(cause, subject) from error
        raise _broken(cause or error, subject) from error
    except ValueError as error:
        raise HubError(subject=subject, cause=unsigned(str(error))) from error


class _Unsigned(logging.Filter):
    """Takes what signs an address out of a message: who has such an address may upload."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always let through."""
        record.msg, record.args = _QUERY.sub("?…", record.getMessage()), ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


_UNSIGNED: Final = _Unsigned()


def _hold_its_tongue() -> None:
    """Filter what the client's own handlers write: it tells of each request that it repeats."""
    for handler in logging.getLogger("huggingface_hub").handlers:
        handler.addFilter(_UNSIGNED)


def _refused(error: HfHubHTTPError, subject: str) -> HubError:
    status = error.response.status_code
    cause = unsigned(error.server_message or f"status {status}")
    return HubError(_SAID.get(status, "the Hub fails"), subject=subject, cause=cause)


def _broken(error: BaseException, subject: str) -> HubError:
    cause = unsigned(f"{type(error).__name__}: {error}")
    return Unreachable(subject=subject, cause=cause)


def unsigned(text: str) -> str:
    """The first line of what the client says, without what signs an address."""
    return _QUERY.sub("?…", text.partition("\n")[0])


def _safe(endpoint: str) -> str:
    """The address of the Hub, if a token may be sent there: over TLS, or to this machine."""
    parts = urlsplit(endpoint)
    if parts.scheme != "https" and not _loopback(parts.hostname or ""):
        raise HubError("a token is sent over https only; see HF_ENDPOINT", subject=endpoint)
    return endpoint


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tag_of(version: str) -> str:
    """The tag of a version."""
    return f"{_TAG}{version}"
