# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's move from libvirtd to the modular daemons and back, with a guest that lives through it (`make modular`).

Not named test_*: building the daemons takes too long for every run of the tests.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import modular
from bench.needs import needs_root
from bench.paths import COLLECTIONS
from bench.systemd_host import KEY, PROXY, SystemdHost, wait

SUITE = "bookworm"
HERE = Path(__file__).resolve().parent
COUNTER = "/var/log/libvirt/qemu/counter.out"
MODULAR = {"kvm_host_daemons": "modular", "kvm_host_configuration": {"virtqemud.conf": {"max_clients": 4000}}}
MONOLITHIC = {"kvm_host_daemons": "monolithic"}

pytestmark = needs_root


class Moved:
    """A server whose daemons are moved."""

    def __init__(self, inventory: Path) -> None:
        self.host = SystemdHost("modular")
        self.inventory = inventory

    def start(self) -> None:
        ssh = "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR"
        variables = {
            "ansible_user": "root",
            "ansible_python_interpreter": "/usr/bin/python3",
            "ansible_ssh_private_key_file": str(KEY),
            "ansible_ssh_common_args": f'{ssh} -o "{PROXY}"',
            "kvm_host_package_cache_valid_time": 2000000000,
            "modular_archive": str(modular.build(SUITE)),
        }
        self.inventory.write_text(json.dumps({"all": {"hosts": {self.host.name: variables}}}), encoding="utf-8")
        self.host.start(SUITE)

    def play(self, name: str, variables: dict[str, Any] | None = None, *, check: bool = False) -> int:
        """How many tasks changed something."""
        done = subprocess.run(
            [
                *(shutil.which("ansible-playbook") or "ansible-playbook", "--inventory", self.inventory, HERE / name),
                *("--extra-vars", json.dumps(variables or {}), *["--check"] * check),
            ],
            env={
                **os.environ,
                "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
                "ANSIBLE_PIPELINING": "1",
                "ANSIBLE_NOCOLOR": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        return int(re.search(r" changed=(\d+) ", done.stdout)[1])

    def units(self) -> dict[str, str]:
        """Every unit of libvirt's daemons, and whether it is enabled."""
        lines = self.host.run("systemctl", "list-unit-files", "--no-legend", "libvirtd*", "virt*d*").splitlines()
        return dict(line.split()[:2] for line in lines)

    def daemons(self) -> set[str]:
        names = self.host.run("ps", "-A", "-o", "comm=").split()
        return {name for name in names if name in ("libvirtd", *modular.NAMES)}

    def process(self, name: str) -> str:
        return self.host.run("pgrep", "--exact", name).strip()

    def processes_of_guests(self) -> str:
        """The guest's and those of its network; they must be the same from beginning to end."""
        return self.host.run("pgrep", "--list-name", "^(qemu-system|dnsmasq)")

    def _count(self) -> str:
        return self.host.run("tail", "--lines=2", COUNTER).split()[0]

    def assert_guest_goes_on(self) -> None:
        """It counts, and libvirt knows it."""
        count = self._count()
        wait("the guest counts on", lambda: self._count() > count, 60)
        assert self.host.run("virsh", "--connect", "qemu:///system", "domstate", "counter").strip() == "running"


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Moved]:
    """A bare server."""
    server = Moved(tmp_path / "inventory.json")
    try:
        server.start()
        yield server
    finally:
        server.host.stop()


def assert_only(server: Moved, kind: str) -> None:
    """The daemons of the kind come at boot, the others cannot be started."""
    units = server.units()
    for name in ("libvirtd", *modular.NAMES):
        for suffix in (".service", ".socket", "-ro.socket", "-admin.socket"):
            wanted = (name == "libvirtd") == (kind == "monolithic")
            assert units[name + suffix] == ("enabled" if wanted else "masked"), name + suffix
    assert ("libvirtd" in server.daemons()) == (kind == "monolithic")
    assert ("virtqemud" in server.daemons()) == (kind == "modular")


def test_move_to_modular_and_back(moved: Moved) -> None:
    moved.play("server.yml")
    processes, units = moved.processes_of_guests(), moved.units()
    assert "qemu-system" in processes
    assert "dnsmasq" in processes

    for kind, variables in (("modular", MODULAR), ("monolithic", MONOLITHIC)):
        assert moved.play("role.yml", variables, check=True), kind
        assert moved.units() == units, f"{kind}: check mode touched something"
        assert moved.play("role.yml", variables), kind
        assert_only(moved, kind)
        assert moved.processes_of_guests() == processes, kind
        moved.assert_guest_goes_on()
        assert moved.play("role.yml", variables) == 0, f"{kind}: the second run changes something"
        assert moved.play("role.yml", variables, check=True) == 0, kind
        assert moved.play("objects.yml", variables) == 0, f"{kind}: what the other daemons were told is not so any more"
        units = moved.units()
        if kind == "modular":
            new_settings(moved)
        assert moved.processes_of_guests() == processes, kind
        moved.assert_guest_goes_on()


def new_settings(moved: Moved) -> None:
    """The daemon whose settings are new is another process; the guest is not."""
    before = moved.process("virtqemud")
    settings = {**MODULAR, "kvm_host_configuration": {"virtqemud.conf": {"max_clients": 3000}}}
    assert moved.play("role.yml", settings)
    assert moved.process("virtqemud") != before
    told = moved.host.run("virt-admin", "--connect", "virtqemud:///system", "srv-clients-info", "virtqemud")
    assert re.search(r"nclients_max\s*: 3000", told)
