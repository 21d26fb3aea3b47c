"""Erasures as commands: which generation of a subject's key is meant is told by how the subject stands now."""

from uuid import UUID

from spice.application.intake.command import CommandDraft
from spice.domain.erasure import EraseSubject, ErasureCommand, ReadmitSubject
from spice.domain.errors import refuse
from spice.domain.personal import read_subject
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.domain.wording import quoted
from spice.ports.directory import Database
from spice.ports.subject_keys import AbsentKey, ErasedKey, KeyState, SubjectKeys


class ErasureDrafts:
    """Makes drafts."""

    def __init__(self, keys: SubjectKeys) -> None:
        self._keys = keys

    def erase(self, database: Database, subject: str) -> CommandDraft:
        """Destroy the keys of a subject, as far as there are any; not_found where there never was one."""
        subject = read_subject(subject)
        state = self._state(database.uuid, subject)
        if state is None or isinstance(state, AbsentKey):
            raise refuse("not_found", f"there is no personal data of subject {quoted(subject)}", value=subject)
        return _draft(database, EraseSubject(subject=subject, generation=state.generation))

    def readmit(self, database: Database, subject: str) -> CommandDraft:
        """Let a subject that was erased have a key again."""
        subject = read_subject(subject)
        state = self._state(database.uuid, subject)
        if not isinstance(state, ErasedKey):
            said = f"subject {quoted(subject)} was not erased: there is nobody to take back"
            raise refuse("constraint_violated", said, value=subject)
        return _draft(database, ReadmitSubject(subject=subject, generation=state.generation + 1))

    def _state(self, database: UUID, subject: str) -> KeyState | None:
        return self._keys.find(database, [subject]).get(subject)


def _draft(database: Database, payload: ErasureCommand) -> CommandDraft:
    return CommandDraft(payload=payload, key=str(database.uuid), topic=ONTOLOGY_COMMANDS, database=database.uuid)
