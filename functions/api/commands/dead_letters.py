"""Parked commands: run them again, or give them up."""

from functions.api.commands.databases import WouldDo
from functions.api.commands.models import Discarding
from functions.api.commands.writing import CommandRoutes, Intent, Writing
from spice.application.ground.rehearsed import Rehearsed
from spice.application.intake.command import Caller, CommandDraft
from spice.application.queries.results import ReleaseResult
from spice.domain.administration import Release
from spice.domain.errors import refuse
from spice.domain.shards import Shard
from spice.domain.wording import quoted
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request

_PATH = "/admin/dead-letters/{id}"


def add(room: CommandRoutes, writing: Writing) -> None:
    """Register the routes."""

    @room.command("POST", _PATH + "/redrive", needs="admin")
    def redrive(request: Request, asking: Caller) -> Intent[ReleaseResult, WouldDo]:
        """Run a parked command again, and those that wait behind it."""
        return _release(writing, request, None)

    @room.command("POST", _PATH + "/discard", needs="admin", body=Discarding)
    def discard(request: Request, asking: Caller, body: Discarding) -> Intent[ReleaseResult, WouldDo]:
        """Give a parked command up; those that wait behind it run."""
        return _release(writing, request, body.reason)


def _release(writing: Writing, request: Request, reason: str | None) -> Intent[ReleaseResult, WouldDo]:
    letter = writing.ports.letters.letter(uuid("id", request.path["id"]))
    if letter is None:
        raise refuse("not_found", f"there is no dead letter {quoted(request.path['id'])}")
    release = Release(letter=letter.id, discard=reason is not None)
    shard = Shard.named(letter.shard)
    draft = CommandDraft(
        payload=release,
        key=letter.key,
        topic=shard.commands,
        partition=shard.partition,
        database=letter.database,
        reason=reason,
    )
    return Intent(lambda: draft, lambda: Rehearsed(type="Release", changed=True, result=None, diff=[]))
