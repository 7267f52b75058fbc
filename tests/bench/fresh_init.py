# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first process of a fresh machine: its own root, /proc, /sys and /dev, then nothing but burying orphans.

fresh_init.py PARTS OWN NAME BURIES: PARTS holds base, packages and wheels (bench/fresh_parts.py), OWN what the machine
changes, BURIES how this process treats orphans that ended (HABITS). "as here": it is no first process, and that of the
machine around it gets the orphans; SIGTERM ends it with all that is in the machine.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

DEVICES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def make_devices(dev: Path) -> None:
    """What a container has: no disk, no KVM."""
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(dev))
    for name, (major, minor) in {**DEVICES, "net/tun": (10, 200)}.items():
        path = dev / name
        path.parent.mkdir(exist_ok=True)
        os.mknod(path, 0o020666, os.makedev(major, minor))
        path.chmod(0o666)
    for folder, kind, options in (("pts", "devpts", "newinstance,ptmxmode=666,mode=620,gid=5"), ("shm", "tmpfs", "mode=1777")):
        (dev / folder).mkdir()
        mount("-t", kind, "-o", options, kind, str(dev / folder))
    for name, target in (("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        (dev / name).symlink_to(target)


def main(parts: Path, own: Path, name: str) -> None:
    root = own / "root"
    mount("--make-rprivate", "/")
    layers = f"lowerdir={parts / 'base'},upperdir={own / 'upper'},workdir={own / 'work'}"
    mount("-t", "overlay", "-o", f"volatile,{layers}", "overlay", str(root))
    for folder in ("packages", "wheels"):
        (root / folder).mkdir()
        mount("--bind", "-o", "ro", str(parts / folder), str(root / folder))
    mount("-t", "proc", "proc", str(root / "proc"))
    mount("-t", "sysfs", "-o", "ro", "sysfs", str(root / "sys"))
    make_devices(root / "dev")
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(root / "run"))
    (root / "etc/hostname").write_text(name + "\n", encoding="utf-8")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {name}\n", encoding="utf-8")
    subprocess.run(["hostname", name], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    os.chdir(root)
    subprocess.run(["pivot_root", ".", "mnt"], check=True)
    os.chroot(".")
    subprocess.run(["umount", "--lazy", "/mnt"], check=True)
    Path("/run/ready").touch()


def at_once() -> None:
    """As an init does. The kernel then buries for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        signal.pause()


def slowly() -> None:
    """As one that looks from time to time, such as the agent of a virtual machine."""
    while True:
        time.sleep(2)
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
            except ChildProcessError:
                break


def never() -> None:
    """As a program that knows of no orphans, such as the first process of `docker run` without --init."""
    while True:
        signal.pause()


def as_here() -> None:
    """Not at all, as the first process around does it. In the end all is killed that has the same files."""
    signal.sigwait({signal.SIGTERM})
    own = os.readlink("/proc/self/ns/mnt")
    while others := [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if pid != os.getpid() and files(pid) == own]:
        for pid in others:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def files(pid: int) -> str:
    """Which mounts a process has; none of one that is gone or has ended."""
    try:
        return os.readlink(f"/proc/{pid}/ns/mnt")
    except OSError:
        return ""


HABITS = {"at once": at_once, "slowly": slowly, "never": never, "as here": as_here}

if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM} if sys.argv[4] == "as here" else set())
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    HABITS[sys.argv[4]]()
