"""Where a Python is: on the path, kept by a version manager, or nowhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bundle import TARGET_PYTHON
from infra.pythons import find

ROOT = Path(__file__).parents[3]
NO_UV = "no-uv"


def an_interpreter(path: Path, *, answers: bool = True) -> str:
    """Make one that says where it is, or what a version manager puts on the path for a version that it lacks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{f'echo {path}' if answers else 'echo not installed >&2; exit 127'}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_what_is_on_the_path_is_found_by_version_and_by_name(empty: Path) -> None:
    there = an_interpreter(empty / "bin" / "python3.99")

    assert (find("3.99", NO_UV), find("python3.99", NO_UV), find(there, NO_UV)) == (there, there, there)


def test_what_is_on_the_path_and_does_not_run_is_passed_over_for_what_the_manager_keeps(empty: Path) -> None:
    an_interpreter(empty / "bin" / "python3.99", answers=False)
    an_interpreter(empty / "pyenv" / "versions" / "3.99.0" / "bin" / "python3.99", answers=False)
    kept = an_interpreter(empty / "pyenv" / "versions" / "3.99.1" / "bin" / "python3.99")

    assert find("3.99", NO_UV) == kept


def test_what_uv_keeps_is_found_last(empty: Path) -> None:
    kept = an_interpreter(empty / "kept")
    uv = an_interpreter(empty / "uv")
    Path(uv).write_text(f"#!/bin/sh\necho {kept}\n")

    assert find("3.99", uv) == kept


@pytest.mark.usefixtures("empty")
def test_what_is_nowhere_is_not_found() -> None:
    assert find("3.99", NO_UV) is None


@pytest.mark.parametrize(("more", "status", "said"), [((), 1, "no Python 3.99 is here"), (("--otherwise", "x"), 0, "")])
def test_who_asks_is_told_or_takes_another(more: tuple[str, ...], status: int, said: str) -> None:
    # By itself, as the Makefile runs it: no package is there yet.
    command = [sys.executable, "-S", "-m", "infra.pythons", "--uv", NO_UV, *more, "3.99"]

    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (asked.returncode, asked.stdout.strip()) == (status, "x" if more else "")
    assert asked.stderr.startswith(said)


def test_everything_runs_on_the_pythons_that_the_cloud_has_and_that_we_say_we_need() -> None:
    makefile, gate = (ROOT / "Makefile").read_text(), (ROOT / ".ci" / "run").read_text()
    oldest = re.search(r'requires-python = ">=([0-9.]+)"', (ROOT / "pyproject.toml").read_text())

    assert oldest is not None
    assert f"\nCLOUD := {TARGET_PYTHON}\n" in makefile
    assert f"\nEVERY=({oldest[1]} {TARGET_PYTHON})\n" in gate
