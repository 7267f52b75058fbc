# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of networks, as data."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.network import Network
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.lifecycle import NetworkPolicy, plan
from bench.facts import facts

ECHOED = "<network><name>lab</name><forward dev='eth0' mode='nat'><interface dev='eth0'/></forward></network>"


@pytest.mark.parametrize("options", [
    {"forward": {"dev": "eth1"}}, {"forward": {"interfaces": ["eth1"]}},
    {"xml": "<network><name>lab</name><forward dev='eth1' mode='nat'/></network>"},
])
def test_k1e_the_device_and_its_interface_change_together(options):
    desired = Network.accept({"name": "lab", **options}, Seen())
    out = plan(Network, desired, Observed(xml.parse(ECHOED)), Context(kind="network", name="lab"), NetworkPolicy)
    forward = out.config.find("forward")
    assert forward.get("dev") in (None, "eth1"), "libvirt fills it in"
    assert [elem.get("dev") for elem in forward] == ["eth1"]


@pytest.mark.parametrize(("mode", "options", "dev", "interfaces"), [
    ("passthrough", {"interfaces": ["eth0", "eth1"]}, "eth0", ["eth0", "eth1"]),
    ("passthrough", {"interfaces": ["eth1", "eth0"]}, "eth1", ["eth1", "eth0"]),
    ("passthrough", {"interfaces": []}, None, []),
    ("nat", {"dev": ""}, None, []),
])
def test_k1e_what_is_left_of_the_device_and_its_interface(mode, options, dev, interfaces):
    """No interface is left without its name."""
    desired = Network.accept({"name": "lab", "forward": {"mode": mode, **options}}, Seen())
    observed = Observed(xml.parse(ECHOED.replace("nat", mode)))
    forward = plan(Network, desired, observed, Context(kind="network", name="lab"), NetworkPolicy).config.find("forward")
    assert forward.get("dev") == dev
    assert [elem.get("dev") for elem in forward] == interfaces


GROUPS = "<network><name>lab</name><bridge name='br7'/>{}</network>"


@pytest.mark.parametrize("vlan", [{"tags": [{"id": 1}, {"id": 2}]}, {"tags": [{"id": 1}]}])
def test_k1c_what_comes_with_a_member_of_a_running_network_does_not_wait(vlan):
    """libvirt takes several tags for a trunk, which nobody declared and the group has as soon as it is there."""
    observed = Observed(*(xml.parse(GROUPS.format("<portgroup name='a'/>")) for _document in range(2)), active=True)
    desired = Network.accept({"name": "lab", "port_groups": [{"name": "a", "vlan": vlan}]}, Seen())
    out = plan(Network, desired, observed, Context(kind="network", name="lab"), NetworkPolicy)
    assert [action.operation for action in out.actions] == ["define", "update", "update"]
    assert (out.restart_required, out.warnings) == ([], [])


def test_k6_guests_that_lose_their_network_are_told():
    observed = Observed(xml.parse(ECHOED))
    users = [{"guest": name, "running": False, "named": True} for name in ("db", "web")]
    context = Context(kind="network", name="lab", facts=facts(users=users))
    out = plan(Network, Network.accept({"name": "lab", "state": "absent"}, Seen()), observed, context, NetworkPolicy)
    assert out.warnings == ["network 'lab': guests cannot start without it: db, web"]


@pytest.mark.parametrize(("state", "active", "told"), [
    ("active", True, ["plug_in"]), ("present", True, ["plug_in"]), ("active", False, ["start", "plug_in"]),
    ("present", False, []), ("inactive", False, []), ("inactive", True, ["stop"]), ("absent", True, ["stop", "undefine"]),
])
def test_k4c_guests_that_were_cut_off_are_plugged_in_again(state, active, told):
    """A warning names the guests that know another bridge or cannot be plugged in."""
    lost = [{"guest": "a", "bridge": "br7", "obstacle": None}, {"guest": "b", "bridge": "br6", "obstacle": None},
            {"guest": "c", "bridge": "br7", "obstacle": "it has a VLAN"}]
    observed = Observed(*(xml.parse(GROUPS.format("")) if there else None for there in (True, active)), active=active,
                        status={"cut_off": lost})
    desired = Network.accept({"name": "lab", "state": state}, Seen())
    out = plan(Network, desired, observed, Context(kind="network", name="lab", facts=facts(users=())), NetworkPolicy)
    assert [action.operation for action in out.actions] == told
    assert [action.ports for action in out.actions if action.operation == "plug_in"] == ([lost[:1]] if "plug_in" in told else [])
    assert len(out.warnings) == (2 if "plug_in" in told else 0)
