"""Where Google is."""

import re
from collections.abc import Mapping

from spice.domain.sheets.google_doors import GoogleDoors
from spice.settings.reading import SettingMissing, has_a_way_out

_LOCAL = re.compile(r"http://127\.0\.0\.1:[1-9][0-9]{0,4}").fullmatch


def read_google(env: Mapping[str, str]) -> GoogleDoors:
    """Read where Google is. SPICE_GOOGLE_LOCAL is for development: a stand-in at http://127.0.0.1:9000."""
    local = env.get("SPICE_GOOGLE_LOCAL")
    if not local:
        return GoogleDoors(open=has_a_way_out(env))
    if not _LOCAL(local):
        raise SettingMissing("SPICE_GOOGLE_LOCAL is wrong: expected http://127.0.0.1:PORT")
    return GoogleDoors(sheets=local, drive=local, token=f"{local}/token")
