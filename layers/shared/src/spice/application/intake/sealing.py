"""Personal values are sealed before anything is kept: nothing behind the door ever holds them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from spice.domain.errors import DomainError, Problem
from spice.domain.hints import pointer
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.subjects import subject_missing, subject_of, subject_problems
from spice.domain.personal import SealedValue, ValuePlace, subject_erased
from spice.messages.codec import encode
from spice.ports.many_instances import ManyInstances, Name
from spice.ports.subject_keys import ErasedKey, MintedKey, SubjectKey, SubjectKeys


@dataclass(slots=True, kw_only=True)
class Unsealed:
    """What a write brings of an instance, keyed by stable id; `whole`: it replaces what is there."""

    shape: CompiledClass
    id: str
    data: dict[str, object]
    whole: bool
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> Name:
        """What the instance is called."""
        return Name(self.shape.root_id, self.id)

    @property
    def values(self) -> Iterator[tuple[str, object]]:
        """Walk its personal values."""
        return ((id_, self.data[id_]) for id_ in self.shape.personal if self.data.get(id_) is not None)

    @property
    def asks(self) -> bool:
        """Whether what it does not bring says whose a value is: that is read from the instance."""
        named = (self.shape.personal[id_] for id_, _ in self.values)
        return not self.whole and any(owner is not None and owner not in self.data for owner in named)


class Sealer:
    """Seals what writes bring."""

    def __init__(self, keys: SubjectKeys, reader: ManyInstances) -> None:
        self._keys, self._reader = keys, reader

    def one(self, database: UUID, written: Unsealed, *, keep: bool = True) -> dict[str, object]:
        """Seal what one write brings. Raises DomainError with what is nobody's, or somebody's who was erased."""
        (sealed,) = self.all(database, [written], keep=keep)
        if written.problems:
            raise DomainError(written.problems)
        return sealed

    def all(self, database: UUID, written: Sequence[Unsealed], *, keep: bool = True) -> list[dict[str, object]]:
        """Seal what writes bring, in their order, each after those before it; what is wrong is noted with each.

        Keys are read, and made, for all of them at once; without `keep` none is kept.
        """
        owners = [dict(each) for each in self._owners(database, written)]
        wanted = {subject for each in owners for subject in each.values()}
        keys = self._keys.mint(database, wanted, keep=keep) if wanted else {}
        return [_sealed(each, owned, keys) for each, owned in zip(written, owners, strict=True)]

    def _owners(self, database: UUID, written: Sequence[Unsealed]) -> Iterator[Iterator[tuple[str, str]]]:
        """Tell whose each value is, by property; what is nobody's is noted."""
        asked = {each.name for each in written if each.asks}
        there = {name: found.data for name, found in self._reader.instances(database, asked).items()} if asked else {}
        for each in written:
            # Lines of one request follow each other: what the one before wrote holds for the next.
            after = {**({} if each.whole else there.get(each.name, {})), **each.data}
            there[each.name] = after
            yield _owned(each, after)


def _owned(written: Unsealed, after: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for id_, _ in written.values:
        if (subject := subject_of(written.shape, id_, written.id, after)) is None:
            written.problems.append(subject_missing(written.shape, id_))
        elif unfit := subject_problems(written.shape, id_, subject):
            written.problems += unfit
        else:
            yield id_, subject


def _sealed(written: Unsealed, owners: Mapping[str, str], keys: Mapping[str, MintedKey]) -> dict[str, object]:
    sealed = dict(written.data)
    for id_, value in written.values:
        if (subject := owners.get(id_)) is None:
            # Nobody's: the write is refused, and its value goes no further.
            del sealed[id_]
        elif isinstance(key := keys[subject], ErasedKey):
            written.problems.append(subject_erased(subject, pointer("/data", written.shape.names[id_])))
            del sealed[id_]
        else:
            place = ValuePlace(root_id=written.shape.root_id, instance=written.id, property_id=id_)
            sealed[id_] = sealed_value(key, subject, place, value)
    return sealed


def sealed_value(key: SubjectKey, subject: str, place: ValuePlace, value: object) -> str:
    """Seal one value."""
    return str(SealedValue(subject=subject, generation=key.generation, box=key.seal(encode(value), place.parts)))
