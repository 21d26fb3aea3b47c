"""An instance, the commands it takes and the events it gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from spice.domain.bounds import INSTANCE_BYTES

Data = dict[str, object]
"""Property id to JSON value: str, bool, int, Decimal, float, list, dict. Never null."""
LARGEST = INSTANCE_BYTES
"""Bytes an instance's data may have as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """The state of one instance after its latest event; a deleted one keeps its version and no data."""

    class_id: str
    id: str
    version: int
    data: Data
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateInstance:
    """Bring an instance into being; refused when it exists."""

    class_id: str
    id: str
    data: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInstance:
    """Create it, or replace all its data."""

    class_id: str
    id: str
    data: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchInstance:
    """Merge into its data (RFC 7396: null removes)."""

    class_id: str
    id: str
    patch: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteInstance:
    """End it; its history stays."""

    class_id: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreInstance:
    """Bring back the data it had at an earlier version, also after a delete."""

    class_id: str
    id: str
    data: Data
    from_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetTarget:
    """Stop naming an instance that ended, as the relationships to it say: let go of it, or end too."""

    class_id: str
    id: str
    target_root: str
    target: str
    target_class: str | None = None
    """The class that it was of; None in commands of earlier releases."""


InstanceCommand = CreateInstance | PutInstance | PatchInstance | DeleteInstance | RestoreInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceCreated:
    """It began, or began again, with this data."""

    class_id: str
    data: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceUpdated:
    """These properties got these values, and those were removed. Whole top-level values."""

    class_id: str
    set: Data = field(default_factory=dict)
    unset: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceDeleted:
    """It ended."""

    class_id: str


InstanceEvent = InstanceCreated | InstanceUpdated | InstanceDeleted
