"""instance-events, ontology-events -> read models; and their rebuild, where nothing projects meanwhile."""

from typing import Any

from spice.application.ground.ontologies import OntologyCache
from spice.application.projecting.changed_kinds import ChangedKinds
from spice.application.projecting.instances import ProjectInstances
from spice.application.projecting.ontologies import ProjectOntologies
from spice.application.projecting.projections import projections
from spice.application.projecting.revivals import Revivals
from spice.application.upkeep.rebuild import RebuildProjections
from spice.application.upkeep.run_jobs import RunProjectionJob
from spice.application.upkeep.take_in import TakeIn
from spice.domain.shards import INSTANCE, Shard
from spice.entrypoints.kafka import all_partitions
from spice.entrypoints.lazy import Handler, lazy
from spice.ports import Ports


def build(ports: Ports) -> Handler:
    """Wire the projections to their ports."""
    ontologies = OntologyCache(ports.ontology)
    all_of_them = projections(ports, ontologies)
    instances = ProjectInstances(ports, all_of_them)
    jobs = RunProjectionJob(ports.jobs, RebuildProjections(ports, all_of_them, instances.catch_up))
    take_in = TakeIn(ports.jobs, all_of_them, instances.catch_up)
    revivals = Revivals(ports.ontology, ontologies, ports.commands)
    kinds = ChangedKinds(ports.ontology, ontologies, ports.operations)
    others = ProjectOntologies(ports.search, ports.jobs, ports.kick, ontologies, revivals, kinds)
    families = {Shard(INSTANCE, 0).events: instances}
    project = all_partitions(lambda topic, records: families.get(topic, others)(records))

    def handle(event: Any, context: Any) -> dict[str, int]:
        if "take_in" in event:
            return take_in(event["take_in"])
        return jobs(event["job"]) if "job" in event else project(event, context)

    return handle


lambda_handler = lazy(build)
