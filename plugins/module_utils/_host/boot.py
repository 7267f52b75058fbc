# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How this machine boots: its boot loader, the entries, what is the default, and whether one boot can differ from it."""

from __future__ import annotations

import re
from typing import NamedTuple

from . import grub, guard, machine
from .programs import output
from .report import read_tree
from .tree import Tree

_FOLDERS = ("/boot/grub", "/boot/grub2")
_ENTRIES = "/boot/loader/entries"
_BLOCK = "/sys/class/block"
_EFI = "/sys/firmware/efi/efivars"
_GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
_XEN = "/proc/xen/capabilities"
_BOOT_NEXT_BYTES = 6

_REMEDY_LOADER = "Boot by GRUB 2, the one boot loader that this collection knows how to let boot another system once."
_REMEDY_MENU = "Let grub-mkconfig (update-grub) write the menu."
_REMEDY_WRITE = (
    "Give /boot a partition of its own with ext4 (no LVM, no RAID, no btrfs, no ZFS below it), copy its content there, "
    "and run grub-install and update-grub."
)


class Boot(NamedTuple):
    """What was found; `result` is what the modules return of it."""

    folder: str | None
    environment: dict[str, str]
    entries: list[dict]
    result: dict


def read(tree: Tree | None = None) -> Boot:
    tree = tree or Tree()
    folder = next((folder for folder in _FOLDERS if tree.exists(f"{folder}/grub.cfg")), None)
    text = tree.text(f"{folder}/grub.cfg") if folder else None
    path = tree.real(f"{folder}/grubenv") if folder else None
    environment = grub.environment(tree.text(path)) if path else {}
    entries = _entries(tree, text)
    standing = grub.standing(text)
    saved = standing == "${saved_entry}"
    default = grub.find(entries, environment.get("saved_entry") if saved else standing)
    wish = environment.get("next_entry")
    following = grub.find(entries, wish) if wish else None
    storage = _storage(tree, path)
    problem = _problem(folder, text, storage)
    hardware = read_tree(tree)
    running = _running(tree)
    return Boot(
        folder,
        environment,
        entries,
        {
            "loader": "grub" if folder else None,
            "menu": f"{folder}/grub.cfg" if folder else None,
            "firmware": hardware["firmware"],
            "secure_boot": hardware["secure_boot"],
            "entries": [{key: entry[key] for key in _TOLD} for entry in entries],
            "default": default["entry"] if default else None,
            "default_saved": saved,
            "next": (following["entry"] if following else wish) if wish else None,
            "boot_next": _boot_next(tree),
            "running": {**running, "entry": _entry_of(entries, running)},
            "environment": {"path": path, **storage},
            "guarded": any(tree.exists(path) for path in guard.PATHS),
            "once": problem is None,
            "once_problem": problem,
        },
    )


_TOLD = ("entry", "title", "restricted", "hypervisor", "hypervisor_options", "kernel", "kernel_options")


def _entries(tree: Tree, text: str | None) -> list[dict]:
    specified = [name for name in tree.names(_ENTRIES, re.compile(r"\.conf$")) if re.search(r"^\s*blscfg\b", text or "", re.MULTILINE)]
    # GRUB shows the newest first.
    read_ = [grub.boot_loader_entry(name[: -len(".conf")], tree.text(f"{_ENTRIES}/{name}")) for name in reversed(specified)]
    return read_ + grub.menu(text)


def _storage(tree: Tree, path: str | None) -> dict:
    mounted = grub.mount_of(path, tree.text("/proc/self/mountinfo")) if path else None
    if mounted is None:
        return {"file_system": None, "layers": [], "writable": False}
    layers = _layers(tree, _name(tree, mounted.source, mounted.numbers))
    return {"file_system": mounted.file_system, "layers": layers,
            "writable": grub.cannot_write(mounted.file_system, layers) is None}


def _name(tree: Tree, source: str, numbers: str) -> str | None:
    """The kernel's name of a device. What is mounted as /dev/root or by a mapper's name is known by its numbers."""
    for name in tree.names(_BLOCK):
        if tree.text(f"{_BLOCK}/{name}/dev") == numbers:
            return name
    name = source.rsplit("/", 1)[-1]
    return name if tree.exists(f"{_BLOCK}/{name}") else None


def _layers(tree: Tree, name: str | None) -> list[str]:
    """From the file system down to the disks: partition, lvm, md, crypt, mapper, disk."""
    if name is None:
        return ["unknown"]
    path = f"{_BLOCK}/{name}"
    found = []
    if tree.exists(f"{path}/partition"):
        found.append("partition")
        name = next((disk for disk in tree.names("/sys/block") if tree.exists(f"/sys/block/{disk}/{name}")), name)
        path = f"{_BLOCK}/{name}"
    if tree.exists(f"{path}/md"):
        found.append("md")
    elif tree.exists(f"{path}/dm"):
        kind = (tree.text(f"{path}/dm/uuid") or "").split("-")[0]
        found.append({"LVM": "lvm", "CRYPT": "crypt"}.get(kind, "mapper"))
    below = tree.names(f"{path}/slaves")
    for each in below:
        found += [layer for layer in _layers(tree, each) if layer not in found]
    return found if below else [*found, "disk"]


def _problem(folder: str | None, text: str | None, storage: dict) -> dict | None:
    """Why no entry can be booted just once, with the remedy."""
    if folder is None:
        return {"detail": "No menu of GRUB 2 is in /boot/grub or /boot/grub2.", "remedy": _REMEDY_LOADER}
    if not grub.knows_one_boot(text):
        return {"detail": f"{folder}/grub.cfg does not look at next_entry, by which one boot is wished.", "remedy": _REMEDY_MENU}
    why = grub.cannot_write(storage["file_system"], storage["layers"])
    if why:
        detail = f"{why}, where {folder}/grubenv lies: a wish for one boot would never be cleared, and a bad system be booted for ever."
        return {"detail": detail, "remedy": _REMEDY_WRITE}
    return None


def _boot_next(tree: Tree) -> str | None:
    """The number of the firmware's entry for the next boot: 4 bytes of attributes, 2 of the number (UEFI 2.10, 3.3)."""
    value = tree.data(f"{_EFI}/BootNext-{_GLOBAL}", _BOOT_NEXT_BYTES)
    return f"{int.from_bytes(value[4:], 'little'):04X}" if value and len(value) == _BOOT_NEXT_BYTES else None


def _running(tree: Tree) -> dict:
    dom0 = machine.is_dom0(tree.text(_XEN), tree.text("/sys/hypervisor/properties/features"))
    xl_info = dict(re.findall(r"^(\w+) *: (.*)$", (output("xl", "info") if dom0 and tree.live else None) or "", re.MULTILINE))
    return {
        "xen": dom0,
        "kernel": tree.text("/proc/sys/kernel/osrelease"),
        "kernel_options": grub.bare(tree.text("/proc/cmdline")),
        "hypervisor_options": grub.bare(xl_info.get("xen_commandline")),
        "version": xl_info.get("xen_version"),
        "memory_mib": int(xl_info["total_memory"]) if xl_info.get("total_memory", "").isdigit() else None,
    }


def _entry_of(entries: list[dict], running: dict) -> str | None:
    """The entry that would start what runs: same kernel, same hypervisor, same command lines."""
    for entry in entries:
        if (
            bool(entry["hypervisor"]) == running["xen"]
            and (entry["kernel"] or "").endswith(f"-{running['kernel']}")
            and entry["kernel_options"] == running["kernel_options"]
            and entry["hypervisor_options"] == running["hypervisor_options"]
            and _may_be_of(entry["hypervisor"], running["version"])
        ):
            return entry["entry"]
    return None


def _may_be_of(hypervisor: str | None, version: str | None) -> bool:
    """Whether a file may hold this version of Xen: as far as its name tells (xen-4.17-amd64.gz holds 4.17.3)."""
    named = re.search(r"/xen-(\d+(?:\.\d+)*)", hypervisor or "")
    return not named or not version or re.match(rf"{re.escape(named[1])}(?!\d)", version) is not None


# -- what is wished


class Change(NamedTuple):
    """One variable of GRUB's environment; without an entry it is taken away."""

    option: str
    variable: str
    before: str | None
    entry: str | None


def plan(found: Boot, default: str | None, following: str | None) -> list[Change]:
    """What to write so that `default` boots from now on and `following` once. Raises ValueError for what cannot be."""
    changes = []
    if default is not None:
        entry = _wished(found, default)
        if not found.result["default_saved"]:
            raise ValueError(
                f"default: {found.result['menu']} does not take its default from grubenv. "
                "Set GRUB_DEFAULT=saved in /etc/default/grub or a file in /etc/default/grub.d, and run update-grub."
            )
        if found.environment.get("saved_entry") != entry:
            changes.append(Change("default", "saved_entry", found.result["default"], entry))
    if following == "none":
        if "next_entry" in found.environment:
            changes.append(Change("next", "next_entry", found.result["next"], None))
    elif following is not None:
        problem = found.result["once_problem"]
        if problem:
            raise ValueError(f"next: {problem['detail']} {problem['remedy']}")
        entry = _wished(found, following)
        if found.environment.get("next_entry") != entry:
            changes.append(Change("next", "next_entry", found.result["next"], entry))
    return changes


def _wished(found: Boot, wish: str) -> str:
    if found.folder is None:
        raise ValueError(f"{wish} cannot be set: {found.result['once_problem']['detail']} {_REMEDY_LOADER}")
    entry = grub.find(found.entries, wish)
    if entry is None:
        titles = "; ".join(each["title"] for each in found.entries) or "none"
        raise ValueError(f"{found.result['menu']} has no entry {wish}. Its entries are: {titles}.")
    if entry["restricted"]:
        raise ValueError(
            f"{found.result['menu']} has a password (superusers), and its entry {entry['title']} would wait for a person who types it. "
            f"Add --unrestricted to CLASS in /etc/grub.d/{'20_linux_xen' if entry['hypervisor'] else '10_linux'}, and run update-grub."
        )
    return entry["entry"]
