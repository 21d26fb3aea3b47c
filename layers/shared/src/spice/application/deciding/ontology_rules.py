"""Which rules decide a command of an ontology, its branches and pull requests."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from spice.application.deciding.committing import Changed, Committing
from spice.application.deciding.decide_branches import Branches
from spice.application.deciding.decide_changes import Count, OntologyChanges
from spice.application.deciding.decide_merges import Merges
from spice.application.deciding.decide_pulls import PullDecisions
from spice.application.deciding.pulls import Pulls, RolesOf
from spice.application.deciding.refs import Refs
from spice.application.deciding.unprepared import Holding
from spice.domain.administration import ChangeOntology
from spice.domain.ontology.branch_commands import (
    CreateBranch,
    DeleteBranch,
    MergeBranches,
    RebaseBranch,
    RollBack,
    UpdateBranch,
)
from spice.domain.ontology.pulls.commands import (
    CommentOnPullRequest,
    MergePullRequest,
    OpenPullRequest,
    ReviewPullRequest,
    UpdatePullRequest,
)
from spice.messages.command import Command
from spice.ports.directory import Database

Rule = Callable[[Command, Any, Database], Changed]


def rules(
    refs: Refs, pulls: Pulls, count: Count, now: datetime, holding: Holding, roles: RolesOf
) -> Mapping[type, Rule]:
    """Make the rules of one batch, by command."""
    committing = Committing(refs, now, holding)
    merges = Merges(refs, committing, count, pulls)
    branches = Branches(refs, committing, count, pulls, roles)
    proposals = PullDecisions(refs, pulls, merges, roles)
    return {
        ChangeOntology: OntologyChanges(refs, committing, count).decide,
        CreateBranch: branches.create,
        UpdateBranch: branches.update,
        DeleteBranch: branches.delete,
        RollBack: branches.roll_back,
        MergeBranches: merges.merge,
        RebaseBranch: merges.rebase,
        OpenPullRequest: proposals.open,
        UpdatePullRequest: proposals.update,
        ReviewPullRequest: proposals.review,
        CommentOnPullRequest: proposals.comment,
        MergePullRequest: proposals.merge,
    }
