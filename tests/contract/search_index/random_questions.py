"""Random documents and questions, the same for the same seed."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any, cast

from spice.domain.datatypes.kinds import FieldKind
from spice.ports.search_facets import Facet, Range
from spice.ports.search_filter import And, Condition, Filter, Not, Or
from spice.ports.search_index import Aggregation, Document, GroupBy, Measure, Query, SortKey
from spice.searching.order_keys import key_of, rank_of
from spice.searching.ranks import RANKS
from tests.contract.search_index.world import DATABASE, KINDS, a_document

SPOKEN = """Boston|boston|New York|Logan International Airport|도서관|국립중앙도서관에서|중앙 도서관|서울시청 2호선
C# developer|C++|C|order #12; DROP TABLE|東京タワー|Café|cafe|delays|delayed|flights|Ｆｕｌｌ|x [y] {z} (w) \\ / * ? ^ ~
국립 중앙 도서관|국립중앙 도서관|첫 눈|첫눈|red bull|redbull|wi-fi 10kg|🍕 👩‍🚀|東京 都庁|ห้องสมุด
=x|2013-01-01T10:00:00Z|true|12|O'Brien|가|각|straße"""
WORDS = [*SPOKEN.replace("\n", "|").split("|"), "", "a\nb"]
NUMBERS: list[int | Decimal] = [0, 1, -1, 10, 99, -100, 2**53, 2**53 + 1, -(2**53) - 1, 10**40, 10**40 + 1]
NUMBERS += [Decimal(text) for text in ("0.1", "0.10000000000000000000001", "1e30", "-12.50", "12.5")]
TYPED = """boston|Boston Logan|도서관|관|도서간|중앙도서관에서|c#|c++|c|order #12; DROP TABLE|東京|ﾀﾜｰ|CAFÉ
delaying|bostn|bsoton|flihgts|logan airprot|2호선|!!!|new york boston|o'brien|AND OR NOT|"quoted|*|full"""
TYPED += "|국립중앙도서관|중앙도서관|첫눈|첫 눈|red bull|redbull|wifi|kg|10 kg|🍕|都庁|東京都庁|สมุด"
QUESTIONS = TYPED.replace("\n", "|").split("|")
YEARS = [1, 1969, 2013, 2024, 9999]
INTERVALS = [None, "minute", "hour", "day", "week", "month", "quarter", "year"]
MEASURES = ["count", "sum", "avg", "min", "max", "cardinality", "percentile"]
ORDERED = [field for field, kind in KINDS.items() if kind not in ("point", "composite")]
DURATIONS = ["P1D", "PT1H", "PT1H30M", "P1M", "P30DT10H29M6S", "P2Y", "-P1D", "PT0S", "PT0.5S", "P10D"]
HOSTS = ["10.0.0.2", "10.0.0.10", "9.255.255.255", "2001:db8::1", "::ffff:10.0.0.2", "fe80::1"]
CLOCKS = ["12:00:00", "12:00:00.5", "12:00:00Z", "12:00:00.25Z", "00:00:00", "23:59:59.999999999"]
OTHERS = {
    "duration": [*DURATIONS, "PT20M"],
    "clock": [*CLOCKS, "09:30:00"],
    "network": [*HOSTS, "10.0.0.3"],
    "octets": ["0FB7", "00" * 900],
}
OPERATORS = {
    "text": "eq ne in gt gte lt lte contains prefix exists",
    "keyword": "eq ne in gt gte lt lte contains prefix exists",
    "number": "eq ne in gt gte lt lte exists",
    "time": "eq ne in gt gte lt lte exists",
    "boolean": "eq ne in exists",
    "point": "exists within",
    "duration": "eq ne in gt gte lt lte contains prefix exists",
    "clock": "eq ne in gt gte lt lte contains prefix exists",
    "network": "eq ne in gt gte lt lte contains prefix exists",
    "octets": "eq ne in exists",
    "composite": "exists",
}


def key(kind: FieldKind, value: object) -> str:
    """Give what orders values."""
    return rank_of(kind, value) or key_of(kind, value)


class Chance:
    """A seeded source of documents and questions."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def document(self) -> Document:
        """Make a document; its id and version may be taken."""
        pick, number = self.random.choice, self.random.randint
        data: dict[str, object] = {
            "name": pick(WORDS),
            "code": pick(WORDS[:6]),
            "delay": pick(NUMBERS),
            "at": f"{pick(YEARS):04d}-{number(1, 12):02d}-{number(1, 28):02d}T0{number(0, 9)}:30:00Z",
            "ok": pick([True, False]),
            "where": {"lat": Decimal(number(-90, 90)), "lon": Decimal(number(-1800, 1800)) / 10},
            "tags": [pick(WORDS) for _ in range(number(0, 3))],
            "marks": [number(-3, 3) for _ in range(number(0, 3))],
            "price": {"amount": pick(["1", "12500", "3.50", "-2", "99999999999999999999.01"])},
            "address": {"city": pick(WORDS)},
            "lasts": pick(DURATIONS),
            "opens": pick(CLOCKS),
            "host": pick(HOSTS),
            "seal": pick(["0FB7", "", "00" * 900]),
        }
        kept: dict[str, Any] = {name: value for name, value in data.items() if self.random.random() < 0.8}
        n = number(0, 50)
        return a_document(
            f"i{n}",
            of="thing" if n % 2 else "other",
            version=number(1, 4),
            created=n // 4,
            by=pick(["kim", "lee"]),
            deleted=self.random.random() < 0.1,
            **kept,
        )

    def query(self) -> Query:
        """Make a search."""
        pick, few = self.random.choice, self.random.randint
        asked = pick([None, pick(QUESTIONS)])
        sort = [self._sort_key(pick(ORDERED)) for _ in range(few(0, 3))]
        if self.random.random() < 0.3:
            sort.insert(few(0, len(sort)), self._sort_key("_score"))
        return Query(
            database=DATABASE,
            classes=pick([(), ("thing",), ("thing", "other"), ("none",)]),
            q=asked,
            text_fields=pick([(), (), (), ("name",), ("address.city", "tags")]),
            filter=pick([None, self.filter(), self.filter()]),
            sort=sort,
            facets=[self._facet(field) for field in self.random.sample(ORDERED, few(0, 2))],
            highlight=pick([True, False]),
            limit=few(1, 20),
        )

    def aggregation(self) -> Aggregation:
        """Make an aggregation."""
        pick, few = self.random.choice, self.random.randint
        return Aggregation(
            database=DATABASE,
            filter=pick([None, self.filter()]),
            group_by=[self._group(f"g{n}") for n in range(few(0, 2))],
            measures=[self._measure(f"m{n}") for n in range(few(1, 4))],
            sort=pick([(), [("m0", True)], [("m0", False)]]),
            limit=pick([3, 1000]),
        )

    def filter(self, depth: int = 0) -> Filter:
        """Make a filter."""
        kind = self.random.random()
        if depth > 2 or kind < 0.6:
            return self._condition()
        parts = [self.filter(depth + 1) for _ in range(self.random.randint(0, 3))]
        if kind < 0.9:
            return And(parts=parts) if kind < 0.75 else Or(parts=parts)
        return Not(part=self.filter(depth + 1))

    def _condition(self) -> Condition:
        pick = self.random.choice
        field = pick(list(KINDS))
        op = pick(OPERATORS[KINDS[field]].split())
        value = self._value(KINDS[field])
        if op == "exists":
            value = pick([True, False])
        elif op == "in":
            value = [self._value(KINDS[field]) for _ in range(3)]
        elif op in ("contains", "prefix"):
            value = str(value)[: self.random.randint(0, 4)]
        return Condition(field=field, kind=KINDS[field], op=cast(Any, op), value=value)

    def _value(self, kind: str) -> object:
        pick, chance = self.random.choice, self.random.uniform
        match kind:
            case "number":
                return pick([*NUMBERS, 3, Decimal(12500), Decimal("99999999999999999999.01")])
            case "time":
                return datetime(pick(YEARS), self.random.randint(1, 12), 14, tzinfo=UTC)
            case "boolean":
                return pick([True, False])
            case _ if kind in OTHERS:
                return pick(OTHERS[kind])
            case "point":
                circle = [chance(-90, 90), chance(-180, 180), chance(1, 8e6)]
                return pick([circle, [-50.0, chance(-180, 180), 50.0, chance(-180, 180)]])
            case _:
                return pick([*WORDS, "thing", "i3", "kim"])

    def _facet(self, field: str) -> Facet:
        kind, pick = KINDS[field], self.random.choice
        way, missing = self.random.random(), pick([True, False])
        if way < 0.4 and kind in ("number", "time", *RANKS):
            ends = [(self._value(kind), self._value(kind)) for _ in range(3)]
            ranges = [
                Range(low=pick([None, low]), high=high) for low, high in ends if key(kind, low) <= key(kind, high)
            ]
            return Facet(field=field, kind=kind, ranges=[*ranges, Range(low=ends[0][0])], missing=missing)
        prefix = None
        if way < 0.7 and "prefix" in OPERATORS[kind]:
            prefix = str(self._value(kind))[: self.random.randint(1, 3)] or "b"
        return Facet(field=field, kind=kind, size=pick([1, 3, 20]), prefix=prefix, missing=missing)

    def _sort_key(self, field: str) -> SortKey:
        return SortKey(field=field, kind=KINDS.get(field, "number"), descending=self.random.random() < 0.5)

    def _group(self, name: str) -> GroupBy:
        pick = self.random.choice
        field = pick(ORDERED)
        interval: str | int | Decimal | None = None
        if KINDS[field] == "time":
            interval = pick(INTERVALS)
        elif field in ("_version", "marks"):
            interval = pick([None, 1, 2, 1000, Decimal("0.3"), Decimal("1.5")])
        zone = pick([None, None, "Asia/Seoul", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"])
        return GroupBy(field=field, kind=KINDS[field], name=name, interval=interval, zone=zone)

    def _measure(self, name: str) -> Measure:
        pick = self.random.choice
        op = pick(MEASURES)
        field = pick(["marks", "_version", "price.amount", "delay"])
        if op in ("min", "max"):
            field = pick([field, "delay", "at", "lasts", "opens", "host", "_created_at"])
        elif op in ("count", "cardinality"):
            field = pick(
                ["name", "tags", "at", "where", "ok", "delay"] if op == "cardinality" else ["name", "tags", "at"]
            )
        percent = pick([0, 25, 50, 99.9, 100])
        return Measure(op=cast(Any, op), name=name, field=field, kind=KINDS[field], percent=percent)
