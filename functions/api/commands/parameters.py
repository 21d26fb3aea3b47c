"""Query parameters of writes."""

from typing import Annotated, Literal

from pydantic import Field

from spice.domain.bounds import REASON as LONGEST_REASON
from spice.domain.errors import Code
from spice.domain.ontology.branches import LONGEST_NAME
from spice.entrypoints.http.route import AFTER as AFTER
from spice.entrypoints.http.route import Parameter

NEW = ("If-None-Match",)
"""Conditions of a write that may ask for there being nothing."""
MATCHED = ("If-Match",)
"""Conditions of a write of what is there already."""
GUARDED = (*MATCHED, *NEW)
"""Conditions of a write of something that has an entity tag."""
OF_DATA: tuple[Code, ...] = (
    *("unknown_class", "unknown_property", "missing_property", "wrong_type", "constraint_violated", "unknown_target"),
    *("key_immutable", "subject_erased", "already_exists", "referenced", "too_large", "not_supported"),
)
"""Rules that the data of an instance may break."""
OF_ONTOLOGY: tuple[Code, ...] = (
    *("unknown_field", "unknown_class", "unknown_property", "unknown_target", "missing_property", "wrong_type"),
    *("constraint_violated", "breaking_change", "already_exists", "referenced", "not_supported", "too_large"),
)
"""Rules that a change of the ontology may break."""
OF_COMMITS: tuple[Code, ...] = (*OF_ONTOLOGY, "review_required")
"""Rules that a commit on a branch may break."""
OF_PLANS: tuple[Code, ...] = (*OF_COMMITS, "merge_conflict", "stale_plan")
"""Rules that what is brought together of two commits may break."""
OF_DATABASES: tuple[Code, ...] = ("missing_property", "wrong_type", "constraint_violated", "already_exists")
"""Rules that a write of a database or of a grant may break."""
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
