"""PostgreSQL: commands, outbox, index. One instance, or Aurora with readers."""

from aws_cdk import Duration, RemovalPolicy, Stack, aws_ec2, aws_logs, aws_rds
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.tables import DATABASE_USERS
from infra.constructs.kept import kept
from infra.constructs.logs import days
from infra.stacks.network import Network
from infra.stage import Stage

PARAMETERS = {
    "rds.force_ssl": "1",
    # An open transaction holds the relay's horizon (and the vacuum's): none may be forgotten.
    "transaction_timeout": "30000",
    "idle_in_transaction_session_timeout": "30000",
    "log_min_duration_statement": "1000",
}


class Data(Stack):
    """The database of a stage: everybody signs in to it by role, its admin too, and there is no password."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, network: Network, key: IKey) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage, self._network, self._key = stage, network, key
        self._credentials = aws_rds.Credentials.from_username(names.DATABASE_ADMIN)
        self._version = (stage.database.version, stage.database.version.partition(".")[0])
        self.user_arns: dict[str, str] = {}
        self._removal = RemovalPolicy.DESTROY if stage.disposable else RemovalPolicy.SNAPSHOT
        if stage.database.kind == "instance":
            self._instance()
        else:
            self._cluster()

    def _log(self, name: str) -> aws_logs.LogGroup:
        """Where RDS logs: it makes the group by itself, for ever, where there is none."""
        return aws_logs.LogGroup(
            self,
            "Log",
            log_group_name=name,
            retention=days(self.stage.log_days),
            removal_policy=kept(self.stage),
        )

    def _instance(self) -> None:
        name = names.physical(self.stage.name, "database")
        log = self._log(f"/aws/rds/instance/{name}/postgresql")
        database = aws_rds.DatabaseInstance(
            self,
            "Database",
            engine=aws_rds.DatabaseInstanceEngine.postgres(version=aws_rds.PostgresEngineVersion.of(*self._version)),
            instance_type=aws_ec2.InstanceType(self.stage.database.instance),
            database_name=names.DATABASE,
            instance_identifier=name,
            # The version is said here; one that AWS had raised by itself could not be raised again from here.
            auto_minor_version_upgrade=False,
            credentials=self._credentials,
            manage_master_user_password=True,  # until _without_password
            iam_authentication=True,
            vpc=self._network.vpc,
            vpc_subnets=self._network.private,
            security_groups=[self._network.servers["postgres"]],
            storage_encrypted=True,
            storage_encryption_key=self._key,
            storage_type=aws_rds.StorageType.GP3,
            allocated_storage=self.stage.database.storage_gb,
            max_allocated_storage=5 * self.stage.database.storage_gb,
            parameters=PARAMETERS,
            backup_retention=Duration.days(self.stage.database.backup_days),
            delete_automated_backups=self.stage.disposable,
            deletion_protection=not self.stage.disposable,
            removal_policy=self._removal,
            copy_tags_to_snapshot=True,
            cloudwatch_logs_exports=["postgresql"],
        )
        database.node.add_dependency(log)
        _without_password(database)
        address = f"{database.db_instance_endpoint_address}:{names.POSTGRES_PORT}"
        self.address = self.read_address = address
        assert database.instance_resource_id is not None
        self.user_arns = self._users(database.instance_resource_id)

    def _cluster(self) -> None:
        wanted = self.stage.database
        name = names.physical(self.stage.name, "database")
        log = self._log(f"/aws/rds/cluster/{name}/postgresql")
        cluster = aws_rds.DatabaseCluster(
            self,
            "Database",
            cluster_identifier=name,
            engine=aws_rds.DatabaseClusterEngine.aurora_postgres(
                version=aws_rds.AuroraPostgresEngineVersion.of(*self._version)
            ),
            writer=aws_rds.ClusterInstance.serverless_v2("Writer", auto_minor_version_upgrade=False),
            readers=[
                # The first grows with the writer: it takes its place when that fails.
                aws_rds.ClusterInstance.serverless_v2(
                    f"Reader{n}", scale_with_writer=n == 0, auto_minor_version_upgrade=False
                )
                for n in range(wanted.readers)
            ],
            serverless_v2_min_capacity=wanted.least_units,
            serverless_v2_max_capacity=wanted.most_units,
            default_database_name=names.DATABASE,
            credentials=self._credentials,
            manage_master_user_password=True,  # until _without_password
            iam_authentication=True,
            vpc=self._network.vpc,
            vpc_subnets=self._network.private,
            security_groups=[self._network.servers["postgres"]],
            storage_encrypted=True,
            storage_encryption_key=self._key,
            parameters=PARAMETERS,
            backup=aws_rds.BackupProps(retention=Duration.days(wanted.backup_days)),
            deletion_protection=not self.stage.disposable,
            removal_policy=self._removal,
            copy_tags_to_snapshot=True,
            cloudwatch_logs_exports=["postgresql"],
        )
        cluster.node.add_dependency(log)
        _without_password(cluster)
        self.address = f"{cluster.cluster_endpoint.hostname}:{names.POSTGRES_PORT}"
        self.read_address = f"{cluster.cluster_read_endpoint.hostname}:{names.POSTGRES_PORT}"
        self.user_arns = self._users(cluster.cluster_resource_identifier)

    def _users(self, resource: str) -> dict[str, str]:
        place = f"arn:{self.partition}:rds-db:{self.region}:{self.account}"
        everybody = (names.DATABASE_ADMIN, *DATABASE_USERS.values())
        return {user: f"{place}:dbuser:{resource}/{user}" for user in everybody}


def _without_password(database: aws_rds.DatabaseInstance | aws_rds.DatabaseCluster) -> None:
    """Have the admin sign in with a token. The constructs know passwords alone, and else make one in a secret."""
    made = database.node.default_child
    assert isinstance(made, aws_rds.CfnDBInstance | aws_rds.CfnDBCluster)
    made.manage_master_user_password = None
    made.master_user_authentication_type = "iam-db-auth"
