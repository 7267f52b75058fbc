# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with systemd in a container of its own, reached by ssh without any network.

    python -m bench.systemd_host start NAME SUITE
    python -m bench.systemd_host proxy NAME          ssh's ProxyCommand
    python -m bench.systemd_host stop NAME

systemd-nspawn boots an overlay over an image (bench.image); nothing of systemd need run on the machine itself.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bench import image
from bench.paths import CACHE, ROOT, alone, compiled

FOLDER = CACHE / "servers"
KEY = FOLDER / "id"
# An option of ssh's, by which a server is reached. A shell runs it.
PROXY = f"ProxyCommand={shlex.quote(str(ROOT / 'tests/bench/systemd-host'))} proxy %h"
CGROUPS = Path("/sys/fs/cgroup")

# What lets Python compile Ansible's modules once (compiled/sitecustomize.py), in the server; for root alone, since commands that users run
# log in as somebody else.
COMPILED = Path(__file__).with_name("compiled")
SSHD = "Match User root\nSetEnv PYTHONPATH=/run/bench/python BENCH_COMPILED=/run/bench/compiled\n"


def wait(what: str, true: Callable[[], object], seconds: float) -> None:
    """Raises TimeoutError when it does not become true."""
    for _turn in range(int(seconds / 0.1)):
        if true():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{what}: not within {seconds} s")


def children(pid: int) -> list[int]:
    """Of every thread of the process."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, tasks.read_text(encoding="ascii").split())
    return found


def alive(pid: int) -> bool:
    """Also false of a process that has ended and was not collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class SystemdHost:
    """A server by name. What is known of it lies in its folder, so that any process can speak of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._supervisor: subprocess.Popen[bytes] | None = None  # where this process started it
        self.folder = FOLDER / name
        self.root = self.folder / "root"
        hierarchies = [CGROUPS / "unified", CGROUPS / "systemd"]
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        # Each server needs a group of its own, or their systemds take each other's services for theirs.
        self.cgroups = [group / f"anvil-{mark}" for group in (hierarchies if hierarchies[0].is_dir() else [CGROUPS])]

    def pid(self, which: str) -> int:
        """`supervisor`: systemd-nspawn; `leader`: the server's own first process. 0 when unknown."""
        with suppress(OSError, ValueError):
            return int((self.folder / which).read_text(encoding="ascii"))
        return 0

    def start(self, suite: str) -> None:
        """Boots it and waits until ssh answers."""
        if alive(self.pid("leader")):
            return
        self.stop()  # what a run left that was killed
        base = image.build(suite)
        for part in ("upper", "work", "root"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        with alone("key"):
            if not KEY.exists():
                subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(KEY)], check=True)
        self._mount(base)
        self._prepare()
        self._boot()
        wait(f"{self.name}: sshd", self._ssh_answers, 60)

    def _mount(self, base: Path) -> None:
        # volatile: nothing waits for the disk, since a server that loses power is none of these.
        layers = f"volatile,lowerdir={base},upperdir={self.folder / 'upper'},workdir={self.folder / 'work'}"
        subprocess.run(["mount", "-t", "overlay", f"anvil-{self.name}", "-o", layers, self.root], check=True)

    def _prepare(self) -> None:
        (self.root / "etc/hostname").write_text(f"{self.name}\n", encoding="ascii")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost {self.name}\n", encoding="ascii")
        ssh = self.root / "root/.ssh"
        ssh.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(KEY.with_suffix(".pub"), ssh / "authorized_keys")
        (self.root / "etc/ssh/sshd_config.d/bench.conf").write_text(SSHD, encoding="ascii")
        subprocess.run(["chroot", self.root, "ssh-keygen", "-A"], check=True, capture_output=True)

    def _boot(self) -> None:
        for group in self.cgroups:
            group.mkdir(exist_ok=True)
        command = [
            *("systemd-nspawn", "--quiet", "--boot", "--console=pipe", "--register=no", "--keep-unit"),
            *("--private-network", "--capability=all", "--bind=/dev/net/tun"),
            *(f"--bind-ro={COMPILED}:/run/bench/python", f"--bind={compiled()}:/run/bench/compiled"),
            *(f"--machine={self.name}", f"--hostname={self.name}", f"--directory={self.root}"),
        ]
        join = " ".join(f"echo $$ >{group}/cgroup.procs;" for group in self.cgroups)
        with (self.folder / "console.log").open("wb") as console:
            supervisor = self._supervisor = subprocess.Popen(
                ["/bin/sh", "-c", f'{join} exec "$@"', "sh", *command],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
                env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1", "SYSTEMD_NSPAWN_LOCK": "0"},
            )
        (self.folder / "supervisor").write_text(str(supervisor.pid), encoding="ascii")
        wait(f"{self.name}: systemd", lambda: self._find_leader(supervisor), 30)

    def _find_leader(self, supervisor: subprocess.Popen[bytes]) -> bool:
        if supervisor.poll() is not None:
            raise RuntimeError((self.folder / "console.log").read_text(encoding="utf-8", errors="replace"))
        for child in children(supervisor.pid):
            for pid in (child, *children(child)):
                with suppress(OSError):
                    if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "systemd":
                        (self.folder / "leader").write_text(str(pid), encoding="ascii")
                        return True
        return False

    def run(self, *command: str) -> str:
        """Runs a program in the server and returns what it prints."""
        enter = ["nsenter", f"--target={self.pid('leader')}", "--all", "--", *command]
        done = subprocess.run(enter, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def proxy(self, *options: str) -> list[str]:
        """A command whose input and output are the server's sshd."""
        return ["nsenter", "-t", str(self.pid("leader")), "-n", "busybox", "nc", *options, "127.0.0.1", "22"]

    def _ssh_answers(self) -> bool:
        done = subprocess.run(self.proxy("-w", "2"), stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return b"SSH" in done.stdout

    def stop(self) -> None:
        """Shuts it down and leaves nothing of it, whatever runs in it."""
        leader, supervisor = self.pid("leader"), self.pid("supervisor")
        if alive(leader):
            os.kill(leader, signal.SIGRTMIN + 4)  # systemd: power off
            with suppress(TimeoutError):
                wait("power off", lambda: not alive(supervisor), 10)
        # Its process namespace ends with its first process: a guest that will not shut down, too.
        for pid in (leader, supervisor):
            if pid and alive(pid):
                os.kill(pid, signal.SIGKILL)
        if self._supervisor:
            self._supervisor.wait(30)
        if os.path.ismount(self.root):
            wait("unmount", lambda: subprocess.run(["umount", self.root], check=False).returncode == 0, 10)
        shutil.rmtree(self.folder, ignore_errors=True)
        for group in self.cgroups:
            for folder in sorted(group.rglob("*/"), reverse=True):
                with suppress(OSError):
                    folder.rmdir()
            with suppress(OSError):
                group.rmdir()


def main(action: str, name: str, *rest: str) -> None:
    """The command line."""
    host = SystemdHost(name)
    if action == "start":
        host.start(*rest)
    elif action == "stop":
        host.stop()
    else:
        os.execvp("nsenter", host.proxy())


if __name__ == "__main__":
    main(*sys.argv[1:])
