"""Random commands over a few aggregates, sent as a client would: again under the same key until accepted."""

from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

import msgspec

from spice.domain import administration as admin
from spice.domain.identity import REGISTRY, aggregate_id, derived_id
from spice.domain.instance import model as instance
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.command_store import Batch, IdempotencyKey, Submission
from spice.ports.errors import Transient
from spice.wired import Wired
from tests.simulation.faults import DEADLY
from tests.support.memory_platform import Clock

DATABASE = UUID("00000000-0000-4000-8000-0000000000d0")
IDS = ("a", "b", "c", "d", "e")
CLASS = {
    "name": "Thing",
    "properties": [{"name": "note", "type": "xsd:string"}, {"name": "size", "type": "xsd:decimal"}],
    "relationships": [
        {"name": "next", "target": "Thing", "cardinality": "many_to_one", "on_delete": "detach"},
        {"name": "owner", "target": "Thing", "cardinality": "many_to_one", "on_delete": "cascade"},
        {"name": "base", "target": "Thing", "cardinality": "many_to_one", "on_delete": "refuse"},
    ],
}
RARE_IDS = ("x", "y")


def rare(*, required: bool) -> dict[str, object]:
    """A class that seldom has instances, so that it may ask for more; `v` is what it asks for."""
    return {"name": "Rare", "properties": [{"name": "v", "type": "xsd:string", "required": required}]}


@dataclass
class Clients:
    """Makes and sends commands; remembers what was accepted."""

    random: Random
    ports: Wired
    now: Clock
    accepted: list[UUID] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Stable ids by name, of the class `Thing` and what it has."""
    _count: int = 0

    def administer(self, payload: object, key: str | None = None) -> Submission:
        """A command on databases, grants or the ontology."""
        return self._submission(payload, key or str(DATABASE), topic="ontology-commands")

    def something(self) -> Submission:
        """A random request."""
        if self.random.random() < 0.08:
            return self._administration()
        if self.random.random() < 0.1:
            return self._bulk()
        if self.random.random() < 0.06:
            return self._rare()
        payload = self._payload()
        return self._submission(payload, self._key(payload.id), type_="Nonsense" if self.random.random() < 0.02 else "")

    def release(self, letter: UUID, key: str, shard: str, *, discard: bool) -> Submission:
        """Run or give up a parked command."""
        topic, partition = shard.rpartition("-")[0] + "-commands", int(shard[-4:])
        made = self._submission(admin.Release(letter=letter, discard=discard), key, topic=topic)
        return replace(made, partition=partition)

    def send(self, submission: Submission, tries: int = 1000) -> None:
        """Send a request again and again until it is accepted."""
        for _ in range(tries):
            try:
                kept = self.ports.commands.keep(submission)
            except Transient:
                continue
            lines = [command.id for command in submission.commands]
            self.accepted += lines if kept.batch else [kept.id]
            return
        raise AssertionError("the store never accepts")

    def _payload(
        self,
    ) -> instance.CreateInstance | instance.PutInstance | instance.PatchInstance | instance.DeleteInstance:
        class_id, identity = self.names["Thing"], self.random.choice(IDS)
        kind = self.random.choice(["create", "put", "put", "patch", "patch", "delete"])
        if kind == "delete":
            return instance.DeleteInstance(class_id=class_id, id=identity)
        if kind == "patch":
            return instance.PatchInstance(class_id=class_id, id=identity, patch=self._data())
        make = instance.CreateInstance if kind == "create" else instance.PutInstance
        return make(class_id=class_id, id=identity, data=self._data())

    def _data(self) -> dict[str, object]:
        data: dict[str, object] = {self.names["size"]: self.random.randrange(1000)}
        for name in ("next", "owner", "base"):
            if self.random.random() < 0.15:
                data[self.names[name]] = self.random.choice(IDS)
        if self.random.random() < 0.04:
            data[self.names["note"]] = DEADLY
        return data

    def _administration(self) -> Submission:
        role = self.random.choice(admin.ROLES)
        payload = self.random.choice(
            [
                admin.SetGrant(subject="lee", role=role),
                admin.RemoveGrant(subject="lee"),
                admin.UpdateDatabase(uuid=DATABASE, patch={"description": str(self._count)}),
                admin.ChangeOntology(
                    changes=[{"op": "update", "name": "Thing", "patch": {"description": {"en": str(self._count)}}}]
                ),
                *self._tightenings(),
            ]
        )
        return self.administer(payload, REGISTRY if isinstance(payload, admin.UpdateDatabase) else None)

    def _tightenings(self) -> list[admin.ChangeOntology]:
        """Ask for more where there are no instances, or for less again."""
        return [
            admin.ChangeOntology(changes=[{"op": "update", "name": "Rare", "patch": rare(required=required)}])
            for required in (False, True, True)
        ]

    def _rare(self) -> Submission:
        """Make what may lack what its class asks for by then, or end it, so that the class is empty again."""
        class_id, identity = self.names["Rare"], self.random.choice(RARE_IDS)
        data: dict[str, object] = {self.names["v"]: "1"} if self.random.random() < 0.3 else {}
        made = instance.PutInstance(class_id=class_id, id=identity, data=data)
        payload = self.random.choice([made, instance.DeleteInstance(class_id=class_id, id=identity)])
        return self._submission(payload, aggregate_id(DATABASE, class_id, identity))

    def _bulk(self) -> Submission:
        self._count += 1
        batch = derived_id(DATABASE, f"batch {self._count}")
        commands = []
        for line in range(1, self.random.randrange(2, 8)):
            payload = self._payload()
            commands.append(self._command(payload, self._key(payload.id), batch=batch, line=line))
        row = Batch(
            id=batch,
            database=DATABASE,
            actor="kim",
            accepted=len(commands),
            rejected=[],
            submitted_at=commands[0].submitted_at,
        )
        key = IdempotencyKey(actor="kim", key=str(batch), database=DATABASE, fingerprint="x")
        return Submission(topic="instance-commands", commands=commands, batch=row, idempotency=key)

    def _submission(
        self, payload: object, key: str, *, topic: str = "instance-commands", type_: str = ""
    ) -> Submission:
        command = self._command(payload, key, type_=type_)
        idempotency = IdempotencyKey(actor="kim", key=str(command.id), database=DATABASE, fingerprint="x")
        return Submission(topic=topic, commands=[command], idempotency=idempotency)

    def _command(
        self, payload: object, key: str, *, type_: str = "", batch: UUID | None = None, line: int | None = None
    ) -> Command:
        self._count += 1
        return Command(
            id=derived_id(batch, str(line)) if batch else derived_id(DATABASE, str(self._count)),
            type=type_ or type(payload).__name__,
            key=key,
            actor="kim",
            submitted_at=self.now(),
            payload=msgspec.Raw(encode(payload)),
            database=DATABASE,
            batch=batch,
            line=line,
            expected_version=self.random.choice([None, None, None, 1, 2, 3]) if isinstance(payload, _GUARDED) else None,
        )

    def _key(self, identity: str) -> str:
        return aggregate_id(DATABASE, self.names["Thing"], identity)


_GUARDED = (instance.PutInstance, instance.PatchInstance, instance.DeleteInstance)
