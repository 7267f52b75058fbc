# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks preflight.yml and capture.yml, on a server of the bench: what it hides and shows is real."""

from __future__ import annotations

import json

import pytest
from bench.paths import ROOT
from bench.server import Server

pytestmark = pytest.mark.oldest_core("faults")

PREFLIGHT = ROOT / "playbooks" / "preflight.yml"
CAPTURE = ROOT / "playbooks" / "capture.yml"
EMULATION = {"preflight_require": "emulation", "preflight_accept": ["distribution", "release"]}


def report(run) -> dict:
    facts = [result.get("ansible_facts", {}) for result in run.results]
    return next(each["preflight_report"] for each in facts if "preflight_report" in each)


def names(entries: list[dict]) -> list[str]:
    return [entry["name"] for entry in entries]


def subnet(text: str) -> dict:
    return {**EMULATION, "preflight_subnets": [text]}


@pytest.mark.parametrize("check", [False, True])
def test_passes_and_changes_nothing(server: Server, check):
    before = server.snapshot()
    run = server.playbook(PREFLIGHT, check=check, variables=EMULATION)
    assert report(run)["passed"]
    assert run.changed == 0
    assert server.snapshot() == before
    assert '"Processor: ' in run.output


def test_kvm_that_is_hidden_is_not_ready(server: Server):
    run = server.playbook(PREFLIGHT, fails=True)
    found = report(run)
    assert not found["hardware"]["kvm"]["ready"]
    assert not found["passed"]
    assert all(line in run.output for line in found["remedies"])


@pytest.mark.oldest_core
def test_stops_with_all_remedies_at_once(own_server: Server):
    own_server.run("ip", "link", "add", "uplink", "type", "bridge")
    own_server.run("ip", "address", "add", "10.77.0.1/16", "dev", "uplink")
    own_server.run("ip", "link", "set", "uplink", "up")
    own_server.run("iptables", "-P", "FORWARD", "DROP")
    own_server.run("iptables", "-N", "DOCKER-USER")
    own_server.run("iptables", "-F", "FORWARD")
    for chain in ("LIBVIRT_FWO", "LIBVIRT_FWI", "LIBVIRT_FWX"):  # libvirt made them when it started; Docker alone is the case here
        own_server.run("iptables", "-F", chain, check=False)
        own_server.run("iptables", "-X", chain, check=False)
    wanted = {
        **EMULATION,
        "preflight_subnets": ["10.77.5.0/24", "fd00:77::/64"],
        "preflight_space": [{"path": "/var/lib/libvirt/images", "free": "9000 TiB"}],
    }
    found = report(own_server.playbook(PREFLIGHT, fails=True, variables={**wanted, "preflight_firmware": "uefi"}))
    assert set(names(found["problems"])) >= {"space", "subnet"}
    assert "10.77.0.0/16 by way of uplink" in json.dumps(found["problems"])
    told = [entry for entry in found["problems"] + found["warnings"] if entry["name"] == "forwarding"]
    assert [entry["detail"].split()[0] for entry in told] == ["Docker"]
    accepted = {**wanted, "preflight_accept": ["space", "subnet", "forwarding", "distribution", "release"]}
    assert report(own_server.playbook(PREFLIGHT, variables=accepted))["passed"]
    assert not report(own_server.playbook(PREFLIGHT, variables={**wanted, "preflight_stop": False}))["passed"]


def test_firewalld_is_told_with_what_it_keeps_closed(own_server: Server):
    assert "firewalld" not in names(report(own_server.playbook(PREFLIGHT, variables=EMULATION))["warnings"])
    with own_server.popen("sh", "-c", "cp /bin/sleep /run/firewalld && exec /run/firewalld 300") as firewalld:
        try:
            warnings = report(own_server.playbook(PREFLIGHT, variables=EMULATION))["warnings"]
        finally:
            firewalld.kill()
    assert "49152-49215/tcp" in next(entry["remedy"] for entry in warnings if entry["name"] == "firewalld")


def test_a_network_of_libvirts_own_is_no_obstacle(server: Server):
    assert report(server.playbook(PREFLIGHT, variables=subnet("192.168.141.0/24")))["passed"]
    address = {"address": "192.168.141.1", "prefix": 24}
    server.module("network", name="guests", state="active", forward={"mode": "nat"}, ips=[address])
    assert report(server.playbook(PREFLIGHT, variables=subnet("192.168.141.0/24")))["passed"]


@pytest.mark.oldest_core
def test_a_capture_reads_as_the_host_does(server: Server, tmp_path):
    run = server.playbook(CAPTURE, variables={"capture_folder": str(tmp_path)}, environment={"TMPDIR": str(server.storage)})
    captured = server.module("hardware_info", root=str(tmp_path / server.name))["hardware"]
    live = server.module("hardware_info")["hardware"]
    for hardware in (captured, live):
        for counts in hardware["hugepages"].values():
            counts.pop("free")
    assert captured == live
    assert (tmp_path / f"{server.name}.tar.gz").stat().st_size
    assert f"{server.name}.tar.gz is what to send" in run.output
    assert not list(server.storage.iterdir()), "nothing is left on the host"


def test_a_check_captures_nothing(server: Server, tmp_path):
    run = server.playbook(CAPTURE, check=True, variables={"capture_folder": str(tmp_path)})
    assert run.changed == 0
    assert not list(tmp_path.iterdir())
    assert "Would capture" in run.output
