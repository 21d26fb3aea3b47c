"""A part's rows as commands: checked as a bulk request is, rehearsed where nothing may be refused later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

import msgspec

from spice.application.intake.bulk import SubmitBulk
from spice.application.intake.bulk_lines import BulkDefaults, CheckedLines
from spice.application.intake.command import Caller
from spice.application.intake.rehearse import Rehearsal
from spice.application.upkeep.importing.converting import Converting
from spice.application.upkeep.importing.parts import Checked, Parts, Reject, Row
from spice.application.upkeep.importing.rejecting import Rejecting
from spice.application.upkeep.importing.wanted import Wanted, batch_name
from spice.domain.errors import Problem
from spice.domain.identity import derived_id
from spice.domain.instance_rules import exists, is_missing
from spice.domain.shards import INSTANCE_COMMANDS
from spice.messages.command import Command
from spice.messages.origin import Origin
from spice.messages.problem import problem_rows
from spice.ports.directory import Database

Problems = dict[int, Sequence[Problem]]


class Met:
    """Which instances the parts before would have made or ended, in a dry run."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._read, self._met = parts, 0, set[int]()

    def before(self, part: int, keys: Iterable[str]) -> set[str]:
        """Tell which of some instances parts before one have met; each of those is read once."""
        for earlier in range(self._read, part):
            self._met.update(self._parts.digests(earlier))
        self._read = max(self._read, part)
        return {key for key in keys if _digest(key) in self._met}

    def keep(self, part: int, keys: Iterable[str]) -> None:
        """Keep which instances a part would have made or ended."""
        self._parts.keep_digests(part, [_digest(key) for key in keys])


def _digest(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import under way: what it is to do, for which database, and how its rows are read."""

    id: UUID
    wanted: Wanted
    database: Database
    sheet: str | None
    converting: Callable[[], Converting]
    """Refuses what cannot be read any more: commands alone need it, and not what is told of those that were made."""
    rejecting: Rejecting
    parts: Parts
    asking: Caller
    met: Met
    after: int = 0

    def batch(self, part: int) -> UUID:
        """Name the batch of a part, once and for all: its rows' commands are named by it."""
        return derived_id(self.id, batch_name(part, self.after))

    def rows(self, part: int) -> Sequence[Row]:
        """Read the rows of a part, of one that was cut those behind the cut."""
        return [row for row in self.parts.rows(part) if row[0] > self.after]


class PartCommands:
    """Makes the commands of parts."""

    def __init__(self, bulk: SubmitBulk, rehearsal: Callable[[], Rehearsal]) -> None:
        self._bulk, self._rehearsal = bulk, rehearsal

    def __call__(self, doing: Import, part: int) -> tuple[Checked, Sequence[Command]]:
        """Give a part's commands and what was rejected; of an import that stops at the first, what is before that."""
        rows = doing.rows(part)
        lines = self._sorted(doing, part, rows)
        refused: Problems = dict(lines.rejected)
        if doing.wanted.dry_run or doing.wanted.on_error == "stop":
            refused |= self._refused(doing, part, lines.commands)
        last = min(refused) if refused and doing.wanted.on_error == "stop" else None
        if last is not None:
            refused = {last: refused[last]}
        commands = [
            each for each in lines.commands if each.line not in refused and (last is None or (each.line or 0) < last)
        ]
        checked = Checked(
            rows=len(commands) + len(refused),
            accepted=len(commands),
            rejects=rejects_of(doing, rows, refused),
            halted=last is not None,
        )
        return checked, commands

    def _sorted(self, doing: Import, part: int, rows: Sequence[Row]) -> CheckedLines:
        wanted, origin = doing.wanted, Origin(import_id=doing.id, file=doing.wanted.source.file, sheet=doing.sheet)
        common = BulkDefaults(
            class_name=doing.converting().shape.name, op=wanted.op, origin=origin, rehearsed=wanted.dry_run
        )
        lines = doing.converting().lines(rows)
        return self._bulk.check(doing.asking, doing.database, common, lines, batch=doing.batch(part))[1]

    def _refused(self, doing: Import, part: int, commands: Sequence[Command]) -> Problems:
        """Tell what the worker would refuse; in a dry run the parts before count as done."""
        refused = self._met_before(doing, part, commands) if doing.wanted.dry_run else {}
        left = [each for each in commands if each.line not in refused]
        if left:
            for decision in self._rehearsal().decide(INSTANCE_COMMANDS, left):
                command = decision.incoming.command
                if decision.problems and command is not None and command.line is not None:
                    refused[command.line] = decision.problems
        if doing.wanted.dry_run:
            doing.met.keep(part, (each.key for each in left if each.line not in refused))
        return refused

    def _met_before(self, doing: Import, part: int, commands: Sequence[Command]) -> Problems:
        """Tell which instances parts before would have made already, or ended."""
        if doing.wanted.op not in ("create", "delete"):
            return {}
        met = doing.met.before(part, (each.key for each in commands))
        problem = exists if doing.wanted.op == "create" else is_missing
        shape = doing.converting().shape
        return {
            each.line: problem(shape, each.key.split(":", 2)[2]).problems
            for each in commands
            if each.key in met and each.line is not None
        }

    def again(self, doing: Import, part: int, checked: Checked) -> tuple[Sequence[Command], Problems]:
        """Make a part's commands once more, as they were when it was checked; and tell what is refused since then."""
        refused = {each.row for each in checked.rejects}
        last = max(refused) if checked.halted else None

        def was_accepted(line: int) -> bool:
            return line not in refused and (last is None or line < last)

        lines = self._sorted(doing, part, doing.rows(part))
        commands = [each for each in lines.commands if was_accepted(each.line or 0)]
        return commands, {line: problems for line, problems in lines.rejected.items() if was_accepted(line)}


def with_refused(doing: Import, part: int, checked: Checked, refused: Problems) -> Checked:
    """Count rows among the rejects of a part that were commands before."""
    rejects = [*checked.rejects, *rejects_of(doing, doing.rows(part), refused)]
    return msgspec.structs.replace(
        checked, accepted=checked.accepted - len(refused), rejects=sorted(rejects, key=lambda each: each.row)
    )


def rejects_of(doing: Import, rows: Sequence[Row], refused: Problems) -> list[Reject]:
    """Write the problems of rows, in their order."""
    cells = {number: held for number, held in rows if number in refused}
    told = doing.rejecting
    return [
        reject for number in sorted(refused) for reject in told.of(number, cells[number], problem_rows(refused[number]))
    ]
