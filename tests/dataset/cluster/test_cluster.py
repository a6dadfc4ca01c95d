"""Real engines on this machine: each ends with the bytes that one build makes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.dataset.archives import tree
from tests.dataset.several_sites import save
from twa.dataset.assemble.builder import build
from twa.dataset.cluster.storage import Storage
from twa.dataset.collection import Collection

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{BIN}:{os.environ['PATH']}",
    "RAY_USAGE_STATS_ENABLED": "0",
    # A busy machine is no reason to give up a node.
    "RAY_raylet_start_wait_time_s": "180",
    "RAY_health_check_timeout_ms": "60000",
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    collection = save(tmp_path_factory.mktemp("alone") / "towns")
    build(collection)
    return tree(collection.dataset)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return save(tmp_path / "towns")


def command(collection: Collection, *arguments: str) -> list[str]:
    return [str(BIN / "twa"), "build", str(collection.root), "--tasks", "4", *arguments]


def twa_build(collection: Collection, *arguments: str, **environment: str) -> str:
    """What `twa build` prints where all is well."""
    done = subprocess.run(
        command(collection, *arguments),
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    return done.stdout


def test_processes_of_this_machine(collection: Collection, expected: dict[str, bytes]) -> None:
    printed = twa_build(collection, "--executor", "local")
    assert "5 of them understood anew" in printed or "4 of them understood anew" in printed
    assert tree(collection.dataset) == expected
    # Once more, after the output is gone: only what was understood is remembered.
    shutil.rmtree(collection.dataset)
    assert "0 of them understood anew" in twa_build(collection, "--executor", "local")
    assert tree(collection.dataset) == expected


def test_what_is_wrong_is_said(collection: Collection) -> None:
    for arguments, complaint in (
        (("--executor", "local", "--executor-option", "speed=9"), "no option of Local"),
        (("--executor", "local", "--executor-option", "workers=x"), "not a value of this option"),
        (("--tasks", "2"), "go with --executor"),
        (("--executor", "local", "--output", "s3://bucket/dataset"), "say --output and --work"),
    ):
        done = subprocess.run(
            [str(BIN / "twa"), "build", str(collection.root), *arguments],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
        )
        assert done.returncode in (1, 2)
        assert complaint in done.stderr
        assert "Traceback" not in done.stderr


# --- Ray -------------------------------------------------------------------------------


class RayCluster:
    """A head without processors and nodes with one each, all processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        self._folder = folder
        self._nodes: list[subprocess.Popen[bytes]] = []
        port = self.address.partition(":")[2]
        self._start("--head", "--port", port, "--include-dashboard=false", "--num-cpus=0")

    def add(self) -> None:
        """One more node."""
        self._start("--address", self.address, "--num-cpus=1")

    def kill(self, number: int) -> None:
        """A node, with all its processes, at once."""
        os.killpg(self._nodes[number].pid, signal.SIGKILL)
        self._nodes[number].wait()

    def stop(self) -> None:
        """All nodes."""
        for number, node in enumerate(self._nodes):
            if node.poll() is None:
                self.kill(number)

    def _start(self, *arguments: str) -> None:
        log = self._folder / f"ray-{len(self._nodes)}.log"
        node = subprocess.Popen(
            [
                *(str(BIN / "ray"), "start", "--block", "--node-ip-address=127.0.0.1"),
                *("--object-store-memory=100000000", "--memory=20000000000", *arguments),
            ],
            env=ENVIRONMENT,
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._nodes.append(node)
        if not came(lambda: "runtime started" in log.read_text() or node.poll() is not None, 200):
            pytest.skip(f"Ray can't be started here: {log.read_text()[-300:]}")
        assert node.poll() is None, log.read_text()[-3000:]


@pytest.fixture
def ray_cluster(tmp_path: Path) -> Iterator[RayCluster]:
    cluster = RayCluster(tmp_path)
    try:
        cluster.add()
        cluster.add()
        yield cluster
    finally:
        cluster.stop()


def test_a_ray_cluster_of_which_a_node_is_killed(
    collection: Collection, expected: dict[str, bytes], ray_cluster: RayCluster, tmp_path: Path
) -> None:
    options = ("--executor", "ray", "--executor-option", f"address={ray_cluster.address}")
    with (tmp_path / "build.log").open("wb") as log:
        building = subprocess.Popen(
            command(collection, *options), env=ENVIRONMENT, stdout=log, stderr=log
        )
        inputs = collection.cache / "tasks" / "jobs"
        wait_for(lambda: building.poll() is not None or any(inputs.glob("*/inputs/*")), 300)
        assert building.poll() is None, (tmp_path / "build.log").read_text()[-5000:]
        ray_cluster.kill(1)
        assert building.wait(500) == 0, (tmp_path / "build.log").read_text()[-5000:]
    assert tree(collection.dataset) == expected


# --- Slurm -----------------------------------------------------------------------------


@pytest.fixture
def slurm(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Slurm on this host: the environment in which its commands find it."""
    if not shutil.which("slurmctld") or not shutil.which("slurmd"):
        pytest.skip("needs slurmctld and slurmd, of the packages of those names")
    if os.getuid() != 0:
        pytest.skip("slurmd starts jobs as their user, and so has to be root")
    folder = tmp_path / "slurm"
    (folder / "state").mkdir(parents=True)
    (folder / "spool").mkdir()
    host = socket.gethostname().partition(".")[0]
    (folder / "slurm.conf").write_text(
        "\n".join(
            (
                "ClusterName=test",
                f"SlurmctldHost={host}(127.0.0.1)",
                "AuthType=auth/none",
                "CredType=cred/none",
                "ProctrackType=proctrack/pgid",
                "TaskPlugin=task/none",
                "SwitchType=switch/none",
                "MpiDefault=none",
                "SlurmUser=root",
                "SlurmdUser=root",
                f"SlurmctldPort={free_port()}",
                f"SlurmdPort={free_port()}",
                f"SlurmctldPidFile={folder}/slurmctld.pid",
                f"SlurmdPidFile={folder}/slurmd.pid",
                f"StateSaveLocation={folder}/state",
                f"SlurmdSpoolDir={folder}/spool",
                "SelectType=select/cons_tres",
                "SelectTypeParameters=CR_Core",
                "ReturnToService=2",
                f"NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} RealMemory=16000",
                "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
            )
        )
        + "\n"
    )
    environment = {"SLURM_CONF": str(folder / "slurm.conf")}
    names = ("slurmctld", "slurmd")
    daemons = []
    try:
        for name in names:
            with (folder / f"{name}.log").open("wb") as log:
                daemons.append(
                    subprocess.Popen(
                        [name, "-D"], env=ENVIRONMENT | environment, stdout=log, stderr=log
                    )
                )
        if not came(
            lambda: said("sinfo", "--noheader", "--format=%t", **environment) == "idle", 60
        ):
            logs = "; ".join((folder / f"{name}.log").read_text()[-300:] for name in names)
            pytest.skip(f"Slurm can't be started here: {logs}")
        yield environment
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
            daemon.wait(30)


def test_slurm(
    collection: Collection, expected: dict[str, bytes], slurm: dict[str, str], tmp_path: Path
) -> None:
    twa_build(collection, "--executor", "slurm", "--executor-option", "partition=all", **slurm)
    assert tree(collection.dataset) == expected
    wait_for(lambda: said("squeue", "--noheader", **slurm) == "", 120)


def test_a_queue_that_refuses_is_told(collection: Collection, slurm: dict[str, str]) -> None:
    failed = subprocess.run(
        command(collection, "--executor", "slurm", "--executor-option", "partition=none-such"),
        env=ENVIRONMENT | slurm,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert failed.returncode == 1
    assert "invalid partition" in failed.stderr
    assert "not all tasks were done" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_task_of_slurm_that_fails_is_told(collection: Collection, slurm: dict[str, str]) -> None:
    work = collection.root / "work"
    options = ("--work", str(work), "--executor-option", "partition=all")
    # Where the shards should go, a file is in the way.
    work.mkdir()
    (work / "shards").write_text("")
    failed = subprocess.run(
        command(collection, "--executor", "slurm", *options),
        env=ENVIRONMENT | slurm,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert failed.returncode == 1
    assert f"not all tasks were done: {work}" in failed.stderr
    assert "logs/map" in failed.stderr
    wait_for(lambda: said("squeue", "--noheader", **slurm) == "", 60)


# --- S3 --------------------------------------------------------------------------------


@pytest.fixture
def bucket() -> Iterator[dict[str, str]]:
    """A server that speaks S3, with an empty bucket `news`: the environment that leads to it."""
    server = ROOT / ".venv-s3" / "bin" / "moto_server"
    if not server.exists():
        pytest.skip("needs moto's server, which ./scripts/test installs into .venv-s3")
    port = free_port()
    environment = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    running = subprocess.Popen(
        [str(server), "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: listens(port), 60)
        request = Request(f"http://127.0.0.1:{port}/news", method="PUT")
        urlopen(request, timeout=30).close()
        yield environment
    finally:
        running.kill()
        running.wait()


def test_from_a_bucket_into_a_bucket(
    collection: Collection,
    expected: dict[str, bytes],
    bucket: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in bucket.items():
        monkeypatch.setenv(name, value)
    archive, output = Storage("s3://news/raw"), Storage("s3://news/made/dataset")
    for path in collection.archive.rglob("*.warc.gz"):
        archive.store(path, path.relative_to(collection.archive).as_posix())
    output.store(Path(__file__), "articles/1999-01-0000.parquet")
    done = subprocess.run(
        [
            *(str(BIN / "twa"), "build", archive.url, "--output", output.url),
            *("--work", "s3://news/work", "--executor", "local", "--tasks", "3"),
        ],
        env=ENVIRONMENT | bucket,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    found = {name: output.fetch(name, tmp_path).read_bytes() for name in output.names()}
    assert found == expected


# --- Helpers ---------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def said(*asked: str, **environment: str) -> str:
    done = subprocess.run(asked, env=ENVIRONMENT | environment, capture_output=True, text=True)
    return done.stdout.strip()


def came(condition: Callable[[], Any], seconds: float) -> bool:
    """Whether something is so, at the latest after some seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def wait_for(condition: Callable[[], Any], seconds: float) -> None:
    assert came(condition, seconds), "did not come"
