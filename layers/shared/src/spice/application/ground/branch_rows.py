"""Branches and conflicts as they are kept and answered: in results of commands, in problems of the log.

They are plain mappings, as what is kept; these types say what is in one.
"""

from collections.abc import Sequence
from typing import TypedDict

from spice.domain.ontology.merging.clashes import Choice, Kind
from spice.domain.ontology.severity import Severity
from spice.messages.shapes import Count, Value


class BranchSettings(TypedDict):
    """A branch as far as it is known without its history: where it stands, and who may write it."""

    name: str
    head: str | None
    protected: bool
    required_reviews: Count
    writers: Sequence[str]


class ConflictRow(TypedDict):
    """A place that both branches changed; `id` is the same as long as its three values are."""

    id: str
    kind: Kind
    path: str
    base: Value
    ours: Value
    theirs: Value
    choices: Sequence[Choice]
    severity: Severity
    affected: Count
