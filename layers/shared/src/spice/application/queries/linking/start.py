"""Where a graph begins: one instance, or those of a class that a filter finds."""

from dataclasses import replace

from spice.application.ground.schemas import Schema
from spice.application.ground.unsealing import Unsealer
from spice.application.queries.cursor import digest
from spice.application.queries.finding.scope import Scope
from spice.application.queries.finding.standing import standing
from spice.application.queries.linking.graph import Start
from spice.application.queries.linking.state import BY_ID, State
from spice.domain.bounds import FRONTIER
from spice.domain.errors import refuse
from spice.domain.spelling import spelled
from spice.domain.wording import quoted
from spice.ports.directory import Database
from spice.ports.many_instances import Name
from spice.ports.search_index import Query, SearchIndex


def one(schema: Schema, state: State, class_name: str, instance_id: str, *, about: object) -> Start:
    """Begin with one instance, or refuse it as not_found."""
    shape = schema.named(class_name, path="/start/class")
    name = Name(shape.root_id, spelled(instance_id))
    found = state.at([name]).get(name)
    if found is None or found.class_id not in shape.family:
        said = f"{shape.name} {quoted(name.id)} does not exist"
        raise refuse("not_found", said, path="/start/id", value=name.id)
    return Start(nodes={name: found}, classes=(found.class_id,), about=digest(name, about))


def found_by(
    schema: Schema,
    state: State,
    index: SearchIndex,
    unsealer: Unsealer,
    database: Database,
    class_name: str,
    condition: object,
) -> Start:
    """Begin with what a filter finds (None: all of the class), or refuse what is more than a step may start from."""
    scope = Scope(schema, class_name, path="/start/class")
    query = Query(
        database=database.uuid,
        classes=scope.classes,
        filter=None if condition is None else scope.filters().body(condition, "/start/filter"),
        sort=BY_ID,
        limit=FRONTIER,
    )
    found = index.search(standing(replace(query, living=scope.living), unsealer))
    if found.total > FRONTIER:
        said = f"start: {found.total} instances of {class_name} are found: a graph may begin with {FRONTIER}"
        raise refuse("invalid_parameter", said, path="/start/filter", hint="narrow the filter")
    root = schema.named(class_name).root_id
    nodes = state.at([Name(root, hit.id) for hit in found.hits])
    return Start(nodes=nodes, classes=scope.classes, about=digest(query))
