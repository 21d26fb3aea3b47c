"""Rules of what is noted for the audit: there are none, it is told as it came. No event comes of it."""

from dataclasses import asdict

from spice.application.deciding.committing import Changed
from spice.domain.notes import KeepNotes
from spice.domain.refusals import NoteRefusal
from spice.messages.command import Command
from spice.ports.directory import Database


def decide_note(command: Command, noted: NoteRefusal | KeepNotes, database: Database) -> Changed:
    """Keep it as the command's result."""
    return Changed(database=database, lines=[], result=asdict(noted))
