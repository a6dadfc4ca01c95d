"""Update hints of a feed: ttl, skipHours, skipDays (RSS 2.0) and sy:update*."""

from __future__ import annotations

from typing import Final

from twa.dataset.feeds.element_names import Children
from twa.dataset.web.schedule import Hints

_PERIODS: Final = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 7 * 86400,
    "monthly": 30 * 86400,
    "yearly": 365 * 86400,
}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hints(channel: Children) -> Hints:
    """The hints of a channel or an Atom feed; what can't be read is not there."""
    skip_hours = {
        hour % 24
        for element in channel.all("skiphours")
        for text in Children(element).texts("hour")
        if (hour := _number(text)) is not None and hour <= 24
    }
    skip_days = {
        _DAYS.index(text.lower())
        for element in channel.all("skipdays")
        for text in Children(element).texts("day")
        if text.lower() in _DAYS
    }
    # RSS 1.0 Syndication: the default period is daily, the default frequency 1.
    period_name, frequency = channel.text("sy:updateperiod"), channel.text("sy:updatefrequency")
    period = None
    if period_name or frequency:
        seconds = _PERIODS.get((period_name or "daily").lower())
        period = seconds and seconds // (_number(frequency or "1") or 1)
    return Hints(
        ttl=_number(channel.text("ttl") or "") or None,
        skip_hours=tuple(sorted(skip_hours)),
        skip_days=tuple(sorted(skip_days)),
        update_period=period,
    )


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
