"""Branches, differences, and what merges would make."""

from functions.api.queries.bodies import MergePreview
from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.parameters import AFTER, DIFF_FROM, DIFF_TO, DRY_RUN
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag
from spice.application.queries.branch_rows import BranchRow, Differences, MergePlan
from spice.application.queries.pages import itself
from spice.domain.errors import Code, refuse
from spice.domain.ontology.branch_commands import Allowed
from spice.domain.ontology.branches import MAIN
from spice.domain.ontology.merging.plans import plan_of
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.bodies.answers import AllowedAnswers
from spice.entrypoints.http.request import Request
from spice.ports.merge_drafts import MergeDraft

_BRANCHES = "/database/{db}/branches"
_MERGES = "/database/{db}/merges"
_PLAN = _MERGES + "/plans/{plan_id}"
_OF_DRAFTS: tuple[Code, ...] = ("constraint_violated", "wrong_type", "missing_property", "version_conflict")
_OF_DRAFTS += ("unknown_class", "unknown_property", "not_supported", "key_immutable")


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get(_BRANCHES, needs="viewer", query=(*PAGED, AFTER))
    def branches(request: Request) -> Listed[BranchRow]:
        """List the branches of the ontology, by name."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        of = "branches", request.database.uuid
        found, cursor = page_of(
            reading, request, reading.branches.all(request.database), lambda each: [each.name], itself, *of
        )
        return page(reading.branches.rows(request.database, found), next_cursor=cursor)

    @room.get(_BRANCHES + "/{branch}", needs="viewer", query=(AFTER,), tagged=True)
    def branch(request: Request) -> Answer[BranchRow]:
        """Read a branch: where it stands beside main, and who may write it."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        row = reading.branches.branch(request.database, request.path["branch"])
        return Answer(data=row, headers=tag(row.head or ""))

    @room.get("/database/{db}/diff", needs="viewer", query=(DIFF_FROM, DIFF_TO, AFTER))
    def difference(request: Request) -> Answer[Differences]:
        """Tell what leads from one branch, commit or time to another: commits, classes, properties, figures."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        old, new = (request.query.one(name, MAIN) or MAIN for name in ("from", "to"))
        return Answer(data=reading.branches.difference(request.database, old, new))

    @room.post(_MERGES + "/preview", needs="viewer", query=(AFTER,), body=MergePreview)
    def preview(request: Request, body: MergePreview) -> Answer[MergePlan]:
        """Tell what a merge or a rebase would make, with the conflicts that are open under the resolutions given, and
        what it needs beside the waivers and migrations given."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        source, target = spelled(body.source), spelled(body.target)
        answers = body.answers() if "resolutions" in body.model_fields_set else None
        allowed = Allowed(body.waive, body.migrations) if {"waive", "migrations"} & body.model_fields_set else None
        plan = reading.plans.preview(request.database, source, target, answers, allowed=allowed, kind=body.kind)
        return Answer(data=plan)

    @room.get(_PLAN, needs="viewer", query=(AFTER,), tagged=True)
    def plan(request: Request) -> Answer[MergePlan]:
        """Read a plan again, whether it is stale, and what is kept for it and holds still."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        return _told(reading.plans.planned(request.database, plan_of(request.path["plan_id"])))

    @room.put(
        _PLAN, needs="modeler", body=AllowedAnswers, query=(DRY_RUN,), heeds=("If-Match",), may=_OF_DRAFTS, tagged=True
    )
    def keep(request: Request, body: AllowedAnswers) -> Answer[MergePlan]:
        """Keep answers and what a merge is allowed, in the place of those before; it takes what it says itself."""
        plan, by = plan_of(request.path["plan_id"]), request.actor.subject
        current = reading.plans.version(request.database, plan)
        allowed = Allowed(body.waive, body.migrations)
        draft = MergeDraft(resolutions=body.answers(), allowed=allowed, version=current + 1, by=by, at=request.now)
        expected = _version(request, current)
        kept = reading.plans.keep(request.database, plan, draft, expected_version=expected, dry_run=request.dry_run)
        return _told(kept)


def _told(plan: MergePlan) -> Answer[MergePlan]:
    return Answer(data=plan, headers=tag(plan.draft.version if plan.draft else 0))


def _version(request: Request, current: int) -> int | None:
    """The version of the answers that If-Match expects; None: whatever is there."""
    tags = request.tags("if-match")
    if tags is None or "*" in tags:
        return None
    if str(current) not in tags:
        said = f"the answers kept are at version {current}, not at {', '.join(tags)}"
        raise refuse("version_conflict", said, value=", ".join(tags))
    return current
