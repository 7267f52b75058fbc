# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Block devices of the host: what they hold, and whether other hosts may see them."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess

SYSFS = "/sys/class/block"
# Of the kernel's paths of disks, the parts that only those behind a network have: sessions of iSCSI, ports of Fibre Channel.
REMOTE_PARTS = ("/session", "/rport-")
REMOTE_NAMES = ("rbd", "nbd", "drbd")
# A protective table stands beside every GPT.
MEANINGLESS = ("PMBR",)
# Where libvirt looks for the programs of LVM: a user's path may lack these folders.
PROGRAMS = "/usr/sbin:/sbin:/usr/bin:/bin"


def facts(path):
    """`there`; `shared`: other hosts may see the device; `holds`: the signatures on it as text, None where nobody can tell."""
    try:
        there = stat.S_ISBLK(os.stat(path).st_mode) or stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        there = False
    if not there:
        return {"there": False, "shared": False, "kinds": None, "holds": None}
    found = _signatures(path)
    kinds = None if found is None else [kind for kind, _label in found]
    return {"there": True, "shared": is_shared(path), "kinds": kinds, "holds": None if found is None else _text(path, found)}


def volume_groups():
    """The names of the host's volume groups, none where the host has no LVM; None where they cannot be listed, which only root can do."""
    program = shutil.which("vgs", path=PROGRAMS)
    if os.geteuid() != 0:
        return None
    if program is None:
        return ()
    try:
        done = subprocess.run((program, "--noheadings", "--options", "vg_name"), capture_output=True, text=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout.split()


def inactive_volumes(group):
    """The names of the logical volumes of a group that LVM has and the kernel does not; none where they cannot be listed."""
    program = shutil.which("lvs", path=PROGRAMS)
    if os.geteuid() != 0 or program is None:
        return ()
    done = subprocess.run((program, "--noheadings", "--options", "lv_name,lv_attr", group), capture_output=True, text=True, check=False)
    return inactive(done.stdout) if done.returncode == 0 else ()


def inactive(output):
    """The names in a list of names and attributes, of which the fifth is a for those that are active: lvs(8)."""
    return [name for name, attributes in re.findall(r"^[ \t]*(\S+)[ \t]+(\S+)[ \t]*$", output, re.MULTILINE) if attributes[4:5] != "a"]


def _signatures(path):
    """Pairs of kind and label, as wipefs of util-linux finds them."""
    command = ("wipefs", "--no-act", "--json", path)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
        found = json.loads(done.stdout)["signatures"] if done.stdout.strip() else []
    except (OSError, ValueError, KeyError):
        return None
    if done.returncode:
        return None
    pairs = [(entry["type"], entry.get("label") or "") for entry in found if entry["type"] not in MEANINGLESS]
    return sorted(set(pairs), key=pairs.index)


def _text(path, found):
    """Signatures in words: `ext4 'backups'`; those of partitions follow in brackets."""
    words = [f"{kind} '{label}'" if label else kind for kind, label in found]
    for name, device in _partitions(path):
        inside = _signatures(device)
        words.append(f"({name}: {_text(device, inside) or 'nothing known'})" if inside is not None else f"({name})")
    return " ".join(words)


def _partitions(path, sysfs=SYSFS):
    """The partitions of a disk, as pairs of name and path."""
    name = os.path.basename(os.path.realpath(path))
    folder = os.path.join(sysfs, name)
    try:
        found = [entry for entry in os.listdir(folder) if os.path.exists(os.path.join(folder, entry, "partition"))]
    except OSError:
        return []
    return [(entry, os.path.join("/dev", entry)) for entry in sorted(found, key=lambda entry: (len(entry), entry))]


def is_shared(path, sysfs=SYSFS):
    """True for a device that other hosts may see: behind iSCSI, Fibre Channel, Ceph, NBD, DRBD or NVMe over a network."""
    name = os.path.basename(os.path.realpath(path))
    folder = os.path.join(sysfs, name)
    if name.startswith(REMOTE_NAMES) or any(part in os.path.realpath(folder) for part in REMOTE_PARTS):
        return True
    if name.startswith("nvme"):
        return _transport(os.path.realpath(folder)) not in ("pcie", None)
    try:
        below = os.listdir(os.path.join(folder, "slaves"))
    except OSError:
        return False
    return any(is_shared(os.path.join("/dev", device), sysfs) for device in below)


def _transport(folder):
    """How the host reaches an NVMe controller; None where the kernel does not tell."""
    while len(folder) > 1:
        for part in ("transport", "device/transport"):
            try:
                with open(os.path.join(folder, part), encoding="ascii") as file:
                    return file.read().strip()
            except OSError:
                continue
        folder = os.path.dirname(folder)
    return None
