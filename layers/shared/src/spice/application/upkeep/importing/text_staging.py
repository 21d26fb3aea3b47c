"""A text of any length -> its rows in parts, in slices: what is known of it by then is kept between them, and a death
repeats one of them at most."""

from collections.abc import Sequence
from random import Random

from msgspec import Struct
from msgspec.structs import replace as changed

from spice.application.funnel.source import tables_source
from spice.application.ground.uploads import OpenedUpload
from spice.application.upkeep.importing.cutting import Cut
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.plan import Members, Plan, plan_of
from spice.application.upkeep.importing.wanted import Progress, Wanted
from spice.domain.sheets.sheet import Gathered, Gathering, Unreadable
from spice.domain.sheets.text_files import TextDialect, dialect_of, gathered, walk_slice
from spice.domain.sheets.text_records import Pause, Place
from spice.domain.sheets.whole import Below, Handed
from spice.domain.tables.flaws import Flaw
from spice.ports.errors import Permanent


class Under(Struct, frozen=True, kw_only=True):
    """How far a text is. First all of it is looked at, for what tables it has; with a plan, its rows are cut."""

    version: str
    dialect: TextDialect
    place: Place = Place()
    flaws: Sequence[Flaw] = ()
    gathered: Gathered | None = None
    plan: Plan | None = None
    handed: Handed = Handed()
    cut: Cut = Cut()


class TextStaging:
    """Looks at an uploaded text, and cuts it."""

    def __init__(self, wanted: Wanted, members: Members, uploaded: OpenedUpload, parts: Parts) -> None:
        self._wanted, self._members, self._parts = wanted, members, parts
        self._raw, self._version, self._name = uploaded.content, uploaded.version, wanted.source.file

    def __call__(self, pause: Pause) -> Progress | None:
        """Come on until it is time; None: there is more."""
        under = self._under()
        if under.plan is None:
            under, progress = self._look(under, pause)
            if progress is not None:
                return progress
        if under.plan is not None:
            self._parts.keep_under(under)
            under, progress = self._cut(under, under.plan, pause)
            if progress is not None:
                return progress
        self._parts.keep_under(under)
        return None

    def _under(self) -> Under:
        under = self._parts.under(Under)
        if under is None:
            asked = self._wanted.source
            dialect = dialect_of(self._raw, self._name, encoding=asked.encoding, delimiter=asked.delimiter)
            return Under(version=self._version, dialect=dialect)
        if under.version != self._version:
            raise Permanent("uploads", f"{self._name} was changed while it was read")
        return under

    def _look(self, under: Under, pause: Pause) -> tuple[Under, Progress | None]:
        """Look at more of it; at its end a table that is kept whole is cut at once."""
        seen = 0 if under.gathered is None else under.gathered.seen
        # What is drawn is drawn alike by a slice that is begun again.
        gathering, flaws = Gathering(self._name, Random(seen).randrange), list(under.flaws)
        if under.gathered is not None:
            gathering.go_on(under.gathered)
        place = walk_slice(self._raw, self._name, under.dialect, gathering, flaws, place=under.place, pause=pause)
        if not place.ended:
            return changed(under, place=place, flaws=flaws, gathered=gathering.gathered), None
        plan = self._plan(under, gathering, place, flaws)
        if plan.table.left_out:
            return changed(under, place=Place(), flaws=(), gathered=None, plan=plan.brief), None
        cutting = plan.cutting(self._parts)
        cutting.take_kept(plan.table)
        return under, plan.progress(cutting.end(), plan.table.unread)

    def _plan(self, under: Under, gathering: Gathering, place: Place, flaws: Sequence[Flaw]) -> Plan:
        gathering.name_all(place.header)
        sheet, dialect = gathered(self._name, gathering, under.dialect, flaws)
        if dialect.undecoded is not None:
            hint = f"it was read as {dialect.encoding}; `encoding` says which it is"
            raise Unreadable(f"{self._name}, {dialect.undecoded}", hint=hint)
        return plan_of(tables_source(self._name, [sheet], dialect), self._wanted, self._members)

    def _cut(self, under: Under, plan: Plan, pause: Pause) -> tuple[Under, Progress | None]:
        cutting = plan.cutting(self._parts, under.cut)
        below = Below(self._name, plan.table, cutting.take, under.handed)
        place = walk_slice(self._raw, self._name, under.dialect, below, [], place=under.place, pause=pause)
        if not place.ended:
            return changed(under, place=place, handed=below.handed, cut=cutting.cut), None
        below.end()
        return under, plan.progress(cutting.end(), below.unread)
