# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control groups for a server's guests: a subtree of this machine's, below the groups in which the tests themselves run.

A server that is given them sees them as its whole tree, so that libvirt makes its groups there and nowhere else.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
# What libvirt sets values with. All of them, or it refuses those that are missing.
CONTROLLERS = ("cpu", "cpuacct", "cpuset", "memory", "blkio")
# A new group of this controller has to be given processors and memory before anything runs in it.
FILLED = {"cpuset": ("cpuset.cpus", "cpuset.mems")}
JOIN = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 1; shift; done; shift; exec "$@"'


class Groups:
    """The groups of one server, one in each hierarchy of version 1 or one in all of version 2."""

    def __init__(self, name: str) -> None:
        self.folders = {controllers: parent / name for controllers, parent in _own().items()}

    def make(self) -> None:
        self.remove()
        for controllers, folder in self.folders.items():
            folder.mkdir()
            for controller in controllers.split(","):
                for file in FILLED.get(controller, ()):
                    (folder / file).write_text((folder.parent / file).read_text("ascii"), "ascii")

    def joining(self, *command: str) -> list[str]:
        """The command, run inside the groups."""
        return ["sh", "-c", JOIN, "join", *(str(folder / "cgroup.procs") for folder in self.folders.values()), "--", *command]

    def remove(self) -> None:
        """Take the groups away, once all that ran in them is gone."""
        for top in self.folders.values():
            for folder, _folders, _files in os.walk(top, topdown=False):
                _remove(Path(folder))


def _own() -> dict[str, Path]:
    """Where this process is, by controllers: of version 1 those that libvirt needs, else all of version 2 under ''."""
    found = {}
    for line in Path("/proc/self/cgroup").read_text("ascii").splitlines():
        _number, controllers, path = line.split(":", 2)
        if set(controllers.split(",")) & set(CONTROLLERS) and (ROOT / controllers).is_dir():
            found[controllers] = ROOT / controllers / path.lstrip("/")
        elif not controllers and (ROOT / "cgroup.controllers").exists():
            return {"": ROOT / path.lstrip("/")}
    return found


def _remove(folder: Path) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            return folder.rmdir()
        except OSError:  # what was killed a moment ago still counts
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
