"""Stacks of a sampling profiler: read without what waits, added up by function, written for speedscope."""

from benchmarks.samples import read_samples, shares, speedscope

TEXT = """\
live (local/host/environments/runtime.py:64);work (a.py:3);encode (b.py:7) 6
live (local/host/environments/runtime.py:64);work (a.py:4) 2
live (local/host/environments/runtime.py:64);_exactly (local/host/environments/runtime.py:118) 90
"""


def test_a_function_is_one_whichever_of_its_lines_was_at_work_and_what_waits_is_left_out() -> None:
    found = {share.function: (share.own, share.whole) for share in shares(read_samples(TEXT))}

    assert found == {
        "encode (b.py)": (0.75, 0.75),
        "work (a.py)": (0.25, 1.0),
        "live (local/host/environments/runtime.py)": (0.0, 1.0),
    }


def test_a_file_for_speedscope_has_a_profile_a_role_and_tells_seconds() -> None:
    written = speedscope({"oms": read_samples(TEXT)}, rate=4)

    assert written["shared"] == {
        "frames": [
            {"name": name} for name in ("live (local/host/environments/runtime.py)", "work (a.py)", "encode (b.py)")
        ]
    }
    assert written["profiles"] == [
        {
            "type": "sampled",
            "name": "oms",
            "unit": "seconds",
            "startValue": 0,
            "endValue": 2.0,
            "samples": [[0, 1, 2], [0, 1]],
            "weights": [1.5, 0.5],
        }
    ]
