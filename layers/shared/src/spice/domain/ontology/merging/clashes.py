"""Where two sides cannot both have their way."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from spice.domain.datatypes.numbers import plain
from spice.domain.ontology.merging.trees import Branch, Nothing, Place, Ref

Kind = Literal["edit_edit", "delete_edit", "add_add", "same_name", "still_referenced", "order"]
Side = Literal["ours", "theirs"]
Choice = Literal["ours", "theirs", "base", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A place, and what base, ours and theirs have there."""

    kind: Kind
    place: Place
    base: object
    ours: object
    theirs: object
    choices: tuple[Choice, ...]
    within: str = ""
    """The kind of what the place is in, by which a value is read; '': it is a name."""

    @property
    def id(self) -> str:
        """The same for the same question: its place, by ids, and its three values."""
        asked = [self.kind, self.place, *map(_plain, (self.base, self.ours, self.theirs))]
        return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def _plain(tree: object) -> object:
    """Write a tree as JSON that is the same for equal trees only."""
    match tree:
        case Branch():
            children = {key: _plain(each) for key, each in tree.children.items()}
            return {"kind": tree.kind, "children": children, "order": tree.order}
        case Ref():
            return {"ref": tree.id, "part": tree.part}
        case Nothing():
            return {"nothing": tree.value}
        case Decimal():
            return {"decimal": plain(tree)}
        case Mapping():
            return {"object": {str(key): _plain(each) for key, each in tree.items()}}
        case list() | tuple():
            return [_plain(each) for each in tree]
    return tree
