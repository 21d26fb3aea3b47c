"""What the keys of personal data are wrapped by."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spice.settings.reading import SettingMissing, file_at, required

EPOCHS = "epochs"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSettings:
    """A key in a file (SPICE_PERSONAL_KEY_FILE) or in KMS (SPICE_PERSONAL_KMS_KEY).

    What it wraps, the keys of epochs, is beside the file, or in a bucket of its own (SPICE_KEYS_BUCKET).
    """

    key_file: str | None = None
    kms_key: str | None = None
    bucket: str | None = None

    @property
    def folder(self) -> str:
        """Where keys of epochs are beside a file."""
        return str(Path(self.key_file or "").with_name(EPOCHS))


def read_personal(env: Mapping[str, str]) -> PersonalSettings | None:
    """Read it; None where there is none."""
    key_file, kms_key = file_at(env, "SPICE_PERSONAL_KEY_FILE"), env.get("SPICE_PERSONAL_KMS_KEY") or None
    if key_file and kms_key:
        raise SettingMissing("SPICE_PERSONAL_KEY_FILE is set: expected none beside SPICE_PERSONAL_KMS_KEY")
    if not key_file and not kms_key:
        return None
    bucket = required(env, "SPICE_KEYS_BUCKET", "the name of the bucket for keys of epochs") if kms_key else None
    return PersonalSettings(key_file=key_file, kms_key=kms_key, bucket=bucket)
