"""The settings a function gets (spice.settings reads them): the one place that says so for the cloud."""

from infra.catalogue import names
from infra.catalogue.functions import CONNECTIONS, FUNCTIONS
from infra.catalogue.model import Function
from infra.catalogue.tables import TABLES
from infra.constructs.places import Endpoints
from infra.issuer import Issuer
from infra.stage import Stage

API_STATEMENT_SECONDS = 8
"""As long as the door lets a request's statement take; the database holds to it, whoever forgets."""


def environment(
    function: Function, *, stage: Stage, places: Endpoints, issuer: Issuer, brokers: str | None
) -> dict[str, str]:
    """Name every setting of a function. `brokers` is None where nothing may know them yet."""
    settings = {
        "SPICE_STAGE": stage.name,
        "SPICE_METRICS": "emf",
        "SPICE_LOG_BUCKET": places.bucket("log"),
        "SPICE_DATA_BUCKET": places.bucket("data"),
        "SPICE_REDIS_URL": places.cache_url,
        "SPICE_SEARCH_URL": places.search_url,
        "SPICE_SEARCH_AUTH": "sigv4",
        "SPICE_KICK_URL": f"lambda:{names.function_prefix(stage.name)}",
        "SPICE_CORS_ORIGINS": ",".join(stage.api.origins),
        "SPICE_WAITS": str(stage.api.waits),
        "SPICE_RATE_LIMIT_PER_SECOND": str(stage.api.subject_per_second),
        "SPICE_RATE_LIMIT_BURST": str(stage.api.subject_burst),
        "TZ": "UTC",
    }
    settings |= _issuer(issuer) | _database(function, places) | _way_out(stage)
    # Who has no client of the bus neither connects to it nor says whether it is there.
    if brokers is not None and any(grant.startswith("bus:") for grant in function.grants):
        settings |= _bus(brokers)
    if "seal:sign" in function.grants:
        settings |= {"SPICE_SEAL_KMS_KEY": places.seal_key_arn, "SPICE_SEAL_ORIGIN": places.bucket("log")}
    if any(grant.startswith("personal:") for grant in function.grants):
        settings |= {"SPICE_PERSONAL_KMS_KEY": places.personal_key_arn, "SPICE_KEYS_BUCKET": places.bucket("keys")}
    if places.graph_url is not None and "ontology:write" in function.grants:
        settings |= _ontology(places.graph_url, places.graph_secret)
    return settings


def _way_out(stage: Stage) -> dict[str, str]:
    return {"SPICE_WAY_OUT": "yes" if stage.network.nat_gateways else "no"}


def _issuer(issuer: Issuer) -> dict[str, str]:
    return {
        "SPICE_JWT_ISSUER": issuer.url,
        "SPICE_JWT_AUDIENCE": ",".join(issuer.audiences),
        # API Gateway does, at every route that is not open: the issuer's keys need not be reached from inside.
        "SPICE_JWT_VERIFIED_BY": "gateway",
        "SPICE_JWKS_URL": issuer.jwks_url,
    }


def _bus(brokers: str) -> dict[str, str]:
    return {
        "SPICE_BUS": "kafka",
        "SPICE_KAFKA_BOOTSTRAP": brokers,
        "SPICE_KAFKA_SECURITY": "SASL_SSL",
        "SPICE_KAFKA_MECHANISM": "AWS_MSK_IAM",
    }


def _ontology(url: str, secret: str | None) -> dict[str, str]:
    return {"SPICE_ONTOLOGY": "terminusdb", "SPICE_TERMINUSDB_URL": url, "SPICE_TERMINUSDB_SECRET": secret or ""}


def _database(function: Function, places: Endpoints) -> dict[str, str]:
    # Workers read what they have just written: only the API reads from a replica.
    user = function.database_user
    read = places.postgres_read if function.asked else places.postgres
    return {
        "SPICE_POSTGRES_AUTH": "iam",
        "SPICE_POSTGRES_URL": postgres_url(places.postgres, user),
        "SPICE_POSTGRES_READ_URL": postgres_url(read, user),
    }


def database_users(stage: Stage) -> list[dict[str, object]]:
    """Name who signs in to the database, what each may take of it, and which tables it may read and write."""
    bounds = {entry.name: _bounds(entry, stage) for entry in FUNCTIONS if entry.asked}
    return [
        {
            "Name": names.database_user(function),
            **bounds.get(function, {}),
            "Reads": [*tables.reads],
            "Writes": [*tables.writes],
            "Adds": [*tables.adds],
            "Keeps": [*tables.keeps],
            "Changes": [*tables.changes],
            "Calls": [*tables.calls],
        }
        for function, tables in TABLES.items()
    ]


def _bounds(function: Function, stage: Stage) -> dict[str, str]:
    """Bound those that clients wait for: however many requests come, the others find a connection."""
    most = CONNECTIONS * (function.reserved(stage.name) or 0)
    return {"Connections": str(most), "StatementSeconds": str(API_STATEMENT_SECONDS)}


def postgres_url(address: str, user: str) -> str:
    """Write an address of the database; the password is a token."""
    return f"postgresql://{user}@{address}/{names.DATABASE}?sslmode=verify-full"
