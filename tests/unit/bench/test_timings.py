# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has grown is told by the processor's seconds, whatever the speed of the machine."""

from __future__ import annotations

import pytest
from bench import timings

OLD = {"loop": 0.1, "stages": {"test: molecule": {"tests": 2, "processor": 100.0}}, "tests": {"slow": [30.0, 10.0]}}


def now(processor, slow=10.0, speed=0.1, tests=2):
    return {"loop": speed, "stages": {"test: molecule": {"tests": tests, "processor": processor}}, "tests": {"slow": [30.0, slow]}}


@pytest.mark.parametrize(("new", "told"), [
    (now(119), []),
    (now(121), ["test: molecule: 121.0 s of processor, 100.0 in the reference"]),
    (now(121, tests=1), []),  # only a part of it was run
    (now(200, 20, speed=0.2), []),  # a machine of half the speed
    (now(100, 13), ["slow: 13.0 s of processor, 10.0 in the reference"]),
    (now(100, 11.9), []),
])  # fmt: skip
def test_growth_by_a_fifth_is_told(new, told):
    assert timings.grown(new, OLD) == told


def test_the_parts_of_the_set_up_add_up():
    assert timings.set_up_seconds(["1.5\tfresh", "2\tservers", "1\tfresh\n"]) == {"fresh": 2.5, "servers": 2.0}


def test_tests_are_gathered_by_gate_and_folder():
    seconds = timings.Seconds()
    seconds.add("a", ["test", "unit", 1.0, 0.5, 0.02])
    seconds.add("b", ["test", "unit", 9.0, 5.0])
    seconds.add("c", ["hosts", "metal", 2.0, 3.0, 0.04])
    data = seconds.data({"fresh": 3.0})
    assert data["stages"] == {"hosts: metal": {"tests": 1, "wall": 2.0, "processor": 3.0},
                              "test: unit": {"tests": 2, "wall": 10.0, "processor": 5.5}}
    assert data["tests"] == {"b": [9.0, 5.0], "c": [2.0, 3.0]}
    assert data["loop"] == pytest.approx(0.03)
