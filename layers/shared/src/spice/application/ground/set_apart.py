"""A shard whose chain is broken is set apart where it is found, and only that one."""

from collections.abc import Iterator
from contextlib import contextmanager

from spice.ports.errors import BrokenChain, SetApart
from spice.ports.quarantine import Quarantine


@contextmanager
def quarantining(quarantine: Quarantine) -> Iterator[None]:
    """Quarantine the shard of a BrokenChain, and let it through.

    What the quarantine itself has said is not put back, nor what was seen before a repair lifted it.
    """
    looked_at = quarantine.now()
    try:
        yield
    except SetApart:
        raise
    except BrokenChain as broken:
        quarantine.put(broken, looked_at=looked_at)
        raise
