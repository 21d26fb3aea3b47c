"""What seals a log and personal data, and copies of logs that are looked at beside the platform."""

from pathlib import Path

from spice.adapters.aws.kms_signer import KmsSigner
from spice.adapters.aws.kms_wrap import KmsKeyWrap
from spice.adapters.disk.epoch_store import DiskEpochStore
from spice.adapters.disk.event_log import DiskEventLog
from spice.adapters.disk.key_wrap import DiskKeyWrap
from spice.adapters.disk.proof_store import DiskProofStore
from spice.adapters.disk.signer import DiskSigner
from spice.adapters.disk.spool import DiskSpool
from spice.adapters.ed25519 import Ed25519KeyPairs as Ed25519KeyPairs
from spice.adapters.ed25519 import is_signed as is_signed
from spice.adapters.key_ring import KeyRing
from spice.adapters.s3.client import LazyS3
from spice.adapters.s3.epoch_store import S3EpochStore
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


def connect_key_ring(settings: Settings, s3: LazyS3) -> KeyRing:
    """Make what wraps the keys of personal data; where the settings name nothing, it can do nothing."""
    if (personal := settings.personal) is None:
        return KeyRing(None, S3EpochStore(s3, ""))
    if personal.kms_key is not None:
        wrap: KeyWrap = KmsKeyWrap(personal.kms_key, region=settings.s3_region)
        return KeyRing(wrap, S3EpochStore(s3, personal.bucket or ""))
    return KeyRing(DiskKeyWrap(Path(personal.key_file or "")), DiskEpochStore(Path(personal.folder)))


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
