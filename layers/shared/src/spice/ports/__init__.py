"""What we want from the world, one Protocol a file; and all of it together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

# Named here, and opened by nobody: whoever needs one port imports that one.
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from spice.domain.transparency.note import Check
    from spice.ports.attempts import Attempts
    from spice.ports.bus import Bus
    from spice.ports.cache import Cache
    from spice.ports.checkpoints import Checkpoints
    from spice.ports.command_store import CommandStore
    from spice.ports.crash import Crash
    from spice.ports.cursor_key import CursorKey
    from spice.ports.dead_letters import DeadLetters
    from spice.ports.deployment.asking import Asking
    from spice.ports.deployment.brokers import Brokers
    from spice.ports.deployment.buckets import Buckets
    from spice.ports.deployment.schema import Schema
    from spice.ports.deployment.search_packages import SearchPackages
    from spice.ports.deployment.search_templates import SearchTemplates
    from spice.ports.directory import Directory
    from spice.ports.event_feed import EventFeed
    from spice.ports.event_log import EventLog
    from spice.ports.export_files import ExportFiles
    from spice.ports.generations import Generations
    from spice.ports.google_sheets import GoogleSheets
    from spice.ports.histories import Histories
    from spice.ports.http_sender import HttpSender
    from spice.ports.import_files import ImportFiles
    from spice.ports.instance_reader import InstanceReader
    from spice.ports.jobs import Jobs
    from spice.ports.key_epochs import KeyEpochs
    from spice.ports.key_pairs import KeyPairs
    from spice.ports.kick import Kick
    from spice.ports.log_objects import LogObjects
    from spice.ports.measures import Measures
    from spice.ports.merge_drafts import MergeDrafts
    from spice.ports.next_index import NextIndex
    from spice.ports.notes import Notes
    from spice.ports.ontology_repository import OntologyRepository
    from spice.ports.operations import Operations
    from spice.ports.outbox import Outbox
    from spice.ports.packs import Packs
    from spice.ports.preferences import Preferences
    from spice.ports.probe import Probe
    from spice.ports.proof_store import ProofStore
    from spice.ports.pull_requests import PullRequests
    from spice.ports.quarantine import Quarantine
    from spice.ports.rate_limiter import RateLimiter
    from spice.ports.retention import Retention
    from spice.ports.search_index import SearchIndex
    from spice.ports.search_marks import SearchMarks
    from spice.ports.secret_seal import SecretSeal
    from spice.ports.sheet_connections import SheetConnections
    from spice.ports.sheet_credentials import SheetCredentials
    from spice.ports.signed_trees import SignedTrees
    from spice.ports.signer import Signer
    from spice.ports.subject_keys import SubjectKeys
    from spice.ports.topics import Topics
    from spice.ports.uploads import Uploads
    from spice.ports.views import Views
    from spice.ports.waits import Waits
    from spice.ports.webhook_deliveries import WebhookDeliveries
    from spice.ports.webhook_queue import WebhookQueue
    from spice.ports.webhooks import Webhooks
    from spice.ports.write_model import WriteModel


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Everything a function may be given; a handler's `build` takes what it needs."""

    now: Callable[[], datetime]
    attempts: Attempts
    commands: CommandStore
    notes: Notes
    outbox: Outbox
    bus: Bus
    topics: Topics
    generations: Generations
    log: EventLog
    log_objects: LogObjects
    proofs: ProofStore
    signed_trees: SignedTrees
    signer: Signer | None
    """None where nothing is sealed: most functions have no key to do it with."""
    is_signed: Check
    packs: Packs
    uploads: Uploads
    export_files: ExportFiles
    import_files: ImportFiles
    model: WriteModel
    next_index: NextIndex
    instances: InstanceReader
    histories: Histories
    feed: EventFeed
    ontology: OntologyRepository
    pulls: PullRequests
    drafts: MergeDrafts
    views: Views
    preferences: Preferences
    directory: Directory
    checkpoints: Checkpoints
    operations: Operations
    letters: DeadLetters
    jobs: Jobs
    retention: Retention
    quarantine: Quarantine
    search: SearchIndex
    marks: SearchMarks
    measures: Measures
    cache: Cache
    limiter: RateLimiter
    waits: Waits
    kick: Kick
    cursor_key: CursorKey
    seal: SecretSeal
    key_pairs: KeyPairs
    subject_keys: SubjectKeys
    key_epochs: KeyEpochs
    webhooks: Webhooks
    webhook_queue: WebhookQueue
    deliveries: WebhookDeliveries
    sender: HttpSender
    google: GoogleSheets
    sheet_credentials: SheetCredentials
    sheet_connections: SheetConnections
    schema: Schema
    asking: Asking
    templates: SearchTemplates
    buckets: Buckets
    brokers: Brokers
    packages: SearchPackages
    probes: Sequence[Probe]
    crash: Crash
