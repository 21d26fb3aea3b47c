"""What the bill counts is what the templates hold."""

from infra.cost.footprint import ALARMS, DASHBOARDS, INTERFACE_ENDPOINTS
from tests.infrastructure.synthesised import Synthesised


def test_the_bill_counts_what_the_templates_hold(platform: Synthesised) -> None:
    endpoints = platform.properties("AWS::EC2::VPCEndpoint")

    assert len(platform.properties("AWS::CloudWatch::Alarm")) == ALARMS[platform.stage.name]
    assert len(platform.properties("AWS::CloudWatch::Dashboard")) == DASHBOARDS
    assert sum(each["VpcEndpointType"] == "Interface" for each in endpoints) == INTERFACE_ENDPOINTS
