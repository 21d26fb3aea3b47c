"""A load: every source read to its end before the first line is sent, then sent, followed, and told of."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from cli.failure import Failure, Refused, Unreachable
from cli.loading.batches import Stuck
from cli.loading.chunk import chunks
from cli.loading.files import Source
from cli.loading.progress import bar, bars
from cli.loading.records import Document, Reading, Unreadable, records
from cli.loading.runs import Held
from cli.loading.sent import CannotGoOn
from cli.loading.tally import Tally
from cli.loading.upload import Upload
from cli.loading.watched import watched
from cli.session import Session
from spice.domain.tables.flaws import Flaw, Strictness

_RESUMED = "going on with a load that did not come to its end"
_FOLLOWED = "all of it was sent before, and is not sent anew: this tells what became of it"


class Load:
    """Sources on their way into one class, and what became of each."""

    def __init__(self, session: Session, sources: Sequence[Source], how: Reading, common: Mapping[str, Any]) -> None:
        self._session, self._how, self._common = session, how, common
        self.sources = [watched(source) if source.lasting else source for source in sources]
        self._upload = Upload(session.client, session.path())
        self.tallies: dict[str, Tally] = {source.name: Tally() for source in sources}
        self.repairs: dict[str, list[Flaw]] = {source.name: [] for source in sources}

    def check(self) -> None:
        """Read all that can be read twice: a file that breaks the rules leaves nothing of any file loaded."""
        pipes = False
        for source in self.sources:
            if source.lasting:
                try:
                    deque(records(source, self._how, Strictness(lenient=self._how.lenient)), maxlen=0)
                except Unreadable as broken:
                    raise Failure(f"{broken}. Nothing was loaded.") from broken
            pipes = pipes or not source.lasting
        self._how.columns.named.last = pipes
        if not pipes:
            self._how.columns.named.refuse_missing()

    def carry_out(self, held: Held) -> None:
        """Send everything and wait until every line has its outcome."""
        if held.trouble:
            self._session.print.warn(held.trouble)
        if held.resumed:
            self._session.print.warn(_FOLLOWED if held.run.all_sent else _RESUMED)
        with self._told_where_it_ends(held), bars(self._session.print) as progress:
            for place, source in enumerate(self.sources):
                tally = self.tallies[source.name]
                tally.on_progress = bar(progress, PurePath(source.name).name, None)
                run = f"{held.run.id}:{place}"  # the same content twice is two texts, each sent
                self._upload.send(chunks(self._documents(source), self._common, run=run), tally, held.sent)
            held.all_are_sent()
            self._upload.finish()
            self._how.columns.named.refuse_missing()

    def _documents(self, source: Source) -> Iterator[tuple[int, Document]]:
        strictness = Strictness(lenient=self._how.lenient, tell=self.repairs[source.name].append)
        for line, document in records(source, self._how, strictness):
            if "op" not in self._common and "op" not in document:
                document["op"] = "upsert" if "id" in document else "create"
            yield line, document

    @contextmanager
    def _told_where_it_ends(self, held: Held) -> Iterator[None]:
        """Say what is loaded of a load that does not come to its end."""
        try:
            yield
        except (Unreachable, Stuck, KeyboardInterrupt):
            self._leave(held, kept=True)
            raise
        except Refused as refused:
            # Behind an error of its own, the platform may have kept what it was sent.
            self._leave(held, kept=refused.answer.status >= 500 or refused.answer.unsure)
            raise
        except Failure as failure:
            self._upload.finish()
            self._leave(held, goes_on=not isinstance(failure, CannotGoOn))
            raise

    def _leave(self, held: Held, *, kept: bool = False, goes_on: bool = True) -> None:
        """Tell what was accepted; the run is kept where sending anew would do something twice."""
        kept = kept or held.resumed or any(tally.sent for tally in self.tallies.values())
        if not kept:
            held.end()
        word, on = ("interrupted", held.goes_on) if kept and goes_on and held.goes_on else ("ended", "")
        counts = [f"{tally.accepted:,} lines of {name}" for name, tally in self.tallies.items() if tally.sent]
        self._session.print.warn(f"{word}: {', '.join(counts) or 'nothing'} had been accepted{on}")
