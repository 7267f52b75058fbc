# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of GRUB's menu (as Debian 12 wrote it on a booted server) and of what lies below it (made-up trees)."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import boot, grub, guard
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import Tree
from bench.host_trees import make
from bench.reference import documented, read_value, returned

HERE = Path(__file__).parent
MENU = (HERE / "grub" / "debian-12-xen.cfg").read_text(encoding="utf-8")
DISK = "03f4e9af-c5ed-428f-9deb-6e831bb93d5b"
LINUX, XEN = f"gnulinux-simple-{DISK}", f"xen-gnulinux-simple-{DISK}"
RELEASE = "6.1.0-56-amd64"
LINUX_OPTIONS = f"root=UUID={DISK} ro net.ifnames=0 mitigations=off console=ttyS0"
XEN_OPTIONS = "dom0_mem=2048M,min:2048M,max:2048M console=com1 com1=115200,8n1 spec-ctrl=no xpti=off"
PARTITION = {"/sys/class/block/vda1/dev": "254:1\n", "/sys/class/block/vda1/partition": "1\n", "/sys/block/vda/vda1": None}
SERVER = {
    "/proc/self/mountinfo": "24 1 254:1 / / rw,noatime shared:1 - ext4 /dev/vda1 rw\n25 24 0:22 / /sys rw - sysfs sysfs rw\n",
    "/proc/cmdline": f"BOOT_IMAGE=/boot/vmlinuz-{RELEASE} {LINUX_OPTIONS}\n",
    "/proc/sys/kernel/osrelease": f"{RELEASE}\n",
    "/boot/grub/grub.cfg": MENU,
    "/boot/grub/grubenv": "# GRUB Environment Block\n####",
    "/sys/firmware/acpi/tables": None,
    **PARTITION,
}


def look(tmp_path, **changes):
    files = {**SERVER, **changes.pop("files", {})}
    for path in changes.pop("without", ()):
        del files[path]
    return boot.read(Tree(str(make(tmp_path, files))))


def test_each_field_is_documented_and_returned(tmp_path):
    contains = read_value("boot_info")
    bare = {"/boot/grub/grub.cfg": "menuentry 'mine' {\n linux /vmlinuz-1\n}\n"}
    found = [look(tmp_path / "whole").result, look(tmp_path / "bare", files=bare).result]
    assert set().union(*(returned(told, contains) for told in found)) == set(documented(contains))


def test_menu():
    entries = grub.menu(MENU)
    assert [(entry["place"], entry["title"]) for entry in entries] == [
        ("0", "Debian GNU/Linux"),
        ("1>0", f"Debian GNU/Linux, with Linux {RELEASE}"),
        ("1>1", f"Debian GNU/Linux, with Linux {RELEASE} (recovery mode)"),
        ("2", "Debian GNU/Linux, with Xen hypervisor"),
        ("3>0>0", f"Debian GNU/Linux, with Xen 4.17-amd64 and Linux {RELEASE}"),
        ("3>0>1", f"Debian GNU/Linux, with Xen 4.17-amd64 and Linux {RELEASE} (recovery mode)"),
        ("3>1>0", f"Debian GNU/Linux, with Xen 4.17-amd64.efi and Linux {RELEASE}"),
        ("3>1>1", f"Debian GNU/Linux, with Xen 4.17-amd64.efi and Linux {RELEASE} (recovery mode)"),
    ]
    xen = grub.find(entries, "xen")
    assert (xen["entry"], xen["hypervisor"], xen["kernel"]) == (XEN, "/boot/xen-4.17-amd64.gz", f"/boot/vmlinuz-{RELEASE}")
    assert xen["hypervisor_options"] == XEN_OPTIONS.split()
    assert xen["kernel_options"] == [*LINUX_OPTIONS.split(), "console=hvc0", "panic=30"]
    assert grub.find(entries, "linux")["entry"] == LINUX
    for wish in ("2", XEN, "Debian GNU/Linux, with Xen hypervisor"):
        assert grub.find(entries, wish) is xen
    assert grub.find(entries, "9") is None


def test_a_server(tmp_path):
    told = look(tmp_path).result
    assert told["loader"] == "grub"
    assert told["default_saved"]
    assert told["default"] == LINUX
    assert told["next"] is None
    assert told["running"]["entry"] == LINUX
    assert told["environment"] == {
        "path": "/boot/grub/grubenv", "file_system": "ext4", "layers": ["partition", "disk"], "writable": True,
    }
    assert (told["once"], told["once_problem"]) == (True, None)


def test_what_grub_keeps_in_its_environment(tmp_path):
    told = look(tmp_path, files={"/boot/grub/grubenv": f"# GRUB\nsaved_entry={XEN}\nnext_entry={LINUX}\n"}).result
    assert (told["default"], told["next"]) == (XEN, LINUX)


LVM = {
    "/proc/self/mountinfo": "24 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw\n",
    "/sys/class/block/dm-0/dev": "253:0\n",
    "/sys/class/block/dm-0/dm/uuid": "LVM-0123456789\n",
    "/sys/class/block/dm-0/slaves/vda1": None,
}
RAID = {
    "/proc/self/mountinfo": "24 1 9:0 / / rw - ext4 /dev/md0 rw\n",
    "/sys/class/block/md0/dev": "9:0\n",
    "/sys/class/block/md0/md/level": "raid1\n",
    "/sys/class/block/md0/slaves/vda1": None,
}
LVM_ON_RAID = {**RAID, **LVM, "/sys/class/block/dm-0/slaves/vda1/x": None, "/sys/class/block/dm-0/slaves/md0": None}
BOOT_APART = {"/proc/self/mountinfo": LVM["/proc/self/mountinfo"] + "30 24 254:1 / /boot rw - ext4 /dev/vda1 rw\n"}


@pytest.mark.parametrize(
    ("files", "layers", "reason"),
    [
        (LVM, ["lvm", "partition", "disk"], "through LVM"),
        (RAID, ["md", "partition", "disk"], "through md RAID"),
        (LVM_ON_RAID, ["lvm", "md", "partition", "disk"], "through LVM and md RAID"),
        ({**LVM, **BOOT_APART}, ["partition", "disk"], None),
        ({"/proc/self/mountinfo": "24 1 0:30 / / rw - btrfs /dev/vda1 rw\n"}, ["partition", "disk"], "to btrfs"),
        ({"/proc/self/mountinfo": "24 1 0:30 / / rw - zfs rpool/ROOT rw\n"}, ["unknown"], "to zfs"),
        ({"/proc/self/mountinfo": "24 1 8:9 / / rw - ext4 /dev/sdz9 rw\n"}, ["unknown"], "is not seen through"),
        ({"/proc/self/mountinfo": ""}, [], "to a file system that is not seen"),
    ],
)
def test_where_a_wish_for_one_boot_would_stay_for_ever(tmp_path, files, layers, reason):
    found = look(tmp_path, files=files)
    assert found.result["environment"]["layers"] == layers
    assert found.result["once"] is (reason is None)
    if reason is None:
        assert boot.plan(found, None, "xen")
        return
    assert reason in found.result["once_problem"]["detail"]
    with pytest.raises(ValueError, match=r"Give /boot a partition of its own"):
        boot.plan(found, None, "xen")


def test_no_grub(tmp_path):
    found = look(tmp_path, without=["/boot/grub/grub.cfg"])
    assert (found.result["loader"], found.result["once"]) == (None, False)
    for default, following in (("linux", None), (None, "xen")):
        with pytest.raises(ValueError, match=r"GRUB 2"):
            boot.plan(found, default, following)


def test_a_menu_that_nobody_generated(tmp_path):
    found = look(tmp_path, files={"/boot/grub/grub.cfg": "menuentry 'mine' {\n linux /vmlinuz-1\n}\n"})
    assert "next_entry" in found.result["once_problem"]["detail"]


def test_plan(tmp_path):
    found = look(tmp_path)
    assert [(change.option, change.variable, change.entry) for change in boot.plan(found, "linux", "xen")] == [
        ("default", "saved_entry", LINUX), ("next", "next_entry", XEN),
    ]
    assert boot.plan(found, None, "none") == []
    with pytest.raises(ValueError, match=r"no entry bsd. Its entries are: Debian GNU/Linux;"):
        boot.plan(found, "bsd", None)


def test_an_entry_that_asks_for_a_password(tmp_path):
    menu = 'set superusers="root"\n' + MENU.replace("--class debian", "--class debian --unrestricted", 1)
    found = look(tmp_path, files={"/boot/grub/grub.cfg": menu})
    assert [entry["restricted"] for entry in found.result["entries"]][:2] == [False, True]
    assert boot.plan(found, "linux", None)
    with pytest.raises(ValueError, match=r"would wait for a person .*20_linux_xen"):
        boot.plan(found, "linux", "xen")


DOM0 = {
    "xen": True, "kernel": RELEASE, "kernel_options": [*LINUX_OPTIONS.split(), "console=hvc0", "panic=30"],
    "hypervisor_options": XEN_OPTIONS.split(),
}


@pytest.mark.parametrize(
    ("version", "entry"),
    [("4.17.3", XEN), ("4.17.6-pre", XEN), ("4.20.0", None), ("4.1.7", None), ("4.170.0", None)],
)
def test_another_version_of_xen_is_another_entry(version, entry):
    assert boot._entry_of(grub.menu(MENU), DOM0 | {"version": version}) == entry  # the whole needs a dom0


def test_options_in_quotation_marks():
    told = grub.menu("menuentry 'a' {\n linux /vmlinuz-1 root=/dev/vda1 \"dyndbg=file a.c +p\"\n}\n")[0]["kernel_options"]
    assert told == ["root=/dev/vda1", "dyndbg=file a.c +p"] == grub.bare('root=/dev/vda1 "dyndbg=file a.c +p"')
    assert grub.bare("root=/dev/vda1 it's") == ["root=/dev/vda1", "it's"]


def test_a_default_that_is_not_saved(tmp_path):
    found = look(tmp_path, files={"/boot/grub/grub.cfg": MENU.replace('set default="${saved_entry}"', 'set default="2"')})
    assert found.result["default"] == XEN
    with pytest.raises(ValueError, match=r"GRUB_DEFAULT=saved"):
        boot.plan(found, "linux", None)


def test_entries_of_the_boot_loader_specification(tmp_path):
    conf = "title Fedora Linux (6.9.1) 40\nversion 6.9.1\nlinux /vmlinuz-6.9.1\ninitrd /initramfs-6.9.1.img\noptions root=UUID=1 ro quiet\n"
    found = look(
        tmp_path,
        files={
            "/boot/grub2/grub.cfg": MENU.replace("\nmenuentry ", "\nblscfg\nmenuentry ", 1),
            "/boot/grub2/grubenv": "saved_entry=abc-6.9.1\n",
            "/boot/loader/entries/abc-6.9.1.conf": conf,
        },
        without=["/boot/grub/grub.cfg", "/boot/grub/grubenv"],
    )
    assert found.result["menu"] == "/boot/grub2/grub.cfg"
    assert found.result["default"] == "abc-6.9.1"
    assert found.result["entries"][0]["kernel_options"] == ["root=UUID=1", "ro", "quiet"]


def test_boot_next(tmp_path):
    guid = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
    told = look(tmp_path, files={f"/sys/firmware/efi/efivars/BootNext-{guid}": b"\x07\0\0\0\x0a\0"}).result
    assert (told["firmware"], told["boot_next"]) == ("uefi", "000A")


@pytest.mark.parametrize("text", ["", "menuentry", "menuentry 'a", "}\n}\n", "submenu 'a' {\n}", "menuentry 'x' --id {", "\0{"])
def test_broken_menus(text):
    assert isinstance(grub.menu(text), list)
    assert grub.standing(text) is None


ARMED = guard.files(300, 60)
NOTHING = dict.fromkeys(guard.PATHS)


@pytest.mark.parametrize(
    ("desired", "texts", "links", "evidence", "before", "after"),
    [
        (ARMED, NOTHING, [], False, [], [*guard.PATHS, *guard.LINKS]),
        (ARMED, ARMED, guard.LINKS, False, [], []),
        (ARMED, ARMED, guard.LINKS, True, [guard.EVIDENCE], []),
        (ARMED, ARMED, guard.LINKS[:1], False, [], [guard.LINKS[1]]),
        (ARMED, {**ARMED, guard.PATHS[0]: "other"}, guard.LINKS, False, [guard.PATHS[0]], [guard.PATHS[0]]),
        ({}, NOTHING, [], False, [], []),
        ({}, ARMED, guard.LINKS, False, [*guard.PATHS, *guard.LINKS], []),
        ({}, NOTHING, [], True, [guard.EVIDENCE], []),
    ],
    ids=["arm", "armed", "evidence of a former boot", "half enabled", "other times", "none", "disarm", "evidence alone"],
)
def test_k8e_whatever_the_guard_writes_or_takes_away_is_a_change(desired, texts, links, evidence, before, after):
    plan = guard.plan(desired, texts, list(links), evidence)
    assert (plan.before, plan.after) == (before, after)
    assert plan.changed is bool(before or after)


def test_k8e_arming_that_takes_evidence_away_says_changed(tmp_path, monkeypatch):
    """The module itself, on files of its own: only what a former boot left differs."""
    module = importlib.import_module("ansible_collections.anvil.hypervisor.plugins.modules.boot_guard")
    for name, value in (("EVIDENCE", str(tmp_path / "var" / "evidence")), ("LINKS", ()), ("PATHS", ())):
        monkeypatch.setattr(guard, name, value)
    monkeypatch.setattr(guard, "files", lambda _timeout, _watchdog: {})
    monkeypatch.setattr(module.os, "sync", lambda: None)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "evidence").write_text("a boot\n")
    results = []
    for check in (True, False, False):
        ansible = SimpleNamespace(
            params={"state": "present", "timeout": 300, "watchdog_timeout": 60}, check_mode=check,
            run_command=lambda *_words, **_options: (0, "", ""), exit_json=lambda **result: results.append(result),
        )
        monkeypatch.setattr(module, "AnsibleModule", lambda _ansible=ansible, **_options: _ansible)
        module.main()
    assert [result["changed"] for result in results] == [True, True, False]
    assert [result["diff"]["before"] for result in results] == [f"{guard.EVIDENCE}\n"] * 2 + [""]
    assert not (tmp_path / "var" / "evidence").exists()
