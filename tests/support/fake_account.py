"""An AWS account that answers from a table: requests and answers are those that botocore knows, nothing leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.validate import ParamValidator

SESSION = boto3.session.Session()
"""Models are read once."""
Answer = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What an operation answers, or what makes that of what was asked."""


class Refused(Exception):
    """AWS says no, with a code."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message)
        self.code, self.message = code, message


def refusing(code: str, message: str = "") -> Answer:
    """Refuse whatever is asked."""

    def refuse(_: Mapping[str, Any]) -> Mapping[str, Any]:
        raise Refused(code, message)

    return refuse


@dataclass
class FakeAccount:
    """Answers by operation (`GetRole`). An operation that is not in the table fails the test."""

    answers: dict[str, Answer]
    asked: set[str] = field(default_factory=set)
    _heard: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def connect(self, service: str, region: str) -> Any:
        """Make a client of boto3 whose requests end here."""
        client = SESSION.client(  # type: ignore[call-overload]
            service, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
        )
        client.meta.events.register("before-parameter-build", self._hear)
        client.meta.events.register("before-call", self._answer)
        return client

    def _hear(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self._heard[model.name] = {**params}

    def _answer(self, model: Any, **_: Any) -> tuple[Any, dict[str, Any]]:
        given = self.answers[model.name]
        self.asked.add(model.name)
        try:
            told = given(self._heard[model.name]) if callable(given) else given
        except Refused as refused:
            error = {"Code": refused.code, "Message": refused.message}
            return SimpleNamespace(status_code=400), {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}
        if model.output_shape is not None:
            wrong = ParamValidator().validate(dict(told), model.output_shape)
            assert not wrong.has_errors(), f"{model.name}: {wrong.generate_report()}"
        return SimpleNamespace(status_code=200), dict(told)
