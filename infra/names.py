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
