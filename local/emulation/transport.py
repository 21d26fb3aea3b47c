"""How functions speak to the servers of this machine, where the cloud's way cannot be had.

Nothing here has TLS or checks a signed request, and ports that are fixed in AWS are others here. Everything else of a
function's environment is what the template says: hosts come from the attributes of its resources.
"""

from collections.abc import Mapping

from infra.catalogue.names import CACHE_PORT, DATABASE_ADMIN, POSTGRES_PORT
from infra.catalogue.tables import DATABASE_USERS
from local.folder.plan import Plan
from local.free_ports import LOOPBACK

Rules = Mapping[str, tuple[tuple[str, str], ...]]
"""Variable to pattern and replacement, done one after another to its value."""


def transport(plan: Plan, *, gateway: int) -> Rules:
    """Write the rules."""
    database = (
        (f"//({'|'.join((DATABASE_ADMIN, *DATABASE_USERS.values()))})@", rf"//\1:{plan.postgres_password}@"),
        (f":{POSTGRES_PORT}/", f":{plan.ports['postgres']}/"),
        ("sslmode=[a-z-]+", "sslmode=disable"),
    )
    cache = (
        (r"^rediss(\+cluster)?://", f"redis://:{plan.redis_password}@"),
        (f":{CACHE_PORT}(?=/|$)", f":{plan.ports['redis']}"),
    )
    return {
        "SPICE_POSTGRES_URL": database,
        "SPICE_POSTGRES_READ_URL": database,
        "SPICE_POSTGRES_AUTH": (("^iam$", "password"),),
        "SPICE_KAFKA_SECURITY": (("^SASL_SSL$", "PLAINTEXT"),),
        "SPICE_REDIS_URL": cache,
        "SPICE_SEARCH_URL": (("^https://", "http://"),),
        "SPICE_SEARCH_AUTH": (("^sigv4$", "none"),),
        # The emulated gateway hands claims on in another form than AWS; who serves a token there is asked for its keys.
        "SPICE_JWT_VERIFIED_BY": (("^gateway$", "keys"),),
        "SPICE_JWKS_URL": ((r"^https://cognito-idp\.[^/]+/", f"http://{LOOPBACK}:{gateway}/"),),
    }
