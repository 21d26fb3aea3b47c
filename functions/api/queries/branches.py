"""Branches, differences, and what merges would make."""

from functions.api.queries import branch_shapes as shapes
from functions.api.queries.bodies import MergePreview
from functions.api.queries.parameters import AFTER, DIFF_FROM, DIFF_TO
from functions.api.queries.reading import Reading, Room, tag
from spice.domain.ontology.branches import MAIN
from spice.domain.ontology.merging.plans import plan_of
from spice.domain.spelling import spelled
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.request import Request

_BRANCHES = "/database/{db}/branches"
_MERGES = "/database/{db}/merges"


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""

    @room.get(_BRANCHES, needs="viewer", query=(AFTER,), data=list[shapes.Branch])
    def branches(request: Request) -> Answer:
        """List the branches of the ontology, by name."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        return Answer(data=reading.branches.branches(request.database))

    @room.get(_BRANCHES + "/{branch}", needs="viewer", query=(AFTER,), data=shapes.Branch)
    def branch(request: Request) -> Answer:
        """Read a branch: where it stands beside main, and who may write it."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        row = reading.branches.branch(request.database, request.path["branch"])
        return Answer(data=row, headers=tag(row["head"] or ""))

    @room.get("/database/{db}/diff", needs="viewer", query=(DIFF_FROM, DIFF_TO, AFTER), data=shapes.Differences)
    def difference(request: Request) -> Answer:
        """Tell what leads from one branch, commit or time to another: commits, classes, properties, figures."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        old, new = (request.query.one(name, MAIN) or MAIN for name in ("from", "to"))
        return Answer(data=reading.branches.difference(request.database, old, new))

    @room.post(_MERGES + "/preview", needs="viewer", body=MergePreview, data=shapes.MergePlan)
    def preview(request: Request, body: MergePreview) -> Answer:
        """Tell what a merge would make, with the conflicts that are open under the resolutions given."""
        source, target = spelled(body.source), spelled(body.target)
        return Answer(data=reading.branches.plan(request.database, source, target, body.answers()))

    @room.get(_MERGES + "/plans/{plan_id}", needs="viewer", data=shapes.MergePlan)
    def plan(request: Request) -> Answer:
        """Read a plan again, and whether it is stale."""
        return Answer(data=reading.branches.planned(request.database, plan_of(request.path["plan_id"])))
