# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Debian machine as it comes, in namespaces: own files, links, processes, no systemd, no way out.

Its base, a repository of packages and the Python packages are made by bench/fresh_parts.py beforehand, for each suite.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import machine, paths

INIT = Path(__file__).with_name("fresh_init.py")
PARTS = paths.CACHE / "fresh"
SPACES = ["--mount", "--uts", "--ipc", "--net"]
OWN_PROCESSES = ["--pid", "--fork", "--mount-proc", "--kill-child"]


def changes(output: str) -> dict[str, int]:
    """How many changes `make quickstart` says that it made, by host; a host on which it failed is not among them."""
    found = re.findall(r"^(\S+): done in [^,]+, (\w+) .*\bchange", output, re.MULTILINE)
    return {host: 0 if word == "nothing" else int(word) for host, word in found}


class FreshMachine:
    """`with FreshMachine("trixie") as fresh: fresh.run("make", "quickstart", cwd="/root/clone")`."""

    def __init__(self, suite: str, name: str = "fresh", buries: str = "at once") -> None:
        """`buries`: how its first process treats orphans that ended (bench/fresh_init.py)."""
        self.name, self.parts, self.buries = name, PARTS / suite, buries
        self.folder = Path(tempfile.mkdtemp(prefix=machine.FOLDER_PREFIX, dir="/var/tmp"))
        self.pid = 0
        self._leader: subprocess.Popen | None = None
        self._as_here = buries == "as here"

    def __enter__(self) -> FreshMachine:
        for part in ("upper", "work", "root"):
            (self.folder / part).mkdir()
        (self.folder / "upper").chmod(0o755)
        log = self.folder / "init.log"
        with log.open("wb") as output:
            self._leader = subprocess.Popen(
                [
                    *("setpriv", "--pdeathsig", "TERM" if self._as_here else "KILL", "unshare", *SPACES),
                    *([] if self._as_here else OWN_PROCESSES),
                    *("/usr/bin/python3", str(INIT), str(self.parts), str(self.folder), self.name, self.buries),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        children = Path(f"/proc/{self._leader.pid}/task/{self._leader.pid}/children")
        while self._leader.poll() is None:
            found = [self._leader.pid] if self._as_here else children.read_text("ascii").split()
            self.pid = int(found[0]) if found else 0
            if self.pid and Path(f"/proc/{self.pid}/root/run/ready").exists():
                if not self._as_here:
                    machine.register(self.pid)
                return self
            time.sleep(0.02)
        message = log.read_text("utf-8", errors="replace")
        self.__exit__()
        raise RuntimeError(f"The fresh machine did not come up:\n{message}")

    def __exit__(self, *_exception: object) -> None:
        if self._as_here:
            self._leader.terminate()
        elif self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self._leader.wait(timeout=30)
        shutil.rmtree(self.folder)

    def clone(self, to: str = "/root/anvil.hypervisor") -> str:
        """The working tree as a fresh clone has it, in the machine."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
            cwd=paths.ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for name in listed.decode().split("\0"):
            source, target = paths.ROOT / name, self.path(to) / name
            if name and source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target, follow_symlinks=False)
        return to

    def path(self, inside: str) -> Path:
        """A path of the machine, as seen from outside."""
        return Path(f"/proc/{self.pid}/root") / inside.lstrip("/")

    def popen(self, *command: str, cwd: str = "/root", **options: Any) -> subprocess.Popen:
        spaces = [*SPACES, *([] if self._as_here else ["--pid"]), "--root"]
        enter = ["nsenter", f"--target={self.pid}", *spaces, f"--wd=/proc/{self.pid}/root{cwd}"]
        # As a login on a plain machine: nothing of the environment of whoever runs the tests.
        environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "TERM": "dumb"}
        return subprocess.Popen([*enter, "--", *command], env=environment, **options)

    def run(self, *command: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess:
        """Run a program in the machine; its output, errors among it, as text."""
        process = self.popen(*command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        output, _errors = process.communicate()
        if check and process.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {process.returncode}:\n{output}")
        return subprocess.CompletedProcess(command, process.returncode, output)
