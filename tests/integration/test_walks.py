# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many files and functions an option passes, from the task to libvirt and back: no more than before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bench.hypervisor import FOLDER, Hypervisor
from bench.server import Server
from bench.walks import Walk, walk

# The most files and functions: a twentieth more than there were. Lower them when a walk becomes shorter.
LONGEST = {"memory": (51, 232), "source": (51, 270), "hosts": (36, 236)}

GUEST = {"name": "guest", "type": "qemu", "memory": "64 MiB", "os": {"machine": "pc"}}
HOSTS = [{"ip": f"192.168.150.{number}", "name": f"h{number}", "mac": f"52:54:00:00:00:0{number}"} for number in (1, 2)]


@pytest.fixture
def hypervisor(server: Server) -> Iterator[Hypervisor]:
    made = Hypervisor(server, ("one.img", "two.img"))
    made.wipe()
    yield made
    made.close()


def changed(record_property: Callable[[str, Any], None], name: str, call: Callable[[], dict[str, Any]]) -> Walk:
    """The walk of a change that is carried out; its figures are printed in the summary of the run."""
    results = []
    found = walk(lambda: results.append(call()))
    assert results[0]["actions"] and not results[0]["restart_required"], results
    record_property("walks", f"{name}: {found}")
    longest = LONGEST[name]
    assert found.length[0] <= longest[0] and found.length[1] <= longest[1], f"{found}:\n{found.listing()}"
    return found


def test_memory_of_a_running_guest(hypervisor, record_property):
    hypervisor.run("domain", **GUEST, state="running")
    found = changed(record_property, "memory", lambda: hypervisor.run("domain", name="guest", current_memory="32 MiB"))
    assert "_set_memory" in str(found.functions["_libvirt/live.py"])


def test_source_of_a_disk(hypervisor, record_property):
    disk = {"target": {"dev": "vda"}, "driver": {"type": "raw"}}
    hypervisor.run("domain", **GUEST, disks=[{**disk, "source": {"file": f"{FOLDER}/one.img"}}])
    changed(record_property, "source",
            lambda: hypervisor.run("domain", name="guest", disks=[{**disk, "source": {"file": f"{FOLDER}/two.img"}}]))


def test_a_dhcp_host_added_live(hypervisor, record_property):
    def network(*hosts):
        return {"name": "lab", "state": "active", "bridge": {"name": "virbr-lab"},
                "ips": [{"address": "192.168.150.1/24", "dhcp": {"hosts": list(hosts)}}]}

    hypervisor.run("network", **network(*HOSTS[:1]))
    found = changed(record_property, "hosts", lambda: hypervisor.run("network", **network(*HOSTS)))
    assert "_update" in str(found.functions["_libvirt/network.py"])
