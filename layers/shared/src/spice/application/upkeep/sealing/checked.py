"""What a check of a sealed log came to."""

from dataclasses import dataclass, field

from spice.domain.transparency.leaves import Leaf
from spice.domain.transparency.note import Checkpoint
from spice.ports.errors import BrokenChain


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Something that is not as it was sealed: a segment by its place, or an object of the proofs by its name."""

    reason: str
    shard: str | None = None
    generation: int | None = None
    sequence: int | None = None

    def __str__(self) -> str:
        """Say it in a line."""
        where = "" if self.shard is None else f"segment {self.shard}/{self.sequence} of generation {self.generation}: "
        return where + self.reason

    def row(self) -> dict[str, object]:
        """Write it as a row."""
        return {name: getattr(self, name) for name in ("shard", "generation", "sequence", "reason")}


@dataclass(slots=True, kw_only=True)
class Checked:
    """How far a log is sealed, what of it was read, and what is wrong, of each kind as it was met."""

    checkpoint: Checkpoint | None = None
    signed: bool = False
    sealed: int = 0
    behind: int = 0
    """Segments that no checkpoint covers yet, whose chain was walked."""
    wrong: list[Wrong] = field(default_factory=list)

    def of_segment(self, leaf: Leaf, reason: str) -> None:
        """Note what is wrong with a segment that is sealed."""
        place = {"shard": leaf.shard, "generation": leaf.generation, "sequence": leaf.sequence}
        self.wrong.append(Wrong(reason=reason, **place))  # type: ignore[arg-type]

    def of_chain(self, broken: BrokenChain) -> None:
        """Note where a chain breaks."""
        self.wrong.append(
            Wrong(reason=broken.reason, shard=broken.shard, generation=broken.generation, sequence=broken.sequence)
        )

    def of_proofs(self, name: str, reason: str) -> None:
        """Note what is wrong with what proves the log."""
        self.wrong.append(Wrong(reason=f"proof/{name}: {reason}"))

    def broken(self, shard: str) -> bool:
        """Tell whether something of a shard is wrong."""
        return any(each.shard == shard for each in self.wrong)
