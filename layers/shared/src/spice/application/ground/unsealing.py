"""Personal values are read by who may: opened for one answer, with keys that are read for it and kept by nobody."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from spice.application.ground.schemas import Schema
from spice.application.ground.showing import saw
from spice.domain.bounds import ERASED_KEYS
from spice.domain.errors import refuse
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.personal import ERASED, LOST, SealedValue, ValuePlace, key_name, read_sealed
from spice.messages.codec import decode
from spice.ports.search_index import Hit
from spice.ports.subject_keys import ErasedKey, KeyState, SubjectKey, SubjectKeys

Held = TypeVar("Held", Instance, Hit)


class Ring:
    """The keys of one answer."""

    def __init__(self, keys: SubjectKeys, ready: Callable[[], None], database: UUID) -> None:
        self._keys, self._ready, self._database = keys, ready, database
        self._known: dict[str, KeyState | None] = {}

    def load(self, sealed: Iterable[SealedValue | None]) -> None:
        """Read the keys of some values at once."""
        wanted = {each.subject for each in sealed if each is not None} - self._known.keys()
        if wanted:
            self._ready()
            found = self._keys.find(self._database, wanted)
            self._known |= {subject: found.get(subject) for subject in wanted}

    def opened(self, schema: Schema, instances: Sequence[Held]) -> list[Held]:
        """Open the personal values of instances, or of hits."""
        shapes = [schema.ontology.by_id.get(each.class_id) for each in instances]
        self.load(
            read_sealed(each.data.get(id_))
            for shape, each in zip(shapes, instances, strict=True)
            for id_ in (shape.personal if shape is not None else ())
        )
        return [self._opened(shape, each) for shape, each in zip(shapes, instances, strict=True)]

    def value(self, place: ValuePlace, value: object) -> object:
        """Open one value; ERASED, or LOST, where nobody can any more."""
        if (sealed := read_sealed(value)) is None:
            return value
        self.load([sealed])
        key = self._known[sealed.subject]
        if isinstance(key, ErasedKey) or (key is not None and sealed.generation <= key.erased):
            return ERASED
        # Erased is what the log erased: a key that is not there, or is another, was lost.
        if not isinstance(key, SubjectKey) or key.generation != sealed.generation:
            return LOST
        plain = key.open(sealed.box, place.parts)
        if plain is None:
            return LOST
        saw(self._database, place)
        return decode(plain)

    def _opened(self, shape: CompiledClass | None, held: Held) -> Held:
        if shape is None or not (personal := [id_ for id_ in shape.personal if id_ in held.data]):
            return held
        places = {id_: ValuePlace(root_id=shape.root_id, instance=held.id, property_id=id_) for id_ in personal}
        opened = {id_: self.value(place, held.data[id_]) for id_, place in places.items()}
        return replace(held, data={**held.data, **opened})


class Unsealer:
    """Gives each answer its ring. `ready` raises while erasures may be missing."""

    def __init__(self, keys: SubjectKeys, ready: Callable[[], None]) -> None:
        self._keys, self._ready = keys, ready

    def erased(self, database: UUID, times: int) -> Sequence[str]:
        """Name the keys of a database that were destroyed; refused are more than a question holds so many times."""
        self._ready()
        most = ERASED_KEYS // times
        found = self._keys.erased(database, limit=most + 1)
        if sum(found.values()) > most:
            said = (
                f"more than {most} keys of persons were erased here: a question cannot tell {times} times who is left"
            )
            raise refuse("constraint_violated", said)
        return [key_name(subject, n) for subject, last in found.items() for n in range(1, last + 1)]

    def ring(self, database: UUID) -> Ring:
        """Make the ring of one answer about a database: it reads nothing before there is something to open."""
        return Ring(self._keys, self._ready, database)
