"""Events -> the cache's copies of what it holds already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from spice.application.ground.instance_cache import KEPT_SECONDS, instance_key, instance_tag
from spice.domain.instance.model import Instance
from spice.messages.event_mark import EventMark
from spice.messages.packed import encode_instance
from spice.ports.checkpoints import Count
from spice.ports.write_model import Look

if TYPE_CHECKING:
    from spice.application.ground.ontologies import Ontologies
    from spice.application.projecting.projection import Progress, Standing
    from spice.ports import Ports


class ProjectCache:
    """Refreshes instances that the cache holds; it keeps none that nobody has read."""

    name = "cache"
    of_heads = True

    def __init__(self, ports: Ports, ontologies: Ontologies) -> None:
        self._cache, self._checkpoints = ports.cache, ports.checkpoints

    def take(self, events: Sequence[EventMark], snapshot: Look) -> Sequence[Count]:
        """Refresh the heads of events."""
        heads = {}
        for event in events:
            instance = snapshot.instances.get(event.stream)
            if instance is not None:
                heads[instance_key(event.database, instance.class_id, instance.id)] = instance
        self._cache.refresh(_Bodies(heads), ttl_seconds=KEPT_SECONDS)
        return ()

    def rebuild(self, standing: Standing, progress: Progress, detail: Mapping[str, object]) -> None:
        """Values are kept by version, so an old one is never answered: only the position has to be right."""
        self._checkpoints.reset(self.name, standing.positions)
        progress({})


class _Bodies(Mapping[str, tuple[str, int, bytes]]):
    """Cache values of heads, encoded when they are asked for: few of a batch are held by the cache."""

    def __init__(self, heads: Mapping[str, Instance]) -> None:
        self._heads = heads

    def __getitem__(self, key: str) -> tuple[str, int, bytes]:
        instance = self._heads[key]
        return instance_tag(instance.version, instance.updated_at), instance.version, encode_instance(instance)

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)
