"""`make mutants`: every defect of the catalogue, two at a time; one that nobody notices makes it red."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Mutant
from tests.mutants.run import Copy

ROOT = Path(__file__).parents[2]
AT_ONCE = 2


def main(named: list[str]) -> int:
    """Run those whose names contain a word, or all."""
    chosen = [each for each in MUTANTS if not named or any(word in each.name for word in named)]
    with TemporaryDirectory(prefix="mutants-") as folder:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(AT_ONCE):
            copies.put(Copy(ROOT, Path(folder) / str(number)))

        def judge(mutant: Mutant) -> str | None:
            copy, began = copies.get(), time.monotonic()
            wrong = copy.judge(mutant)
            copies.put(copy)
            print(f"{'noticed' if wrong is None else 'SURVIVED'} {time.monotonic() - began:6.1f} s  {mutant.name}")
            if wrong is not None:
                print(f"    {wrong}")
            return wrong

        whole = copies.get()
        if not whole.passes(sorted({each.test for each in chosen})):
            print("the tests do not pass on the tree as it is: they would notice anything")
            return 1
        copies.put(whole)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            survivors = [wrong for wrong in threads.map(judge, chosen) if wrong is not None]
    print(f"{len(chosen) - len(survivors)} passed, {len(survivors)} failed")
    return 1 if survivors or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
