"""Base errors, which render themselves: message, subject and cause."""

from __future__ import annotations

import errno
from typing import Final, Literal


class TwaError(Exception):
    """Base of every error this project raises on purpose.

    `str(error)` is one line fit for a terminal: the message, then the subject
    (a URL, `file:offset`, a row id, a field), then the cause. `exit_status` is
    what a command that ends with this error returns to the shell.
    """

    message = "something went wrong"
    exit_status = 1

    def __init__(
        self,
        message: str | None = None,
        *,
        subject: object | None = None,
        cause: object | None = None,
    ) -> None:
        self.message = message or type(self).message
        self.subject = subject
        self.cause = cause
        super().__init__(self.message, subject, cause)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross between processes; their arguments are named, which pickle can't guess."""
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        rendered = self.message
        if self.subject is not None:
            rendered += f": {self.subject}"
        if self.cause is not None:
            rendered += f" ({_render(self.cause)})"
        return one_line(rendered)


def one_line(text: str) -> str:
    """A text that others may have made, with what is no printable character (RFC 5234: CR, LF,
    ESC and the like) as an escape of Python: in a line of ours it can't pass for another line."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


class ArchiveError(TwaError):
    """A WARC, CDXJ or WACZ that does not hold what it should.

    The subject is the file and, where known, the offset of the record.
    """

    message = "damaged archive"

    def __init__(
        self,
        message: str | None = None,
        *,
        file: object,
        offset: int | None = None,
        cause: object | None = None,
    ) -> None:
        self.file = str(file)
        self.offset = offset
        super().__init__(message, subject=at_byte(self.file, offset), cause=cause)


def at_byte(file: str, offset: int | None) -> str:
    """A record in words: its file, and where it begins if it can be found there.

    What was compressed as one piece has no beginnings.
    """
    return file if offset is None else f"{file} at byte {offset}"


class MessageError(TwaError):
    """Octets that are not an HTTP message, or a body that can't be decoded."""

    message = "not an HTTP message"


class FeedError(TwaError):
    """Octets that are not a feed. The subject is the feed's URL."""

    message = "not a feed"


RejectReason = Literal[
    "not-a-feed", "truncated-feed", "names-a-feed", "past-the-end",
    "outside-window", "bad-url", "scheme", "offsite", "private-address", "not-an-article",
    "keyword", "other-category", "no-date", "bad-date", "duplicate", "robots", "dns", "refused",
    "tls", "unreachable", "timeout", "http-status", "payment-required", "too-large", "truncated",
    "not-html", "empty", "undecodable", "no-text", "no-article", "shared-page", "deadline",
    "worker-died", "invalid-row",
    "damaged-record", "original-missing", "no-uri", "no-warc-date", "unread-file",
    "redirect-loop", "gone", "not-archived", "withdrawn",
]  # fmt: skip
"""Why something became no row; `schemas/common.schema.json` says what each means."""


class Rejected(TwaError):
    """A page or entry that became no row, and the reason, which is counted.

    `detail` is for people.
    """

    def __init__(
        self, reason: RejectReason, detail: str = "", *, subject: object | None = None
    ) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else reason, subject=subject)


class VerificationError(TwaError):
    """A claim that the bytes do not bear out."""

    message = "does not verify"
    exit_status = 3


_SQLITE_FULL: Final = 13
"""SQLite's result code for a full disk (sqlite.org/rescode.html); importing it costs each start."""


class NoSpace(TwaError):
    """The disk, or the user's share of it, is full. What was written before is sound."""

    message = "no space left on the disk"


def no_space(error: BaseException | None) -> NoSpace | None:
    """The error in one line, if what is behind it is a full disk; None for any other."""
    while error is not None:
        if isinstance(error, NoSpace):
            return error
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return NoSpace(subject=error.filename)
        if getattr(error, "sqlite_errorcode", None) == _SQLITE_FULL:
            return NoSpace()
        error = error.__cause__ or error.__context__
    return None


def _restored(kind: type[TwaError], args: tuple[object, ...], state: dict[str, object]) -> TwaError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


def _render(cause: object) -> str:
    if isinstance(cause, TwaError):
        return str(cause)
    if isinstance(cause, BaseException):
        return f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__
    return str(cause)
