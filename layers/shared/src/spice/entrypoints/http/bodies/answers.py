"""How the conflicts of a merge are resolved, and what it is allowed, as a client writes it."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, WithJsonSchema

from spice.domain.bounds import CHANGES, ONTOLOGY_VALUES, REASON
from spice.domain.ontology.merging.clashes import Choice
from spice.domain.ontology.merging.resolutions import Resolution
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
        """Make the domain's of them."""
        return [
            Resolution(conflict_id=each.conflict_id, choice=each.choice, value=each.value, reason=each.reason)
            for each in self.resolutions
        ]


class AllowedAnswers(Answers):
    """Resolutions of conflicts, what becomes of values, and what may break instances."""

    migrations: list[Migration] = Field([], max_length=CHANGES)
    waive: list[Waiver] = Field([], max_length=CHANGES)
