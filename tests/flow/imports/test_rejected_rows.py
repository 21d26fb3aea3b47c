"""Rejected rows as people mend them: whole, readable for a spreadsheet, there as long as is said."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from spice.application.upkeep.importing.wanted import KEPT
from tests.flow.conftest import Air
from tests.flow.imports.importing import HEAD, IMPORTS, NAMES, asked, counts, ended, imported, orders, uploaded

CONTENT = f"{HEAD}\nA-1,no mail,,,many,\nA-2,,,,2,\nA-3,kim@example.kr,,,x,\n"


def rows(shop: Air, told: dict[str, Any]) -> bytes:
    """Read the rows that were rejected."""
    answer = shop.client.get(f"{IMPORTS}/{told['import_id']}/rejects?rows=true")
    assert answer.status == 200, answer.body
    return answer.body


def test_a_spreadsheet_is_told_that_they_are_utf_8(shop: Air) -> None:
    told = imported(shop, CONTENT)

    assert shop.client.get(f"{IMPORTS}/{told['import_id']}/rejects").body.startswith(b"\xef\xbb\xbfrow,sheet")
    assert rows(shop, told).startswith(b"\xef\xbb\xbf")


def test_each_rejected_row_is_a_line_with_its_cells_and_all_that_is_wrong(shop: Air) -> None:
    told = imported(shop, CONTENT)

    first, second = csv.DictReader(io.StringIO(rows(shop, told).decode("utf-8-sig")))

    assert [first[name] for name in (*NAMES, "row", "sheet")] == ["A-1", "no mail", "", "", "many", "", "2", "주문"]
    assert ("메일: " in first["reason"], "; 수량: " in first["reason"]) == (True, True)
    assert (second["번호"], second["메일"], second["row"]) == ("A-3", "kim@example.kr", "4")


def test_what_was_mended_is_brought_again(shop: Air) -> None:
    mended = rows(shop, imported(shop, CONTENT)).replace(b"no mail", b"lee@example.kr").replace(b"many", b"1")

    told = ended(shop, asked(shop, {"upload_id": uploaded(shop, mended.replace(b",x,", b",3,"))}))

    assert (counts(told), sorted(orders(shop))) == ((2, 2, 2, 0), ["A-1", "A-2", "A-3"])


def test_personal_cells_are_in_none(shop: Air) -> None:
    properties = [
        {"name": "code", "type": "xsd:string"},
        {"name": "phone", "type": "xsd:string", "personal": True, "subject": "code"},
        {"name": "size", "type": "xsd:integer"},
    ]
    shop.write("POST", "/database/air/ontology", {"name": "Held", "key": ["code"], "properties": properties})
    source = {"columns": ["code", "phone", "size"], "rows": [["a", "010-1234", "x"]]}
    mapping = {"code": "code", "phone": "phone", "size": "size"}
    told = ended(shop, shop.client.post(IMPORTS, {"source": source, "class": "Held", "mapping": mapping}))

    assert counts(told)[3] == 1
    assert b"010" not in rows(shop, told)


def test_they_are_there_until_it_is_said_and_none_after_it(shop: Air) -> None:
    told = imported(shop, CONTENT)
    shop.now.advance((KEPT + timedelta(seconds=1)).total_seconds())
    shop.client = shop.platform.client("kim")

    one = shop.client.get(f"{IMPORTS}/{told['import_id']}")
    gone = shop.client.get(f"{IMPORTS}/{told['import_id']}/rejects")

    assert (one.status, gone.status, gone.codes) == (200, 404, ["not_found"])
    assert told["expires_at"][:10] in gone.json["message"]


def test_parts_without_rejects_are_not_read(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.cutting.PART_ROWS", 2)
    content = HEAD + "\n" + "".join(f"A-{n},{'bad' if n in (7, 15) else ''},,,,\n" for n in range(20))
    told = imported(shop, content)
    files, read = shop.platform.ports.import_files, list[str]()
    really = files.read

    def reads(import_id: UUID, name: str) -> bytes | None:
        read.append(name)
        return really(import_id, name)

    monkeypatch.setattr(files, "read", reads)
    body = shop.client.get(f"{IMPORTS}/{told['import_id']}/rejects").body

    assert (body.count(b"\r\n"), read) == (3, ["rejects/000003", "rejects/000007"])
