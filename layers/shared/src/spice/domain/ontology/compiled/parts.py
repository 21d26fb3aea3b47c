"""What a compiled class is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spice.domain.datatypes.checking import Check
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.datatypes.parts import Inside, Part
from spice.domain.ontology.compiled.stored import Form
from spice.domain.personal import check_sealed

ID = "id"
"""What stands for a type where a field holds ids of instances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """How a field is searched, and the type its values are of (`MONEY.currency`: of a part)."""

    kind: FieldKind
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A relationship with what its target is today."""

    id: str
    name: str
    target: str
    """Name of the target class."""
    target_root: str
    """Stable id of the root of the target's hierarchy."""
    target_family: tuple[str, ...]
    """Stable ids of the target class and all its subclasses."""
    cardinality: str
    required: bool
    inverse: str | None
    """What it is called from the target's side."""
    on_missing: str
    on_delete: str

    @property
    def many(self) -> bool:
        """Whether an instance may name several."""
        return self.cardinality.endswith("_to_many")

    @property
    def sole(self) -> bool:
        """Whether a target may be named by one instance alone."""
        return self.cardinality.startswith("one_to_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A property or relationship: how its value is checked, alone and as a merge patch."""

    id: str
    name: str
    check: Check
    patch: Check
    required: bool = False
    inside: Inside = None
    form: Form | None = None
    """How values that are stored are read; None: of a relationship, or personal."""
    default: object = None
    """In normal form; None: there is none."""
    personal: bool = False
    subject: str | None = None
    """Of a personal one: what says whose it is, by name; None: the instance itself."""

    @property
    def part(self) -> Part:
        """It as a part of the class."""
        return Part(name=self.name, inside=self.inside, personal=self.personal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a class stands in its hierarchy. `family`: stable ids of the class and all its subclasses; `kin`: names of
    all classes of its root, by stable id."""

    id: str
    name: str
    root_id: str
    abstract: bool
    family: tuple[str, ...]
    kin: Mapping[str, str]


def rules_of(
    slots: Sequence[Slot],
) -> tuple[Mapping[str, Check], Sequence[str], Mapping[str, object], Mapping[str, object], Mapping[str, Form]]:
    """Tell by stable id how values are checked, what must be there and nothing fills in for, what fills in, what of
    that every instance has, and how stored values are read (nobody reads personal ones)."""
    return (
        # What is kept of a personal one is sealed: nobody who decides reads it.
        {slot.id: check_sealed if slot.personal else slot.check for slot in slots},
        tuple(slot.id for slot in slots if slot.required and slot.default is None),
        {slot.id: slot.default for slot in slots if slot.default is not None},
        {slot.id: slot.default for slot in slots if slot.required and slot.default is not None},
        {slot.id: slot.form for slot in slots if slot.form is not None},
    )


def personal_of(slots: Sequence[Slot]) -> Mapping[str, str | None]:
    """Tell by stable id what says whose a personal value is, by its stable id."""
    ids = {slot.name: slot.id for slot in slots}
    return {slot.id: None if slot.subject is None else ids.get(slot.subject) for slot in slots if slot.personal}
