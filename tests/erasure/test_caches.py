"""What shows persons is kept by no cache: whoever asks again after an erasure is shown what is left."""

from tests.erasure.world import INSTANCES, MAIL, People

PERSON = f"{INSTANCES}/Person/kim"
HELD = {"If-None-Match": '"1"'}


def test_whoever_holds_a_version_is_shown_what_an_erasure_left(world: People) -> None:
    world.kim()
    assert world.client.get(PERSON, headers=HELD).data["data"]["mail"] == MAIL

    world.erase("kim")

    seen = world.client.get(PERSON, headers=HELD)
    assert (seen.status, "mail" in seen.data["data"]) == (200, False)


def test_answers_that_show_persons_are_stored_nowhere(world: People) -> None:
    world.kim()
    world.put("Visit", "v1", place="hall")

    kept = {path: world.client.get(path).headers["Cache-Control"] for path in (PERSON, f"{INSTANCES}/Visit/v1", "/me")}

    assert kept == {PERSON: "no-store", f"{INSTANCES}/Visit/v1": "private, no-cache", "/me": "private, no-cache"}
