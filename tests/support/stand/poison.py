"""Put a command on a running platform's bus that nobody can read: `python -m tests.support.stand.poison FOLDER KEY`."""

import json
import sys
from pathlib import Path

from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.connection import Postgres
from spice.domain.identity import partition_of
from spice.messages.record_batch import Record

TOPIC = "instance-commands"


def poison(bus: PostgresBus, key: str, partitions: int) -> int:
    """Publish it under a key; returns the shard it went to."""
    shard = partition_of(key, partitions)
    bus.publish(TOPIC, shard, [Record(key=key.encode(), value=b"\x00garbage{")])
    return shard


def main(folder: Path, key: str) -> None:
    """Reach the bus of the platform in a data folder behind its back."""
    plan = json.loads((folder / "platform.json").read_bytes())
    url = f"postgresql://spice:{plan['postgres_password']}@127.0.0.1:{plan['ports']['postgres']}/postgres"
    postgres = Postgres(url)
    try:
        bus = PostgresBus(postgres)
        poison(bus, key, bus.partitions(TOPIC))
    finally:
        postgres.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
