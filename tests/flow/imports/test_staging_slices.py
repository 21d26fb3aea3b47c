"""A long text is staged in slices, each of which may end its process; what comes of it is what comes of one go."""

import json
from contextlib import suppress
from typing import Any

import pytest

from spice.adapters.memory.uploads import MemoryUploads
from tests.flow.conftest import Air, Killed
from tests.flow.imports.importing import HEAD, asked, counts, ended, orders, rejects, uploaded

ROWS = 300
CONTENT = (
    HEAD
    + "\r\n"
    + "".join(f'A-{n},{"no mail" if n == 7 else ""},,,"{n}",\r\n' for n in range(ROWS))
    + "합계,,,,44850,\r\n"
)


@pytest.fixture(autouse=True)
def slices_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.domain.sheets.sheet.KEPT_ROWS", 40)
    monkeypatch.setattr("spice.domain.sheets.sheet._HEAD", 10)
    monkeypatch.setattr("spice.application.upkeep.importing.cutting.PART_ROWS", 100)
    monkeypatch.setattr("spice.application.upkeep.importing.run_staging.LEAST_SECONDS", 0.0)
    monkeypatch.setattr("spice.application.upkeep.importing.run_staging.LOOKS", 30)
    monkeypatch.setattr("functions.workers.imports.SECONDS", 0.0)


def staged_in(air: Air, begun: Any) -> int:
    """Let an import run until its rows are in parts; answers in how many turns."""
    place = begun.headers["Location"].removeprefix("/api/v1")
    for turn in range(1, 60):
        with suppress(Killed):
            air.platform.bring_in()
        if air.client.get(place).data["total"]:
            return turn
    raise AssertionError(air.client.get(place).data)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_a_long_text_is_staged_in_slices(shop: Air, encoding: str) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode(encoding))})

    turns = staged_in(shop, begun)
    told = ended(shop, begun)

    assert turns > 10
    assert counts(told) == (ROWS, ROWS, ROWS - 1, 1)
    assert [each["row"] for each in rejects(shop, told)] == ["9"]
    assert f"row {ROWS + 2}: taken for a total, and not brought in" in told["notes"]
    assert orders(shop)["A-299"]["pieces"] == 299


def test_lines_of_json_are_staged_so_whose_keys_come_late(shop: Air) -> None:
    lines = [{"번호": f"A-{n}"} | ({"수량": n} if n > 150 else {}) for n in range(ROWS)]
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    source = {"upload_id": uploaded(shop, content, "a.ndjson", "application/x-ndjson")}
    begun = asked(shop, source, {"번호": "number", "수량": "pieces"})

    turns, told = staged_in(shop, begun), ended(shop, begun)

    assert turns > 10
    assert counts(told) == (ROWS, ROWS, ROWS, 0)
    assert (orders(shop)["A-299"]["pieces"], "pieces" in orders(shop)["A-150"]) == (299, False)


@pytest.mark.parametrize("every", [1, 3])
def test_a_process_that_dies_between_slices_goes_on_from_the_last(shop: Air, every: int) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    deaths = [0]

    def crash(at: str) -> None:
        if at == "import.after_slice":
            deaths[0] += 1
            if deaths[0] % every == 0 and deaths[0] < 4 * every:
                raise Killed

    object.__setattr__(shop.platform.ports, "crash", crash)
    shop.platform.handlers.pop("imports", None)

    turns, told = staged_in(shop, begun), ended(shop, begun)

    # Each slice was kept before its process died: none is read twice.
    assert turns < 25
    assert counts(told) == (ROWS, ROWS, ROWS - 1, 1)
    assert len(orders(shop)) == ROWS - 1


def test_a_process_that_dies_before_a_slice_is_kept_repeats_that_one(
    shop: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    files, times = shop.platform.ports.import_files, [0]
    really = files.write

    def dies(import_id: Any, name: str, body: bytes) -> None:
        times[0] += name == "under"
        if name == "under" and times[0] % 3 == 0:
            raise Killed
        really(import_id, name, body)

    monkeypatch.setattr(files, "write", dies)

    staged_in(shop, begun)
    told = ended(shop, begun)

    assert times[0] > 12
    assert counts(told) == (ROWS, ROWS, ROWS - 1, 1)
    assert len(orders(shop)) == ROWS - 1


def test_slices_of_one_text_are_never_of_two_files(shop: Air) -> None:
    upload = uploaded(shop, CONTENT.encode())
    begun = asked(shop, {"upload_id": upload})
    for _ in range(4):
        shop.platform.bring_in()
    uploads = shop.platform.ports.uploads
    assert isinstance(uploads, MemoryUploads)
    uploads.put(f"memory:uploads/{upload}", CONTENT.replace("A-", "B-").encode(), "text/csv")

    told = ended(shop, begun)

    assert (told["state"], told["succeeded"]) == ("FAILED", 0)
    assert "changed meanwhile" in told["errors"][0]["message"]
    assert orders(shop) == {}


def test_what_is_kept_of_a_text_goes_with_its_import(shop: Air) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})

    staged_in(shop, begun)
    kept = {each.name for each in shop.platform.ports.import_files.listed(after=None, limit=100)}
    ended(shop, begun)

    assert "under" in kept
    left = {each.name for each in shop.platform.ports.import_files.listed(after=None, limit=100)}
    assert left == {"rejects/000000", "refused/000000"}
