# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for volumes: what is wanted, what is there, what lies beside, and the actions that follow."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid, NoSpace, NotConverged, Refused, Unsupported
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.volume import Volume
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.volume import plan

MIB = 1024**2
DIR = {"pool_type": "dir", "available": 100 * MIB, "incomplete": False}
IMAGE = {"format": "qcow2", "capacity": 5 * MIB, "size": 196616, "path": "/tmp/image"}
BELOW = "<backingStore><path>/p/b</path></backingStore>"
FILE = {"format": "raw", "capacity": 3 * MIB, "size": 3 * MIB, "path": "/tmp/file"}


def there(capacity=MIB, form="raw", kind="file", more=""):
    """A volume as libvirt tells of it."""
    return Observed(xml.parse(f"<volume type='{kind}'><name>a</name><capacity unit='bytes'>{capacity}</capacity><allocation>0</allocation>"
                              f"<target><path>/p/a</path><format type='{form}'/></target>{more}</volume>"))


def planned(observed=None, planning_facts=None, **options):
    desired = Volume.accept({"pool": "images", "name": "a", **options}, Seen())
    return plan(Volume, desired, observed, Context(planning_facts=planning_facts or DIR))


def steps(made):
    return [" ".join((action.operation, *map(str, action.options))) for action in made.actions]


@pytest.mark.parametrize(("options", "observed", "planning_facts", "actions"), [
    ({"capacity": "1 MiB"}, None, DIR, ["create"]),
    ({"capacity": "1 MiB"}, there(), DIR, []),
    ({"capacity": "2 MiB"}, there(), DIR, ["resize capacity"]),
    ({"capacity": "1 MiB", "shrink": True}, there(2 * MIB), DIR, ["resize capacity"]),
    ({"capacity": "1 MiB", "format": "raw"}, there(form="iso"), DIR, []),
    ({"capacity": "1 MiB", "allocation": "1 MiB", "permissions": {"mode": "0600"}}, there(), DIR, []),
    ({"capacity": "1000001 B"}, there(1000448, "qcow2"), DIR, []),
    ({"capacity": "512 B"}, there(1024, "qcow2"), DIR, []),
    ({"capacity": "3 MiB", "format": "vpc"}, there(3168256, "vpc"), DIR, []),
    ({"clone_from": {"volume": "b"}, "lazy_refcounts": True}, None, {**DIR, "origin": {"format": None, "capacity": None}},
     ["clone clone_from"]),
    ({"capacity": "1 MiB", "format": "dir"}, None, {**DIR, "pool_type": "logical"}, ["create"]),
    ({"capacity": "10 MiB"}, there(12 * MIB, kind="block"), DIR, []),
    ({"state": "absent"}, None, DIR, []),
    ({"state": "absent"}, there(), DIR, ["delete"]),
    ({"state": "absent", "wipe": "zero"}, there(), DIR, ["wipe wipe", "delete"]),
    ({"source": "/f"}, None, {**DIR, "file": FILE}, ["create", "upload source"]),
    ({"source": "/f", "capacity": "9 MiB"}, None, {**DIR, "file": FILE}, ["create", "upload source"]),
    ({"source": "/f", "capacity": "9 MiB"}, None, {**DIR, "file": IMAGE}, ["create", "upload source", "resize capacity"]),
    ({"source": "/f"}, there(), DIR, []),
    ({"clone_from": {"volume": "b"}}, None, {**DIR, "origin": IMAGE}, ["clone clone_from"]),
    ({"clone_from": {"volume": "b"}, "capacity": "9 MiB"}, None, {**DIR, "origin": IMAGE}, ["clone clone_from", "resize capacity"]),
    ({"clone_from": {"volume": "b"}}, there(), DIR, []),
    ({"capacity": "1 MiB"}, there(), {**DIR, "incomplete": True}, ["discard", "create"]),
    ({"source": "/f"}, there(), {**DIR, "incomplete": True, "file": FILE}, ["discard", "create", "upload source"]),
    ({"source": "/f"}, None, {**DIR, "incomplete": True, "file": FILE}, ["discard", "create", "upload source"]),
    ({"state": "absent"}, there(), {**DIR, "incomplete": True}, ["discard"]),
    ({"backing": {"volume": "b"}}, there(more=BELOW),
     {**DIR, "backing": {"path": "/p/b"}}, []),
    ({"xml": "<volume><name>a</name><capacity unit='MiB'>1</capacity><target/></volume>"}, there(), DIR, []),
    ({"xml": "<volume><name>a</name><capacity unit='MiB'>2</capacity><target/></volume>"}, there(), DIR, ["resize capacity"]),
])
def test_actions(options, observed, planning_facts, actions):
    assert steps(planned(observed, planning_facts, **options)) == actions


@pytest.mark.parametrize(("options", "observed", "planning_facts", "error", "words"), [
    ({"capacity": "1 MiB"}, there(2 * MIB), DIR, Refused, "would be lost"),
    ({"capacity": "1 MiB"}, there(128 * MIB, kind="block"), DIR, Refused, "would be lost"),
    ({"format": "qcow2"}, there(), DIR, Refused, "only the capacity"),
    ({"xml": "<volume><name>a</name><capacity>1048576</capacity><target><format type='qcow2'/></target></volume>"}, there(), DIR,
     Refused, "another name"),
    ({"backing": {"path": "/other"}}, there(more=BELOW), DIR, Refused, "backing.path"),
    ({"capacity": "1 MiB", "source": "/f"}, None, {**DIR, "file": FILE}, Refused, "less than"),
    ({"format": "raw", "source": "/f"}, None, {**DIR, "file": IMAGE}, Refused, "qcow2"),
    ({"capacity": "1 MiB", "clone_from": {"volume": "b"}}, None, {**DIR, "origin": IMAGE}, Refused, "less than"),
    ({"capacity": "1 GiB", "allocation": "1 GiB"}, None, DIR, NoSpace, "100 MiB left"),
    ({"capacity": "1 MiB", "allocation": "2 MiB"}, None, DIR, Invalid, "at most the capacity"),
    ({"xml": "<volume><name>a</name><capacity>1048576</capacity><allocation>1048577</allocation></volume>"}, None, DIR, Invalid,
     "at most the capacity"),
    ({"source": "/f", "allocation": "4 MiB"}, None, {**DIR, "file": FILE}, Invalid, "at most the capacity"),
    ({"capacity": "1 MiB", "format": "dir"}, None, DIR, Invalid, "ansible.builtin.file"),
    ({"capacity": "1 MiB", "compat": "1.1"}, None, DIR, Invalid, "format: qcow2"),
    ({"capacity": "1 MiB", "format": "vmdk", "lazy_refcounts": True}, None, DIR, Invalid, "format: qcow2"),
    ({"format": "qed", "backing": {"path": "/b"}}, None, DIR, Invalid, "makes no qed volume"),
    ({"capacity": "1 MiB", "name": "ü" * 128}, None, DIR, Invalid, "256 bytes"),
    ({"clone_from": {"volume": "b"}, "name": "n" * 239}, None, {**DIR, "origin": IMAGE}, Invalid, "takes 238 besides the mark"),
    ({"clone_from": {"volume": "b"}, "format": "vpc", "capacity": "9 MiB"}, None, {**DIR, "origin": IMAGE}, Unsupported, "does not grow"),
])
def test_refusals(options, observed, planning_facts, error, words):
    with pytest.raises(error, match=words):
        planned(observed, planning_facts, **options)


@pytest.mark.parametrize(("options", "words"), [
    ({"capacity": "1"}, "with its unit"),
    ({"capacity": "1 MiB", "wipe": "zero"}, "Leave wipe out"),
    ({"source": "disk.raw", "remote_src": True}, "absolute path"),
    ({"checksum": f"md5:{'0' * 32}"}, "source"),
    ({"source": "/f", "checksum": "md5:123"}, "algorithm"),
    ({"source": "/f", "clone_from": {"volume": "b"}}, "exclude"),
    ({"source": ""}, "source: is empty"),
    ({"clone_from": {"volume": "b"}, "backing": {"volume": "b"}}, "exclude"),
    ({"clone_from": {"volume": "b"}, "xml": f"<volume><name>a</name>{BELOW}</volume>"}, "clone_from"),
    ({"format": "raw", "backing": {"volume": "b"}}, "format: qcow2"),
    ({"xml": f"<volume><name>a</name><target><format type='raw'/></target>{BELOW}</volume>"}, "format: qcow2"),
    ({"compat": "0.10", "lazy_refcounts": True}, "compat: '1.1'"),
    ({"compat": "0.10", "extended_l2": True}, "compat: '1.1'"),
    ({"clone_from": {"volume": "a"}}, "itself"),
    ({"reflink": True}, "clone_from"),
    ({"backing": {"format": "raw"}}, "names no image"),
    ({"backing": {"path": "/b", "volume": "b"}}, "exclude"),
    ({"encryption": {"format": "luks", "secret": {}}}, "usage"),
])
def test_bad_declarations(options, words):
    with pytest.raises(Invalid) as error:
        Volume.accept({"pool": "images", "name": "a", **options}, Seen())
    assert words in str(error.value)


@pytest.mark.parametrize(("options", "words"), [
    ({}, "capacity"),
    ({"capacity": "1 MiB", "encryption": {"format": "luks"}}, "encryption.secret"),
])
def test_what_a_new_volume_needs(options, words):
    with pytest.raises(Invalid, match=words):
        Volume.creation_defaults(Volume.accept({"pool": "images", "name": "a", **options}, Seen()), None)


@pytest.mark.parametrize(("options", "pool_type", "empty"), [
    ({"capacity": "1 MiB"}, "dir", True),
    ({"capacity": "1 MiB"}, "logical", False),
    ({"source": "/f"}, "dir", False),
    ({"clone_from": {"volume": "b"}}, "dir", False),
])
def test_only_an_empty_file_is_taken_back(options, pool_type, empty):
    actions = planned(planning_facts={**DIR, "pool_type": pool_type, "file": FILE, "origin": IMAGE}, **options).actions
    assert next(action.made_empty for action in actions) is empty
    assert bool(actions[-1].irreversible) is not empty


def test_a_volume_that_was_just_made_otherwise():
    desired, ctx = Volume.accept({"pool": "images", "name": "a", "capacity": "1 MiB"}, Seen()), Context(planning_facts=DIR)
    ctx.made = True
    with pytest.raises(NotConverged, match="capacity is 2 MiB where 1 MiB is declared"):
        plan(Volume, desired, there(2 * MIB), ctx)


def test_an_image_takes_more_than_a_guest_sees():
    assert steps(planned(capacity="1 MiB", allocation="1028 KiB", format="qcow2")) == ["create"]


def test_overcommitting_is_legal():
    assert steps(planned(capacity="1 TiB")) == ["create"]


def test_a_file_is_sparse_unless_declared_and_a_block_device_is_not():
    def allocation(planning_facts, **options):
        return planned(planning_facts=planning_facts, capacity="2 MiB", **options).config.findtext("allocation")

    assert allocation(DIR) == "0"
    assert allocation(DIR, allocation="1 MiB") == str(MIB)
    assert allocation({**DIR, "pool_type": "logical"}) is None


def test_an_image_is_uploaded_into_a_file_of_its_own_size():
    made = planned(planning_facts={**DIR, "file": IMAGE}, source="/f", capacity="9 MiB", compat="1.1")
    first = xml.parse(made.actions[0].xml)
    assert first.findtext("capacity") == "196616"
    assert first.find("target/format").get("type") == "raw"
    assert first.find("target/compat") is None
    assert made.actions[2].capacity == 9 * MIB
    assert made.after["capacity"] == "9 MiB"


def test_a_block_device_takes_an_image_as_bytes():
    made = planned(planning_facts={**DIR, "pool_type": "logical", "file": IMAGE}, source="/f", capacity="9 MiB")
    assert xml.parse(made.actions[0].xml).findtext("capacity") == str(9 * MIB)
    assert steps(made) == ["create", "upload source"]


def test_volumes_are_told_apart_by_pool_and_name():
    seen = Seen()
    desired = Volume.accept({"pool": "p", "name": "a", "capacity": "1 MiB", "backing": {"volume": "b"}}, seen)
    assert Volume.identity(desired) == "p/a"
    assert seen.refers == [("pool", "p"), ("volume", "p/b")]


def disk(guest="web", device="vda", running=True, form="raw", top=True, readonly=False):
    """A disk of a guest as _libvirt/usage.py tells of it."""
    return {"guest": guest, "device": device, "running": running, "format": form if top else None, "top": top, "readonly": readonly}


def test_k1g_a_running_guest_makes_its_disk_larger():
    made = planned(there(), {**DIR, "disks": [disk(), disk("db", running=False)]}, capacity="2 MiB")
    assert [action.disks for action in made.actions] == [[("web", "vda")]]
    made = planned(there(), {**DIR, "disks": [disk(running=False)]}, capacity="2 MiB")
    assert [action.disks for action in made.actions] == [[]]


@pytest.mark.parametrize(("options", "planning_facts", "error", "words"), [
    ({"capacity": "2 MiB"}, {"disks": [disk()], "resizes_live": False}, Unsupported, "guest 'web' runs with it"),
    ({"capacity": "2 MiB"}, {"disks": [disk(top=False)]}, Refused, "'web' reads it through another image"),
    ({"capacity": "2 MiB"}, {"disks": [disk(readonly=True)]}, Refused, "without writing to it"),
    ({"capacity": "1 KiB", "shrink": True, "force": True}, {"disks": [disk(), disk("db")]}, Refused, "'db', 'web' runs with it"),
])
def test_k1g_what_a_running_guest_cannot_be_told(options, planning_facts, error, words):
    with pytest.raises(error, match=words):
        planned(there(), {**DIR, **planning_facts}, **options)


@pytest.mark.parametrize(("options", "observed"), [
    ({"state": "absent"}, there()), ({"state": "absent", "wipe": "zero"}, there()), ({"capacity": "1 KiB", "shrink": True}, there()),
])
def test_k6c_what_other_hosts_may_have_goes_only_by_force(options, observed):
    shared = {**DIR, "shared": True}
    with pytest.raises(Refused, match="a guest of another host may have it"):
        planned(observed, shared, **options)
    assert planned(observed, shared, force=True, **options).changed
    assert planned(observed, DIR, **options).changed


def test_k3c_a_raw_volume_stays_raw_whatever_its_guest_wrote():
    written = there(9 * MIB, "qcow2", more="<physical>1048576</physical><backingStore><path>/etc/shadow</path></backingStore>")
    has = {**DIR, "disks": [disk(running=False)]}
    for options in ({"capacity": "1 MiB"}, {"capacity": "1 MiB", "format": "raw"}):
        assert not planned(written, has, **options).changed
    with pytest.raises(Refused, match="header of a qcow2 image"):
        planned(written, has, capacity="2 MiB")
    assert planned(written, {**DIR, "disks": [disk()]}, capacity="2 MiB").actions[0].disks == [("web", "vda")]
    with pytest.raises(Refused, match="cannot become 'raw'"):
        planned(written, DIR, capacity="9 MiB", format="raw")


@pytest.mark.parametrize(("named", "chain", "words"), [
    ([], [("/b", "/c")], "refers to /b of the host, and"),
    (["/b"], [("/b", "/c")], "refers to /b of the host, which refers to /c, and"),
    (["/b", "/c"], [("/b", "/c"), ("/c", "/etc/shadow")], "refers to /c of the host, which refers to /etc/shadow, and"),
    (["/b", "/a"], [("/b", "/a"), ("/a", None)], "refers to /a, below which the chain of images never ends"),
    (["/b", "/c"], [("/b", "/c")], None),
])
@pytest.mark.parametrize("option", ["source", "clone_from"])
def test_k3e_each_file_of_a_chain_has_to_be_named(option, named, chain, words):
    given = {"format": "qcow2", "capacity": MIB, "size": MIB, "refers": ["/b"]}
    planning_facts = {**DIR, "chain": chain, **({"file": given} if option == "source" else {"origin": given})}
    options = {option: "/a" if option == "source" else {"volume": "b"}, "refers_to": named}
    if words is None:
        assert planned(None, planning_facts, **options).changed
    else:
        with pytest.raises(Refused, match=f"{option} {words}"):
            planned(None, planning_facts, **options)
