"""A question -> one file, a part at a time; a death at any point repeats a part at most, and nothing is there twice."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec.structs import replace as replaced

from spice.application.ground.schemas import Schema
from spice.application.ground.showing import showing
from spice.application.ground.tombstones import Tombstones
from spice.application.ground.unsealing import Unsealer
from spice.application.projecting.search import ProjectSearch
from spice.application.projecting.search_losses import SearchLosses
from spice.application.queries.cursor import Cursors
from spice.application.queries.exported import FILE_FORMATS, Exported, Question, Rows, erasures_of, question_of, rows_of
from spice.application.queries.finding.walk import Walker
from spice.application.queries.visibility import Visibility
from spice.application.upkeep.note_export import NoteExport
from spice.domain.errors import DomainError
from spice.domain.ontology.compiled.ontology import Ontology
from spice.messages.parquet.columns import DoesNotFit
from spice.messages.work import Export
from spice.ports.directory import Database
from spice.ports.errors import Transient
from spice.ports.jobs import Job
from spice.ports.write_model import Wanted
from spice.waiting import ignore

if TYPE_CHECKING:
    from spice.ports import Ports

PART_BYTES, LEAST_BYTES = 8 * 1024 * 1024, 5 * 1024 * 1024
"""S3 takes no part below the least but the last; when time is over, a part has no more."""
PAGE, FIRST_PAGE, PAGE_BYTES = 9000, 500, 16 * 1024 * 1024
"""How many instances are in memory at once: as many as their size allows, by the page before. OpenSearch's end at
10,000."""
TRIES = 5
"""How often a file is begun anew because the ontology has changed."""
SETTLING_SECONDS = 5.0
"""How long it waits for the search index to have all that is written; then until the next tick."""


class RunExport:
    """Carries an export on."""

    def __init__(self, ports: Ports) -> None:
        self._files, self._jobs, self._crash, self._now = ports.export_files, ports.jobs, ports.crash, ports.now
        self._model, self._repository, self._keys = ports.model, ports.ontology, ports.subject_keys
        marker, unsealer = SearchLosses(ports.search, ports.marks).marker, Unsealer(self._keys, Tombstones(ports))
        self._walker = Walker(ports.search, marker, Cursors(ports.cursor_key), unsealer)
        self._note = NoteExport(ports)
        self._visibility = Visibility(ports.commands, ports.operations, projection=ProjectSearch.name)

    def __call__(self, job: Job, work: Export, *, seconds: float) -> bool:
        """Write for about so long, a part at least; whether it goes on at once. Raises Transient."""
        deadline = time.monotonic() + seconds
        try:
            if (database := self._database(work)) is None:
                return self._failed(job, "the database is gone")
            if (done := self._begun(job, database)) is None:
                return self._failed(
                    job, "the ontology changed, or somebody was erased, each time while it was written: ask again"
                )
            return self._carried_on(job, database, done, deadline)
        except DoesNotFit as unfit:
            return self._as_text(job, unfit)
        except DomainError as refused:
            # What is written meanwhile comes with the next tick; what is wrong with the question stays wrong.
            return False if refused.code == "not_yet_visible" else self._failed(job, str(refused))

    def _carried_on(self, job: Job, database: Database, done: Exported, deadline: float) -> bool:
        """Write parts until all are or time is over."""
        question, schema = question_of(job.detail["asked"]), self._schema(database)
        writer, left = rows_of(schema, question, done), not done.whole
        while left:
            with showing() as shown:
                body, done, left = self._part(database, schema, writer, done, question, deadline)
            self._note(job, database, shown)
            if not left and not done.marks:
                return self._put(job, database, done, body)
            if (kept := self._kept(job, replaced(done, whole=not left), body)) is None:
                return self._anew(job)
            done = kept
            if left and time.monotonic() >= deadline:
                return True
        return self._joined(job, database, done)

    def _part(
        self, database: Database, schema: Schema, writer: Rows, done: Exported, question: Question, deadline: float
    ) -> tuple[bytes, Exported, bool]:
        """Write until a part is full or time is over; tells whether there are more."""
        body, left, size, enough = bytearray(), True, FIRST_PAGE, PART_BYTES
        while left and len(body) < enough:
            asked = replace(question.search, cursor=done.cursor, limit=min(size, PAGE))
            page = self._walker.next(database, schema, asked)
            before, left = writer.weight, page.next_cursor is not None
            body += writer.write(page.rows) + (b"" if left else writer.end())
            size = PAGE_BYTES * len(page.rows) // max(writer.weight - before, 1) or 1
            rows = done.rows + len(page.rows)
            done = replaced(done, rows=rows, total=max(rows, done.total or page.total), cursor=page.next_cursor)
            if left and time.monotonic() >= deadline:
                enough = min(PART_BYTES, LEAST_BYTES)
                body += writer.paused(len(body), enough)
        return bytes(body), replaced(done, groups=writer.groups), left

    def _kept(self, job: Job, done: Exported, body: bytes) -> Exported | None:
        """Keep a part, and then that it is kept; None when the file store has forgotten what was begun."""
        if (begun := done.begun) is None:
            begun = self._files.begin(job.id, content_type=FILE_FORMATS[question_of(job.detail["asked"]).format])
            self._crash("export.after_begin")
        marks = [*done.marks]
        if body:
            if (mark := self._files.write(job.id, begun, len(marks) + 1, body)) is None:
                return None
            marks.append(mark)
            self._crash("export.after_part")
        done = replaced(done, begun=begun, marks=marks, bytes=done.bytes + len(body), told_at=self._now())
        self._jobs.tell(job.id, "RUNNING", done.told)
        self._crash("export.after_told")
        return done

    def _put(self, job: Job, database: Database, done: Exported, body: bytes) -> bool:
        """Make a file that has no parts, at once."""
        if not self._is_current(job, database, done):
            return self._anew(job)
        self._files.put(job.id, body, content_type=FILE_FORMATS[question_of(job.detail["asked"]).format])
        self._crash("export.after_put")
        return self._completed(job, replaced(done, bytes=len(body)))

    def _joined(self, job: Job, database: Database, done: Exported) -> bool:
        """Make the file of its parts."""
        if not self._is_current(job, database, done) or not self._files.finish(job.id, done.begun or "", done.marks):
            return self._anew(job)
        self._crash("export.after_finish")
        return self._completed(job, done)

    def _begun(self, job: Job, database: Database) -> Exported | None:
        """Go on where it was; begin where nothing is, or anew behind a change or an erasure: None when too often."""
        done, erasures, now = Exported.of(job), self._erasures(job, database), self._now()
        if done.tries and (done.commit, done.erasures) == (database.head, erasures):
            return done
        if done.tries == TRIES:
            return None
        self._visibility.wait_for_all(seconds=SETTLING_SECONDS, recheck=ignore)
        if done.begun is not None:
            self._files.give_up(job.id, done.begun)
        anew = Exported(
            commit=database.head, tries=done.tries + 1, texts=done.texts, erasures=erasures, began_at=now, told_at=now
        )
        self._jobs.tell(job.id, "RUNNING", anew.told)
        return anew

    def _anew(self, job: Job) -> bool:
        """Have the next slice begin again."""
        self._jobs.tell(job.id, "RUNNING", {"commit": None})
        return True

    def _as_text(self, job: Job, unfit: DoesNotFit) -> bool:
        """Have the next slice begin again, with a column of texts: its type does not hold all that is there."""
        done = Exported.of(self._jobs.find(job.id) or job)
        if unfit.column in done.texts:
            return self._failed(job, str(unfit))
        texts = [*done.texts, unfit.column]
        self._jobs.tell(job.id, "RUNNING", {"commit": None, "texts": texts, "tries": done.tries - 1})
        return True

    def _completed(self, job: Job, done: Exported) -> bool:
        self._jobs.tell(job.id, "COMPLETED", replaced(done, total=done.rows, told_at=self._now()).told)
        return False

    def _failed(self, job: Job, why: str) -> bool:
        self._jobs.tell(job.id, "FAILED", {"error": why})
        return False

    def _database(self, work: Export) -> Database | None:
        look = self._model.look(Wanted(databases=[work.database]))
        if not look.complete:
            raise Transient("index", "it is being rebuilt: nothing is exported from a part of it")
        found = look.databases.get(work.database)
        return None if found is None or found.deleted else found

    def _is_current(self, job: Job, database: Database, done: Exported) -> bool:
        """What was dropped, and who was erased, while it was written is in no export."""
        now = self._database(Export(database.uuid, ""))
        return now is not None and now.head == database.head and self._erasures(job, database) == done.erasures

    def _erasures(self, job: Job, database: Database) -> int:
        question = question_of(job.detail["asked"])
        return erasures_of(self._keys, database.uuid, self._schema(database).ontology, question)

    def _schema(self, database: Database) -> Schema:
        """Read the database's ontology from where it is kept: one job needs it once a slice."""
        found = self._repository.read(database.uuid, database.head) if database.head else None
        documents = found.classes if found else {}
        ontology = Ontology.compile(database.head, list(documents.values()), database.home)
        return Schema(commit=database.head, home=database.home, documents=documents, ontology=ontology)
