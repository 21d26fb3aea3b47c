"""What the demonstration does, step by step, each with the curl line that repeats it."""

import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from cli.answer import Answer
from cli.commands.instances import print_history
from cli.commands.ontology.declared import changes_of
from cli.commands.searching import print_hits, print_rows
from cli.demo.definitions import AIRLINE, AIRPORT, CLASSES, DATABASE, FLIGHT, PLANE, WEATHER
from cli.demo.tables import flights, read, rows
from cli.failure import Failure, Refused
from cli.loading.chunk import chunks
from cli.loading.progress import bar, bars
from cli.loading.sent import Sent
from cli.loading.tally import Tally
from cli.loading.upload import Upload
from cli.session import Session
from spice.messages.codec import encode

THE_FLIGHT = "UA~1545~EWR~2013-01-01T10:00:00Z"
REASON = "the tower's log says it left ten minutes later"
PATIENCE_SECONDS = 900
ALWAYS = ""
"""The run of every load of the tables: they never change, and so `make run` sends nothing through twice."""
WAIT = {"Prefer": "wait=25"}
CORRECTION = {"dep_delay": 12, "arr_delay": 21}


def define(session: Session) -> None:
    """Create the database and its five classes, where they are not there yet."""
    answer = session.client.ask("POST", "/database", body=_database(), headers=WAIT)
    if not answer.ok and "already_exists" not in answer.codes:
        raise Refused(answer)
    known = {each["name"] for each in session.client.get(session.path("ontology")).data}
    missing = [shape for shape in CLASSES if shape["name"] not in known]
    if missing:
        body = {"message": "the tables of nycflights13"} | changes_of(missing, ())
        session.client.write("POST", session.path("ontology", "changes"), body)
    labels = ", ".join(f"{shape['name']} ({shape['label']['ko']})" for shape in CLASSES)
    session.print.say(f"{'created' if missing else 'there already'}: {labels}")


def load(session: Session, wanted: int | None) -> str:
    """Load the tables; the id of the last batch is answered."""
    started = time.monotonic()
    tables = [("airlines", AIRLINE), ("airports", AIRPORT), ("planes", PLANE)]
    if wanted is None:
        tables.append(("weather", WEATHER))
    upload, tallies = Upload(session.client, session.path()), []
    with bars(session.print) as progress:
        for name, shape in [*tables, ("flights", FLIGHT)]:
            parts = _parts(flights(wanted)) if name == "flights" else [rows(name)]
            tally = Tally(on_progress=bar(progress, name, sum(len(part) - 1 for part in parts)))
            tallies.append(tally)
            for part in parts:
                common = {"op": "upsert", "class": shape["name"]}
                upload.send(chunks(read(part, shape), common, run=ALWAYS), tally, Sent())
        upload.finish()
    bad = [problem for tally in tallies for problem in [*tally.rejected, *tally.failures, *tally.waiting]]
    if bad or upload.last_batch is None:
        raise Failure(f"{len(bad)} lines did not go in, the first: {bad[:1]}")
    _say_loaded(session, tallies, time.monotonic() - started)
    return upload.last_batch


def settle(session: Session, after: str) -> None:
    """Wait until all that was loaded is searchable: the read models follow the log."""
    started = time.monotonic()
    params = {"class": "Flight", "limit": "1", "after": after}
    with session.print.waiting("waiting until all of it is searchable"):
        while not (answer := session.client.ask("GET", session.path("instances"), params=params, headers=WAIT)).ok:
            if "not_yet_visible" not in answer.codes or time.monotonic() - started > PATIENCE_SECONDS:
                raise Refused(answer)
    found = answer.meta.get("total")
    session.print.say(f"{found:,} flights are searchable, {time.monotonic() - started:.1f} s later")


def search(session: Session) -> None:
    """Find an airport by a word, and the latest departures with facets."""
    _heading(session, "Search: airports with “kennedy” in them")
    _found(session, {"class": "Airport", "q": "kennedy", "highlight": "true"}, "name", "tzone")
    _heading(session, "Search: airports within 30 km of it")
    _found(
        session,
        {"class": "Airport", "filter": "location:within:40.6398,-73.7789,30000", "sort": "_id", "limit": "5"},
        "name",
    )
    _heading(session, "Search: more than four hours late, by origin and carrier")
    late = {"class": "Flight", "filter": "dep_delay:gt:240", "sort": "-dep_delay", "limit": "5"}
    _found(session, late | {"facet": ["origin", "carrier"]}, "dep_delay", "arr_delay", "dest", "tailnum")


def aggregate(session: Session) -> None:
    """Show the mean departure delay by origin and month."""
    _heading(session, "Aggregate: mean departure delay, in minutes, by origin and month")
    body = {
        "class": "Flight",
        "group_by": [{"field": "origin"}, {"field": "month"}],
        "measures": [{"op": "avg", "field": "dep_delay", "as": "mean"}, {"op": "count", "as": "flights"}],
        "limit": 100,
    }
    path = session.path("instances", "aggregate")
    answer = session.client.call("POST", path, body=body)
    print_rows(session, _by_month(answer.data))
    _curl(session, path, body=body)


def correct(session: Session) -> None:
    """Update one flight, then show its history and its state before the update."""
    path = session.path("instances", "Flight", THE_FLIGHT)
    session.client.write("PATCH", path, {"data": CORRECTION, "reason": REASON})
    _heading(session, f"History: {THE_FLIGHT} after a correction")
    events = session.client.get(f"{path}/history")
    print_history(session, events)
    _curl(session, f"{path}/history")
    _before(session, path, events)


def _before(session: Session, path: str, events: Answer) -> None:
    n = next(n for n, event in enumerate(events.data) if event.get("reason") == REASON)
    earlier = events.data[n - 1]
    _heading(session, f"Before that: version {earlier['version']}, or the state at {earlier['at']}")
    for params in ({"version": str(earlier["version"])}, {"at": str(earlier["at"])}):
        data = session.client.get(path, params).data["data"]
        asked = " ".join(f"{name}={value}" for name, value in params.items())
        session.print.say(f"{asked}: " + ", ".join(f"{name} {data.get(name)}" for name in CORRECTION))
        _curl(session, path, params)


def _parts(lines: list[str]) -> list[list[str]]:
    """Let the first row go alone: the flight that is corrected below, whose old values no other load may put back."""
    header, first, *rest = lines
    return [[header, first], [header, *rest]] if rest else [lines]


def _found(session: Session, params: Mapping[str, Any], *first: str) -> None:
    path = session.path("instances")
    answer = session.client.get(path, params)
    print_hits(session, answer, first=first)
    _curl(session, path, params)


def _by_month(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turn rows (origin, month, mean) into a table: a line a month, a column an origin."""
    origins = sorted({str(row["origin"]) for row in found})
    means = {(int(row["month"]), str(row["origin"])): row["mean"] for row in found}
    return [
        {"month": month} | {origin: _minutes(means.get((month, origin))) for origin in origins}
        for month in sorted({month for month, _ in means})
    ]


def _minutes(mean: object) -> str:
    return "" if mean is None else f"{float(str(mean)):.1f}"


def _database() -> dict[str, Any]:
    return {"name": DATABASE, "label": {"en": "Flights from New York, 2013", "ko": "2013년 뉴욕 출발 항공편"}}


def _say_loaded(session: Session, tallies: list[Tally], seconds: float) -> None:
    new = sum(tally.accepted - tally.replayed for tally in tallies)
    old = sum(tally.replayed for tally in tallies)
    again = f"; {old:,} were loaded before and not sent through again" if old else ""
    session.print.say(f"{new:,} lines went into the log in {seconds:.1f} s{again}")


def _heading(session: Session, text: str) -> None:
    session.print.say("")
    session.print.say(text, style="bold")


def _curl(session: Session, path: str, params: Mapping[str, Any] | None = None, *, body: object = None) -> None:
    query = f"?{urlencode(params, doseq=True, quote_via=quote, safe=':~')}" if params else ""
    sent = f" -H 'Content-Type: application/json' -d '{encode(body).decode()}'" if body else ""
    url = f"{session.client.endpoint}/api/v1{path}{query}"
    session.print.say(f"  curl -s -H \"Authorization: Bearer $TOKEN\"{sent} '{url}'")
