# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others have defined by other means: it is told, given back it changes nothing, and nothing is refused for it."""

from __future__ import annotations

import pytest

NETWORK = """<network>
  <name>lab</name><bridge name='virbr-lab'/>
  <dns>
    <txt name='a.example' value='one'/><txt name='a.example' value='two'/>
    <host ip='192.168.150.5'><hostname>a</hostname></host><host ip='192.168.150.5'><hostname>b</hostname></host>
  </dns>
  <ip address='192.168.150.1' prefix='24'/>
  <ip address='2001:db8:5::1' family='ipv6' prefix='64'/>
  <route address='192.168.160.0' prefix='24' gateway='192.168.150.2' metric='3'/>
  <route address='192.168.160.0' prefix='24' gateway='192.168.150.3' metric='4'/>
</network>"""
GUEST = """<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>guest</name><memory unit='MiB'>48</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>
  <metadata><kept xmlns='urn:kept' since='1'><by/></kept></metadata>
  <devices>
    <interface type='bridge'><source bridge='br0'/><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
    <interface type='bridge'><source bridge='br1'/><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
  </devices>
  <qemu:commandline><qemu:env name='A' value='1'/><qemu:env name='A' value='2'/></qemu:commandline>
</domain>"""
SECRET = """<secret><usage type='volume'><volume>images/a</volume></usage></secret>"""


def define(server, command, document):
    file = server.storage / "document.xml"
    file.write_text(document, encoding="utf-8")
    server.virsh(command, str(file))


def told(server, kind):
    """The one object of a kind, as its information module tells it; given back it changes nothing, in either module."""
    (found,) = server.module(f"{kind}_info")[f"{kind}s"]
    before = server.snapshot()
    assert not server.module(kind, **found["declared"])["changed"]
    assert not server.module("resources", **{f"{kind}s": [found["declared"]]})["changed"]
    assert server.snapshot() == before
    return found


def test_k5a_a_running_network_with_two_records_of_one_name_is_told(server):
    define(server, "net-define", NETWORK)
    server.virsh("net-start", "lab")
    found = told(server, "network")
    assert [record["value"] for record in found["declared"]["dns"]["txts"]] == ["one", "two"]
    assert [host["ip"] for host in found["declared"]["dns"]["hosts"]] == ["192.168.150.5", "192.168.150.5"]
    assert [route["metric"] for route in found["declared"]["routes"]] == [3, 4]
    assert found["status"]["drift"] == []
    assert found["status"]["active"]


@pytest.mark.parametrize(("kind", "command", "document"), [
    ("network", "net-define", NETWORK), ("domain", "define", GUEST), ("secret", "secret-define", SECRET),
])
def test_k5c_what_others_have_defined_is_taken_back(server, kind, command, document):
    define(server, command, document)
    told(server, kind)


def test_k5c_what_nobody_may_write_is_refused_before_anything_is_touched(server):
    """The rule that lets pass what is there lets nothing else pass."""
    define(server, "define", GUEST)
    guest = server.module("domain_info")["domains"][0]["declared"]
    before = server.snapshot()
    new = {"source": {"bridge": "br0"}, "mac": "52:54:00:00:00:02"}
    third = {**guest, "interfaces": [*guest["interfaces"], new, new]}
    assert "interfaces[3].mac: 52:54:00:00:00:02 is taken by interfaces[2]" in server.module("domain", **third, fails=True)["msg"]
    other = {**guest, "name": "other"}
    del other["uuid"]
    assert "52:54:00:00:00:01 is taken" in server.module("domain", **other, fails=True)["msg"]
    failed = server.module("resources", networks=[{"name": "lab"}], domains=[other], fails=True)
    assert "Nothing was touched" in failed["msg"] and "domains[0]" in failed["msg"]
    assert server.snapshot() == before


def test_k5d_a_default_namespace_of_others_stays(server):
    define(server, "define", GUEST)
    assert server.module("domain", name="guest", memory="64 MiB")["changed"]
    document = server.virsh("dumpxml", "--inactive", "guest")
    assert "ns0:" not in document and "ns3:" not in document
    assert '<kept xmlns="urn:kept" since="1">' in document
    assert server.module("domain_info")["domains"][0]["declared"]["metadata"]["urn:kept"].startswith('<kept xmlns="urn:kept"')
