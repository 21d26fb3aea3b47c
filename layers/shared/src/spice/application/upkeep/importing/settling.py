"""A part is kept as a batch of commands, and settled once each of them has its outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from spice.application.upkeep.importing.part_commands import Import, PartCommands, Problems, with_refused
from spice.application.upkeep.importing.parts import Checked, Reject
from spice.application.upkeep.importing.wanted import Progress, with_part
from spice.domain.identity import derived_id
from spice.domain.shards import INSTANCE_COMMANDS
from spice.messages.command import Command
from spice.messages.problem import ProblemRow
from spice.ports.command_store import Batch, BatchState, CommandState, Submission
from spice.waiting import until

if TYPE_CHECKING:
    from spice.ports import Ports

AGAIN_SECONDS = 600
"""A part that has had no outcome for so long is kept once more: a restore may have lost its commands."""
_PAGE = 1000


class Settling:
    """Keeps parts and learns what became of them; `wait_seconds`: how long it waits for one."""

    def __init__(self, ports: Ports, commands: PartCommands, *, wait_seconds: float) -> None:
        self._store, self._kick, self._now, self._crash = ports.commands, ports.kick, ports.now, ports.crash
        self._commands, self._wait = commands, wait_seconds

    def keep(self, doing: Import, part: int) -> Checked:
        """Check a part's rows and keep their commands. What was kept before a death is found, and not decided anew."""
        if not doing.wanted.dry_run and self._store.batch(doing.batch(part)) is not None:
            return doing.parts.checked(part)
        checked, commands = self._commands(doing, part)
        doing.parts.keep_checked(part, checked)
        self._crash("import.after_checked")
        if commands and not doing.wanted.dry_run:
            self._submit(doing, part, commands)
            self._crash("import.after_keep")
        return checked

    def __call__(self, doing: Import, progress: Progress, *, seconds: float) -> bool:
        """Settle the next part, waiting for so long at most: its rejects are there for whoever asks, its rows are
        counted. False: not yet."""
        part = progress.settled
        checked = doing.parts.checked(part)
        rejects = list(checked.rejects)
        if checked.accepted and not doing.wanted.dry_run:
            if not self._has_ended(doing.batch(part), checked, seconds):
                self._perhaps_again(doing, progress)
                return False
            rejects = sorted([*rejects, *self._failed(doing, part)], key=lambda each: each.row)
        doing.parts.keep_rejects(part, rejects, after=doing.after)
        if numbers := {each.row for each in rejects}:
            shown = doing.rejecting.shown
            refused = [(number, shown(cells)) for number, cells in doing.rows(part) if number in numbers]
            doing.parts.keep_refused(part, refused, after=doing.after)
        self._crash("import.after_rejects")
        self._count(doing, progress, checked, rejects)
        return True

    def _count(self, doing: Import, progress: Progress, checked: Checked, rejects: Sequence[Reject]) -> None:
        rejected = len({each.row for each in rejects})
        if rejects and progress.refused is not None:
            progress.refused = with_part(progress.refused, progress.settled)
        progress.settled += 1
        progress.done += checked.rows
        progress.rejected += rejected
        progress.succeeded += checked.rows - rejected
        progress.deaths, progress.stuck_at, progress.moved_at = 0, None, self._now().isoformat()
        if rejects and doing.wanted.on_error == "stop":
            progress.halted, progress.errors = True, [_first(doing, rejects[0])]
            progress.cut_at = checked.rejects[-1].row if checked.halted else 0

    def _has_ended(self, batch: UUID, checked: Checked, seconds: float) -> bool:
        def is_over(found: BatchState | None) -> bool:
            # Of those that were kept once more, some may be commands no longer: what was kept at first counts them.
            return found is not None and found.completed + found.failed + found.parked >= checked.accepted

        wait = max(0.0, min(self._wait, seconds))
        return is_over(until(lambda: self._store.batch(batch), wait, enough=is_over))

    def _failed(self, doing: Import, part: int) -> list[Reject]:
        failed = {each.line: each for each in self._failures(doing.batch(part)) if each.line is not None}
        if not failed:
            return []
        cells = {number: held for number, held in doing.parts.rows(part) if number in failed}
        told = doing.rejecting
        return [reject for line, each in failed.items() for reject in told.of(line, cells[line], _problems(each))]

    def _failures(self, batch: UUID) -> Iterator[CommandState]:
        after = 0
        while page := self._store.batch_failures(batch, after_line=after, limit=_PAGE):
            yield from page
            after = page[-1].line or 0

    def _perhaps_again(self, doing: Import, progress: Progress) -> None:
        """Keep all that is on its way once more, when nothing has come of it for long."""
        since = progress.moved_at or progress.began_at
        late = since is not None and self._now() - datetime.fromisoformat(since) > timedelta(seconds=AGAIN_SECONDS)
        if not late or progress.again >= progress.settled:
            return
        for part in range(progress.settled, progress.kept):
            checked = doing.parts.checked(part)
            commands, refused = self._commands.again(doing, part, checked)
            if lost := self._without_outcome(doing, part, refused):
                checked = with_refused(doing, part, checked, lost)
                doing.parts.keep_checked(part, checked)
                self._crash("import.after_refused")
            if commands:
                self._submit(doing, part, commands)
        progress.again = progress.kept - 1

    def _without_outcome(self, doing: Import, part: int, refused: Problems) -> Problems:
        """Leave out what came in before it was refused."""
        ids = {derived_id(doing.batch(part), str(line)): line for line in refused}
        ended = {ids[each.id] for each in self._store.states(list(ids))} if ids else set[int]()
        return {line: problems for line, problems in refused.items() if line not in ended}

    def _submit(self, doing: Import, part: int, commands: Sequence[Command]) -> None:
        batch = Batch(
            id=doing.batch(part),
            database=doing.database.uuid,
            actor=doing.wanted.actor,
            accepted=len(commands),
            rejected=(),
            submitted_at=doing.asking.at,
        )
        self._store.keep(Submission(topic=INSTANCE_COMMANDS, commands=commands, batch=batch))
        self._kick("relay")


def _problems(failed: CommandState) -> Sequence[ProblemRow]:
    return failed.errors or [
        ProblemRow(code="parked", message="it is parked: it goes in when an operator lets it go on")
    ]


def _first(doing: Import, reject: Reject) -> ProblemRow:
    sheet = f", sheet {doing.sheet!r}" if doing.sheet else ""
    column = f", column {reject.column!r}" if reject.column else ""
    place = f"{doing.wanted.source.file}{sheet}, row {reject.row:,}{column}"
    return ProblemRow(code=reject.code, message=f"{place}: {reject.reason}")
