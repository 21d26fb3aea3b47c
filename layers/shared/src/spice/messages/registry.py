"""Wire names: the only place that knows how commands and events are called outside."""

from decimal import Decimal
from typing import Any

import msgspec

from spice.domain import administration as admin
from spice.domain.instance import model as instance

COMMANDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        instance.CreateInstance,
        instance.PutInstance,
        instance.PatchInstance,
        instance.DeleteInstance,
        instance.RestoreInstance,
        admin.CreateDatabase,
        admin.UpdateDatabase,
        admin.DeleteDatabase,
        admin.SetGrant,
        admin.RemoveGrant,
        admin.ChangeOntology,
        admin.Release,
    )
}
EVENTS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        instance.InstanceCreated,
        instance.InstanceUpdated,
        instance.InstanceDeleted,
        admin.DatabaseCreated,
        admin.DatabaseUpdated,
        admin.DatabaseDeleted,
        admin.GrantSet,
        admin.GrantRemoved,
        admin.OntologyCommitted,
    )
}

_payloads = {name: msgspec.json.Decoder(kind, float_hook=Decimal) for name, kind in COMMANDS.items()}


def decode_payload(type_name: str, payload: bytes | msgspec.Raw) -> Any:
    """Read a command's payload; KeyError for an unknown type, msgspec.DecodeError for a broken one."""
    return _payloads[type_name].decode(payload)
