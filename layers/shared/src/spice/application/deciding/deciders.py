"""The rules of a family of commands, on the ports they are decided from."""

from uuid import UUID

from spice.application.deciding.decide_instances import InstanceDecider
from spice.application.deciding.decide_ontologies import OntologyDecider
from spice.application.deciding.decisions import Decider
from spice.application.ground.ontologies import Ontologies
from spice.domain.instance.model import Instance
from spice.domain.shards import INSTANCE
from spice.ports.instance_scan import InstanceScan
from spice.ports.ontology_repository import OntologyRepository


def decider_of(family: str, index: InstanceScan, repository: OntologyRepository, ontologies: Ontologies) -> Decider:
    """Make a family's decider."""

    def instance(stream: UUID) -> Instance | None:
        found = index.instances_at([stream]).get(stream)
        return found[2] if found else None

    if family == INSTANCE:
        return InstanceDecider(ontologies, instance, index.referrers)
    return OntologyDecider(repository, index.count)
