# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whichever call of libvirt's fails, nobody is shown its bare error, and the next run converges."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import libvirtmod
import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError
from bench.bindings import libvirt
from bench.engine import Engine, Failed
from bench.scenarios import SCENARIOS, Scenario, prepared

# What speaks to nobody: set-up of the library, and the destruction of Python's own wrappers.
LOCAL = ("virInitialize", "virGetVersion", "virRegisterErrorHandler", "virEventRegister", "virConnectClose", "virGetLastError")
NAMES = [name for name in dir(libvirtmod)
         if name.startswith("vir") and not name.startswith(LOCAL) and not name.endswith(("Free", "GetName"))]


@contextmanager
def failing(number: int) -> Iterator[list[str]]:
    """Let the n-th call of libvirt's fail; the names of all calls."""
    calls: list[str] = []
    kept = {name: getattr(libvirtmod, name) for name in NAMES if callable(getattr(libvirtmod, name))}

    def counted(name: str, function: Any) -> Any:
        def call(*arguments: Any) -> Any:
            calls.append(name)
            if len(calls) == number:
                raise libvirt.libvirtError(f"injected into {name}")
            return function(*arguments)

        return call

    for name, function in kept.items():
        setattr(libvirtmod, name, counted(name, function))
    try:
        yield calls
    finally:
        for name, function in kept.items():
            setattr(libvirtmod, name, function)


def run(engine: Engine, scenario: Scenario, number: int) -> list[str]:
    with failing(number) as calls:
        try:
            engine.run(scenario.kind, **scenario.options)
        except (Failed, HypervisorError) as error:
            assert "cannot" in str(error), error
    return calls


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.gate("faults"))])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_k5e_no_error_of_libvirts_is_shown_as_it_is(engine: Engine, scenario: Scenario, step: int) -> None:
    prepared(engine, scenario)
    calls = run(engine, scenario, 0)
    expected = engine.snapshot()
    assert len(calls) > step
    for number in range(1, len(calls) + 1, step):
        prepared(engine, scenario)
        run(engine, scenario, number)
        engine.run(scenario.kind, **scenario.options)
        assert engine.snapshot() == expected, f"after {calls[number - 1]}, call {number} of {len(calls)}: another end"
