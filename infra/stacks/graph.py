"""TerminusDB on Fargate with its files on EFS: a choice of a stage, not its default."""

from aws_cdk import Duration, RemovalPolicy, Stack, aws_ec2, aws_ecs, aws_efs, aws_kms, aws_logs, aws_secretsmanager
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.catalogue import names
from infra.constructs.backup import back_up
from infra.constructs.kept import kept
from infra.constructs.logs import days
from infra.stacks.network import Network
from infra.stage import Graph, Stage

FOLDER = "/app/terminusdb/storage"
USER = "1000"
# The image has bash, and no curl.
ALIVE = (
    f"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{names.GRAPH_PORT}"
    r""" && printf "GET /api/ok HTTP/1.0\r\n\r\n" >&3 && head -n 1 <&3 | grep -q " 200 "'"""
)


class GraphStore(Stack):
    """One server, since TerminusDB takes one writer a database; another takes its place when it fails."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, network: Network, key: IKey) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage, self._network = stage, network
        # By its ARN: a key that knew its readers would depend on their stack.
        self._key = aws_kms.Key.from_key_arn(self, "StageKey", key.key_arn)
        assert stage.graph is not None
        files = self._files()
        task = self._task(stage.graph, files)
        cluster = aws_ecs.Cluster(
            self,
            "Cluster",
            cluster_name=names.physical(stage.name, "graph"),
            vpc=network.vpc,
            container_insights_v2=aws_ecs.ContainerInsights.ENABLED,
        )
        space = cluster.add_default_cloud_map_namespace(name=f"{stage.name}.{names.PRODUCT}.internal")
        aws_ecs.FargateService(
            self,
            "Service",
            cluster=cluster,
            task_definition=task,
            desired_count=1,
            # Two servers on the same files would overwrite each other: the old one stops first.
            min_healthy_percent=0,
            max_healthy_percent=100,
            circuit_breaker=aws_ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            # Its image may be the world's.
            vpc_subnets=network.outward,
            security_groups=[network.servers["graph"], network.functions],
            cloud_map_options=aws_ecs.CloudMapOptions(name="terminusdb"),
        )
        self.url = f"http://terminusdb.{space.namespace_name}:{names.GRAPH_PORT}"
        back_up(self, stage, files)

    def _files(self) -> aws_efs.FileSystem:
        group = aws_ec2.SecurityGroup(
            self, "FilesGroup", vpc=self._network.vpc, description="The files of the graph", allow_all_outbound=False
        )
        group.add_ingress_rule(self._network.servers["graph"], aws_ec2.Port.tcp(names.FILES_PORT), "server")
        return aws_efs.FileSystem(
            self,
            "Files",
            vpc=self._network.vpc,
            vpc_subnets=self._network.private,
            security_group=group,
            encrypted=True,
            kms_key=self._key,
            removal_policy=kept(self.stage),
        )

    def _task(self, graph: Graph, files: aws_efs.FileSystem) -> aws_ecs.FargateTaskDefinition:
        task = aws_ecs.FargateTaskDefinition(
            self,
            "Task",
            cpu=graph.cpu,
            memory_limit_mib=graph.memory_mb,
            runtime_platform=aws_ecs.RuntimePlatform(cpu_architecture=aws_ecs.CpuArchitecture.ARM64),
        )
        task.add_volume(name="storage", efs_volume_configuration=self._volume(files))
        files.grant_read_write(task.task_role)
        self._container(task, graph).add_mount_points(
            aws_ecs.MountPoint(container_path=FOLDER, source_volume="storage", read_only=False)
        )
        return task

    def _volume(self, files: aws_efs.FileSystem) -> aws_ecs.EfsVolumeConfiguration:
        point = files.add_access_point(
            "Storage",
            path="/terminusdb",
            create_acl=aws_efs.Acl(owner_uid=USER, owner_gid=USER, permissions="750"),
            posix_user=aws_efs.PosixUser(uid=USER, gid=USER),
        )
        return aws_ecs.EfsVolumeConfiguration(
            file_system_id=files.file_system_id,
            transit_encryption="ENABLED",
            authorization_config=aws_ecs.AuthorizationConfig(access_point_id=point.access_point_id, iam="ENABLED"),
        )

    def _container(self, task: aws_ecs.FargateTaskDefinition, graph: Graph) -> aws_ecs.ContainerDefinition:
        log = aws_logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/{names.PRODUCT}/{self.stage.name}/graph",
            retention=days(self.stage.log_days),
            encryption_key=self._key,
            removal_policy=RemovalPolicy.DESTROY,
        )
        return task.add_container(
            "TerminusDb",
            image=aws_ecs.ContainerImage.from_registry(graph.image),
            port_mappings=[aws_ecs.PortMapping(container_port=names.GRAPH_PORT)],
            secrets={"TERMINUSDB_ADMIN_PASS": aws_ecs.Secret.from_secrets_manager(self._password(), "password")},
            logging=aws_ecs.LogDrivers.aws_logs(stream_prefix="terminusdb", log_group=log),
            health_check=aws_ecs.HealthCheck(
                command=["CMD-SHELL", ALIVE], interval=Duration.seconds(30), start_period=Duration.seconds(60)
            ),
        )

    def _password(self) -> aws_secretsmanager.Secret:
        secret = aws_secretsmanager.Secret(
            self,
            "Password",
            secret_name=names.physical(self.stage.name, "terminusdb"),
            encryption_key=self._key,
            # As RDS writes its own: functions read who they are from it, the server its password alone.
            generate_secret_string=aws_secretsmanager.SecretStringGenerator(
                secret_string_template='{"username": "admin"}',
                generate_string_key="password",
                password_length=40,
                exclude_punctuation=True,
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.secret_arn = secret.secret_arn
        return secret
