"""What a cold start of the API must not wait for: what only a dry run, a worker or maintenance needs."""

import subprocess
import sys

import pytest

DECIDING = {
    "spice.application.deciding.decide_batch",
    "spice.application.deciding.decisions",
    "spice.application.ground.follow_chain",
}
IMPORTED = "import importlib, sys; importlib.import_module({module!r}); print(*sys.modules)"


@pytest.mark.parametrize("module", ["functions.api.oms", "functions.api.bff"])
def test_the_api_starts_without_what_decides_and_walks_the_log(module: str) -> None:
    command = [sys.executable, "-P", "-c", IMPORTED.format(module=module)]

    imported = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert module in imported
    assert sorted(DECIDING.intersection(imported)) == []
