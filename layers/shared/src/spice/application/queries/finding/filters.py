"""Filters: `field:op:value` texts and nested bodies, made into what the search index understands."""

from collections.abc import Callable, Mapping, Sequence

from spice.application.queries.finding.examples import example, of_filter, shown_with
from spice.application.queries.finding.fields import Field, Fields
from spice.application.queries.finding.readers import other_clock
from spice.application.queries.finding.values import OF_ANY_KIND, OPERATORS, fits, fitting, split, typed
from spice.domain.bounds import CONDITIONS, FILTER_DEPTH, FILTER_PARTS, FILTER_TEXT, FILTER_VALUES
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import DomainError, refuse
from spice.domain.hints import did_you_mean, pointer, shown
from spice.domain.wording import quoted
from spice.ports.search_filter import And, Condition, Filter, Not, Or


class Filters:
    """Reads filters that speak of some classes' fields. `class_id` translates a class's name (for `_class`)."""

    def __init__(self, fields: Fields, class_id: Callable[[str, str], str], home: Home = NOWHERE) -> None:
        self._fields, self._home = fields, home
        self._class_id = class_id
        self._conditions = self._compared = self._parts = self._sought = 0

    def texts(self, texts: Sequence[str]) -> Filter | None:
        """Read repeated `filter=field:op:value`; all must hold. None: there are none."""
        parts = [self._text(text) for text in texts]
        return (And(parts=parts) if len(parts) > 1 else parts[0]) if parts else None

    def body(self, body: object, path: str = "/filter", depth: int = 0) -> Filter:
        """Read a nested filter: `{"and": […]}`, `{"or": […]}`, `{"not": {…}}` or `{"field", "op", "value"}`."""
        self._parts += 1
        if self._parts > 2 * CONDITIONS:
            raise refuse("invalid_parameter", f"a filter may have {2 * CONDITIONS} parts", path=path)
        if depth > FILTER_DEPTH:
            raise refuse("invalid_parameter", f"a filter may be {FILTER_DEPTH} deep", path=path)
        keys = set(body) if isinstance(body, Mapping) else set()
        match body:
            case {"and": list(parts)} if keys == {"and"}:
                return And(parts=[self.body(part, pointer(path, "and", n), depth + 1) for n, part in enumerate(parts)])
            case {"or": list(parts)} if keys == {"or"}:
                return Or(parts=[self.body(part, pointer(path, "or", n), depth + 1) for n, part in enumerate(parts)])
            case {"not": part} if keys == {"not"}:
                return Not(part=self.body(part, pointer(path, "not"), depth + 1))
            case {"field": str(name), "op": str(op), "value": value} if keys == {"field", "op", "value"}:
                return self.condition(name, op, value, path)
            case {"field": str(name), "value": value} if keys == {"field", "value"}:
                return self.condition(name, "eq", value, path)
            case _:
                raise _no_filter(body, path)

    def condition(self, name: str, op: str, value: object, path: str) -> Filter:
        """Read one condition. Where several classes have such a field, one of them is enough."""
        self._count(op, value, path)
        field = self._fields.find(name, path=_at(path, "field"), there=op == "exists", mixed=op in OF_ANY_KIND)
        check_operator(field, op, path=_at(path, "op"))
        values = self._values(field, op, value, _at(path, "value"))
        if name == "_class" and op != "exists":
            values = {id_: self._class_ids(read, path) for id_, read in values.items()}
        return self._over(field, op, values)

    def _values(self, field: Field, op: str, value: object, path: str) -> dict[str, object]:
        """Read a value as each class's own property of the name does; one of them must be able to."""
        values: dict[str, object] = {}
        refused: DomainError | None = None
        for id_, of in field.types.items():
            try:
                values[id_] = typed(of, op, value, name=field.name, path=path, home=self._home)
            except DomainError as error:
                refused = error
        if refused is not None and not values:
            raise shown_with(refused, example(field.name, op, next(iter(field.types.values()))))
        return values

    def _over(self, field: Field, op: str, values: Mapping[str, object]) -> Filter:
        if op == "ne" or (op == "exists" and False in values.values()):
            # None of the properties has it: an instance has one of them, and lacks the others.
            wanted = values if op == "ne" else dict.fromkeys(values, True)
            return Not(part=self._over(field, "eq" if op == "ne" else op, wanted))
        parts = [self._on(id_, field.types[id_].kind, op, value) for id_, value in values.items()]
        return Or(parts=parts) if len(parts) > 1 else parts[0]

    def _on(self, id_: str, kind: FieldKind, op: str, value: object) -> Condition:
        if kind == "clock" and op in ("eq", "in"):
            times = [str(each) for each in value] if isinstance(value, list) else [str(value)]
            others = [other for time in times if (other := other_clock(time, self._home.zone)) is not None]
            op, value = "in", [*times, *others]
        return Condition(field=id_, kind=kind, op=op, value=value)  # type: ignore[arg-type]  # checked against OPERATORS

    def _count(self, op: str, value: object, path: str) -> None:
        values = value if isinstance(value, list) else [value]
        self._conditions, self._compared = self._conditions + 1, self._compared + len(values)
        if self._conditions > CONDITIONS:
            raise refuse("invalid_parameter", f"a filter may have {CONDITIONS} conditions", path=path)
        if self._compared > FILTER_VALUES:
            raise refuse("invalid_parameter", f"a filter may have {FILTER_VALUES} values", path=_at(path, "value"))
        if any(isinstance(each, str) and len(each) > FILTER_TEXT for each in values):
            said = f"a value in a filter may have {FILTER_TEXT} characters"
            raise refuse("invalid_parameter", said, path=_at(path, "value"))
        if op in ("contains", "prefix"):
            self._sought += len(str(value))
        if self._sought > FILTER_PARTS:
            said = f"all contains and prefix of a filter may have {FILTER_PARTS} characters"
            raise refuse("invalid_parameter", said, path=_at(path, "value"))

    def _text(self, text: str) -> Filter:
        name, colon, rest = text.partition(":")
        op, second, value = rest.partition(":")
        if not (colon and second):
            raise refuse(
                "invalid_parameter", f"filter {quoted(text)} is not field:op:value", value=text, hint="dep_delay:gt:30"
            )
        try:
            return self.condition(name, op, split(value) if op in ("in", "within") else value, "")
        except DomainError as error:
            raise of_filter(error, text) from error

    def _class_ids(self, value: object, path: str) -> object:
        if isinstance(value, list):
            return [self._class_id(str(name), _at(path, "value")) for name in value]
        return self._class_id(str(value), _at(path, "value"))


def check_operator(field: Field, op: str, *, path: str) -> None:
    """Refuse an operator that there is not, or that means nothing for a field."""
    if op not in OPERATORS:
        raise refuse(
            "invalid_parameter",
            f"there is no operator {quoted(op)}",
            path=path,
            value=op,
            hint=did_you_mean(op, OPERATORS),
        )
    unfit = [kind for kind in field.kinds if not fits(kind, op)]
    if unfit or (field.name == "_class" and op not in OF_ANY_KIND):
        said = f"{quoted(field.name)} is {field.told()}: {op} does not apply"
        raise refuse("wrong_type", said, path=path, value=op, hint=fitting(unfit[0] if unfit else field.kind))


def _no_filter(body: object, path: str) -> DomainError:
    known = ("and", "or", "not", "field", "op", "value")
    for key in body if isinstance(body, Mapping) else ():
        if key not in known:
            hint = did_you_mean(key, known)
            return refuse(
                "unknown_field", f"a filter has no {quoted(key)}", path=pointer(path, key), value=key, hint=hint
            )
    return refuse(
        "wrong_type",
        'a filter is {"field", "op", "value"}, {"and": […]}, {"or": […]} or {"not": {…}}',
        path=path,
        value=shown(body),
    )


def _at(path: str, key: str) -> str:
    return pointer(path, key) if path else ""
