# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The move from libvirtd to the modular daemons and back, and the modules on either side (`make modular`).

Not named test_*: building the daemons takes too long for every run of the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import modular
from bench.paths import COLLECTIONS, ROOT
from bench.systemd_host import KEY, SystemdHost

SUITE = "bookworm"
HERE = Path(__file__).resolve().parent

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def inventory(tmp_path: Path) -> Iterator[Path]:
    """A bare server, by its inventory."""
    server = SystemdHost("modular")
    ssh = "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR"
    variables = {
        "ansible_user": "root",
        "ansible_python_interpreter": "/usr/bin/python3",
        "ansible_ssh_private_key_file": str(KEY),
        "ansible_ssh_common_args": f'{ssh} -o "ProxyCommand={ROOT}/tests/bench/systemd-host proxy %h"',
        "kvm_host_package_cache_valid_time": 2000000000,
        "modular_archive": str(modular.build(SUITE)),
    }
    path = tmp_path / "inventory.json"
    path.write_text(json.dumps({"all": {"hosts": {server.name: variables}}}), encoding="utf-8")
    try:
        server.start(SUITE)
        yield path
    finally:
        server.stop()


def play(name: str, inventory: Path) -> str:
    environment = os.environ | {
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_NOCOLOR": "1",
    }
    command = [shutil.which("ansible-playbook") or "ansible-playbook", "--inventory", inventory, HERE / name]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


def test_move_to_modular_and_back(inventory: Path) -> None:
    play("move.yml", inventory)
