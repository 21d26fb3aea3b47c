"""`spice search` and `spice aggregate`: find instances, count and measure them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from cli.answer import Answer
from cli.failure import WrongUse
from cli.loading.convert import boolean, converter, members_of, number
from cli.printing import marked, shown
from cli.session import Session, command
from cli.shape import class_and_parents

COLUMN_WIDTH = 12
ClassName = Annotated[str | None, typer.Option("--class", "-c", metavar="CLASS", help="Class, with its subclasses.")]
Filters = Annotated[
    list[str] | None,
    typer.Option("--filter", "-f", metavar="FIELD:OP:VALUE", help="Such as dep_delay:gt:30; repeats are “and”."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    command(app)(search)
    command(app)(aggregate)


def search(
    session: Session,
    q: Annotated[str | None, typer.Argument(metavar="Q", help="Words to look for.")] = None,
    class_name: ClassName = None,
    filter: Filters = None,
    sort: Annotated[str | None, typer.Option(help="Fields, a minus before one for descending.")] = None,
    facet: Annotated[list[str] | None, typer.Option(help="Count values of a field, repeatable.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="At most so many.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="Go on where a page ended.")] = None,
    highlight: Annotated[bool, typer.Option("--highlight", help="Show where the words are.")] = False,
    after: Annotated[str | None, typer.Option(help="See what this command or batch did.")] = None,
) -> None:
    """Find instances."""
    params = {"class": class_name, "q": q, "filter": filter, "sort": sort, "facet": facet, "limit": limit}
    params |= {"cursor": cursor, "highlight": highlight or None, "after": after}
    headers = {"Prefer": "wait=25"} if after else None
    answer = session.client.get(session.path("instances"), params, headers=headers)
    if session.print.as_json:
        return session.print.data(answer.data)
    print_hits(session, answer)
    if answer.meta.get("next_cursor"):
        session.print.say(f"more: --cursor {answer.meta['next_cursor']}")


def aggregate(
    session: Session,
    class_name: Annotated[str, typer.Option("--class", "-c", metavar="CLASS", help="Class, with its subclasses.")],
    by: Annotated[list[str] | None, typer.Option(help="FIELD or FIELD:INTERVAL (minute … year), repeatable.")] = None,
    measure: Annotated[
        list[str] | None, typer.Option("--measure", "-m", help="count, or OP:FIELD such as avg:seats.")
    ] = None,
    filter: Filters = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="At most so many groups.")] = 100,
) -> None:
    """Count and measure, in groups."""
    body = {
        "class": class_name,
        "filter": {"and": _conditions(session, class_name, filter)} if filter else None,
        "group_by": [_group(each) for each in by or []],
        "measures": [_measure(each) for each in measure or ["count"]],
        "limit": limit,
    }
    given = {key: value for key, value in body.items() if value is not None}
    answer = session.client.call("POST", session.path("instances", "aggregate"), body=given)
    if session.print.as_json:
        return session.print.data(answer.data)
    print_rows(session, answer.data)


def print_hits(session: Session, answer: Answer, *, first: Sequence[str] = ()) -> None:
    """Print a page of hits, its facets and how many there are in all; `first` names the columns that matter most."""
    hits: Sequence[Mapping[str, Any]] = answer.data
    longest = max((len(hit["id"]) for hit in hits), default=0)
    columns = _columns(hits, first, max(2, (session.print.width - longest) // COLUMN_WIDTH))
    several = len({hit["class"] for hit in hits}) > 1
    rows = [[*([hit["class"]] if several else []), hit["id"], *(_cell(hit, name) for name in columns)] for hit in hits]
    if hits:
        session.print.table("", [*(["class"] if several else []), "id", *columns], rows)
    for field, counts in (answer.meta.get("facets") or {}).items():
        session.print.say(f"{field}: " + ", ".join(f"{shown(each['value'])} {each['count']:,}" for each in counts))
    total = answer.meta.get("total")
    session.print.say(f"{len(hits):,} of {total:,}" if isinstance(total, int) else f"{len(hits):,}")


def print_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print flat rows as they are."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    session.print.table("", columns, [[row.get(name) for name in columns] for row in rows])


def _columns(hits: Sequence[Mapping[str, Any]], first: Sequence[str], most: int) -> list[str]:
    """Choose the properties that were named, then those that most hits have, as many as fit."""
    names = list(dict.fromkeys([*first, *(name for hit in hits for name in hit["data"])]))
    rank = {name: (name not in first, -sum(name in hit["data"] for hit in hits)) for name in names}
    chosen = sorted(names, key=lambda name: rank[name])[:most]
    return [name for name in names if name in chosen]


def _cell(hit: Mapping[str, Any], name: str) -> object:
    found = (hit.get("highlight") or {}).get(name)
    return marked(found[0]) if found else hit["data"].get(name)


def _conditions(session: Session, class_name: str, texts: Sequence[str]) -> list[dict[str, object]]:
    """Write filters as a body asks for them: each value as its field's type."""
    members = members_of(class_and_parents(session, class_name))
    return [_condition(members, *_cut(text, 3, "--filter")) for text in texts]


def _condition(members: Mapping[str, Mapping[str, Any]], field: str, op: str, value: str) -> dict[str, object]:
    read = converter(members.get(field, {}))
    found: object = read(value)
    if op == "exists":
        found = boolean(value)
    elif op == "within":
        found = [number(part) for part in value.split(",")]
    elif op == "in":
        found = [read(part) for part in value.split(",")]
    return {"field": field, "op": op, "value": found}


def _group(text: str) -> dict[str, str]:
    field, sign, interval = text.partition(":")
    return {"field": field, "interval": interval} if sign else {"field": field}


def _measure(text: str) -> dict[str, str]:
    if text == "count":
        return {"op": "count", "as": "count"}
    op, field = _cut(text, 2, "--measure")
    return {"op": op, "field": field, "as": f"{op} {field}"}


def _cut(text: str, parts: int, flag: str) -> list[str]:
    cut = text.split(":", parts - 1)
    if len(cut) != parts:
        raise WrongUse(f"{flag} {text!r}: expected {parts} parts with a colon between")
    return cut
