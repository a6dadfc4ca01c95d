"""The dataset's README: a pure function of the manifest and the contracts.

The YAML at its head is what the Hub and `datasets` read: which files make up
which table, their features, how many rows. The rest is for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from twa.dataset.documents.card_text import body
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.schema import TABLES

FILE: Final = "README.md"
"""Its name in the dataset's folder."""

LICENSE_FILE: Final = "LICENSE.md"
"""Where the card's `license_link` leads."""

LICENSE_NAME: Final = "rights-remain-with-the-publishers"
"""The card's `license_name`."""

SPLIT: Final = "train"
"""The one split of every table: the name that the Hub gives to data without one."""

_SIZES: Final = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
    (10_000_000_000, "1B<n<10B"),
)
"""The Hub's size categories: the first whose bound exceeds the rows of the default table."""

_LICENSE: Final = """\
# Rights

The articles described or contained in this dataset belong to their authors and
publishers. Collecting them here grants nobody a licence to them. Each row names
its source, and where the page declared a licence for itself, the field `license`
holds it.

What the makers of the dataset added (identifiers, figures, structure, the
metadata about captures) may be used by anyone for any purpose, as far as that is
theirs to give (CC0 1.0).
"""


def render(manifest: Manifest) -> str:
    """`README.md` of the dataset that `manifest` describes."""
    head = yaml.dump(
        metadata(manifest),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=1000,
        default_flow_style=None,
    )
    return f"---\n{head}---\n\n{body(manifest)}"


def license_text() -> str:
    """`LICENSE.md`: what may be done with the dataset, the same for each."""
    return _LICENSE


def metadata(manifest: Manifest) -> dict[str, Any]:
    """The YAML of the card as values."""
    return {
        "pretty_name": manifest.title,
        "language": _languages(manifest.document["coverage"]["languages"]),
        "license": "other",
        "license_name": LICENSE_NAME,
        "license_link": LICENSE_FILE,
        "size_categories": [_size(manifest.rows("articles"))],
        "task_categories": ["text-classification", "summarization"] if manifest.text else ["other"],
        "tags": ["news", "web-archive", "warc", "provenance", "croissant"],
        "configs": [_config(table, default=not index) for index, table in enumerate(TABLES)],
        "dataset_info": [_info(manifest, table) for table in TABLES],
    }


def _languages(counts: Mapping[str, int]) -> list[str]:
    """The Hub takes ISO 639 codes: primary subtags, what could not be told left out."""
    return sorted({tag.partition("-")[0] for tag in counts} - {"und"})


def _size(rows: int) -> str:
    return next((name for bound, name in _SIZES if rows < bound), "10B<n<100B")


def _config(table: str, *, default: bool) -> dict[str, Any]:
    config: dict[str, Any] = {
        "config_name": table,
        "data_files": [{"split": SPLIT, "path": f"{table}/*.parquet"}],
    }
    return {**config, "default": True} if default else config


def _info(manifest: Manifest, table: str) -> dict[str, Any]:
    outputs = manifest.outputs(table)
    memory = sum(output.memory for output in outputs)
    return {
        "config_name": table,
        "splits": [{"name": SPLIT, "num_bytes": memory, "num_examples": manifest.rows(table)}],
        "download_size": sum(output.bytes for output in outputs),
        "dataset_size": memory,
    }


class _Dumper(yaml.SafeDumper):
    """YAML without anchors: equal parts are written out."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (PyYAML's signature)
        """Whether `data` is written out where it stands again: always."""
        return True
