"""`python -m local.parts`: have every part in the cache, so that everything after it works without a network."""

import sys

from local.errors import LocalError
from local.parts.cache import find_cache
from local.parts.obtain import obtain
from local.parts.telling import Telling


def main() -> int:
    """Fetch what is missing; answers the exit status."""
    watch = Telling()
    try:
        obtain(watch=watch)
    except LocalError as refused:
        watch.say(f"parts: {refused}")
        return 1
    watch.say(f"every part is in {find_cache().root}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
