"""The demonstration, on a platform that runs."""

import time
from pathlib import Path
from typing import Annotated

import typer

from cli.demo import steps
from cli.demo.definitions import DATABASE
from cli.demo.tables import DEFAULT_FLIGHTS
from cli.failure import WrongUse
from cli.session import Session, exit_status
from cli.target import Choice


def demonstrate(
    data: Annotated[Path | None, typer.Option(envvar="SPICE_DATA", help="Data folder of the platform.")] = None,
    flights: Annotated[str, typer.Option(envvar="FLIGHTS", help="How many, or all.")] = str(DEFAULT_FLIGHTS),
) -> None:
    """Define the classes, load the tables, and show what can be asked."""
    folder = f" --data {data}" if data else ""
    choice = Choice(data=data, database=DATABASE)
    with Session(choice, as_json=False) as session, exit_status(session.print):
        started = time.monotonic()
        steps.define(session)
        last = steps.load(session, _wanted(flights))
        steps.settle(session, last)
        steps.search(session)
        steps.aggregate(session)
        steps.correct(session)
        session.print.say("")
        session.print.say(f"All of it took {time.monotonic() - started:.1f} s. The platform is left running.")
        session.print.say(f"  to repeat a line:  TOKEN=$(.venv/bin/spice token --user local{folder})")
        session.print.say(f"  to look around:    {session.client.endpoint}/docs   .venv/bin/spice status{folder}")
        session.print.say(f"  to stop it:        make down   (.venv/bin/spice down{folder})")
        session.print.say(f"  to be signed in:   .venv/bin/spice open{folder}")
        session.print.say(f"open {session.client.endpoint}/")


def _wanted(flights: str) -> int | None:
    if flights == "all":
        return None
    if not flights.isdigit() or flights == "0":
        raise WrongUse(f"FLIGHTS is {flights!r}: expected a number or all")
    return int(flights)


if __name__ == "__main__":
    typer.run(demonstrate)
