"""What the worker would make of commands, were they carried out now: decided by its rules, kept nowhere."""

from collections.abc import Callable, Sequence
from datetime import datetime

from spice.application.deciding.decide_batch import GIVEN_UP_AFTER, decide_batch
from spice.application.deciding.deciders import decider_of
from spice.application.deciding.decisions import Decision, Incoming
from spice.application.ground.ontologies import OntologyCache
from spice.application.intake.command import Asking, Draft, command_of
from spice.domain.administration import Release
from spice.domain.errors import DomainError
from spice.domain.shards import FAMILIES, Shard
from spice.messages.command import Command, command_record
from spice.messages.registry import decode_payload
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.write_model import WriteModel


class Rehearsal:
    """Decides commands in their order, each seeing what those before it would do."""

    def __init__(self, model: WriteModel, repository: OntologyRepository, now: Callable[[], datetime]) -> None:
        ontologies = OntologyCache(repository)
        self._model, self._now = model, now
        self._deciders = {family: decider_of(family, model, repository, ontologies) for family in FAMILIES}

    def refuse(self, asking: Asking, draft: Draft) -> None:
        """Refuse what the worker would refuse."""
        shard = "" if draft.partition is None else Shard(Shard.family_of(draft.topic), draft.partition).name
        (*_, decision) = self.decide(draft.topic, [command_of(asking, draft)], shard)
        if decision.problems:
            raise DomainError(decision.problems)

    def decide(self, topic: str, commands: Sequence[Command], shard: str = "") -> Sequence[Decision]:
        """Tell every command's outcome. `shard`: whose parked commands matter, if they do."""
        decider = self._deciders[Shard.family_of(topic)]
        incoming = [
            Incoming(
                record=command_record(command),
                key=command.key,
                command=command,
                payload=decode_payload(command.type, command.payload),
            )
            for command in commands
        ]
        # What a release would run may have ended its worker: it is not run here.
        deaths = GIVEN_UP_AFTER if any(isinstance(item.payload, Release) for item in incoming) else 0
        snapshot = self._model.snapshot(shard, decider.wanted(incoming))
        if not snapshot.complete:
            raise Transient("index", "it is being rebuilt: nothing is decided from a part of it")
        return decide_batch(decider.begin(snapshot, self._now()), snapshot, incoming, deaths=deaths).decisions
