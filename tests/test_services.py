"""Files for services in docs/: units that systemd reads, and a compose file of known shape."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_timer_starts_the_service() -> None:
    service, timer = (configparser.ConfigParser(strict=False, interpolation=None) for _ in range(2))
    service.optionxform = timer.optionxform = str  # type: ignore[method-assign,assignment]
    service.read(DOCS / "twa.service")
    timer.read(DOCS / "twa.timer")
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["ExecCondition"].endswith("twa due data/twa")
    assert "scrapy crawl twa" in service["Service"]["ExecStart"]
    assert timer["Timer"]["OnCalendar"] == "*:0/15"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.parametrize("unit", ["twa.service", "twa.timer"])
def test_systemd_reads_the_units(unit: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    # Its programs are not installed here: any that is there will do.
    for name in ("twa.service", "twa.timer"):
        text = (DOCS / name).read_text("utf-8")
        (tmp_path / name).write_text(re.sub(r"/srv/twa/\.venv/bin/\w+", "/bin/true", text))
    ran = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in ran.stderr.splitlines() if "twa" in line]
    assert told == []


def test_the_compose_file_runs_commands_that_exist() -> None:
    document = yaml.safe_load((DOCS / "compose.yaml").read_text("utf-8"))
    assert set(document) == {"services", "volumes"}
    service = document["services"]["crawl"]
    assert service["image"] == "python:3.11-slim"
    script = service["command"][-1]
    assert "--require-hashes -r requirements.lock" in script
    assert "twa crawl twa" in script
    assert subprocess.run(["sh", "-n", "-c", script.replace("$$", "$")]).returncode == 0
    used = {volume.partition(":")[0] for volume in service["volumes"]} - {".."}
    assert used == set(document["volumes"])
