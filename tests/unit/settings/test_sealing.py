"""What the log is sealed with: a key in a file, one in KMS, or nothing."""

from pathlib import Path

import pytest

from spice.settings.reading import SettingMissing
from spice.settings.sealing import SealingSettings, read_sealing


def test_without_a_key_nothing_is_sealed() -> None:
    assert read_sealing({}) is None


def test_a_key_in_a_file_names_the_log_where_nothing_else_does(tmp_path: Path) -> None:
    file = tmp_path / "seal.pem"
    file.write_bytes(b"key")
    named = {"SPICE_SEAL_KEY_FILE": str(file), "SPICE_SEAL_ORIGIN": "example.com/log"}

    assert read_sealing({"SPICE_SEAL_KEY_FILE": str(file)}) == SealingSettings(key_file=str(file))
    assert read_sealing(named) == SealingSettings(key_file=str(file), origin="example.com/log")


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"SPICE_SEAL_KMS_KEY": "arn:key"}, "SPICE_SEAL_ORIGIN"),
        ({"SPICE_SEAL_KMS_KEY": "arn:key", "SPICE_SEAL_ORIGIN": "a log"}, "SPICE_SEAL_ORIGIN"),
        ({"SPICE_SEAL_KMS_KEY": "arn:key", "SPICE_SEAL_ORIGIN": "a+log"}, "SPICE_SEAL_ORIGIN"),
        ({"SPICE_SEAL_KEY_FILE": "/nowhere/seal.pem"}, "SPICE_SEAL_KEY_FILE"),
        ({"SPICE_SEAL_KEY_FILE": __file__, "SPICE_SEAL_KMS_KEY": "a", "SPICE_SEAL_ORIGIN": "b"}, "SPICE_SEAL_KEY_FILE"),
    ],
)
def test_what_is_missing_or_wrong_is_named(env: dict[str, str], named: str) -> None:
    with pytest.raises(SettingMissing, match=named):
        read_sealing(env)
