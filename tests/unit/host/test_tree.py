# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader against hostile and broken trees, and what a capture may hold (made-up trees)."""

from __future__ import annotations

import os
import random
import re
import socket
import stat

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.capture import archive
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.report import read, read_tree
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import Tree, problem_with
from bench.host_trees import READY, SMBIOS_VIRTUAL, make, unpack


def test_links_never_lead_out(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("GenuineIntel\n")
    root = make(tmp_path / "root", {"/inner/file": "inside\n", "/proc": None})
    (root / "proc" / "absolute").symlink_to(secret)
    (root / "proc" / "relative").symlink_to("../../secret")
    (root / "proc" / "up").symlink_to("../" * 30 + str(secret).lstrip("/"))
    (root / "proc" / "good").symlink_to("/inner/file")
    (root / "proc" / "also").symlink_to("../../../inner/file")
    (root / "proc" / "loop").symlink_to("loop")
    (root / "folder").symlink_to(tmp_path)
    tree = Tree(str(root))
    assert [tree.text(f"/proc/{name}") for name in ("absolute", "relative", "up", "loop")] == [None] * 4
    assert [tree.text(f"/proc/{name}") for name in ("good", "also")] == ["inside"] * 2
    assert tree.text("/folder/secret") is None
    assert tree.names("/folder") == []
    assert tree.text("/../secret") is None


def test_odd_files_are_left_alone(tmp_path):
    root = make(tmp_path, {"/proc/cpuinfo": None, "/sys/devices/system/cpu/online/x": ""})
    os.mkfifo(root / "proc" / "meminfo")  # opening it for reading would wait for ever
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(root / "proc")  # a socket's path must be short
        try:
            listener.bind("cgroups")
        finally:
            os.chdir(here)
        assert read(str(root))["memory_mib"] is None


def test_binary_junk_is_no_reason_to_fail(tmp_path):
    more = {"/proc/sysinfo": "VM00 Control Program: x\n", "/proc/mounts": "a b cgroup c 0 0\n"}
    tree = Tree(str(make(tmp_path / "good", {**READY, **more})))
    read_tree(tree)
    paths = [path for path, content in tree.seen.items() if isinstance(content, (str, bytes))]
    generator = random.Random(3)  # the same junk in each run
    for round_ in range(20):
        root = make(tmp_path / f"junk{round_}", {path: generator.randbytes(generator.randrange(200)) for path in paths})
        found = read(str(root))
        assert found["kvm"]["ready"] is False
        archive(str(root))


@pytest.mark.parametrize(
    "files",
    [
        {"/proc": None},
        {"/proc/cpuinfo": "", "/proc/meminfo": "", "/proc/sysinfo": "", "/sys": None},
        {"/proc/cpuinfo": "processor\nvendor_id :\n: : :\n\0\0\n"},
        {"/proc/cpuinfo": "processor : x\nflags : lm vmx\n", "/proc/meminfo": "MemTotal: much\nHugepagesize: 0 kB\n"},
        {"/proc/cpuinfo": "# processors : 99999999999\nvendor_id : IBM/S390\n"},
        {"/sys/devices/system/cpu/online": "0-99999999999,5-3,x,-\n", "/sys/devices/system/node/nodeX": None},
        {"/sys/kernel/mm/hugepages/hugepages-0kB/nr_hugepages": "1", "/sys/kernel/mm/hugepages/hugepages-xkB": None},
        {"/sys/hypervisor/properties/features": "zz", "/sys/hypervisor/type": ""},
        {"/sys/firmware/dmi/entries/0-0/raw": b"\0", "/run/systemd/container": "\n"},
        {"/proc/mounts": "\ncgroup\n  \n", "/proc/cgroups": "\n#x\n"},
        {"/dev/cpu/0/msr/0x3a": "junk", "/proc/cpuinfo": "vendor_id : GenuineIntel\nflags : lm\n"},
        {"/dev/kvm": None, "/proc/cpuinfo": "vendor_id : GenuineIntel\nflags : lm vmx\n"},
        {"/proc/xen/capabilities/x": "", "/lib/modules/a/b": "", "/lib/modules/b/b": ""},
    ],
)
def test_broken_trees_give_a_verdict(tmp_path, files):
    found = read(str(make(tmp_path, files)))
    assert isinstance(found["kvm"]["ready"], bool)
    assert read(str(unpack(_write(tmp_path / "a.tar.gz", archive(str(tmp_path))), tmp_path / "again"))) == found


def _write(path, content):
    path.write_bytes(content)
    return path


def test_what_may_not_be_read_is_named(tmp_path, monkeypatch):
    root = make(tmp_path / "root", READY)
    opened = os.open

    def refuse(path, *rest):
        if str(path).endswith("meminfo"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    found = read(str(root))
    assert found["unreadable"] == ["/proc/meminfo"]
    assert found["memory_mib"] is None
    packed = archive(str(root))
    monkeypatch.undo()
    assert read(str(unpack(_write(tmp_path / "a.tar.gz", packed), tmp_path / "copy"))) == found


def test_which_roots_are_refused(tmp_path):
    assert problem_with("/") is None
    assert problem_with(str(make(tmp_path / "good", READY))) is None
    for root in (tmp_path / "missing", tmp_path):
        assert str(root) in problem_with(str(root))


def test_the_live_device_is_judged_by_metadata_and_never_opened(monkeypatch):
    tree = Tree("/")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
    device = os.stat("/dev/null")
    node = tree.node("/dev/null")
    assert (node["kind"], node["major"], node["minor"]) == ("character", os.major(device.st_rdev), os.minor(device.st_rdev))
    assert node["usable"] is True
    assert node["mode"] == f"{stat.S_IMODE(device.st_mode):04o}"
    assert tree.node("/etc/passwd") == {"kind": "file", "usable": None}
    assert tree.node("/dev/there-is-no-such-device") is None


def test_a_link_to_the_root_is_the_live_machine(tmp_path):
    (tmp_path / "link").symlink_to("/")
    assert Tree(str(tmp_path / "link")).live
    assert Tree("//").live


def test_a_capture_of_this_machine_reads_as_the_machine(tmp_path):
    packed = _write(tmp_path / "this.tar.gz", archive("/"))
    assert _steady(read(str(unpack(packed, tmp_path / "copy")))) == _steady(read("/"))


def _steady(hardware: dict) -> dict:
    """Without numbers that change from one moment to the next."""
    for counts in hardware["hugepages"].values():
        del counts["free"]
    return hardware


# -- nothing that names one machine leaves it

SECRETS = {
    "serial": "SN-4711-SERIAL",
    "uuid": "4c4c4544-0042-3510-8052-b4c04f4e5a32",
    "mac": "52:54:00:ab:cd:ef",
    "host": "very-secret-host",
    "password": "hunter2-password",
    "asset": "ASSET-0815",
}
TELLTALE = {
    **READY,
    "/proc/cpuinfo": READY["/proc/cpuinfo"] + f"Serial\t\t: {SECRETS['serial']}\nprocessor 0: identification = {SECRETS['serial']}\n",
    "/proc/sysinfo": f"Type: 2964\nSequence Code: {SECRETS['serial']}\nVM00 Name: {SECRETS['host']}\nVM00 UUID: {SECRETS['uuid']}\n"
    f"VM00 Control Program: KVM/Linux\nLPAR Name: {SECRETS['host']}\n",
    "/proc/cmdline": f"root=UUID={SECRETS['uuid']} password={SECRETS['password']}\n",
    "/proc/mounts": f"//{SECRETS['host']}/x /x cifs password={SECRETS['password']} 0 0\ncgroup /y cgroup rw,cpu 0 0\n",
    "/proc/device-tree/serial-number": SECRETS["serial"],
    "/proc/device-tree/ibm,partition-name": SECRETS["host"],
    "/proc/device-tree/model": "IBM,8231\0",
    "/sys/class/dmi/id/product_serial": SECRETS["serial"],
    "/sys/class/dmi/id/product_uuid": SECRETS["uuid"],
    "/sys/class/dmi/id/board_serial": SECRETS["serial"],
    "/sys/class/dmi/id/chassis_asset_tag": SECRETS["asset"],
    "/sys/class/dmi/id/product_name": "PowerEdge R740",
    "/sys/class/net/eth0/address": SECRETS["mac"],
    "/sys/firmware/dmi/entries/0-0/raw": SMBIOS_VIRTUAL + b"Vendor\0",
    "/sys/firmware/dmi/entries/1-0/raw": SECRETS["serial"],
    "/sys/hypervisor/uuid": SECRETS["uuid"],
    "/etc/machine-id": SECRETS["uuid"].replace("-", ""),
    "/etc/hostname": SECRETS["host"],
    "/var/log/kern.log": f"Nov 23 10:00:00 {SECRETS['host']} kernel: [    0.0] Linux version 6.1 (me@{SECRETS['host']})\n"
    f"Nov 23 10:00:00 {SECRETS['host']} kernel: [    0.1] Command line: password={SECRETS['password']}\n"
    f"Nov 23 10:00:00 {SECRETS['host']} kernel: [    0.2] e1000 {SECRETS['mac']} up\n"
    f"Nov 23 10:00:00 {SECRETS['host']} kernel: [    0.3] usb: SerialNumber: {SECRETS['serial']}\n"
    f"Nov 23 10:00:00 {SECRETS['host']} kernel: [    0.4] Hypervisor detected: KVM {SECRETS['mac']} {SECRETS['uuid']}\n",
}


def test_no_secret_is_captured(tmp_path):
    root = make(tmp_path / "root", TELLTALE)
    copy = unpack(_write(tmp_path / "a.tar.gz", archive(str(root))), tmp_path / "copy")
    held = "".join(str(path) + path.read_bytes().decode("latin-1") for path in copy.rglob("*") if path.is_file())
    assert "PowerEdge R740" in held  # it holds something
    assert "Hypervisor detected: KVM" in held
    for kind, secret in SECRETS.items():
        assert secret not in held, kind
    assert SECRETS["uuid"].replace("-", "") not in held
    assert read(str(copy)) == read(str(root))


def test_no_capture_of_this_machine_holds_its_names(tmp_path):
    copy = unpack(_write(tmp_path / "a.tar.gz", archive("/")), tmp_path / "copy")
    held = "".join(path.read_bytes().decode("latin-1") for path in copy.rglob("*") if path.is_file())
    assert not re.search(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b", held)
    assert not re.search(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", held)
    secret = [path for path in ("/sys/class/dmi/id/product_serial", "/etc/machine-id", "/proc/cmdline") if os.access(path, os.R_OK)]
    for path in secret:
        with open(path) as file:
            text = file.read().strip()
        assert not text or text not in held
