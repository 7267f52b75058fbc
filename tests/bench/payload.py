# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible sends to a host to run a module: built by Ansible itself, as for a task.

It stands in a process of its own, since Ansible's way of finding collections holds for the whole process.
"""

from __future__ import annotations

import base64
import functools
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass

from bench.paths import COLLECTIONS, ROOT, link_collection

MODULES = ROOT / "plugins" / "modules"
OURS = "ansible_collections/anvil/hypervisor/"


@dataclass(frozen=True)
class Payload:
    """What goes to a host: the collection's files, their bytes, and the bytes of all that is sent, Ansible's own among them."""

    files: list[str]
    size: int
    sent: int

    def __str__(self) -> str:
        return f"{len(self.files):3} files, {self.size / 1024:6.1f} KiB; sent with Ansible's own: {self.sent / 1024:6.1f} KiB"


def names() -> list[str]:
    """The modules of the collection."""
    return sorted(path.stem for path in MODULES.glob("*.py"))


def payloads() -> dict[str, Payload]:
    """What each module of the collection ships."""
    done = subprocess.run((sys.executable, "-m", "bench.payload"), cwd=ROOT / "tests", stdout=subprocess.PIPE, text=True, check=True)
    return {module: Payload(**found) for module, found in json.loads(done.stdout).items()}


def main() -> None:
    from ansible.executor import module_common  # noqa: PLC0415 (in the process of its own)
    from ansible.parsing.dataloader import DataLoader  # noqa: PLC0415 (likewise)
    from ansible.plugins.loader import init_plugin_loader  # noqa: PLC0415 (likewise)
    from ansible.template import Templar  # noqa: PLC0415 (likewise)

    link_collection()
    init_plugin_loader([str(COLLECTIONS)])
    module_common.compile = functools.lru_cache(maxsize=None)(compile)  # most files are in every payload
    found = {}
    for path in sorted((COLLECTIONS / OURS / "plugins" / "modules").glob("*.py")):
        data = module_common.modify_module(
            module_name=f"anvil.hypervisor.{path.stem}", module_path=str(path), module_args={}, templar=Templar(DataLoader()),
            task_vars={"ansible_python_interpreter": "/usr/bin/python3"}, module_compression="ZIP_DEFLATED").b_module_data
        packed = max(re.findall(rb"[A-Za-z0-9+/=]{1000,}", data), key=len)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
            ours = [entry for entry in archive.infolist() if entry.filename.startswith(OURS) and entry.file_size]
        found[path.stem] = {"files": [entry.filename[len(OURS):] for entry in ours], "size": sum(entry.file_size for entry in ours),
                            "sent": len(data)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
