"""The rules of a family of commands, on the ports they are decided from."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from spice.application.deciding.coming import Coming
from spice.application.deciding.decide_instances import InstanceDecider
from spice.application.deciding.decide_ontologies import OntologyDecider
from spice.application.deciding.decisions import Decider
from spice.application.deciding.unprepared import Prepared
from spice.application.ground.ontologies import Ontologies
from spice.domain.instance.model import Instance
from spice.domain.shards import INSTANCE
from spice.ports.instance_scan import InstanceScan
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.packs import Packs
from spice.ports.pull_requests import PullRequests
from spice.ports.webhooks import Webhooks


def decider_of(
    family: str,
    index: InstanceScan,
    repository: OntologyRepository,
    pulls: PullRequests,
    webhooks: Webhooks,
    ontologies: Ontologies,
    packs: Packs,
    prepared: Prepared | None = None,
) -> Decider:
    """Make a family's decider. `prepared`: where changes of ontologies are looked for before they are carried out."""

    def instances(streams: Sequence[UUID]) -> Mapping[UUID, Instance]:
        return {stream: found for stream, (_, _, found) in index.instances_at(streams).items()}

    if family == INSTANCE:
        return InstanceDecider(ontologies, partial(Coming, repository, packs), instances, index.referrers)
    return OntologyDecider(repository, pulls, webhooks, index.count, prepared)
