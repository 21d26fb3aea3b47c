"""Wire names: the only place that knows how commands and events are called outside."""

from decimal import Decimal
from typing import Any

import msgspec

from spice.domain import administration as admin
from spice.domain.instance import model as instance
from spice.domain.ontology import branch_commands as branches
from spice.messages.event import Event

COMMANDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        instance.CreateInstance,
        instance.PutInstance,
        instance.PatchInstance,
        instance.DeleteInstance,
        instance.RestoreInstance,
        instance.ForgetTarget,
        admin.CreateDatabase,
        admin.UpdateDatabase,
        admin.DeleteDatabase,
        admin.SetGrant,
        admin.RemoveGrant,
        admin.ChangeOntology,
        branches.CreateBranch,
        branches.UpdateBranch,
        branches.DeleteBranch,
        branches.RollBack,
        branches.MergeBranches,
        branches.RebaseBranch,
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
        branches.BranchCreated,
        branches.BranchUpdated,
        branches.BranchDeleted,
    )
}

_payloads: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(kind, float_hook=Decimal) for name, kind in COMMANDS.items()
}


def decode_payload(type_name: str, payload: bytes | msgspec.Raw) -> Any:
    """Read a command's payload; KeyError for an unknown type, msgspec.DecodeError for a broken one."""
    return _payloads[type_name].decode(payload)


def instance_event(event: Event) -> instance.InstanceEvent:
    """Turn an event of the log into the domain's; ValueError for one that is not an instance's."""
    class_id = event.class_id or ""
    if event.type == "InstanceCreated":
        return instance.InstanceCreated(class_id=class_id, data=event.data or {})
    if event.type == "InstanceUpdated":
        return instance.InstanceUpdated(class_id=class_id, set=event.set or {}, unset=event.unset or ())
    if event.type == "InstanceDeleted":
        return instance.InstanceDeleted(class_id=class_id)
    raise ValueError(f"{event.type} is no event of an instance")
