# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What block devices hold, and which of them other hosts may see."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import device


@pytest.fixture
def disk(tmp_path):
    path = tmp_path / "disk"
    with path.open("wb") as file:
        file.truncate(8 << 20)
    return path


def test_what_is_on_a_device(disk):
    assert device.facts(str(disk))["holds"] == ""
    subprocess.run([shutil.which("mkswap", path="/usr/sbin:/sbin:/usr/bin"), "--label", "precious", disk], check=True, capture_output=True)
    found = device.facts(str(disk))
    assert (found["there"], found["shared"], found["kinds"], found["holds"]) == (True, False, ["swap"], "swap 'precious'")
    assert not device.facts(str(disk.parent))["there"]
    assert not device.facts("/dev/there-is-none")["there"]


def test_nobody_can_tell_without_the_program(disk, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert device.facts(str(disk))["holds"] is None


@pytest.mark.parametrize(("name", "leads_to", "transport", "shared"), [
    ("sda", "devices/pci0000:00/ata1/host0/target0:0:0/0:0:0:0/block/sda", None, False),
    ("sdb", "devices/platform/host7/session1/target7:0:0/7:0:0:1/block/sdb", None, True),
    ("sdc", "devices/pci0000:00/host3/rport-3:0-1/target3:0:0/3:0:0:1/block/sdc", None, True),
    ("rbd0", "devices/rbd/0/block/rbd0", None, True),
    ("drbd1", "devices/virtual/block/drbd1", None, True),
    ("vda", "devices/pci0000:00/virtio1/block/vda", None, False),
    ("nvme0n1", "devices/pci0000:00/nvme/nvme0/nvme0n1", "pcie", False),
    ("nvme1n1", "devices/virtual/nvme-subsystem/nvme1/nvme1n1", "tcp", True),
])
def test_k6c_devices_that_other_hosts_may_see(tmp_path, name, leads_to, transport, shared):
    there = tmp_path / leads_to
    there.mkdir(parents=True)
    if transport:
        (there.parent / "transport").write_text(f"{transport}\n")
    sysfs = tmp_path / "class/block"
    sysfs.mkdir(parents=True)
    (sysfs / name).symlink_to(there)
    assert device.is_shared(f"/dev/{name}", str(sysfs)) is shared
    mapped = tmp_path / "devices/virtual/block/dm-0/slaves"
    mapped.mkdir(parents=True)
    (mapped / name).symlink_to(there)
    (sysfs / "dm-0").symlink_to(mapped.parent)
    assert device.is_shared("/dev/dm-0", str(sysfs)) is shared, "a device that is mapped onto others is where they are"


@pytest.mark.parametrize(("script", "user", "found"), [
    ("echo '  vms'; echo '  backups'", 0, ["vms", "backups"]), ("true", 0, []), ("echo vms; exit 5", 0, None), (None, 0, ()),
    ("echo vms", 1000, None),
])
def test_volume_groups_are_named_where_somebody_can_tell(tmp_path, monkeypatch, script, user, found):
    if script is not None:
        (tmp_path / "vgs").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tmp_path / "vgs").chmod(0o755)
    monkeypatch.setattr(device, "PROGRAMS", str(tmp_path))
    monkeypatch.setattr(device.os, "geteuid", lambda: user)
    assert device.volume_groups() == found
