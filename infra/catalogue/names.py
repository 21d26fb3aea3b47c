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

FULL = "full"
"""One machine with the real servers, beside the stages of the cloud."""

PRODUCT = "spice"
LOG_PREFIX = "log/"
"""Where segments live in the log bucket: written once, never deleted."""
PROOF_PREFIX = "proof/"
"""Where what proves the log lives beside it: written once, but for the newest checkpoint."""
PROBE_KEY = "local/ready"
"""What the readiness of S3 asks the log bucket for (spice.adapters.s3.client): in the cloud it is not there, and who
may read it is told so, where all others are told that it is forbidden."""
BUCKETS = ("log", "data", "keys")
EPOCHS_PREFIX = "epochs/"
"""Where wrapped keys of epochs live in the bucket of keys, which keeps no versions: what is deleted is gone."""
PASSING = {"uploads": 8, "exports": 8, "imports": 31}
"""What lies in the data bucket for some days only: a day longer than it is promised."""
CONSOLE = "console"
"""The bucket of the console's files, which are made again by `make web`."""
ACCESS_LOGS = "access-logs"
LOG_REPLICA = "log-replica"
REPLICATION = "log"
"""The rule that copies the log to its replica."""

DATABASE = "spice"
DATABASE_ADMIN = "spice_admin"

METRICS = "Spice"
"""The CloudWatch namespace of what the functions count themselves."""

LOGIN_PORTS, LOGIN_PATH = (8250, 8251, 8252), "/signed-in"
"""Where `spice login` waits for the browser: an issuer sends it back to addresses it knows, port included."""

POSTGRES_PORT = 5432
BUS_PORT = 9098
"""Where MSK takes IAM."""
HTTPS_PORT = 443
PARTNER_PORTS = (443, 8443)
"""Where webhooks may lead; the settings of a function say the same where nothing else is said."""
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


def database_user(function: str) -> str:
    """Name who a function is in PostgreSQL."""
    return f"{PRODUCT}_{function.replace('-', '_')}"


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


def seal_key_alias(stage: str) -> str:
    """Name the key that seals the log of a stage."""
    return f"{key_alias(stage)}-seal"


def personal_key_alias(stage: str) -> str:
    """Name the key that wraps the keys of a stage's personal data."""
    return f"{key_alias(stage)}-personal"


PERSONAL_CONTEXT = {"spice": "personal data"}
"""What a call of that key has to say it is for: the adapter does, the key's policy asks for it."""


def replica_key_alias(stage: str) -> str:
    """Name the key of the log's replica: the stage may come to live in that region, with its own key."""
    return f"{key_alias(stage)}-replica"


def everywhere(stage: str, name: str, region: str) -> str:
    """Name what an account has once for all its regions."""
    return f"{physical(stage, name)}-{region}"
