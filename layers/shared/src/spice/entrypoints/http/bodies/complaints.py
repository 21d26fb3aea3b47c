"""What a model finds wrong with a body, in our words."""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel

from spice.domain.errors import Code, Problem
from spice.domain.hints import did_you_mean, pointer, shown
from spice.domain.wording import quoted

_CODES: Mapping[str, Code] = {
    "too_many_fields": "unknown_field",
    "missing": "missing_property",
    "too_long": "invalid_parameter",
}
_OURS: tuple[Code, ...] = ("wrong_type", "constraint_violated", "missing_property")
_TYPES = ("_type", "_parsing", "_instance_of")
_RULES = {
    "missing": "is missing",
    "string_type": "must be a text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "int_type": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "too_short": "must have at least {min_length} items",
    "too_long": "must have at most {max_length} items",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be above {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be below {lt}",
    "literal_error": "must be one of {expected}",
}


def problem_of(error: Any, model: type[BaseModel], base: str) -> Problem:
    """Tell an error of a model as a problem of a body (or of a part of it, at `base`)."""
    kind, place = error["type"], tuple(error["loc"])
    path = pointer(base, *place)
    if kind == "extra_forbidden":
        hint = did_you_mean(place[-1], _fields(model)) if len(place) == 1 else None
        return Problem(code="unknown_field", message=f"unknown field {quoted(place[-1])}", path=path, hint=hint)
    code = cast(Code, kind) if kind in _OURS else _CODES.get(kind) or _of_kind(kind)
    value = None if code == "missing_property" or _hides(model, place) else shown(error["input"])
    name = "/".join(map(str, place)) or "the body"
    return Problem(code=code, message=_said(name, kind, error), path=path, value=value)


def _hides(model: type[BaseModel], place: tuple[Any, ...]) -> bool:
    """Tell whether a value is a secret, or may hold one: its field says `repr=False`, or one of the body does."""
    hidden = [field.alias or name for name, field in model.model_fields.items() if not field.repr]
    return bool(hidden) if not place else place[0] in hidden


def _of_kind(kind: str) -> Code:
    return "wrong_type" if kind.endswith(_TYPES) else "constraint_violated"


def _said(name: str, kind: str, error: Mapping[str, Any]) -> str:
    if kind in (*_OURS, "too_many_fields"):
        return f"{name}: {error['msg']}"
    context = error.get("ctx", {})
    # The library writes "'a', 'b' or 'c'".
    words = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
    return f"{name} {_RULES.get(kind, 'cannot be read').format(**{**context, 'expected': words})}"


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
