"""What seals a log and personal data, and copies of logs that are looked at beside the platform."""

from pathlib import Path

from spice.adapters.aws.kms_signer import KmsSigner
from spice.adapters.aws.kms_wrap import KmsKeyWrap
from spice.adapters.disk.event_log import DiskEventLog
from spice.adapters.disk.key_wrap import DiskKeyWrap
from spice.adapters.disk.proof_store import DiskProofStore
from spice.adapters.disk.signer import DiskSigner
from spice.adapters.disk.spool import DiskSpool
from spice.adapters.ed25519 import is_signed as is_signed
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.event_log import S3EventLog
from spice.ports.event_log import EventLog
from spice.ports.key_wrap import KeyWrap
from spice.ports.proof_store import ProofStore
from spice.ports.signer import Signer
from spice.ports.spool import Spool
from spice.settings import Settings


def connect_signer(settings: Settings) -> Signer | None:
    """Make what the settings seal with."""
    if (sealing := settings.sealing) is None:
        return None
    if sealing.kms_key is not None and sealing.origin is not None:
        return KmsSigner(sealing.kms_key, origin=sealing.origin, region=settings.s3_region)
    return DiskSigner(Path(sealing.key_file or ""), origin=sealing.origin)


def connect_key_wrap(settings: Settings) -> KeyWrap | None:
    """Make what the settings wrap the keys of personal data by."""
    if (personal := settings.personal) is None:
        return None
    if personal.kms_key is not None:
        return KmsKeyWrap(personal.kms_key, region=settings.s3_region)
    return DiskKeyWrap(Path(personal.key_file or ""))


def connect_copy(place: str, *, endpoint: str | None, region: str) -> EventLog:
    """Open a copy of a log: a folder, or `s3://bucket/prefix` with the credentials of the environment as it is now."""
    if place.startswith("s3://"):
        return S3EventLog.copied(LazyS3(endpoint=endpoint, region=region), place)
    return DiskEventLog.copied(Path(place))


def connect_copied_proofs(folder: Path) -> ProofStore:
    """Open what proves a copy of a log in a folder."""
    return DiskProofStore.copied(folder)


def connect_spool(folder: Path) -> Spool:
    """Put records aside in a folder that nobody else uses."""
    return DiskSpool(folder)
