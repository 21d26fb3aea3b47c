"""Processes an earlier platform left: found, made sure to be ours, and ended."""

import time
from collections.abc import Iterable
from pathlib import Path

import psutil

PATIENCE = 5.0
CLOCK_SLACK = 2.0
"""The system tells start times by its clock, which may be set."""


def running_in(folder: Path, *, name: str) -> list[psutil.Process]:
    """Find the processes of that name whose working folder is `folder`."""
    found = []
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == name and process.info["cwd"] == str(folder):
            found.append(process)
    return found


def same_process(pid: int, started_at: float, *, user: int) -> psutil.Process | None:
    """Find a process by its number, unless the number has been given to another since.

    What a user wrote down names no process of others; what root wrote down, any.
    """
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started_at) < CLOCK_SLACK
        return process if same and user in (0, process.uids().real) else None
    except psutil.NoSuchProcess:
        return None


def end_all(processes: Iterable[psutil.Process]) -> None:
    """Kill processes and wait until they are gone."""
    victims = list(processes)
    for victim in victims:
        try:
            victim.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(victims, timeout=PATIENCE)


def end_group(root: psutil.Process, stop_signal: int) -> None:
    """End a process and all below it: asked first, then killed."""
    try:
        family = [root, *root.children(recursive=True)]
        root.send_signal(stop_signal)
    except psutil.NoSuchProcess:
        return
    _, left = psutil.wait_procs(family, timeout=PATIENCE)
    end_all(left)


def start_time(pid: int) -> float:
    """Tell when a process began; now when it is gone already."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return time.time()
