"""What the worker would make of commands, were they carried out now: decided by its rules, kept nowhere."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from spice.application.deciding.decide_batch import GIVEN_UP_AFTER, decide_batch
from spice.application.deciding.deciders import decider_of
from spice.application.deciding.decisions import Decision, Incoming
from spice.application.ground.ontologies import OntologyCache
from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.domain.administration import Release
from spice.domain.errors import DomainError
from spice.domain.shards import FAMILIES, Shard
from spice.messages.command import Command, command_record
from spice.messages.registry import decode_payload
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.packs import Packs
from spice.ports.pull_requests import PullRequests
from spice.ports.shard_rows import Parked
from spice.ports.webhooks import Webhooks
from spice.ports.write_model import Look, Wanted, WriteModel


class Rehearsal:
    """Decides commands in their order, each seeing what those before it would do."""

    def __init__(
        self,
        model: WriteModel,
        repository: OntologyRepository,
        pulls: PullRequests,
        webhooks: Webhooks,
        packs: Packs,
        now: Callable[[], datetime],
    ) -> None:
        ontologies = OntologyCache(repository)
        self._model, self._now = model, now
        self._deciders = {
            family: decider_of(family, model, repository, pulls, webhooks, ontologies, packs) for family in FAMILIES
        }

    def refuse(self, asking: Caller, draft: CommandDraft) -> None:
        """Refuse what the worker would refuse."""
        (*_, decision) = self.decide(draft.topic, [command_of(asking, draft)], draft.partition)
        if decision.problems:
            raise DomainError(decision.problems)

    def decide(self, topic: str, commands: Sequence[Command], partition: int | None = None) -> Sequence[Decision]:
        """Tell every command's outcome. `partition`: whose parked commands matter, if they do."""
        family = Shard.family_of(topic)
        decider = self._deciders[family]
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
        look, parked = self._look(decider.wanted(incoming), None if partition is None else Shard(family, partition))
        if not look.complete:
            raise Transient("index", "it is being rebuilt: nothing is decided from a part of it")
        return decide_batch(decider.begin(look, self._now()), parked, incoming, deaths=deaths).decisions

    def _look(self, wanted: Wanted, shard: Shard | None) -> tuple[Look, Mapping[str, Sequence[Parked]]]:
        if shard is None:
            return self._model.look(wanted), {}
        snapshot = self._model.snapshot(shard.name, wanted)
        return snapshot, snapshot.parked
