"""Commands to events, events to state."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spice.domain.errors import DomainError
from spice.domain.instance.model import (
    CreateInstance,
    DeleteInstance,
    Instance,
    InstanceCommand,
    InstanceCreated,
    InstanceDeleted,
    InstanceUpdated,
    PatchInstance,
    PutInstance,
    RestoreInstance,
)
from spice.domain.instance_rules import decide
from tests.unit.domain.builders import a_class, a_property, after, compiled, the_class

ONTOLOGY = compiled(
    a_class(
        "Person",
        a_property("code"),
        a_property("age", "xsd:decimal"),
        a_property("home", "OBJECT", properties=[a_property("city", required=True), a_property("street")]),
        key=["code"],
    ),
    a_class("Staff", a_property("badge"), parent="Person"),
    a_class("Thing", abstract=True),
)
PERSON, STAFF = ONTOLOGY.named("Person"), ONTOLOGY.named("Staff")
IDS = {name: id_ for id_, name in STAFF.names.items()}


def data(**values: object) -> dict[str, object]:
    return {IDS[name]: value for name, value in {"code": "one", **values}.items()}


def create(**values: object) -> CreateInstance:
    return CreateInstance(class_id=PERSON.id, id="one", data=data(**values))


def put(**values: object) -> PutInstance:
    return PutInstance(class_id=PERSON.id, id="one", data=data(**values))


def patch(**values: object) -> PatchInstance:
    return PatchInstance(class_id=PERSON.id, id="one", patch={IDS[name]: value for name, value in values.items()})


DELETE = DeleteInstance(class_id=PERSON.id, id="one")


def a_person(**values: object) -> Instance:
    return after(decide(None, create(**values), PERSON))


def refusal(instance: Instance | None, command: InstanceCommand, **options: object) -> str:
    with pytest.raises(DomainError) as refused:
        decide(instance, command, PERSON, **options)  # type: ignore[arg-type]  # options of decide
    return refused.value.code


def test_a_new_instance_is_created_once() -> None:
    assert decide(None, create(age=5), PERSON) == [InstanceCreated(class_id=PERSON.id, data=data(age=5))]
    assert refusal(a_person(), create()) == "already_exists"


def test_a_put_tells_only_what_changed() -> None:
    events = decide(a_person(age=5, home={"city": "Seoul"}), put(age=6), PERSON)

    assert events == [InstanceUpdated(class_id=PERSON.id, set={IDS["age"]: 6}, unset=[IDS["home"]])]


def test_the_same_again_is_no_event() -> None:
    person = a_person(age=Decimal("1.0"))

    assert decide(person, put(age=1), PERSON) == []
    assert decide(person, patch(age=Decimal("1.00"), home=None), PERSON) == []


def test_a_patch_merges_into_objects() -> None:
    person = a_person(home={"city": "Seoul", "street": "Sejong-ro"})

    events = decide(person, patch(home={"street": None}), PERSON)

    assert after(events, person).data[IDS["home"]] == {"city": "Seoul"}


def test_a_merged_patch_is_checked_whole() -> None:
    with pytest.raises(DomainError) as refused:
        decide(a_person(), patch(home={"street": "Sejong-ro"}), PERSON)

    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("missing_property", "/data/home/city")


def test_a_key_never_changes() -> None:
    person = a_person(age=5)

    assert refusal(person, put(code="two")) == "key_immutable"
    assert refusal(person, patch(code="two")) == "key_immutable"


@pytest.mark.parametrize("command", [patch(age=1), DELETE])
def test_what_is_not_there_is_neither_patched_nor_deleted(command: InstanceCommand) -> None:
    gone = after([InstanceDeleted(class_id=PERSON.id)], a_person())

    assert refusal(None, command) == "not_found"
    assert refusal(gone, command) == "not_found"


@pytest.mark.parametrize("command", [put(age=1), patch(age=1), DELETE])
def test_another_version_than_expected_is_a_conflict(command: InstanceCommand) -> None:
    assert refusal(a_person(), command, expected_version=2) == "version_conflict"
    assert decide(a_person(), command, PERSON, expected_version=1)


def test_a_put_that_expects_a_version_does_not_create() -> None:
    assert refusal(None, put(), expected_version=1) == "version_conflict"


def test_a_put_that_must_create_does_not_replace() -> None:
    assert refusal(a_person(), put(age=1), must_be_absent=True) == "version_conflict"
    assert decide(None, put(age=1), PERSON, must_be_absent=True)


def test_an_ended_instance_begins_again_at_the_next_version() -> None:
    gone = after([InstanceDeleted(class_id=PERSON.id)], a_person())

    again = after(decide(gone, create(age=3), PERSON), gone)

    assert (gone.version, gone.deleted, gone.data) == (2, True, {})
    assert (again.version, again.deleted, again.data) == (3, False, data(age=3))


def test_a_restore_works_on_live_and_on_ended_instances() -> None:
    first = a_person(age=1)
    second = after(decide(first, put(age=2), PERSON), first)
    gone = after([InstanceDeleted(class_id=PERSON.id)], second)
    command = RestoreInstance(class_id=PERSON.id, id="one", data=first.data, from_version=1)

    assert after(decide(second, command, PERSON), second).data == first.data
    assert after(decide(gone, command, PERSON), gone).data == first.data
    assert refusal(None, command) == "not_found"


def test_an_instance_of_a_subclass_is_found_by_its_superclass_and_not_the_other_way() -> None:
    staff = after(decide(None, CreateInstance(class_id=STAFF.id, id="one", data=data(badge="7")), STAFF))

    (event,) = decide(staff, patch(age=3), PERSON)

    assert event.class_id == STAFF.id
    assert refusal(staff, put()) == "already_exists"
    for command in (create(), put()):
        with pytest.raises(DomainError, match=r"^Staff .one. exists$"):
            decide(staff, command, PERSON)
    with pytest.raises(DomainError, match=r"^Staff .one. exists, and If-None-Match"):
        decide(staff, put(), PERSON, must_be_absent=True)
    with pytest.raises(DomainError, match="does not exist"):
        decide(a_person(), DeleteInstance(class_id=STAFF.id, id="one"), STAFF)


def test_an_abstract_class_has_no_instances_of_its_own() -> None:
    thing = ONTOLOGY.named("Thing")

    with pytest.raises(DomainError, match="abstract"):
        decide(None, CreateInstance(class_id=thing.id, id="one", data={}), thing)


def test_true_is_not_one() -> None:
    shape = the_class(a_class("Free", a_property("any", "OBJECT")))
    (any_,) = shape.names
    one = after(decide(None, CreateInstance(class_id=shape.id, id="one", data={any_: {"a": 1}}), shape))

    assert decide(one, PutInstance(class_id=shape.id, id="one", data={any_: {"a": True}}), shape)
    assert not decide(one, PutInstance(class_id=shape.id, id="one", data={any_: {"a": Decimal(1)}}), shape)


AGES = st.none() | st.integers(0, 3)
HOMES = st.none() | st.fixed_dictionaries({"city": st.sampled_from(["a", "b"])}, optional={"street": st.just("s")})
PUTS = st.builds(
    lambda age, home: put(**{k: v for k, v in (("age", age), ("home", home)) if v is not None}), AGES, HOMES
)
PATCHES = st.builds(lambda age, home: patch(age=age, home=home), AGES, HOMES)


@given(commands=st.lists(PUTS | PATCHES | st.just(DELETE), max_size=12))
def test_state_is_the_fold_of_all_events(commands: list[InstanceCommand]) -> None:
    state, log = None, []
    for command in commands:
        try:
            events = decide(state, command, PERSON)
        except DomainError:
            continue
        log += events
        state = after(events, state) if events else state
        if isinstance(command, PutInstance):
            assert state is not None
            assert state.data == command.data

    assert state is None or state == after(log)
    assert state is None or state.version == len(log)
