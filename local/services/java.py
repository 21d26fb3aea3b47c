"""The Java runtime of the servers that need one."""

from pathlib import Path

from local.parts.obtain import part_home

SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Starts in a third of the time and stays small, on few cores."""


def java() -> Path:
    """The `java` of the cache; an installed one is never used."""
    return part_home("java") / "bin" / "java"
