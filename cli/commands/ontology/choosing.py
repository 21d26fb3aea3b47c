"""Conflicts of a merge, answered one by one or all alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

import typer

from cli.answer import Answer as Answered
from cli.failure import Refused, WrongUse
from cli.printing import plain, shown
from cli.session import Session
from cli.visible import visible
from spice.domain.errors import DomainError
from spice.entrypoints.http.bodies.json import read_json

Side = Literal["ours", "theirs", "base"]
Answer = Annotated[Side | None, typer.Option("--all", help="Answer every conflict alike, and ask nothing.")]
Attempt = Callable[[list[dict[str, Any]]], Answered]
_CODE = "merge_conflict"


def resolved(
    session: Session, attempt: Attempt, side: Side | None, given: Sequence[Mapping[str, Any]] = ()
) -> Answered:
    """Try what may meet conflicts until it meets none, with answers that are chosen for them. What else is refused is
    raised."""
    answers = [dict(each) for each in given]
    while True:
        try:
            return attempt(answers)
        except Refused as refused:
            conflicts = [
                each["value"] for each in refused.answer.errors if each.get("code") == _CODE and "value" in each
            ]
            known = {each["conflict_id"] for each in answers}
            if not conflicts or any(conflict["id"] in known for conflict in conflicts):
                raise
            answers += [
                _choose(session, conflict, side, f"{n} of {len(conflicts)}") for n, conflict in enumerate(conflicts, 1)
            ]


def _choose(session: Session, conflict: Mapping[str, Any], side: Side | None, which: str) -> dict[str, Any]:
    """Show a conflict and ask which side holds: ours is the target's, theirs the source's."""
    choices = [str(each) for each in conflict.get("choices", ())]
    if side is not None:
        if side not in choices:
            raise WrongUse(f"{visible(str(conflict.get('path')))} is resolved by {', '.join(choices)}, not by {side}")
        return {"conflict_id": conflict["id"], "choice": side}
    say = session.print.err.print
    touched = f", {conflict['affected']} instances" if conflict.get("affected") else ""
    say(plain(f"{which}: {conflict.get('path')} ({conflict.get('severity')}{touched})", "bold"), soft_wrap=True)
    _show_sides(session, conflict)
    choice = _one_of(choices)
    answer: dict[str, Any] = {"conflict_id": conflict["id"], "choice": choice}
    return answer | ({"value": _value()} if choice == "value" else {})


def _show_sides(session: Session, conflict: Mapping[str, Any]) -> None:
    say = session.print.err.print
    if not conflict.keys() & {"base", "ours", "theirs"}:
        say(plain("    its values are too long to be told here: see the preview of the merge", "dim"), soft_wrap=True)
        return
    for name, style in (("base", "dim"), ("ours", "green"), ("theirs", "cyan")):
        say(plain(f"    {name:6} {shown(conflict.get(name), widest=2000) or '(nothing)'}", style), soft_wrap=True)


def _one_of(choices: Sequence[str]) -> str:
    while True:
        said = str(typer.prompt(f"Which ({', '.join(map(visible, choices))})", err=True)).strip().lower()
        if said in choices:
            return said


def _value() -> object:
    while True:
        text = typer.prompt("Value, as JSON", err=True)
        try:
            return read_json(text.encode())
        except DomainError as broken:
            typer.echo(visible(str(broken)), err=True)
