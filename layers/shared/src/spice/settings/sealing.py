"""What the log is sealed with."""

from collections.abc import Mapping
from dataclasses import dataclass

from spice.settings.reading import SettingMissing, file_at, required


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingSettings:
    """A key in a file (SPICE_SEAL_KEY_FILE) or in KMS (SPICE_SEAL_KMS_KEY), and the log's name (SPICE_SEAL_ORIGIN).

    A key in a file names the log itself where nothing else does.
    """

    key_file: str | None = None
    kms_key: str | None = None
    origin: str | None = None


def read_sealing(env: Mapping[str, str]) -> SealingSettings | None:
    """Read what the log is sealed with; None where it is not sealed."""
    kms_key, origin = env.get("SPICE_SEAL_KMS_KEY") or None, env.get("SPICE_SEAL_ORIGIN") or None
    key_file = file_at(env, "SPICE_SEAL_KEY_FILE")
    if key_file and kms_key:
        raise SettingMissing("SPICE_SEAL_KEY_FILE is set: expected none beside SPICE_SEAL_KMS_KEY")
    if origin is not None and any(each.isspace() or each == "+" for each in origin):
        raise SettingMissing(f"SPICE_SEAL_ORIGIN is {origin!r}: expected a name without spaces and plus signs")
    if kms_key is not None:
        origin = required(env, "SPICE_SEAL_ORIGIN", "the log's name, needed with SPICE_SEAL_KMS_KEY")
    if key_file is None and kms_key is None:
        return None
    return SealingSettings(key_file=key_file, kms_key=kms_key, origin=origin)
