"""The log's bucket: every PUT into it is on the disk before it is answered."""

import json
from collections.abc import Sequence

from infra.catalogue.names import LOG_BUCKET
from local.errors import NotStarted
from local.services.seaweedfs.weed_shell import WeedShell

LOCATION = f"/buckets/{LOG_BUCKET}/"
SYNC = f"fs.configure -locationPrefix={LOCATION} -fsync -apply"
SHOW = "fs.configure"
LIST = "s3.bucket.list"
CREATE = f"s3.bucket.create -name {LOG_BUCKET}"


def sync_log(shell: WeedShell) -> None:
    """Set the rule, see that it is kept, and only then make the bucket. NotStarted when it is not kept."""
    if not _is_synced(told := shell(SHOW, LIST)):
        # Only where it is not set: a disk that is full would take no rule, and what is there can be read all the same.
        shell(SYNC)
        told = shell(SHOW, LIST)
    if not _is_synced(told):
        raise NotStarted(f"seaweedfs does not keep that writes below {LOCATION} are synced; it says {told.strip()}")
    if LOG_BUCKET not in told.rpartition("}")[2].split():
        shell(CREATE)


def _is_synced(told: str) -> bool:
    begin, end = told.find("{"), told.rfind("}")
    try:
        rules: Sequence[dict[str, object]] = json.loads(told[begin : end + 1]).get("locations", [])
    except ValueError:
        return False
    return any(rule.get("locationPrefix") == LOCATION and rule.get("fsync") is True for rule in rules)
