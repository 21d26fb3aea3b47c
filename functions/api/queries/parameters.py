"""Query parameters of reads, typed for the OpenAPI document as strictly as they are read."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, WithJsonSchema

from spice.domain.bounds import EXPANDED, EXPANSIONS, HOPS
from spice.domain.errors import Code
from spice.domain.ontology.branches import LONGEST_NAME
from spice.entrypoints.http.query import Query
from spice.entrypoints.http.route import AFTER as AFTER
from spice.entrypoints.http.route import Parameter
from spice.messages.registry import COMMANDS

_MOMENT = WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]})
Moment = Annotated[str, _MOMENT]
Text = Annotated[str, Field(min_length=1)]
_FILTER = r"^[^:]+:(eq|ne|gt|gte|lt|lte|in|contains|prefix|exists|within):"
_CONDITION = Annotated[str, Field(pattern=_FILTER)]

OF_QUESTIONS: tuple[Code, ...] = (
    *("unknown_class", "unknown_property", "missing_property", "wrong_type", "constraint_violated"),
    "not_supported",
)
"""Rules that a search may break."""
LIMIT = Parameter(
    name="limit", type=Annotated[int, Field(ge=1, le=1000, default=50)], description="Items a page, at most 1000."
)
SUGGESTIONS = Parameter(
    name="limit", type=Annotated[int, Field(ge=1, le=1000, default=10)], description="How many, at most 1000."
)
CURSOR = Parameter(name="cursor", type=Text, description="`meta.next_cursor` of the page before, with the same query.")
OWN = Parameter(
    name="after", type=UUID, description="A command's id that you may ask for: as `after` of what is in a database."
)
COMMAND = Parameter(
    name="command",
    type=UUID,
    description="The command whose event it is: found at once, without a walk over the log, while commands are kept.",
)
EVENT_AT = Parameter(
    name="at",
    type=Moment,
    description="The event's own `at`: found at once, however long the log and however old the event.",
)
CLASS = Parameter(name="class", type=Text, description="A class; its subclasses are included.")
Q = Parameter(name="q", description="Full text, Korean and English: every word must be there, in any field.")
FILTER = Parameter(
    name="filter",
    type=list[_CONDITION],
    description=(
        "`field:op:value`, cut at the first two colons; repeats are *and*. Operators: eq ne gt gte lt lte in contains "
        "prefix exists within. `in` and `within` split at `,` (`\\,` is a comma). Fields: properties (dotted into "
        "objects), relationships (a target's id), `_id _class _version _created_at _updated_at _updated_by`. An "
        "unknown field is 422 `unknown_property`, a value of the wrong type 422 `wrong_type`, an unknown operator 400."
    ),
)
SORT = Parameter(
    name="sort",
    type=list[Text],
    description="A field, `-field` for descending, `_score`; repeated or with commas. Missing values come last.",
)
FACET = Parameter(
    name="facet", type=list[Text], description="Count a field's 20 most frequent values in `meta.facets`."
)
HIGHLIGHT = Parameter(name="highlight", type=bool, description="Mark what `q` found with `<em>`; the rest is escaped.")
VERSION = Parameter(
    name="version", type=Annotated[int, Field(ge=1, le=2**63 - 1)], description="The state at this version."
)
AT = Parameter(
    name="at",
    type=Moment,
    description="The state at this time, inclusive; `meta.final` tells whether it may change yet.",
)
EXPAND = Parameter(
    name="expand",
    type=list[Text],
    description=(
        "Put what a relationship or an inverse leads to into `expanded`: `origin`, `origin.country`; repeated or with "
        f"commas, at most {EXPANSIONS} of {HOPS} steps, {EXPANDED} instances in all. What is not there is `missing`. "
        "With `at` or `version` it is what was there then; of a version, when it was made."
    ),
)
PATH = Parameter(
    name="path",
    type=Text,
    required=True,
    description=f"Relationships or inverses with dots between, at most {HOPS}: `origin.country`.",
)
AT_COMMIT = Parameter(name="at", type=Text, description="A commit's id, or a time: the commit that was the head then.")
BRANCH = Parameter(
    name="branch",
    type=Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)],
    description="The ontology branch; `main` where none is named.",
)
DIFF_FROM = Parameter(name="from", type=Text, required=True, description="A branch, a commit, or a time of `main`.")
DIFF_TO = Parameter(name="to", type=Text, description="A branch, a commit, or a time of `main`; `main` itself if none.")
CHANGED_PATH = Parameter(
    name="path",
    type=Annotated[str, Field(min_length=1, max_length=1000)],
    description="A class, `Class/property`, or a path of a difference; by name or id. What changed it, and that alone.",
)
FORMAT = Parameter(
    name="format",
    type=Literal["json", "jsonld", "owl", "json_schema"],
    description="All but `json` answer outside the envelope; `owl` in Turtle, or in RDF/XML where Accept asks for it.",
)
EXPORT_FORMAT = Parameter(name="format", type=Literal["csv", "ndjson"], description="csv (the default) or ndjson.")
SPREADSHEET = Parameter(
    name="spreadsheet", type=bool, description="In a CSV, a `'` before every text that a spreadsheet would run."
)
EXPORT_LIMIT = Parameter(
    name="limit",
    type=Annotated[int, Field(ge=1, le=10_000)],
    description="Export a part of at most so many instances; without it everything, or 413 `too_large`.",
)
REJECTS_LIMIT = Parameter(
    name="limit",
    type=Annotated[int, Field(ge=1, le=10_000)],
    description="Tell at most so many lines; without it all of them, or 413 `too_large`.",
)
REJECTED_ROWS = Parameter(name="rows", type=bool, description="Tell whole rows, each with all that is wrong with it.")
FROM = Parameter(name="from", type=Moment, description="Not before this time.")
TO = Parameter(name="to", type=Moment, description="Before this time.")
ACTOR = Parameter(name="actor", type=Text, description="A subject.")
ORDER = Parameter(name="order", type=Literal["asc", "desc"], description="asc (oldest first, the default) or desc.")
CHANGED = Parameter(
    name="path", type=Text, description="Only events that changed what is there: a JSON pointer, as `/crew/size`."
)
STATE = Parameter(
    name="state", type=Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "PARKED"], description="A command's state."
)
DATABASE = Parameter(name="database", type=Text, description="A database's name.")
IDS = Parameter(name="ids", type=list[UUID], description="Commands, lines of batches too; repeated or with commas.")
COMMAND_TYPE = Parameter(
    name="type",
    type=Annotated[str, WithJsonSchema({"type": "string", "enum": [*COMMANDS]})],
    description="What a command asks for.",
)
CLASS_CHANGED = Parameter(
    name="class",
    type=Text,
    description="A class of `database`: commands on its instances and on those of its hierarchy, where ids are unique.",
)
SINCE = Parameter(
    name="since", type=Moment, description="Submitted at this time (UTC where it has no offset), or later."
)
EVENT_TYPE = Parameter(
    name="type",
    type=Literal[
        "InstanceCreated",
        "InstanceUpdated",
        "InstanceDeleted",
        "DatabaseCreated",
        "DatabaseUpdated",
        "DatabaseDeleted",
        "GrantSet",
        "GrantRemoved",
        "OntologyCommitted",
        "BranchCreated",
        "BranchUpdated",
        "BranchDeleted",
        "PullRequestOpened",
        "PullRequestUpdated",
        "PullRequestReviewed",
        "PullRequestCommented",
        "PullRequestMerged",
        "WebhookRegistered",
        "WebhookChanged",
        "WebhookRotated",
        "WebhookDeleted",
        "SubjectErased",
        "SubjectReadmitted",
    ],
    description="An event type.",
)
AUDIT_TYPE = Parameter(name="type", type=Text, description="That of an event, a failed command or a note.")
AUDIT_STATE = Parameter(
    name="state",
    type=Literal["COMPLETED", "FAILED", "REFUSED", "READ", "DONE"],
    description="An event, a failed command, a request refused, personal data shown, what was done and is no event.",
)
AUDIT_ID = Parameter(name="id", description="What is told of instances with this id.")
DELIVERY_STATE = Parameter(
    name="state", type=Literal["waiting", "delivered", "exhausted", "skipped"], description="A delivery's state."
)
PULL_STATE = Parameter(name="state", type=Literal["open", "merged", "closed"], description="A state.")
AUTHOR = Parameter(name="author", type=Text, description="Who opened it: a subject.")
MINE = Parameter(name="mine", type=bool, description="Those that you opened.")
REVIEWER = Parameter(name="reviewer", type=Text, description="Who is asked for a review or gave a verdict: a subject.")
SOURCE = Parameter(name="source", type=Text, description="The branch that is proposed.")
TARGET = Parameter(name="target", type=Text, description="The branch that it is proposed to.")
DRY_RUN = Parameter(name="dry_run", type=bool, description="Tell what would happen; do nothing.")


def split(query: Query, name: str) -> list[str]:
    """Read a parameter that is repeated, or has commas between."""
    return [each for text in query.all(name) for each in text.split(",")]
