# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the role libvirt_daemon runs libvirt's daemons where no service manager does: its script, on a server whose daemons it restarts.

Fresh machines with every kind of first process are in tests/quickstart.
"""

from __future__ import annotations

import re
import time

from bench.paths import ROOT

SCRIPT = str(ROOT / "roles/libvirt_daemon/files/daemons.sh")
GUEST = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "q35"}, "state": "running"}


def processes(server) -> dict[str, tuple[str, str]]:
    """Name and parent of each process that has not ended, by its number."""
    statuses = server.run("sh", "-c", "cat /proc/[0-9]*/status 2>/dev/null; true").stdout
    found = re.findall(r"^Name:\s*(\S+).*?^State:\s*(\S).*?^Pid:\s*(\d+)\nPPid:\s*(\d+)", statuses, re.MULTILINE | re.DOTALL)
    return {pid: (name, parent) for name, state, pid, parent in found if state not in "ZX"}


def above(server, program: str) -> str:
    there = processes(server)
    return next(parent for name, parent in there.values() if name == program)


def test_what_a_daemon_starts_outlives_it_below_the_subreaper(own_server):
    server = own_server
    assert server.run(SCRIPT, "look", "virtlogd", "libvirtd", "none").stdout == ""  # run by hand, below a first process that buries
    assert server.run(SCRIPT, "stop", "libvirtd").stdout == "libvirtd\n"
    assert server.run(SCRIPT, "look", "virtlogd", "libvirtd").stdout == "missing libvirtd\n"
    server.run(SCRIPT, "start", "libvirtd")
    first = above(server, "libvirtd")
    assert processes(server)[first][0] in ("tini", "python3")
    server.module("domain", **GUEST)
    assert above(server, "qemu-system-x86") == first

    server.run(SCRIPT, "restart", "libvirtd")
    assert above(server, "qemu-system-x86") == first != above(server, "libvirtd")
    assert server.virsh("domstate", "guest").strip() == "running"
    server.virsh("destroy", "guest")
    ends = time.monotonic() + 30
    while first in processes(server):  # nothing is below it any more
        assert time.monotonic() < ends
        time.sleep(0.2)
    assert server.run(SCRIPT, "look", "virtlogd", "libvirtd").stdout == ""


def test_a_daemon_that_lost_the_file_of_its_number_is_found(own_server):
    """A second one would take the sockets of the first away, and end."""
    (pid,) = [pid for pid, (name, _parent) in processes(own_server).items() if name == "libvirtd"]
    own_server.run("rm", "/run/libvirtd.pid")
    assert own_server.run(SCRIPT, "look", "virtlogd", "libvirtd").stdout == ""
    assert own_server.run(SCRIPT, "stop", "libvirtd").stdout == "libvirtd\n"
    assert pid not in processes(own_server)
    own_server.run(SCRIPT, "start", "libvirtd")
    assert own_server.virsh("version")


def test_what_a_daemon_says_that_cannot_start_is_told(own_server):
    own_server.run(SCRIPT, "stop", "libvirtd")
    settings = own_server.folder / "etc/libvirtd.conf"
    settings.write_text('max_clients = "lots"\n', encoding="utf-8")
    done = own_server.run(SCRIPT, "start", "libvirtd", check=False)
    assert done.returncode != 0 and "max_clients" in done.stderr, done
    assert not {name for name, _parent in processes(own_server).values()} & {"tini", "libvirtd"}
