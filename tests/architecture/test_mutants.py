"""The catalogue of defects is as old as the code, and what runs it believes nobody."""

import subprocess
from pathlib import Path

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Mutant
from tests.mutants.run import Copy

ROOT = Path(__file__).parents[2]
TEST = "def test_it() -> None:\n    from it import ONE\n\n    assert ONE == 1\n"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_a_defect_can_be_put_in_and_names_a_test(mutant: Mutant) -> None:
    file, _, name = mutant.test.partition("::")

    assert (ROOT / mutant.file).read_text().count(mutant.old) == 1
    assert mutant.new != mutant.old
    assert f"def {name}(" in (ROOT / file).read_text()


def test_names_are_unique() -> None:
    assert len({each.name for each in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize(
    ("old", "new", "test", "said"),
    [
        ("1", "2", "test_it.py::test_it", None),
        ("ONE", "ONE", "test_it.py::test_it", "nobody noticed"),
        ("3", "4", "test_it.py::test_it", "the catalogue has aged"),
        ("1", "2", "test_it.py::test_nothing", "could not be run"),
    ],
)
def test_what_is_noticed_is_a_test_that_failed(tmp_path: Path, old: str, new: str, test: str, said: str | None) -> None:
    copy = Copy(_tree(tmp_path / "tree"), tmp_path / "copy")

    wrong = copy.judge(Mutant(name="it", file="it.py", old=old, new=new, test=test))

    assert (wrong is None) if said is None else (wrong is not None and said in wrong)
    assert (tmp_path / "copy/it.py").read_text() == "ONE = 1\n"
    assert copy.passes(["test_it.py::test_it"])


def _tree(folder: Path) -> Path:
    folder.mkdir()
    (folder / "it.py").write_text("ONE = 1\n")
    (folder / "test_it.py").write_text(TEST)
    subprocess.run(["git", "-C", str(folder), "init", "-q"], check=True)
    return folder
