"""instance-events, ontology-events -> read models; and their rebuild, where nothing projects meanwhile."""

from typing import Any

from spice.application.ground.ontologies import OntologyCache
from spice.application.projecting.instances import ProjectInstances
from spice.application.projecting.ontologies import ProjectOntologies
from spice.application.projecting.references import FollowReferences
from spice.application.upkeep.rebuild import RebuildProjections
from spice.application.upkeep.run_jobs import RunProjectionJob
from spice.domain.shards import INSTANCE, Shard
from spice.entrypoints.kafka import all_partitions
from spice.entrypoints.lazy import Handler, lazy
from spice.ports import Ports


def build(ports: Ports) -> Handler:
    """Wire the projections to their ports."""
    ontologies = OntologyCache(ports.ontology)
    instances = _instances(ports, ontologies)
    rebuild = _rebuild(ports, ontologies, instances)
    jobs, families = RunProjectionJob(ports.jobs, rebuild), {Shard(INSTANCE, 0).events: instances}
    others = ProjectOntologies(ports.search)
    project = all_partitions(lambda topic, records: families.get(topic, others)(records))

    def handle(event: Any, context: Any) -> dict[str, int]:
        return jobs(event["job"]) if "job" in event else project(event, context)

    return handle


def _instances(ports: Ports, ontologies: OntologyCache) -> ProjectInstances:
    return ProjectInstances(
        model=ports.model,
        checkpoints=ports.checkpoints,
        log=ports.log,
        search=ports.search,
        marks=ports.marks,
        cache=ports.cache,
        ontologies=ontologies,
        references=FollowReferences(ports.model, ports.commands, ontologies, ports.kick, ports.now),
        quarantine=ports.quarantine,
        crash=ports.crash,
    )


def _rebuild(ports: Ports, ontologies: OntologyCache, instances: ProjectInstances) -> RebuildProjections:
    return RebuildProjections(
        log=ports.log,
        model=ports.model,
        directory=ports.directory,
        checkpoints=ports.checkpoints,
        search=ports.search,
        marks=ports.marks,
        ontologies=ontologies,
        catch_up=instances.catch_up,
    )


lambda_handler = lazy(build)
