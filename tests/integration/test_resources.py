# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds in one task: order, failures, and what check mode knows."""

from __future__ import annotations

import pytest
import yaml
from bench.paths import ROOT
from bench.reference import status_of, undocumented

NETWORK = {"name": "nat", "state": "active", "forward": {"mode": "nat"}, "ips": [{"address": "192.168.150.1", "prefix": 24}]}
SAN = {"name": "san", "type": "iscsi", "target": {"path": "/dev/disk/by-path"}, "source": {
    "devices": [{"path": "iqn.2013-06.com.example:p"}], "hosts": [{"name": "san.example"}],
    "auth": {"type": "chap", "username": "libvirt", "secret": {"usage": "chap"}}}}
SECRET = {"name": "chap", "usage_type": "iscsi", "value": "swordfish"}


def told(result):
    return [f"{action['operation']} {action['kind']} {action['name']}" for action in result["actions"]]


def images(server):
    return {"name": "images", "type": "dir", "state": "active", "target": {"path": f"{server.storage}/images"}}


def test_in_order_of_dependence_and_back(server):
    made = server.module("resources", pools=[images(server), SAN], networks=[NETWORK], secrets=[SECRET], nwfilters=[{"name": "f"}])
    assert told(made) == ["define secret chap", "set_value secret chap", "define nwfilter f", "define network nat", "start network nat",
                          "define pool images", "build pool images", "start pool images", "define pool san"]
    assert [entry["before_header"] for entry in made["diff"]] == ["secret chap", "nwfilter f", "network nat", "pool images", "pool san"]
    again = server.module("resources", pools=[images(server), SAN], networks=[NETWORK], secrets=[SECRET])
    assert not again["changed"]
    assert "pools" not in again
    gone = server.module("resources", **{kind: [{"name": name, "state": "absent"} for name in names] for kind, names in {
        "pools": ["images", "san"], "networks": ["nat"], "secrets": ["chap"], "nwfilters": ["f"]}.items()})
    assert told(gone) == ["undefine pool san", "stop pool images", "undefine pool images", "stop network nat", "undefine network nat",
                          "undefine nwfilter f", "undefine secret chap"]


def test_k6_what_a_running_guest_used_goes_with_it_in_one_task(server):
    """In check mode as in the run, although the guest runs while the rest is planned."""
    used = {"networks": [NETWORK], "nwfilters": [{"name": "base"}, {"name": "own", "filterrefs": [{"filter": "base"}]}],
            "pools": [images(server)], "volumes": [{"pool": "images", "name": "a", "capacity": "1 MiB"}]}
    guest = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "pc"},
             "disks": [{"target": {"dev": "vda", "bus": "virtio"}, "source": {"pool": "images", "volume": "a"}}],
             "interfaces": [{"source": {"network": "nat"}, "filterref": {"filter": "own"}}]}
    server.module("resources", **used, domains=[{**guest, "state": "running"}])
    away = {kind: [{**{key: each[key] for key in ("pool", "name") if key in each}, "state": "absent"} for each in objects]
            for kind, objects in used.items()}
    held = server.snapshot()
    rest = {kind: objects for kind, objects in away.items() if kind != "pools"}  # libvirt forgets a pool whose volumes are in use
    refused = [server.module("resources", check=check, fails=True, **rest) for check in (True, False)]
    assert [failure["name"] for failure in refused[0]["failures"]] == ["images/a", "nat", "own", "base"]
    assert refused[0]["failures"] == refused[1]["failures"]
    assert ["can be as declared" in each["msg"] for each in refused] == [True, False]
    assert server.snapshot() == held
    away["domains"] = [{"name": "guest", "state": "absent", "timeout": 0, "force": True}]
    planned = server.module("resources", check=True, **away)
    assert server.snapshot() == held
    done = server.module("resources", **away)
    assert (planned["actions"], planned["diff"]) == (done["actions"], done["diff"])
    assert not server.module("resources", **away)["changed"]


@pytest.mark.oldest_core
def test_the_playbook_site_merges_the_lists_of_the_site_the_group_and_the_host(server):
    """The tasks of the playbook that use the lists, without its roles. A value that a list holds is never shown."""
    play = yaml.safe_load((ROOT / "playbooks" / "site.yml").read_text(encoding="utf-8"))[0]
    tasks = [task for task in play["tasks"] if {"ansible.builtin.assert", "anvil.hypervisor.resources"} & set(task)]
    assert [next(iter(set(task) - {"name", "when"})) for task in tasks] == ["ansible.builtin.assert", "anvil.hypervisor.resources"]
    lists = {"site_networks": [NETWORK, {"name": "spare"}], "site_networks_group": [{"name": "nat", "autostart": True, "mtu": 9000}],
             "site_networks_host": [{"name": "{{ 'na' ~ 't' }}", "mtu": 1400}, {"name": "spare", "state": "absent"}, {"name": "own"}],
             "site_secrets_group": [SECRET], "site_secrets_host": [{"name": SECRET["name"], "description": "of this host"}],
             "kvm_host_report": {}}
    before = server.snapshot()
    twice = {**lists, "site_secrets_group": [SECRET, {**SECRET, "usage_type": "ceph"}]}
    refused = server.play(tasks, variables=twice, fails=True, verbosity=4)
    assert [task["action"] for task in refused.tasks] == ["ansible.builtin.assert"]
    assert "secret 'chap': cannot merge the site's lists: it stands twice in site_secrets_group" in refused.results[0]["msg"]
    assert "Declare an object once in a list" in refused.results[0]["msg"]
    assert SECRET["value"] not in refused.output.partition("PLAY [")[2]
    assert server.snapshot() == before
    run = server.play(tasks, variables=lists, verbosity=4)
    assert SECRET["value"] not in run.output.partition("PLAY [")[2]
    assert told(run.results[-1])[:3] == ["define secret chap", "set_value secret chap", "define network nat"]
    networks = {entry["declared"]["name"]: entry for entry in server.module("network_info")["networks"]}
    assert sorted(networks) == ["nat", "own"]
    nat = networks["nat"]["declared"]
    assert (nat["mtu"], nat["autostart"], nat["forward"]["mode"], networks["nat"]["status"]["active"]) == (1400, True, "nat", True)
    assert server.module("secret_info")["secrets"][0]["declared"]["description"] == "of this host"
    assert server.play(tasks, variables=lists).changed == 0


@pytest.mark.oldest_core
def test_a_list_that_refers_to_what_a_role_finds_is_merged_after_it(server):
    play = yaml.safe_load((ROOT / "playbooks" / "site.yml").read_text(encoding="utf-8"))[0]
    first, last = (task for task in play["tasks"] if {"ansible.builtin.assert", "anvil.hypervisor.resources"} & set(task))
    lists = {"site_networks": [{"name": "a", "mtu": "{{ kvm_host_report.mtu }}"}], "site_networks_host": [{"name": "a", "autostart": True}],
             "site_pools": [images(server)]}
    found = {"name": "Report", "ansible.builtin.set_fact": {"kvm_host_report": {"mtu": 1400}}}
    run = server.play([{"vars": lists, "block": [first, found, last]}])
    assert told(run.results[-1])[:2] == ["define network a", "set_autostart network a"]
    assert server.module("network_info", names=["a"])["networks"][0]["declared"]["mtu"] == 1400  # noqa: PLR2004 -- as declared above


def test_null_is_as_good_as_left_out(server):
    """A list of which every entry is commented out, and an option that a template leaves empty."""
    made = server.module("resources", uri=None, networks=None, volumes=None, pools=[{**images(server), "state": None}])
    assert told(made) == ["define pool images"]
    assert server.module("pool", uri=None, state=None, **{key: value for key, value in images(server).items() if key != "state"},
                         autostart=None, source=None)["changed"] is False


UUID = "aaaaaaaa-0000-0000-0000-000000000011"


@pytest.mark.parametrize(("wanted", "option"), [
    ({"networks": [{"name": "a"}, {"name": "a"}]}, "name 'a'"),
    ({"networks": [{"name": "a", "uuid": UUID}, {"name": "b", "uuid": UUID.upper()}]}, "uuid"),
    ({"networks": [{"name": "a", "uuid": UUID}, {"xml": f"<network><name>b</name><uuid>{UUID}</uuid></network>"}]}, "uuid"),
    ({"networks": [{"name": "a", "bridge": {"name": "br9"}}, {"name": "b", "bridge": {"name": "br9"}}]}, "bridge.name 'br9'"),
    ({"pools": [{"name": "a", "uuid": UUID}, {"name": "b", "uuid": UUID}]}, "uuid"),
    ({"domains": [{"name": "a", "uuid": UUID}, {"name": "b", "uuid": UUID}]}, "uuid"),
])
def test_what_two_objects_claim_is_refused_with_both_names(server, wanted, option):
    (plural,) = wanted
    before = server.snapshot()
    for check in (True, False):
        refused = server.module("resources", check=check, fails=True, secrets=[SECRET], **wanted)
        assert "Nothing was touched" in refused["msg"]
        assert f"{option}" in refused["msg"]
        assert f"first at {plural}[0] ('a')" in refused["msg"]
    assert server.snapshot() == before


def test_what_may_be_shared_is(server):
    """The host's own bridge by several networks, and the UUID of an object that goes by the one that comes."""
    bridged = {"forward": {"mode": "bridge"}, "bridge": {"name": "br9"}}
    made = server.module("resources", networks=[{"name": "a", **bridged}, {"name": "b", **bridged}, {"name": "old", "uuid": UUID}])
    assert told(made) == ["define network a", "define network b", "define network old"]
    moved = server.module("resources", networks=[{"name": "new", "uuid": UUID}, {"name": "old", "uuid": UUID, "state": "absent"}])
    assert told(moved) == ["undefine network old", "define network new"]


def test_one_failure_leaves_the_others_converged(server):
    """The failing pool is named, and not left defined; the pool beside it is there."""
    lost = {"name": "lost", "type": "dir", "state": "active", "build": False, "target": {"path": f"{server.storage}/nowhere"}}
    result = server.module("resources", fails=True, pools=[lost, images(server)], networks=[NETWORK])
    assert [(f["kind"], f["name"], f["operation"]) for f in result["failures"]] == [("pool", "lost", "start")]
    assert result["changed"]
    assert told(result) == ["define network nat", "start network nat", "define pool images", "build pool images", "start pool images"]
    assert server.virsh("pool-list", "--all", "--name").split() == ["images"]


def test_what_depends_on_a_failure_is_left_out_by_name(server):
    """A secret that cannot be defined: the pool that needs it is not tried; all failures come at once."""
    broken = {**SECRET, "uuid": "4937e17c-3b68-5315-9c7d-fd362f6d2613", "name": "chap"}
    server.module("secret", name="other", usage_type="ceph", uuid=broken["uuid"])
    result = server.module("resources", fails=True, secrets=[broken], pools=[SAN], networks=[NETWORK])
    assert [(f["kind"], f["name"]) for f in result["failures"]] == [("secret", "chap"), ("pool", "san")]
    assert result["failures"][1]["code"] == "refused"
    assert "secret 'chap' failed" in result["failures"][1]["message"]
    assert "san" not in server.virsh("pool-list", "--all", "--name")
    assert "nat" in server.virsh("net-list", "--name")


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"networks": [{"name": "a", "mtuu": 1400}]}, ["network 'a'", "mtuu", "unknown option", "Did you mean 'mtu'?"]),
        ({"networks": [{"name": "a", "mtu": "many"}]}, ["network 'a'", "mtu", "'many'", "whole number"]),
        ({"networks": [{"name": "a"}, {"name": "a"}]}, ["network 'a'", "stands twice"]),
        ({"networks": [{"mtu": 1400}]}, ["networks[1]", "name", "is required"]),
        ({"networks": [{"name": "a", "ips": [{"address": "10.0.0.1", "prefix": 24, "dhcp": {"hosts": [
            {"mac": "52:54:00:00:00:01", "ip": "10.0.1.9"}]}}]}]}, ["network 'a'", "ips[0].dhcp.hosts[0].ip", "10.0.1.9", "10.0.0.0/24"]),
        ({"pools": [{"name": "p", "type": "dirr"}]}, ["pool 'p'", "type", "dirr", "Choose one of: dir"]),
        ({"pools": [{"name": "p", "overwrite": True}]}, ["pool 'p'", "overwrite", "build: true"]),
        ({"secrets": [{"name": "s", "value_base64": "***"}]}, ["secret 's'", "value_base64", "Base64"]),
    ],
)
def test_bad_input_is_refused_before_anything_is_touched(server, declared, words):
    """The good network in the same task is not made either."""
    before = server.snapshot()
    networks = [NETWORK, *declared.get("networks", [])]
    declared = {kind: items for kind, items in declared.items() if kind != "networks"}
    result = server.module("resources", fails=True, networks=networks, **declared)
    assert "Nothing was touched" in result["msg"]
    for word in words:
        assert word in result["msg"]
    assert server.snapshot() == before


def test_both_are_told_when_two_are_bad(server):
    result = server.module("resources", fails=True, networks=[{"name": "a", "mtu": "x"}], pools=[{"name": "p", "type": "x"}])
    assert [(f["kind"], f["name"]) for f in result["failures"]] == [("network", "a"), ("pool", "p")]


def test_what_is_no_list_of_declarations_is_told_beside_the_rest(server):
    result = server.module("resources", fails=True, networks=["a", {"name": "b", "mtu": "x"}], domains={"name": "c"}, pools=7)
    told = [line.partition(" ")[0] for line in result["msg"].splitlines()[1:]]
    assert told == ["networks[0]", "networks[1]", "pools[0]", "domains:"]
    assert not result["changed"]


def test_daemon_down(own_server):
    own_server.stop_daemon()
    result = own_server.module("network", fails=True, name="a")
    assert result["failures"][0]["code"] == "connection_lost"
    assert "cannot connect to qemu:///system" in result["msg"]
    assert "daemon runs" in result["msg"]


@pytest.mark.parametrize("uri", ["vbox:///nowhere", "foo:///", 5])
def test_wrong_uri(server, uri):
    result = server.module("network_info", fails=True, uri=uri)
    assert f"cannot connect to {uri}" in result["msg"]
    assert "See that uri" in result["msg"] and "daemon runs" not in result["msg"]
    assert result["failures"][0]["code"] == "unsupported"


def test_what_information_modules_return_changes_nothing(server):
    server.module("resources", pools=[images(server), SAN], networks=[NETWORK], secrets=[SECRET],
                  nwfilters=[{"name": "f", "rules": [{"action": "drop", "direction": "in", "tcp": {"dstportstart": 25}}]}])
    before = server.snapshot()
    for kind in ("network", "pool", "secret", "nwfilter"):
        found = server.module(f"{kind}_info")[f"{kind}s"]
        assert found, kind
        assert not undocumented(kind, found)
        for entry in found:
            assert set(entry["status"]) == set(status_of(kind)) - {"error"}
            result = server.module(kind, **entry["declared"])
            assert not result["changed"], (kind, entry, result["diff"])
    assert server.snapshot() == before


def test_patterns(server):
    server.module("resources", networks=[{"name": "web-1"}, {"name": "web-2"}, {"name": "db"}])
    found = server.module("network_info", name=["web-*"])["networks"]
    assert [entry["declared"]["name"] for entry in found] == ["web-1", "web-2"]
