"""`spice verify`, `spice prove`: whether the log is what it was, and one event shown to whoever has the log's key."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from cli.commands.deep import figures, read_deep, told_of
from cli.commands.log import COLUMNS, walked
from cli.commands.stores import settings_of
from cli.failure import Failure, WrongUse
from cli.output import write_whole
from cli.session import Session, command

if TYPE_CHECKING:
    from spice.application.upkeep.deep.verify_deep import Deep
    from spice.application.upkeep.sealing.checked import Checked
    from spice.domain.transparency.note import VerifierKey
    from spice.ports.event_log import EventLog
    from spice.ports.proof_store import ProofStore
    from spice.wired import Wired

Sealed = tuple["EventLog", "ProofStore", "VerifierKey | None", "Wired | None"]
"""A log, what proves it, the key it is checked by where one is known, and its index where there is one."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for run in (verify, prove):
        command(app)(run)


def prove(
    session: Session,
    event_id: Annotated[UUID, typer.Argument(metavar="EVENT_ID", help="`event_id` of the feed, a history, the audit.")],
    command_id: Annotated[
        UUID | None, typer.Option("--command", help="Its command: found without a walk, for 35 days.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="The event's own `at`: found at once, however old.")] = None,
    event: Annotated[Path | None, typer.Option(help="Where the event's line goes, as the log has it.")] = None,
) -> None:
    """Print the proof that the log has an event (x.tlog-proof); `spice verify --proof` checks it with no network."""
    asked = {name: str(value) for name, value in (("command", command_id), ("at", at)) if value is not None}
    found = session.client.get(session.path("events", str(event_id), "proof"), asked).data
    text = _proof(found)
    if event is not None:
        write_whole(event, [str(found["event"]).encode(), b"\n"])
    if session.print.as_json:
        return session.print.data(found)
    session.print.bytes(text.encode())


def _proof(found: dict[str, Any]) -> str:
    """Take the proof out of an answer, if it is one."""
    from spice.domain.transparency.merkle import NotProven
    from spice.domain.transparency.note import split_note
    from spice.domain.transparency.proof import read_proof

    text = str(found["proof"])
    try:
        split_note(read_proof(text).checkpoint)
    except NotProven as wrong:
        raise Failure(f"what the platform answers is no proof: {wrong}") from wrong
    return text


def verify(
    session: Session,
    fast: Annotated[
        bool, typer.Option("--fast", help="Read the log here: hashes, tree, and the chain behind.")
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="Besides, fold every instance again and compare it with the index.")
    ] = False,
    since: Annotated[Path | None, typer.Option(help="A checkpoint that you kept: only what is new is read.")] = None,
    offline: Annotated[Path | None, typer.Option(help="A copy of the log's bucket, in a folder.")] = None,
    vkey: Annotated[
        str | None, typer.Option(help="The log's key, name+id+key: checkpoints must be signed by it.")
    ] = None,
    proof: Annotated[Path | None, typer.Option(help="A proof of one event; with --event and --vkey.")] = None,
    event: Annotated[Path | None, typer.Option(help="The event's line.")] = None,
) -> None:
    """See whether the log is what it was, and name what is not; exit status 1 if there is anything.

    Without options the platform walks every chain and holds its log, its index and its tree against each other. With
    --fast, --deep, --since, --vkey or --offline the log is read here, and nobody is believed but the key. --deep reads
    all of it to the last value, also what --since leaves out.
    """
    if proof is not None or event is not None:
        return _event(session, proof, event, vkey)
    if not (fast or deep or since or offline or vkey):
        return walked(session)
    with _sealed(session, offline) as opened:
        log, _, own, ports = opened
        checked = _checked(session, opened, _key(vkey) or own, since)
        _told(session, checked, read_deep(session, log, ports) if deep else None)


def _event(session: Session, proof: Path | None, event: Path | None, vkey: str | None) -> None:
    from spice.bootstrap.sealing import is_signed
    from spice.domain.transparency.merkle import NotProven
    from spice.domain.transparency.proof import check_event

    key = _key(vkey)
    if proof is None or event is None or key is None:
        raise WrongUse("an event is verified by three things: --proof FILE --event FILE --vkey KEY")
    try:
        shown = check_event(_text(proof), _bytes(event).removesuffix(b"\n"), key, is_signed)
    except NotProven as wrong:
        raise Failure(f"{proof}: not proven: {wrong}") from wrong
    leaf, size = shown.leaf, shown.checkpoint.size
    place = {"shard": leaf.shard, "generation": leaf.generation, "sequence": leaf.sequence, "n": shown.number}
    if session.print.as_json:
        return session.print.data({**place, "origin": key.name, "size": size})
    where = f"event {shown.number} of segment {leaf.shard}/{leaf.sequence} of generation {leaf.generation}"
    session.print.say(f"proven: {where}, in the log {key.name} of {size} segments")


def _checked(session: Session, opened: Sealed, key: "VerifierKey | None", since: Path | None) -> "Checked":
    from spice.application.upkeep.sealing.check_log import CheckLog
    from spice.application.upkeep.sealing.judge import ByBytes
    from spice.bootstrap.sealing import is_signed
    from spice.domain.transparency.merkle import NotProven
    from spice.ports.errors import PortError

    log, proofs, _, ports = opened
    try:
        signed = None if ports is None or key is None else ports.signed_trees.last(key.name)
        check = CheckLog(log, proofs, ByBytes(log), key=key, check=is_signed, signed=signed)
        with session.print.waiting("verifying the log"):
            return check(since=None if since is None else _bytes(since))
    except NotProven as wrong:
        raise Failure(f"{since}: {wrong}") from wrong
    except PortError as failed:
        raise Failure(str(failed)) from failed


def _told(session: Session, found: "Checked", deep: "Deep | None") -> None:
    wrong, checkpoint = [*found.wrong, *(() if deep is None else deep.wrong)], found.checkpoint
    rows = [each.row() for each in wrong]
    if session.print.as_json:
        size = {} if checkpoint is None else {"origin": checkpoint.origin, "size": checkpoint.size}
        told = {"sealed": found.sealed, "behind": found.behind, "signed": found.signed, "broken": rows}
        session.print.data({**size, **told, **figures(deep)})
    else:
        session.print.say(f"{found.sealed} sealed segments, {found.behind} behind the newest checkpoint")
        if deep is not None:
            session.print.say(told_of(deep))
        if checkpoint is None:
            session.print.warn("nothing is sealed: the chains alone were walked")
        elif not found.signed:
            session.print.warn("no key: say --vkey, or whoever signed the checkpoints is believed")
        if rows:
            session.print.table("", COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
    if rows:
        raise Failure(f"the log is broken: {wrong[0]}")


@contextmanager
def _sealed(session: Session, offline: Path | None) -> Iterator[Sealed]:
    """Open a copy of a log in a folder, or the stores of the platform that is meant."""
    from spice.bootstrap import connect
    from spice.bootstrap.sealing import connect_copied_proofs, connect_copy

    if offline is not None:
        if not offline.is_dir():
            raise WrongUse(f"{offline} is no folder")
        yield connect_copy(str(offline), endpoint=None, region=""), connect_copied_proofs(offline), None, None
        return
    with settings_of(session) as settings:
        ports = connect(settings())
        yield ports.log, ports.proofs, None if ports.signer is None else ports.signer.key(), ports


def _key(vkey: str | None) -> "VerifierKey | None":
    from spice.domain.transparency.merkle import NotProven
    from spice.domain.transparency.note import read_key

    try:
        return None if vkey is None else read_key(vkey)
    except NotProven as wrong:
        raise WrongUse(f"--vkey: {wrong}") from wrong


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as refused:
        raise WrongUse(f"{file} cannot be read: {refused.strerror}") from refused


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode()
    except UnicodeDecodeError as broken:
        raise Failure(f"{file}: not proven: it is no text") from broken
