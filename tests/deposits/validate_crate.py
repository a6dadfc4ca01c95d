"""Runs roc-validator on a crate without the network; prints what it finds as JSON.

    validate_crate.py CONTEXT CRATE

The validator asks for the crate's context: CONTEXT is a file that has it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester


def main(context: Path, crate: Path) -> None:
    """Print identifier, name and message of each issue."""
    text = context.read_text()
    answer = SimpleNamespace(
        status_code=200,
        text=text,
        content=text.encode(),
        headers={"Content-Type": "application/ld+json"},
        json=lambda: json.loads(text),
    )

    def get(*_: Any, **__: Any) -> SimpleNamespace:
        return answer

    HttpRequester.get = get
    settings = models.ValidationSettings(
        rocrate_uri=str(crate),
        profile_identifier="ro-crate-1.2",
        requirement_severity=models.Severity.RECOMMENDED,
        skip_availability_check=True,
        offline=True,
    )
    found = services.validate(settings).get_issues()
    told = [(one.severity.name, one.check.name, one.message) for one in found]
    print(json.dumps(sorted(told)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
