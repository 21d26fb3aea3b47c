"""An import dies at each of its steps, and ends with one command a row."""

from contextlib import suppress
from uuid import UUID

import pytest

from spice.adapters.memory.outbox import MemoryOutbox
from spice.application.upkeep.importing.run_import import MOST_DEATHS
from tests.flow.conftest import Air, Killed
from tests.flow.imports.importing import HEAD, asked, counts, ended, orders, rejects, uploaded

POINTS = (
    "import.after_stage",
    "import.after_staged",
    "import.after_checked",
    "import.after_keep",
    "import.after_kept",
    "import.after_rejects",
    "import.after_settle",
)
CONTENT = HEAD + "\n" + "".join(f"A-{number},{'no mail' if number == 3 else ''},,,{number},\n" for number in range(7))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.cutting.PART_ROWS", 2)


def dying(air: Air, point: str, *, times: int) -> list[int]:
    """Let imports die at a point, so many times; answers who counts the deaths."""
    left = [times]

    def crash(at: str) -> None:
        if at == point and left[0]:
            left[0] -= 1
            raise Killed

    object.__setattr__(air.platform.ports, "crash", crash)
    air.platform.handlers.pop("imports", None)
    return left


@pytest.mark.parametrize("on_error", ["skip", "stop"])
@pytest.mark.parametrize("point", POINTS)
def test_a_death_loses_and_doubles_nothing(shop: Air, point: str, on_error: str) -> None:
    left = dying(shop, point, times=1 if point == "import.after_staged" else 2)
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())}, on_error=on_error)

    for turn in range(12):
        with suppress(Killed):
            shop.platform.bring_in()
        if turn % 2:
            # What was kept before a death may be carried out by the time the import goes on, or not.
            shop.platform.settle()
    told = ended(shop, begun)

    assert left == [0]
    expected = (7, 7, 6, 1) if on_error == "skip" else (7, 4, 3, 1)
    assert counts(told) == expected
    assert [each["row"] for each in rejects(shop, told)] == ["5"]
    assert len(orders(shop)) == expected[2]
    versions = [shop.client.get(f"/database/air/instances/Order/{each}").data["version"] for each in orders(shop)]
    assert set(versions) == {1}


def test_what_ends_its_process_again_and_again_is_given_up(shop: Air) -> None:
    dying(shop, "import.after_stage", times=MOST_DEATHS)
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})

    for _ in range(MOST_DEATHS):
        with pytest.raises(Killed):
            shop.platform.bring_in()
    told = ended(shop, begun)

    assert (told["state"], told["errors"][0]["code"]) == ("FAILED", "too_large")


def test_commands_that_a_restore_lost_are_kept_once_more(shop: Air) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    shop.platform.bring_in()
    waiting = shop.platform.ports.outbox.shards()
    lost_commands(shop)

    shop.now.advance(601)
    told = ended(shop, begun)

    assert waiting
    assert counts(told) == (7, 7, 6, 1)
    assert len(orders(shop)) == 6


def lost_commands(air: Air) -> None:
    """Take what waits for the relay away, as if the database had been made again from an older copy."""
    outbox = air.platform.ports.outbox
    assert isinstance(outbox, MemoryOutbox)
    vars(outbox)["_state"].outbox.clear()


def test_what_was_kept_and_is_gone_ends_the_import_without_a_word_of_the_inside(shop: Air) -> None:
    begun = asked(shop, {"columns": ["번호"], "rows": [["A-1"]]}, {"번호": "number"})
    shop.platform.ports.import_files.delete(UUID(begun.data["import_id"]), "source")

    told = ended(shop, begun)

    assert (told["state"], told["errors"][0]["code"]) == ("FAILED", "internal")
    assert "source" not in told["errors"][0]["message"]
    assert "is gone" in shop.client.get(f"/admin/jobs/{told['import_id']}").data["error"]
