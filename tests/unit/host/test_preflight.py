# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What preflight makes of hardware, networks, packet filters and space (made-up trees, and rules as the tools print them)."""

from __future__ import annotations

import ast
import inspect
import json
import os
import subprocess

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import checks, preflight, site, tree
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.programs import output
from bench.host_trees import INTEL, READY, RELEASE, make
from bench.reference import documented, read_value, returned

OPTIONS = {
    "require": "kvm",
    "subnets": [],
    "space": [],
    "firmware": "any",
    "distribution": "Debian",
    "release": "12",
    "distributions": {"Debian": ["12", "13"], "Fedora": ["any"]},
    "refused_distributions": {"Rocky": "its packages hold no Xen"},
    "firewall_backend": "auto",
    "accept": [],
}
# Two interfaces: a default route, 192.168.0.0/16 and 10.8.0.0/24; 172.16.0.0/12 is down.
ROUTES = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
tun0\t0000080A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth1\t000010AC\t00000000\t0000\t0\t0\t0\t0000F0FF\t0\t0\t0
junk
"""
NOWHERE = "0" * 32
ROUTES6 = "".join(
    f"{destination} {length} {NOWHERE} 00 {NOWHERE} 00000100 1 0 {flags} {interface}\n"
    for destination, length, flags, interface in (
        ("20010db8" + "0" * 24, "20", "00000001", "eth0"),
        ("fe80" + "0" * 28, "40", "00000001", "eth0"),
        (NOWHERE, "00", "00000003", "eth0"),
        ("0" * 31 + "1", "80", "80200001", "lo"),
        ("fd" + "0" * 30, "08", "00000000", "down0"),
        ("ff" + "0" * 30, "08", "00000001", "eth0"),
    )
)
VIRBR = "<networkstatus><network><name>guests</name><bridge name='virbr9' stp='on'/></network></networkstatus>"


def judge(tmp_path, files: dict, **options) -> dict:
    return preflight.judge({**OPTIONS, **options}, str(make(tmp_path, files)))


def names(entries: list[dict]) -> list[str]:
    return [entry["name"] for entry in entries]


@pytest.mark.parametrize("require", ["kvm", "xen", "emulation"])
def test_a_good_host_passes(tmp_path, require):
    found = judge(tmp_path, READY, require=require)
    assert (found["passed"], found["problems"], found["remedies"]) == (True, [], [])
    assert found["hardware"]["kvm"]["ready"]


def test_every_problem_is_named_at_once(tmp_path):
    files = {**READY, "/proc/cpuinfo": INTEL.format("hypervisor"), "/proc/net/route": ROUTES}
    found = judge(
        tmp_path, files, subnets=["192.168.130.0/24"], firmware="uefi", release="9", space=[{"path": "/var/x", "free": "9000 TiB"}]
    )
    assert names(found["problems"]) == ["extension", "release", "firmware", "space", "subnet"]
    assert [line.split("]")[0] for line in found["remedies"]] == ["[extension", "[release", "[firmware", "[space", "[subnet"]
    assert all(problem["remedy"] for problem in found["problems"])
    assert not found["passed"]
    contains = read_value("preflight_info")
    assert set(returned(found, contains)) == set(documented(contains))


def test_a_problem_that_is_accepted_warns(tmp_path):
    found = judge(tmp_path, READY, release="9", accept=["release"])
    assert found["passed"]
    assert "release" in names(found["warnings"])


def test_a_module_that_is_only_not_loaded_is_loaded_by_the_role(tmp_path):
    files = {
        **{path: text for path, text in READY.items() if not path.startswith(("/sys/module", "/sys/class/misc", "/dev"))},
        f"/lib/modules/{RELEASE}/modules.dep": "kernel/arch/x86/kvm/kvm-intel.ko: x\n",
    }
    found = judge(tmp_path, files)
    assert found["passed"]
    assert "kvm_module" in names(found["warnings"])
    assert not found["hardware"]["kvm"]["ready"]


def test_emulation_asks_for_an_architecture_only(tmp_path):
    weak = {**READY, "/proc/cpuinfo": INTEL.format("hypervisor"), "/proc/xen/capabilities": "control_d\n"}
    assert judge(tmp_path / "weak", weak, require="emulation")["passed"]
    other = {**READY, "/proc/sys/kernel/arch": "ia64"}
    assert names(judge(tmp_path / "other", other, require="emulation")["problems"]) == ["architecture"]


def test_xen(tmp_path):
    boot = {f"/boot/config-{RELEASE}": "# CONFIG_XEN_DOM0 is not set\n"}
    assert names(judge(tmp_path / "cloud", {**READY, **boot}, require="xen")["problems"]) == ["xen_kernel"]
    dom0 = {**READY, "/proc/xen/capabilities": "control_d\n"}
    assert judge(tmp_path / "dom0", dom0, require="xen")["passed"]
    assert names(judge(tmp_path / "kvm", dom0)["problems"]) == ["hypervisor"]


@pytest.mark.parametrize(
    ("distribution", "release", "problem", "says"),
    [
        ("Debian", "13", None, ""),
        ("Debian", "11", "release", "Use one of: Debian 12, 13; Fedora."),
        ("Fedora", "99", None, ""),
        ("Slackware", "15", "distribution", "Use one of: Debian 12, 13; Fedora."),
        ("Rocky", "9", "distribution", "its packages hold no Xen"),
        (None, None, None, ""),
    ],
)
def test_distribution(tmp_path, distribution, release, problem, says):
    found = judge(tmp_path, READY, distribution=distribution, release=release)
    assert names(found["problems"]) == ([problem] if problem else [])
    assert says in " ".join(found["remedies"])


@pytest.mark.parametrize(
    ("subnet", "used"),
    [
        ("192.168.130.0/24", "192.168.0.0/16 by way of eth0"),
        ("10.8.0.128/25", "10.8.0.0/24 by way of tun0"),
        ("10.0.0.0/8", "10.8.0.0/24 by way of tun0"),
        ("10.9.0.0/24", None),
        ("172.16.5.0/24", None),
        ("203.0.113.0/24", "the name server 203.0.113.53"),
        ("2001:db8:0:5::/64", "2001:db8::/32 by way of eth0"),
        ("2001:db9::/64", None),
        ("fd00::/64", None),
        ("192.0.2.0/24", None),
    ],
)
def test_subnets_in_use(tmp_path, subnet, used):
    files = {
        **READY,
        "/proc/net/route": ROUTES + "virbr9\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
        "/proc/net/ipv6_route": ROUTES6,
        "/etc/resolv.conf": "search x\nnameserver 203.0.113.53\nnameserver 127.0.0.53\nnameserver fe80::1%eth0\nnameserver ?\nnameserver\n",
        "/run/libvirt/network/guests.xml": VIRBR,
    }
    found = judge(tmp_path, files, subnets=[subnet])
    assert names(found["problems"]) == (["subnet"] if used else [])
    if used:
        assert used in found["problems"][0]["detail"]


def test_subnets_that_overlap_each_other(tmp_path):
    found = judge(tmp_path, READY, subnets=["10.1.0.0/16", "10.1.2.0/24", "fd00::/64"])
    assert "10.1.0.0/16 and 10.1.2.0/24 overlap" in found["problems"][0]["detail"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"subnets": ["192.168.130.1/24"]}, "192.168.130.1/24 is not a subnet"),
        ({"subnets": ["nonsense"]}, "nonsense is not a subnet"),
        ({"subnets": ["0.0.0.0/0"]}, "every address"),
        ({"space": [{"path": "/", "free": "10"}]}, "10 is not a size"),
        ({"space": [{"path": "/", "free": "10 GB"}]}, "such as 10 GiB"),
        ({"space": [{"path": "/", "free": "-1 GiB"}]}, "-1 GiB is not a size"),
        ({"accept": ["space", "nosuchname"]}, "nosuchname is not the name of a check. Choose of: architecture, "),
    ],
)
def test_options_that_make_no_sense(tmp_path, options, says):
    with pytest.raises(ValueError, match=says.replace(".", r"\.")):
        judge(tmp_path, READY, **options)


def test_all_names_can_be_accepted():
    """The names of the checks are those that the code gives to what it finds."""
    used = set()
    for module in (checks, preflight):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("stop", "warn", "good", "bad"):
                used.update(arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))
    assert used == set(preflight.NAMES)
    assert len(preflight.NAMES) == len(set(preflight.NAMES))


def test_space_is_added_up_for_each_file_system(tmp_path, monkeypatch):
    monkeypatch.setattr(tree.Tree, "free", lambda *_: 10 << 30)
    six = [{"path": f"/var/{name}/not/there", "free": "6 GiB"} for name in "ab"]
    assert judge(tmp_path / "one", READY, space=six[:1])["passed"]
    found = judge(tmp_path / "two", READY, space=six)
    assert found["problems"][0]["detail"] == "/var/a/not/there and /var/b/not/there need 12.0 GiB, and 10.0 GiB are free there."


def chain(name: str, policy: str = "accept", **more) -> dict:
    return {"chain": {"family": "ip", "table": "filter", "name": name, "policy": policy, **more}}


FORWARD = {"hook": "forward", "prio": 0, "type": "filter"}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([chain("FORWARD", "drop", **FORWARD), chain("DOCKER-USER")], (True, "docker", False)),
        ([chain("FORWARD", "drop", **FORWARD), chain("DOCKER"), chain("LIBVIRT_FWO")], (True, "docker", True)),
        ([chain("FORWARD", "drop", **FORWARD), chain("ufw-before-forward")], (True, "ufw", False)),
        ([chain("FORWARD", "drop", **FORWARD)], (True, None, False)),
        ([chain("FORWARD", "accept", **FORWARD), chain("DOCKER")], (False, "docker", False)),
        ([chain("INPUT", "drop", hook="input")], (False, None, False)),
        ([{**chain("FORWARD"), "chain": {**chain("x", "drop", **FORWARD)["chain"], "family": "bridge"}}], (False, None, False)),
        ([{"metainfo": {}}, {"table": {"name": "filter"}}], (False, None, False)),
    ],
)
def test_forwarding(entries, expected):
    assert site.forwarding(json.dumps({"nftables": entries})) == expected


@pytest.mark.parametrize("text", [None, "", "not json", "[]", "{\"nftables\": [3]}", "{\"nftables\": [{\"chain\": 3}]}"])
def test_rules_that_cannot_be_read_prove_nothing(text):
    assert site.forwarding(text) == (False, None, False)


def test_forwarding_by_the_older_tables():
    rules = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\nCOMMIT\n"
    assert site.forwarding_by_iptables(rules) == (True, "docker", False)
    assert site.forwarding_by_iptables(rules.replace("FORWARD DROP", "FORWARD ACCEPT")).refused is False
    assert site.forwarding_by_iptables(None).refused is False


@pytest.mark.parametrize(
    ("networks", "backend", "accepts", "stops", "warns"),
    [
        (True, "auto", False, True, False),
        (True, "nftables", False, True, False),
        (True, "iptables", False, False, True),
        (False, "auto", False, False, True),
        (True, "auto", True, False, False),
    ],
)
def test_when_a_packet_filter_stops(networks, backend, accepts, stops, warns):
    found = preflight.Findings([])
    preflight.judge_packet_filter(found, site.Forwarding(True, "docker", accepts), False, networks, backend)
    assert (names(found.problems), names(found.warnings)) == (["forwarding"] * stops, ["forwarding"] * warns)
    for entry in found.problems + found.warnings:
        assert entry["detail"].startswith("Docker")
        assert "DOCKER-USER" in entry["remedy"]


def test_a_packet_filter_that_cannot_be_looked_at_is_told():
    found = preflight.Findings([])
    preflight.judge_packet_filter(found, None, False, True, "auto")
    assert (found.problems, names(found.warnings)) == ([], ["forwarding"])


def test_this_machine_whatever_may_be_read(monkeypatch):
    assert isinstance(preflight.judge(OPTIONS)["passed"], bool)

    def refuse(path, *_rest, **_options):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(subprocess, "run", refuse)
    found = preflight.judge(OPTIONS)
    assert "forwarding" in names(found["warnings"])
    assert "extension" in names(found["problems"])


def test_firewalld_is_told():
    found = preflight.Findings([])
    preflight.judge_packet_filter(found, site.Forwarding(), True, True, "auto")
    assert (found.problems, names(found.warnings)) == ([], ["firewalld"])


def test_the_report_is_for_a_person(tmp_path):
    more = {
        "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages": "8\n",
        "/sys/class/dmi/id/sys_vendor": "Dell Inc.\n",
        "/sys/class/dmi/id/product_name": "PowerEdge R740\n",
        "/sys/devices/system/cpu/online": "0\n",
    }
    assert judge(tmp_path, {**READY, **more})["lines"][:9] == [
        "Machine: Dell Inc. PowerEdge R740, BIOS",
        "Processor: Made up (x86_64), 1 socket, 1 core, 1 thread, 1 NUMA node",
        "Memory: 15.6 GiB, huge pages 8 x 2 MiB",
        "Virtualization: vmx, nested paging, guests may nest",
        "Devices: IOMMU off or absent, 0 devices with virtual functions, 0 mediated types",
        f"Kernel: {RELEASE}, control groups unknown",
        "KVM: ready",
        "Xen: ready",
        "Warning: The IOMMU is off or absent: devices cannot be handed to guests. If you want that: "
        "switch it on in the firmware (VT-d, AMD-Vi, SMMU).",
    ]


def test_the_report_of_a_guest_in_a_container(tmp_path):
    more = {
        "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c": b"\x06\0\0\0\x01",
        "/proc/cpuinfo": INTEL.format("hypervisor"),
        "/run/systemd/container": "lxc\n",
    }
    lines = judge(tmp_path, {**READY, **more})["lines"]
    assert lines[0] == "Machine: unknown, UEFI, Secure Boot on"
    assert {"Inside: a guest of another hypervisor", "Container: lxc", "Virtualization: no extension is shown"} <= set(lines)


@pytest.mark.parametrize(("status", "said"), [(0, "{}\n"), (1, None)])
def test_a_tool_that_fails_has_said_nothing(status, said):
    assert output("sh", "-c", f"echo '{{}}'; exit {status}") == said
    assert output("there-is-no-such-tool") is None


def test_the_report_of_a_tree_that_shows_nothing(tmp_path):
    lines = judge(tmp_path, {"/proc": None}, require="emulation")["lines"]
    assert lines[0] == "Machine: unknown, firmware unknown"
    assert "sockets unknown" in lines[1]
    assert lines[2] == "Memory: unknown"
