"""`spice restore log` on a platform that runs: killed in the middle, and called again; and what it refuses."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.catalogue.names import LOG_BUCKET
from tests.support.stand.client import WAIT, Client
from tests.support.stand.stand import ROOT, Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(280)]
TICK = {"name": "Tick", "properties": [{"name": "n", "type": "xsd:integer"}]}
TICKS = "/database/own/instances/Tick"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A platform whose log may be damaged."""
    stand = Stand(tmp_path_factory.mktemp("restored"))
    try:
        stand.up()
        admin = stand.admin()
        assert admin.post("/database", {"name": "own"}, headers=WAIT).status == 201
        assert admin.post("/database/own/ontology", TICK, headers=WAIT).status == 201
        for n in range(6):
            for tick in "abc":
                assert put(admin, tick, n).status in (200, 201)
        yield stand
    finally:
        stand.close()


def put(client: Client, tick: str, n: int) -> Any:
    """Write a Tick and wait for the outcome."""
    return client.put(f"{TICKS}/{tick}", {"data": {"n": n}}, headers=WAIT)


def names(own: Stand, prefix: str = "log/") -> list[str]:
    """What lies in the bucket of the log."""
    pages = own.s3().get_paginator("list_objects_v2").paginate(Bucket=LOG_BUCKET, Prefix=prefix)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def copied(own: Stand, folder: Path) -> Path:
    """Copy the log as `aws s3 sync` does."""
    s3 = own.s3()
    for name in names(own):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(s3.get_object(Bucket=LOG_BUCKET, Key=name)["Body"].read())
    return folder


def seal(own: Stand) -> None:
    """Have all that lies in the log sealed, which else waits some minutes for more."""
    admin = own.admin()
    job = admin.insist("POST", "/admin/verify").data["job_id"]
    while (told := admin.insist("GET", f"/admin/jobs/{job}").data)["state"] != "COMPLETED":
        assert told["state"] != "FAILED", told
        time.sleep(0.2)


def lose(own: Stand, sequence: int) -> list[str]:
    """Lose a segment of every shard of instances that has it."""
    lost = [name for name in names(own) if "shard=instance" in name and name.endswith(f"{sequence:020d}.seg")]
    assert lost
    for name in lost:
        own.s3().delete_object(Bucket=LOG_BUCKET, Key=name)
    return lost


def killed_after(own: Stand, words: list[str], said: str) -> None:
    """Run a command, and kill it when it says something."""
    environment = {**os.environ, "SPICE_DATA": str(own.data), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "cli.main", *words]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if said in line:
                process.kill()
                return
    raise AssertionError(f"it never said {said!r}")


@pytest.mark.parametrize("said", ["holding every shard", "restoring instance", "beginning generation"])
def test_a_restore_that_was_killed_is_done_by_the_same_command(own: Stand, tmp_path: Path, said: str) -> None:
    copy, admin = copied(own, tmp_path), own.admin()
    before = {tick: admin.get(f"{TICKS}/{tick}").data["data"] for tick in "abc"}
    lost = lose(own, 4)
    assert own.spice("verify").returncode == 1

    killed_after(own, ["restore", "log", "--from", str(copy), "--yes"], said)
    waiting = admin.put(f"{TICKS}/a", {"data": {"n": 99}})
    again = own.spice("restore", "log", "--from", str(copy), "--yes", "--json")

    assert again.returncode == 0, again.stderr + again.stdout
    assert json.loads(again.stdout)["job"]["state"] == "COMPLETED"
    assert set(lost) <= set(names(own))
    assert own.spice("verify").returncode == 0
    assert json.loads(own.spice("shards", "ls", "--json").stdout) == []
    assert waiting.status == 202
    for tick in "bc":
        assert admin.get(f"{TICKS}/{tick}").data["data"] == before[tick]
    done = put(admin, "a", 100)
    found = admin.get(f"/database/own/instances?class=Tick&after={done.data['command_id']}", headers=WAIT)
    assert found.status == 200, found
    assert {row["id"]: row["data"] for row in found.data} == {**before, "a": {"n": 100}}


def test_what_nobody_has_is_said_and_cut_off(own: Stand, tmp_path: Path) -> None:
    seal(own)
    lost = lose(own, 5)
    copy = copied(own, tmp_path)

    tried = own.spice("restore", "log", "--from", str(copy), "--dry-run", "--json")
    unasked = own.spice("restore", "log", "--from", str(copy))
    after = names(own)
    done = own.spice("restore", "log", "--from", str(copy), "--yes")

    shards = [row for row in json.loads(tried.stdout)["shards"] if row["changes"]]
    assert (tried.returncode, len(shards)) == (0, len(lost))
    assert all(row["stays"] == 4 and row["moved"] and row["lost"] and "it is gone" in row["broken"] for row in shards)
    assert (unasked.returncode, "--yes" in unasked.stderr) == (2, True)
    assert set(after).isdisjoint(lost)
    assert done.returncode == 0, done.stderr + done.stdout
    apart = names(own, "quarantine/")
    assert sum("/log/" in name for name in apart) == sum(row["moved"] for row in shards)
    assert any(name.endswith("/proof/checkpoint") for name in apart)
    assert own.spice("verify").returncode == 0


def test_a_copy_in_another_bucket_is_taken_and_a_whole_one_changes_nothing(own: Stand, tmp_path: Path) -> None:
    s3, plan = own.s3(), own.plan()
    s3.create_bucket(Bucket="copy")
    for name in names(own):
        body = s3.get_object(Bucket=LOG_BUCKET, Key=name)["Body"].read()
        s3.put_object(Bucket="copy", Key=f"of/{name}", Body=body)
    environment = {"AWS_ACCESS_KEY_ID": plan["s3_access_key"], "AWS_SECRET_ACCESS_KEY": plan["s3_secret_key"]}
    endpoint = f"http://127.0.0.1:{plan['ports']['s3']}"
    before = names(own)

    def restored(place: str) -> subprocess.CompletedProcess[str]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            return own.spice("restore", "log", "--from", place, "--s3-endpoint", endpoint, "--yes")

    same, missing, nothing = restored("s3://copy/of"), restored("s3://nowhere/of"), restored("s3://copy/elsewhere")

    assert (same.returncode, "nothing to restore" in same.stdout) == (0, True), same.stderr
    assert (missing.returncode, "NoSuchBucket" in missing.stderr) == (1, True), missing.stderr
    assert (nothing.returncode, "there is no log" in nothing.stderr) == (1, True), nothing.stderr
    assert names(own) == before
