"""Long work that is asked for, and what it is called where it is kept and told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from spice.domain.identity import derived_id

INDEX, ALL = "index", "all"


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Make a read model again from the log: one by its name, the index, or all."""

    what: str


@dataclass(frozen=True, slots=True)
class Grow:
    """Give a family more partitions."""

    family: str
    to: int


@dataclass(frozen=True, slots=True)
class Verify:
    """Walk the chain of every shard."""


@dataclass(frozen=True, slots=True)
class ReleaseShard:
    """Let a shard go on after a repair."""

    shard: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring back a log from its copy, then all that is made of it."""


@dataclass(frozen=True, slots=True)
class Migrate:
    """Bring the instances of a database to what a commit asks for."""

    database: UUID
    commit: str


@dataclass(frozen=True, slots=True)
class IndexReferences:
    """Write whom the instances of a database name as its ontology has it now."""

    database: UUID


@dataclass(frozen=True, slots=True)
class Export:
    """Write what a question finds in a database into a file; the question is the job's."""

    database: UUID
    format: str


@dataclass(frozen=True, slots=True)
class Import:
    """Bring the rows of a file into a database; what and how, the job's detail says."""

    database: UUID


@dataclass(frozen=True, slots=True)
class StopImport:
    """Let an import of a database go on with no further row."""

    database: UUID
    import_id: UUID


@dataclass(frozen=True, slots=True)
class ResumeImport:
    """Let an import of a database that failed or was stopped go on with what it left."""

    database: UUID
    import_id: UUID


def migration_id(command_id: UUID) -> UUID:
    """Name the job of a commit's migrations by the command that made the commit."""
    return derived_id(command_id, "migration")


Work = (
    Rebuild
    | Grow
    | Verify
    | ReleaseShard
    | Restore
    | Migrate
    | IndexReferences
    | Export
    | Import
    | StopImport
    | ResumeImport
)


def makes_again(work: Work, part: str) -> bool:
    """Tell whether work makes a read model again, by its name."""
    return isinstance(work, Restore) or (isinstance(work, Rebuild) and work.what in (part, ALL))


_KINDS: Mapping[type[Work], str] = {
    Rebuild: "rebuild",
    Grow: "grow",
    ReleaseShard: "release",
    Migrate: "migrate",
    IndexReferences: "references",
    Export: "export",
    Import: "import",
    StopImport: "stop",
    ResumeImport: "resume",
    Verify: "verify",
    Restore: "restore log",
}


def name_of(work: Work) -> str:
    """Call work as it is kept and told."""
    kind = _KINDS[type(work)]
    match work:
        case Rebuild(of) | Grow(of) | ReleaseShard(of) | Migrate(_, of) | IndexReferences(of):
            return f"{kind} {of}"
        case Export(_, of) | Import(of) | StopImport(_, of) | ResumeImport(_, of):
            return f"{kind} {of}"
    return kind


def detail_of(work: Work) -> dict[str, object]:
    """Tell what its name leaves unsaid."""
    match work:
        case Grow(to=to):
            return {"to": to}
        case Migrate(database=database) | Export(database=database):
            return {"database": str(database)}
        case StopImport(database=database) | ResumeImport(database=database):
            return {"database": str(database)}
    return {}


_READ: Mapping[str, Callable[[str, Mapping[str, object]], Work]] = {
    "rebuild": lambda of, detail: Rebuild(of),
    "grow": lambda of, detail: Grow(of, int(str(detail["to"]))),
    "release": lambda of, detail: ReleaseShard(of),
    "migrate": lambda of, detail: Migrate(UUID(str(detail["database"])), of),
    "references": lambda of, detail: IndexReferences(UUID(of)),
    "export": lambda of, detail: Export(UUID(str(detail["database"])), of),
    "import": lambda of, detail: Import(UUID(of)),
    "stop": lambda of, detail: StopImport(UUID(str(detail["database"])), UUID(of)),
    "resume": lambda of, detail: ResumeImport(UUID(str(detail["database"])), UUID(of)),
    "verify": lambda of, detail: Verify(),
    "restore": lambda of, detail: Restore(),
}


def read_work(name: str, detail: Mapping[str, object]) -> Work:
    """Read work as it is kept; ValueError for a kind that this code does not know."""
    kind, _, of = name.partition(" ")
    if (read := _READ.get(kind)) is None:
        raise ValueError(f"no work is called {name}")
    return read(of, detail)
