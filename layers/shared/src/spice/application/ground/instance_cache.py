"""Current instances, kept by version and time: an older one is never answered, nor one of a log that was given up."""

from datetime import datetime
from threading import Lock
from uuid import UUID

from cachetools import TTLCache

from spice.domain.instance.model import Instance
from spice.messages.packed import decode_instance, encode_instance
from spice.ports.cache import Cache
from spice.ports.instance_reader import Head, InstanceReader

KEPT_SECONDS = 3600
_KEPT_HERE_SECONDS = 300
_KEPT_HERE_BYTES = 32 * 1024 * 1024


def instance_key(database: UUID, class_id: str, instance_id: str) -> str:
    """Name an instance in the shared cache; version: `instance_tag`; rank: its version; value: `encode_instance`."""
    return f"instance:{database}:{class_id}:{instance_id}"


def instance_tag(version: int, updated_at: datetime) -> str:
    """Name a state of an instance: where a log was restored, a version may be of two histories, a time is of one."""
    return f"{version}@{updated_at.timestamp():.6f}"


class InstanceCache:
    """Reads the body of a head: from this process, from the shared cache, from the index."""

    def __init__(self, cache: Cache, reader: InstanceReader) -> None:
        self._cache = cache
        self._reader = reader
        self._kept: TTLCache[tuple[object, ...], tuple[Instance, int]] = TTLCache(
            _KEPT_HERE_BYTES, _KEPT_HERE_SECONDS, getsizeof=lambda kept: kept[1]
        )
        self._lock = Lock()

    def body(self, head: Head) -> Instance | None:
        """Read the instance at least as new as its head; None when it is gone by now."""
        tag = instance_tag(head.version, head.updated_at)
        key = (head.database, head.root_id, head.id, tag)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return kept[0]
        shared = instance_key(head.database, head.class_id, head.id)
        if (held := self._cache.get(shared, version=tag)) is not None:
            return self._keep(key, decode_instance(held), len(held))
        found = self._reader.instance(head.database, head.root_id, head.id)
        if found is None or found.deleted:
            return None
        body = encode_instance(found)
        tag = instance_tag(found.version, found.updated_at)
        self._cache.put(shared, body, version=tag, rank=found.version, ttl_seconds=KEPT_SECONDS)
        return self._keep((*key[:3], tag), found, len(body))

    def _keep(self, key: tuple[object, ...], instance: Instance, size: int) -> Instance:
        if size < _KEPT_HERE_BYTES // 8:
            with self._lock:
                self._kept[key] = (instance, size)
        return instance
