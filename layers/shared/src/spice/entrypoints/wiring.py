"""Handlers that open nothing until the first invocation."""

from __future__ import annotations

import gc
import gc
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spice.bootstrap import Ports

Handler = Callable[[Any, Any], Any]


def lazy(build: Callable[[Ports], Handler]) -> Handler:
    """Make a Lambda handler that reads the settings, connects and builds at its first call, once a process."""
    built: list[Handler] = []
    lock = Lock()

    def lambda_handler(event: Any, context: Any) -> Any:
        if not built:
            with lock:
                if not built:
                    built.append(build(_connect()))
                    _settle()
                    _spare_the_collector()
        return built[0](event, context)

    return lambda_handler


def _connect() -> Ports:
    # Drivers take longer to import than everything else together: not before there is something to do.
    from spice.bootstrap import connect
    from spice.settings import read_settings

    return connect(read_settings())


def _spare_the_collector() -> None:
    """Collect cycles less often: a batch makes many objects and no cycles, and each walk over them is in vain."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _settle() -> None:
    """What is wired stays for the life of the process; batches make many objects, and few of them in circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
