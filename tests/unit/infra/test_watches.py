"""What is watched of each stage, by the metrics that AWS has for what stands there."""

import pytest

from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Schedule
from infra.config import DEV, PROD, STAGES
from infra.constructs.function import is_started_again
from infra.health_watch import copying, ill
from infra.stage import Stage
from infra.watch import Measure, Query, Watch, stalled

EXPRESS = {"ActiveControllerCount", "BytesInPerSec", "BytesOutPerSec", "CpuUser", "MemoryFree", "SumOffsetLag"}
"""Of the metrics that Express brokers have, those that one might watch:
https://docs.aws.amazon.com/msk/latest/developerguide/metrics-details-express.html"""


def watches(stage: Stage) -> dict[str, Watch]:
    found = [*ill(stage, account="1", region="us-east-1", database="database"), *stalled(stage)]
    return {watch.name: watch for watch in found}


def test_express_brokers_are_watched_by_what_they_tell() -> None:
    looked = [w.of for w in watches(PROD).values() if isinstance(w.of, Measure) and w.of.namespace == "AWS/Kafka"]

    assert looked
    assert {measure.name for measure in looked} <= EXPRESS


def test_a_cluster_that_nobody_leads_is_critical_and_so_is_its_silence() -> None:
    watch = watches(PROD)["bus-offline"]

    assert (watch.severity, watch.under, watch.threshold, watch.silent_is_bad) == ("critical", True, 1, True)


def test_small_brokers_say_when_they_have_used_up_their_credits() -> None:
    found = [watch.of for name, watch in watches(DEV).items() if name.startswith("bus-credits-")]

    assert [each.dimensions["Broker ID"] for each in found if isinstance(each, Measure)] == ["1", "2"]


def test_how_late_the_copy_is_is_asked_for_without_the_home_region() -> None:
    watch = copying("replica")

    assert isinstance(watch.of, Query)
    assert watch.of.text == ("SELECT MAX(ReplicationLatency) FROM \"AWS/S3\" WHERE DestinationBucket = 'replica'")
    assert watch.severity == "critical"
    assert "replication-late" not in watches(PROD)


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: stage.name)
def test_every_tick_that_does_not_come_is_noticed(stage: Stage) -> None:
    ticking = {each.name for each in FUNCTIONS if any(isinstance(trigger, Schedule) for trigger in each.triggers)}

    silent = {name.removesuffix("-silent"): w for name, w in watches(stage).items() if name.endswith("-silent")}

    assert {*silent} == ticking
    assert all(watch.silent_is_bad for watch in silent.values())


def test_functions_that_start_themselves_by_way_of_others_are_known() -> None:
    assert {each.name for each in FUNCTIONS if is_started_again(each)} == {"imports", "maintenance", "projection"}
