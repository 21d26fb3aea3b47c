"""Rules of pull requests: they are opened, changed, reviewed, talked about, merged."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from spice.application.deciding.committing import Changed
from spice.application.deciding.decide_merges import Merges
from spice.application.deciding.pulls import Pulls, RolesOf, heads_of
from spice.application.deciding.refs import Refs
from spice.application.ground.pull_rows import pull_settings
from spice.domain.bounds import OPEN_PULLS
from spice.domain.errors import refuse
from spice.domain.ontology.branch_commands import MergeBranches
from spice.domain.ontology.branches import Branch
from spice.domain.ontology.pulls.commands import (
    CommentOnPullRequest,
    MergePullRequest,
    OpenPullRequest,
    PullEvent,
    PullRequestCommented,
    PullRequestMerged,
    PullRequestOpened,
    PullRequestReviewed,
    PullRequestUpdated,
    ReviewPullRequest,
    UpdatePullRequest,
)
from spice.domain.ontology.pulls.model import PullRequest
from spice.domain.ontology.pulls.rules import check_may_merge, check_open, check_room, check_texts
from spice.domain.wording import quoted
from spice.messages.command import Command
from spice.ports.directory import Database


class PullDecisions:
    """Decides what becomes of pull requests in one batch."""

    def __init__(self, refs: Refs, pulls: Pulls, merges: Merges, roles: RolesOf) -> None:
        self._refs, self._pulls, self._merges, self._roles = refs, pulls, merges, roles

    def open(self, command: Command, wanted: OpenPullRequest, database: Database) -> Changed:
        """Open one; of two branches there is one at a time."""
        check_texts(
            title=wanted.title, description=wanted.description, reviewers=wanted.reviewers, author=command.actor
        )
        source = self._refs.branch(database, wanted.source, "/source")
        target = self._refs.branch(database, wanted.target, "/target")
        if source.id == target.id:
            said = "a pull request is of two branches"
            raise refuse("constraint_violated", said, path="/source", value=source.name)
        self._check_alone(database, source.id, target.id)
        event = PullRequestOpened(
            number=self._pulls.next_number(database.uuid),
            source=source.name,
            source_id=source.id,
            target=target.name,
            target_id=target.id,
            title=wanted.title,
            description=wanted.description,
            reviewers=tuple(wanted.reviewers),
        )
        return self._happen(command, database, event)

    def update(self, command: Command, wanted: UpdatePullRequest, database: Database) -> Changed:
        """Change what one says, close it, or open it again."""
        pull = self._found(command, database, wanted.number)
        given: Mapping[str, Any] = wanted.patch
        check_texts(
            title=given.get("title"),
            description=given.get("description"),
            reviewers=given.get("reviewers"),
            author=pull.author,
        )
        settings = pull_settings(pull)
        patch = {name: value for name, value in given.items() if settings.get(name) != value}
        if not patch:
            return Changed(database=database, lines=(), result={**settings, "changed": False})
        if pull.state == "merged" and {"state", "reviewers"} & patch.keys():
            raise refuse("constraint_violated", f"pull request {pull.number} is merged", path="/state", value="merged")
        if patch.get("state") == "open":
            self._branches(database, pull)
            self._check_alone(database, pull.source_id, pull.target_id)
        heads = heads_of(self._refs, database, pull) if "state" in patch else (None, None)
        event = PullRequestUpdated(number=pull.number, patch=patch, source_head=heads[0], target_head=heads[1])
        return self._happen(command, database, event)

    def review(self, command: Command, wanted: ReviewPullRequest, database: Database) -> Changed:
        """Judge one, as its source stands now."""
        pull = self._found(command, database, wanted.number)
        check_open(pull)
        check_room(pull, wanted.comment)
        if wanted.verdict != "comment" and command.actor == pull.author:
            said = f"{quoted(command.actor)} opened the pull request, and does not judge it"
            raise refuse("forbidden", said, path="/verdict", value=wanted.verdict)
        if wanted.verdict == "comment" and not wanted.comment.strip():
            raise refuse("missing_property", "a review that is a comment says something", path="/comment")
        source, _ = self._branches(database, pull)
        if wanted.commit is not None and wanted.commit != source.head:
            said = f"{source.name} is at {source.head}, and not at the commit that was looked at"
            raise refuse("stale_plan", said, path="/commit", value=wanted.commit, hint="look at the difference again")
        event = PullRequestReviewed(
            number=pull.number, verdict=wanted.verdict, comment=wanted.comment, head=source.head
        )
        return self._happen(command, database, event)

    def comment(self, command: Command, wanted: CommentOnPullRequest, database: Database) -> Changed:
        """Say something in one, open or not."""
        pull = self._found(command, database, wanted.number)
        check_room(pull, wanted.comment)
        if not wanted.comment.strip():
            raise refuse("missing_property", "a comment says something", path="/comment")
        event = PullRequestCommented(number=pull.number, comment=wanted.comment, path=wanted.path)
        return self._happen(command, database, event)

    def merge(self, command: Command, wanted: MergePullRequest, database: Database) -> Changed:
        """Merge one, by the rules of merges, once its target has the reviews that it needs."""
        pull = self._found(command, database, wanted.number)
        if pull.state == "merged":
            said = f"pull request {pull.number} is merged already"
            raise refuse("stale_plan", said, value=pull.end.commit if pull.end else None)
        check_open(pull)
        source, target = self._branches(database, pull)
        check_may_merge(pull, target, source.head, command.actor, self._roles(database.uuid))
        asked = MergeBranches(
            source=source.name,
            target=target.name,
            message=wanted.message or f"merge pull request {pull.number}: {pull.title}",
            resolutions=wanted.resolutions,
            waive=wanted.waive,
            migrations=wanted.migrations,
            planned=wanted.planned,
        )
        changed = self._merges.bring_together(command, asked, database, (target, source))
        commit = changed.result["commit"]
        event = PullRequestMerged(number=pull.number, commit=commit, source_head=source.head, target_head=target.head)
        after, line = self._pulls.happen(command, database.uuid, event)
        merged = {part: changed.result[part] for part in ("changes", "migration") if part in changed.result}
        told = {**pull_settings(after), "changed": True, "changes": []} | merged
        return Changed(database=changed.database, lines=[*changed.lines, line], result=told)

    def _found(self, command: Command, database: Database, number: int) -> PullRequest:
        """Read one; refused where it was to be as it is not any more (If-Match)."""
        pull = self._pulls.find(database.uuid, number)
        if command.expected_version is not None and command.expected_version != pull.version:
            said = f"pull request {number} is at version {pull.version}, not at {command.expected_version}"
            raise refuse("version_conflict", said, value=pull.version)
        return pull

    def _branches(self, database: Database, pull: PullRequest) -> tuple[Branch, Branch]:
        """Find source and target; others that have their names by now are not meant."""
        found = []
        for name, id_ in ((pull.source, pull.source_id), (pull.target, pull.target_id)):
            if (branch := self._refs.meant(database, name, id_)) is None:
                said = f"branch {quoted(name)} of pull request {pull.number} was deleted"
                raise refuse("not_found", said, value=name)
            found.append(branch)
        return found[0], found[1]

    def _check_alone(self, database: Database, source: UUID, target: UUID) -> None:
        there = self._pulls.open(database.uuid)
        same = [pull for pull in there if (pull.source_id, pull.target_id) == (source, target)]
        if same:
            said = f"pull request {same[0].number} from {same[0].source} into {same[0].target} is open"
            raise refuse("already_exists", said, path="/source", value=same[0].number)
        if len(there) >= OPEN_PULLS:
            raise refuse("constraint_violated", f"a database has at most {OPEN_PULLS} open pull requests")

    def _happen(self, command: Command, database: Database, event: PullEvent) -> Changed:
        pull, line = self._pulls.happen(command, database.uuid, event)
        return Changed(database=database, lines=[line], result={**pull_settings(pull), "changed": True})
