"""`spice webhooks`: partners that are told of events, how they do, and what becomes of what they do not take."""

from typing import Annotated, Any

import typer

from cli.answer import Answer
from cli.session import Session, command

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the webhook.")]
Event = Annotated[str, typer.Argument(metavar="EVENT", help="Id of the event.")]
Signatures = Annotated[
    str | None, typer.Option(help="v1: a secret that both know. v1a: a private key here, its public one there.")
]
COLUMNS = ("id", "url", "state", "waiting", "exhausted", "failures", "delivered_at")
OF_DELIVERIES = ("event_id", "type", "state", "tries", "status", "error", "tried_at", "next_try_at")


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Partners that are told of events.")
    for run in (ls, add, show, test, pause, resume, rotate, replay, deliveries, redeliver, skip, rm):
        command(group)(run)
    app.add_typer(group, name="webhooks")


def ls(session: Session) -> None:
    """List webhooks and how they do."""
    _table(session, session.client.get(session.path("webhooks")), COLUMNS)


def add(
    session: Session,
    url: Annotated[str, typer.Argument(metavar="URL", help="https, on port 443 or 8443.")],
    event: Annotated[
        list[str] | None, typer.Option("--event", help="A type of events, repeatable; all without.")
    ] = None,
    secret: Annotated[str | None, typer.Option(help="whsec_… or whsk_…; one is made without.")] = None,
    signatures: Signatures = None,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    skip_exhausted: Annotated[bool, typer.Option("--skip-exhausted", help="Leave out what is never taken.")] = False,
) -> None:
    """Tell a partner of events from now on; shows the secret, or the public key."""
    body: dict[str, Any] = {"url": url, "events": event or ["*"], "description": description}
    body |= _signing(secret, signatures)
    body |= {"on_exhausted": "skip"} if skip_exhausted else {}
    _facts(session, session.client.write("POST", session.path("webhooks"), body))


def show(session: Session, id: Id) -> None:
    """Show a webhook and how it does."""
    _facts(session, session.client.get(_path(session, id)))


def test(session: Session, id: Id) -> None:
    """Send an event that happened nowhere, and tell how it was taken."""
    _facts(session, session.client.write("POST", _path(session, id, "test")))


def pause(session: Session, id: Id) -> None:
    """Tell it nothing until it is resumed."""
    _facts(session, session.client.write("POST", _path(session, id, "pause")))


def resume(session: Session, id: Id) -> None:
    """Let it go on where it stood, if it was switched off too."""
    _facts(session, session.client.write("POST", _path(session, id, "resume")))


def rotate(
    session: Session,
    id: Id,
    secret: Annotated[str | None, typer.Option(help="whsec_… or whsk_…; one is made without.")] = None,
    signatures: Signatures = None,
) -> None:
    """Give it another secret, and show it, or its public key; for a day the one before signs as well."""
    _facts(session, session.client.write("POST", _path(session, id, "rotate"), _signing(secret, signatures)))


def replay(
    session: Session,
    id: Id,
    since: Annotated[str, typer.Option("--from", help="A time.")],
    until: Annotated[str | None, typer.Option("--to", help="A time; now without.")] = None,
) -> None:
    """Tell everything of a time again, under the same ids."""
    body = {"from": since} | ({"to": until} if until else {})
    _facts(session, session.client.write("POST", _path(session, id, "replay"), body))


def deliveries(
    session: Session,
    id: Id,
    state: Annotated[str | None, typer.Option(help="waiting, delivered, exhausted or skipped.")] = None,
    limit: Annotated[int, typer.Option(help="How many.")] = 50,
) -> None:
    """List what became of events, the newest first."""
    _table(
        session, session.client.get(_path(session, id, "deliveries"), {"state": state, "limit": limit}), OF_DELIVERIES
    )


def redeliver(session: Session, id: Id, event: Event) -> None:
    """Send an event once more, with all its tries."""
    _facts(session, session.client.write("POST", _path(session, id, "deliveries", event, "redeliver")))


def skip(session: Session, id: Id, event: Event) -> None:
    """Leave an event out; what is behind it goes on."""
    _facts(session, session.client.write("POST", _path(session, id, "deliveries", event, "skip")))


def rm(session: Session, id: Id) -> None:
    """End a webhook."""
    _facts(session, session.client.write("DELETE", _path(session, id)))


def _signing(secret: str | None, signatures: str | None) -> dict[str, str]:
    given = {"secret": secret, "signatures": signatures}
    return {name: value for name, value in given.items() if value is not None}


def _path(session: Session, *parts: str) -> str:
    return session.path("webhooks", *parts)


def _facts(session: Session, answer: Answer) -> None:
    session.print.data(answer.data) if session.print.as_json else session.print.facts(answer.data)


def _table(session: Session, answer: Answer, columns: tuple[str, ...]) -> None:
    if session.print.as_json:
        return session.print.data(answer.data)
    session.print.table("", [*columns], [[each.get(column) for column in columns] for each in answer.data])
    return None
