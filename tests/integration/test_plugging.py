# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that come to a running guest and go: what cannot be tried waits, and what fails leaves guest and configuration as they were."""

from __future__ import annotations

import re

import pytest

GUEST = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "q35"}, "state": "running", "timeout": 2}
SCSI = {"controllers": [{"type": "scsi", "index": 0, "model": "virtio-scsi"}]}


@pytest.fixture
def files(server):
    """Two empty images."""
    found = [str(server.storage / name) for name in ("a.img", "b.img")]
    for path in found:
        server.run("truncate", "--size=1M", path)
    return found


def disk(path, dev, bus, **options):
    return {"source": {"file": path}, "target": {"dev": dev, "bus": bus}, "driver": {"type": "raw"}, **options}


def held(server):
    """What the guest has, and what it will have."""
    return server.virsh("dumpxml", "guest"), server.virsh("dumpxml", "--inactive", "guest")


def operations(result):
    return [" ".join((action["operation"], *action["option"])) for action in result["actions"]]


def test_k4a_a_disk_gets_another_name_while_the_guest_runs(server, files):
    server.module("domain", **GUEST, **SCSI, disks=[disk(files[0], "sdb", "scsi")])
    renamed = {**GUEST, **SCSI, "disks": [disk(files[0], "sdc", "scsi")]}
    done = server.module("domain", **renamed)
    assert operations(done) == ["replug disks[sdb] disks[sdc]"]
    assert done["restart_required"] == []
    for document in held(server):
        assert "dev='sdc'" in document and "dev='sdb'" not in document
    assert not server.module("domain", **renamed)["changed"]


def test_k4a_a_disk_that_the_guest_keeps_stays_under_its_name(server, files):
    """A guest without a system in it lets no virtio disk go."""
    server.module("domain", **GUEST, disks=[disk(files[0], "vdb", "virtio")])
    before = held(server)
    renamed = {**GUEST, "disks": [disk(files[0], "vdc", "virtio")]}
    for _run in range(2):
        kept = server.module("domain", **renamed)
        assert (kept["changed"], kept["restart_required"]) == (False, ["disks[vdb]", "disks[vdc]"])
        assert "has not let go of it yet" in str(kept["warnings"])
        assert held(server) == before
    restarted = server.module("domain", **renamed, restart=True, force=True)
    assert operations(restarted)[-1].startswith("start ")
    assert "warnings" not in restarted, "nothing waits any more"
    assert "dev='vdc'" in held(server)[0]
    assert not server.module("domain", **renamed)["changed"]


def test_k4a_a_disk_that_cannot_come_gives_the_former_back(server, files):
    server.module("domain", **GUEST, **SCSI, disks=[disk(files[0], "sdb", "scsi")])
    before = held(server)[1]
    wrong = {**disk(files[0], "sdc", "scsi"), "driver": {"type": "qcow2"}}
    failed = server.module("domain", fails=True, **GUEST, **SCSI, disks=[wrong])
    assert (failed["changed"], failed["restart_required"]) == (False, [])
    assert held(server)[1] == before
    assert "sdb" in server.virsh("domblklist", "guest")
    assert not server.module("domain", **GUEST, **SCSI, disks=[disk(files[0], "sdb", "scsi")])["changed"]


@pytest.mark.parametrize("wrong", [
    lambda files: {**disk(files[1], "sdb", "scsi"), "driver": {"type": "qcow2"}},
    lambda files: disk("/nowhere.img", "sdb", "scsi"),
    lambda files: disk(files[1], "sdb", "scsi", address={"type": "drive", "controller": 0, "bus": 0, "target": 0, "unit": 0}),
], ids=["format", "missing", "address"])
def test_k4b_a_disk_that_cannot_come_changes_nothing(server, files, wrong):
    """Not even the configuration: the guest starts again as it did."""
    first = disk(files[0], "sda", "scsi", address={"type": "drive", "controller": 0, "bus": 0, "target": 0, "unit": 0})
    server.module("domain", **GUEST, **SCSI, disks=[first])
    before = held(server)
    failed = server.module("domain", fails=True, **GUEST, **SCSI, title="Not kept", disks=[first, wrong(files)])
    assert (failed["changed"], failed["restart_required"]) == (False, []), failed
    assert held(server) == before
    server.virsh("destroy", "guest")
    server.virsh("start", "guest")


def test_k4b_what_cannot_be_live_is_known_before(server, files):
    """A bus without hot plug and a machine without a free port: check mode says that they wait, and so does the run."""
    server.module("domain", **GUEST)
    nic = {"source": {"type": "user"}, "model": "virtio"}
    ports = server.virsh("dumpxml", "guest").count("model='pcie-root-port'")
    wanted = {**GUEST, "disks": [disk(files[0], "sda", "sata")], "interfaces": [nic] * (ports + 1)}
    planned = server.module("domain", check=True, **wanted)
    done = server.module("domain", **wanted)
    assert planned["actions"] == done["actions"]
    assert planned["restart_required"] == done["restart_required"]
    assert "disks[sda]" in done["restart_required"] and len(done["restart_required"]) > 1
    assert "attach interfaces[0]" in operations(done)
    assert "guest guest: disks[sda] waits for a restart: a drive on the bus sata cannot be plugged in" in str(done["warnings"])
    assert "no PCI Express port is free" in str(done["warnings"])
    again = server.module("domain", **wanted)
    assert (again["changed"], again["restart_required"]) == (False, done["restart_required"])
    server.module("domain", **wanted, restart=True, force=True)
    assert server.module("domain", **wanted)["restart_required"] == []


def test_k4a_a_disk_that_waits_takes_none_of_the_guest_with_it(server, files):
    """An IDE drive and a SCSI drive may have one address on controllers of their own."""
    guest = {**GUEST, "os": {"machine": "pc"}, "controllers": [{"type": "scsi", "index": 0, "model": "lsilogic"}]}
    kept = disk(files[0], "sda", "scsi")
    server.module("domain", **guest, disks=[kept])
    waits = server.module("domain", **guest, disks=[kept, disk(files[1], "hda", "ide")])
    assert waits["restart_required"] == ["disks[hda]"]
    back = server.module("domain", **guest, disks=[kept])
    assert (operations(back), back["restart_required"]) == (["detach disks[hda]"], [])
    for document in held(server):
        assert files[0] in document and files[1] not in document
    assert not server.module("domain", **guest, disks=[kept])["changed"]


def test_k4b_what_libvirt_adds_to_no_running_guest_waits(server):
    """A channel without its controller and a drive without a medium: the guest has both after its restart."""
    agent = {"source": {"type": "unix"}, "target": {"type": "virtio", "name": "org.qemu.guest_agent.0"}}
    wanted = {**GUEST, **SCSI, "channels": [agent], "disks": [{"device": "cdrom", "target": {"dev": "sda", "bus": "scsi"}}]}
    server.module("domain", **GUEST, **SCSI)
    waits = server.module("domain", **wanted)
    assert sorted(waits["restart_required"]) == ["channels[org.qemu.guest_agent.0]", "disks[sda]"]
    assert "no controller of the type virtio-serial" in str(waits["warnings"]) and "an empty drive" in str(waits["warnings"])
    assert "type='virtio-serial'" in held(server)[1]
    again = server.module("domain", **wanted)
    assert (again["changed"], sorted(again["restart_required"])) == (False, sorted(waits["restart_required"]))
    server.module("domain", **wanted, restart=True, force=True)
    assert "org.qemu.guest_agent.0" in held(server)[0]
    rested = server.module("domain", **wanted)
    assert (rested["changed"], rested["restart_required"]) == (False, [])


def test_k4b_disks_move_up_in_a_row_at_the_next_start(server, files):
    """A disk gets the source of another one of the guest: none leaves the guest before, and nothing is asked that QEMU refuses."""
    server.run("truncate", "--size=1M", str(server.storage / "c.img"))
    server.module("domain", **GUEST, **SCSI, disks=[disk(files[0], "sda", "scsi"), disk(files[1], "sdb", "scsi")])
    before = held(server)[0]
    for first in ([disk(str(server.storage / "c.img"), "sda", "scsi")], []):
        wanted = {**GUEST, **SCSI, "disks": [*first, disk(files[0], "sdb", "scsi"), disk(files[1], "sdc", "scsi")]}
        waits = server.module("domain", **wanted)
        assert {"disks[sdb].source.file", "disks[sdc]"} < set(waits["restart_required"])
        assert held(server)[0].count("<disk ") == before.count("<disk ")
        again = server.module("domain", **wanted)
        assert (again["changed"], sorted(again["restart_required"])) == (False, sorted(waits["restart_required"]))
        assert "disks[sdc]" in str(again["warnings"])
    server.module("domain", **wanted, restart=True, force=True)
    assert server.virsh("domblklist", "guest").split()[-4:] == ["sdb", files[0], "sdc", files[1]]
    rested = server.module("domain", **wanted)
    assert (rested["changed"], rested["restart_required"]) == (False, [])


LAN = {"source": {"network": "lan"}, "model": "virtio"}
UNKNOWN = {**LAN, "model": "nonsense"}


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_k4b_an_interface_of_a_model_that_qemu_does_not_know(server, machine):
    """Also where it would only wait, since the bus is full (q35): the guest could never start again."""
    server.module("network", name="lan", state="active")
    guest = {**GUEST, "os": {"machine": machine}, "interfaces": [LAN]}
    server.module("domain", **guest)
    before = held(server)
    for number, interfaces in ((1, [LAN, UNKNOWN]), (0, [UNKNOWN])):
        for check in (True, False):
            failed = server.module("domain", check=check, fails=True, **{**guest, "interfaces": interfaces})["failures"][0]
            assert failed["message"] == f"interfaces[{number}].model: the guest's QEMU has no device 'nonsense'", failed
            assert (failed["code"], failed["remedy"]) == ("unsupported", "Correct the model, such as virtio or e1000e.")
    assert held(server) == before
    # QEMU knows more than libvirt has words for.
    assert server.module("domain", check=True, **{**guest, "interfaces": [LAN, {**LAN, "model": "ne2k_pci"}]})["changed"]


def test_k4b_what_qemu_refuses_is_in_neither_document(server):
    """An emulator of its own is not asked before."""
    emulator = server.storage / "qemu"
    emulator.symlink_to("/usr/bin/qemu-system-x86_64")
    server.module("network", name="lan", state="active")
    guest = {**GUEST, "os": {"machine": "pc"}, "emulator": str(emulator), "interfaces": [LAN]}
    server.module("domain", **guest)
    before = held(server)
    failed = server.module("domain", fails=True, **{**guest, "interfaces": [LAN, UNKNOWN]})["failures"][0]
    assert failed["remedy"] == "Correct the model of the device: the guest's QEMU has no 'nonsense'.", failed
    assert held(server) == before


def test_k5_a_model_that_nobody_knows_is_taken_where_it_is(server):
    """libvirt defines such a guest; a new one that is not to run is warned about."""
    wanted = {**GUEST, "state": "present", "interfaces": [UNKNOWN], "cpu": {"mode": "custom", "model": "nonsense"}}
    warned = str(server.module("domain", **wanted)["warnings"])
    assert "interfaces[0].model" in warned and "cpu.model: libvirt knows no processor 'nonsense'" in warned
    changed = server.module("domain", **wanted, title="A guest")
    assert changed["changed"] and "model" not in str(changed.get("warnings"))
    (found,) = server.module("domain_info", name="guest")["domains"]
    assert not server.module("domain", **found["declared"])["changed"]
    server.module("domain", name="guest", state="absent")
    for check in (True, False):
        failed = server.module("domain", check=check, fails=True, **{**GUEST, "cpu": wanted["cpu"]})["failures"][0]
        assert failed["code"] == "unsupported" and "virsh cpu-models x86_64" in failed["remedy"], failed
    assert not server.virsh("list", "--all", "--name").strip()


def document(server, *devices, without=""):
    """The guest's own document, with more devices and without one."""
    text = server.virsh("dumpxml", "--inactive", "guest")
    kept = re.sub(rf"<disk (?:(?!</disk>).)*dev='{without}'.*?</disk>", "", text, flags=re.DOTALL) if without else text
    assert not without or kept != text
    return kept.replace("</devices>", "".join(devices) + "</devices>")


def element(path, dev):
    return f"<disk type='file'><driver name='qemu' type='raw'/><source file='{path}'/><target dev='{dev}' bus='scsi'/></disk>"


def test_devices_of_a_document_come_and_go_while_the_guest_runs(server, files):
    drive = {"device": "cdrom", "target": {"dev": "sdd", "bus": "scsi"}}
    server.module("domain", **GUEST, **SCSI, disks=[disk(files[0], "sda", "scsi"), drive])
    started = server.virsh("domstate", "guest")
    server.run("truncate", "--size=1M", files[0] + "2")

    def run(text, *steps, **options):
        done = server.module("domain", xml=text, state="running", timeout=2, **options)
        assert (operations(done), done["restart_required"]) == (list(steps), [])
        again = server.module("domain", xml=text, state="running", timeout=2, **options)
        assert (again["changed"], again.get("warnings", [])) == (False, [])

    run(document(server, element(files[1], "sdb")), "attach disks[sdb]")
    assert all(f"dev='{dev}'" in side for side in held(server) for dev in ("sda", "sdb"))
    run(document(server, without="sdb"), "detach disks[sdb]")
    assert not any("dev='sdb'" in side for side in held(server))
    run(document(server, element(files[0], "sdc"), without="sda"), "replug disks[sda] disks[sdc]")
    assert all("dev='sdc'" in side and "dev='sda'" not in side for side in held(server))
    run(document(server).replace("<target dev='sdd'", f"<source file='{files[1]}'/><target dev='sdd'"),
        "define disks[sdd].source.file", "update_device disks[sdd].source.file")
    fixed = element(files[0] + "2", "sde").replace("bus='scsi'", "bus='sata'")
    done = server.module("domain", xml=document(server, fixed), state="running")
    assert ([action["operation"] for action in done["actions"]], done["restart_required"]) == (["define"], ["disks[sde]"])
    assert "a drive on the bus sata cannot be plugged in" in str(done["warnings"])
    assert server.virsh("domstate", "guest") == started


def test_a_device_of_a_document_that_cannot_come_leaves_all_as_it_was(server, files):
    server.module("domain", **GUEST, **SCSI, disks=[disk(files[0], "sda", "scsi")])
    before = held(server)
    wrong = element(files[1], "sdb").replace("type='raw'", "type='qcow2'")
    failed = server.module("domain", fails=True, xml=document(server, wrong), state="running")
    assert (failed["changed"], failed["restart_required"]) == (False, [])
    assert held(server) == before
