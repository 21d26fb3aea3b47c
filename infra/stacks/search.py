"""What answers fast and is built again from the log: OpenSearch and Valkey."""

from aws_cdk import CfnUpdatePolicy, RemovalPolicy, Stack, aws_elasticache, aws_iam, aws_logs, aws_opensearchservice
from aws_cdk.aws_kms import IKey
from constructs import Construct, IDependable

from infra.catalogue import names
from infra.constructs.kept import kept
from infra.constructs.logs import days
from infra.stacks.network import Network
from infra.stage import DAYS_OF_EVIDENCE, Stage

Domain = aws_opensearchservice.CfnDomain
VERBS = ("Get", "Head", "Post", "Put", "Delete")


class Search(Stack):
    """The read models of a stage. Both are reached from inside only, over TLS, and hold copies."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, network: Network, key: IKey) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage, self._network, self._key = stage, network, key
        self._subnets = network.vpc.select_subnets(subnet_group_name="private").subnet_ids
        self.domain_name = names.physical(stage.name, "search")
        self.domain_arn = f"arn:{self.partition}:es:{self.region}:{self.account}:domain/{self.domain_name}"
        group, leave = self._log()
        domain = self._domain(group.log_group_arn)
        # Without leave to write there the domain is not made.
        domain.node.add_dependency(leave)
        self.search_url = f"https://{domain.attr_domain_endpoint}"
        self.cache_url = self._node() if stage.cache.kind == "node" else self._serverless()

    def _domain(self, log: str) -> aws_opensearchservice.CfnDomain:
        domain = Domain(
            self,
            "Domain",
            domain_name=self.domain_name,
            engine_version=self.stage.search.version,
            cluster_config=self._cluster(),
            ebs_options=Domain.EBSOptionsProperty(
                ebs_enabled=True, volume_type="gp3", volume_size=self.stage.search.storage_gb
            ),
            vpc_options=self._inside(),
            encryption_at_rest_options=Domain.EncryptionAtRestOptionsProperty(
                enabled=True, kms_key_id=self._key.key_id
            ),
            node_to_node_encryption_options=Domain.NodeToNodeEncryptionOptionsProperty(enabled=True),
            domain_endpoint_options=Domain.DomainEndpointOptionsProperty(
                enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-PFS-2023-10"
            ),
            access_policies=self._policy(),
            log_publishing_options=self._publishing(log),
        )
        # Another version in place: a new domain would want a name that is taken.
        domain.cfn_options.update_policy = CfnUpdatePolicy(enable_version_upgrade=True)
        domain.apply_removal_policy(kept(self.stage))
        return domain

    def _inside(self) -> aws_opensearchservice.CfnDomain.VPCOptionsProperty:
        return Domain.VPCOptionsProperty(
            subnet_ids=self._subnets[: self.stage.search.zones],
            security_group_ids=[self._network.servers["search"].security_group_id],
        )

    def _cluster(self) -> aws_opensearchservice.CfnDomain.ClusterConfigProperty:
        wanted = self.stage.search
        aware = wanted.zones > 1
        return Domain.ClusterConfigProperty(
            instance_type=wanted.instance,
            instance_count=wanted.nodes,
            zone_awareness_enabled=aware,
            zone_awareness_config=Domain.ZoneAwarenessConfigProperty(availability_zone_count=wanted.zones)
            if aware
            else None,
            dedicated_master_enabled=wanted.managers is not None,
            dedicated_master_type=wanted.managers,
            dedicated_master_count=None if wanted.managers is None else 3,
        )

    def _policy(self) -> aws_iam.PolicyDocument:
        """Whose role allows it, may: which verbs on which paths is said by the grants of each function."""
        return aws_iam.PolicyDocument(
            statements=[
                aws_iam.PolicyStatement(
                    principals=[aws_iam.AccountRootPrincipal()],
                    actions=[f"es:ESHttp{verb}" for verb in VERBS],
                    resources=[f"{self.domain_arn}/*"],
                )
            ]
        )

    def _log(self) -> tuple[aws_logs.LogGroup, IDependable]:
        """Where the domain logs, and what lets it."""
        group = aws_logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/{names.PRODUCT}/{self.stage.name}/search",
            retention=days(self.stage.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        leave = group.add_to_resource_policy(
            aws_iam.PolicyStatement(
                principals=[aws_iam.ServicePrincipal("es.amazonaws.com")],
                actions=["logs:PutLogEvents", "logs:CreateLogStream"],
                resources=[group.log_group_arn],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        assert leave.policy_dependable is not None
        return group, leave.policy_dependable

    def _publishing(self, group: str) -> dict[str, aws_opensearchservice.CfnDomain.LogPublishingOptionProperty]:
        option = Domain.LogPublishingOptionProperty(cloud_watch_logs_log_group_arn=group, enabled=True)
        return {kind: option for kind in ("SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS", "ES_APPLICATION_LOGS")}

    def _node(self) -> str:
        """One node: losing it costs latency until it is back, as losing any cache does."""
        subnets = aws_elasticache.CfnSubnetGroup(
            self, "CacheSubnets", description="The private subnets", subnet_ids=self._subnets
        )
        cache = aws_elasticache.CfnReplicationGroup(
            self,
            "Cache",
            replication_group_id=names.physical(self.stage.name, "cache"),
            replication_group_description=f"The cache of {self.stage.name}",
            engine="valkey",
            engine_version="8.0",
            cache_node_type=self.stage.cache.node,
            num_cache_clusters=1,
            automatic_failover_enabled=False,
            port=names.CACHE_PORT,
            at_rest_encryption_enabled=True,
            kms_key_id=self._key.key_arn,
            transit_encryption_enabled=True,
            cache_subnet_group_name=subnets.ref,
            security_group_ids=[self._network.servers["cache"].security_group_id],
        )
        return f"rediss://{cache.attr_primary_end_point_address}:{names.CACHE_PORT}"

    def _serverless(self) -> str:
        limits = aws_elasticache.CfnServerlessCache.CacheUsageLimitsProperty(
            data_storage=aws_elasticache.CfnServerlessCache.DataStorageProperty(
                unit="GB", maximum=self.stage.cache.most_gb
            )
        )
        cache = aws_elasticache.CfnServerlessCache(
            self,
            "Cache",
            serverless_cache_name=names.physical(self.stage.name, "cache"),
            engine="valkey",
            major_engine_version="8",
            cache_usage_limits=limits,
            kms_key_id=self._key.key_arn,
            subnet_ids=self._subnets,
            security_group_ids=[self._network.servers["cache"].security_group_id],
            snapshot_retention_limit=min(7, DAYS_OF_EVIDENCE),
        )
        return f"rediss+cluster://{cache.attr_endpoint_address}:{names.CACHE_PORT}"
