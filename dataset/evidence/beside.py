"""What a proof shows beside the record of a row: whether it belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twa.dataset.tables.schema import Row
from twa.dataset.verification.checks import PLACE, TLS, Check, equal
from twa.dataset.warc.captures import capture_of
from twa.dataset.warc.records import Record, bare


def belongs(capture: Row, records: Mapping[str, Record]) -> Iterator[Check]:
    """What is shown beside the record: whether it belongs to it."""
    record, beside = records.get("record"), records.get("circumstances")
    if record is not None and beside is not None:
        named = record.id in map(bare, beside.get_all("WARC-Concurrent-To")) or (
            beside.id in map(bare, record.get_all("WARC-Concurrent-To"))
        )
        same = named and beside.type == "metadata" and _target(beside) == _target(record)
        yield Check("circumstances: of the same exchange", same, beside.id)
        yield from _tls(capture, record, beside)
    if (shown := records.get("certificates")) is not None:
        place = (capture.get("tls") or {}).get("certificates")
        same = place == _place(shown)
        yield Check("certificates: those that the row names", same, shown.id)
    if (original := records.get("original")) is not None:
        place = capture.get("original")
        same = place == _place(original)
        yield Check("original: the record that the row names", same, original.id)


def _tls(row: Row, record: Record, beside: Record) -> Iterator[Check]:
    """What a row says of the handshake, against what the crawler noted of the exchange."""
    noted = capture_of([record, beside])
    fields = {} if noted is None else noted.fields
    told = row.get("tls")
    if told is None or "tlsTrusted" not in fields:
        yield Check(TLS, told is None and "tlsTrusted" not in fields, "nothing noted")
        return
    yield equal("tls.trusted", told["trusted"], fields["tlsTrusted"] == "yes")
    yield equal("tls.detail", told["detail"], fields.get("tlsTrust", ""))
    place = told["certificates"]
    if place is not None:
        named = fields.get("tlsCertificates")
        yield equal("tls.certificates", place["record_id"], named)


def _place(record: Record) -> dict[str, object]:
    return {name: getattr(record.locator, name) for name in PLACE}


def _target(record: Record) -> str | None:
    return record.get("WARC-Target-URI")
