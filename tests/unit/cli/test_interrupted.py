"""Who stops `spice` while it is still being imported sees no traceback."""

import subprocess
import sys

PROGRAM = """
import sys

class Stopped:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stopped())

from cli.main import main

main(["--help"])
"""


def test_an_interrupt_of_the_imports_is_an_exit_status() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
