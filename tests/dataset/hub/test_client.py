"""What the Hub's client logs by itself: nothing that anybody could upload with."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import huggingface_hub.utils.logging as theirs
import pytest

from twa.dataset.hub.client import speaking

SIGNED = "https://lfs.hub.example/harbour/ab12?X-Amz-Credential=AKIAHARBOUR&X-Amz-Signature=0a1b2c&x-id=Put"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What their own handlers write."""
    (handler, *_) = logging.getLogger("huggingface_hub").handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def test_signed_addresses_are_not_logged(written: io.StringIO) -> None:
    logger = theirs.get_logger("huggingface_hub.utils._http")
    with speaking("harbour/news"):
        logger.warning("'%s' thrown while requesting PUT %s", TimeoutError("slow"), SIGNED)
        logger.warning(f"Retrying in 1s: {SIGNED} [Retry 1/5].")
        try:
            raise ConnectionError(SIGNED)
        except ConnectionError:
            logger.warning("an upload broke", exc_info=True)
    said = written.getvalue()
    assert "Signature" not in said
    assert "AKIAHARBOUR" not in said
    assert "'slow' thrown while requesting PUT https://lfs.hub.example/harbour/ab12?…" in said
    assert "[Retry 1/5]" in said
    assert "an upload broke" in said
