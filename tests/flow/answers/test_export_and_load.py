"""What an export writes, a load takes: every type, every text, nothing and `""` alike, and it is what it was."""

import gzip
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.loading.chunk import chunks
from cli.loading.columns import Columns
from cli.loading.convert import members_of
from cli.loading.files import Source
from cli.loading.records import Reading, records
from spice.domain.tables.flaws import Strictness
from spice.messages.codec import decode, encode
from tests.flow.conftest import AIR, Air

ODD = ("id", "class", "data", "meta", "op", "이름", "1일주차권요금", "Id")
THING: dict[str, Any] = {
    "name": "Thing",
    "properties": [
        *({"name": name, "type": "xsd:string"} for name in ODD),
        {"name": "line", "type": "xsd:normalizedString"},
        {"name": "word", "type": "xsd:token"},
        {"name": "whole", "type": "xsd:integer"},
        {"name": "exact", "type": "xsd:decimal"},
        {"name": "near", "type": "xsd:double"},
        {"name": "truth", "type": "xsd:boolean"},
        {"name": "day", "type": "xsd:date"},
        {"name": "moment", "type": "xsd:dateTime"},
        {"name": "span", "type": "xsd:duration"},
        {"name": "bytes", "type": "xsd:base64Binary"},
        {"name": "hex", "type": "xsd:hexBinary"},
        {"name": "uri", "type": "xsd:anyURI"},
        {"name": "mail", "type": "EMAIL"},
        {"name": "state", "type": "ENUM", "values": ["new", "used"]},
        {"name": "phone", "type": "PHONE"},
        {"name": "who", "type": "NAME"},
        {"name": "page", "type": "URL"},
        {"name": "urn", "type": "URI"},
        {"name": "key", "type": "UUID"},
        {"name": "host", "type": "IP"},
        {"name": "date", "type": "DATE"},
        {"name": "clock", "type": "TIME"},
        {"name": "instant", "type": "DATETIME"},
        {"name": "length", "type": "DURATION"},
        {"name": "share", "type": "PERCENT"},
        {"name": "country", "type": "COUNTRY"},
        {"name": "currency", "type": "CURRENCY"},
        {"name": "home", "type": "ADDRESS"},
        {"name": "report", "type": "FILE"},
        {"name": "picture", "type": "IMAGE"},
        {"name": "price", "type": "MONEY"},
        {"name": "place", "type": "COORDINATE"},
        {"name": "texts", "type": "ARRAY", "items": {"type": "xsd:string"}},
        {"name": "numbers", "type": "ARRAY", "items": {"type": "xsd:decimal"}},
        {"name": "any", "type": "OBJECT"},
        {"name": "shape", "type": "OBJECT", "properties": [{"name": "a_b", "type": "xsd:string"}]},
    ],
    "relationships": [
        {"name": "at", "target": "Airport", "cardinality": "many_to_one"},
        {"name": "via", "target": "Airport", "cardinality": "many_to_many"},
    ],
}
SPECIAL: dict[str, Any] = {
    "name": "Special",
    "parent": "Thing",
    "properties": [{"name": "extra", "type": "xsd:integer"}],
}
OTHER: dict[str, Any] = {"name": "Other", "parent": "Thing", "properties": [{"name": "extra", "type": "xsd:string"}]}
SHAPES = {shape["name"]: shape for shape in (THING, SPECIAL, OTHER)}

HARD = [
    "",
    " ",
    "=1+1",
    "'=1",
    "''",
    "'",
    "+82-2",
    "-1",
    "@a",
    "\t",
    "\r",
    "\n",
    "a\r\nb",
    '"',
    '""',
    "NA",
    "null",
    "1;2",
]
HARD += ["[1]", "{}", "\ufeff", "\u2028", "\x85", "\x1b[31m", "\uff1d1", "007", "1e3", "true", "c\u0327", "한글", "🦊"]
TEXT = st.sampled_from(HARD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ID = st.from_regex(r"[A-Za-z0-9=+@'\" ,;가-힣-]{1,12}", fullmatch=True)
DECIMAL = st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.sampled_from(
    [Decimal("1.10"), Decimal("100"), Decimal("-0.000"), Decimal("12345678901234567890.123456789")]
)
WHOLE = st.integers() | st.just(10**60)
NEAR = st.floats(allow_nan=False, allow_infinity=False)
ANY = st.recursive(
    TEXT | WHOLE | DECIMAL | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(ODD, TEXT),
    "line": TEXT,
    "word": TEXT,
    "whole": WHOLE,
    "exact": DECIMAL,
    "near": NEAR,
    "truth": st.booleans(),
    "day": st.dates().map(str),
    "moment": st.datetimes().map(lambda each: each.isoformat() + "Z"),
    "span": st.sampled_from(["P1D", "PT0S", "-P1Y2M", "PT0.5S"]),
    "bytes": st.sampled_from(["", "AA==", "c3BpY2U="]),
    "hex": st.sampled_from(["", "0FB7"]),
    "uri": st.sampled_from(["", "https://example.com/a?b=%20", "a"]),
    "mail": st.just("kim@example.com"),
    "state": st.sampled_from(["new", "used"]),
    "phone": st.sampled_from(["010-1234-5678", "+82 2 312 3456 ext. 12"]),
    "who": st.sampled_from(["홍길동", " Kim  Lee ", "=1+1"]),
    "page": st.sampled_from(["https://example.com", "https://한국.kr/경로?q=,;"]),
    "urn": st.sampled_from(["urn:isbn:0451450523", "mailto:kim@example.com"]),
    "key": st.uuids().map(str),
    "host": st.ip_addresses().filter(lambda each: "%" not in str(each)).map(str),
    "date": st.dates().map(str) | st.just("2024년 3월 5일"),
    "clock": st.sampled_from(["오후 3시 30분", "00:30:00Z"]),
    "instant": st.sampled_from(["2024년 3월 5일 15시", "2024-03-05T06:30:00Z"]),
    "length": st.sampled_from(["1시간 30분", "P2W", "-P1Y2M"]),
    "share": DECIMAL | st.just("１２．５％"),
    "country": st.sampled_from(["KR", "대한민국"]),
    "currency": st.sampled_from(["KRW", "円"]),
    "home": st.sampled_from(["서울특별시 강남구 테헤란로 152", {"street": "1 Main St", "city": "Springfield"}]),
    "report": st.sampled_from(["https://example.com/a.pdf", {"url": "https://a.kr", "name": "=1", "size": 5}]),
    "picture": st.just({"url": "https://a.kr/a.png", "content_type": "image/png", "alt": "그림"}),
    "price": st.sampled_from(["₩15,000", "１２，０００円"])
    | st.builds(lambda amount: {"amount": str(amount), "currency": "KWD"}, st.integers(0, 10**12)),
    "place": st.builds(
        lambda lat, lon: {"lat": lat, "lon": lon}, st.integers(-90, 90), st.sampled_from([0, Decimal("1.50")])
    ),
    "texts": st.lists(TEXT, max_size=3),
    "numbers": st.lists(DECIMAL, max_size=3),
    "any": st.dictionaries(TEXT, ANY, max_size=3),
    "shape": st.fixed_dictionaries({}, optional={"a_b": TEXT}),
    "at": ID,
    "via": st.lists(ID, max_size=3, unique=True),
}
EXTRA = {"Thing": st.nothing(), "Special": WHOLE, "Other": TEXT}
INSTANCE = st.sampled_from(sorted(SHAPES)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.fixed_dictionaries({}, optional={**VALUES, **({} if name == "Thing" else {"extra": EXTRA[name]})}),
    )
)


@pytest.fixture
def things(air: Air) -> Air:
    changes = [{"op": "create", "class": shape} for shape in SHAPES.values()]
    changed = air.write("POST", "/database/air/ontology/changes", {"message": "things", "changes": changes})
    assert changed.data["state"] == "COMPLETED", changed.body
    return air


def members(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Name what a class and its parents have."""
    return members_of([THING] if name == "Thing" else [THING, SHAPES[name]])


def send(air: Air, body: bytes, **headers: str) -> None:
    """Send bulk lines and let everything happen."""
    media = {"content-type": "application/x-ndjson", **headers}
    reply = air.client.post(f"{AIR}/bulk", body, headers=media)
    assert reply.status == 202, reply.body
    assert reply.data["rejected"] == [], reply.body
    air.platform.settle()


def export(air: Air, query: str) -> bytes:
    """Export everything of the class Thing."""
    reply = air.client.get(f"{AIR}/export?class=Thing&{query}")
    assert reply.status == 200, reply.body
    return reply.body


def load(air: Air, content: bytes, *, spreadsheet: bool) -> None:
    """Load an export as `spice load --class Thing` does."""

    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        yield io.BytesIO(content)

    columns = Columns(members=members("Thing"), of=members, spreadsheet=spreadsheet)
    how = Reading(columns=columns, encoding="utf-8", delimiter=None, lenient=False)
    found = records(Source(name="export", open=opened, kind=None), how, Strictness())
    for chunk in chunks(found, {"class": "Thing", "op": "upsert"}, run="r"):
        send(air, gzip.decompress(chunk.body))


def delete(air: Air, rows: Mapping[str, Any]) -> None:
    """Delete every instance."""
    lines = [{"op": "delete", "class": name, "id": identity} for identity, (name, _) in rows.items()]
    send(air, b"\n".join(map(encode, lines)))


def state(air: Air) -> dict[str, tuple[str, bytes]]:
    """Read class and data of every instance, as the exact JSON that is answered."""
    found = [decode(line) for line in export(air, "format=ndjson").split(b"\n")[:-1]]
    return {row["id"]: (row["class"], encode(sorted(row["data"].items()))) for row in found}


@pytest.mark.parametrize("query", ["format=ndjson", "format=csv", "format=csv&spreadsheet=true"])
@given(rows=st.dictionaries(ID.map(str.strip).filter(bool), INSTANCE, min_size=1, max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_an_export_writes_a_load_takes(
    things: Air, query: str, rows: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    lines = [{"op": "upsert", "class": name, "id": key, "data": data} for key, (name, data) in rows.items()]
    send(things, b"\n".join(map(encode, lines)))
    before, content = state(things), export(things, query)

    delete(things, rows)
    emptied = state(things)
    load(things, content, spreadsheet="spreadsheet" in query)

    assert len(before) == len(rows)
    assert emptied == {}
    assert state(things) == before
    delete(things, rows)


def test_bulk_lines_are_taken_back_as_they_were_exported(things: Air) -> None:
    send(things, encode({"op": "upsert", "class": "Thing", "id": "1", "data": {"meta": "m", "whole": 1}}))
    exported = export(things, "format=ndjson")

    delete(things, {"1": ("Thing", {})})
    send(things, exported)

    assert export(things, "format=ndjson").partition(b'"meta":{')[0] == exported.partition(b'"meta":{')[0]
