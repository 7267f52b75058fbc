# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, whole: `make quickstart`, again, and clean, on a fresh machine that has no network and no systemd."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bench import fleet, machine, snapshot
from bench import fresh as fresh_machine
from bench.fresh import FreshMachine

PAGE = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1], timeout=5).read().decode())"

# What is not the machine's state but traces of whoever worked there.
TRACES = re.compile(
    r"^(dev|proc|sys|packages|wheels|mnt|tmp|run|root/\.ansible|root/\.cache|root/anvil\.hypervisor/\.cache|var/log|var/cache)(/|$)"
    r"|/__pycache__(/|$)|^var/lib/libvirt/dnsmasq/|^var/lib/(apt|dpkg|systemd)/"
)

# Each machine is Debian's release, and how its first process buries (bench/fresh_init.py). Debian 12 is tried in every way,
# Debian 13 along the main road: what is left out is the same there. The first gate has the main road on one release.
pytestmark = pytest.mark.gate("hosts")
on_one_release = pytest.mark.parametrize("fresh", ["bookworm-never"], indirect=True)
below_every_first_process = pytest.mark.parametrize("fresh", ["bookworm-never", "trixie-slowly", "bookworm-at once"], indirect=True)
in_the_first_gate = pytest.mark.parametrize(
    "fresh",
    ["bookworm-never", pytest.param("trixie-slowly", marks=pytest.mark.gate("test", "hosts")), "bookworm-at once"],
    indirect=True,
)

OWN_NETWORK = """<network><name>own</name><bridge name="own0"/><ip address="10.99.0.1" prefix="24"/></network>"""
OWN_GUEST = """<domain type="qemu"><name>own</name><memory unit="MiB">16</memory><os><type>hvm</type></os></domain>"""


@pytest.fixture(scope="module", params=["bookworm-never", "trixie-slowly"])
def fresh(request: pytest.FixtureRequest) -> Iterator[FreshMachine]:
    """The machine, and the proof that what happens on it happens nowhere else."""
    before, own = machine.network(), machine.own()
    suite, buries = request.param.split("-")
    with FreshMachine(suite, buries=buries) as made:
        made.clone()
        other_python(made)
        yield made
        during = machine.network()
    difference = machine.difference(before, during) + machine.difference(own, machine.own())
    assert not difference, "Changed outside of the fresh machine:\n" + "\n".join(difference)


def other_python(fresh: FreshMachine) -> None:
    """As pyenv has them: first in the path, newer than the distribution's, and none that runs."""
    path = fresh.path("/usr/local/bin/python3.14")
    path.write_text("#!/bin/sh\necho $0: command not found >&2\nexit 127\n", encoding="ascii")
    path.chmod(0o755)
    path.with_name("python3.12").symlink_to(path.name)


def make(fresh: FreshMachine, *arguments: str) -> str:
    started = time.monotonic()
    output = fresh.run("make", *arguments, cwd="/root/anvil.hypervisor").stdout
    print(f"make {' '.join(arguments)}: {time.monotonic() - started:.1f} s")
    return output


def changes(output: str) -> int:
    return fresh_machine.changes(output)["localhost"]


def in_its_network(fresh: FreshMachine, *command: str) -> str:
    """What a program of this machine sees of the other's network: that one need not have such a program."""
    enter = ["nsenter", f"--target={fresh.pid}", "--net"]
    return subprocess.run([*enter, *command], check=True, capture_output=True, text=True).stdout


def held(fresh: FreshMachine) -> dict[str, Any]:
    """Files with checksums, links, rules, mounts, and programs that run."""
    found = {}
    root = fresh.path("/")
    for folder, folders, names in os.walk(f"{root}/"):
        inside = os.path.relpath(folder, root)
        folders[:] = [name for name in folders if not TRACES.search(os.path.normpath(f"{inside}/{name}"))]
        for name in [*folders, *names]:
            path = os.path.join(folder, name)
            relative = os.path.normpath(f"{inside}/{name}")
            if not TRACES.search(relative):
                plain = os.path.isfile(path) and not os.path.islink(path)
                found[relative] = snapshot.checksum(path) if plain else "other"
    return {
        "files": found,
        "links": sorted(link["ifname"] for link in json.loads(in_its_network(fresh, "ip", "-j", "link"))),
        "firewall": in_its_network(fresh, "nft", "-s", "list", "ruleset"),
        "mounts": fresh.run("cut", "-d ", "-f2-3", "/proc/self/mounts").stdout,
        "programs": sorted(status["Name"] for status in processes(fresh).values()),
    }


def processes(fresh: FreshMachine) -> dict[str, dict[str, str]]:
    """What is in /proc/PID/status of each process that has not ended; not of what a shell waits for."""
    statuses = fresh.run("sh", "-c", "cat /proc/[0-9]*/status 2>/dev/null", check=False).stdout.split("\nName:")
    found = [dict(re.findall(r"^(\w+):\s*(\S+)", f"Name:{text.removeprefix('Name:')}", re.MULTILINE)) for text in statuses]
    return {one["Pid"]: one for one in found if one["State"] not in "ZX" and one["Name"] not in ("sh", "cat", "sleep")}


def below(fresh: FreshMachine, daemon: str) -> str:
    """The program that collects what the daemon and its guests leave behind."""
    there = processes(fresh)
    pid = next(pid for pid, status in there.items() if status["Name"] == daemon)
    return there[there[pid]["PPid"]]["Name"]


def subreapers(fresh: FreshMachine) -> int:
    return [status["Name"] for status in processes(fresh).values()].count("tini")


def daemons(fresh: FreshMachine, *arguments: str) -> str:
    """As the role libvirt_daemon has it."""
    return fresh.run("/root/anvil.hypervisor/roles/libvirt_daemon/files/daemons.sh", *arguments).stdout


def compare(before: dict[str, Any], after: dict[str, Any]) -> None:
    for kind, old in before.items():
        new = after[kind]
        if isinstance(old, dict):
            different = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
            assert not different, f"{kind}: {different}"
        assert old == new, kind


def until(what: str, question: Callable[[], Any], patience: int = 180) -> Any:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.5)
    raise AssertionError(f"In vain waited {patience} s for: {what}")


def page(fresh: FreshMachine, address: str) -> dict[str, Any]:
    """What the guest tells about itself; nothing while it does not answer."""
    done = fresh.run("python3", "-c", PAGE, f"http://{address}/status.json", check=False)
    return json.loads(done.stdout) if done.returncode == 0 else {}


def on_console(fresh: FreshMachine, guest: str, line: str, expected: str) -> None:
    """Open the console as a person does, type a line and wait for what it gives."""
    ours, theirs = pty.openpty()
    process = fresh.popen("virsh", "--connect", "qemu:///system", "console", guest, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = ""

    def read() -> bool:
        nonlocal seen
        while select.select([ours], [], [], 0.2)[0]:
            seen += os.read(ours, 65536).decode(errors="replace")
        return expected in seen

    try:
        until("the console's greeting", lambda: read() or "Escape character" in seen)
        os.write(ours, b"\n" + line.encode() + b"\n")
        until(f"{expected!r} on the console, which shows {seen!r}", read, 30)
    finally:
        # virsh leaves by its own key; killed from here, it would outlive the process that entered the machine for it.
        os.write(ours, b"\x1d")
        try:
            process.wait(30)
        finally:
            process.kill()
            process.wait()
            os.close(ours)


@on_one_release
def test_check_mode_on_a_machine_without_libvirt(fresh: FreshMachine):
    """Plans what can be planned, names what cannot, touches nothing."""
    make(fresh, ".venv-controller/collections/.complete")
    before = held(fresh)
    output = make(fresh, "quickstart", "ARGS=--check")
    compare(before, held(fresh))
    assert "could not plan" in output


@in_the_first_gate
def test_from_nothing_to_a_guest_that_answers(fresh: FreshMachine):
    """What a person sees is short, and all that Ansible said is in the log."""
    output = make(fresh, "quickstart")
    assert len(output.splitlines()) < 50 and "TASK" not in output  # noqa: PLR2004 (about a screen)
    assert re.search(r"^Make the host a hypervisor +(\d+ min )?\d+ s$", output, re.MULTILINE)
    assert "All that Ansible said is in .cache/quickstart.log" in output
    log = fresh.path("/root/anvil.hypervisor/.cache/quickstart.log").read_text("utf-8")
    assert fleet.changes(log) == fresh_machine.changes(output) != {}
    address = re.search(r"runs and answers at (192\.168\.130\.\d+)", output).group(1)
    assert "virsh --connect qemu:///system console quickstart" in output
    assert "The guest will be emulated, which is slower, since" in output
    assert "type='qemu'" in fresh.run("virsh", "dumpxml", "quickstart").stdout

    told = page(fresh, address)
    assert told["boots"] == 1
    assert told["volume"] == "mounted (formatted at this boot)"

    on_console(fresh, "quickstart", "echo counted $(cat /volume/boots), I am $(id -un)", "counted 1, I am root")


def test_again_changes_nothing(fresh: FreshMachine):
    guest = fresh.path("/run/libvirt/qemu/quickstart.pid").read_text("ascii")
    before = held(fresh)
    assert changes(make(fresh, "quickstart", "ARGS=--check --diff")) == 0
    assert changes(make(fresh, "quickstart")) == 0
    after = held(fresh)
    for state in (before, after):  # the guest itself writes
        state["files"] = {name: value for name, value in state["files"].items() if not name.endswith("data.qcow2")}
    compare(before, after)
    assert fresh.path("/run/libvirt/qemu/quickstart.pid").read_text("ascii") == guest


@below_every_first_process
def test_daemons_and_guests_are_below_a_subreaper_whatever_the_first_process_is(fresh: FreshMachine):
    for daemon in ("virtlogd", "libvirtd", "qemu-system-x86"):  # Debian 13 packages virtlockd apart
        assert below(fresh, daemon) == "tini"


@below_every_first_process
def test_libvirtd_restarted_with_a_guest_running(fresh: FreshMachine):
    """The guest goes on; it is below the first subreaper, and libvirtd below a second, which sees it end and start again."""
    guest = fresh.path("/run/libvirt/qemu/quickstart.pid").read_text("ascii")
    daemons(fresh, "stop", "libvirtd")
    assert below(fresh, "qemu-system-x86") == "tini"
    daemons(fresh, "start", "libvirtd")
    assert fresh.path("/run/libvirt/qemu/quickstart.pid").read_text("ascii") == guest
    assert subreapers(fresh) == 2  # noqa: PLR2004 (as the words say)
    # libvirtd knows the guest's state at once, and its QEMU a little later. A guest that is ended in between is ended, with an error.
    until("QEMU's answer to libvirtd", lambda: "No errors" in fresh.run("virsh", "domblkerror", "quickstart", check=False).stdout, 60)
    assert fresh.path(f"/proc/{guest}/comm").read_text("ascii").startswith("qemu")
    fresh.run("timeout", "20", "virsh", "destroy", "quickstart")
    fresh.run("timeout", "60", "virsh", "start", "quickstart")
    assert below(fresh, "qemu-system-x86") == below(fresh, "libvirtd") == "tini"


@below_every_first_process
def test_a_daemon_that_somebody_started_goes_below_a_subreaper_where_the_first_process_needs_one(fresh: FreshMachine):
    daemons(fresh, "stop", "libvirtd")
    fresh.run("env", "LC_ALL=C", "/usr/sbin/libvirtd", "--daemon")
    assert below(fresh, "libvirtd") != "tini"
    needed = fresh.buries != "at once"
    assert changes(make(fresh, "quickstart")) == needed
    assert (below(fresh, "libvirtd") == "tini") == needed


@on_one_release
def test_settings_that_the_daemon_does_not_take_are_taken_back(fresh: FreshMachine):
    settings = fresh.path("/etc/libvirt/qemu.conf").read_text("utf-8")
    bad = json.dumps({"kvm_host_configuration": {"qemu.conf": {"max_files": "lots"}}}, separators=(",", ":"))
    output = fresh.run("make", "quickstart", f"ARGS=-e '{bad}'", cwd="/root/anvil.hypervisor", check=False).stdout
    assert "cannot work with the new settings of qemu.conf" in output
    assert "expected an unsigned integer for 'max_files'" in output
    assert "localhost FAILED after" in output
    assert "The end of .cache/quickstart.log:" in output and "PLAY RECAP" in output
    assert fresh.path("/etc/libvirt/qemu.conf").read_text("utf-8") == settings
    assert "quickstart" in fresh.run("virsh", "list", "--name").stdout


@on_one_release
def test_the_volume_counts_restarts(fresh: FreshMachine):
    address = re.search(r"(192\.168\.130\.\d+)", fresh.run("virsh", "net-dhcp-leases", "quickstart").stdout).group(1)
    before = until("the guest's answer", lambda: page(fresh, address))["boots"]
    fresh.run("virsh", "reboot", "quickstart")
    told = until("the next boot", lambda: (found := page(fresh, address)).get("boots", before) != before and found)
    assert (told["boots"], told["volume"]) == (before + 1, "mounted")


def test_clean_takes_what_quickstart_made_and_nothing_else(fresh: FreshMachine):
    fresh.path("/root/own-network.xml").write_text(OWN_NETWORK, encoding="utf-8")
    fresh.path("/root/own-guest.xml").write_text(OWN_GUEST, encoding="utf-8")
    fresh.run("virsh", "net-define", "/root/own-network.xml")
    fresh.run("virsh", "net-start", "own")
    fresh.run("virsh", "define", "/root/own-guest.xml")
    fresh.run("virsh", "pool-define-as", "own", "dir", "--target", "/srv/own")
    fresh.run("virsh", "pool-build", "own")
    fresh.run("virsh", "pool-start", "own")
    fresh.run("virsh", "vol-create-as", "own", "precious", "1M")
    (fresh.path("/srv/own/precious")).write_bytes(b"data" * 1000)

    make(fresh, "quickstart-clean")
    own = held(fresh)
    assert not [name for name in own["files"] if "quickstart" in name and name.startswith(("etc/", "srv/", "var/"))]
    assert "own0" in own["links"]
    assert "precious" in fresh.run("virsh", "vol-list", "own").stdout
    for kind in ("list", "net-list", "pool-list"):
        names = fresh.run("virsh", kind, "--all", "--name").stdout.split()
        assert names == ["own"] if kind != "net-list" else "own" in names, kind
        assert "quickstart" not in names

    assert changes(make(fresh, "quickstart-clean")) == 0


@on_one_release
def test_there_and_back_leaves_everything_as_it_was(fresh: FreshMachine):
    """Once more, now that the packages are there."""
    before = held(fresh)
    make(fresh, "quickstart")
    assert held(fresh)["links"] != before["links"]
    make(fresh, "quickstart-clean")
    compare(before, held(fresh))


@on_one_release
def test_the_role_undone_ends_the_daemons_and_then_the_subreapers(fresh: FreshMachine):
    fresh.run("virsh", "undefine", "own")
    fresh.run("virsh", "net-destroy", "own")
    variables = {"kvm_host_state": "absent", "kvm_host_manage_packages": False, "ansible_python_interpreter": "/usr/bin/python3"}
    role = ["-m", "include_role", "-a", "name=anvil.hypervisor.kvm_host", "-e", json.dumps(variables)]
    collections = "ANSIBLE_COLLECTIONS_PATH=.venv-controller/collections"
    fresh.run("env", collections, ".venv-controller/bin/ansible", "localhost", *role, cwd="/root/anvil.hypervisor")
    until("the subreapers' end", lambda: subreapers(fresh) == 0, 30)
    assert not {status["Name"] for status in processes(fresh).values()} & {"libvirtd", "virtlogd", "virtlockd"}
