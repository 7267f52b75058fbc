# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document as a part of what is there: compared, and written into it."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import status, xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.facts import Facts
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import HIDDEN, IMMUTABLE, LIVE, Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.schema_index import rule_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.network import Network
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.nwfilter import Nwfilter
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.pool import Pool
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile import document, domain

NAMES = {"domain": Domain, "network": Network, "filter": Nwfilter, "pool": Pool}


def _context(model):
    return Context(kind=model.kind, name="a")


def _compare(desired, observed):
    """The options that differ."""
    desired, observed = xml.parse(desired), xml.parse(observed)
    model = NAMES[desired.tag]
    status.strip(model.kind, desired)
    return {str(change.path): (change.before, change.after) for change in document.delta(model, desired, observed, _context(model))}


def _write(desired, observed):
    """What becomes of `observed`; nothing may differ afterwards."""
    desired, observed = xml.parse(desired), xml.parse(observed)
    model = NAMES[desired.tag]
    document.write(model, desired, observed, _context(model))
    assert document.delta(model, desired, observed, _context(model)) == []
    return observed


def _devices(*devices):
    return f"<domain type='qemu'><devices>{''.join(devices)}</devices></domain>"


@pytest.mark.parametrize(("desired", "observed"), [
    ("<domain><memory unit='MiB'>1</memory></domain>", "<domain><memory unit='KiB'>1024</memory></domain>"),
    ("<domain><vcpu>1</vcpu></domain>", "<domain><vcpu placement='static'>1</vcpu><cpu mode='host-model'/></domain>"),
    ("<network><mac address='52:54:0:1:2:3'/></network>", "<network><mac address='52:54:00:01:02:03'/></network>"),
    ("<network><bridge stp='on' delay='0'/></network>", "<network><bridge name='virbr0'/></network>"),
    ("<network><forward/></network>", "<network/>"),
    ("<filter chain='root'/>", "<filter priority='0'/>"),
    ("<filter><rule action='drop' direction='in'><tcp srcipmask='255.255.255.0'/></rule></filter>",
     "<filter><rule action='drop' direction='in' priority='500'><tcp srcipmask='24'/></rule></filter>"),
    ("<filter><rule action='drop' direction='in'><ip protocol='6' srcportstart='$A[ @0 ]'/></rule></filter>",
     "<filter><rule action='drop' direction='in' priority='500'><ip protocol='tcp' srcportstart='$A'/></rule></filter>"),
    ("<pool><target><path>/a//b/</path></target></pool>", "<pool><target><path>/a/b</path></target></pool>"),
    (_devices("<foo a='0x1f'>  x </foo>"), _devices("<foo a='31' b='2'>x</foo>")),
])
def test_other_spellings_are_no_difference(desired, observed):
    assert _compare(desired, observed) == {}


@pytest.mark.parametrize(("desired", "observed", "option"), [
    ("<domain><memory>1024</memory></domain>", "<domain><memory>2048</memory></domain>", "memory"),
    ("<network><bridge stp='on'/></network>", "<network><bridge stp='off'/></network>", "bridge.stp"),
    (_devices("<foo a='1'/>"), _devices("<foo a='2'/>"), "./devices/foo/@a"),
    (_devices("<foo><bar/></foo>"), _devices("<foo/>"), "./devices/foo/bar"),
    (_devices("<foo>1</foo>"), _devices("<foo>01</foo>"), "./devices/foo"),
])
def test_other_values_are_a_difference(desired, observed, option):
    assert list(_compare(desired, observed)) == [option]


def test_lists_of_the_users_are_complete_when_they_have_a_member():
    disk = "<disk type='file' device='disk'><source file='/{0}'/><target dev='{0}' bus='virtio'/></disk>"
    both = _devices(disk.format("vda"), disk.format("vdb"))
    assert _compare(_devices(disk.format("vdb")), both).keys() == {"disks[vda]"}
    assert _compare(_devices("<emulator>/x</emulator>"), both).keys() == {"emulator"}
    left = _write(_devices(disk.format("vdb")), both)
    assert [target.get("dev") for target in left.iter("target")] == ["vdb"]


def test_lists_of_libvirts_keep_their_members():
    desired = _devices("<controller type='usb' index='0' model='qemu-xhci'/>")
    observed = _devices("<controller type='pci' index='0' model='pcie-root'/>", "<controller type='usb' index='0' model='piix3-uhci'/>")
    after = _write(desired, observed)
    assert [controller.get("model") for controller in after.iter("controller")] == ["pcie-root", "qemu-xhci"]


def test_members_find_their_own_in_any_order():
    inputs = ["<input type='tablet' bus='usb'/>", "<input type='mouse' bus='ps2'/>", "<input type='keyboard' bus='ps2'/>"]
    assert _compare(_devices(*inputs), _devices(*reversed(inputs))) == {}
    # The first says less and may not take what the second alone fits.
    vague, exact = "<hub type='usb'/>", "<hub type='usb'><alias name='ua-x'/></hub>"
    assert _compare(_devices(vague, exact), _devices(exact, vague)) == {}


def test_order_counts_where_it_matters():
    boot = "<domain><os><boot dev='{}'/><boot dev='{}'/></os></domain>"
    assert _compare(boot.format("hd", "network"), boot.format("hd", "network")) == {}
    assert len(_compare(boot.format("hd", "network"), boot.format("network", "hd"))) == 1
    after = _write(boot.format("hd", "network"), boot.format("network", "hd"))
    assert [device.get("dev") for device in after.iter("boot")] == ["hd", "network"]


def test_a_new_bus_makes_the_old_address_void_unless_the_document_names_one():
    disk = "<disk type='file' device='disk'><target dev='sda' bus='{}'/>{}</disk>"
    old = "<address type='drive' controller='0' bus='0' target='0' unit='1'/>"
    new = "<address type='usb' bus='0' port='2'/>"
    bare = _write(_devices(disk.format("usb", "")), _devices(disk.format("sata", old)))
    assert list(bare.iter("address")) == []
    named = _write(_devices(disk.format("usb", new)), _devices(disk.format("sata", old)))
    assert [address.attrib for address in named.iter("address")] == [{"type": "usb", "bus": "0", "port": "2"}]


def test_a_new_machine_makes_addresses_void():
    system = "<os><type machine='{}'>hvm</type></os>"
    device = "<devices><rng model='virtio'>{}</rng></devices>"
    address = "<address type='pci' domain='0' bus='1' slot='0' function='0'/>"
    after = _write(f"<domain>{system.format('pc')}</domain>", f"<domain>{system.format('q35')}{device.format(address)}</domain>")
    assert list(after.iter("address")) == []


def test_an_address_that_the_document_gives_is_taken_from_others():
    address = "<address type='pci' domain='0x0000' bus='0x00' slot='{}' function='0x0'/>"
    sound, rng = "<sound model='ich6'>{}</sound>", "<rng model='virtio'>{}</rng>"
    after = _write(_devices(sound.format(address.format("0x03"))),
                   _devices(sound.format(address.format("0x04")), rng.format(address.format("3"))))
    assert after.find("./devices/sound/address").get("slot") == "0x03"
    assert after.find("./devices/rng/address") is None


def test_another_shape_leaves_nothing_of_the_old_one():
    disk = "<disk type='{}' device='disk'>{}<target dev='vda' bus='virtio'/></disk>"
    after = _write(_devices(disk.format("block", "<source dev='/dev/sdx'/>")), _devices(disk.format("file", "<source file='/a'/>")))
    assert after.find("./devices/disk/source").attrib == {"dev": "/dev/sdx"}


def test_what_nobody_manages_survives():
    observed = ("<domain><title>t</title><memory>1</memory><devices><disk device='disk'><target dev='vda'/><serial>s</serial></disk>"
                "</devices></domain>")
    after = _write("<domain><memory>1024</memory><devices><disk><target dev='vda'/></disk></devices></domain>", observed)
    assert (after.findtext("title"), after.findtext("./devices/disk/serial")) == ("t", "s")


@pytest.mark.parametrize("said", [
    "<serial type='pty'><source path='/dev/pts/3'/><target port='0'/><alias name='serial0'/></serial>",
    "<serial type='pty'><alias name='serial0'/></serial>",
    "<interface type='network'><source network='default' portid='12' bridge='virbr0'/><target dev='vnet3'/></interface>",
    "<graphics type='vnc' port='5901' autoport='yes'/>",
    "<channel type='unix'><source mode='bind' path='/run/libvirt/qemu/channel/1-a/x'/><target type='virtio' name='x' state='connected'/>"
    "</channel>",
])
def test_what_libvirt_says_of_a_running_guest_passes(said):
    kept = _devices("<serial type='pty'><target port='0'/></serial>", "<graphics type='vnc' port='-1' autoport='yes'/>",
                    "<interface type='network'><source network='default' bridge='virbr0'/></interface>",
                    "<channel type='unix'><target type='virtio' name='x'/></channel>")
    assert _compare(_devices(said), kept) == {}


def test_an_alias_of_the_users_counts():
    assert _compare(_devices("<rng><alias name='ua-x'/></rng>"), _devices("<rng/>"))
    assert not _compare(_devices("<rng><alias name='rng0'/></rng>"), _devices("<rng/>"))


def test_passwords_are_never_shown():
    graphics = "<graphics type='vnc' passwd='{}'/>"
    changes = _compare(_devices(graphics.format("new-one")), _devices(graphics.format("old-one")))
    assert list(changes.values()) == [(HIDDEN, HIDDEN)]
    changes = _compare(_devices(graphics.format("new-one")), _devices("<graphics type='spice' passwd='old-one'/>"))
    assert "one" not in str(changes).replace("None", "")
    changes = _compare(_devices("<foo password='new-one'/>"), _devices("<foo password='old-one'/>"))
    assert "one" not in str(changes).replace("None", "")
    seen = Seen()
    Domain.accept({"name": "a", "xml": _devices(graphics.format("new-one"))}, seen)
    assert seen.secrets == {"new-one"}


def test_a_change_costs_what_its_option_costs():
    desired = xml.parse("<network><name>b</name><dns><host ip='1.2.3.4'/></dns></network>")
    observed = xml.parse("<network><name>a</name></network>")
    costs = {str(change.path): change.cost for change in document.delta(Network, desired, observed, _context(Network))}
    assert costs == {"name": IMMUTABLE, "dns.hosts[1.2.3.4]": LIVE}


def test_rules_follow_the_declarations():
    rule = rule_of(Domain)
    disk = rule.child("devices").child("disk")
    assert rule.child("devices").below("disk") is None
    assert rule.child("devices").places["disk"][0].complete
    assert not rule.child("devices").places["controller"][0].complete
    assert [str(leaf.option) for leaf in rule.child("memory").leaves["unit"]] == ["memory"]
    chain = disk.child("backingStore").child("backingStore").child("backingStore").child("backingStore")
    assert chain.covered
    assert not rule.child("nothing-of-this-name").covered


def test_a_document_never_points_a_disk_back_below_a_snapshot():
    disk = "<disk type='file' device='disk'><driver name='qemu' type='{}'/><source file='{}'/><target dev='vda' bus='virtio'/></disk>"
    base, above = (_devices(disk.format(*what)).replace("<devices>", "<name>a</name><devices>")
                   for what in (("raw", "/base"), ("qcow2", "/above")))
    desired = Domain.accept({"name": "a", "xml": base}, Seen())
    observed, context = Observed(xml.parse(above)), _context(Domain)
    context.facts = Facts({("chain", "/above"): ["/base"]})
    plan = domain.plan(Domain, {**desired, "state": "present"}, observed, context)
    assert not context.facts.open
    assert [action.options for action in plan.actions if "disk" in str(action.options)] == []
    assert "a snapshot above the declared /base" in plan.warnings[0]
    other = _context(Domain)
    plan = domain.plan(Domain, {**desired, "state": "present"}, observed, other)
    assert other.facts.open == [("chain", "/above")]
    assert "disks[vda].source.file" in map(str, plan.actions[0].options)
