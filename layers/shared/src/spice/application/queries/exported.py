"""How far an export is, and of what: all that its job keeps from one slice to the next."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, convert, field, to_builtins

from spice.application.ground.schemas import Schema
from spice.application.queries.finding.export import FORMATS, Form, Lines, columns
from spice.application.queries.finding.parquet import ParquetRows, parquet_columns
from spice.application.queries.finding.search import Search
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.spelling import spelled
from spice.messages.parquet.file import Group
from spice.messages.shapes import Values
from spice.ports.jobs import Job
from spice.ports.subject_keys import SubjectKeys

Rows = Lines | ParquetRows
"""What writes instances: all at once, or in groups."""
FILE_FORMATS = {**FORMATS, "parquet": "application/vnd.apache.parquet"}


class Question(Struct, frozen=True, rename={"class_": "class"}):
    """What was asked for."""

    class_: str
    format: str
    filter: Values | None = None
    spreadsheet: bool = False

    @property
    def search(self) -> Search:
        """Give what the use case of searches takes: in an order in which each instance is met once."""
        return Search(class_name=self.class_, body=self.filter, sort=["_id"], in_body=True)

    @property
    def form(self) -> Form:
        """Give how it is written."""
        return Form(name=self.format, spreadsheet=self.spreadsheet)


class Exported(Struct, frozen=True):
    """What is written: of `total` instances, `rows` are in parts with these marks; the next ones stand at `cursor`.

    `commit`: the ontology by which all of it is written; `begun`: what the file store calls the parts; `tries`: how
    often it was begun, since the ontology may change meanwhile; `whole`: only to be put together. Of Parquet, the
    groups that are written, and which columns hold any value as a text, because their type does not hold all.
    """

    commit: str | None = None
    tries: int = 0
    begun: str | None = None
    marks: Sequence[str] = field(default_factory=tuple)
    cursor: str | None = None
    rows: int = 0
    total: int = 0
    bytes: int = 0
    whole: bool = False
    groups: Sequence[Group] = field(default_factory=tuple)
    texts: Sequence[str] = field(default_factory=tuple)
    erasures: int = 0
    """Of persons, how many the database had when it was begun: who was erased since may be in it."""
    began_at: datetime | None = None
    told_at: datetime | None = None

    @classmethod
    def of(cls, job: Job) -> "Exported":
        """Read what a job tells."""
        return convert({name: job.detail[name] for name in cls.__struct_fields__ if name in job.detail}, cls)

    @property
    def told(self) -> dict[str, object]:
        """Write it for the job's detail."""
        told: dict[str, object] = to_builtins(self)
        return told


def erasures_of(keys: SubjectKeys, database: UUID, ontology: Ontology, question: Question) -> int:
    """Count the erasures that an export may be older than: 0 for one that shows no person."""
    shape = ontology.by_name.get(spelled(question.class_))
    shows = shape is not None and any(ontology.by_id[each].personal for each in shape.family)
    return keys.erasures(database) if shows else 0


def question_of(asked: object) -> Question:
    """Read what was asked, as a client or a job has it."""
    return convert(asked, Question)


def rows_of(schema: Schema, question: Question, done: Exported) -> Rows:
    """Give what writes the instances that are not written yet."""
    if question.format == "parquet":
        return ParquetRows(parquet_columns(schema, question.class_, done.texts), done.groups, done.bytes)
    return Lines(question.form, columns(schema, question.class_), begun=bool(done.marks))
