"""What stands beside the tables of a dataset, all of it a function of the manifest."""

from __future__ import annotations

from collections.abc import Iterator

from twa.dataset.documents import card, card_text, citation, croissant
from twa.dataset.tables import manifest


def documents(made: manifest.Manifest) -> Iterator[tuple[str, bytes]]:
    """Everything of a dataset that derives from its manifest, the manifest last."""
    yield card.FILE, card.render(made).encode()
    yield card_text.FIELDS_FILE, card_text.fields_page(made).encode()
    yield card.LICENSE_FILE, card.license_text().encode()
    yield croissant.FILE, croissant.render(made).encode()
    yield citation.FILE, citation.render(made).encode()
    yield manifest.FILE, made.octets
