"""The projections there are: whoever projects, rebuilds, lists or describes them goes by this list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spice.application.projecting.cache import ProjectCache
from spice.application.projecting.metrics import ProjectMetrics
from spice.application.projecting.search import ProjectSearch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spice.application.ground.ontologies import Ontologies
    from spice.application.projecting.projection import Kind, Projection
    from spice.ports import Ports

KINDS: Sequence[Kind] = (ProjectSearch, ProjectCache, ProjectMetrics)
"""In the order in which they take events in."""
NAMES = tuple(kind.name for kind in KINDS)


def projections(ports: Ports, ontologies: Ontologies) -> Sequence[Projection]:
    """Give every projection its ports."""
    return [kind(ports, ontologies) for kind in KINDS]
