"""Run ministack with our handlers: `python -m local.emulation.emulator ACCOUNT.json`, settings in the environment."""

import os
import sys
from importlib import import_module
from pathlib import Path

from local.emulation.emulator import alarms, data_stores, functions, missing_attributes, recorded
from local.emulation.emulator.account import read_account


def main(file: Path) -> None:
    """Register the handlers, then serve until a signal."""
    account = read_account(file)
    recorded.register({"postgres": account.database.host})
    alarms.register()
    missing_attributes.register()
    data_stores.register(account)
    functions.register(account)
    os.environ.pop("PYTHONPATH", None)  # how we were found is no business of functions
    sys.argv = ["ministack"]  # it reads arguments of its own
    import_module("ministack.app").main()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
