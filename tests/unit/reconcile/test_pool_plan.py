# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of pools as data: what is built, and what is left alone."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Refused
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.pool import Pool
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.lifecycle import PoolPolicy, plan
from bench.facts import UUID, facts

LV, ZFS, DISK, FS = "LVM2_member", "zfs_member", "gpt", "ext4"
BUILT = {"logical": LV, "zfs": ZFS, "disk": DISK, "fs": FS}
DEVICES = {"source": {"devices": [{"path": "/dev/vdb"}, {"path": "/dev/vdc"}]}}


def on(*held, shared=False):
    """What two devices hold: a kind, "" for nothing, None for what nobody can read; `missing` for one that is not there."""
    return {path: {"there": what != "missing", "shared": shared, "kinds": None if what in (None, "missing") else what.split(),
                   "holds": None if what == "missing" else what} for path, what in zip(("/dev/vdb", "/dev/vdc"), held)}


def planned(kind, devices, there, folder=True, **options):
    source = {"name": "guests", **DEVICES["source"]}
    path = "/dev/guests" if kind == "logical" else "/srv/p"
    desired = Pool.accept({"name": "p", "type": kind, "source": source, "target": {"path": path}, "build": True, **options}, Seen())
    config = xml.parse(f"<pool type='{kind}'><name>p</name><uuid>6d1f4e5c-0d2f-4c1e-8d6a-000000000001</uuid><source><name>guests</name>"
                       f"<device path='/dev/vdb'/><device path='/dev/vdc'/></source><target><path>{path}</path></target></pool>")
    ctx = Context(kind="pool", name="p", facts=facts(uuid="6d1f4e5c-0d2f-4c1e-8d6a-000000000001"),
                  planning_facts={"devices": devices, "folder": folder})
    return plan(Pool, desired, Observed(config) if there else None, ctx, PoolPolicy)


def steps(made):
    def how(action):
        return "overwrite" if action.overwrite else "new" if action.formats else "folder"

    return [(action.operation, how(action)) if action.operation == "build" else action.operation for action in made.actions]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("kind", sorted(PoolPolicy.FORMATTED))
def test_k3a_a_pool_that_is_built_is_only_started(kind, overwrite):
    built = BUILT[kind]
    for devices in (on(built, built), on(built, "missing"), on("missing", "missing"), on(None, None), on("", None), on(built, "")):
        assert steps(planned(kind, devices, True, overwrite=overwrite, state="active")) == ["start"]
        assert steps(planned(kind, devices, True, overwrite=overwrite)) == []


@pytest.mark.parametrize("kind", sorted(PoolPolicy.FORMATTED))
def test_k3a_what_was_left_unbuilt_is_built_where_nothing_is(kind):
    made = planned(kind, on("", ""), True, overwrite=True, state="active")
    assert steps(made) == [("build", "new"), "start"], "never with the flag that formats what holds something"
    assert made.before["storage"] == {"/dev/vdb": "empty", "/dev/vdc": "empty"}
    with pytest.raises(Refused, match="/dev/vdc holds swap"):
        planned(kind, on("", "swap"), True, overwrite=True, state="active")


@pytest.mark.parametrize("kind", sorted(PoolPolicy.FORMATTED))
def test_k3a_what_a_new_pool_would_destroy_is_refused_or_shown(kind):
    with pytest.raises(Refused, match="/dev/vdb holds ext4, and building would destroy it") as refused:
        planned(kind, on("ext4", ""), False, state="active")
    assert "overwrite" not in refused.value.remedy
    made = planned(kind, on("ext4", ""), False, overwrite=True, state="active")
    assert ("build", "overwrite") in steps(made)
    assert made.before["storage"] == {"/dev/vdb": "ext4", "/dev/vdc": "empty"}
    assert set(made.after["storage"]) == {"/dev/vdb", "/dev/vdc"}


def test_k6c_a_device_that_other_hosts_see_is_formatted_only_by_force():
    with pytest.raises(Refused, match="other hosts may see /dev/vdb"):
        planned("logical", on("LVM2_member", "", shared=True), False, overwrite=True, state="active")
    assert ("build", "overwrite") in steps(planned("logical", on("LVM2_member", "", shared=True), False, overwrite=True, force=True))
    assert ("build", "new") in steps(planned("logical", on("", "", shared=True), False))


def test_k3b_the_folder_of_a_file_system():
    unbuilt = {"build": False, "state": "active"}
    assert steps(planned("fs", {}, True, folder=False, state="active")) == ["make_folder", "start"]
    assert steps(planned("fs", {}, True, folder=True, state="active")) == ["start"]
    assert steps(planned("fs", {}, True, folder=False, **unbuilt)) == ["start"], "build: false makes nothing"
    assert steps(planned("disk", {}, True, folder=False, state="active")) == ["start"]


def user(guest, *, running=False, named=True):
    return {"guest": guest, "running": running, "named": named}


def stopped(users, kind="dir", active=True, **options):
    """The plan of a pool that is there and is to be stopped or removed."""
    config = xml.parse(f"<pool type='{kind}'><name>p</name><uuid>{UUID}</uuid><target><path>/srv/p</path></target></pool>")
    live = xml.parse(xml.serialize(config).replace("/srv/p", "/srv/q")) if active else None
    ctx = Context(kind="pool", name="p", facts=facts(users=users))
    return plan(Pool, Pool.accept({"name": "p", **options}, Seen()), Observed(config, live, active=active), ctx, PoolPolicy)


def test_k6_a_pool_that_running_guests_use_stays():
    for state in ("absent", "inactive"):
        with pytest.raises(Refused, match="running guests have storage in it: web") as refused:
            stopped([user("web", running=True), user("off")], state=state)
        assert refused.value.remedy == "Stop these guests first, in a task before this one."
        assert stopped([user("web", running=True)], state=state, force=True).actions
        with pytest.raises(Refused, match="running guests have storage in it: db, web"):
            stopped([user("db", running=True, named=False), user("web", running=True)], kind="netfs", state=state)
        # A file in a folder stays where it is.
        assert stopped([user("web", running=True, named=False)], state=state).actions


def test_k6_guests_that_lose_their_pool_are_told():
    users = [user("db"), user("files", named=False), user("web")]
    for active in (True, False):
        made = stopped(users, active=active, state="absent")
        assert made.warnings == ["pool 'p': guests cannot start without it: db, web", "pool 'p': guests have storage in it: files"]
    assert stopped(users, state="inactive").warnings == [], "it is still there"
    assert stopped([], state="absent").warnings == []


def test_k6_a_pool_whose_storage_goes_with_a_restart():
    wanted = {"target": {"path": "/srv/p"}, "restart": True}
    with pytest.raises(Refused, match="running guests have storage in it: web"):
        stopped([user("web", running=True, named=False)], kind="netfs", **wanted)
    assert [action.operation for action in stopped([user("web", running=True)], **wanted).actions][:1] == ["stop"]
