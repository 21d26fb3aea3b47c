"""The stores of a platform that runs, for who works on them beside it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.errors import Unreachable
from local.folder.data_folder import DataFolder
from local.folder.lock import alone
from local.folder.plan import read_plan
from local.services.host import function_environment
from spice.settings import Settings, read_settings


@contextmanager
def beside(folder: DataFolder) -> Iterator[Callable[[], Settings]]:
    """Be the only one who works on a platform's stores; gives what reads their settings, and has this process sign in.

    Unreachable when no platform runs, Refused when somebody else is at work.
    """
    holder, plan = folder.holder(), read_plan(folder)
    if holder is None or plan is None:
        raise Unreachable(f"no platform runs on {folder.root}; `spice up` starts one")
    environment = function_environment(folder, plan, port=holder.port)

    def settings() -> Settings:
        os.environ |= {name: value for name, value in environment.items() if name.startswith("AWS_")}
        return read_settings(environment)

    with alone(folder.root / "stores.lock"):
        yield settings
