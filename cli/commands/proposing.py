"""`spice load --propose`: classes for files that nobody has described, shown, agreed to, made, and filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.commands.proposing_on import propose_on
from cli.commands.told_tables import tell_proposal
from cli.failure import Failure, WrongUse
from cli.loading.convert import members_of
from cli.session import Session
from cli.visible import visible

if TYPE_CHECKING:
    from cli.loading.inferring import Place
    from spice.application.funnel.rows import MappingRow, ProposalRow

Classes = Mapping[str, Mapping[str, Any]]
_TOLD = ("file", "class", "import_id", "state", "total", "succeeded", "rejected")


def load_proposed(
    session: Session,
    files: Sequence[Path],
    *,
    encoding: str | None,
    delimiter: str | None,
    yes: bool,
    branch: str | None = None,
    pull: bool = False,
) -> None:
    """Show what the files could become; when that is agreed to, make the classes and bring the rows in; or propose the
    classes on a branch, where no rows are."""
    # What infers is dear to import: a load does not wait for it.
    from cli.loading.inferring import proposed

    proposal, places = proposed(files, encoding=encoding, delimiter=delimiter)
    if not (session.print.as_json and yes):
        tell_proposal(session, proposal)
    if not yes and (session.print.as_json or not _agreed(session, proposal, branch)):
        return None
    if branch is not None:
        return propose_on(session, proposal, branch, pull=pull)
    classes, new = _made(session, proposal)
    read = {name: value for name, value in (("encoding", encoding), ("delimiter", delimiter)) if value is not None}
    report(session, [_brought(session, each, places[each.table], classes, new, read) for each in proposal.mappings])


def report(session: Session, ended: Sequence[Mapping[str, Any]]) -> None:
    """Tell what became of each file; Failure when not all rows are in."""
    if session.print.as_json:
        session.print.data(ended)
    else:
        told = [{**each, "file": each["source"]["file"]} for each in ended]
        session.print.table("", _TOLD, [[each.get(name) for name in _TOLD] for each in told])
    for each in ended:
        for problem in each["errors"]:
            session.print.warn(str(problem.get("message")))
        if each["rejected"]:
            session.print.warn(f"{each['rejected']:,} rows were rejected: spice imports rejects {each['import_id']}")
    if any(each["state"] != "COMPLETED" or each["rejected"] for each in ended):
        raise Failure("some rows did not go in")


def _agreed(session: Session, proposal: ProposalRow, branch: str | None) -> bool:
    """Ask; where there is nobody to ask, nothing is written."""
    names = ", ".join(visible(each["name"]) for each in proposal.classes)
    try:
        asked = f"Make {names} and load the rows?" if branch is None else f"Make {names} on branch {visible(branch)}?"
        if typer.confirm(asked, err=True):
            return True
    except typer.Abort:
        session.print.warn("nothing was written; --yes makes the classes and loads the rows")
        return False
    raise WrongUse("nothing was written")


def _made(session: Session, proposal: ProposalRow) -> tuple[Classes, Classes]:
    """Make the classes in one commit; gives all there are, and the new ones. One of the same name that is there must
    have all that is to be filled."""
    there: Classes = {each["name"]: each for each in session.client.get(session.path("ontology")).data}
    for mapping in proposal.mappings:
        if mapping.class_ in there:
            _check(there, mapping)
    new: Classes = {each["name"]: each for each in proposal.classes if each["name"] not in there}
    if not new:
        return there, {}
    changes = [{"op": "create", "class": each} for each in new.values()]
    body = {"message": "proposed for " + ", ".join(new), "changes": changes}
    command = session.client.write("POST", session.path("ontology", "changes"), body).data
    if command.get("state") != "COMPLETED":
        raise Failure(f"the classes are not made yet: spice commands {command.get('command_id')} tells how far that is")
    return {**there, **new}, new


def _family(classes: Classes, name: str) -> Sequence[Mapping[str, Any]]:
    """A class behind its parents."""
    family = [classes[name]]
    while (parent := family[0].get("parent")) in classes:
        family.insert(0, classes[str(parent)])
    return family


def _check(there: Classes, mapping: MappingRow) -> None:
    known = members_of(_family(there, mapping.class_))
    missing = [each.property for each in mapping.columns if each.property not in known and each.property != "_id"]
    if missing:
        lacking = ", ".join(map(repr, missing))
        said = f"class {mapping.class_} is there already, and has no {lacking}: load {mapping.table} with --class"
        raise Failure(f"{said}, or add them. Nothing was written.")


def _brought(
    session: Session, mapping: MappingRow, place: Place, classes: Classes, new: Classes, read: Mapping[str, str]
) -> Mapping[str, Any]:
    from cli.loading.bringing import followed, uploaded

    keyed = any(each.get("key") for each in _family(classes, mapping.class_))
    named = any(each.property == "_id" for each in mapping.columns)
    where = {name: value for name, value in (("sheet", place.sheet), ("table", place.table)) if value is not None}
    wanted = {
        "source": {"upload_id": uploaded(session, place.file), **where, **read},
        "class": mapping.class_,
        "mapping": [{"column": each.column, "property": each.property} for each in mapping.columns],
        # Where there was nothing before, a key that comes again is a mistake to be told of, not a newer row.
        "op": "upsert" if (keyed or named) and mapping.class_ not in new else "create",
    }
    ended: Mapping[str, Any] = followed(session, wanted, place.file)
    return ended
