"""What the object store answered for is there when the power was cut: only what was synced is left then."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest
from botocore.exceptions import ClientError

from infra.catalogue.names import LOG_BUCKET
from local.folder.data_folder import DataFolder
from local.folder.plan import make_plan
from local.running.starting import running
from local.services.seaweedfs.certificates import Certificates
from local.services.seaweedfs.server import s3_url, seaweedfs_service
from tests.support.ports import service_ports

pytestmark = pytest.mark.services
KEYS = [f"log/gen=01/shard=instance-000{n % 3}/{n:020d}.seg" for n in range(12)]
STRACE = shutil.which("strace")


class Store:
    """An object store on a folder, started and stopped at will."""

    def __init__(self, root: Path) -> None:
        self.folder = DataFolder(root)
        self.folder.prepare()
        self.plan = make_plan(self.folder, among=service_ports())
        self.home = self.folder.of("seaweedfs")
        self.service = seaweedfs_service(self.folder, self.plan)

    @contextmanager
    def up(self) -> Iterator[Any]:
        """Run it and give a client."""
        with running(self.service):
            yield self._client()

    @contextmanager
    def as_an_earlier_build_made_it(self) -> Iterator[Any]:
        """Run it with every name in its own store, and its buckets made."""
        self.home.mkdir(mode=0o700)
        Certificates(self.home / "tls").make()
        with running(replace(self.service, prepare=lambda: None, settle=lambda: None)):
            client = self._client()
            client.create_bucket(Bucket=LOG_BUCKET)
            yield client

    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=s3_url(self.plan),
            region_name="us-east-1",
            aws_access_key_id=self.plan.s3_access_key,
            aws_secret_access_key=self.plan.s3_secret_key,
        )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def put(client: Any, keys: Sequence[str] = KEYS) -> None:
    for key in keys:
        client.put_object(Bucket=LOG_BUCKET, Key=key, Body=key.encode() * 100, IfNoneMatch="*")


def kept(client: Any) -> list[str]:
    """The keys that are listed, each with what was put there."""
    keys = [entry["Key"] for entry in client.list_objects_v2(Bucket=LOG_BUCKET, Prefix="log/").get("Contents", [])]
    for key in keys:
        assert client.get_object(Bucket=LOG_BUCKET, Key=key)["Body"].read() == key.encode() * 100
    return keys


def test_segments_are_found_by_what_was_synced_alone(store: Store, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    with store.up() as client:
        put(client)
        shutil.copytree(store.home, cut, ignore=shutil.ignore_patterns("*.sock", "*.idx", "filerldb2", "m[0-9]*"))
    shutil.rmtree(store.home)
    cut.rename(store.home)

    with store.up() as client:
        found = kept(client)
        with pytest.raises(ClientError, match="PreconditionFailed"):
            put(client, KEYS[-1:])

    assert found == sorted(KEYS)


@pytest.mark.skipif(STRACE is None, reason="strace, which sees the syncs, is not installed")
def test_every_put_into_the_log_syncs_its_data_and_its_name(store: Store, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    with store.up() as client:
        put(client, KEYS[:1])
        with watched(store.home, seen):
            put(client, KEYS[1:])
    calls = seen.read_text().splitlines()

    assert sum(f"{LOG_BUCKET}_" in call and ".dat" in call for call in calls) >= len(KEYS) - 1
    assert sum("log.db-wal" in call for call in calls) >= len(KEYS) - 1


def test_a_folder_of_an_earlier_build_keeps_every_segment(store: Store) -> None:
    with store.as_an_earlier_build_made_it() as client:
        put(client)
    (store.home / "log.new.db").write_bytes(b"left by a move that was killed")

    with store.up() as client:
        moved = kept(client)
        put(client, ["log/later"])
    with store.up() as client:
        later = kept(client)

    assert moved == sorted(KEYS)
    assert later == sorted([*KEYS, "log/later"])
    assert not list(store.home.glob("log.n*"))


@contextmanager
def watched(home: Path, seen: Path) -> Iterator[None]:
    """Write down every sync of the store's process."""
    weed = next(each for each in psutil.Process().children(recursive=True) if each.cwd() == str(home))
    command = [str(STRACE), "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", str(seen), "-p", str(weed.pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        assert "attached" in strace.stderr.readline()
        time.sleep(0.5)
        yield
        strace.send_signal(signal.SIGINT)
