# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of the tests that is ended by SIGTERM leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.paths import CACHE, ROOT
from bench.systemd_host import FOLDER, SystemdHost, alive, wait

WAITING = Path(__file__).with_name("waiting.py")


def ended_when(true: Callable[[], bool], *arguments: str, **environment: str) -> str:
    """What a run of pytest prints that gets SIGTERM, and again a second later, as soon as something is true."""
    command = [sys.executable, "-m", "pytest", "--shared-machine", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True, **pipes) as run:
        try:
            while not true():
                assert run.poll() is None, run.stdout.read()
                time.sleep(0.1)
            run.terminate()
            time.sleep(1)
            run.terminate()
            output, _nothing = run.communicate(timeout=120)
        finally:
            run.kill()
    assert run.returncode, output
    return output


@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_server_is_gone(processes: str, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    output = ended_when(told.exists, f"{WAITING}::test_waits", "--numprocesses", processes, TOLD=str(told))
    made = json.loads(told.read_text("utf-8"))
    assert not Path(made["folder"]).exists(), output
    assert not [pid for pid in made["processes"] if alive(pid)], output
    pids = f"-{made['processes'][0]}"
    assert not list(Path("/sys/fs/cgroup").glob(f"*/anvil-tests{pids}")), output
    commands = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert made["folder"] not in commands, output


@pytest.mark.gate("hosts")
def test_a_server_of_molecules_is_gone() -> None:
    server = SystemdHost("preflight-13-ended")
    output = ended_when(lambda: bool(server.pid("leader")), f"{WAITING}::test_molecule_waits")
    assert not server.folder.exists(), output
    assert not [group for group in server.cgroups if group.exists()], output
    assert FOLDER.parent == CACHE


def test_a_server_starts_over_what_a_killed_run_left() -> None:
    server = SystemdHost("killed")
    try:
        server.start("bookworm")
        (server.root / "root" / "mark").touch()
        for pid in (server.pid("leader"), server.pid("supervisor")):
            os.kill(pid, signal.SIGKILL)
            wait("the end", lambda pid=pid: not alive(pid), 10)
        server.start("bookworm")
        assert not (server.root / "root" / "mark").exists()
    finally:
        server.stop()
    assert not server.folder.exists()
