"""Shards: the partitions of the command topics, each with a gapless sequence of segments."""

from dataclasses import dataclass
from itertools import count

from spice.domain.identity import partition_of

INSTANCE = "instance"
ONTOLOGY = "ontology"
FAMILIES = (ONTOLOGY, INSTANCE)
"""Ontologies first: instances are checked against them."""

MOST_PARTITIONS = 1024
"""A family grows to so many shards at most."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A partition of a family's command topic; `name` is what object keys and positions use."""

    family: str
    partition: int

    @property
    def name(self) -> str:
        """`instance-0003`."""
        return f"{self.family}-{self.partition:04d}"

    @property
    def commands(self) -> str:
        """The topic its commands come from."""
        return f"{self.family}-commands"

    @property
    def events(self) -> str:
        """The topic its events go to, to the partition of the same number."""
        return f"{self.family}-events"

    @property
    def workers(self) -> str:
        """The consumer group that carries its commands out."""
        return f"{self.family}-worker"

    @property
    def dead_letters(self) -> str:
        """The topic people watch for its parked commands."""
        return f"dlq-{self.family}"

    @staticmethod
    def family_of(commands: str) -> str:
        """Name the family of a command topic."""
        return commands.removesuffix("-commands")

    @classmethod
    def named(cls, name: str) -> "Shard":
        """Read a shard's name."""
        family, _, partition = name.rpartition("-")
        return cls(family, int(partition))


INSTANCE_COMMANDS = Shard(INSTANCE, 0).commands
ONTOLOGY_COMMANDS = Shard(ONTOLOGY, 0).commands


def key_in(partition: int, partitions: int, prefix: str) -> str:
    """Make a key that goes to a partition."""
    keys = (f"{prefix}:{number}" for number in count())
    return next(key for key in keys if partition_of(key, partitions) == partition)
