"""Requests that were decided against, as exceptions Scrapy understands."""

from __future__ import annotations

from datetime import datetime

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """We chose not to fetch. `reason` is one of `schemas/reject.schema.json`.

    `passing`: because of something that may be over soon.
    """

    def __init__(self, reason: str, detail: str, *, passing: bool = False) -> None:
        self.reason = reason
        self.detail = detail
        self.passing = passing
        super().__init__(f"{reason}: {detail}")


class Postponed(IgnoreRequest):
    """Not asked for in this run: the host wants to be left alone for longer than a run waits."""

    def __init__(self, host: str, until: datetime) -> None:
        self.until = until
        super().__init__(f"{host} wants to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC")
