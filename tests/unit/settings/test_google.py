"""Where Google is: there, or for development on this very machine, and nowhere else."""

import pytest

from spice.adapters.google_sheets.google_sheets import HttpGoogleSheets
from spice.domain.errors import DomainError
from spice.domain.sheets.google_doors import GoogleDoors
from spice.domain.sheets.google_keys import read_key
from spice.settings.google import read_google
from spice.settings.reading import SettingMissing
from spice.settings.webhooks import read_webhooks


def test_google_is_where_it_is() -> None:
    assert read_google({}) == GoogleDoors()


def test_a_network_without_a_way_out_leads_to_nobody() -> None:
    without = {"SPICE_WAY_OUT": "no"}

    assert not read_google(without).open
    with pytest.raises(DomainError, match="nobody can be told from here: the platform's network has no way out"):
        read_webhooks(without).doors.endpoint("https://partner.example/hooks")
    assert read_webhooks({}).doors.endpoint("https://partner.example/hooks").host == "partner.example"


def test_nobody_asks_google_where_there_is_no_way_to_it() -> None:
    google = HttpGoogleSheets(read_google({"SPICE_WAY_OUT": "no"}))

    with pytest.raises(DomainError, match="Google cannot be asked from here"):
        google.spreadsheet(read_key({"type": "access_token", "access_token": "x"}, "/key"), "ID")


def test_a_stand_in_is_on_this_machine() -> None:
    local = "http://127.0.0.1:9000"

    assert read_google({"SPICE_GOOGLE_LOCAL": local}) == GoogleDoors(sheets=local, drive=local, token=f"{local}/token")


@pytest.mark.parametrize("url", ["http://10.0.0.1:80", "https://evil.example", "http://127.0.0.1:80@evil.example"])
def test_it_is_nowhere_else(url: str) -> None:
    with pytest.raises(SettingMissing, match="SPICE_GOOGLE_LOCAL"):
        read_google({"SPICE_GOOGLE_LOCAL": url})
