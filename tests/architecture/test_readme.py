"""README says the same in both languages: the same commands, the same parts, the same pages to read on."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGLISH, KOREAN = ROOT / "README.md", ROOT / "README.ko.md"
SHOWN = re.compile(r"^    (?P<command>\S.*?)(?:\s+# .*)?$", re.MULTILINE)
LINK = re.compile(r"\]\((?P<target>[^)]+)\)")
ROW = re.compile(r"^\| (?P<parts>`.*?) \|", re.MULTILINE)


def commands(page: Path) -> list[str]:
    return [found["command"] for found in SHOWN.finditer(page.read_text())]


def links(page: Path) -> list[str]:
    return [found["target"] for found in LINK.finditer(page.read_text())]


def test_both_say_the_same_commands_in_the_same_order() -> None:
    assert "make run" in commands(ENGLISH)
    assert commands(KOREAN) == commands(ENGLISH)


def test_both_name_the_same_headings_parts_and_pages() -> None:
    others = {ENGLISH.name, KOREAN.name}

    assert ROW.findall(KOREAN.read_text()) == ROW.findall(ENGLISH.read_text())
    assert [each for each in links(KOREAN) if each not in others] == [
        each for each in links(ENGLISH) if each not in others
    ]
    assert KOREAN.read_text().count("\n## ") == ENGLISH.read_text().count("\n## ")


def test_each_leads_to_the_other_and_to_pages_that_are_there() -> None:
    assert KOREAN.name in links(ENGLISH)
    assert ENGLISH.name in links(KOREAN)
    assert [target for target in links(ENGLISH) if not (ROOT / target).exists()] == []


def test_what_make_is_asked_for_it_can_make() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = {command.split()[1] for command in commands(ENGLISH) if command.startswith("make ")}

    assert asked <= targets
