"""Erasure of a person's data, and their return."""

from collections.abc import Callable
from typing import TypeAlias

from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.differences import Change
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.application.intake.erasure import ErasureDrafts
from spice.application.queries.left import ErasureResult
from spice.domain.errors import Code
from spice.entrypoints.http.request import Request
from spice.ports.directory import Database

Erases: TypeAlias = Intent[ErasureResult, Rehearsed[None, Change]]
Drafted = Callable[[Database, str], CommandDraft]
_SUBJECT = "/database/{db}/subjects/{subject}"
_OF_SUBJECTS: tuple[Code, ...] = ("not_found", "constraint_violated")


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""
    drafts = ErasureDrafts(writing.ports.subject_keys)

    def intent(request: Request, asking: Caller, drafted: Drafted) -> Erases:
        draft = drafted(request.database, request.path["subject"])

        def rehearse() -> Rehearsed[None, Change]:
            (decision,) = writing.rehearsal.decide(draft.topic, [command_of(asking, draft)])
            kind = type(draft.payload).__name__
            return Rehearsed(type=kind, changed=bool(decision.lines), result=None, diff=[])

        return Intent(lambda: draft, rehearse)

    @room.command("POST", _SUBJECT + "/erase", needs="owner", may=_OF_SUBJECTS)
    def erase(request: Request, asking: Caller) -> Erases:
        """Destroy the key of a person's data, for good: nobody reads their personal values again."""
        return intent(request, asking, drafts.erase)

    @room.command("POST", _SUBJECT + "/readmit", needs="owner", may=_OF_SUBJECTS)
    def readmit(request: Request, asking: Caller) -> Erases:
        """Take somebody back who was erased: what is written from now on has another key, what was stays erased."""
        return intent(request, asking, drafts.readmit)
