"""Long work is kept under the name that it is told by."""

from uuid import UUID

import pytest

from spice.messages.work import (
    Grow,
    Rebuild,
    ReleaseShard,
    Restore,
    ResumeImport,
    StopImport,
    Verify,
    Work,
    detail_of,
    makes_again,
    name_of,
    read_work,
)

NAMES: dict[str, Work] = {
    "rebuild search": Rebuild("search"),
    "rebuild all": Rebuild("all"),
    "grow instance": Grow("instance", 12),
    "verify": Verify(),
    "release instance-0003": ReleaseShard("instance-0003"),
    "restore log": Restore(),
    f"stop {UUID(int=2)}": StopImport(UUID(int=1), UUID(int=2)),
    f"resume {UUID(int=2)}": ResumeImport(UUID(int=1), UUID(int=2)),
}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_read_as_what_was_asked_for(name: str) -> None:
    work = NAMES[name]

    assert name_of(work) == name
    assert read_work(name, detail_of(work)) == work


def test_work_of_a_kind_that_is_not_known_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="no work is called polish instance"):
        read_work("polish instance", {})


def test_all_and_a_restore_make_every_part_again() -> None:
    making = [work for work in NAMES.values() if makes_again(work, "search")]

    assert making == [Rebuild("search"), Rebuild("all"), Restore()]
    assert not makes_again(Rebuild("search"), "index")
