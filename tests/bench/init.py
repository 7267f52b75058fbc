# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first process of a bench server: makes the server's private folders, starts the daemons, buries orphans.

Runs under Debian's Python inside fresh mount, network, pid, uts and ipc namespaces:
init.py FOLDER NAME DAEMON:DAEMON… [CONTROLLERS…]. With control groups it is in a namespace of these, too: CONTROLLERS are
those of each hierarchy, or '' for version 2.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

# What a server has of its own; everything else is the machine's.
PRIVATE = {
    "run": "/run",
    "etc": "/etc/libvirt",
    "lib": "/var/lib/libvirt",
    "own": "/var/lib/anvil.hypervisor",
    "log": "/var/log/libvirt",
    "cache": "/var/cache/libvirt",
    "tmp": "/tmp",
}


def run(*command: str) -> None:
    subprocess.run(command, check=True)


def hide_kvm(empty: Path) -> None:
    """A plain file that even root cannot write: QEMU finds no KVM, and libvirt's cache of capabilities stays valid."""
    if Path("/dev/kvm").exists():
        empty.touch()
        run("mount", "--bind", str(empty), "/dev/kvm")
        run("mount", "-o", "remount,bind,ro", "/dev/kvm")


def mount_groups(hierarchies: list[str]) -> None:
    """The server's own control groups, at the root of the tree that it sees."""
    top = Path("/sys/fs/cgroup")
    if hierarchies == [""]:
        run("mount", "-t", "cgroup2", "cgroup2", str(top))
        # Version 2 hands controllers on only where no process is in the way.
        (top / "daemon").mkdir()
        for process in (top / "cgroup.procs").read_text("ascii").split():
            (top / "daemon/cgroup.procs").write_text(process, "ascii")
        for controller in (top / "cgroup.controllers").read_text("ascii").split():
            (top / "cgroup.subtree_control").write_text(f"+{controller}", "ascii")
        return
    run("mount", "-t", "tmpfs", "tmpfs", str(top))
    for controllers in hierarchies:
        (top / controllers).mkdir()
        run("mount", "-t", "cgroup", "-o", controllers, "cgroup", str(top / controllers))


def main(folder: Path, name: str, daemons: str, *hierarchies: str) -> None:
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "sysfs", "sysfs", "/sys")  # shows the links of this network namespace
    if hierarchies:
        mount_groups(list(hierarchies))
    for part, path in PRIVATE.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        run("mount", "--bind", str(folder / part), path)
    (folder / "hosts").write_text(f"127.0.0.1 localhost {name}\n", encoding="utf-8")
    run("mount", "--bind", str(folder / "hosts"), "/etc/hosts")
    hide_kvm(folder / "no-kvm")
    run("hostname", name)
    run("ip", "link", "set", "lo", "up")
    for daemon in ("virtlogd", *daemons.split(":")):
        run(daemon, "--daemon")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel then buries what daemons leave behind
    while True:
        signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
