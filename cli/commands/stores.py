"""The stores of the platform that is meant, for a command that works on them itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cli.failure import Failure, Unreachable, WrongUse
from cli.session import Session


@contextmanager
def settings_of(session: Session) -> Iterator[Any]:
    """Find the stores: of a local platform in its data folder, of another in the environment, as its functions have."""
    from cli.target import is_local
    from local.errors import LocalError
    from local.errors import Unreachable as NotRunning
    from local.folder.data_folder import DataFolder
    from local.stores import beside
    from spice.settings import SettingMissing, read_settings

    try:
        if is_local(session.choice):
            with beside(DataFolder(session.choice.data)) as settings:
                yield settings
        else:
            yield read_settings
    except NotRunning as missing:
        raise Unreachable(str(missing)) from missing
    except LocalError as refused:
        raise Failure(str(refused)) from refused
    except SettingMissing as missing:
        raise WrongUse(
            f"{missing}; a platform that is not local is named by the settings of its functions"
        ) from missing
