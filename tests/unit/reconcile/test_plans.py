# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of secrets, filters, networks and guests, as data: what is declared, what was observed, and the actions that follow."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.declaration import Declaration
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Refused
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.facts import Facts, answered
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from bench.facts import UUID, facts


def planned(kind, observed=None, known=(), **options):
    """The plan of an object; `known` are answers by question."""
    found = kind_of(kind)
    desired = Declaration(found.model.accept({"name": "a", **options}, Seen()))
    context = Context(kind=kind, name="a", facts=Facts({**facts().known, **dict(known)}))
    return found.planner(found.model, desired, observed, context)


def steps(made):
    return [" ".join((action.operation, *map(str, action.options))) for action in made.actions]


def observe(config, live=None, **more):
    documents = [None if text is None else xml.parse(text) for text in (config, live)]
    return Observed(*documents, active=live is not None, **more)


FILTER = f"<filter name='a' chain='root'><uuid>{UUID}</uuid>{{}}</filter>"
RULE = "<rule action='drop' direction='in' priority='500'><all/></rule>"
DROP = {"action": "drop", "direction": "in", "priority": 500, "all": {}}


@pytest.mark.parametrize(("options", "observed", "actions"), [
    ({}, None, ["define"]),
    ({}, FILTER.format(""), []),
    ({"state": "absent"}, None, []),
    ({"state": "absent"}, FILTER.format(RULE), ["undefine"]),
    ({"rules": []}, FILTER.format(RULE), ["define rules[rule]"]),
])
def test_filters(options, observed, actions):
    assert steps(planned("nwfilter", observed and observe(observed), **options)) == actions


def test_k6_guests_that_lose_their_filter_are_told():
    users = [{"guest": "web", "running": False, "named": True}]
    made = planned("nwfilter", observe(FILTER.format(RULE)), {("users",): users}, state="absent")
    assert made.warnings == ["nwfilter 'a': guests cannot start without it: web"]


SECRET = f"<secret ephemeral='no' private='{{}}'><uuid>{UUID}</uuid><usage type='ceph'><name>a</name></usage></secret>"


@pytest.mark.parametrize(("options", "private", "value", "actions"), [
    ({"usage_type": "ceph"}, None, None, ["define"]),
    ({"usage_type": "ceph", "value": "x"}, None, None, ["define", "set_value value"]),
    # A private one is open until it has its value: a run that is broken off leaves it so.
    ({"usage_type": "ceph", "value": "x", "private": True}, None, None, ["define", "set_value value", "define private"]),
    ({"value": "x"}, "no", b"x", []),
    ({"value": "x"}, "no", b"y", ["set_value value"]),
    ({"value": "x"}, "no", None, ["set_value value"]),
    ({"value": "x"}, "yes", None, []),
    ({"value": "x", "update_value": "always"}, "yes", None, ["set_value value"]),
    ({"description": "d"}, "no", None, ["define description"]),
    ({"state": "absent"}, "no", None, ["undefine"]),
    ({"state": "absent"}, None, None, []),
])
def test_secrets(options, private, value, actions):
    observed = None if private is None else observe(SECRET.format(private), status={"value": value})
    assert steps(planned("secret", observed, **options)) == actions


def test_a_private_secret_stays_private():
    with pytest.raises(Refused, match="never opens"):
        planned("secret", observe(SECRET.format("yes")), private=False)


NETWORK = (f"<network><name>a</name><uuid>{UUID}</uuid><bridge name='virbr7' stp='on' delay='0'/><mac address='52:54:00:00:00:00'/>"
           "<mtu size='{}'/></network>")


@pytest.mark.parametrize(("options", "runs", "actions", "waits"), [
    ({"state": "present"}, False, [], []),
    ({"state": "active"}, False, ["start"], []),
    ({"state": "active"}, True, [], []),
    ({"state": "inactive"}, True, ["stop"], []),
    ({"state": "inactive"}, False, [], []),
    ({"state": "absent"}, True, ["stop", "undefine"], []),
    ({"state": "absent"}, False, ["undefine"], []),
    ({"autostart": True}, True, ["set_autostart autostart"], []),
    ({"mtu": 1400}, False, ["define mtu"], []),
    ({"mtu": 1400}, True, ["define mtu"], ["mtu"]),
    ({"mtu": 1400, "restart": True}, True, ["define mtu", "stop mtu", "start mtu"], []),
    # A start brings it, so it is not restarted for.
    ({"mtu": 1400, "restart": True, "state": "active"}, False, ["define mtu", "start"], []),
])
def test_networks(options, runs, actions, waits):
    text = NETWORK.format(1500)
    made = planned("network", observe(text, text if runs else None), **options)
    assert (steps(made), list(map(str, made.restart_required))) == (actions, waits)


def test_a_new_network():
    assert steps(planned("network", state="active", autostart=True)) == ["define", "set_autostart autostart", "start"]


GUEST = f"<domain type='kvm'><name>a</name><uuid>{UUID}</uuid><memory>65536</memory><os><type>hvm</type></os></domain>"
# The actions by what the guest is, and what it is to be.
POWER = {
    "shutoff": {"present": [], "running": ["start"], "restarted": ["start"], "paused": ["start"], "shutoff": [], "absent": ["undefine"]},
    "running": {"present": [], "running": [], "restarted": ["shutdown", "start"], "paused": ["suspend"], "shutoff": ["shutdown"],
                "absent": ["shutdown", "undefine"]},
    "paused": {"present": [], "running": ["resume"], "restarted": ["shutdown", "start"], "paused": [], "shutoff": ["shutdown"],
               "absent": ["shutdown", "undefine"]},
    "pmsuspended": {"present": [], "running": ["wake"], "restarted": ["shutdown", "start"], "shutoff": ["shutdown"]},
    "crashed": {"present": [], "running": Refused, "paused": Refused, "restarted": Refused, "shutoff": Refused, "absent": Refused},
}


@pytest.mark.parametrize(("now", "state", "actions"), [(now, state, actions) for now, wanted in POWER.items()
                                                       for state, actions in wanted.items()])
def test_power_of_guests(now, state, actions):
    observed = observe(GUEST, None if now == "shutoff" else GUEST, status={} if now == "shutoff" else {"state": now})
    if actions is Refused:
        with pytest.raises(Refused, match="crashed"):
            planned("domain", observed, state=state)
        if state in ("shutoff", "absent", "restarted"):
            assert "shutdown" in steps(planned("domain", observed, state=state, force=True))
        return
    assert steps(planned("domain", observed, state=state)) == actions


@pytest.mark.parametrize("saved", ["managed_save", "snapshots", "checkpoints"])
def test_what_would_go_with_a_guest_has_to_be_named(saved):
    observed = observe(GUEST, status={saved: True})
    with pytest.raises(Refused, match=saved):
        planned("domain", observed, state="absent")
    assert steps(planned("domain", observed, state="absent", remove=[saved])) == ["undefine"]


LIVE_MEMORY = GUEST.replace("<os>", "<currentMemory>65536</currentMemory><os>")


def test_a_plan_notes_what_it_would_have_to_know():
    """What is not known yet is asked for, and the plan that is made with the answers asks no more."""
    observed, asked = observe(LIVE_MEMORY, LIVE_MEMORY, status={"state": "running"}), []
    found = kind_of("domain")
    desired = Declaration(found.model.accept({"name": "a", "cputune": {"shares": 5}}, Seen()))

    def answer(*question):
        asked.append(question)
        return False

    made = answered(lambda known: found.planner(found.model, desired, observed, Context(kind="domain", name="a", facts=known)), {}, answer)
    assert asked == [("takes", "scheduler")]
    assert steps(made) == ["define cputune.shares"]
    assert list(map(str, made.restart_required)) == ["cputune.shares"]
    # What the host has the means for is done at once.
    made = planned("domain", observed, {("takes", "scheduler"): True}, cputune={"shares": 5})
    assert steps(made) == ["define cputune.shares", "set_scheduler cputune.shares"]


def test_a_guest_that_goes_on_from_its_memory_lacks_what_was_configured_since():
    observed = observe(GUEST)
    made = planned("domain", observed, {("saved",): xml.parse(GUEST.replace("65536", "32768"))}, state="running", memory="64 MiB")
    assert steps(made) == ["start"]
    assert "it goes on from its saved memory" in made.warnings[0]
    other = planned("domain", observed, {("saved",): None}, state="running", memory="64 MiB")
    assert (steps(other), other.warnings) == (["start"], [])
