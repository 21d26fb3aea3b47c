"""Can a user run the platform? Started as that user, it ends well when it reaches every place it is given."""

import os
import ssl
import sys
from pathlib import Path

import msgspec


def main(folder: str, programs: list[str]) -> None:
    """Look at a data folder and at programs; end with the first that cannot be reached."""
    assert ssl, "the interpreter's own libraries are the right ones, when this is"
    assert msgspec, "packages are reached, when this is"
    try:
        Path(folder).stat()
    except OSError as failed:
        sys.exit(f"user {os.getuid()} does not reach {folder}: {failed.strerror}")
    for program in programs:
        if not os.access(program, os.R_OK | os.X_OK):
            sys.exit(f"user {os.getuid()} may not run {program}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
