# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A KVM host that boots: what the role asked of the kernel is there, and again after a reboot, and so is its guest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bench import emulated, playbook

from emumetal import Server

PLAY = Path(__file__).parent / "plays" / "kvm_host.yml"
GUEST = PLAY.with_name("kvm_guest.yml")
XEN = PLAY.with_name("xen_host.yml")

# How the guest runs.
CONFINED = """
virsh --connect qemu:///system dumpxml tiny | grep -o -e "<domain type='kvm'" -e "file='.*qcow2'"
cat /sys/module/apparmor/parameters/enabled
cat /proc/$(cat /run/libvirt/qemu/tiny.pid)/attr/current | sed 's/-[-0-9a-f]*//'
"""
AS_CONFINED = """<domain type='kvm'
file='/srv/guests/data.qcow2'
Y
libvirt (enforce)
"""
# One line for each thing that the play asked of the host, from the host itself.
HOST = """
grep -c ^kvm_amd /proc/modules
grep -x -e kvm_amd -e vhost_net /etc/modules-load.d/anvil-kvm-host.conf | xargs
cat /sys/module/kvm_amd/parameters/nested
cat /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages
grep -o -w -e iommu=pt -e audit=0 /proc/cmdline | sort | xargs
cat /proc/sys/vm/swappiness /sys/kernel/mm/ksm/run
virsh --connect qemu:///system capabilities | grep -c "domain type='kvm'"
cat /sys/class/net/br0/bridge/vlan_filtering; ls /sys/class/net/br0/brif
virsh --connect qemu:///system domstate tiny | grep .
""" + CONFINED
AS_ASKED = """
1
kvm_amd vhost_net
0
16
audit=0 iommu=pt
7
1
2
1
eth1
running
""" + AS_CONFINED
PAGE = """bash -c "exec 2>&- 3<>/dev/tcp/$(
    virsh --connect qemu:///system domifaddr tiny | grep -o '192[.0-9]*'
)/80 && printf 'GET /status.json HTTP/1.0\\r\\n\\r\\n' >&3 && grep ^{ <&3"
"""


def page(server: Server) -> dict:
    """What the guest says of itself, when it has booted, has an address and answers."""
    return json.loads(emulated.when(server, PAGE.strip(), 600))


def as_asked(server: Server) -> None:
    held = server.ssh("sudo sh", given=HOST, check=False).stdout
    assert held.split("\n") == AS_ASKED.lstrip().split("\n")


def test_hardware_virtualization_carries_a_confined_guest(restore: Callable[..., Server]) -> None:
    """The short proof, on a server where packages are all that was installed before."""
    server = restore("kvm")
    preflight = {"ansible.builtin.include_role": {"name": "anvil.hypervisor.preflight"}, "vars": {"preflight_require": "kvm"}}
    playbook.run_tasks(server, [preflight], timeout=900)
    emulated.play(server, GUEST)
    assert page(server)["boots"] == 1
    assert server.ssh("sudo sh", given=CONFINED).stdout == AS_CONFINED
    assert emulated.play(server, GUEST).changes == []


@pytest.mark.long(minutes=2)
def test_a_processor_without_the_extension_is_refused_with_the_remedy(restore: Callable[..., Server]) -> None:
    run = emulated.play(restore("kvm", svm=False), PLAY, fails=True)
    assert run.changed == 0
    assert "[extension]" in run.output
    assert "firmware" in run.output


@pytest.mark.long(minutes=18)
def test_a_plain_debian_becomes_a_kvm_host_by_the_roles_alone_and_no_xen_host_while_guests_run(restore: Callable[..., Server]) -> None:
    server = restore("plain", "trixie", firmware="uefi")
    server.ssh("test -e /sys/firmware/efi")
    assert server.ssh("ls /usr/sbin/libvirtd", check=False).returncode
    run = emulated.play(server, PLAY)
    assert any("iommu=pt" in task["result"].get("msg", "") for task in run.tasks if task["name"].endswith("what waits for a reboot"))
    report = next(task["result"] for task in run.tasks if task["name"].endswith("Put the report together"))["ansible_facts"]
    assert report["kvm_host_report"]["accelerator"] == "kvm"
    assert report["kvm_host_report"]["reboot_required"] == []
    assert page(server)["boots"] == 1
    as_asked(server)

    server.reboot()
    page(server)
    as_asked(server)
    assert emulated.play(server, PLAY).changes == []

    refused = emulated.play(server, XEN, fails=True)
    assert "runs guests: tiny. Under Xen they would not run" in " ".join(refused.output.split())
    assert refused.changed == 0
    emulated.play(server, XEN, check=True, variables={"guests_may_stop": True})
