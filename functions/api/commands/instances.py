"""Writes of one instance."""

from collections.abc import Mapping

from functions.api.commands.models import InstanceData, NewInstance, Remarks, Restoring
from functions.api.commands.parameters import GUARDED, NEW, REASON
from functions.api.commands.writing import Intent, Room, Writing
from spice.application.intake.bulk_lines import reason_problem
from spice.application.intake.command import Asking, Draft
from spice.application.intake.instance import Place, Terms
from spice.domain.errors import DomainError
from spice.entrypoints.http.request import Request

_PATH = "/database/{db}/instances/{class}/{id}"


def add(room: Room, writing: Writing) -> None:
    """Register the routes."""
    drafts, reader = writing.drafts, writing.ports.instances

    def intent(asking: Asking, place: Place, draft: Draft) -> Intent:
        def rehearse() -> dict[str, object]:
            from spice.application.intake.rehearse_instance import rehearse_instance  # only a dry run needs it

            return rehearse_instance(reader, asking, place, draft)

        return Intent(lambda: draft, rehearse)

    @room.command("POST", "/database/{db}/instances", needs="editor", body=NewInstance, heeds=NEW)
    def create(request: Request, asking: Asking, body: NewInstance) -> Intent:
        """Create an instance."""
        terms = _terms(request, body, guarded=False)
        place, draft = drafts.create(request.database, body.class_, body.id, body.data, terms)
        return intent(asking, place, draft)

    @room.command("PUT", _PATH, needs="editor", body=InstanceData, heeds=GUARDED)
    def put(request: Request, asking: Asking, body: InstanceData) -> Intent:
        """Create an instance, or replace all its data."""
        place = _place(writing, request)
        return intent(asking, place, drafts.put(place, body.data, _terms(request, body)))

    @room.command("PATCH", _PATH, needs="editor", body=InstanceData, heeds=GUARDED)
    def patch(request: Request, asking: Asking, body: InstanceData) -> Intent:
        """Merge into an instance's data (RFC 7396): null removes."""
        place = _place(writing, request)
        return intent(asking, place, drafts.patch(place, body.data, _terms(request, body)))

    @room.command("DELETE", _PATH, needs="editor", body=Remarks, query=(REASON,), heeds=GUARDED)
    def delete(request: Request, asking: Asking, body: Remarks) -> Intent:
        """Delete an instance; its history stays."""
        place = _place(writing, request)
        return intent(asking, place, drafts.delete(place, _terms(request, body)))

    @room.command("POST", _PATH + "/restore", needs="editor", body=Restoring, heeds=GUARDED)
    def restore(request: Request, asking: Asking, body: Restoring) -> Intent:
        """Bring back the data of an earlier version or time, also after a delete."""
        place, terms = _place(writing, request), _terms(request, body)
        return intent(asking, place, drafts.restore(place, version=body.version, at=body.at, terms=terms))


def _place(writing: Writing, request: Request) -> Place:
    path: Mapping[str, str] = request.path
    return writing.drafts.place(request.database, path["class"], path["id"])


def _terms(request: Request, body: Remarks, *, guarded: bool = True) -> Terms:
    reason = body.reason or request.query.one("reason")
    if reason is not None and (problem := reason_problem(reason)):
        raise DomainError(problem)
    return Terms(
        expected=request.tags("if-match") if guarded else None,
        must_be_absent=request.must_be_absent(),
        reason=reason,
        occurred_at=body.occurred_at,
    )
