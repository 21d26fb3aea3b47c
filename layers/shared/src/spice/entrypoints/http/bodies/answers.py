"""How the conflicts of a merge are resolved, and what it is allowed, as a client writes it."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field, WithJsonSchema

from spice.domain.bounds import CHANGES, ONTOLOGY_VALUES, REASON
from spice.domain.errors import DomainError, Problem
from spice.domain.hints import pointer
from spice.domain.ontology.merging.clashes import Choice
from spice.domain.ontology.merging.resolutions import Resolution
from spice.domain.wording import quoted
from spice.entrypoints.http.bodies.body import EdgeModel

Migration = Annotated[dict[str, Any], WithJsonSchema({"x-component": "Migration"})]
Waiver = Annotated[dict[str, Any], WithJsonSchema({"x-component": "Waiver"})]


class Chosen(EdgeModel):
    """How a conflict is resolved."""

    conflict_id: Annotated[str, Field(min_length=1, max_length=128)]
    choice: Choice
    value: Annotated[Any, WithJsonSchema({"x-component": "Value"})] = None
    reason: Annotated[str, Field(max_length=REASON)] | None = None


class Answers(EdgeModel):
    """Resolutions of conflicts."""

    most_values: ClassVar[int] = ONTOLOGY_VALUES
    resolutions: list[Chosen] = Field([], max_length=CHANGES)

    def answers(self) -> list[Resolution]:
        """Make the domain's of them; refused where one says no value, or two are of one conflict."""
        if wrong := [*self._without_value(), *self._twice()]:
            raise DomainError(wrong)
        return [
            Resolution(conflict_id=each.conflict_id, choice=each.choice, value=each.value, reason=each.reason)
            for each in self.resolutions
        ]

    def _without_value(self) -> Iterator[Problem]:
        """A value that is null takes the thing away: whoever wants that says it."""
        for number, each in enumerate(self.resolutions):
            if each.choice == "value" and "value" not in each.model_fields_set:
                said = f"conflict {quoted(each.conflict_id)} is resolved by a value: say which; null is none at all"
                yield Problem(code="missing_property", message=said, path=pointer("/resolutions", number, "value"))

    def _twice(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for number, each in enumerate(self.resolutions):
            if each.conflict_id in seen:
                said = f"conflict {quoted(each.conflict_id)} is resolved twice"
                path = pointer("/resolutions", number, "conflict_id")
                yield Problem(code="constraint_violated", message=said, path=path, value=each.conflict_id)
            seen.add(each.conflict_id)


class AllowedAnswers(Answers):
    """Resolutions of conflicts, what becomes of values, and what may break instances."""

    migrations: list[Migration] = Field([], max_length=CHANGES)
    waive: list[Waiver] = Field([], max_length=CHANGES)
