"""Rules of refusals that are noted: there are none, they are told as they came. No event comes of them."""

from dataclasses import asdict

from spice.application.deciding.committing import Changed
from spice.domain.refusals import NoteRefusal
from spice.messages.command import Command
from spice.ports.directory import Database


def decide_refusal(command: Command, noted: NoteRefusal, database: Database) -> Changed:
    """Keep it as the command's result."""
    return Changed(database=database, lines=[], result=asdict(noted))
