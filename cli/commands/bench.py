"""`spice bench`: how fast the platform answers from here, in a database of its own."""

import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from statistics import quantiles
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from cli.failure import Failure
from cli.session import Session, command
from spice.messages.codec import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE = 5_000
WARMING = 3
SEEN_SECONDS = 600.0
PROBE: Mapping[str, object] = {
    "name": "Probe",
    "key": ["n"],
    "properties": [
        {"name": "n", "type": "xsd:integer", "required": True},
        {"name": "kind", "type": "xsd:string"},
        {"name": "note", "type": "xsd:string"},
        {"name": "price", "type": "xsd:decimal"},
        {"name": "made", "type": "xsd:dateTime"},
    ],
}
KINDS = ("pepper", "saffron", "cumin", "clove", "ginger", "nutmeg", "sumac")


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app)(bench)


def bench(
    session: Session,
    instances: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many are made.")] = 10_000,
    asks: Annotated[int, typer.Option(min=2, max=10_000, help="How often each question is asked.")] = 100,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the database that is made for it.")] = False,
) -> None:
    """Measure a platform in use: new instances until they are found, single commands, reads, searches.

    It needs the admin claim. What is measured is the whole way from here and back; others' work counts, too.
    """
    with _database(session, keep=keep) as path:
        session.print.say(f"making {instances:,} instances …")
        told: dict[str, Any] = {"instances": instances, "new_per_second": _made(session, path, instances)}
        for name, ask in _questions(session, path, instances).items():
            session.print.say(f"asking: {name.replace('_', ' ')} …")
            told[f"{name}_ms"] = _asked(ask, asks)
    if session.print.as_json:
        return session.print.data(told)
    rows = [["new instances, until found", f"{told['new_per_second']:,.0f}/s", ""]]
    for name, figure in told.items():
        if isinstance(figure, dict):
            rows.append([name.removesuffix("_ms").replace("_", " "), f"{figure['p50']} ms", f"{figure['p99']} ms"])
    session.print.table("", ["measured", "p50", "p99"], rows, right=("p50", "p99"))


@contextmanager
def _database(session: Session, *, keep: bool) -> "Iterator[str]":
    """Have a database with the class of probes; it goes away, whatever happens meanwhile."""
    name = f"bench-{uuid4().hex[:8]}"
    session.client.write("POST", "/database", {"name": name})
    try:
        session.client.write("POST", f"/database/{name}/ontology", PROBE)
        yield f"/database/{name}"
    finally:
        if not keep:
            session.client.write("DELETE", f"/database/{name}", params={"confirm": name})
    if keep:
        session.print.say(f"its database is {name}: `spice db drop {name}`")


def _made(session: Session, path: str, instances: int) -> float:
    """Make them in bulk; returns how many a second until all of them are found."""
    began = time.monotonic()
    batch = ""
    for first in range(0, instances, AT_ONCE):
        lines = [encode({"class": "Probe", "data": _probe(n)}) for n in range(first, min(first + AT_ONCE, instances))]
        sent = {"Content-Type": "application/x-ndjson", "Prefer": "respond-async"}
        answer = session.client.call("POST", f"{path}/instances/bulk", content=b"\n".join(lines), headers=sent)
        batch = str(answer.data["batch_id"])
    until = began + SEEN_SECONDS
    while (found := _found(session, path, batch)) < instances:
        if time.monotonic() > until:
            raise Failure(f"{found:,} of {instances:,} instances were found in {SEEN_SECONDS:.0f} s")
        time.sleep(0.2)
    return round(instances / (time.monotonic() - began), 1)


def _found(session: Session, path: str, batch: str) -> int:
    asked = {"class": "Probe", "limit": 1, "after": batch}
    answer = session.client.ask("GET", f"{path}/instances", params=asked, headers={"Prefer": "wait=25"})
    return int(answer.meta.get("total", 0)) if answer.ok else 0


def _probe(n: int) -> dict[str, object]:
    return {
        "n": n,
        "kind": KINDS[n % len(KINDS)],
        "note": f"{KINDS[n * 3 % len(KINDS)]} from lot {n % 997}",
        "price": round(n % 9973 + 0.25, 2),
        "made": f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}T{n % 24:02d}:00:00Z",
    }


def _questions(session: Session, path: str, instances: int) -> dict[str, Callable[[int], object]]:
    client, probes = session.client, f"{path}/instances"
    means = {"group_by": [{"field": "kind"}], "measures": [{"op": "avg", "field": "price", "as": "price"}]}
    return {
        "single_command": lambda n: client.write("PATCH", f"{probes}/Probe/{n % instances}", {"data": {"price": n}}),
        "get": lambda n: client.get(f"{probes}/Probe/{n * 7 % instances}"),
        "search": lambda n: client.get(probes, {"class": "Probe", "q": KINDS[n % len(KINDS)], "facet": "kind"}),
        "aggregate": lambda n: client.call("POST", f"{probes}/aggregate", body={"class": "Probe", **means}),
    }


def _asked(ask: Callable[[int], object], asks: int) -> dict[str, float]:
    """Ask one after the other; returns milliseconds."""
    took: list[float] = []
    for n in range(-WARMING, asks):
        began = time.monotonic()
        ask(n + WARMING)
        if n >= 0:
            took.append((time.monotonic() - began) * 1000)
    cuts = quantiles(took, n=100, method="inclusive")
    return {"p50": round(cuts[49], 2), "p99": round(cuts[98], 2)}
