# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the machine that runs the tests holds, to prove that they leave nothing behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from bench import modular

# Programs that only a leftover of the tests would keep running.
DAEMONS = ("libvirtd", "virtlogd", "virtlockd", "qemu-system", "dnsmasq", "swtpm", "systemd-nspawn", *modular.NAMES)
FOLDERS = ("/etc/libvirt", "/var/lib/libvirt", "/var/cache/libvirt", "/run/libvirt", "/run/netns")

# Another run of the tests may be under way: of what lies in folders and namespaces, only what this process made counts.
FOLDER_PREFIX = f"bench-{os.getpid()}-"
_bare = os.readlink("/proc/self/ns/pid")
_own: dict[str, int] = {}


def register(pid: int) -> None:
    """The process's namespaces are this run's. Held open, since the kernel gives the number of one that is gone to the next."""
    namespace = f"/proc/{pid}/ns/pid"
    _own[os.readlink(namespace)] = os.open(namespace, os.O_RDONLY)


def _lines(*command: str) -> list[str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return []
    return done.stdout.splitlines()


def _daemons(namespaces: set[str]) -> list[str]:
    found = []
    for command_line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = command_line.read_bytes().decode(errors="replace").split("\0")
            namespace = os.readlink(command_line.parent / "ns/pid")
        except OSError:  # the process is gone
            continue
        if Path(words[0]).name.startswith(DAEMONS) and namespace in namespaces:
            found.append(f"{command_line.parent.name} {' '.join(words)}")
    return sorted(found)


def own() -> dict[str, Any]:
    """What this process made for its tests: daemons in namespaces, and folders."""
    return {
        "daemons in namespaces": _daemons(set(_own)),
        "folders": sorted(str(path) for path in Path("/var/tmp").glob(FOLDER_PREFIX + "*")),
    }


def network() -> dict[str, Any]:
    """What no test changes on the machine itself, not even for a while."""
    return {
        "links": [line.split(":")[1].strip() for line in _lines("ip", "-o", "link")],
        "addresses": [line.split("scope")[0] for line in _lines("ip", "-o", "address")],
        "routes": _lines("ip", "route", "show", "table", "all"),
        "firewall": _lines("nft", "-s", "list", "ruleset"),
        "forwarding": Path("/proc/sys/net/ipv4/ip_forward").read_text(encoding="ascii"),
        "network namespaces": _lines("ip", "netns", "list"),
    }


def state() -> dict[str, Any]:
    """The machine itself, whoever changes it: links, rules, mounts, loop devices, daemons, files."""
    return {
        **network(),
        "mounts": sorted(line.split(" ")[4] for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines()),
        "loop devices": _lines("losetup", "--noheadings", "--output", "NAME,BACK-FILE"),
        "daemons": _daemons({_bare}),
        "files": sorted(str(path) for folder in map(Path, FOLDERS) for path in folder.rglob("*")),
    }


def difference(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """One line for each thing that came or went; empty when nothing did."""
    lines = []
    for kind, old in before.items():
        new = after[kind]
        if isinstance(old, str):
            lines += [f"{kind}: {old!r} became {new!r}"] if old != new else []
            continue
        lines += [f"{kind}: + {line}" for line in new if line not in old]
        lines += [f"{kind}: - {line}" for line in old if line not in new]
    return lines
