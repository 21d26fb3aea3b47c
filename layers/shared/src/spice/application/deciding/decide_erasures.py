"""Rules of erasures: what is asked for happens, whatever the key store says: the log is what counts."""

from dataclasses import asdict

from spice.application.deciding.committing import Changed
from spice.domain.erasure import EraseSubject, ErasureCommand, ErasureEvent, SubjectErased, SubjectReadmitted
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database


def decide_erasure(command: Command, wanted: ErasureCommand, database: Database) -> Changed:
    """Decide one command. It may come twice: what is gone is not there to go again."""
    kind = SubjectErased if isinstance(wanted, EraseSubject) else SubjectReadmitted
    event: ErasureEvent = kind(subject=wanted.subject, generation=wanted.generation)
    line = Line(type=kind.__name__, version=1, key=command.key, body=asdict(event))
    return Changed(database=database, lines=[line], result={**asdict(event), "changed": True})
