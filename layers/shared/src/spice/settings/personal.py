"""What the keys of personal data are wrapped by."""

from collections.abc import Mapping
from dataclasses import dataclass

from spice.settings.reading import SettingMissing, file_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSettings:
    """A key in a file (SPICE_PERSONAL_KEY_FILE) or in KMS (SPICE_PERSONAL_KMS_KEY)."""

    key_file: str | None = None
    kms_key: str | None = None


def read_personal(env: Mapping[str, str]) -> PersonalSettings | None:
    """Read it; None where there is none."""
    key_file, kms_key = file_at(env, "SPICE_PERSONAL_KEY_FILE"), env.get("SPICE_PERSONAL_KMS_KEY") or None
    if key_file and kms_key:
        raise SettingMissing("SPICE_PERSONAL_KEY_FILE is set: expected none beside SPICE_PERSONAL_KMS_KEY")
    return PersonalSettings(key_file=key_file, kms_key=kms_key) if key_file or kms_key else None
