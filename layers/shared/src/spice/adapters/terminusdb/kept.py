"""What is kept of one database between calls."""

import logging
from collections.abc import Mapping
from threading import Lock

from cachetools import LRUCache

from spice.adapters.terminusdb.branches import BranchSettings
from spice.adapters.terminusdb.commits import Commits, Known
from spice.adapters.terminusdb.connection import TerminusDBConnection
from spice.adapters.terminusdb.database import TerminusDatabase
from spice.adapters.terminusdb.model import PART
from spice.adapters.terminusdb.trees import Tree
from spice.ports.errors import PortError

OPTIMISED_EVERY = 50
_TREES = 16
logger = logging.getLogger(__name__)

Heads = Mapping[str, str]
"""Where branches stand, in TerminusDB's words."""


class KeptDatabase:
    """A database, its commits, and the documents of those that were read or written last."""

    def __init__(self, connection: TerminusDBConnection, name: str) -> None:
        self.database = TerminusDatabase(connection, name)
        self.commits = Commits(self.database)
        self.settings = BranchSettings(self.database)
        self.since = 0
        """Commits that this process made since it optimised."""
        self._trees: LRUCache[str, Tree] = LRUCache(_TREES)
        self._lock = Lock()

    def heads(self) -> Heads:
        """Tell where branches stand; of a database that is gone nothing is kept."""
        if not (heads := self.database.heads()):
            self.commits = Commits(self.database)
            with self._lock:
                self._trees.clear()
        return heads

    def head(self, heads: Heads, branch: str) -> Known | None:
        """Tell where a branch stands."""
        return self.commits.at(heads.get(branch, ""))

    def tree(self, known: Known | None) -> Tree:
        """Read the documents of a commit."""
        if known is None:
            return {}
        with self._lock:
            kept = self._trees.get(known.version)
        return kept if kept is not None else self.keep(known, self.database.documents(known.version, PART))

    def keep(self, known: Known, tree: Tree) -> Tree:
        """Keep the documents of a commit."""
        with self._lock:
            self._trees[known.version] = tree
        return tree

    def optimise(self, branch: str, number: int) -> None:
        """Optimise before the commit that follows every 50th. If it fails, what is to be written is written
        all the same, and 50 commits later it is tried again."""
        if self.since >= OPTIMISED_EVERY or (number and number % OPTIMISED_EVERY == 0):
            self.since = 0
            try:
                self.database.optimise(branch)
            except PortError as failed:
                logger.warning("branch %s was not optimised: %s", branch, failed)
