"""What a platform remembers between starts: the ports and the passwords of its services."""

import secrets

import msgspec

from local.errors import Refused, using
from local.folder.data_folder import DataFolder
from local.folder.private_file import write_private
from local.free_ports import RANGE, choose_ports

WEED_PARTS = ("master", "volume", "filer", "s3", "admin")
GRPC_OFFSET = 10000
"""SeaweedFS's own worker looks for the admin part there, whatever the options say."""
FORMAT = 1
PORT_NAMES = {"postgres": 0, "redis": 0, "kick": 0, **dict.fromkeys(WEED_PARTS, GRPC_OFFSET)}
FULL_PORT_NAMES = dict.fromkeys(("kafka", "kafka_controller", "opensearch", "opensearch_transport"), 0)
"""What the full platform has besides."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Ports by name, and generated passwords."""

    ports: dict[str, int]
    postgres_password: str
    redis_password: str
    s3_access_key: str
    s3_secret_key: str
    kafka_password: str = ""
    """Of the full platform."""
    kick_key: str = ""
    """Seals the kicks. A folder of an earlier build is given this, and the one before, at its next start."""
    full: bool = False
    """Whether Kafka and OpenSearch hold what is under way and what is searched."""
    format: int = FORMAT


def make_plan(folder: DataFolder, *, among: range = RANGE, full: bool | None = None) -> Plan:
    """Read the plan of a folder, or make one; ports that somebody else took are chosen anew.

    Without `full` a folder stays what it is; a new one is light.
    """
    old = read_plan(folder)
    full = (old is not None and old.full) if full is None else full
    names = PORT_NAMES | FULL_PORT_NAMES if full else PORT_NAMES
    ports = choose_ports(names, old.ports if old else {}, folder.root, among=among)
    if old is None:
        plan = Plan(
            ports=ports,
            postgres_password=secrets.token_urlsafe(24),
            redis_password=secrets.token_urlsafe(24),
            s3_access_key=f"SPICE{secrets.token_hex(8).upper()}",
            s3_secret_key=secrets.token_urlsafe(30),
            kafka_password=secrets.token_urlsafe(24),
            kick_key=secrets.token_urlsafe(24),
            full=full,
        )
    else:
        password = old.kafka_password or secrets.token_urlsafe(24)
        key = old.kick_key or secrets.token_urlsafe(24)
        plan = msgspec.structs.replace(old, ports=ports, full=full, kafka_password=password, kick_key=key)
    if plan != old:
        write_private(folder.plan, msgspec.json.format(msgspec.json.encode(plan), indent=2) + b"\n")
    return plan


def read_plan(folder: DataFolder) -> Plan | None:
    """Read the plan of a folder; None when it never ran. Refused when it is damaged, or of a newer version."""
    with using(folder.root):
        if not folder.plan.exists():
            return None
        text = folder.plan.read_bytes()
    try:
        written = msgspec.json.decode(text, type=_Written).format
        if written > FORMAT:
            raise Refused(
                f"{folder.root} was written by a newer version of spice (format {written}; this one knows {FORMAT}):"
                " install that version, or name another folder with --data"
            )
        return msgspec.json.decode(text, type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise Refused(
            f"{folder.plan} is damaged ({broken}): it holds the passwords of the services."
            " Put it back from a copy, or name another folder with --data"
        ) from broken


class _Written(msgspec.Struct, frozen=True):
    """Which version wrote a plan."""

    format: int = FORMAT
