"""Erasure: once, for good, by who may; what is written for somebody who was erased; what a restored index shows."""

from dataclasses import replace

import pytest

from spice.adapters.memory.export_files import MemoryExportFiles
from spice.application.intake.command import Caller, CommandDraft, command_of
from spice.application.upkeep import run_export
from spice.domain.identity import aggregate_id
from spice.domain.instance.model import CreateInstance
from spice.domain.shards import INSTANCE_COMMANDS
from spice.messages.codec import encode
from spice.ports.command_store import Submission
from tests.erasure.world import INSTANCES, MAIL, NAME, OPEN, PEOPLE, WORD, People


def test_an_erasure_is_a_command_that_the_audit_names(world: People) -> None:
    world.kim()

    reply = world.erase("kim")

    assert world.command(reply)["result"] == {"subject": "kim", "generation": 1, "changed": True}
    (row,) = world.client.get(f"{PEOPLE}/audit?type=SubjectErased").data
    assert (row["actor"], row["data"]) == ("kim", {"subject": "kim", "generation": 1})


def test_who_is_erased_is_not_erased_again(world: People) -> None:
    world.kim()
    both = [world.client.post(f"{PEOPLE}/subjects/kim/erase") for _ in range(2)]
    world.platform.settle()

    again = world.erase("kim")
    dry = world.client.post(f"{PEOPLE}/subjects/kim/erase?dry_run=true")
    back = [world.client.post(f"{PEOPLE}/subjects/kim/readmit") for _ in range(2)]
    world.platform.settle()

    told = [world.command(reply)["result"]["changed"] for reply in (*both, again, *back)]
    assert told == [True, False, False, True, False]
    assert dry.data["changed"] is False
    assert len(world.client.get(f"{PEOPLE}/audit?type=SubjectErased").data) == 1


def test_only_an_owner_erases_and_only_who_is_there(world: People) -> None:
    world.kim()
    world.client.put(f"{PEOPLE}/grants/park", {"role": "modeler"})
    world.platform.settle()
    modeler = world.platform.client("park")

    assert modeler.post(f"{PEOPLE}/subjects/kim/erase").status == 403
    assert world.client.post(f"{PEOPLE}/subjects/nobody/erase").status == 404
    assert world.client.post(f"{PEOPLE}/subjects/kim/readmit").codes == ["constraint_violated"]


def test_a_dry_run_erases_nothing(world: People) -> None:
    world.kim()

    told = world.client.post(f"{PEOPLE}/subjects/kim/erase?dry_run=true")
    world.platform.settle()

    assert told.data["changed"] is True
    assert world.get("Person", "kim").data["data"]["mail"] == MAIL


def test_nothing_is_written_for_who_was_erased(world: People) -> None:
    world.kim()
    world.erase("kim")

    single = world.client.patch(f"{INSTANCES}/Person/kim", {"data": {"mail": MAIL}})
    lines = [
        {"op": "update", "id": "kim", "data": {"mail": MAIL}},
        {"id": "lee", "data": {"number": "lee", "mail": MAIL}},
    ]
    bulk = world.client.post(f"{INSTANCES}/bulk", {"class": "Person", "instances": lines})
    other = world.patch("Person", "kim", team="x")

    assert (single.status, single.codes) == (409, ["subject_erased"])
    assert [(each["line"], each["errors"][0]["code"]) for each in bulk.data["rejected"]] == [(1, "subject_erased")]
    assert world.command(other)["state"] == "COMPLETED"


def test_erased_and_readmitted_what_was_stays_erased(world: People) -> None:
    world.kim()
    world.erase("kim")
    world.readmit("kim")
    world.patch("Person", "kim", mail="new@example.com")

    row = world.get("Person", "kim").data
    assert row["data"]["mail"] == "new@example.com"
    assert "phone" in row["erased"]
    history = world.client.get(f"{INSTANCES}/Person/kim/history").data
    mails = [
        (each["before"], each["after"]) for entry in history for each in entry["changes"] if each["path"] == "/mail"
    ]
    assert mails == [(None, None), (None, "new@example.com")]


def test_an_earlier_version_brings_nothing_back(world: People) -> None:
    world.kim()
    world.patch("Person", "kim", mail=None)
    world.erase("kim")
    world.client.post(f"{INSTANCES}/Person/kim/restore", {"version": 1})
    world.platform.settle()

    row = world.get("Person", "kim").data
    assert "mail" not in row["data"]
    assert "mail" in row["erased"]


def test_a_write_that_was_underway_cannot_be_read(world: People) -> None:
    world.kim()
    world.client.patch(f"{INSTANCES}/Person/kim", {"data": {"mail": "late@example.com"}})
    world.client.post(f"{PEOPLE}/subjects/kim/erase")
    world.platform.settle()

    assert "mail" not in world.get("Person", "kim").data["data"]


def test_a_rebuild_from_the_log_erases_again(world: People) -> None:
    world.kim()
    world.erase("kim")
    world.platform.ports.model.forget()
    world.platform.maintain()
    world.platform.settle()

    assert "mail" not in world.get("Person", "kim").data["data"]
    assert world.client.patch(f"{INSTANCES}/Person/kim", {"data": {"mail": MAIL}}).codes == ["subject_erased"]


def test_an_index_that_lacks_an_erasure_answers_nothing_personal(world: People) -> None:
    """As after a restore to a point before it: the log has it, neither the index nor the keys know."""
    world.kim()
    state = vars(world.platform.ports.subject_keys)["_state"]
    names = ("subject_keys", "erasures", "shards", "commands")
    copy = {name: dict(getattr(state, name)) for name in names}
    world.erase("kim")
    for name, rows in copy.items():
        setattr(state, name, rows)
    world.platform.handlers.clear()

    before = world.get("Person", "kim")
    world.platform.maintain()
    after = world.get("Person", "kim")

    assert (before.status, before.codes) == (503, ["unavailable"])
    assert "mail" not in after.data["data"]


def test_a_value_that_was_moved_opens_nowhere_else(world: People) -> None:
    """Whoever can write the index can put a sealed value where another stands; it is nobody's there."""
    world.kim()
    world.put("Visit", "1", who="kim", remark=WORD)
    state = vars(world.platform.ports.subject_keys)["_state"]
    (visit,) = [name for name in state.instances if name[2] == "1"]
    (person,) = [name for name in state.instances if name[2] == "kim"]
    stolen = next(value for value in state.instances[person].data.values() if str(value).startswith("sealed1"))
    data = {
        key: stolen if str(value).startswith("sealed1") else value for key, value in state.instances[visit].data.items()
    }
    state.instances[visit] = replace(state.instances[visit], data=data)

    seen = world.get("Visit", "1").data
    assert (seen["lost"], "erased" in seen, "remark" in seen["data"]) == (["remark"], False, False)


def test_a_worker_keeps_nothing_personal_that_is_not_sealed(world: People) -> None:
    """Whatever a faulty door lets through ends at the worker."""
    access = world.platform.ports.directory.access("people", "kim")
    assert access is not None
    database, shape = access.database, world.client.get(f"{PEOPLE}/ontology/Person").data
    ids = {part["name"]: part["id"] for part in shape["properties"]}
    data: dict[str, object] = {ids["number"]: "bad", ids["mail"]: MAIL}
    draft = CommandDraft(
        payload=CreateInstance(class_id=shape["id"], id="bad", data=data),
        key=aggregate_id(database.uuid, shape["id"], "bad"),
        database=database.uuid,
        ontology_commit=database.head,
    )
    command = command_of(Caller(actor="kim", at=world.platform.ports.now(), correlation_id="c"), draft)
    world.platform.ports.commands.keep(Submission(topic=INSTANCE_COMMANDS, commands=[command]))
    world.platform.settle()

    told = world.client.get(f"/commands/{command.id}").data
    assert (told["state"], told["errors"][0]["code"]) == ("FAILED", "not_supported")
    assert MAIL not in encode(told).decode()


def test_a_job_exports_it_until_it_is_erased(world: People) -> None:
    def exported() -> str:
        asked = world.client.post(f"{PEOPLE}/exports", {"class": "Person", "format": "ndjson"})
        world.platform.maintain()
        done = world.client.get(asked.headers["Location"].removeprefix("/api/v1")).data
        files = world.platform.ports.export_files
        assert isinstance(files, MemoryExportFiles)
        return (files.get(done["url"]) or b"").decode()

    world.kim()
    before = exported()
    world.erase("kim")
    after = exported()

    assert MAIL in before
    assert OPEN in after
    assert MAIL not in after


def test_a_file_from_before_an_erasure_is_given_to_nobody_any_more(world: People) -> None:
    world.kim()
    asked = world.client.post(f"{PEOPLE}/exports", {"class": "Person", "format": "ndjson"})
    world.platform.maintain()
    path = asked.headers["Location"].removeprefix("/api/v1")
    before = world.client.get(path)
    world.erase("kim")

    after = world.client.get(path)

    assert (before.data["state"], after.status, after.codes) == ("COMPLETED", 404, ["not_found"])


def test_an_export_that_an_erasure_met_is_begun_anew(world: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_export, "PART_BYTES", 1)
    monkeypatch.setattr(run_export, "FIRST_PAGE", 1)
    monkeypatch.setattr(run_export, "PAGE_BYTES", 1)
    world.kim()
    world.put("Person", "lee", number="lee", team=OPEN, mail=NAME + "@example.com")
    asked = world.client.post(f"{PEOPLE}/exports", {"class": "Person", "format": "ndjson"})
    met = list[str]()

    def erased(point: str) -> None:
        if point == "export.after_told" and not met:
            met.append(point)
            world.erase("kim")

    object.__setattr__(world.platform.ports, "crash", erased)
    for _ in range(3):
        world.platform.maintain()
    done = world.client.get(asked.headers["Location"].removeprefix("/api/v1")).data
    files = world.platform.ports.export_files
    assert isinstance(files, MemoryExportFiles)

    told = (files.get(done["url"]) or b"").decode()

    assert (done["state"], told.count(OPEN)) == ("COMPLETED", 2)
    assert (MAIL in told, len(met)) == (False, 1)


def test_what_wraps_keys_is_asked_once(world: People) -> None:
    wrap = vars(vars(world.platform.ports.subject_keys)["_ring"])["_wrap"]
    lines = [{"data": {"number": f"p{n}", "mail": MAIL}} for n in range(300)]
    world.client.post(f"{INSTANCES}/bulk", {"class": "Person", "instances": lines})
    world.platform.settle()
    world.client.get(f"{INSTANCES}?class=Person&limit=300")

    assert wrap.calls == 2


def test_while_keys_cannot_be_had_other_classes_are_written(world: People) -> None:
    wrap = vars(vars(world.platform.ports.subject_keys)["_ring"])["_wrap"]
    wrap.away = True

    person = world.client.put(f"{INSTANCES}/Person/kim", {"data": {"number": "kim", "mail": MAIL}})
    plain = world.client.put(f"{INSTANCES}/Visit/1", {"data": {"place": "x"}})

    assert (person.status, plain.status) == (503, 202)


def test_an_erasure_that_waits_is_measured(world: People) -> None:
    world.kim()
    world.client.post(f"{PEOPLE}/subjects/kim/erase")
    waiting = world.platform.ports.subject_keys.pending()
    world.platform.settle()

    assert waiting.count == 1
    assert waiting.oldest_at is not None
    assert world.platform.ports.subject_keys.pending().oldest_at is None


def test_erased_and_seen_before_it_is_gone(world: People) -> None:
    """Keys are read for each answer: who has seen it a moment ago sees it no more."""
    world.kim()
    seen = world.get("Person", "kim").data["data"]["mail"]
    world.erase("kim")

    assert seen == MAIL
    assert "mail" not in world.get("Person", "kim").data["data"]


def test_an_old_copy_of_the_keys_brings_nothing_back(world: People) -> None:
    world.kim()
    state = vars(world.platform.ports.subject_keys)["_state"]
    copy = dict(state.subject_keys)
    world.erase("kim")
    state.subject_keys = copy

    assert "mail" not in world.get("Person", "kim").data["data"]
    assert world.client.patch(f"{INSTANCES}/Person/kim", {"data": {"mail": MAIL}}).codes == ["subject_erased"]
    world.platform.maintain()
    assert [row.wrapped for row in state.subject_keys.values()] == [None]
