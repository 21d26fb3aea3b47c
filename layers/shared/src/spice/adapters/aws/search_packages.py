"""Packages of OpenSearch Service."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from spice.adapters.aws.client import client, translated
from spice.ports.errors import Permanent

SERVICE = "opensearch"
FAILED = ("ASSOCIATION_FAILED", "DISSOCIATION_FAILED")


class AwsSearchPackages:
    """Associates packages with domains; it takes AWS minutes, so it is asked again and again."""

    def __init__(self, *, region: str, connect: Callable[..., Any] = client) -> None:
        self._region, self._connect = region, connect

    @cached_property
    def _opensearch(self) -> Any:
        return self._connect(SERVICE, region=self._region)

    def attach(self, domain: str, packages: Sequence[str]) -> bool:
        """Ask for what is missing."""
        with translated(SERVICE, domain):
            told = self._opensearch.list_packages_for_domain(DomainName=domain, MaxResults=100)
        states = {each["PackageName"]: each["DomainPackageStatus"] for each in told["DomainPackageDetailsList"]}
        if broken := [name for name in packages if states.get(name) in FAILED]:
            raise Permanent(SERVICE, f"package {broken[0]} cannot be attached to domain {domain}")
        for name in packages:
            if name not in states:
                self._associate(domain, name)
        return all(states.get(name) == "ACTIVE" for name in packages)

    def _associate(self, domain: str, name: str) -> None:
        wanted = [{"Name": "PackageName", "Value": [name]}]
        with translated(SERVICE, domain):
            version = self._opensearch.describe_domain(DomainName=domain)["DomainStatus"]["EngineVersion"]
        with translated(SERVICE, name):
            found = self._opensearch.describe_packages(Filters=wanted)["PackageDetailsList"]
        # A plugin is packed once for every version of the engine.
        fitting = [each for each in found if each.get("EngineVersion", version) == version]
        if not fitting:
            raise Permanent(SERVICE, f"there is no package {name} for {version} in this region")
        with translated(SERVICE, name):
            self._opensearch.associate_package(PackageID=fitting[0]["PackageID"], DomainName=domain)
