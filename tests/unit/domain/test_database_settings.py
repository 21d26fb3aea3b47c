"""Settings of a database: what is none is told by name."""

import pytest

from spice.domain.database_settings import check_settings


@pytest.mark.parametrize("zone", ["Asia/Seoul", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+9"])
def test_a_zone_of_the_iana_database_is_kept(zone: str) -> None:
    assert check_settings({"timezone": zone}) == ({"timezone": zone}, [])


@pytest.mark.parametrize(
    "zone", ["Asia/Seul", "localtime", "posixrules", "Factory", "right/UTC", "posix/UTC", "../UTC", 9]
)
def test_what_is_no_zone_is_refused(zone: object) -> None:
    _, (problem,) = check_settings({"timezone": zone})

    assert (problem.code, problem.path) == ("constraint_violated", "/timezone")
