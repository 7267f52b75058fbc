# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools that need a real kernel: filled through the modules, and there again after a reboot with what was on them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from bench import emulated

from emumetal import Server

PLAY = Path(__file__).parent / "plays" / "storage.yml"

# The other server exports a folder over NFS and a disk over iSCSI.
STORAGE = """
ip address add 10.1.0.1/24 dev eth1
ip link set eth1 up
mkdir -p /srv/export
echo '/srv/export 10.1.0.0/24(rw,no_root_squash)' >/etc/exports
systemctl restart nfs-server
exportfs -ra
truncate -s 64M /srv/lun.img
cat >/etc/tgt/conf.d/guests.conf <<X
<target iqn.2026-01.example:guests>
    backing-store /srv/lun.img
</target>
X
systemctl restart tgt
"""
# The hypervisor keeps its address on the link, since pools are started at boot.
NETWORK = """
printf '[Match]\\nName=eth1\\n[Network]\\nAddress=10.1.0.2/24\\n' >/etc/systemd/network/20-eth1.network
networkctl reload
"""
LUN = "/dev/disk/by-path/ip-10.1.0.1:3260-iscsi-iqn.2026-01.example:guests-lun-1"
MARKED = ("/dev/guests/whole", "/dev/guests/thin", "/dev/vdc1", "/srv/files/a.qcow2", "/srv/nfs/b.raw", LUN)
# Not at the head of a file, where qcow2 has its own.
MARK = "; ".join(f"printf 'mark of {path}' | dd of={path} bs=1M seek=1 conv=notrunc,fsync status=none" for path in MARKED)
MARKS = "; ".join(f"dd if={path} bs=1M skip=1 count=1 status=none | head -c {len(f'mark of {path}')}; echo" for path in MARKED)
# libvirt starts them one after the other, some time after ssh answers.
STARTED = "test $(virsh --connect qemu:///system pool-list --name --autostart | grep -c .) -ge 5"
STATES = "virsh --connect qemu:///system pool-list --all | tail -n +3 | awk 'NF {print $1, $2, $3}' | sort"


def held(server: Server) -> list[str]:
    return server.ssh("sudo sh", given=f"{MARKS}; {STATES}").stdout.splitlines()


def is_never_built_on_what_holds_something(server: Server) -> None:
    disks = "/dev/vdb /dev/vdc /dev/vdd"
    server.ssh(f"for disk in {disks}; do sudo mkfs.ext4 -q -L precious $disk; done")
    run = emulated.play(server, PLAY, fails=True)
    precious = server.ssh(f"lsblk -n -o LABEL {disks}").stdout.split()
    assert precious == ["precious"] * 3
    assert run.output.count("would destroy") >= len(precious), run.output
    server.ssh(f"sudo wipefs --quiet --all {disks}")


@pytest.mark.long(minutes=6)
def test_pools_that_need_a_kernel_live_through_a_reboot(restore: Callable[..., Server]) -> None:
    san = f"san-{os.getpid()}"
    storage = restore("kvm", nics=(san,))
    storage.ssh("sudo sh -eu", given=STORAGE)
    server = restore("kvm", nics=(san,))
    server.ssh("sudo sh -eu", given=NETWORK)
    emulated.when(server, "ping -q -c 1 -W 5 10.1.0.1 >/dev/null 2>&1", 300)
    is_never_built_on_what_holds_something(server)
    assert emulated.play(server, PLAY).changed
    assert emulated.play(server, PLAY).changes == []
    server.ssh("sudo sh -eu", given=MARK)
    as_it_was = [f"mark of {path}" for path in MARKED] + [f"{pool} active yes" for pool in ("files", "lvm", "nfs", "partitions", "san")]
    assert held(server) == as_it_was

    server.reboot()
    emulated.when(server, STARTED, 600)
    # LVM starts no volume at boot that has less allocation than capacity. What is said is what helps.
    refused = " ".join(emulated.play(server, PLAY, fails=True).output.split())
    assert "run lvchange --activate y guests/thin and virsh pool-refresh on the host" in refused
    server.ssh("sudo lvchange --activate y guests/thin; sudo virsh --connect qemu:///system pool-refresh lvm")
    assert held(server) == as_it_was
    assert emulated.play(server, PLAY).changes == []
