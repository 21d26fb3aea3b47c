"""What a breaking change is refused without."""

from collections.abc import Sequence
from dataclasses import dataclass

from spice.domain.errors import Problem
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.migrations import MigrationOp


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a change is refused without: one of the migrations, or a waiver where it may be waived."""

    entry: Entry
    affected: int
    migrations: Sequence[MigrationOp]
    passed_on: bool = False
    """Whether something else has the name of what goes."""

    @property
    def class_id(self) -> str:
        """The class it is of."""
        return self.entry.class_id

    @property
    def path(self) -> str:
        """The place that a waiver names."""
        return self.entry.path

    @property
    def reason(self) -> str:
        """What breaks."""
        return self.entry.reason

    @property
    def waivable(self) -> bool:
        """Whether it may break while there are instances."""
        return not self.entry.final

    @property
    def owner(self) -> str:
        """The class that a migration names."""
        return self._steps[0]

    @property
    def part(self) -> str | None:
        """The property or relationship that a migration names."""
        return self._steps[2] if len(self._steps) > 2 else None

    def problem(self, path: str) -> Problem:
        """Refuse the change for want of it."""
        said = f"{self.entry.op} {self.path} would break {self.affected} instances: {self.reason}"
        if self.passed_on:
            gone = self.entry.keys[1] if len(self.entry.keys) > 1 else self.entry.id
            said += f". It is {gone} that goes: what is called so from now on is another one"
        return Problem(code="breaking_change", message=said, path=path, value=self.path, hint=self._hint)

    @property
    def _steps(self) -> Sequence[str]:
        return [step for step in self.path.split("/") if step]

    @property
    def _hint(self) -> str:
        if not self.waivable:
            return "it cannot be waived while there are instances"
        waive = f'waive it: "waive": [{{"path": "{self.path}", "reason": "…"}}]'
        if not self.migrations:
            return waive
        place = f'"class": "{self.owner}"' + (f', "property": "{self.part}"' if self.part else "")
        ops = "|".join(self.migrations)
        return f'say what becomes of the values: "migrations": [{{"op": "{ops}", {place}}}], or {waive}'
