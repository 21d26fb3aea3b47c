"""A file becomes instances: read as it is written, each row once, what does not fit told with its reason."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from spice.messages.codec import encode
from spice.messages.work import Import, StopImport
from spice.ports.uploads import Stored
from tests.flow.conftest import Air
from tests.flow.imports.importing import (
    HEAD,
    IMPORTS,
    NAMES,
    asked,
    counts,
    ended,
    imported,
    orders,
    rejects,
    uploaded,
)

ROWS = f"""{HEAD}
A-1,kim@example.kr,2024. 5. 1.,"12,500원",3,예
A-2,없음,2024년 5월 2일,3만 5천원,"1,000",아니오
A-3,lee@example.kr,20240503,￦900,２,Y
"""


def test_cells_are_read_as_people_write_them(shop: Air) -> None:
    told = imported(shop, ROWS, encoding="cp949")

    assert (told["state"], counts(told)) == ("COMPLETED", (3, 3, 3, 0)), told["errors"]
    assert orders(shop)["A-2"] == {
        "number": "A-2",
        "day": "2024-05-02",
        "amount": {"amount": "35000", "currency": "KRW"},
        "pieces": 1000,
        "paid": False,
    }
    assert orders(shop)["A-3"]["pieces"] == 2
    assert told["mapping"] == NAMES
    assert told["preview"][0][0] == "A-1"


def test_what_does_not_fit_is_told_by_row_column_and_reason(shop: Air) -> None:
    content = f"{HEAD}\nA-1,no mail,2024-05-01,,3,예\n,kim@example.kr,,,x,\nA-3,=1+1@x,,,4,\nA-4,,,,5,예\n"

    told = imported(shop, content)

    assert (told["state"], counts(told)) == ("COMPLETED", (4, 4, 1, 3))
    found = rejects(shop, told)
    assert [(each["row"], each["sheet"], each["column"], each["value"], each["code"]) for each in found] == [
        ("2", "주문", "메일", "no mail", "wrong_type"),
        ("3", "주문", "수량", "x", "wrong_type"),
        ("3", "주문", "번호", "", "missing_property"),
        ("4", "주문", "메일", "'=1+1@x", "wrong_type"),
    ]
    assert all(each["reason"] for each in found)
    assert list(orders(shop)) == ["A-4"]


def test_what_the_worker_refuses_is_a_reject_too(shop: Air) -> None:
    imported(shop, ROWS)

    told = imported(shop, ROWS + "A-4,,,,,\n")

    assert counts(told) == (4, 4, 1, 3)
    assert {(each["row"], each["column"], each["code"]) for each in rejects(shop, told)} == {
        ("2", "번호", "already_exists"),
        ("3", "번호", "already_exists"),
        ("4", "번호", "already_exists"),
    }


@pytest.mark.parametrize("op", ["create", "upsert"])
def test_a_dry_run_tells_the_same_and_does_nothing(shop: Air, monkeypatch: pytest.MonkeyPatch, op: str) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.cutting.PART_ROWS", 2)
    content = f"{HEAD}\nA-1,,,,1,\nA-2,bad,,,2,\nA-3,,,,3,\nA-1,,,,4,\nA-5,,,,many,\n"

    rehearsed = imported(shop, content, dry_run=True, op=op)
    before = (rejects(shop, rehearsed), orders(shop))
    done = imported(shop, content, op=op)

    assert before == (rejects(shop, done), {})
    assert counts(rehearsed) == counts(done) == (5, 5, 3 if op == "upsert" else 2, 2 if op == "upsert" else 3)
    assert len(orders(shop)) == 2


def test_an_import_that_stops_at_the_first_takes_what_is_before_it(shop: Air) -> None:
    content = f"{HEAD}\nA-1,,,,1,\nA-2,,,,2,\nA-3,bad,,,3,\nA-4,,,,4,\n"

    told = imported(shop, content, on_error="stop")

    assert (told["state"], counts(told)) == ("FAILED", (4, 3, 2, 1))
    assert told["errors"][0]["message"].startswith("주문.csv, sheet '주문', row 4, column '메일': ")
    assert sorted(orders(shop)) == ["A-1", "A-2"]


def test_the_first_that_the_worker_would_refuse_stops_it_as_well(shop: Air) -> None:
    imported(shop, f"{HEAD}\nA-2,,,,2,\n")

    told = imported(shop, f"{HEAD}\nA-1,,,,1,\nA-2,,,,2,\nA-3,,,,3,\n", on_error="stop")

    assert (told["state"], counts(told)) == ("FAILED", (3, 2, 1, 1))
    assert sorted(orders(shop)) == ["A-1", "A-2"]


def test_somebody_stops_it(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.cutting.PART_ROWS", 2)
    content = HEAD + "\n" + "".join(f"A-{number:02},,,,1,\n" for number in range(40))
    begun = asked(shop, {"upload_id": uploaded(shop, content.encode())})
    shop.platform.bring_in()

    stopping = shop.client.delete(f"{IMPORTS}/{begun.data['import_id']}")
    told = ended(shop, begun)

    assert (stopping.status, stopping.data["state"]) == (202, "STOPPING")
    assert (told["state"], counts(told)) == ("STOPPED", (40, 8, 8, 0))
    assert len(orders(shop)) == 8
    assert shop.client.delete(f"{IMPORTS}/{told['import_id']}").data["state"] == "STOPPED"


def test_columns_and_rows_come_with_the_request(shop: Air) -> None:
    source = {"columns": ["번호", "수량"], "rows": [["A-1", 3], ["A-2", None], ["A-3", "열"]]}

    told = ended(shop, asked(shop, source, {"번호": "number", "수량": "pieces"}))

    assert (told["state"], counts(told)) == ("COMPLETED", (3, 3, 2, 1))
    assert [(each["row"], each["value"]) for each in rejects(shop, told)] == [("3", "열")]
    assert orders(shop)["A-1"]["pieces"] == 3


def test_numbers_that_come_with_the_request_keep_their_digits(shop: Air) -> None:
    rates = {"name": "Rate", "properties": [{"name": "rate", "type": "xsd:decimal"}]}
    shop.write("POST", "/database/air/ontology", rates)
    rows = b'[[0.12345678901234567890], [1e3], ["1,234.50"], [{"a": 1.5}]]'
    body = (
        b'{"source": {"columns": [" the  rate "], "rows": %s}, "class": "Rate", "mapping": {"the rate": "rate"}}' % rows
    )

    told = ended(shop, shop.client.post(IMPORTS, body))

    found = shop.client.get("/database/air/instances?class=Rate&sort=rate").data
    assert [str(each["data"]["rate"]) for each in found] == ["0.12345678901234567890", "1000", "1234.50"]
    assert [each["value"] for each in rejects(shop, told)] == ['{"a": 1.5}']


def test_a_row_is_found_from_its_instance(shop: Air) -> None:
    told = imported(shop, ROWS)

    (source,) = shop.client.get("/database/air/instances/Order/A-2/lineage").data["sources"]

    assert source["import"] == {"import_id": told["import_id"], "file": "주문.csv", "sheet": "주문", "row": 3}
    shop.put("Order", "A-2", number="A-2")
    assert shop.client.get("/database/air/instances/Order/A-2/lineage").data["sources"][1]["import"] is None


def test_instances_without_a_key_come_once_as_well(shop: Air) -> None:
    note = {"name": "Note", "properties": [{"name": "text", "type": "xsd:string"}]}
    shop.write("POST", "/database/air/ontology", note)
    body = {"source": {"columns": ["t"], "rows": [["a"], ["a"]]}, "class": "Note", "mapping": {"t": "text"}}

    told = ended(shop, shop.client.post(IMPORTS, body))

    assert counts(told) == (2, 2, 2, 0)
    assert len(shop.client.get("/database/air/instances?class=Note").data) == 2


def test_ids_come_from_a_column(shop: Air) -> None:
    imported(shop, ROWS)
    patch = {"columns": ["id", "n"], "rows": [["A-1", 9], ["A-9", 1], [None, 1]]}

    told = ended(shop, asked(shop, patch, {"id": "_id", "n": "pieces"}, op="update"))
    gone = ended(shop, asked(shop, {"columns": ["id"], "rows": [["A-2"]]}, {"id": "_id"}, op="delete"))

    assert [(each["row"], each["column"], each["code"]) for each in rejects(shop, told)] == [
        ("2", "id", "not_found"),
        ("3", "id", "missing_property"),
    ]
    assert (orders(shop)["A-1"]["pieces"], orders(shop)["A-1"]["paid"]) == (9, True)
    assert (counts(gone), "A-2" in orders(shop)) == ((1, 1, 1, 0), False)


def test_a_file_is_analysed_proposed_applied_imported_and_found(air: Air) -> None:
    page = (Path(__file__).parents[3] / "docs" / "funnel.md").read_text(encoding="utf-8")
    content = page.split("```csv\n")[1].split("```")[0].encode("cp949")
    upload = {"upload_id": uploaded(air, content)}

    analysed = air.client.post("/funnel/analyze", upload).data
    proposed = air.client.post("/funnel/propose", upload).data
    air.write(
        "POST", "/database/air/ontology/changes", {"changes": [{"op": "create", "class": proposed["classes"][0]}]}
    )
    mapping: dict[str, Any] = proposed["mappings"][0]
    body = {"source": upload, "class": mapping["class"], "mapping": mapping["columns"]}
    begun = air.client.post(IMPORTS, encode(body))
    told = ended(air, begun)

    assert analysed["tables"][0]["rows"] == told["total"] == 5
    assert counts(told) == (5, 5, 4, 1)
    assert [(each["row"], each["value"]) for each in rejects(air, told)] == [("7", "jung.example.kr")]
    (hit,) = air.client.get("/database/air/instances?class=Order&q=해운대구").data
    assert (hit["id"], hit["data"]["amount"]) == ("A-1002", {"amount": "35000", "currency": "KRW"})


def test_a_file_is_proposed_by_a_pull_request_merged_imported_and_found(air: Air) -> None:
    upload = {"upload_id": uploaded(air, "상품번호,이름\nP-1,사과\nP-2,배나무\nP-3,감귤\n".encode())}
    proposed = air.client.post("/funnel/propose", upload).data
    (kind,) = proposed["classes"]
    for place, body in (
        ("branches", {"name": "goods", "from": "main"}),
        ("ontology/changes?branch=goods", {"changes": [{"op": "create", "class": kind}]}),
        ("pull-requests", {"source": "goods", "target": "main", "title": "Goods"}),
    ):
        done = air.write("POST", f"/database/air/{place}", body)
        assert done.data["state"] == "COMPLETED", done.body
    body = {"source": upload, "class": kind["name"], "mapping": proposed["mappings"][0]["columns"]}
    early = air.client.post(IMPORTS, encode(body))

    merged = air.write("POST", f"/database/air/pull-requests/{done.data['result']['number']}/merge", {})
    told = ended(air, air.client.post(IMPORTS, encode(body)))

    assert (early.status, merged.data["state"], counts(told)) == (422, "COMPLETED", (3, 3, 3, 0))
    (hit,) = air.client.get(f"/database/air/instances?class={kind['name']}&q=감귤").data
    assert hit["id"] == "P-3"


def test_an_import_that_is_asked_for_twice_is_one(shop: Air) -> None:
    source = {"columns": ["번호"], "rows": [["A-1"]]}
    body = {"source": source, "class": "Order", "mapping": {"번호": "number"}}

    first, second = (shop.client.post(IMPORTS, body, headers={"idempotency-key": "k"}) for _ in range(2))
    other = shop.client.post(IMPORTS, {**body, "op": "upsert"}, headers={"idempotency-key": "k"})

    assert first.data["import_id"] == second.data["import_id"]
    assert (other.status, other.codes) == (422, ["idempotency_key_reused"])
    assert len(shop.client.get(IMPORTS).data) == 1


def test_imports_are_listed_newest_first_a_page_at_a_time(shop: Air) -> None:
    source = {"columns": ["번호"], "rows": [["A-1"]]}
    ids = [asked(shop, source, {"번호": "number"}).data["import_id"] for _ in range(3)]

    first = shop.client.get(f"{IMPORTS}?limit=2")
    second = shop.client.get(f"{IMPORTS}?limit=2&cursor={first.json['meta']['next_cursor']}")

    assert [each["import_id"] for each in [*first.data, *second.data]] == ids[::-1]
    assert "next_cursor" not in second.json["meta"]


def test_rejects_come_in_parts(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.cutting.PART_ROWS", 2)
    rows = [["A-1", "x"], ["A-2", "y"], ["A-3", 1], ["A-4", "z"]]
    mapping = {"번호": "number", "수량": "pieces"}
    told = ended(shop, asked(shop, {"columns": list(mapping), "rows": rows}, mapping))

    place = f"{IMPORTS}/{told['import_id']}/rejects"
    first = shop.client.get(f"{place}?limit=2")
    link = first.headers["Link"].split(">")[0].lstrip("<").partition("/api/v1")[2]
    second = shop.client.get(link)

    assert first.body + second.body == shop.client.get(place).body
    assert (first.body.count(b"\r\n"), second.body.count(b"\r\n")) == (3, 1)
    assert "Link" not in second.headers


def test_who_may_read_alone_brings_nothing_in(shop: Air) -> None:
    shop.write("PUT", "/database/air/grants/lee", {"role": "viewer"})
    viewer = shop.platform.client("lee")
    told = imported(shop, ROWS)
    place = f"{IMPORTS}/{told['import_id']}"

    body = {"source": {"columns": ["번호"], "rows": [["A-1"]]}, "class": "Order", "mapping": {"번호": "number"}}

    assert (viewer.post(IMPORTS, body).status, viewer.delete(place).status) == (403, 403)
    assert (viewer.get(place).status, viewer.get(f"{place}/rejects").status) == (200, 200)


def test_json_lines_are_read_too(shop: Air) -> None:
    lines = [{"number": "A-1", "pieces": 2}, {"number": "A-2", "paid": True}]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    upload = {"upload_id": uploaded(shop, content, "orders.ndjson", "application/x-ndjson")}

    told = ended(shop, asked(shop, upload, {"number": "number", "pieces": "pieces", "paid": "paid"}))

    assert counts(told) == (2, 2, 2, 0)
    assert orders(shop) == {line["number"]: line for line in lines}


def test_what_is_nested_in_json_lines_arrives_as_it_stands(shop: Air) -> None:
    held = [{"name": "deep", "type": "OBJECT"}, {"name": "sizes", "type": "ARRAY", "items": {"type": "xsd:decimal"}}]
    shop.write("POST", "/database/air/ontology", {"name": "Held", "properties": held})
    deep = b'{"n":12345678901234567890,"d":0.12345678901234567890,"in":[1,"2",{"x":-1.5}]}'
    content = b'{"deep": %s, "sizes": [1, 0.10000000000000000001]}\n' % deep
    upload = {"upload_id": uploaded(shop, content, "held.ndjson", "application/x-ndjson")}
    body = {"source": upload, "class": "Held", "mapping": {"deep": "deep", "sizes": "sizes"}}

    told = ended(shop, shop.client.post(IMPORTS, body))

    assert counts(told) == (1, 1, 1, 0)
    found = shop.client.get("/database/air/instances?class=Held")
    assert deep in found.body
    assert b'"sizes":[1,0.10000000000000000001]' in found.body


def test_a_cell_of_json_with_a_key_twice_is_refused(shop: Air) -> None:
    shop.write("POST", "/database/air/ontology", {"name": "Held", "properties": [{"name": "deep", "type": "OBJECT"}]})
    content = 'deep\n"{""a"": 1, ""a"": 2}"\n"{""a"": 3}"\n'
    body = {"source": {"upload_id": uploaded(shop, content.encode())}, "class": "Held", "mapping": {"deep": "deep"}}

    told = ended(shop, shop.client.post(IMPORTS, body))

    assert counts(told) == (2, 2, 1, 1)
    assert rejects(shop, told)[0]["value"] == '{"a": 1, "a": 2}'


def test_texts_of_json_lines_stay_what_they_are(shop: Air) -> None:
    names = [{"name": "name", "type": "xsd:string"}, {"name": "size", "type": "xsd:integer"}]
    shop.write("POST", "/database/air/ontology", {"name": "Named", "properties": names})
    texts = ["Null", "없음", "", "  ", "-"]
    lines = [{"name": text, "size": text} for text in texts] + [{"name": None, "size": None}, {"size": 6}]
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    upload = {"upload_id": uploaded(shop, content, "named.ndjson", "application/x-ndjson")}
    body = {"source": upload, "class": "Named", "mapping": {"name": "name", "size": "size"}}

    told = ended(shop, shop.client.post(IMPORTS, body))

    assert counts(told) == (7, 7, 7, 0)
    found = [each["data"] for each in shop.client.get("/database/air/instances?class=Named").data]
    assert sorted(each["name"] for each in found if "name" in each) == sorted(texts)
    assert [each["size"] for each in found if "size" in each] == [6]


def test_a_stop_whose_author_died_is_ended_with_the_import(shop: Air) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, ROWS.encode())})
    ports = shop.platform.ports
    (job,) = ports.jobs.unfinished()
    assert isinstance(job.work, Import)
    ports.jobs.tell(job.id, job.state, {"stop": True})
    stop = ports.jobs.request(UUID(int=7), StopImport(job.work.database, job.id), {})

    told = ended(shop, begun)

    assert told["state"] == "STOPPED"
    assert ports.jobs.unfinished() == []
    assert ports.jobs.find(stop.id) is not None


def test_a_carriage_return_alone_ends_a_row_that_is_brought_in_once(shop: Air) -> None:
    told = imported(shop, f"{HEAD}\r\nA-1,,,,1,\rA-2,,,,2,\r\nA-3,,,,3,\r\n")

    assert (told["state"], counts(told)) == ("COMPLETED", (3, 3, 3, 0))
    assert {each["number"]: each["pieces"] for each in orders(shop).values()} == {"A-1": 1, "A-2": 2, "A-3": 3}


def test_rows_of_other_tables_are_told_of(shop: Air) -> None:
    told = imported(
        shop, "번호,수량\nA-1,1\nA-2,2\n\n이름,나이,도시\n김철수,20,서울\n", {"번호": "number", "수량": "pieces"}
    )

    assert counts(told) == (2, 2, 2, 0)
    assert told["notes"][0].startswith("1 rows in other tables of the sheet were not read")


def test_a_stop_that_comes_too_late_wakes_nothing(shop: Air) -> None:
    told = imported(shop, ROWS)
    jobs = shop.platform.ports.jobs

    jobs.tell(UUID(told["import_id"]), "RUNNING", {"stop": True})
    shop.platform.bring_in()

    assert shop.client.get(f"{IMPORTS}/{told['import_id']}").data == told


def test_what_is_found_and_what_is_taken_are_of_one_file(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.domain.sheets.sheet.KEPT_ROWS", 20)
    monkeypatch.setattr("spice.domain.sheets.sheet._HEAD", 10)
    begun = asked(
        shop, {"upload_id": uploaded(shop, f"{HEAD}\n{''.join(f'A-{n},,,,,{chr(10)}' for n in range(99))}".encode())}
    )
    uploads, opened = shop.platform.ports.uploads, list[UUID]()
    really = uploads.open

    def opens(upload_id: UUID) -> Stored | None:
        opened.append(upload_id)
        return really(upload_id)

    monkeypatch.setattr(uploads, "open", opens)

    told = ended(shop, begun)

    assert (counts(told), len(opened)) == ((99, 99, 99, 0), 1)


def test_cells_that_fill_a_relationship_hold_the_key_of_its_target(shop: Air) -> None:
    number, box = {"name": "number", "type": "xsd:integer"}, {"name": "code", "type": "xsd:string"}
    person = {"name": "Person", "key": ["mail"], "properties": [{"name": "mail", "type": "EMAIL"}]}
    links = [
        {"name": "by", "target": "Person", "cardinality": "many_to_one"},
        {"name": "lot", "target": "Lot", "cardinality": "many_to_one"},
        {"name": "boxes", "target": "Box", "cardinality": "many_to_many"},
    ]
    for each in (
        person,
        {"name": "Lot", "key": ["number"], "properties": [number]},
        {"name": "Box", "key": ["code"], "properties": [box]},
        {"name": "Sale", "key": ["code"], "properties": [box], "relationships": links},
    ):
        assert shop.write("POST", "/database/air/ontology", each).data["state"] == "COMPLETED"
    rows = [["S-1", "kim@EXAMPLE.kr", "1,001", "C/1; C-2"], ["S-2", None, "007", "C=2F1"]]
    source = {"columns": ["code", "by", "lot", "boxes"], "rows": rows}

    body = {"source": source, "class": "Sale", "mapping": {name: name for name in ("code", "by", "lot", "boxes")}}
    told = ended(shop, shop.client.post(IMPORTS, body))

    assert (told["state"], counts(told)) == ("COMPLETED", (2, 2, 2, 0)), rejects(shop, told)
    sales = {each["id"]: each["data"] for each in shop.client.get("/database/air/instances?class=Sale").data}
    assert sales["S-1"] == {"code": "S-1", "by": "kim@example.kr", "lot": "1001", "boxes": ["C=2F1", "C-2"]}
    assert sales["S-2"] == {"code": "S-2", "lot": "7", "boxes": ["C=2F1"]}


def test_rows_that_are_no_records_are_named(shop: Air) -> None:
    content = f"{HEAD}\nA-1,,,,1,\nA-2,,,,2,예\n{HEAD}\nA-3,,,,3,\n합계,,,,6,\n※ 출처: 통계청,,,,,\n"

    told = imported(shop, content)

    assert (counts(told), sorted(orders(shop))) == ((3, 3, 3, 0), ["A-1", "A-2", "A-3"])
    assert told["notes"][:3] == [
        "row 6: taken for a total, and not brought in",
        "row 7: taken for a remark, and not brought in",
        "row 4: taken for the header again, and not brought in",
    ]
