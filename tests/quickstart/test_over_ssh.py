# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on servers of an inventory: over ssh, with systemd there, as an ordinary user who may use sudo."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.fleet import Fleet
from bench.fresh import PARTS, changes
from bench.needs import needs_root
from bench.paths import ROOT

SERVERS = {"quickstart-12": "bookworm", "quickstart-13": "trixie"}

pytestmark = [pytest.mark.gate("hosts"), needs_root]


def make(folder: Path, *arguments: str) -> str:
    """A target of the Makefile for the inventory, with a controller of the test's own that is made without a network."""
    wheels = PARTS / platform.freedesktop_os_release()["VERSION_CODENAME"] / "wheels"
    # Not with the arguments of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "ARGS")}
    # pip takes several places there, with spaces between them.
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri(), "ANSIBLE_HOME": str(folder / "ansible")}
    command = ["make", f"CONTROLLER={folder}/controller", f"INVENTORY={folder}/fleet.json", f"LOG={folder}/log", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with Fleet(SERVERS) as made:
        yield made


@pytest.fixture(scope="module")
def folder(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the inventory and the controller are."""
    made = tmp_path_factory.mktemp("over-ssh")
    fleet.inventory(made)
    return made


def test_from_bare_servers_to_guests_that_answer(fleet: Fleet, folder: Path):
    output = make(folder, "quickstart")
    for server in SERVERS:
        assert re.search(rf"Guest quickstart on {server} runs and answers at 192\.168\.130\.\d+", output)
        # The command that the last message names, but for the terminal.
        console = f"ssh -t admin@{server} sudo virsh --connect qemu:///system"
        assert f"{console} console quickstart" in re.sub(r"\s+", " ", output)
        assert fleet.on(server, "sudo virsh --connect qemu:///system domstate quickstart").strip() == "running"
    assert f"make quickstart-clean INVENTORY={folder}/fleet.json" in re.sub(r"\s+", " ", output)


def test_again_changes_nothing_with_and_without_pipelining(folder: Path):
    assert changes(make(folder, "quickstart", "ANSIBLE_PIPELINING=false")) == dict.fromkeys(SERVERS, 0)
    assert changes(make(folder, "quickstart", "ARGS=--check --diff")) == dict.fromkeys(SERVERS, 0)


def test_clean(fleet: Fleet, folder: Path):
    make(folder, "quickstart-clean")
    for server in SERVERS:
        for kind in ("list", "net-list", "pool-list"):
            assert "quickstart" not in fleet.on(server, f"sudo virsh --connect qemu:///system {kind} --all --name")
        assert not fleet.on(server, "sudo find /var/lib/libvirt/images /etc/libvirt -name 'quickstart*'")
    assert changes(make(folder, "quickstart-clean")) == dict.fromkeys(SERVERS, 0)
