"""A folder is given to its owner whole, and nothing that is somebody else's with it."""

import os
from pathlib import Path

import pytest

from local.folder.data_folder import DataFolder
from local.folder.lock import take_lock
from local.folder.owner import UNNAMED, Owner, may_give, owner_of, take_over
from local.folder.private_file import write_private
from tests.support.users import SOMEBODY, needs_root

pytestmark = needs_root
OWNER = Owner(SOMEBODY, SOMEBODY)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of root's with a file of an earlier server's deep in it."""
    root = tmp_path / "data"
    (root / "postgres" / "cluster").mkdir(parents=True)
    (root / "postgres" / "cluster" / "PG_VERSION").write_text("18")
    os.chown(root / "postgres" / "cluster" / "PG_VERSION", 65534, 65534)
    return root


def owners(root: Path) -> set[tuple[int, int]]:
    seen = [path.lstat() for path in (root, *root.rglob("*"))]
    return {(each.st_uid, each.st_gid) for each in seen}


def test_it_is_given_whole_and_again_is_nothing(root: Path) -> None:
    take_over(root, OWNER)
    take_over(root, owner_of(root))

    assert owners(root) == {OWNER}


def test_a_folder_that_is_named_by_a_link_is_the_one_that_is_meant(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)

    take_over(tmp_path / "link", OWNER)

    assert owners(root) == {OWNER}
    assert (tmp_path / "link").lstat().st_uid == 0


def test_what_links_lead_to_is_left_alone(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    (root / "folder").symlink_to(outside)
    (root / "file").symlink_to(outside / "file")

    take_over(root, OWNER)

    assert owners(outside) == {(0, 0)}
    assert root.stat().st_uid == SOMEBODY


def test_a_second_name_for_roots_file_in_somebodys_folder_gives_it_to_nobody(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch()
    os.chown(root / "postgres", SOMEBODY, SOMEBODY)
    (root / "postgres" / "mine").hardlink_to(secret)

    with pytest.raises(PermissionError, match=rf"second name.*{root}/postgres/mine"):
        take_over(root, OWNER)

    assert secret.stat().st_uid == 0


@pytest.mark.parametrize("namer", [0, 65534])
def test_a_copy_may_share_files(root: Path, tmp_path: Path, namer: int) -> None:
    os.chown(root / "postgres" / "cluster", namer, namer)
    (tmp_path / "copy").hardlink_to(root / "postgres" / "cluster" / "PG_VERSION")

    take_over(root, OWNER)

    assert owners(root) == {OWNER}


def test_the_group_that_an_owner_chose_stays(root: Path) -> None:
    take_over(root, OWNER)
    os.chown(root / "postgres", SOMEBODY, 4242)

    take_over(root, OWNER)

    assert (root / "postgres").stat().st_gid == 4242


def test_roots_folder_is_to_be_a_user_of_no_name(root: Path) -> None:
    first = owner_of(root)

    assert first == owner_of(root)
    assert first.user == first.group
    assert first.user in UNNAMED
    assert not first.is_named


@pytest.mark.parametrize("chosen", [0, 4242])
def test_somebodys_folder_is_its_owners_and_no_group_is_roots(root: Path, chosen: int) -> None:
    os.chown(root, SOMEBODY, chosen)

    assert owner_of(root) == (SOMEBODY, chosen or SOMEBODY)


def test_a_user_with_a_name_has_its_own_group(root: Path) -> None:
    os.chown(root, 65534, 0)

    owner = owner_of(root)

    assert owner.is_named
    assert owner.group == 65534


def test_the_try_leaves_nothing(root: Path) -> None:
    assert may_give(root, OWNER)
    assert owners(root) == {(0, 0), (65534, 65534)}


def test_what_root_makes_in_somebodys_folder_is_that_users(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.root.mkdir(mode=0o700)
    os.chown(folder.root, *OWNER)

    folder.prepare()
    take_lock(folder.lock, port=1).release()
    write_private(folder.plan, b"{}")

    assert owners(folder.root) == {OWNER}
