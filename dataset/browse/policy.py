"""Content Security Policy of the site's pages."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

HERE: Final = "<!-- policy -->"
"""Where a page has its policy as an element, once it is known."""

REPLAYING: Final = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "frame-src 'self'; form-action 'none'; base-uri 'self'"
)
"""The policy of the page that ReplayWeb.page runs in. Frames in it stay where it is, whatever the
documents in them want: a frame's own policy can't say where it may be led."""


def policy(frames: str = "'none'", *, framed: bool | None = False) -> str:
    """The policy of our pages, which may frame `frames`: an origin, 'self', or 'none'.

    Scripts and styles come from our own files only, none from within a page; no
    text can become markup (Trusted Types). `framed` is whether others may frame
    the pages; null leaves it out, for a policy in a page can't say that.
    """
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "frame-src": frames,
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    if framed is False:
        directives["frame-ancestors"] = "'none'"
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def as_element(text: str) -> str:
    """A policy as the element of a page that is served without headers of ours."""
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(text)}">'


def secure(page: Path, text: str) -> None:
    """Write a policy into a page that has a place for it."""
    page.write_text(page.read_text("utf-8").replace(HERE, as_element(text)), "utf-8")
