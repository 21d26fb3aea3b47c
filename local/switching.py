"""Light or full: a folder stays what it is, and changes only while nothing is under way.

The two kinds share the log, the index and the outbox; they differ in the bus and in the search index. So a change is
refused while the outbox or the old bus holds anything, and the new search index is built again from the log.
"""

from contextlib import closing
from uuid import uuid4

from local.errors import Refused
from local.folder.data_folder import DataFolder
from local.folder.plan import Plan, make_plan, read_plan
from local.parts.watch import Watch
from local.services.postgres import is_made

NAMES = {False: "light", True: "full"}
FLAGS = {False: "--light", True: "--full"}
PATIENCE, PAUSE = 60.0, 0.2


def is_full(folder: DataFolder, full: bool | None) -> bool:
    """Tell which kind is meant: what was said, else what the folder is."""
    if full is not None:
        return full
    plan = read_plan(folder)
    return plan is not None and plan.full


def obtain_parts(folder: DataFolder, full: bool | None, watch: Watch | None = None) -> None:
    """Have in the cache what the kind that is meant runs beside the wheels, and what leaving the old one asks for."""
    from local.parts.obtain import obtain

    old = read_plan(folder)
    if is_full(folder, full):
        obtain(watch=watch)
    elif old is not None and old.full:
        obtain(["java", "kafka"], watch)


def settle_kind(folder: DataFolder, full: bool | None, *, among: range) -> bool:
    """Tell which kind to start; a change has been made sure of. Refused when something is under way.

    The parts were obtained. Nothing is remembered here: the kind is kept with the plan, when all it needs is there.
    """
    old, wanted = read_plan(folder), is_full(folder, full)
    if old is not None and old.full != wanted and is_made(folder):
        _leave(folder, make_plan(folder, among=among))
    return wanted


def _leave(folder: DataFolder, plan: Plan) -> None:
    from contextlib import ExitStack

    from local.running.starting import running
    from local.services.kafka import kafka_service
    from local.services.postgres import postgres_service

    with ExitStack() as stores:
        stores.enter_context(running(postgres_service(folder, plan)))
        if plan.full:
            stores.enter_context(running(kafka_service(folder, plan)))
        if waiting := _under_way(folder, plan):
            raise Refused(
                f"{folder.root} cannot change from {NAMES[plan.full]} to {NAMES[not plan.full]}: {', '.join(waiting)}."
                f" Start it with {FLAGS[plan.full]}, wait until `spice status` shows nothing left, and stop it first"
            )
        _ask_for_search(plan)


def _under_way(folder: DataFolder, plan: Plan) -> list[str]:
    """Say what waits in the outbox and what each group has not read of the bus."""
    from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

    from spice.ports.errors import Transient

    for attempt in Retrying(
        retry=retry_if_exception_type(Transient),
        stop=stop_after_delay(PATIENCE),
        wait=wait_fixed(PAUSE),
        reraise=True,
    ):
        with attempt:
            return _outbox(plan) + _unread(folder, plan)
    raise AssertionError("an attempt returns or raises")


def _outbox(plan: Plan) -> list[str]:
    from local.services.postgres import postgres_url
    from spice.adapters.postgres.connection import Postgres
    from spice.adapters.postgres.migrations import migrate
    from spice.adapters.postgres.outbox import PostgresOutbox

    migrate(postgres_url(plan))
    with closing(Postgres(postgres_url(plan))) as postgres:
        waiting = PostgresOutbox(postgres).depth().records
    return [f"{waiting} records wait in the outbox"] if waiting else []


def _unread(folder: DataFolder, plan: Plan) -> list[str]:
    from infra.catalogue.functions import FUNCTIONS
    from infra.catalogue.model import Topic
    from infra.catalogue.names import TOPICS
    from local.services.host import function_environment
    from spice.bootstrap.chosen import connect_bus
    from spice.settings import read_settings

    triggers = [trigger for each in FUNCTIONS for trigger in each.triggers if isinstance(trigger, Topic)]
    with closing(connect_bus(read_settings(function_environment(folder, plan, port=0)))) as bus:
        bus.create_topics(TOPICS)
        lags = [(each, sum(bus.lag(each.group, each.topic).values())) for each in triggers]
    return [f"{lag} of {each.topic} are not yet read by {each.group}" for each, lag in lags if lag]


def _ask_for_search(plan: Plan) -> None:
    """Keep the job of building search again; maintenance takes it at its first tick, of whichever kind starts."""
    from local.services.postgres import postgres_url
    from spice.adapters.postgres.connection import Postgres
    from spice.adapters.postgres.jobs import PostgresJobs
    from spice.application.projecting.search import ProjectSearch
    from spice.messages.work import Rebuild

    with closing(Postgres(postgres_url(plan))) as postgres:
        PostgresJobs(postgres).request(uuid4(), Rebuild(ProjectSearch.name), {"actor": "spice up"})
