"""The one construct that makes every Lambda function."""

from collections.abc import Iterator, Mapping, Sequence

from aws_cdk import Duration, Stack, aws_ec2, aws_iam, aws_lambda, aws_logs
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Deployment, Function
from infra.constructs.bucket_statements import allow
from infra.constructs.grants import services
from infra.constructs.kept import kept
from infra.constructs.logs import days
from infra.constructs.places import FunctionBase

INTERFACES = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeVpcs",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]
PYTHON = aws_lambda.Runtime.PYTHON_3_13
SNAPSHOT = aws_lambda.SnapStartConf.ON_PUBLISHED_VERSIONS


def is_inside(function: Function) -> bool:
    """Tell whether a function lives in the private network; only some steps of a deployment do not."""
    return all(trigger.inside for trigger in function.triggers if isinstance(trigger, Deployment))


def is_started_again(function: Function) -> bool:
    """Tell whether an invocation may begin, by whatever others, one of the same function: Lambda takes a chain of 16
    for an accident and stops it. Every chain of ours ends when the work does."""
    starts = {each.name: {*_kicked(each)} for each in FUNCTIONS}
    found: set[str] = set()
    to_come = {*_kicked(function)}
    while to_come:
        found |= to_come
        to_come = {name for each in to_come for name in starts[each]} - found
    return function.name in found


def _kicked(function: Function) -> Iterator[str]:
    return (grant.partition(":")[0] for grant in function.grants if grant.endswith(":invoke"))


class SpiceFunction(Construct):
    """A function of the catalogue: arm64, with a role and a log of its own, and nothing it was not granted."""

    def __init__(
        self,
        scope: Construct,
        function: Function,
        *,
        ground: FunctionBase,
        layers: Mapping[str, aws_lambda.ILayerVersion],
        environment: Mapping[str, str],
        statements: Sequence[aws_iam.PolicyStatement],
    ) -> None:
        super().__init__(scope, "".join(part.title() for part in function.name.split("-")))
        self.entry, self._ground = function, ground
        self.log = self._log()
        self.role = self._role(statements)
        self.resource = self._resource(layers, environment)
        self.resource.node.add_dependency(self.role)
        if is_started_again(function):
            made = self.resource.node.default_child
            assert isinstance(made, aws_lambda.CfnFunction)
            made.recursive_loop = "Allow"

    def _log(self) -> aws_logs.LogGroup:
        stage = self._ground.stage
        return aws_logs.LogGroup(
            self,
            "Log",
            log_group_name=names.log_group(stage.name, self.entry.name),
            retention=days(stage.log_days),
            encryption_key=self._ground.key,
            removal_policy=kept(stage),
        )

    def _role(self, statements: Sequence[aws_iam.PolicyStatement]) -> aws_iam.Role:
        role = aws_iam.Role(
            self,
            "Role",
            role_name=names.role(self._ground.stage.name, self.entry.name, Stack.of(self).region),
            assumed_by=aws_iam.ServicePrincipal("lambda.amazonaws.com"),
        )
        stack = Stack.of(self)
        group = names.log_group(self._ground.stage.name, self.entry.name)
        streams = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{group}:*"
        usual = [
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], streams),
            allow(["kms:Decrypt"], self._ground.key.key_arn),
        ]
        if is_inside(self.entry):
            # Made by the service under this role, before there is anything one could name.
            usual.append(allow(INTERFACES, "*"))
        for statement in [*usual, *statements]:
            role.add_to_policy(statement)
        return role

    def _resource(
        self, layers: Mapping[str, aws_lambda.ILayerVersion], environment: Mapping[str, str]
    ) -> aws_lambda.Function:
        entry, ground = self.entry, self._ground
        inside = is_inside(entry)
        return aws_lambda.Function(
            self,
            "Function",
            function_name=names.physical(ground.stage.name, entry.name),
            runtime=PYTHON,
            architecture=aws_lambda.Architecture.ARM_64,
            handler=entry.handler,
            code=ground.bundles.room(entry.room),
            layers=[layers[name] for name in entry.layers],
            memory_size=entry.memory_mb,
            timeout=Duration.seconds(entry.timeout_seconds),
            reserved_concurrent_executions=entry.reserved(ground.stage.name),
            environment=dict(environment),
            environment_encryption=ground.key,
            snap_start=SNAPSHOT if ground.stage.api.warm == "snapstart" and entry.warm else None,
            role=self.role.without_policy_updates(),
            log_group=self.log,
            vpc=ground.vpc if inside else None,
            vpc_subnets=self._subnets() if inside else None,
            security_groups=self._groups() if inside else None,
        )

    def _subnets(self) -> aws_ec2.SubnetSelection:
        return self._ground.outward if "internet" in self.entry.grants else self._ground.subnets

    def _groups(self) -> list[aws_ec2.ISecurityGroup]:
        """Those of the services a function is granted; a stage may do without one of these."""
        clients = self._ground.clients
        of = [clients[name] for name in services(self.entry) if name in clients]
        # Who asks partners wears no group that may go anywhere.
        return of if "internet" in self.entry.grants else [self._ground.group, *of]
