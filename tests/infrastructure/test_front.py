"""What the world comes to: the console's files, CloudFront before them and before the API, the client that signs in."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.catalogue.console import BESIDE, content_security_policy
from infra.constructs.site import CODE
from infra.publish import publish
from tests.infrastructure.synthesised import Synthesised


def the(platform: Synthesised, kind: str) -> dict[str, Any]:
    (found,) = platform.made("front", kind)
    return found


def flat(value: object) -> str:
    """Write a value with what only AWS knows left as it is."""
    match value:
        case {"Fn::Join": [str(between), list(parts)]}:
            return between.join(map(flat, parts))
        case {"Ref": str(name)} | {"Fn::ImportValue": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return f"<{name}>"
    return str(value)


def test_the_files_are_read_through_cloudfront_alone(platform: Synthesised) -> None:
    bucket, policy = the(platform, "AWS::S3::Bucket"), the(platform, "AWS::S3::BucketPolicy")
    allowed = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"]
    denied = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert {"Bool": {"aws:SecureTransport": "false"}} in [each["Condition"] for each in denied]
    readers = [each for each in allowed if each["Principal"] == {"Service": "cloudfront.amazonaws.com"}]
    assert [(each["Action"], [*each["Condition"]["StringEquals"]]) for each in readers] == [
        ("s3:GetObject", ["AWS:SourceArn"])
    ]
    assert allowed == readers


def test_old_assets_stay_for_thirty_days(platform: Synthesised) -> None:
    rules = the(platform, "AWS::S3::Bucket")["LifecycleConfiguration"]["Rules"]

    ends = {rule["Id"]: (rule["ExpirationInDays"], rule["TagFilters"]) for rule in rules if "ExpirationInDays" in rule}
    assert ends == {"old-assets": (30, [{"Key": "retired", "Value": "yes"}])}


def test_the_api_is_passed_through_and_nothing_of_it_is_kept(platform: Synthesised) -> None:
    wanted = the(platform, "AWS::CloudFront::Distribution")["DistributionConfig"]
    (api,) = wanted["CacheBehaviors"]
    origins = {each["Id"]: each for each in wanted["Origins"]}

    assert api["PathPattern"] == "/api/*"
    assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
    assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"  # AllViewerExceptHostHeader
    assert "DELETE" in api["AllowedMethods"]
    origin = origins[api["TargetOriginId"]]
    assert ".execute-api." in flat(origin["DomainName"])
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert origins[wanted["DefaultCacheBehavior"]["TargetOriginId"]]["OriginAccessControlId"]
    assert wanted["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"


def test_pages_are_sent_with_what_the_host_sends_beside_them(platform: Synthesised) -> None:
    config = the(platform, "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    custom = {each["Header"]: each["Value"] for each in config["CustomHeadersConfig"]["Items"]}
    policy = flat(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    asked = re.search(r"connect-src 'self' ([^;]+)", policy)

    assert asked is not None
    assert policy == content_security_policy(asked[1].split())
    assert [place.split("//")[1].split(".")[0].split("<")[0] for place in asked[1].split()] == [
        "cognito-idp",
        "",
        f"spice-{platform.stage.name}-data-",
    ]
    assert security["FrameOptions"]["FrameOption"] == BESIDE["X-Frame-Options"]
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == BESIDE["Referrer-Policy"]
    assert custom == {"Cross-Origin-Opener-Policy": BESIDE["Cross-Origin-Opener-Policy"]}


def test_the_console_signs_in_by_a_code_without_a_secret_and_comes_back_to_itself(platform: Synthesised) -> None:
    client = the(platform, "AWS::Cognito::UserPoolClient")
    (authorizer,) = platform.properties("AWS::ApiGatewayV2::Authorizer")

    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is False
    backs, outs = [*map(flat, client["CallbackURLs"])], [*map(flat, client["LogoutURLs"])]
    assert re.fullmatch(r"https://<SiteDistribution\w+>/signed-in", backs[0])
    assert backs[1:] == [f"{origin}/signed-in" for origin in platform.stage.api.origins]
    assert outs == [back.removesuffix("signed-in") for back in backs]
    assert len(authorizer["JwtConfiguration"]["Audience"]) == 2
    assert "Console" in json.dumps(authorizer["JwtConfiguration"]["Audience"])


def test_what_a_publication_needs_is_told(platform: Synthesised) -> None:
    told = platform.templates["front"]["Outputs"]

    assert {"Address", "Files", "Configuration"} <= told.keys()
    configuration = flat(told["Configuration"]["Value"])
    assert '"client_id":"<' in configuration
    assert '"issuer":"https://cognito-idp.' in configuration


def test_a_stage_that_is_destroyed_leaves_no_file(dev: Synthesised, prod: Synthesised) -> None:
    (bucket,) = [
        each for each in dev.resources("AWS::S3::Bucket") if "console" in flat(each["Properties"]["BucketName"])
    ]
    (empties,) = dev.made("app", "Custom::EmptyConsole")

    assert bucket["DeletionPolicy"] == "Delete"
    assert flat(empties["BucketName"]) == flat(bucket["Properties"]["BucketName"])
    assert list(prod.resources("Custom::EmptyConsole")) == []


def test_the_front_waits_for_no_store_that_takes_long(platform: Synthesised) -> None:
    """An account that may have no distribution yet is told so before an hour is spent on brokers."""
    assert platform.waits["front"] <= {"storage", "identity", "replica"}


@pytest.mark.parametrize(
    ("uri", "becomes"),
    [
        ("/", "/index.html"),
        ("/signed-in", "/index.html"),
        ("/db/x/i/C/a.b", "/index.html"),
        ("/assets/main-1.js", "/assets/main-1.js"),
        ("/favicon.ico", "/favicon.ico"),
        ("/config.json", "/config.json"),
        ("/docs", "302 /api/v1/docs"),
        ("/health/ready", "302 /api/v1/health/ready"),
    ],
)
def test_places_within_the_console_are_its_index(uri: str, becomes: str) -> None:
    event = json.dumps({"request": {"uri": uri}})
    said = f"const r = handler({event}); console.log(r.uri ?? [r.statusCode, r.headers.location.value].join(' '))"
    done = subprocess.run(["node", "-e", CODE.read_text() + said], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == becomes


class Kept:
    """Files in memory, and in which order they came."""

    def __init__(self, *there: str) -> None:
        self.there, self.retired, self.order = set(there), set[str](), list[str]()

    def put(self, name: str, content: bytes) -> None:
        self.there.add(name)
        self.retired.discard(name)
        self.order.append(name)

    def assets(self) -> list[str]:
        return [name for name in self.there if name.startswith("assets/")]

    def is_retired(self, name: str) -> bool:
        return name in self.retired

    def retire(self, name: str) -> None:
        self.retired.add(name)
        self.order.append(f"retired {name}")


def test_assets_are_published_first_and_the_index_last(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "favicon.svg", "config.json", "assets/new.js", "assets/same.js"):
        (tmp_path / name).write_text(name)
    files = Kept("assets/old.js", "assets/older.js", "assets/same.js")
    files.retired |= {"assets/older.js", "assets/same.js"}

    publish(files, tmp_path, b"{}")

    assert files.order == [
        "assets/new.js",
        "assets/same.js",
        "favicon.svg",
        "config.json",
        "index.html",
        "retired assets/old.js",
    ]
    assert files.retired == {"assets/old.js", "assets/older.js"}
