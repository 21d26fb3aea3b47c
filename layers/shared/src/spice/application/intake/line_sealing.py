"""Personal values of the lines of a bulk request: sealed together, once all lines are read."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from spice.application.intake.problems import too_large
from spice.application.intake.sealing import Sealer, Unsealed
from spice.domain.errors import DomainError, Problem
from spice.domain.instance.model import LARGEST
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.messages.codec import encode
from spice.messages.command import Command

Body = dict[str, object]
_LATER = msgspec.Raw(b"null")


def kept(body: Body) -> msgspec.Raw:
    """Write the payload of a line's command, or refuse what is too large."""
    payload = encode(body)
    if len(payload) > LARGEST:
        raise DomainError(too_large(len(payload)))
    return msgspec.Raw(payload)


class LineSealing:
    """Holds back the payloads of lines with personal values until they are sealed."""

    def __init__(self, sealer: Sealer, database: UUID, *, keep: bool) -> None:
        self._sealer, self._database, self._keep = sealer, database, keep
        self._held: dict[int, tuple[Body, str, Unsealed]] = {}

    def note(self, number: int, shape: CompiledClass, body: Body, part: str | None) -> msgspec.Raw:
        """Write a line's payload, or hold it back."""
        data = None if part is None or not shape.personal else body[part]
        if part is None or not isinstance(data, dict):
            return kept(body)
        written = Unsealed(shape=shape, id=str(body["id"]), data=data, whole=part == "data")
        self._held[number] = body, part, written
        return _LATER

    def settle(self, commands: Sequence[Command]) -> tuple[list[Command], dict[int, Sequence[Problem]]]:
        """Give the commands their sealed payloads, and tell the problems of those that cannot be, by line."""
        if not self._held:
            return list(commands), {}
        held = list(self._held.values())
        sealed = self._sealer.all(self._database, [written for _, _, written in held], keep=self._keep)
        payloads, refused = dict[int, msgspec.Raw](), dict[int, Sequence[Problem]]()
        for number, (body, part, written), data in zip(self._held, held, sealed, strict=True):
            try:
                if written.problems:
                    raise DomainError(written.problems)
                payloads[number] = kept({**body, part: data})
            except DomainError as problem:
                refused[number] = problem.problems
        done = [
            replace(each, payload=payloads[line]) if (line := each.line or 0) in payloads else each
            for each in commands
            if (each.line or 0) not in refused
        ]
        return done, refused
