"""How much a change takes away from those who wrote and read by the old rules: docs/ontology-changes.md."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from spice.domain.datatypes.registry import TYPES

Severity = Literal["compatible", "weakening", "breaking"]
Mode = Literal["BACKWARD", "FORWARD", "FULL", "NONE"]
Direction = Literal["backward", "forward"]
_ASKED: Mapping[Mode, tuple[Direction, ...]] = {
    "BACKWARD": ("backward",),
    "FORWARD": ("forward",),
    "FULL": ("backward", "forward"),
    "NONE": (),
}


class Judgement(NamedTuple):
    """What a change breaks, and why."""

    backward: str | None = None
    """Why what was written by the old rules need not fit the new ones."""
    forward: str | None = None
    """Why who reads by the old rules may meet what they do not allow."""
    otherwise: str = ""
    """Why it breaks neither."""

    @property
    def breaks(self) -> tuple[Direction, ...]:
        """Tell which directions it breaks."""
        return tuple(each for each in get_args(Direction) if getattr(self, each) is not None)


def broken_under(mode: Mode, judged: Judgement) -> tuple[Direction, ...]:
    """Tell which of the directions that a database holds to are broken."""
    return tuple(each for each in judged.breaks if each in _ASKED[mode])


def severity_under(mode: Mode, judged: Judgement) -> tuple[Severity, str]:
    """Tell how severe a change is where a database holds to a mode, and why. Under NONE it is told as under BACKWARD,
    and nothing is asked."""
    broken = broken_under("BACKWARD" if mode == "NONE" else mode, judged)
    of = broken or judged.breaks
    said = next((str(getattr(judged, each)) for each in of), judged.otherwise)
    return "breaking" if broken else "weakening" if of else "compatible", said


def free(reason: str) -> Judgement:
    """Judge what breaks nothing."""
    return Judgement(otherwise=reason)


def tighter(reason: str) -> Judgement:
    """Judge what asks for more than before."""
    return Judgement(backward=reason)


def wider(reason: str) -> Judgement:
    """Judge what allows more than before."""
    return Judgement(forward=reason)


def other(reason: str) -> Judgement:
    """Judge what is neither less nor more."""
    return Judgement(backward=reason, forward=reason)


def _wider(name: str) -> frozenset[str]:
    next_ = TYPES[name].widens_to
    return frozenset(next_).union(*(_wider(each) for each in next_))


WIDER = {name: _wider(name) for name in TYPES}
"""Type to the types that hold all its values."""
LOST = other("its values would be lost from sight")


def of_type(before: object, after: object) -> Judgement:
    """Judge another type."""
    if after in WIDER.get(str(before), ()):
        return wider(f"every {before} is a {after}")
    said = f"values of {before} need not be values of {after}"
    return tighter(said) if before in WIDER.get(str(after), ()) else other(said)


def of_constraint(types: tuple[object, object], name: str, before: object, after: object) -> Judgement:
    """Judge another value of a constraint, of types before and after; None: it was or is not there."""
    if not _comparable(*types):
        return free("it comes and goes with the type")
    rule = next(kind.constraints[name] for each in reversed(types) if name in (kind := TYPES[str(each)]).constraints)
    was, becomes = (None if each == rule.nothing else each for each in (before, after))
    if was == becomes:
        return free(f"{name} asks for the same")
    if becomes is None:
        return wider(f"{name} is no longer asked for")
    if was is None:
        return tighter(f"{name} is asked for now")
    lets_old, lets_new = rule.admits(becomes, was), rule.admits(was, becomes)
    if lets_old and lets_new:
        return free(f"{name} asks for the same")
    narrower = f"{name} is {'narrower' if lets_new else 'another'}"
    return wider(f"{name} is wider") if lets_old else tighter(narrower) if lets_new else other(narrower)


def of_values(before: frozenset[str], after: frozenset[str]) -> Judgement:
    """Judge other members of an ENUM."""
    gone, new = before - after, after - before
    return Judgement(
        backward=f"{', '.join(sorted(gone))} may be in use" if gone else None,
        forward="there is more to choose from" if new else None,
        otherwise="it changes no value",
    )


def of_required(before: object, after: object, *, default: bool) -> Judgement:
    """Judge whether a value must be given; `default`: whether there is one from now on."""
    if before and not after:
        return wider("it may be missing now")
    return free("instances that lack it get its default") if default or not after else tighter("instances may lack it")


def of_addition(part: Mapping[str, object]) -> Judgement:
    """Judge a new property or relationship."""
    return of_required(False, True, default="default" in part) if part.get("required") else free("it is optional")


def _comparable(before: object, after: object) -> bool:
    return before == after or after in WIDER.get(str(before), ()) or before in WIDER.get(str(after), ())
