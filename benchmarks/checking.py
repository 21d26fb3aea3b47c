"""What a write is checked in: an instance of 19 properties, and each type beside the library that it is read with."""

import ipaddress
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

import phonenumbers

from benchmarks.bench import Bench
from benchmarks.figures import Figure, at_most
from spice.domain.administration import ChangeOntology
from spice.domain.datatypes.registry import compile_check
from spice.domain.ontology.changes import apply_changes
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology

ROUNDS, TIMES = 5, 2_000
FLIGHT: list[tuple[str, object]] = [
    *((f"text_{number}", "a text of some words") for number in range(6)),
    *((f"count_{number}", 1_234) for number in range(6)),
    *((f"amount_{number}", Decimal("12.50")) for number in range(4)),
    ("day", "2013-01-01"),
    ("at", "2013-01-01T05:00:00Z"),
    ("late", True),
]
_TYPES = {"text": "xsd:string", "count": "xsd:integer", "amount": "xsd:decimal"}
_TYPES |= {"day": "xsd:date", "at": "xsd:dateTime", "late": "xsd:boolean"}
LIBRARIES: list[tuple[str, str, str, Callable[[str], object]]] = [
    ("xsd:date", "2024-03-05", "datetime", date.fromisoformat),
    ("xsd:dateTime", "2024-03-05T09:30:00+00:00", "datetime", datetime.fromisoformat),
    ("UUID", "0191f2a0-7c1e-7d3a-9c55-1f0a8e6b2c11", "uuid", uuid.UUID),
    ("IP", "2001:db8::1", "ipaddress", ipaddress.ip_address),
    ("PHONE", "+82 10-1234-5678", "phonenumbers", phonenumbers.parse),
]
"""Types that a library reads, in its own spelling: how it is called, and with what."""


def measure(bench: Bench) -> Iterable[Figure]:
    """Check an instance of 19 properties, and read values by our types and by the libraries alone, in the same run."""
    shape, data = _shape(), dict(FLIGHT)
    _, problems = shape.check(data)
    assert not problems, problems
    took = _microseconds(lambda: shape.check(data))
    yield at_most(f"check of {len(FLIGHT)} properties", took, 60, " us", note=f"best of {ROUNDS}")
    for type_, text, library, read in LIBRARIES:
        check = compile_check({"type": type_})
        ours, theirs = _microseconds(partial(check, text)), _microseconds(partial(read, text))
        note = f"{ours:.2f} us, {library} alone {theirs:.2f} us"
        yield Figure(name=f"{type_} beside {library}", measured=f"{ours / theirs:.1f}x", note=note)


def _shape() -> CompiledClass:
    parts = [{"name": name, "type": _TYPES[name.split("_")[0]]} for name, _ in FLIGHT]
    change = ChangeOntology(changes=[{"op": "create", "class": {"name": "Flight", "properties": parts}}])
    made = apply_changes({}, change, command_id=UUID(int=1), instances=lambda classes: 0)
    return Ontology.compile("c", [each for each in made.documents.values() if each is not None]).named("Flight")


def _microseconds(work: Callable[[], object]) -> float:
    """Tell how long one call takes: the best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            work()
        found.append((time.process_time() - began) / TIMES * 1e6)
    return min(found)
