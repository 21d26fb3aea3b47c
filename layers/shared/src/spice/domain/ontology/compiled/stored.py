"""What a stored value reads as under the type its property has today, as a write would read it."""

from collections.abc import Mapping
from dataclasses import dataclass

from spice.domain.datatypes.arrays import identity_of
from spice.domain.datatypes.checking import Rejected, Spec
from spice.domain.datatypes.home import Home
from spice.domain.datatypes.parts import part_key
from spice.domain.datatypes.registry import compile_asked
from spice.domain.personal import read_sealed


@dataclass(frozen=True, slots=True)
class Form:
    """A type with what is inside, without constraints: what has the same form is read alike."""

    type: str
    items: "Form | None" = None
    parts: "tuple[tuple[str, Form], ...] | None" = None
    """Of an object, by the keys they are kept under."""


def form_of(spec: Spec) -> Form:
    """Tell the form of a property."""
    items, parts = spec.get("items"), spec.get("properties")
    return Form(
        str(spec["type"]),
        form_of(items) if isinstance(items, Mapping) else None,
        tuple((part_key(part), form_of(part)) for part in parts) if isinstance(parts, list) else None,
    )


def read_stored(form: Form, value: object, home: Home) -> object:
    """Give the normal form of a value, whose own parts and items are read each by itself; None: it cannot be read."""
    if form.items is not None:
        if not isinstance(value, list):
            return None
        return [read for item in value if (read := read_stored(form.items, item, home)) is not None]
    if form.parts is not None:
        if not isinstance(value, dict):
            return None
        parts = {key: read_stored(part, value[key], home) for key, part in form.parts if key in value}
        return {key: each for key, part in value.items() if (each := parts.get(key, part)) is not None}
    try:
        return compile_asked(form.type, home)(value)
    except Rejected:
        return value if read_sealed(value) is not None else None


def read_otherwise(forms: Mapping[str, Form], data: Mapping[str, object], home: Home) -> dict[str, object]:
    """Tell which of the values of an instance read otherwise than they are stored; None: not at all."""
    found: dict[str, object] = {}
    for id_, form in forms.items():
        if (value := data.get(id_)) is not None:
            read = read_stored(form, value, home)
            if read is not value and identity_of(read) != identity_of(value):
                found[id_] = read
    return found
