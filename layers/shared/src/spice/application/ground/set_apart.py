"""A shard whose chain is broken is set apart where it is found, and only that one."""

from collections.abc import Iterator
from contextlib import contextmanager

from spice.ports.errors import BrokenChain, SetApart
from spice.ports.quarantine import Quarantine


@contextmanager
def quarantining(quarantine: Quarantine) -> Iterator[None]:
    """Quarantine the shard of a BrokenChain, and let it through.

    What the quarantine itself has said is not put back: a repair may have lifted it meanwhile.
    """
    try:
        yield
    except SetApart:
        raise
    except BrokenChain as broken:
        quarantine.put(broken)
        raise
