# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes while pools, volumes and a guest are made: the next run converges, and what was there is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bench import emulated, playbook

from emumetal import Server

NUMBERS = range(2)
PRECIOUS = {"pool": "images", "name": "precious.raw", "format": "raw", "capacity": "1 MiB"}
# What is there before, by somebody else.
BEFORE = """
virsh --quiet pool-define-as images dir --target /srv/images
virsh --quiet pool-build images
virsh --quiet pool-start images
virsh --quiet vol-create-as images precious.raw 1M --format raw
printf precious | dd of=/srv/images/precious.raw conv=notrunc,fsync status=none
"""
MARKED = "sudo head -c 8 /srv/images/precious.raw"
# What is there when the power goes.
MOMENTS = {"a pool": "/etc/libvirt/storage/p1.xml", "a guest": "/etc/libvirt/qemu/g0.xml"}


def pool(name: str) -> dict[str, Any]:
    return {"name": name, "type": "dir", "state": "active", "autostart": True, "build": True, "target": {"path": f"/srv/{name}"}}


def tasks() -> list[dict[str, Any]]:
    """Pools, a volume in each, and a guest on each."""
    guest = {"type": "kvm", "state": "running", "autostart": True, "memory": "64 MiB", "os": {"type": "hvm"}}
    disk = {"target": {"dev": "vda", "bus": "virtio"}, "driver": {"name": "qemu", "type": "raw"}}
    return [{"anvil.hypervisor.resources": {
        "pools": [pool("images"), *(pool(f"p{n}") for n in NUMBERS)],
        "volumes": [PRECIOUS, *({"pool": f"p{n}", "name": "v.raw", "format": "raw", "capacity": "16 MiB", "allocation": "16 MiB"}
                                for n in NUMBERS)],
        "domains": [{"name": f"g{n}", **guest, "disks": [{**disk, "source": {"pool": f"p{n}", "volume": "v.raw"}}]} for n in NUMBERS],
    }}]


def run(server: Server) -> playbook.Run:
    return playbook.run_tasks(server, tasks(), diff=False, timeout=1800)


@pytest.mark.long(minutes=6, plain=True)  # Mitogen waits for ever where a server is lost under it
def test_the_power_goes(restore: Callable[..., Server]) -> None:
    server = restore("kvm")
    server.ssh("sudo sh -eu", given=BEFORE)
    for path in MOMENTS.values():
        emulated.lose_power(server, f"test -e {path}", lambda: run(server))
        assert server.ssh(MARKED).stdout == "precious"
    assert run(server).changed
    assert run(server).changes == []
    states = server.ssh("sudo virsh list --name --state-running").stdout.split()
    assert sorted(states) == ["g0", "g1"]
