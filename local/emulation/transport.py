"""How functions speak to the servers of this machine, where the cloud's way cannot be had: without TLS and signatures.

Everything else of a function's environment is what the template says: addresses come from the resources' attributes.
"""

from collections.abc import Mapping

from infra.names import DATABASE_USER
from local.free_ports import LOOPBACK
from local.plan import Plan

Rules = Mapping[str, tuple[tuple[str, str], ...]]
"""Variable to pattern and replacement, done one after another to its value."""


def transport(plan: Plan, *, gateway: int) -> Rules:
    """Write the rules. Nothing here checks a signed token, so the application's database user has a password."""
    database = ((f"//{DATABASE_USER}@", f"//{DATABASE_USER}:{plan.postgres_password}@"), ("sslmode=[a-z-]+", "sslmode=disable"))
    return {
        "SPICE_POSTGRES_URL": database,
        "SPICE_POSTGRES_READ_URL": database,
        "SPICE_POSTGRES_AUTH": (("^iam$", "password"),),
        "SPICE_REDIS_URL": (("^rediss://", f"redis://:{plan.redis_password}@"),),
        "SPICE_JWKS_URL": ((r"^https://cognito-idp\.[^/]+/", f"http://{LOOPBACK}:{gateway}/"),),
    }
