"""What people keep of a merge before they merge, answers and what it is allowed: no facts, and no part of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from spice.domain.ontology.branch_commands import NOTHING, Allowed
from spice.domain.ontology.merging.resolutions import Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeDraft:
    """The answers kept for a source and a target, by whom and when; the version counts how often."""

    resolutions: Sequence[Resolution]
    allowed: Allowed = NOTHING
    version: int
    by: str
    at: datetime


class MergeDrafts(Protocol):
    """Drafts by the ids of source and target: a branch that is made again by a name has none. They outlive rebuilds."""

    def find(self, database: UUID, source: str, target: str) -> MergeDraft | None:
        """Read a draft."""
        ...

    def keep(
        self, database: UUID, source: str, target: str, draft: MergeDraft, *, expected_version: int | None
    ) -> MergeDraft:
        """Keep a draft in the place of what is there (its version is counted here); a version that is expected must be
        there (0: none). Raises DomainError version_conflict."""
        ...
