"""Private subnets, endpoints instead of the internet, and who may talk to whom."""

from collections.abc import Mapping

from aws_cdk import Fn, RemovalPolicy, Stack, aws_ec2, aws_logs
from constructs import Construct

from infra.catalogue import names
from infra.constructs.logs import days
from infra.stage import Stage

SERVICES = {
    "postgres": (names.POSTGRES_PORT,),
    "bus": (names.BUS_PORT,),
    "search": (names.HTTPS_PORT,),
    "cache": (names.CACHE_PORT, names.CACHE_READER_PORT),
    "graph": (names.GRAPH_PORT,),
}
"""Each has a group of servers and a group of clients; the second reaches the first, on these ports."""


class Network(Stack):
    """The VPC of a stage."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage = stage
        self.vpc = self._vpc()
        self.private = aws_ec2.SubnetSelection(subnet_group_name="private")
        self.outward = aws_ec2.SubnetSelection(subnet_group_name="outward" if stage.network.nat_gateways else "private")
        self._flow_log()
        self.functions = self._group("Functions", "what runs our code", outbound=True)
        self.endpoints = self._group("Endpoints", "AWS, from inside")
        here = {name: ports for name, ports in SERVICES.items() if name != "graph" or stage.graph is not None}
        self.servers = {name: self._group(f"{name.title()}Server", f"the servers of {name}") for name in here}
        self.clients = {name: self._group(f"{name.title()}Client", f"the clients of {name}") for name in here}
        self.clients["internet"] = self._outward()
        self._rules(here)
        self._endpoints()

    def _vpc(self) -> aws_ec2.Vpc:
        """Where there is a way out, it is in subnets that only those are in who ask the world."""
        network, kind = self.stage.network, aws_ec2.SubnetType
        subnets = [
            aws_ec2.SubnetConfiguration(name="private", subnet_type=kind.PRIVATE_ISOLATED, cidr_mask=20),
        ]
        if network.nat_gateways:
            subnets += [
                aws_ec2.SubnetConfiguration(name="outward", subnet_type=kind.PRIVATE_WITH_EGRESS, cidr_mask=22),
                aws_ec2.SubnetConfiguration(
                    name="public", subnet_type=kind.PUBLIC, cidr_mask=26, map_public_ip_on_launch=False
                ),
            ]
        return aws_ec2.Vpc(
            self,
            "Vpc",
            availability_zones=self._zones(),
            nat_gateways=network.nat_gateways,
            subnet_configuration=subnets,
            gateway_endpoints={
                "S3": aws_ec2.GatewayVpcEndpointOptions(service=aws_ec2.GatewayVpcEndpointAwsService.S3)
            },
            # Emptying the default group needs a function of the CDK's own; nothing of ours is ever in it.
            restrict_default_security_group=False,
        )

    def _zones(self) -> list[str]:
        """Those that the stage names, or the account's first ones."""
        network = self.stage.network
        # Not `max_azs`: a stack that knows no account has two zones, however many are asked for.
        return [*network.zone_names] or [Fn.select(n, Fn.get_azs()) for n in range(network.zones)]

    def _flow_log(self) -> None:
        """Keep what was refused: it tells an intruder, and a missing rule."""
        group = aws_logs.LogGroup(
            self,
            "FlowLogGroup",
            log_group_name=f"/{names.PRODUCT}/{self.stage.name}/refused-traffic",
            retention=days(self.stage.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        aws_ec2.FlowLog(
            self,
            "FlowLog",
            resource_type=aws_ec2.FlowLogResourceType.from_vpc(self.vpc),
            traffic_type=aws_ec2.FlowLogTrafficType.REJECT,
            destination=aws_ec2.FlowLogDestination.to_cloud_watch_logs(group),
        )

    def _group(self, id: str, what: str, *, outbound: bool = False) -> aws_ec2.SecurityGroup:
        return aws_ec2.SecurityGroup(
            self, id, vpc=self.vpc, description=f"{self.stage.name}: {what}", allow_all_outbound=outbound
        )

    def _outward(self) -> aws_ec2.SecurityGroup:
        """What partners are asked from: their ports, AWS, and the services it is granted. Nothing else inside."""
        group = self._group("InternetClient", "what asks partners")
        for port in names.PARTNER_PORTS:
            group.add_egress_rule(aws_ec2.Peer.any_ipv4(), aws_ec2.Port.tcp(port), "partners")
            group.add_egress_rule(aws_ec2.Peer.any_ipv6(), aws_ec2.Port.tcp(port), "partners")
        self.endpoints.add_ingress_rule(group, aws_ec2.Port.tcp(names.HTTPS_PORT), "webhooks")
        return group

    def _rules(self, services: Mapping[str, tuple[int, ...]]) -> None:
        https = aws_ec2.Port.tcp(names.HTTPS_PORT)
        for name, ports in services.items():
            for port in ports:
                self.servers[name].add_ingress_rule(self.clients[name], aws_ec2.Port.tcp(port), name)
                self.clients[name].add_egress_rule(self.servers[name], aws_ec2.Port.tcp(port), name)
        self.endpoints.add_ingress_rule(self.functions, https, "functions")
        # The pollers of an event source mapping wear the group of the brokers: they must reach these, and AWS.
        bus = self.servers["bus"]
        bus.add_ingress_rule(bus, aws_ec2.Port.tcp(names.BUS_PORT), "pollers")
        bus.add_egress_rule(bus, aws_ec2.Port.tcp(names.BUS_PORT), "pollers")
        bus.add_egress_rule(self.endpoints, https, "pollers")
        self.endpoints.add_ingress_rule(bus, https, "pollers")

    def _endpoints(self) -> None:
        subnets = self.vpc.select_subnets(subnet_group_name="private").subnets[: self.stage.network.endpoint_zones]
        for name in self.stage.endpoints:
            self.vpc.add_interface_endpoint(
                f"{name.title().replace('.', '')}Endpoint",
                service=aws_ec2.InterfaceVpcEndpointAwsService(name),
                subnets=aws_ec2.SubnetSelection(subnets=subnets),
                security_groups=[self.endpoints],
                open=False,
            )
