"""Settings of branches in TerminusDB: documents on a branch of their own, since commits alone move a head."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from uuid import UUID

from spice.adapters.terminusdb import woql
from spice.adapters.terminusdb.database import AUTHOR, TerminusDatabase
from spice.adapters.terminusdb.failures import SERVICE, Moved
from spice.adapters.terminusdb.model import BRANCH
from spice.domain.ontology.branches import MAIN, Branch
from spice.messages.codec import decode, encode
from spice.ports.errors import Transient

SETTINGS = "_settings"
"""The branch. No ontology's can be called so: names begin with a letter or a digit."""


class BranchSettings:
    """The settings of one database's branches; those of deleted ones stay, so that what is told late is known."""

    def __init__(self, database: TerminusDatabase) -> None:
        self._database = database

    def make(self) -> None:
        """Make the database, its schema and the branch of settings, as far as they are not there."""
        self._database.make()
        self._database.branch(SETTINGS, f"branch/{MAIN}")

    def read(self, version: str | None) -> Mapping[UUID, Branch]:
        """Read what a version of the settings says, by the branches' ids."""
        documents = {} if not version else self._database.documents(version, BRANCH)
        branches = [_branch(each["body"]) for each in documents.values()]
        return {each.id: each for each in branches}

    def write(self, version: str, branch: Branch, *, known: bool) -> None:
        """Write a branch's settings where they stand at a version. Raises Transient when somebody else did."""
        body = encode(asdict(replace(branch, head=None))).decode()
        fields = {"@type": BRANCH, "branch_id": str(branch.id), "name": branch.name, "body": body}
        metadata = {"command_id": f"{branch.id}@{branch.version}", "branch": branch.name}
        said = {"author": AUTHOR, "message": f"settings of {branch.name}", "metadata": metadata}
        try:
            self._database.write(SETTINGS, version, [(woql.update if known else woql.insert)(fields)], said)
        except Moved as moved:
            raise Transient(SERVICE, f"the settings of branch {branch.name} were written by another") from moved


def _branch(body: str) -> Branch:
    told = decode(body)
    return Branch(**{**told, "id": UUID(told["id"]), "writers": tuple(told["writers"])})
