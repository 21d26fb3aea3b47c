"""A process of its own that writes (arguments: folder, what), says each round it wrote, and is killed."""

import sys
from itertools import count

from spice.adapters.tantivy.search_index import TantivySearchIndex
from tests.contract.search_index.world import DATABASE, a_document


def main(folder: str, what: str) -> None:
    """Write for ever: batches that belong together, half a rebuild, or one batch and then sit on the lock."""
    index = TantivySearchIndex(folder)
    if what == "rebuild":
        index = index.begin_rebuild(DATABASE)
    for version in count(1):
        index.apply(DATABASE, [a_document(f"i{n:04d}", version=version, name=f"round {version}") for n in range(200)])
        sys.stdout.write(f"{version}\n")
        sys.stdout.flush()
        if what == "once":
            sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
