"""The workers of both families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spice.application.ground.ontologies import OntologyCache
from spice.application.work.carry_out import CarryOut
from spice.application.work.publish_segment import Publisher
from spice.domain.shards import Shard

if TYPE_CHECKING:
    from spice.ports import Ports


class Workers:
    """Makes the worker of a family; the same for its own function and for maintenance."""

    def __init__(self, ports: Ports) -> None:
        self._ports, self._publisher = ports, Publisher(ports)
        self.ontologies = OntologyCache(ports.ontology)
        self._made: dict[str, CarryOut] = {}

    def __call__(self, family: str) -> CarryOut:
        """Give the worker of a family."""
        if family not in self._made:
            self._made[family] = CarryOut(family, self._ports, self._publisher, self.ontologies)
        return self._made[family]

    def catch_up(self, shard: Shard) -> int:
        """Index what stands in the log behind a shard's head."""
        return self(shard.family).catch_up(shard.name)
