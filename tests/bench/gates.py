# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which gate a test belongs to, and which ansible-core it runs under.

A test is in the gate `test` unless it says otherwise: `@pytest.mark.gate("hosts")` on a function, or on one value of a parameter
(`pytest.param(20_000, marks=pytest.mark.gate("hosts"))`). Of several marks the closest counts, and one may name several gates.
Emulated servers are in `hosts`.
"""

from __future__ import annotations

import pytest

from bench.paths import ROOT

GATES = ("test", "hosts", "faults")
# The gate of a folder whose tests say nothing.
FOLDERS = {"metal": "hosts"}


def add_options(parser: pytest.Parser) -> None:
    parser.addoption("--gate", action="append", choices=GATES, help="the gate whose tests are run; may be given again (default: test)")
    parser.addoption("--ansible", action="append", choices=("current", "2.17"),
                     help="the ansible-core of the integration tests; may be given twice, then 2.17 runs those marked `oldest_core` only")


def add_marks(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "gate(*names): where the test is run: test (when it says nothing), hosts, faults")
    config.addinivalue_line("markers", "oldest_core(*gates): depends on ansible-core, and runs under the oldest one, too (in those gates)")
    config.addinivalue_line("markers", "long(minutes, plain): of an emulated server, in the gate `faults`: what it takes on its own")


def chosen(config: pytest.Config) -> tuple[str, ...]:
    return tuple(config.getoption("--gate") or GATES[:1])


def folder_of(item: pytest.Item) -> str:
    """The folder of tests/ that the test lies in; of tests elsewhere, the project's."""
    first, *others = item.path.relative_to(ROOT).parts
    return others[0] if first == "tests" else first


def gates_of(item: pytest.Item) -> tuple[str, ...]:
    mark = item.get_closest_marker("gate")
    if is_under_the_oldest_core(item):
        repeated = item.get_closest_marker("oldest_core")
        mark = repeated if repeated and repeated.args else mark
    if mark:
        assert mark.args and set(mark.args) <= set(GATES), f"{item.nodeid}: gates are {GATES}, not {mark.args}"
        return mark.args
    return ("faults",) if item.get_closest_marker("long") else (FOLDERS.get(folder_of(item), GATES[0]),)


def gate_of(item: pytest.Item) -> str:
    """The chosen gate that the test is run for: of several the second, whose result is kept."""
    return next((name for name in ("hosts", *GATES) if name in gates_of(item) and name in chosen(item.config)), "none")


def cores(config: pytest.Config) -> list[str]:
    return config.getoption("--ansible") or ["current"]


def is_under_the_oldest_core(item: pytest.Item) -> bool:
    """Under the oldest ansible-core, beside the current one."""
    callspec = getattr(item, "callspec", None)
    core = callspec.params.get("ansible_core") if callspec else None
    return core is not None and core != cores(item.config)[0]


def is_repeated(item: pytest.Item) -> bool:
    """Under the oldest ansible-core, and independent of it."""
    return is_under_the_oldest_core(item) and not item.get_closest_marker("oldest_core")


def select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the chosen gates."""
    gates = chosen(config)
    left = [item for item in items if not set(gates_of(item)).isdisjoint(gates) and not is_repeated(item)]
    if len(left) < len(items):
        kept = set(left)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = left
