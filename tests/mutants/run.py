"""Defects in copies of the tree, and what their tests say to them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.mutant import Mutant

SECONDS = 300
PASSED, FAILED = 0, 1
"""How pytest ends when all tests passed, or one did not; it ends otherwise when it could run none."""


class Copy:
    """The files of a checkout, in a folder of their own."""

    def __init__(self, root: Path, folder: Path) -> None:
        listed = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for name in subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split("\0"):
            if name and (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / name, folder / name)
        self.folder = folder

    def judge(self, mutant: Mutant) -> str | None:
        """Put a defect in, run its test and take it out again; answers what is wrong, None when it was noticed."""
        file = self.folder / mutant.file
        whole = file.read_text()
        if whole.count(mutant.old) != 1:
            return f"{mutant.file} has its text {whole.count(mutant.old)} times: the catalogue has aged"
        file.write_text(whole.replace(mutant.old, mutant.new))
        try:
            return self._said([mutant.test])
        finally:
            file.write_text(whole)

    def passes(self, tests: Sequence[str]) -> bool:
        """Tell whether tests pass on the tree as it is: only then do they notice anything."""
        return self._ended(tests) == PASSED

    def _said(self, tests: Sequence[str]) -> str | None:
        match self._ended(tests):
            case None:
                return f"its test did not end within {SECONDS} s"
            case 0:
                return "nobody noticed"
            case 1:
                return None
            case other:
                return f"its test could not be run: pytest ended with {other}"

    def _ended(self, tests: Sequence[str]) -> int | None:
        places = os.pathsep.join([str(self.folder), str(self.folder / "layers/shared/src")])
        # Of an altered file no bytecode may be left that is newer than the file.
        environment = {**os.environ, "PYTHONPATH": places, "PYTHONDONTWRITEBYTECODE": "1"}
        words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
        try:
            return subprocess.run(
                words, cwd=self.folder, env=environment, capture_output=True, timeout=SECONDS
            ).returncode
        except subprocess.TimeoutExpired:
            return None
