"""The account of each WARC in the manifest: made anew where something of it was counted."""

from __future__ import annotations

import json
from collections.abc import Iterable

from twa.dataset.assemble.inputs import Input
from twa.dataset.ledger.accounts import Accounts, KeptAccount
from twa.dataset.tables.account import Changes, settled
from twa.dataset.tables.manifest import InputLines, ManifestInput, line_of, members


def account(accounts: Accounts, new: Iterable[Input], changes: Changes) -> InputLines:
    """All WARCs as they stand in the manifest, after `new` ones came.

    `changes` are what was counted more, and less, since the accounts were kept.
    """
    inputs = {item.warc.name: item for item in new}
    fresh = []
    for name in sorted({*inputs, *changes.warcs}):
        kept = accounts.get(name)
        if name in inputs:
            sha256, octets = inputs[name].sha256, inputs[name].bytes
        elif kept is not None:
            sha256, octets = kept.sha256, kept.bytes
        else:
            # Rows may be about what is no WARC: a file that can't be read.
            continue
        counted = Changes.of_json(json.loads(kept.counts) if kept else {})
        counted.add_json({name: changes.of_warc(name)})
        counts = counted.as_json()
        said = accounts.said(name)
        ends = settled(said["account"], counts.get(name, {}))
        made = ManifestInput(name, sha256, octets, said["records"], **ends)
        text = json.dumps(counts, separators=(",", ":"))
        accounts.put(KeptAccount(name, octets, made.records, sha256, text, line_of(made)))
        fresh.append(members(made))
    return InputLines(accounts.lines(), *accounts.sums(), fresh)
