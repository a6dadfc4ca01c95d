"""Connection failures of Twisted and OpenSSL, in words for people."""

from __future__ import annotations

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import DownloadFailedError
from service_identity import VerificationError
from twisted.python.failure import Failure


class Unreadable(DownloadFailedError):
    """A response came, and is archived, that nobody can tell the end or the status of."""


UNTRUSTED = "its certificate is not valid"


def causes(error: BaseException) -> Iterator[BaseException]:
    """The errors behind an error that only wraps others; itself where it wraps none."""
    reasons = getattr(error, "reasons", None) or [error.__cause__]
    values = [reason.value if isinstance(reason, Failure) else reason for reason in reasons]
    inner = [value for value in values if isinstance(value, BaseException)]
    if not inner:
        yield error
    for value in inner:
        yield from causes(value)


def is_tls(error: BaseException) -> bool:
    """Whether it is a secure connection that could not be made, or did not end as it should."""
    return any(isinstance(cause, SSL.Error | VerificationError) for cause in causes(error))


def words(error: BaseException | None) -> str:
    """What an error says, and those behind it, each once."""
    if error is None:
        return "no reason was given"
    return "; ".join(dict.fromkeys(map(_words, causes(error))))


def _words(error: BaseException) -> str:
    if isinstance(error, VerificationError):
        # RFC 9525, section 6: the name that was asked for is none of those in the certificate.
        return f"{UNTRUSTED}: it is for another host"
    if isinstance(error, SSL.Error):
        told = _of_openssl(error)
        return f"{UNTRUSTED}: {told}" if "certificate" in told else told
    name = type(error).__name__
    return f"{name}: {error}" if str(error) else name


def _of_openssl(error: SSL.Error) -> str:
    """The reasons in OpenSSL's queue of errors: library, function and reason each."""
    queue = error.args[0] if error.args else ()
    reasons = [entry[-1] for entry in queue if entry] if isinstance(queue, list | tuple) else []
    return "; ".join(map(str, filter(None, reasons))) or f"TLS failed ({type(error).__name__})"
