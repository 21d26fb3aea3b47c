"""Started by root, nothing of the platform is root's: it is the owner's of its folder, however that folder lies."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from local.folder.data_folder import DataFolder
from local.running.supervisor import read_running
from tests.support.stand.client import WAIT
from tests.support.stand.stand import Stand
from tests.support.users import SOMEBODY, assert_nothing_is_roots, needs_root, said_to_be_kept

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]
LIBRARY = {"name": "library"}


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A platform not yet started, below a folder closed to others."""
    (tmp_path / "closed").mkdir(mode=0o700)
    stand = Stand(tmp_path / "closed")
    yield stand
    stand.close()


def owners(folder: Path) -> set[int]:
    """Whose the folder is, and all in it."""
    return {path.lstat().st_uid for path in (folder, *folder.rglob("*"))}


@needs_root
def test_root_hands_a_platform_on_for_good(stand: Stand) -> None:
    stand.up()
    folder = DataFolder(stand.data)

    first = assert_nothing_is_roots(folder)
    made = stand.admin().post("/database", LIBRARY, headers=WAIT)
    stand.kill_supervisor()
    stand.up()
    again = assert_nothing_is_roots(folder)
    stand.stop()
    stand.up()

    assert made.status == 201, made
    assert stand.admin().get("/database/library").status == 200
    assert assert_nothing_is_roots(folder) == again == first
    assert owners(stand.data) == {first}
    assert stand.spice("status", "--data", str(stand.data)).returncode == 0
    assert stand.spice("down", "--data", str(stand.data)).returncode == 0


@needs_root
def test_somebodys_folder_is_run_as_that_user_and_what_lies_outside_is_left_alone(stand: Stand) -> None:
    outside = stand.data.parent / "outside"
    outside.write_text("root's")
    for path in (stand.data, stand.data / "logs"):
        path.mkdir(mode=0o700)
        os.chown(path, SOMEBODY, SOMEBODY)
    (stand.data / "logs" / "link").symlink_to(outside)

    stand.up()

    assert assert_nothing_is_roots(DataFolder(stand.data)) == SOMEBODY
    assert outside.stat().st_uid == 0
    assert owners(stand.data) == {0, SOMEBODY}, "the link itself is root's"


@needs_root
def test_a_folder_that_root_ran_is_taken_over_whole(stand: Stand) -> None:
    stand.up()
    made = stand.admin().post("/database", LIBRARY, headers=WAIT)
    stand.stop()
    # As an earlier build left it.
    for path in (stand.data, *stand.data.rglob("*")):
        shutil.chown(path, "nobody" if "postgres" in path.parts else "root")

    stand.up()

    assert made.status == 201
    assert stand.admin().get("/database/library").status == 200
    assert owners(stand.data) == {assert_nothing_is_roots(DataFolder(stand.data))}


@pytest.mark.skipif(os.geteuid() == 0, reason="this is what others get")
def test_who_is_not_root_stays_who_he_is(stand: Stand) -> None:
    stand.up()
    folder = DataFolder(stand.data)

    assert {psutil.Process(each.pid).uids().effective for each in read_running(folder)} == {os.geteuid()}
    assert said_to_be_kept(folder) == 0
    assert stand.stop() < 15
