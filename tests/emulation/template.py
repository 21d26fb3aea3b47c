"""A template without the CDK: the kinds of resources whose handlers are ours, and a function that a topic feeds."""

import json
from typing import Any

STACK, BUCKET, FUNCTION = "kinds", "kinds-seen", "kinds-reader"
TOPIC, GROUP, BATCH, WINDOW = "kinds-topic", "kinds-group", 40, 1
READER = """
import base64, json, os, urllib.request

def put(key, body):
    url = f"{os.environ['AWS_ENDPOINT_URL']}/{os.environ['BUCKET']}/{key}"
    urllib.request.urlopen(urllib.request.Request(url, data=body, method="PUT")).read()

def handler(event, context):
    records = [record for batch in event["records"].values() for record in batch]
    first = records[0]
    marker = f"tried-{first['partition']}-{first['offset']}"
    try:
        urllib.request.urlopen(f"{os.environ['AWS_ENDPOINT_URL']}/{os.environ['BUCKET']}/{marker}").read()
    except urllib.error.HTTPError:
        put(marker, b"1")
        raise RuntimeError("the first try of each batch fails")
    seen = [[r["partition"], r["offset"], base64.b64decode(r["value"]).decode()] for r in records]
    put(f"batch-{first['partition']}-{first['offset']}", json.dumps(seen).encode())
"""


def kinds() -> str:
    """Write the template."""
    return json.dumps({"Resources": _stores() | _reader(), "Outputs": _outputs()})


def _stores() -> dict[str, Any]:
    nodes = {"ClientSubnets": ["subnet-1", "subnet-2"], "InstanceType": "kafka.t3.small"}
    return {
        "Database": {
            "Type": "AWS::RDS::DBInstance",
            "Properties": {
                "Engine": "postgres",
                "DBName": "kinds",
                "MasterUsername": "boss",
                "MasterUserPassword": "Secret-1",
            },
        },
        "Cache": {"Type": "AWS::ElastiCache::ServerlessCache", "Properties": {"Engine": "valkey"}},
        "Search": {"Type": "AWS::OpenSearchService::Domain", "Properties": {"EngineVersion": "OpenSearch_3.3"}},
        "Bus": {
            "Type": "AWS::MSK::Cluster",
            "Properties": {"ClusterName": "kinds", "NumberOfBrokerNodes": 2, "BrokerNodeGroupInfo": nodes},
        },
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.1.0.0/16"}},
        "Users": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "kinds"}},
        "Loud": {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {"AlarmRule": "FALSE"}},
    }


def _reader() -> dict[str, Any]:
    role = "arn:aws:iam::000000000000:role/reader"
    return {
        "Seen": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": BUCKET}},
        "Reader": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "FunctionName": FUNCTION,
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Role": role,
                "Timeout": 20,
                "Code": {"ZipFile": READER},
                "Environment": {"Variables": {"BUCKET": BUCKET, "SPICE_POSTGRES_AUTH": "iam"}},
            },
        },
        "Feeding": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "FunctionName": {"Ref": "Reader"},
                "EventSourceArn": {"Fn::GetAtt": ["Bus", "Arn"]},
                "Topics": [TOPIC],
                "BatchSize": BATCH,
                "MaximumBatchingWindowInSeconds": WINDOW,
                "StartingPosition": "TRIM_HORIZON",
                "AmazonManagedKafkaEventSourceConfig": {"ConsumerGroupId": GROUP},
            },
        },
    }


def _outputs() -> dict[str, Any]:
    return {
        name: {"Value": {"Fn::GetAtt": place.split(":")}}
        for name, place in {
            "DatabaseHost": "Database:Endpoint.Address",
            "DatabasePort": "Database:Endpoint.Port",
            "CachePort": "Cache:Endpoint.Port",
            "SearchEndpoint": "Search:DomainEndpoint",
            "Bus": "Bus:Arn",
            "Network": "Vpc:CidrBlock",
            "Issuer": "Users:ProviderURL",
        }.items()
    }
