# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much many unchanged objects cost: ours against a bare script, and against a peer's loops. `make bench` runs it.

All figures come from one run on one machine and are told as ratios; the medians of the repetitions are what is divided.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.paths import link_collection
from bench.payload import payloads
from bench.server import Server, prime_capabilities

HERE = Path(__file__).parent
DOMAINS, VOLUMES, NETWORKS, POOLS = 100, 100, 50, 50

DOMAIN_XML = """<domain type='qemu'><name>guest-{n}</name><memory unit='MiB'>256</memory><vcpu>2</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/><apic/></features><clock offset='utc'/>
<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{folder}/volumes/disk-{n}.img'/>
<target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:00:01:{n:02x}'/><source network='net-{m}'/><model type='virtio'/></interface>
<console type='pty'/><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng></devices></domain>"""
NETWORK_XML = """<network><name>net-{n}</name><forward mode='nat'/><bridge name='vb{n}' stp='on' delay='0'/><mtu size='1400'/>
<domain name='net-{n}.example' localOnly='yes'/><ip address='10.20.{n}.1' prefix='24'><dhcp>
<range start='10.20.{n}.10' end='10.20.{n}.99'/></dhcp></ip></network>"""
POOL_XML = "<pool type='dir'><name>pool-{n}</name><target><path>{folder}/pool-{n}</path></target></pool>"
VOLUME_XML = """<volume><name>disk-{n}.img</name><capacity unit='MiB'>8</capacity><allocation>0</allocation>
<target><format type='raw'/></target></volume>"""


def domain(n, folder):
    return {
        "name": f"guest-{n}", "type": "qemu", "memory": "256 MiB", "vcpus": {"count": 2},
        "os": {"type": "hvm", "arch": "x86_64", "machine": "q35"}, "features": {"acpi": True, "apic": True},
        "clock": {"offset": "utc"}, "on_crash": "destroy",
        "disks": [{"target": {"dev": "vda", "bus": "virtio"}, "driver": {"name": "qemu", "type": "raw"},
                   "source": {"file": f"{folder}/volumes/disk-{n}.img"}}],
        "interfaces": [{"mac": f"52:54:00:00:01:{n:02x}", "model": "virtio", "source": {"network": f"net-{n % NETWORKS}"}}],
    }


def network(n, _folder):
    return {
        "name": f"net-{n}", "forward": {"mode": "nat"}, "bridge": {"name": f"vb{n}", "stp": True, "delay": 0}, "mtu": 1400,
        "domain": {"name": f"net-{n}.example", "local_only": True},
        "ips": [{"address": f"10.20.{n}.1", "prefix": 24, "dhcp": {"ranges": [{"start": f"10.20.{n}.10", "end": f"10.20.{n}.99"}]}}],
    }


def pool(n, folder):
    return {"name": f"pool-{n}", "type": "dir", "target": {"path": f"{folder}/pool-{n}"}}


def volume(n, _folder):
    return {"pool": "volumes", "name": f"disk-{n}.img", "capacity": "8 MiB", "format": "raw"}


def typed(folder):
    """Everything as typed options."""
    return {
        "networks": [network(n, folder) for n in range(NETWORKS)],
        "pools": [pool(n, folder) for n in range(POOLS)],
        "volumes": [volume(n, folder) for n in range(VOLUMES)],
        "domains": [domain(n, folder) for n in range(DOMAINS)],
    }


def documents(folder):
    """Everything as libvirt's documents."""
    return {
        "networks": [{"xml": NETWORK_XML.format(n=n)} for n in range(NETWORKS)],
        "pools": [{"xml": POOL_XML.format(n=n, folder=folder)} for n in range(POOLS)],
        "volumes": [{"pool": "volumes", "xml": VOLUME_XML.format(n=n)} for n in range(VOLUMES)],
        "domains": [{"xml": DOMAIN_XML.format(n=n, m=n % NETWORKS, folder=folder)} for n in range(DOMAINS)],
    }


def peer(folder):
    """The same with community.libvirt, a loop for each kind, as its documentation shows."""
    xml = documents(folder)
    loops = (("virt_net", "networks", {"command": "define"}), ("virt_pool", "pools", {"command": "define"}),
             ("virt_volume", "volumes", {"state": "present", "pool": "volumes"}), ("virt", "domains", {"command": "define"}))
    names = {"networks": "net", "pools": "pool"}
    tasks = []
    for module, plural, options in loops:
        items = [{"xml": item["xml"], "name": f"{names.get(plural, '')}-{n}"} for n, item in enumerate(xml[plural])]
        named = {"name": "{{ item.name }}"} if plural in names else {}
        tasks.append({f"community.libvirt.{module}": {**options, **named, "xml": "{{ item.xml }}"}, "loop": items,
                      "loop_control": {"label": "x"}})
    return tasks


def timed(actions: dict[str, Callable[[], object]], times: int) -> dict[str, float]:
    """The median of some runs of each, in seconds, after one that is not counted.

    They take turns, so that whatever else the machine does meets all of them alike.
    """
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for _time in range(times + 1):
        for name, action in actions.items():
            start = time.perf_counter()
            action()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(found[1:]) for name, found in seconds.items()}


def measure(server: Server, times: int) -> dict[str, float]:
    folder = str(server.storage)
    server.module("pool", name="volumes", type="dir", state="active", target={"path": f"{folder}/volumes"})
    # Modules are packed for each play, as on every controller.
    environment = {"ANSIBLE_LIBRARY": str(HERE / "library"), "ANSIBLE_CALLBACKS_ENABLED": "bench_results"}

    def play(tasks):
        return lambda: server.play(tasks, diff=False, environment=environment)

    for declared in (typed(folder), documents(folder)):
        server.play([{"anvil.hypervisor.resources": declared}], diff=False)
    for declared in (typed(folder), documents(folder)):
        again = server.play([{"anvil.hypervisor.resources": declared}], diff=False)
        assert not again.changed, again.results[0]["actions"]
    short = {
        "bare": lambda: server.run("/usr/bin/python3", str(HERE / "bare.py"), "qemu:///system"),
        "nothing, typed": play([{"nothing": typed(folder)}]),
        "ours, typed": play([{"anvil.hypervisor.resources": typed(folder)}]),
        "nothing, documents": play([{"nothing": documents(folder)}]),
        "ours, documents": play([{"anvil.hypervisor.resources": documents(folder)}]),
    }
    return timed(short, times) | timed({"peer's loops": play(peer(folder))}, 1)


GOALS = (
    ("ours, typed, beyond Ansible's fixed cost ÷ bare", lambda s: (s["ours, typed"] - s["nothing, typed"]) / s["bare"], "at most", 1.5),
    ("ours, documents, beyond Ansible's fixed cost ÷ bare", lambda s: (s["ours, documents"] - s["nothing, documents"]) / s["bare"],
     "at most", 1.5),
    ("peer's loops ÷ ours, documents", lambda s: s["peer's loops"] / s["ours, documents"], "at least", 50),
    ("peer's loops ÷ ours, typed", lambda s: s["peer's loops"] / s["ours, typed"], "at least", 25),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="counted runs of each (the peer: one)")
    times = parser.parse_args().times
    if os.geteuid():
        parser.error("run it as root: it makes namespaces")
    link_collection()
    prime_capabilities()
    with Server("bench", compiled=False) as server:
        seconds = measure(server, times)
    print(f"{DOMAINS} domains, {VOLUMES} volumes, {NETWORKS} networks, {POOLS} pools, nothing to change\n")
    for name, value in seconds.items():
        print(f"{name:>25}  {value:8.3f} s")
    print()
    print("What each module ships to a host at every task\n")
    for module, payload in payloads().items():
        print(f"{module:>25}  {payload}")
    print()
    missed = 0
    for name, ratio, word, goal in GOALS:
        value = ratio(seconds)
        held = value <= goal if word == "at most" else value >= goal
        missed += not held
        print(f"{name:>55}  {value:7.2f}  ({word} {goal}: {'yes' if held else 'NO'})")
    return missed


if __name__ == "__main__":
    sys.exit(main())
