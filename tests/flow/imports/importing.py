"""A database with orders, files that people bring, and imports that are carried to their end."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from spice.adapters.memory.uploads import MemoryUploads
from tests.flow.conftest import Air
from tests.support.api_client import Reply

IMPORTS = "/database/air/imports"
ORDER = {
    "name": "Order",
    "key": ["number"],
    "properties": [
        {"name": "number", "type": "xsd:string", "required": True},
        {"name": "email", "type": "EMAIL"},
        {"name": "day", "type": "DATE"},
        {"name": "amount", "type": "MONEY"},
        {"name": "pieces", "type": "xsd:integer"},
        {"name": "paid", "type": "xsd:boolean"},
    ],
}
NAMES = {"번호": "number", "메일": "email", "날짜": "day", "금액": "amount", "수량": "pieces", "결제": "paid"}
HEAD = ",".join(NAMES)


def with_orders(air: Air) -> Air:
    """Make the class."""
    made = air.write("POST", "/database/air/ontology", ORDER)
    assert made.data["state"] == "COMPLETED", made.body
    return air


def uploaded(air: Air, content: bytes, name: str = "주문.csv", kind: str = "text/csv") -> str:
    """Announce a file and put it where it was told to."""
    told = air.client.post("/uploads", {"filename": name, "size": len(content), "content_type": kind})
    assert told.status in (200, 201), told.body
    uploads = air.platform.ports.uploads
    assert isinstance(uploads, MemoryUploads)
    assert uploads.put(told.data["url"], content, kind) in (200, 204)
    return str(told.data["upload_id"])


def asked(air: Air, source: Mapping[str, Any], mapping: object = NAMES, **more: Any) -> Reply:
    """Ask for an import of orders."""
    return air.client.post(IMPORTS, {"source": source, "class": "Order", "mapping": mapping, **more})


def ended(air: Air, begun: Reply) -> dict[str, Any]:
    """Let an import come to its end; answers what is told of it."""
    assert begun.status == 202, begun.body
    place = begun.headers["Location"].removeprefix("/api/v1")
    for _ in range(60):
        air.platform.bring_in()
        air.platform.settle()
        told: dict[str, Any] = air.client.get(place).data
        if told["finished_at"] is not None:
            return told
    raise AssertionError(told)


def imported(air: Air, content: str, mapping: object = NAMES, encoding: str = "utf-8", **more: Any) -> dict[str, Any]:
    """Import a CSV to its end."""
    return ended(air, asked(air, {"upload_id": uploaded(air, content.encode(encoding))}, mapping, **more))


def rejects(air: Air, told: Mapping[str, Any]) -> list[dict[str, str]]:
    """Read what was rejected."""
    answer = air.client.get(f"{IMPORTS}/{told['import_id']}/rejects")
    assert answer.status == 200, answer.body
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))


def counts(told: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """Tell total, done, succeeded, rejected."""
    return told["total"], told["done"], told["succeeded"], told["rejected"]


def orders(air: Air) -> dict[str, Any]:
    """Read every order, by its number."""
    listed = air.client.get("/database/air/instances?class=Order&limit=1000").data
    return {each["id"]: each["data"] for each in listed}
