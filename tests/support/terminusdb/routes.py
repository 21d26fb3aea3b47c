"""What the server does with a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.terminusdb.queries import changes_of, done, found_by_metadata
from tests.support.terminusdb.refusals import Refused, broken, not_there, refuse_words, unknown_branch, unknown_database
from tests.support.terminusdb.store import Database, Made, Store, subtypes

ORGANIZATION = "admin"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request that was read. `body` is None where there is none, or where it breaks off."""

    method: str
    steps: list[str]
    params: Mapping[str, str]
    version: str | None
    body: Any


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: Any
    version: str | None = None


class Routes:
    """Answers requests from a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, request: Request) -> Answer:
        """Answer."""
        _, family, *place = request.steps
        try:
            answer: Answer = getattr(self, f"_{family}")(request, place)
            return answer
        except Refused as refused:
            return Answer(refused.status, refused.body)

    def _info(self, request: Request, place: list[str]) -> Answer:
        told = {"authority": "terminusdb://system/data/User/admin", "storage": {"version": "2"}}
        told |= {"terminusdb": {"version": self.store.version}, "terminusdb_store": {"version": "0.19.8"}}
        return Answer(200, {"@type": "api:InfoResponse", "api:info": told, "api:status": "api:success"})

    def _db(self, request: Request, place: list[str]) -> Answer:
        if not place:
            return Answer(200, [])
        organization, name = place
        known = self.store.databases.get(name) if organization == ORGANIZATION else None
        if request.method == "HEAD":
            return Answer(200 if known or name in self.store.half_made else 404, "")
        if request.method == "POST":
            return self._new_database(organization, name, request.body)
        if request.method == "DELETE":
            return self._drop(organization, name, force=request.params.get("force") == "true")
        if "verbose" in request.params and organization == ORGANIZATION and name in self.store.states():
            return Answer(200, {**self.store.told_of(name), "path": f"{organization}/{name}"})
        if known is None:
            return Answer(404, {"@type": "api:DbListErrorResponse", "api:status": "api:failure"})
        branches = {"branches": sorted(known.branches)} if "branches" in request.params else {}
        return Answer(200, {**branches, "path": f"{organization}/{name}"})

    def _drop(self, organization: str, name: str, *, force: bool) -> Answer:
        known = self.store.databases.get(name)
        if (name in self.store.half_made or (known and known.state != "finalized")) and not force:
            raise Refused(400, "DbDelete", {"@type": "api:DatabaseNotFinalized"}, "not finalized")
        if name not in self.store.half_made and name not in self.store.databases:
            raise unknown_database("DbDelete", organization, name)
        self.store.half_made.discard(name)
        self.store.databases.pop(name, None)
        return Answer(200, {"@type": "api:DbDeleteResponse", "api:status": "api:success"})

    def _new_database(self, organization: str, name: str, body: dict[str, Any]) -> Answer:
        if organization != ORGANIZATION:
            error = {"@type": "api:UnknownOrganizationName", "api:organization_name": organization}
            raise Refused(404, "DbCreate", error, f"Unknown organization name: {organization}")
        if name in self.store.databases or name in self.store.half_made:
            named = {"api:database_name": name, "api:organization_name": organization}
            raise Refused(400, "DbCreate", {"@type": "api:DatabaseAlreadyExists", **named}, "Database already exists.")
        self.store.databases[name] = Database(said={"label": body["label"], "comment": body.get("comment", "")})
        made = {"@type": "api:DbCreateResponse", "api:database_uri": f"terminusdb://system/data/UserDatabase/{name}"}
        return Answer(200, {**made, "api:status": "api:success"})

    def _document(self, request: Request, place: list[str]) -> Answer:
        database = self._database(place, "GetDocument")
        if request.method == "POST":
            return self._insert(request, database)
        if place[3:] == ["_commits"]:
            return self._commit_graph(request, database)
        made, version = self._at(database, place)
        if request.method == "HEAD":
            return Answer(200, "", version)
        kinds = subtypes(made.schema, request.params["type"]) if "type" in request.params else None
        found = [
            {"@id": id_, **fields}
            for id_, fields in sorted(made.documents.items())
            if kinds is None or fields["@type"] in kinds
        ]
        return Answer(200, found, version)

    def _insert(self, request: Request, database: Database) -> Answer:
        assert request.params["graph_type"] == "schema"
        if request.body is None:
            return Answer(200, [], f"branch:{database.branches['main'].id}")
        said = {"author": request.params["author"], "message": request.params["message"]}
        made = self.store.define(database, "main", request.body, said)
        return Answer(200, [each["@id"] for each in request.body], f"branch:{made.id}")

    def _commit_graph(self, request: Request, database: Database) -> Answer:
        if "id" in request.params:
            kind, _, version = request.params["id"].partition("/")
            made = database.commits.get(version)
            if made is None or made.kind != kind:
                raise not_there("GetDocument", request.params["id"])
            return Answer(200, _commit(made), "repo:0")
        if request.params["type"] == "Branch":
            branches = [{"name": name, "head": head.name} for name, head in database.branches.items()]
            headless = [] if branches or database.state == "finalized" else [{"name": "main"}]
            listed = [{"@id": f"Branch/{each['name']}", "@type": "Branch", **each} for each in branches + headless]
            return Answer(200, listed, "repo:0")
        return Answer(200, [_commit(made) for made in database.commits.values()], "repo:0")

    def _woql(self, request: Request, place: list[str]) -> Answer:
        database = self._database(place, "Woql")
        query = request.body["query"]
        if place[3:] == ["_commits"]:
            return Answer(200, found_by_metadata(database, query), "repo:0")
        branch = place[4] if len(place) > 2 else "main"
        self._at(database, [*place[:2], "local", "branch", branch])
        changes = changes_of(query)
        refuse_words(request.body["commit_info"])
        made = self.store.write(database, branch, changes, request.body["commit_info"], request.version)
        inserts = sum(3 for verb, _ in changes if verb != "delete")
        return Answer(200, done([], [{}], inserts=inserts), f"branch:{made.id}")

    def _branch(self, request: Request, place: list[str]) -> Answer:
        database, name = self._database(place, "Branch"), place[4]
        if request.method == "DELETE":
            if name not in database.branches:
                error = {"@type": "api:BranchDoesNotExistError", "api:branch_name": name}
                raise Refused(400, "Branch", error, f"Branch {name} does not exist")
            del database.branches[name]
        else:
            if name in database.branches:
                error = {"@type": "api:BranchExistsError", "api:branch_name": name}
                raise Refused(400, "Branch", error, f"Branch {name} already exists")
            database.branches[name], _ = self._at(database, request.body["origin"].strip("/").split("/"))
        return Answer(200, {"@type": "api:BranchResponse", "api:status": "api:success"})

    def _optimize(self, request: Request, place: list[str]) -> Answer:
        self._database(place, "Optimize")
        return Answer(200, {"@type": "api:OptimizeResponse", "api:status": "api:success"})

    def _database(self, place: list[str], kind: str) -> Database:
        if place[1] in self.store.half_made:
            raise unknown_branch(kind, "/".join(place))
        if place[1] not in self.store.databases:
            raise unknown_database(kind, place[0], place[1])
        return self.store.databases[place[1]]

    def _at(self, database: Database, place: list[str]) -> tuple[Made, str]:
        """Find the commit that a path names, and what it is called in the header."""
        kind, name = place[3:] or ("branch", "main")
        if kind == "commit":
            if name not in database.commits:
                raise broken()
            return database.commits[name], f"commit:{name}"
        if name not in database.branches:
            raise unknown_branch("GetDocument", "/".join(place))
        return database.branches[name], f"branch:{database.branches[name].id}"


def _commit(made: Made) -> dict[str, Any]:
    parent = {} if made.parent is None else {"parent": made.parent.name}
    return {
        "@id": made.name,
        "@type": made.kind,
        "author": made.said["author"],
        "identifier": made.id,
        "message": made.said["message"],
        "schema": "layer_data:Layer_0",
        "timestamp": made.at,
        "user": "terminusdb://system/data/User/admin",
        "instance": "layer_data:Layer_1",
        **parent,
        **({"metadata": made.said["metadata"]} if "metadata" in made.said else {}),
    }
