"""stub"""

from aws_cdk import Stack
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.stage import Stage


class Observability(Stack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: IKey) -> None:
        super().__init__(scope, id, stack_name=id)
