"""A process of its own that writes (arguments: folder, what), says each round it wrote, and is killed."""

import os
import signal
import sys
from itertools import count

from spice.adapters.tantivy.search_index import TantivySearchIndex
from tests.contract.search_index.world import DATABASE, a_document

MERGED = 8
"""Segments that tantivy merges into one."""


def main(folder: str, what: str) -> None:
    """Write for ever: batches that belong together, half a rebuild, or one batch and then sit on the lock; or as many
    commits as are merged next, and die."""
    index = TantivySearchIndex(folder)
    if what == "dies":
        write_and_die(index)
    if what == "rebuild":
        index = index.begin_rebuild(DATABASE)
    for version in count(1):
        index.apply(DATABASE, [a_document(f"i{n:04d}", version=version, name=f"round {version}") for n in range(200)])
        sys.stdout.write(f"{version}\n")
        sys.stdout.flush()
        if what == "once":
            sys.stdin.read()


def write_and_die(index: TantivySearchIndex) -> None:
    """Leave segments that are to be merged, of which one has lost a document in the last commit."""
    for batch in range(MERGED):
        again = [a_document("i0.0", version=2)] if batch == MERGED - 1 else []
        index.apply(DATABASE, [*(a_document(f"i{batch}.{n}") for n in range(3)), *again])
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
