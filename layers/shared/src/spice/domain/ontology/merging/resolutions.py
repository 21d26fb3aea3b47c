"""Answers to conflicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spice.domain.errors import Problem
from spice.domain.hints import pointer
from spice.domain.ontology.merging.clashes import Clash
from spice.domain.ontology.merging.reading_trees import Names, kind_within, read
from spice.domain.ontology.merging.three_way import Decide, shape_of
from spice.domain.ontology.merging.trees import ABSENT, Branch
from spice.domain.wording import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which side of a conflict holds, or which value."""

    conflict_id: str
    choice: str
    value: object = None
    reason: str | None = None


class Answers:
    """Decides clashes as they were answered; remembers which were asked and not answered."""

    def __init__(self, resolutions: Sequence[Resolution], names: Names, undecided: Decide) -> None:
        self._given: Mapping[str, tuple[int, Resolution]] = {
            each.conflict_id: (number, each) for number, each in enumerate(resolutions)
        }
        self._names, self._undecided = names, undecided
        self.begin()

    def begin(self) -> None:
        """Forget what was asked: all is asked again."""
        self.open: dict[str, Clash] = {}
        self.asked: set[str] = set()
        self.problems: list[Problem] = []

    def __call__(self, clash: Clash) -> object:
        """Decide a clash."""
        id_ = clash.id
        self.asked.add(id_)
        if id_ not in self._given:
            self.open[id_] = clash
            return self._undecided(clash)
        number, answer = self._given[id_]
        if answer.choice not in clash.choices:
            said = f"conflict {id_} is resolved by {', '.join(clash.choices)}, not by {quoted(answer.choice)}"
            path = pointer("/resolutions", number, "choice")
            self.problems.append(Problem(code="constraint_violated", message=said, path=path, value=answer.choice))
            return self._undecided(clash)
        return self._value(clash, answer)

    def _value(self, clash: Clash, answer: Resolution) -> object:
        if answer.choice != "value":
            return {"ours": clash.ours, "theirs": clash.theirs, "base": clash.base}[answer.choice]
        if answer.value is None:
            return ABSENT
        if any(isinstance(side, Branch) and side.kind == "shape" for side in (clash.ours, clash.theirs)):
            return shape_of(read("spec", answer.value, self._names))
        kind = kind_within(clash.within, clash.place[-1]) if clash.within else ""
        return read(kind, answer.value, self._names)
