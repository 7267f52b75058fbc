# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job below the first process of the machine that runs the tests; files and network are a fresh machine's."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from bench import machine
from bench.fresh import FreshMachine
from bench.needs import needs_root

pytestmark = needs_root


@pytest.mark.gate("hosts")
def test_there_and_back_below_the_first_process_as_it_stands():
    before = machine.network()
    with FreshMachine("bookworm", name="as-it-stands", buries="as here") as fresh:
        folder, files = fresh.clone(), os.readlink(f"/proc/{fresh.pid}/ns/mnt")
        output = fresh.run("make", "quickstart", "ACCEL=tcg", cwd=folder).stdout
        assert re.search(r"^Guest quickstart on as-it-stands runs and answers at 192\.168\.130\.\d+", output, re.MULTILINE)
        guest = fresh.path("/run/libvirt/qemu/quickstart.pid").read_text("ascii")
        parent = re.search(r"^PPid:\s*(\d+)", Path(f"/proc/{guest}/status").read_text("ascii"), re.MULTILINE).group(1)
        assert Path(f"/proc/{parent}/comm").read_text("ascii").strip() == "tini"
        fresh.run("make", "quickstart-clean", cwd=folder)
        assert not fresh.run("virsh", "list", "--all", "--name").stdout.split()
        assert machine.network() == before
    assert not [process.name for process in Path("/proc").glob("[0-9]*") if files_of(process) == files]


def files_of(process: Path) -> str:
    try:
        return os.readlink(process / "ns/mnt")
    except OSError:  # it has ended
        return ""
