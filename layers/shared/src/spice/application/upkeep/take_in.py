"""Shards that projections take in from the log, because the bus did not bring them."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from spice.application.projecting.projection import Projection
from spice.application.upkeep.rebuild import CatchUp
from spice.application.upkeep.run_jobs import PLACE
from spice.ports.jobs import Jobs


class TakeIn:
    """Brings projections up to a place in each of some shards, beside those that project; safe to repeat."""

    def __init__(self, jobs: Jobs, projections: Sequence[Projection], catch_up: CatchUp) -> None:
        self._jobs, self._projections, self._catch_up = jobs, projections, catch_up

    def __call__(self, upto: Mapping[str, int]) -> dict[str, int]:
        """Take in what the index has up to a sequence per shard; answers how many shards were. Raises PortError."""
        with self._jobs.turn(PLACE) as turn:
            # Where somebody else has the turn, the next tick asks again for what is left.
            if turn is None:
                return {"taken_in": 0}
            with ExitStack() as each:
                # The first is done first, and all of them, whatever comes of one.
                for shard, sequence in reversed([*upto.items()]):
                    for projection in reversed(self._projections):
                        each.callback(self._catch_up, projection, {shard: sequence})
        return {"taken_in": len(upto)}
