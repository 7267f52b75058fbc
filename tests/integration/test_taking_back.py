# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fails, is killed or cannot be taken back loses nothing, on a real daemon: what libvirt's test driver lacks.

These are devices and values of running guests, restarts with guests plugged in, disks that go with a guest, secrets and filters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bench import taking_back
from bench.hypervisor import Hypervisor
from bench.scenario import Scenario
from bench.scenarios_running import CHEAP, FILES, LONG, PLUGGING, PROCESSOR, SHORT
from bench.server import Server


def in_faults(*scenarios: Scenario) -> list[Any]:
    return [pytest.param(scenario, marks=pytest.mark.gate("faults")) for scenario in scenarios]


@pytest.fixture
def hypervisor(tuned_server: Server) -> Iterator[Hypervisor]:
    made = Hypervisor(tuned_server, FILES)
    yield made
    made.close()


@pytest.mark.parametrize("scenario", [*CHEAP, *SHORT], ids=str)
def test_each_step_fails_once_of_the_same_objects(hypervisor: Hypervisor, scenario: Scenario) -> None:
    taking_back.each_step_fails_once(hypervisor, scenario, anew=False)


@pytest.mark.parametrize("scenario", in_faults(*CHEAP, *SHORT, *LONG), ids=str)
def test_each_step_fails_once(hypervisor: Hypervisor, scenario: Scenario) -> None:
    taking_back.each_step_fails_once(hypervisor, scenario)


@pytest.mark.parametrize("scenario", [*CHEAP, *in_faults(*SHORT, *LONG, PROCESSOR)], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_each_step_is_killed_once(hypervisor: Hypervisor, scenario: Scenario, after: bool) -> None:
    taking_back.each_step_is_killed_once(hypervisor, scenario, after)


@pytest.mark.parametrize("scenario", [*CHEAP, *in_faults(*SHORT, *LONG)], ids=str)
def test_each_compensation_fails_once(hypervisor: Hypervisor, scenario: Scenario) -> None:
    taking_back.each_compensation_fails_once(hypervisor, scenario)


def test_k4c_a_guest_is_plugged_in_again_whatever_fails(hypervisor: Hypervisor) -> None:
    with hypervisor.inside():
        taking_back.each_step_fails_once(hypervisor, PLUGGING, anew=False)


@pytest.mark.gate("faults")
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_k4c_a_guest_is_plugged_in_again_wherever_the_run_is_killed(hypervisor: Hypervisor, after: bool) -> None:
    with hypervisor.inside():
        taking_back.each_step_is_killed_once(hypervisor, PLUGGING, after)


@pytest.mark.gate("faults")
def test_k4c_a_guest_is_plugged_in_again_whatever_cannot_be_taken_back(hypervisor: Hypervisor) -> None:
    with hypervisor.inside():
        taking_back.each_compensation_fails_once(hypervisor, PLUGGING)
