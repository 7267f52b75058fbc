# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identities that nobody declared: nobody else has them, and each stays with its own."""

from __future__ import annotations

import re

import pytest

GUEST = {"name": "guest", "type": "qemu", "memory": "48 MiB", "os": {"machine": "pc"}}


def interface(network):
    return {"source": {"network": network}, "model": "virtio"}


def macs(server, *options):
    """The addresses of a guest's interfaces by network."""
    found = re.findall(r"<mac address='([^']*)'/>\s*<source network='([^']*)'", server.virsh("dumpxml", *options, "guest"))
    return {network: mac for mac, network in found}


@pytest.mark.parametrize(("state", "changes"), [("running", ("acb", "cab")), ("shutoff", ("acb", "b", "bc", "cab"))])
def test_k2a_interfaces_keep_their_addresses_when_the_list_changes(server, state, changes):
    """A guest without a system lets go of no device, so what goes is tried where it is off."""
    networks = [{"name": name, "state": "active", "bridge": {"name": f"virbr-{name}"}} for name in "abc"]
    server.module("resources", networks=networks)

    def guest(names, **options):
        return server.module("domain", **GUEST, state=state, interfaces=[interface(name) for name in names], **options)

    guest("ab")
    first = macs(server)
    assert len(set(first.values())) == len(first) == len("ab")
    held = dict(first)
    for names in changes:
        planned = guest(names, check=True)
        done = guest(names)
        assert planned["actions"] == done["actions"]
        now = macs(server)
        assert set(now) == set(names)
        assert len(set(now.values())) == len(names), "two interfaces with one address"
        assert all(now[name] == mac for name, mac in held.items() if name in now)
        assert state == "shutoff" or now == macs(server, "--inactive")
        assert not guest(names)["changed"]
        assert done["restart_required"] == []
        held = now
    told = server.module("domain_info")["domains"][0]
    assert not server.module("domain", **told["declared"])["changed"]


def test_k2b_a_guest_is_declared_under_the_name_that_another_had(server):
    guest = {**GUEST, "interfaces": [{"source": {"bridge": "br0"}}]}
    server.module("domain", **guest)
    server.virsh("domrename", "guest", "former")
    for check in (True, False):
        assert server.module("domain", **guest, check=check)["changed"]
    assert not server.module("domain", **guest)["changed"]
    documents = [server.virsh("dumpxml", name) for name in ("guest", "former")]
    for pattern in ("<uuid>(.*)</uuid>", "<mac address='(.*)'/>"):
        assert len({re.search(pattern, text)[1] for text in documents}) == len(documents)


def test_k2b_other_kinds_take_another_uuid_too(server):
    for kind, renamed in (("network", {"name": "b"}), ("pool", {"name": "b", "type": "dir", "target": {"path": "/b"}})):
        wanted = {**renamed, "name": "a"}
        server.module(kind, **wanted)
        taken = server.module(f"{kind}_info")[f"{kind}s"][0]["declared"]["uuid"]
        server.module(kind, name="a", state="absent")
        server.module(kind, **{**renamed, "uuid": taken})
        if kind == "pool":
            wanted["target"] = {"path": "/a"}
        server.module(kind, **wanted)
        found = {entry["declared"]["name"]: entry["declared"]["uuid"] for entry in server.module(f"{kind}_info")[f"{kind}s"]}
        assert found["b"] == taken != found["a"]
        assert not server.module(kind, **wanted)["changed"]


def test_k2c_a_document_has_the_uuid_that_its_hardware_shows(server):
    uuid = "11111111-2222-4333-8444-555555555555"
    document = f"""<domain type='qemu'><name>guest</name><memory unit='MiB'>48</memory>
      <sysinfo type='smbios'><system><entry name='uuid'>{uuid.upper()}</entry></system></sysinfo>
      <os><type arch='x86_64' machine='pc'>hvm</type><smbios mode='sysinfo'/></os></domain>"""
    assert server.module("domain", xml=document)["changed"]
    assert server.virsh("domuuid", "guest").strip() == uuid
    assert not server.module("domain", xml=document)["changed"]
    server.module("domain", name="guest", state="absent")
    system = {"sysinfo": {"smbios": {"system": {"uuid": uuid}}}}
    assert server.module("domain", **GUEST, **system)["changed"]
    assert server.virsh("domuuid", "guest").strip() == uuid
    assert not server.module("domain", **GUEST, **system)["changed"]
