"""What the keys of personal data are wrapped by: a key in a file, one in KMS, or nothing."""

import pytest

from spice.settings.personal import PersonalSettings, read_personal
from spice.settings.reading import SettingMissing


def test_a_key_is_in_a_file_or_in_kms_or_there_is_none() -> None:
    assert read_personal({}) is None
    assert read_personal({"SPICE_PERSONAL_KEY_FILE": __file__}) == PersonalSettings(key_file=__file__)
    kms = {"SPICE_PERSONAL_KMS_KEY": "arn:key", "SPICE_KEYS_BUCKET": "keys"}
    assert read_personal(kms) == PersonalSettings(kms_key="arn:key", bucket="keys")


def test_a_key_in_kms_goes_with_a_bucket() -> None:
    with pytest.raises(SettingMissing, match="SPICE_KEYS_BUCKET"):
        read_personal({"SPICE_PERSONAL_KMS_KEY": "arn:key"})


@pytest.mark.parametrize(
    "env",
    [
        {"SPICE_PERSONAL_KEY_FILE": "/nowhere/personal.key"},
        {"SPICE_PERSONAL_KEY_FILE": __file__, "SPICE_PERSONAL_KMS_KEY": "arn:key"},
    ],
)
def test_what_is_missing_or_double_is_named(env: dict[str, str]) -> None:
    with pytest.raises(SettingMissing, match="SPICE_PERSONAL_KEY_FILE"):
        read_personal(env)
