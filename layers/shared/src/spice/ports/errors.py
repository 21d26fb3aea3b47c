"""What the world did wrong: the class says what to do next."""


class PortError(Exception):
    """Something outside failed; `service` names it."""

    told: str | None = None
    """What anybody may be told of the reason."""

    def __init__(self, service: str, message: str) -> None:
        self.service = service
        super().__init__(f"{service}: {message}")


class Transient(PortError):
    """It may work the next time: the invocation fails and is redelivered, HTTP answers 503."""


class Momentary(Transient):
    """The service is there: somebody was in the way, or it hung up and can be called again. No sign of an outage."""


class DiskFull(Momentary):
    """Its disk is full: what is there can be read, nothing can be written until there is room."""

    told = "disk full: nothing can be written until there is room"


class Rebuilding(Momentary):
    """What it would answer from was lost, and is made again from the log."""

    told = "the search index is lost: it is being rebuilt"


class CircuitOpen(Transient):
    """Nobody was asked: the service failed a moment ago, and is tried again in `retry_after_seconds`."""

    def __init__(self, service: str, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(service, f"is away; tried again in {retry_after_seconds:.1f} s")


class Permanent(PortError):
    """It will never work: the record is parked, HTTP answers 500."""


class BrokenChain(PortError):
    """A segment of the log is gone, altered or not the one that belongs there: nothing is decided, indexed or published
    behind it until it is repaired. Trying again changes nothing."""

    def __init__(self, generation: int, shard: str, sequence: int, reason: str) -> None:
        self.generation, self.shard, self.sequence, self.reason = generation, shard, sequence, reason
        super().__init__("log", f"segment {shard}/{sequence} of generation {generation}: {reason}")


class SetApart(BrokenChain):
    """The quarantine says so of a shard: told again, not found in the log, and maybe lifted by now."""


class Overtaken(Momentary):
    """Somebody else moved meanwhile what this was to move from where it was read: nothing is done, read again."""


class LeaseLost(Momentary):
    """Somebody else does this work by now: what was to be written is not."""


class Unknown(PortError):
    """It may have happened or not: repeat only what is safe to repeat."""


class AlreadyThere(PortError):
    """A conditional write lost: somebody else's object is there (S3 412)."""
