"""Rules of erasures: what is asked for happens, whatever the key store says: the log is what counts."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from spice.application.deciding.committing import Changed
from spice.domain.erasure import EraseSubject, ErasureCommand, ErasureEvent, SubjectErased, SubjectReadmitted
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database
from spice.ports.write_model import Erasure

NEVER = Erasure(0, readmitted=False)


class ErasureDecisions:
    """Decides the commands of a batch, each seeing what those before it did."""

    def __init__(self, erased: Mapping[tuple[UUID, str], Erasure]) -> None:
        self._erased = dict(erased)

    def decide(self, command: Command, wanted: ErasureCommand, database: Database) -> Changed:
        """Decide one command. It may come twice, and who is erased may be asked to be erased: then nothing changes."""
        subject = database.uuid, wanted.subject
        after = _after(self._erased.get(subject, NEVER), wanted)
        if after is None:
            return Changed(database=database, lines=[], result={**asdict(wanted), "changed": False})
        self._erased[subject] = after
        kind = SubjectErased if isinstance(wanted, EraseSubject) else SubjectReadmitted
        event: ErasureEvent = kind(subject=wanted.subject, generation=wanted.generation)
        line = Line(type=kind.__name__, version=1, key=command.key, body=asdict(event))
        return Changed(database=database, lines=[line], result={**asdict(event), "changed": True})


def _after(before: Erasure, wanted: ErasureCommand) -> Erasure | None:
    """Tell how a subject stands then; None where that is how it stands."""
    if isinstance(wanted, EraseSubject):
        return Erasure(wanted.generation, readmitted=False) if wanted.generation > before.generation else None
    returned = wanted.generation == before.generation + 1 and before.readmitted
    return None if returned else Erasure(wanted.generation - 1, readmitted=True)
