"""Instance commands: what the client wrote, checked against `main`, made ready for the worker.

What a command still on its way could make true is not refused here: whether an instance exists is the worker's to
decide. A version that has gone by never comes back: a stale `If-Match` is refused at once, as an unmet `If-None-Match`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from spice.application.ground.fresh_ids import fresh_id
from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.schemas import Ontologies
from spice.application.intake.command import CommandDraft
from spice.application.intake.expected_versions import expected_version
from spice.application.intake.problems import abstract, too_large
from spice.application.intake.restored import Restored
from spice.application.intake.sealing import Sealer, Unsealed
from spice.application.intake.targets import missing
from spice.domain.errors import DomainError, Problem, there
from spice.domain.identity import aggregate_id
from spice.domain.instance.ids import read_instance_id
from spice.domain.instance.model import (
    LARGEST,
    CreateInstance,
    DeleteInstance,
    InstanceCommand,
    PatchInstance,
    PutInstance,
    RestoreInstance,
)
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Conditions and remarks of a write. `expected`: the entity tags of If-Match; None: none."""

    expected: Sequence[str] | None = None
    must_be_absent: bool = False
    reason: str | None = None
    occurred_at: datetime | None = None
    rehearsed: bool = False
    """Nothing is to be kept of it, no key of a person either."""


class InstanceDrafts:
    """Makes drafts of instance commands; every broken rule at once."""

    def __init__(
        self, reader: InstanceReader, ontologies: Ontologies, now: Callable[[], datetime], sealer: Sealer
    ) -> None:
        self._reader, self._ontologies, self._now, self._sealer = reader, ontologies, now, sealer
        self._restored = Restored(reader, ontologies)

    def place(self, database: Database, class_name: str, instance_id: str) -> InstanceRef:
        """Find what a path names; not_found when there is no such class."""
        schema = self._ontologies.current(database)
        shape = schema.in_path(class_name)
        if len(shape.family) > 1:
            # A path may name a superclass: the instance's own class decides which properties it has.
            head = self._reader.head(database.uuid, shape.root_id, instance_id)
            if head is not None and not head.deleted and head.class_id in shape.family:
                shape = schema.ontology.by_id.get(head.class_id, shape)
        return InstanceRef(database=database, schema=schema, shape=shape, id=instance_id)

    def create(
        self, database: Database, class_name: str, instance_id: str | None, data: object, terms: Conditions
    ) -> tuple[InstanceRef, CommandDraft]:
        """Bring an instance into being; without an id it comes from the class's key, else it is a UUIDv7."""
        schema = self._ontologies.current(database)
        shape = schema.ontology.named(class_name)
        checked, problems = shape.check(data)
        if shape.abstract:
            problems.append(abstract(shape, "/class"))
        if instance_id is not None:
            instance_id, unfit = read_instance_id(instance_id)
            problems += unfit
        if not problems:
            instance_id = instance_id or shape.instance_id(checked)
        problems += missing(self._reader, database.uuid, shape, instance_id, checked)
        _demand(problems)
        identity = instance_id or str(fresh_id(self._now()))
        place = InstanceRef(database=database, schema=schema, shape=shape, id=identity)
        sealed = self._sealed(place, checked, terms, whole=True)
        payload = CreateInstance(class_id=shape.id, id=identity, data=sealed)
        return place, self._draft(place, payload, terms, unsealed=checked)

    def put(self, place: InstanceRef, data: object, terms: Conditions) -> CommandDraft:
        """Create it, or replace all its data."""
        checked, problems = place.shape.check(data)
        problems += read_instance_id(place.id)[1]
        problems += missing(self._reader, place.database.uuid, place.shape, place.id, checked)
        _demand(problems)
        sealed = self._sealed(place, checked, terms, whole=True)
        payload = PutInstance(class_id=place.shape.id, id=place.id, data=sealed)
        return self._draft(place, payload, terms, unsealed=checked)

    def patch(self, place: InstanceRef, patch: object, terms: Conditions) -> CommandDraft:
        """Merge into its data."""
        checked, problems = place.shape.check_patch(patch)
        given = {name: value for name, value in checked.items() if value is not None}
        problems += missing(self._reader, place.database.uuid, place.shape, place.id, given)
        _demand(problems)
        sealed = self._sealed(place, checked, terms, whole=False)
        payload = PatchInstance(class_id=place.shape.id, id=place.id, patch=sealed)
        return self._draft(place, payload, terms, unsealed=given)

    def delete(self, place: InstanceRef, terms: Conditions) -> CommandDraft:
        """End it."""
        return self._draft(place, DeleteInstance(class_id=place.shape.id, id=place.id), terms)

    def restore(
        self, place: InstanceRef, *, version: int | None, at: datetime | None, terms: Conditions
    ) -> CommandDraft:
        """Bring back the data of an earlier version, or of the version that was current at a time."""
        head = self._reader.head(place.database.uuid, place.shape.root_id, place.id)
        found = self._restored.find(place, head, version, at)
        shape = place.schema.ontology.by_id[found.class_id]
        if head is None or head.deleted or head.class_id != found.class_id:
            _demand(shape.check_again(found.data))
        payload = RestoreInstance(class_id=shape.id, id=place.id, data=found.data, from_version=found.version)
        return self._draft(place, payload, terms)

    def _sealed(
        self, place: InstanceRef, data: dict[str, object], terms: Conditions, *, whole: bool
    ) -> dict[str, object]:
        if not place.shape.personal:
            return data
        written = Unsealed(shape=place.shape, id=place.id, data=data, whole=whole)
        return self._sealer.one(place.database.uuid, written, keep=not terms.rehearsed)

    def _draft(
        self,
        place: InstanceRef,
        payload: InstanceCommand,
        terms: Conditions,
        unsealed: Mapping[str, object] | None = None,
    ) -> CommandDraft:
        draft = CommandDraft(
            payload=payload,
            key=aggregate_id(place.database.uuid, place.shape.root_id, place.id),
            database=place.database.uuid,
            ontology_commit=place.schema.commit,
            expected_version=self._expected(place, payload, terms),
            must_be_absent=terms.must_be_absent,
            reason=terms.reason,
            occurred_at=terms.occurred_at,
            unsealed={id_: value for id_, value in (unsealed or {}).items() if id_ in place.shape.personal},
        )
        if len(draft.encoded) > LARGEST:
            raise DomainError(too_large(len(draft.encoded)))
        return draft

    def _expected(self, place: InstanceRef, payload: InstanceCommand, terms: Conditions) -> int | None:
        """Turn If-Match into the version that must be current; refuse at once what can never be again."""
        if terms.expected is None and not terms.must_be_absent:
            return None
        head = self._reader.head(place.database.uuid, place.shape.root_id, place.id)
        current = None if head is None or head.deleted else head.version
        if terms.must_be_absent and head is not None and current is not None:
            raise there(f"{place.schema.ontology.called(head.class_id)} '{place.id}'")
        if terms.expected is None:
            return None
        must_exist = isinstance(payload, PatchInstance | DeleteInstance)
        return expected_version(f"'{place.id}'", terms.expected, current, must_exist=must_exist)


def _demand(problems: list[Problem]) -> None:
    if problems:
        raise DomainError(problems)
