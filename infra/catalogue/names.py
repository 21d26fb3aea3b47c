"""Every name that more than one place must agree on."""

API = "/api/v1"
LOG_BUCKET = "spice-log"
DATA_BUCKET = "spice-data"

INSTANCE_COMMANDS = "instance-commands"
ONTOLOGY_COMMANDS = "ontology-commands"
INSTANCE_EVENTS = "instance-events"
ONTOLOGY_EVENTS = "ontology-events"
DLQ_INSTANCE = "dlq-instance"
DLQ_ONTOLOGY = "dlq-ontology"

TOPICS = {
    ONTOLOGY_COMMANDS: 3,
    INSTANCE_COMMANDS: 6,
    ONTOLOGY_EVENTS: 3,
    INSTANCE_EVENTS: 6,
    DLQ_ONTOLOGY: 1,
    DLQ_INSTANCE: 1,
}
"""Topic to number of partitions."""

PRODUCT = "spice"
LOG_PREFIX = "log/"
"""Where segments live in the log bucket: written once, never deleted."""
BUCKETS = ("log", "data")
ACCESS_LOGS = "access-logs"
LOG_REPLICA = "log-replica"
REPLICATION = "log"
"""The rule that copies the log to its replica."""

DATABASE = "spice"
DATABASE_ADMIN = "spice_admin"
DATABASE_USER = "spice_app"
API_USER = "spice_api"
"""Who the functions are in PostgreSQL, those that clients wait for apart: their connections are counted, and their
statements end sooner. They sign in with a token of the function's role, never with a password."""
DATABASE_USERS = (DATABASE_USER, API_USER)

METRICS = "Spice"
"""The CloudWatch namespace of what the functions count themselves."""

LOGIN_PORTS, LOGIN_PATH = (8250, 8251, 8252), "/signed-in"
"""Where `spice login` waits for the browser: an issuer sends it back to addresses it knows, port included."""

POSTGRES_PORT = 5432
BUS_PORT = 9098
"""Where MSK takes IAM."""
HTTPS_PORT = 443
CACHE_PORT = 6379
CACHE_READER_PORT = 6380
GRAPH_PORT = 6363
FILES_PORT = 2049


def physical(stage: str, name: str) -> str:
    """Name something of a stage, as AWS knows it."""
    return f"{PRODUCT}-{stage}-{name}"


def function_prefix(stage: str) -> str:
    """What the names of a stage's functions begin with; a kick adds the catalogue's name."""
    return physical(stage, "")


def bucket(stage: str, name: str, account: str, region: str) -> str:
    """Name a bucket; such names are the whole world's, so account and region are part of them."""
    return f"{physical(stage, name)}-{account}-{region}"


def role(stage: str, name: str, region: str) -> str:
    """Name the role of a function."""
    return everywhere(stage, name, region)


def log_group(stage: str, name: str) -> str:
    """Name the log group of a function."""
    return f"/aws/lambda/{physical(stage, name)}"


def login_urls() -> list[str]:
    """Every address that an issuer may send a browser back to."""
    return [f"http://localhost:{port}{LOGIN_PATH}" for port in LOGIN_PORTS]


def key_alias(stage: str) -> str:
    """Name the key of a stage."""
    return f"alias/{PRODUCT}-{stage}"


def replica_key_alias(stage: str) -> str:
    """Name the key of the log's replica: the stage may come to live in that region, with its own key."""
    return f"{key_alias(stage)}-replica"


def everywhere(stage: str, name: str, region: str) -> str:
    """Name what an account has once for all its regions."""
    return f"{physical(stage, name)}-{region}"
