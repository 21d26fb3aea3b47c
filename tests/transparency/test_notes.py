"""Signed notes, checkpoints and verifier keys: what is read, and what is refused."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint as TheirCheckpoint

from spice.domain.transparency.merkle import NotProven, root_over
from spice.domain.transparency.note import (
    Checkpoint,
    VerifierKey,
    open_checkpoint,
    open_note,
    read_checkpoint,
    read_key,
    write_note,
)
from tests.transparency.keys import KEY, ORIGIN, PRIVATE, check, note_of

ROOT = root_over([b"a", b"b", b"c"])
TEXT = Checkpoint(origin=ORIGIN, size=3, root=ROOT).text()
NOTE = note_of(TEXT)
SPECIFIED = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_the_example_of_the_specification_is_signed() -> None:
    key = read_key(SPECIFIED)

    assert open_note(EXAMPLE, key, check) == "This is an example message.\n"
    assert str(key) == SPECIFIED


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    assert open_checkpoint(NOTE, KEY, check) == Checkpoint(origin=ORIGIN, size=3, root=ROOT)


def test_a_second_implementation_reads_our_checkpoint() -> None:
    theirs = TheirCheckpoint.from_text(NOTE)
    theirs.verify(Vkey.from_string(str(KEY)))

    assert (theirs.origin, theirs.size, theirs.root_hash, theirs.serialize()) == (ORIGIN, 3, ROOT, NOTE)


def test_a_note_that_was_changed_is_refused() -> None:
    for wrong in (NOTE.replace("\n3\n", "\n4\n"), NOTE.replace(ORIGIN + "\n", ORIGIN + "x\n", 1)):
        with pytest.raises(NotProven, match="is not that of the note"):
            open_note(wrong, KEY, check)


def test_signatures_of_others_are_passed_by_up_to_sixteen() -> None:
    others = "".join(f"— w{number}.example {b64encode(bytes(68)).decode()}\n" for number in range(16))

    assert open_note(NOTE + others[: others.index("— w15")], KEY, check) == TEXT
    with pytest.raises(NotProven, match="17 signatures"):
        open_note(NOTE + others, KEY, check)


def test_a_key_that_shares_a_name_or_an_id_is_another_key() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    same_id = f"— other.example {b64encode(KEY.id + stranger.sign(TEXT.encode())).decode()}\n"
    same_name = f"— {ORIGIN} {b64encode(b'1234' + stranger.sign(TEXT.encode())).decode()}\n"

    for line in (same_id, same_name):
        with pytest.raises(NotProven, match="is not signed by"):
            open_note(f"{TEXT}\n{line}", KEY, check)
        assert open_note(NOTE + line, KEY, check) == TEXT


def test_a_known_key_whose_signature_is_wrong_spoils_the_note() -> None:
    wrong = write_note(TEXT, KEY, bytes(64)).rpartition("\n\n")[2]

    for note in (NOTE + wrong, f"{TEXT}\n{wrong}"):
        with pytest.raises(NotProven, match="is not that of the note"):
            open_note(note, KEY, check)


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("3\n", "3\t\n", 1),
        NOTE.removesuffix("\n"),
        NOTE + "\n",
        TEXT,
        TEXT + "\n",
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—\u00a0"),
        NOTE.replace(f"— {ORIGIN} ", f"— {ORIGIN}  "),
        NOTE.replace("=\n", "\n"),
        NOTE.replace("\n—", "\n —"),
        "",
    ],
)
def test_a_note_that_is_not_written_as_notes_are_is_refused(note: str) -> None:
    with pytest.raises(NotProven):
        open_checkpoint(note, KEY, check)


def test_base64_is_read_in_its_canonical_form_only() -> None:
    head, signed = NOTE.removesuffix("=\n").rsplit(" ", 1)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    spare = signed[:-1] + last[last.index(signed[-1]) + 1]
    root = b64encode(ROOT).decode()

    with pytest.raises(NotProven, match="not written as base64"):
        open_note(f"{head} {spare}=\n", KEY, check)
    for wrong in (
        root[:-2] + last[last.index(root[-2]) + 1] + "=",
        root.rstrip("="),
        root + "=",
        root.replace("+", "-") + " ",
    ):
        with pytest.raises(NotProven):
            read_checkpoint(f"{ORIGIN}\n3\n{wrong}\n")


@pytest.mark.parametrize("size", ["03", "00", "+3", "-3", " 3", "3 ", "3.0", "0x3", "٣", "", "9" * 30])
def test_a_size_is_digits_without_leading_zeros(size: str) -> None:
    text = f"{ORIGIN}\n{size}\n{b64encode(ROOT).decode()}\n"

    with pytest.raises(NotProven):
        open_checkpoint(note_of(text), KEY, check)


def test_a_checkpoint_of_another_origin_is_refused_whoever_signed_it() -> None:
    foreign = Checkpoint(origin="example.com/other", size=3, root=ROOT).text()

    with pytest.raises(NotProven, match=r"'example\.com/other'"):
        open_checkpoint(note_of(foreign), KEY, check)


def test_lines_behind_the_root_may_say_more_and_none_is_empty() -> None:
    assert open_checkpoint(note_of(TEXT + "more\n"), KEY, check).size == 3
    for text in (TEXT + "\nmore\n", f"{ORIGIN}\n3\n", f"{ORIGIN}\n3\n{b64encode(ROOT[:31]).decode()}\n"):
        with pytest.raises(NotProven):
            open_checkpoint(note_of(text), KEY, check)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "example.com/foo",
        SPECIFIED.replace("530d903a", "530d903b"),
        SPECIFIED.replace("530d903a", "530D903A"),
        SPECIFIED.replace("+Aeky", "+Beky"),
        SPECIFIED.replace("example.com/foo", "exam ple.com"),
        SPECIFIED + "=",
        str(VerifierKey(name="a", public=bytes(31))),
    ],
)
def test_a_key_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(NotProven):
        read_key(wrong)


def test_keys_are_named_as_a_second_implementation_names_them() -> None:
    theirs = Vkey(ORIGIN, None, 1, PRIVATE.public_key().public_bytes_raw())

    assert str(theirs.serialize()) == str(KEY)  # type: ignore[no-untyped-call]
