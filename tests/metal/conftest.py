# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated servers as fixtures, and what happens when the emulator itself hangs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from bench import emulated

from emumetal import EmulatorHung, Server, hang

# How often a test is run again, each time on servers restored anew, when the emulator hung under it.
AGAIN = 2
# Minutes of those that are not marked `long`.
SHORT = 3
# All restored servers have the same empty disks, so that one saved state serves every test.
DISKS = ("1G", "1G", "1G")


def is_here(item: pytest.Item) -> bool:
    """pytest asks this file's hooks about all tests of a run."""
    return item.path.is_relative_to(Path(__file__).parent)


def minutes(item: pytest.Item) -> int:
    """What a test takes on a core of its own. The longest begin first: none is left over in the end."""
    mark = item.get_closest_marker("long")
    return mark.kwargs["minutes"] if mark else SHORT


def keeps_interpreter(item: pytest.Item) -> bool:
    """Not in the short ones, which show that it works as users have it, nor where a test says `plain`."""
    mark = item.get_closest_marker("long")
    return bool(mark) and not mark.kwargs.get("plain")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: -minutes(item) if is_here(item) else 0)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    if call.excinfo and call.excinfo.errisinstance(EmulatorHung):
        outcome.get_result().emulator_hung = str(call.excinfo.value)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A test that failed for the emulator's hang is run again; one that failed for any other reason never is."""
    if not is_here(item):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for turn in range(AGAIN + 1):
        counted = len(hang.seen)
        with emulated.interpreter_kept() if keeps_interpreter(item) else nullcontext():
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
        hung = [report for report in reports if getattr(report, "emulator_hung", "")]
        if not hung:
            break
        if hung[0].emulator_hung not in hang.seen[counted:]:  # where a server was started it has been counted
            hang.seen.append(hung[0].emulator_hung)
        if turn == AGAIN:
            break
        item._initrequest()  # fixtures are set up anew
    if hang.seen:
        told = "; ".join([f"hung {len(hang.seen)} times", *hang.seen])
        reports[-1].user_properties.append(("the emulator", f"{item.name}: {told}"))
        reports[-1].again = len(hang.seen)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    hang.seen.clear()
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture
def restore() -> Iterator[Callable[..., Server]]:
    """`restore("kvm")`, `restore("xen", "trixie", nics=("link",))`: a server as after its first boot, for this test alone."""
    with ExitStack() as stack:

        def one(name: str, suite: str = "bookworm", nics: tuple[str, ...] | None = None, **hardware: object) -> Server:
            state = emulated.ready(name, suite, disks=DISKS, **hardware)
            return stack.enter_context(state.restore(nics=nics))

        yield one


@pytest.fixture
def boot() -> Iterator[Callable[..., Server]]:
    """`boot("plain", firmware="uefi")`: a server started from its image, for this test alone."""
    with ExitStack() as stack:

        def one(name: str, suite: str = "bookworm", **hardware: object) -> Server:
            made = emulated.built(name, suite)
            server = Server(made, made.hardware.with_(**hardware))
            stack.callback(server.remove)
            return hang.retry_on_hang(server.start, server)

        yield one
