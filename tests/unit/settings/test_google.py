"""Where Google is: there, or for development on this very machine, and nowhere else."""

import pytest

from spice.domain.sheets.google_doors import GoogleDoors
from spice.settings.google import read_google
from spice.settings.reading import SettingMissing


def test_google_is_where_it_is() -> None:
    assert read_google({}) == GoogleDoors()


def test_a_stand_in_is_on_this_machine() -> None:
    local = "http://127.0.0.1:9000"

    assert read_google({"SPICE_GOOGLE_LOCAL": local}) == GoogleDoors(sheets=local, drive=local, token=f"{local}/token")


@pytest.mark.parametrize("url", ["http://10.0.0.1:80", "https://evil.example", "http://127.0.0.1:80@evil.example"])
def test_it_is_nowhere_else(url: str) -> None:
    with pytest.raises(SettingMissing, match="SPICE_GOOGLE_LOCAL"):
        read_google({"SPICE_GOOGLE_LOCAL": url})
