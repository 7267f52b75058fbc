# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers with systemd as somebody's inventory has them: reached by ssh as an ordinary user who may use sudo."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from bench import programs
from bench.environments import CURRENT
from bench.paths import COLLECTIONS
from bench.systemd_host import KEY, PROXY, SystemdHost

USER = "admin"
OPTIONS = ("-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR")


class Fleet:
    """`with Fleet({"a": "bookworm", "b": "trixie"}) as fleet`: servers by name, each of a suite."""

    def __init__(self, suites: Mapping[str, str]) -> None:
        self.suites = dict(suites)
        self.servers = [SystemdHost(name) for name in suites]

    def __enter__(self) -> Fleet:
        try:
            for server in self.servers:
                server.start(self.suites[server.name])
                self._admit_user(server.root)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for server in self.servers:
            server.stop()

    @staticmethod
    def _admit_user(root: Path) -> None:
        for command in (
            ("useradd", "--create-home", "--shell", "/bin/bash", USER),
            ("cp", "-r", "/root/.ssh", f"/home/{USER}/"),
            ("chown", "-R", f"{USER}:", f"/home/{USER}/.ssh"),
        ):
            subprocess.run(["chroot", root, *command], check=True)
        (root / "etc/sudoers.d" / USER).write_text(f"{USER} ALL=(ALL) NOPASSWD: ALL\n", encoding="ascii")

    def inventory(self, folder: Path, user: str = USER) -> Path:
        """Writes how to reach them, as an inventory that may stand beside another."""
        connection = {
            "ansible_user": user,
            "ansible_ssh_private_key_file": str(KEY),
            "ansible_ssh_common_args": " ".join(OPTIONS) + f' -o "{PROXY}"',
            # The servers have no network: the lists that came with their image are fresh for ever.
            "kvm_host_package_cache_valid_time": 2_000_000_000,
            "tiny_guest_package_cache_valid_time": 2_000_000_000,
        }
        path = folder / "fleet.json"
        path.write_text(json.dumps({"all": {"hosts": dict.fromkeys(self.suites, connection)}}), encoding="utf-8")
        return path

    def on(self, server: str, command: str) -> str:
        """What a command gives that the user types there."""
        ssh = ["ssh", "-i", str(KEY), *OPTIONS, "-o", PROXY, f"{USER}@{server}", command]
        return subprocess.run(ssh, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout


def play(playbook: str, inventories: Sequence[Path], *arguments: str, fails: bool = False) -> str:
    """What `ansible-playbook` prints, called by a user who stands in the folder of the first inventory."""
    folder = inventories[0].parent
    command = [str(CURRENT.program("ansible-playbook")), playbook, *arguments]
    for inventory in inventories:
        command += ["--inventory", str(inventory)]
    environment = {
        **os.environ,
        "PWD": str(folder),  # as a shell has it
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
    }
    done = programs.run(command, cwd=folder, env=environment)
    assert bool(done.returncode) == fails, done.stdout[-10000:]
    return done.stdout


def changes(output: str) -> dict[str, int]:
    """How many tasks changed something, by host."""
    return {name: int(number) for name, number in re.findall(r"^(\S+) +: ok=\d+ +changed=(\d+)", output, re.MULTILINE)}
