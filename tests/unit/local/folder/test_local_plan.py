"""What a data folder remembers."""

import stat
from pathlib import Path

import pytest

from local.errors import Refused, Unreachable
from local.folder.data_folder import DataFolder
from local.folder.plan import make_plan
from tests.support.ports import service_ports


def test_a_plan_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()

    first = make_plan(folder, among=service_ports())

    assert make_plan(folder, among=service_ports()) == first
    assert stat.S_IMODE(folder.plan.stat().st_mode) == 0o600
    assert len(set(first.ports.values())) == len(first.ports)


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(Refused, match="no data folder of spice"):
        DataFolder(tmp_path).prepare()


def test_a_folder_that_was_begun_is_gone_on_with_and_a_foreign_one_left_as_it_is(tmp_path: Path) -> None:
    begun = DataFolder(tmp_path / "begun")
    begun.prepare()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.odt").touch()

    begun.prepare()
    with pytest.raises(Refused, match="no data folder of spice"):
        DataFolder(tmp_path / "foreign").prepare()

    assert sorted(each.name for each in begun.root.iterdir()) == ["epochs", "logs", "search"]
    assert [each.name for each in (tmp_path / "foreign").iterdir()] == ["thesis.odt"]


def test_a_folder_nobody_runs_on_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="spice up"):
        DataFolder(tmp_path).endpoint()
