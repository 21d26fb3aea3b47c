"""Writes of one instance."""

from collections.abc import Mapping
from typing import TypeAlias

from functions.api.commands.models import InstanceData, NewInstance, Remarks, Restoring
from functions.api.commands.parameters import GUARDED, NEW, OF_DATA, REASON
from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.differences import Change
from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.instance_rows import InstanceRow
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.bulk_line import reason_problem
from spice.application.intake.command import Caller, CommandDraft
from spice.application.intake.instance import Conditions
from spice.application.queries.left import InstanceResult
from spice.domain.errors import DomainError
from spice.entrypoints.http.request import Request

Writes: TypeAlias = Intent[InstanceResult, Rehearsed[InstanceRow, Change]]
_PATH = "/database/{db}/instances/{class}/{id}"


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""
    drafts, reader = writing.drafts, writing.ports.instances

    def intent(asking: Caller, place: InstanceRef, draft: CommandDraft) -> Writes:
        def rehearse() -> Rehearsed[InstanceRow, Change]:
            from spice.application.intake.rehearse_instance import rehearse_instance  # only a dry run needs it

            ring = writing.unsealer.ring(place.database.uuid)
            return rehearse_instance(reader, writing.ports.model.referrers, ring, asking, place, draft)

        return Intent(lambda: draft, rehearse)

    @room.command("POST", "/database/{db}/instances", needs="editor", body=NewInstance, heeds=NEW, may=OF_DATA)
    def create(request: Request, asking: Caller, body: NewInstance) -> Writes:
        """Create an instance."""
        terms = _terms(request, body, guarded=False)
        place, draft = drafts.create(request.database, body.class_, body.id, body.data, terms)
        return intent(asking, place, draft)

    @room.command("PUT", _PATH, needs="editor", body=InstanceData, query=(REASON,), heeds=GUARDED, may=OF_DATA)
    def put(request: Request, asking: Caller, body: InstanceData) -> Writes:
        """Create an instance, or replace all its data."""
        place = _place(writing, request)
        return intent(asking, place, drafts.put(place, body.data, _terms(request, body)))

    @room.command("PATCH", _PATH, needs="editor", body=InstanceData, query=(REASON,), heeds=GUARDED, may=OF_DATA)
    def patch(request: Request, asking: Caller, body: InstanceData) -> Writes:
        """Merge into an instance's data (RFC 7396): null removes."""
        place = _place(writing, request)
        return intent(asking, place, drafts.patch(place, body.data, _terms(request, body)))

    @room.command("DELETE", _PATH, needs="editor", body=Remarks, query=(REASON,), heeds=GUARDED, may=OF_DATA)
    def delete(request: Request, asking: Caller, body: Remarks) -> Writes:
        """Delete an instance; its history stays."""
        place = _place(writing, request)
        return intent(asking, place, drafts.delete(place, _terms(request, body)))

    @room.command("POST", _PATH + "/restore", needs="editor", body=Restoring, heeds=GUARDED, may=OF_DATA)
    def restore(request: Request, asking: Caller, body: Restoring) -> Writes:
        """Bring back the data of an earlier version or time, also after a delete."""
        place, terms = _place(writing, request), _terms(request, body)
        return intent(asking, place, drafts.restore(place, version=body.version, at=body.at, terms=terms))


def _place(writing: Writing, request: Request) -> InstanceRef:
    path: Mapping[str, str] = request.path
    return writing.drafts.place(request.database, path["class"], path["id"])


def _terms(request: Request, body: Remarks, *, guarded: bool = True) -> Conditions:
    reason = body.reason or request.query.one("reason")
    if reason is not None and (problem := reason_problem(reason)):
        raise DomainError(problem)
    return Conditions(
        expected=request.tags("if-match") if guarded else None,
        must_be_absent=request.must_be_absent(),
        reason=reason,
        occurred_at=body.occurred_at,
        rehearsed=request.dry_run,
    )
