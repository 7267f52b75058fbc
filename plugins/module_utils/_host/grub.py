# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GRUB 2's menu, its environment, and what lies below the file that holds it (grub.info, boot loader specification)."""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

BLOCK_BYTES = 1024  # of which grubenv consists, signature and padding included

# GRUB writes to the blocks that a file has already. It can on these, and only where they lie on bare disks:
# grub-mkconfig's 00_header names btrfs, zfs, lvm and diskfilter (md RAID) as what it cannot write to.
_WRITABLE = ("ext2", "ext3", "ext4", "vfat", "xfs")
_UNWRITABLE_LAYERS = {"lvm": "LVM", "md": "md RAID", "unknown": "a device that is not seen through"}

_HYPERVISORS = ("multiboot", "multiboot2", "xen_hypervisor")
_KERNELS = ("linux", "linuxefi", "linux16")
_MODULES = ("module", "module2", "xen_module")
_LINUX = re.compile(r"(?:^|/)(?:vmlinu[xz]|bzImage|kernel-|Image|linux$)")
_XEN = re.compile(r"(?:^|/)xen[^/]*$")

# What the boot loader adds by itself, and Xen's or Linux's own report therefore shows beyond what is configured.
_ADDED = re.compile(r"^(?:placeholder|BOOT_IMAGE=.*|\$\{\w+\}|\$\w+|no-real-mode|edd=off)$")


def bare(options: list[str] | str | None) -> list[str]:
    """The words of a command line that somebody configured."""
    words = _quoted(options) if isinstance(options, str) else options or []
    return [word for word in words if not _ADDED.match(word)]


def _quoted(text: str) -> list[str]:
    """GRUB hands a word with spaces over in quotation marks."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


# -- the menu


def menu(text: str | None) -> list[dict]:
    """The entries of a grub.cfg in their order. `entry` is what GRUB finds it by: ids joined by > through submenus."""
    found: list[dict] = []
    above: list[tuple[str, str] | None] = []  # what each open brace belongs to: a submenu's id and place, or None
    places = [0]
    # Not within an if, such as RHEL's, which holds where a password was set.
    has_password = re.search(r"^set superusers=", text or "", re.MULTILINE) is not None
    here: dict | None = None
    for line in (text or "").splitlines():
        words = _words(line)
        if not words:
            continue
        if words[0] in ("menuentry", "submenu") and words[-1] == "{":
            identity = _identity(words)
            ids = [one[0] for one in above if one]
            place = ">".join([*(one[1] for one in above if one), str(places[-1])])
            places[-1] += 1
            if words[0] == "submenu":
                above.append((identity, str(places[-1] - 1)))
                places.append(0)
            else:
                above.append(None)
                restricted = has_password and "--unrestricted" not in words
                here = {**_nothing(), "entry": ">".join([*ids, identity]), "title": words[1], "place": place, "restricted": restricted}
                found.append(here)
        elif words[-1] == "{":
            above.append(None)
        elif words == ["}"]:
            if above and above.pop() is not None:
                places.pop()
            here = None
        elif here is not None:
            _command(here, words)
    return found


def _nothing() -> dict:
    return {"restricted": False, "hypervisor": None, "hypervisor_options": [], "kernel": None, "kernel_options": []}


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # a quotation that goes on in the next line: not of what is looked for here
        return []


def _identity(words: list[str]) -> str:
    for option in ("$menuentry_id_option", "--id"):
        if option in words[:-1]:
            return words[words.index(option) + 1]
    return next((word.split("=", 1)[1] for word in words if word.startswith("--id=")), words[1].replace(">", ">>"))


def _command(entry: dict, words: list[str]) -> None:
    arguments = [word for word in words[1:] if not word.startswith("--")] or [""]
    if words[0] in _HYPERVISORS and _XEN.search(arguments[0]):
        entry["hypervisor"], entry["hypervisor_options"] = arguments[0], bare(arguments[1:])
    elif words[0] in _KERNELS + _MODULES and entry["kernel"] is None and _LINUX.search(arguments[0]):
        entry["kernel"], entry["kernel_options"] = arguments[0], bare(arguments[1:])


def boot_loader_entry(name: str, text: str | None) -> dict:
    """An entry of the boot loader specification, which GRUB's blscfg reads; `name` is its file's, without .conf."""
    fields = dict(line.split(None, 1) for line in (text or "").splitlines() if len(line.split(None, 1)) > 1 and line[0] != "#")
    return {
        **_nothing(),
        "entry": name,
        "title": fields.get("title", name).strip(),
        "place": None,
        "kernel": fields.get("linux", "").strip() or None,
        "kernel_options": bare(fields.get("options")),
    }


def standing(text: str | None) -> str | None:
    """What the menu takes without a wish for one boot: ${saved_entry}, a place, an id or a title."""
    found = [value for value in re.findall(r'^\s*set default="(.*)"\s*$', text or "", re.MULTILINE) if value != "${next_entry}"]
    return found[0] if found else None


def knows_one_boot(text: str | None) -> bool:
    return "next_entry" in (text or "")


def find(entries: list[dict], wish: str | None) -> dict | None:
    """By entry, place or title, as GRUB does; V(xen) and V(linux) are the first of their kind."""
    wish = wish or "0"
    if wish in ("xen", "linux"):
        kind = [each for each in entries if each["kernel"] and bool(each["hypervisor"]) == (wish == "xen")]
        return kind[0] if kind else None
    return next((each for each in entries if wish in (each["entry"], each["place"], each["title"])), None)


# -- the environment


def environment(text: str | None) -> dict[str, str]:
    """What grubenv holds: saved_entry, next_entry and their like."""
    pairs = (line.split("=", 1) for line in (text or "").splitlines() if "=" in line and not line.startswith("#"))
    return dict(pairs)


class Mount(NamedTuple):
    """What lies below a path: type of the file system, the device and its numbers."""

    file_system: str
    source: str
    numbers: str


def mount_of(path: str, mounts: str | None) -> Mount | None:
    """The mount that a path is in, from /proc/self/mountinfo (proc_pid_mountinfo(5))."""
    found: Mount | None = None
    longest = 0
    for line in (mounts or "").splitlines():
        left, _dash, right = line.partition(" - ")
        fields, rest = left.split(), right.split()
        if len(fields) <= _POINT or len(rest) <= 1:
            continue
        point = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), fields[_POINT])
        below = path == point or path.startswith(point.rstrip("/") + "/")
        if below and len(point) >= longest:  # what is mounted last lies on top
            found, longest = Mount(rest[0], rest[1], fields[_NUMBERS]), len(point)
    return found


_NUMBERS, _POINT = 2, 4  # columns


def cannot_write(file_system: str | None, layers: list[str]) -> str | None:
    """Why GRUB cannot clear what was wished for one boot, or None where it can."""
    if file_system not in _WRITABLE:
        return f"GRUB cannot write to {file_system or 'a file system that is not seen'}"
    bad = [_UNWRITABLE_LAYERS[layer] for layer in layers if layer in _UNWRITABLE_LAYERS]
    return f"GRUB cannot write through {' and '.join(bad)}" if bad else None
