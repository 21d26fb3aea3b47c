"""Query parameters of writes."""

from typing import Annotated, Literal

from pydantic import Field

from spice.domain.bounds import REASON as LONGEST_REASON
from spice.domain.ontology.branches import LONGEST_NAME
from spice.entrypoints.http.route import Parameter

NEW = ("If-None-Match",)
"""Conditions of a write that may ask for there being nothing."""
MATCHED = ("If-Match",)
"""Conditions of a write of what is there already."""
GUARDED = (*MATCHED, *NEW)
"""Conditions of a write of something that has an entity tag."""
DRY_RUN = Parameter(
    name="dry_run", type=bool, description="Tell what would happen, every error or the result; do nothing."
)
REASON = Parameter(
    name="reason", type=Annotated[str, Field(max_length=LONGEST_REASON)], description="Why; kept with the event."
)
BRANCH = Parameter(
    name="branch",
    type=Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)],
    description="The ontology branch; `main` where none is named.",
)
MESSAGE = Parameter(
    name="message", type=Annotated[str, Field(max_length=LONGEST_REASON)], description="The commit's message."
)
CONFIRM = Parameter(name="confirm", required=True, description="The database's name, once more.")
ON_ERROR = Parameter(
    name="on_error",
    type=Literal["accept", "refuse"],
    description="`refuse`: keep nothing when a line is bad. By default the good lines are accepted.",
)
