"""The notebook of docs/ runs from its first cell to its last."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.dataset.published import collection

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "figures.ipynb"


def test_every_cell_runs(tmp_path: Path) -> None:
    collection(tmp_path / "data" / "twa")
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    told = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in told] == [[]] * len(told)
    script = "\n".join("".join(cell["source"]) for cell in told)
    ran = subprocess.run(
        [sys.executable, "-c", f"import matplotlib\nmatplotlib.use('Agg')\n{script}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "changes of headlines" in ran.stdout
