"""MSK: the bus, with IAM, TLS, and no topic that nobody asked for."""

from aws_cdk import RemovalPolicy, Stack, aws_logs, aws_msk
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.catalogue import names
from infra.constructs.broker_storage import grow
from infra.constructs.logs import days
from infra.stacks.network import Network
from infra.stage import Stage

LARGEST_MESSAGE = 4 * 1024 * 1024
Cluster = aws_msk.CfnCluster


class Streaming(Stack):
    """The brokers of a stage."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, network: Network, key: IKey) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage, self._network, self._key = stage, network, key
        cluster = Cluster(
            self,
            "Cluster",
            cluster_name=names.physical(stage.name, "bus"),
            kafka_version=stage.bus.version,
            number_of_broker_nodes=stage.bus.brokers,
            broker_node_group_info=self._brokers(),
            client_authentication=Cluster.ClientAuthenticationProperty(
                sasl=Cluster.SaslProperty(iam=Cluster.IamProperty(enabled=True)),
                unauthenticated=Cluster.UnauthenticatedProperty(enabled=False),
            ),
            encryption_info=Cluster.EncryptionInfoProperty(
                encryption_at_rest=Cluster.EncryptionAtRestProperty(data_volume_kms_key_id=key.key_arn),
                encryption_in_transit=Cluster.EncryptionInTransitProperty(client_broker="TLS", in_cluster=True),
            ),
            configuration_info=self._configuration(),
            enhanced_monitoring="DEFAULT",
            logging_info=self._logging(),
        )
        self.arn = cluster.ref
        if stage.bus.storage_gb is not None:
            grow(self, cluster, stage.bus.storage_gb)

    def _brokers(self) -> aws_msk.CfnCluster.BrokerNodeGroupInfoProperty:
        storage = self.stage.bus.storage_gb
        return Cluster.BrokerNodeGroupInfoProperty(
            instance_type=self.stage.bus.instance,
            client_subnets=self._network.vpc.select_subnets(subnet_group_name="private").subnet_ids,
            security_groups=[self._network.servers["bus"].security_group_id],
            storage_info=None
            if storage is None
            else Cluster.StorageInfoProperty(
                ebs_storage_info=Cluster.EBSStorageInfoProperty(volume_size=storage),
            ),
        )

    def _configuration(self) -> aws_msk.CfnCluster.ConfigurationInfoProperty:
        configuration = aws_msk.CfnConfiguration(
            self,
            "Configuration",
            name=names.physical(self.stage.name, "bus"),
            kafka_versions_list=[self.stage.bus.version],
            server_properties="\n".join(f"{name}={value}" for name, value in server_properties(self.stage).items()),
        )
        return Cluster.ConfigurationInfoProperty(
            arn=configuration.attr_arn,
            # A changed configuration has a new revision, and is only used when that is named.
            revision=configuration.attr_latest_revision_revision,
        )

    def _logging(self) -> aws_msk.CfnCluster.LoggingInfoProperty:
        group = aws_logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/{names.PRODUCT}/{self.stage.name}/bus",
            retention=days(self.stage.log_days),
            encryption_key=self._key,
            removal_policy=RemovalPolicy.DESTROY,
        )
        return Cluster.LoggingInfoProperty(
            broker_logs=Cluster.BrokerLogsProperty(
                cloud_watch_logs=Cluster.CloudWatchLogsProperty(enabled=True, log_group=group.log_group_name)
            )
        )


def server_properties(stage: Stage) -> dict[str, object]:
    """What the brokers are told; Express brokers decide about replication themselves."""
    chosen: dict[str, object] = {
        "auto.create.topics.enable": "false",
        "message.max.bytes": LARGEST_MESSAGE,
        # Hours are not offered by Express brokers.
        "log.retention.ms": stage.bus.retention_hours * 3_600_000,
    }
    if not stage.bus.express:
        chosen |= {
            "default.replication.factor": stage.bus.replication,
            "min.insync.replicas": stage.bus.in_sync,
            "offsets.topic.replication.factor": stage.bus.replication,
            "unclean.leader.election.enable": "false",
        }
    return chosen
