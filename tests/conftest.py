# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes `ansible_collections.anvil.hypervisor` this working tree, wherever it lies, and orders the tests."""

from __future__ import annotations

import gc
import os
import re
import sys
import types
from pathlib import Path

import pytest
from bench import ending, gates, proof, reruns, resume, session, timings
from bench.fixtures import (
    ansible_core,
    images,
    libvirt_daemons,
    nothing_left_behind,
    own_server,
    server,
    session_server,
    session_tuned_server,
    tuned_server,
)
from bench.paths import CACHE, COLLECTIONS, link_collection
from xdist.scheduler import LoadScopeScheduling

# What the tests' folders share.
__all__ = ("ansible_core", "images", "libvirt_daemons", "nothing_left_behind", "own_server", "server", "session_server",
           "session_tuned_server", "tuned_server")

# What takes longest alone, then seconds, then minutes: where processes share the tests, none waits long for another in the end. A process
# keeps the test after the one that it runs, so that no two of the longest follow each other there.
STAGES = ("driver/test_edits.py", "integration/test_edits_running.py", "metal/test_xen_guests.py", "unit", "quickstart", "metal",
          "playbooks", "molecule", "quality", "faults", "integration")

# Each test goes on where the one before it ended; the tests of one file and one fresh machine run in one process.
STORIES = ("tests/quickstart/", "tests/playbooks/")
MACHINE = re.compile(r"(?:bookworm|trixie)[^\]]*")
# Tests of one value share what was unpacked for it, and those of a file what was made for all of them.
UNPACKED = "tests/unit/host/test_captures.py"
TOGETHER = "tests/quality/test_payload.py"


def _namespace(name: str, path: list[str]) -> None:
    """A package without an __init__.py, placed by hand: sys.path may hold another `ansible_collections`."""
    package = types.ModuleType(name)
    package.__path__ = path
    sys.modules[name] = package


link_collection()
_namespace(
    "ansible_collections",
    [str(COLLECTIONS / "ansible_collections"), *(os.path.join(entry, "ansible_collections") for entry in sys.path)],
)

# Nothing is left in the working tree beside the cache.
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(CACHE / "hypothesis")

# Servers of the tests have a /tmp of their own; what a test keeps has the same path in them.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/var/tmp")

# Programs of the environment that runs pytest come first, whoever called it.
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]


def pytest_configure(config) -> None:
    gates.add_marks(config)
    ending.observe(config)
    session.observe(config)
    timings.observe(config)
    proof.observe(config)
    resume.observe(config)
    reruns.observe(config)


def pytest_collection_modifyitems(config, items: list) -> None:
    gates.select(config, items)
    resume.select(config, items)

    def stage(item) -> int:
        folder = gates.folder_of(item)
        return next((STAGES.index(name) for name in (f"{folder}/{item.path.name}", folder) if name in STAGES), STAGES.index("unit"))

    items.sort(key=stage)


def pytest_collection_finish() -> None:
    """What was collected stays: to look through it for garbage takes a tenth of the time of the short tests."""
    gc.collect()
    gc.freeze()


class Scheduling(LoadScopeScheduling):
    """Which tests one process runs, one after the other: those of a story. All others are alone."""

    def _split_scope(self, nodeid: str) -> str:
        file, _separator, test = nodeid.partition("::")
        if file == UNPACKED:
            return f"{file}[{test.partition('[')[2]}"
        if file == TOGETHER:
            return file
        return f"{file}{MACHINE.findall(test)}" if file.startswith(STORIES) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log) -> Scheduling:
    return Scheduling(config, log)


def pytest_addoption(parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the golden documents of the unit tests anew")
    gates.add_options(parser)
    resume.add_options(parser)
    parser.addoption(
        "--daemons",
        choices=("monolithic", "modular"),
        default="monolithic",
        help="the kind of libvirt's daemons that bench servers run (modular ones are built once, which takes a network)",
    )
    parser.addoption(
        "--shared-machine",
        action="store_true",
        help="others change the machine meanwhile: what seems left behind is a warning, not an error",
    )


def pytest_generate_tests(metafunc) -> None:
    """Every test that asks for a server may run under each ansible-core; those that are marked do."""
    if "ansible_core" in metafunc.fixturenames:
        names = gates.cores(metafunc.config)
        metafunc.parametrize("ansible_core", names, indirect=True, scope="session", ids=[f"core-{n}" for n in names])
