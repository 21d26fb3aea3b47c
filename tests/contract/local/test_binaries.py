"""PostgreSQL's binaries where another user can run them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.services.binaries import for_everyone, postgres_home
from local.services.postgres import NOBODY

pytestmark = pytest.mark.services


@pytest.fixture
def cache() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_binaries_in_a_closed_folder_are_copied_once_and_run_as_another_user(tmp_path: Path, cache: Path) -> None:
    packages = tmp_path / "closed"
    packages.mkdir(mode=0o700)
    original = postgres_home()
    for name in (original.parent.name, f"{original.parent.name}.libs"):
        shutil.copytree(original.parent.with_name(name), packages / name)

    first = for_everyone(packages / original.parent.name / original.name, [cache])
    second = for_everyone(packages / original.parent.name / original.name, [cache])

    done = subprocess.run(
        [first / "bin" / "initdb", "--version"], user=NOBODY, group=NOBODY, capture_output=True, text=True
    )
    assert first == second
    assert first.is_relative_to(cache)
    assert "18." in done.stdout
