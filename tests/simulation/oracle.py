"""What each command had to come to, given what was there before it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from spice.messages.command import Command
from spice.messages.segment import Outcome, Segment

Lives = dict[str, tuple[int, bool]]
"""Version and liveness by aggregate."""


def every_outcome_is_right(commands: Mapping[UUID, Command], segments: Sequence[Segment]) -> None:
    """Walk the log and judge every outcome of an instance command by the state before it."""
    lives: Lives = {}
    for segment in segments:
        events = list(segment.events())
        for number, outcome in enumerate(segment.header.outcomes):
            command = commands[segment.command_ids[number]]
            if command.type.endswith("Instance") and outcome.state != "PARKED":
                _judge(command, outcome, *lives.get(command.key, (0, False)))
            for line, event in zip(segment.lines, events, strict=True):
                if line.command == number and event.key is None:
                    lives[event.aggregate] = (event.version, event.type != "InstanceDeleted")


def _judge(command: Command, outcome: Outcome, version: int, live: bool) -> None:
    codes = {error.code for error in outcome.errors or ()}
    place = f"{command.type} on version {version}, {'live' if live else 'gone'}, expecting {command.expected_version}"
    must = _problem(command, version, live)
    if codes == {"missing_property"}:
        # What the class asked for by then; in the end no instance lacks it.
        return
    if must is None:
        assert codes <= {"referenced"}, f"{place} was refused: {outcome.errors}"
    else:
        assert codes == {must}, f"{place} came to {codes or outcome.state}, not to {must}"


def _problem(command: Command, version: int, live: bool) -> str | None:
    """Name the rule that a command breaks, if any."""
    if not live and command.type in ("PatchInstance", "DeleteInstance"):
        return "not_found"
    if command.expected_version is not None and not (live and command.expected_version == version):
        return "version_conflict"
    return "already_exists" if live and command.type == "CreateInstance" else None
