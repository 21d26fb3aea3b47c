"""The workers of both families on their ports."""

from collections.abc import Callable
from datetime import datetime

from spice.application.deciding.deciders import decider_of
from spice.application.ground.ontologies import OntologyCache
from spice.application.work.carry_out import CarryOut
from spice.application.work.publish_segment import Publisher
from spice.ports.bus import Bus
from spice.ports.crash import Crash
from spice.ports.event_log import EventLog
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.outbox import Outbox
from spice.ports.quarantine import Quarantine
from spice.ports.write_model import WriteModel


class Workers:
    """Makes the worker of a family; the same for its own function and for maintenance."""

    def __init__(
        self,
        *,
        log: EventLog,
        model: WriteModel,
        outbox: Outbox,
        bus: Bus,
        repository: OntologyRepository,
        quarantine: Quarantine,
        now: Callable[[], datetime],
        crash: Crash,
    ) -> None:
        self._log, self._model, self._now, self._crash = log, model, now, crash
        self._repository, self._outbox, self._quarantine = repository, outbox, quarantine
        self._publisher = Publisher(log, model, bus, crash)
        self.ontologies = OntologyCache(repository)
        self._made: dict[str, CarryOut] = {}

    def __call__(self, family: str) -> CarryOut:
        """Give the worker of a family."""
        if family not in self._made:
            self._made[family] = CarryOut(
                family=family,
                log=self._log,
                model=self._model,
                outbox=self._outbox,
                publisher=self._publisher,
                decider=decider_of(family, self._model, self._repository, self.ontologies),
                ontologies=self.ontologies,
                repository=self._repository,
                quarantine=self._quarantine,
                now=self._now,
                crash=self._crash,
            )
        return self._made[family]
