"""What the readiness of S3 asks for, held against what each role may read."""

from fnmatch import fnmatchcase

import pytest

from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Function
from infra.constructs.grants import statements
from infra.constructs.places import Endpoints
from spice.adapters.s3.client import PROBE

PLACES = Endpoints(
    **dict.fromkeys(("stage", "partition", "region", "account", "key_arn", "seal_key_arn", "personal_key_arn"), "x"),
    **dict.fromkeys(("postgres", "postgres_read", "search_arn", "search_url", "cache_url"), "x"),
    postgres_users={function.database_user: "x" for function in FUNCTIONS},
    bus_arn="arn:x:kafka:x:x:cluster/x/y",
    graph_url=None,
    graph_secret=None,
)


def may(function: Function, action: str, resource: str) -> bool:
    """Tell whether a function's role allows something."""
    made = statements(function, PLACES)
    return any(
        action in statement.actions and any(fnmatchcase(resource, allowed) for allowed in statement.resources)
        for statement in made
    )


def test_the_cloud_and_the_adapter_name_the_same_object() -> None:
    assert names.PROBE_KEY == PROBE


@pytest.mark.parametrize("function", [each for each in FUNCTIONS if {"log:read", "log:write"} & each.grants])
def test_who_reads_the_log_is_told_that_the_object_is_missing_and_not_that_it_is_forbidden(function: Function) -> None:
    assert may(function, "s3:GetObject", PLACES.bucket_arn("log", PROBE))
    assert may(function, "s3:ListBucket", PLACES.bucket_arn("log"))


def test_who_tells_of_readiness_is_among_them() -> None:
    bff = next(each for each in FUNCTIONS if each.name == "bff")

    assert may(bff, "s3:GetObject", PLACES.bucket_arn("log", PROBE))


def test_nobody_may_write_it() -> None:
    assert not [each.name for each in FUNCTIONS if may(each, "s3:PutObject", PLACES.bucket_arn("log", PROBE))]
