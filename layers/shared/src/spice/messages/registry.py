"""Wire names: the only place that knows how commands and events are called outside."""

from decimal import Decimal
from typing import Any, get_args

import msgspec

from spice.domain import administration as admin
from spice.domain import erasure, instance_migration, notes, refusals
from spice.domain.instance import model as instance
from spice.domain.ontology import branch_commands as branches
from spice.domain.ontology import tightening
from spice.domain.ontology.pulls import commands as pulls
from spice.domain.webhooks import commands as webhooks
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
        instance_migration.MigrateInstance,
        tightening.PrepareChange,
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
        pulls.OpenPullRequest,
        pulls.UpdatePullRequest,
        pulls.ReviewPullRequest,
        pulls.CommentOnPullRequest,
        pulls.MergePullRequest,
        *get_args(webhooks.WebhookCommand),
        *get_args(erasure.ErasureCommand),
        refusals.NoteRefusal,
        notes.KeepNotes,
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
        *get_args(pulls.PullEvent),
        *get_args(webhooks.WebhookEvent),
        *get_args(erasure.ErasureEvent),
    )
}
PULL_EVENTS = {kind.__name__: kind for kind in get_args(pulls.PullEvent)}
WEBHOOK_EVENTS = {kind.__name__: kind for kind in get_args(webhooks.WebhookEvent)}
ERASURE_EVENTS = {kind.__name__: kind for kind in get_args(erasure.ErasureEvent)}

_payloads: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(kind, float_hook=Decimal) for name, kind in COMMANDS.items()
}


def decode_payload(type_name: str, payload: bytes | msgspec.Raw) -> Any:
    """Read a command's payload; KeyError for an unknown type, msgspec.DecodeError for a broken one."""
    return _payloads[type_name].decode(payload)


_note = msgspec.json.Decoder(notes.Note).decode


def decode_note(note: bytes) -> notes.Note:
    """Read a note that waits for the log."""
    return _note(note)


def pull_event(event: Event) -> pulls.PullEvent:
    """Turn an event of the log into the domain's; KeyError for one that is not a pull request's."""
    made: pulls.PullEvent = msgspec.convert(event.body, PULL_EVENTS[event.type])
    return made


def webhook_event(event: Event) -> webhooks.WebhookEvent:
    """Turn an event of the log into the domain's; KeyError for one that is not a webhook's."""
    made: webhooks.WebhookEvent = msgspec.convert(event.body, WEBHOOK_EVENTS[event.type])
    return made


def erasure_event(event: Event) -> erasure.ErasureEvent:
    """Turn an event of the log into the domain's; KeyError for one that is not of an erasure."""
    made: erasure.ErasureEvent = msgspec.convert(event.body, ERASURE_EVENTS[event.type])
    return made


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
