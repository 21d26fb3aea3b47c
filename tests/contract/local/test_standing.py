"""As whom a platform may run is tried, with the least first; where the system allows nothing, it says so once."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.folder.data_folder import DataFolder
from local.running.launch import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
from local.unprivileged import Standing, find_standing
from tests.support.users import SOMEBODY, needs_root

pytestmark = [needs_root, pytest.mark.skipif(shutil.which("setpriv") is None, reason="there is no setpriv")]
FIND = """
import sys
from pathlib import Path
from local.folder.data_folder import DataFolder
from local.unprivileged import find_standing
found = find_standing(DataFolder(Path(sys.argv[1])), [])
print(found.owner and found.owner.user, found.keeps, found.warning, sep="|")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    """Somebody's folder, below one that is closed to that user."""
    (tmp_path / "closed").mkdir(mode=0o700)
    folder = DataFolder(tmp_path / "closed" / "data")
    folder.prepare()
    os.chown(folder.root, SOMEBODY, SOMEBODY)
    yield folder
    assert folder.root.stat().st_uid == SOMEBODY
    assert (folder.root / "logs").stat().st_uid == 0, "nothing is changed by trying"


def found(folder: DataFolder, *lacking: str) -> list[str]:
    """What root finds who lacks these capabilities."""
    bounds = ",".join(f"-{each}" for each in lacking)
    command = ["setpriv", f"--bounding-set={bounds}", sys.executable, "-P", "-c", FIND, str(folder.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("|")


@pytest.mark.parametrize(
    ("lacking", "keeps"),
    [(("sys_admin",), CAP_DAC_READ_SEARCH), (("dac_read_search",), CAP_DAC_OVERRIDE)],
)
def test_the_least_that_reaches_a_closed_folder_is_kept_and_said(
    folder: DataFolder, lacking: tuple[str, ...], keeps: int
) -> None:
    owner, kept, warning = found(folder, *lacking)

    assert (owner, kept) == (str(SOMEBODY), str(keeps))
    assert f"runs as user {SOMEBODY}, who may" in warning


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        (("setuid",), f"does not let root be user {SOMEBODY}"),
        (("setgid",), f"does not let root be user {SOMEBODY}"),
        (("chown",), f"cannot be given to user {SOMEBODY}"),
    ],
)
def test_where_the_system_does_not_allow_it_the_start_says_why(
    folder: DataFolder, lacking: tuple[str, ...], why: str
) -> None:
    owner, kept, warning = found(folder, *lacking)

    assert (owner, kept) == ("None", "None")
    assert warning.startswith("all of it runs as root: ")
    assert why in warning


def test_where_root_itself_may_not_pass_closed_folders_the_start_says_which(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    roots = DataFolder(tmp_path / "closed" / "data")
    roots.prepare()

    owner, _, warning = found(roots, "dac_read_search", "dac_override")

    assert owner == "None"
    assert re.search("runs as root: user [0-9]+ (may not run|does not reach) /.*: Permission denied", warning)


def test_a_program_that_others_may_not_run_is_named(folder: DataFolder, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.touch(mode=0o600)

    standing = find_standing(folder, [program])

    assert standing == Standing(warning=standing.warning)
    assert "runs as root" in standing.warning
